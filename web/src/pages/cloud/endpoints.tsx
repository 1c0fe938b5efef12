import { Descriptions, Typography } from 'antd';
import type { CloudAccountWithEndpoints } from '../../api/generated.ts';
import { useText } from '../../text/text.ts';
import { cloudText } from './cloud-text.ts';
import { CopyLine } from './copy-line.tsx';

/** The addresses that programs need of a cloud account. */
export function Endpoints({ account }: { account: CloudAccountWithEndpoints }) {
  const t = useText(cloudText);
  const discovery = `${account.tokenEndpoint.replace(/\/v1\/token$/, '')}/.well-known/openid-configuration`;
  const rows = [
    ['scim', t('scimBaseUrl'), account.scimBaseUrl],
    ['token', t('tokenEndpoint'), account.tokenEndpoint],
    ['discovery', t('discovery'), discovery],
  ] as const;
  return (
    <>
      <Typography.Paragraph type="secondary">{t('endpointsHint')}</Typography.Paragraph>
      <Descriptions
        bordered
        size="small"
        column={1}
        styles={{ label: { width: 200 } }}
        items={rows.map(([key, label, value]) => ({
          key,
          label,
          children: <CopyLine label={label} value={value} />,
        }))}
      />
    </>
  );
}
