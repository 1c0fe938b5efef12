/** User-based SSO of a cloud account: where its RAM users log on, and what the other side has to know. */
import { useQuery } from '@tanstack/react-query';
import { Button, Descriptions, Flex, Grid, Typography } from 'antd';
import { type ReactNode, useState } from 'react';
import { api } from '../../api/client.ts';
import type { CloudAccountWithEndpoints, CloudUserSso } from '../../api/generated.ts';
import { useInstanceId } from '../../app/instance.tsx';
import { useMay } from '../../app/session.tsx';
import { Time } from '../../parts/format.tsx';
import { ProblemAlert } from '../../parts/problem.tsx';
import { EmptyState, Loading, StateTag } from '../../parts/states.tsx';
import { useText } from '../../text/text.ts';
import { cloudKey } from './cloud-queries.ts';
import { CopyLine } from './copy-line.tsx';
import { UserSsoDialog } from './user-sso-dialog.tsx';
import { userSsoText } from './user-sso-text.ts';

export function UserSso({ account }: { account: CloudAccountWithEndpoints }) {
  const t = useText(userSsoText);
  const may = useMay();
  const instance = useInstanceId();
  const [editing, setEditing] = useState(false);
  const { data, error, refetch } = useQuery({
    queryKey: cloudKey(instance, account.id, 'user-sso'),
    queryFn: () => api.cloudAccounts.getUserSso(instance, account.id),
  });
  if (error && !data) return <ProblemAlert error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  const edit = may.admin && (
    <Button type={data.identityProvider ? 'default' : 'primary'} onClick={() => setEditing(true)}>
      {t('edit')}
    </Button>
  );
  return (
    <Flex vertical gap={20}>
      <Flex justify="space-between" gap={12} wrap align="start">
        <Typography.Paragraph type="secondary" style={{ margin: 0, maxWidth: 720 }}>
          {t('about')} {t('statusHint')}
        </Typography.Paragraph>
        {data.identityProvider && edit}
      </Flex>
      {data.identityProvider ? (
        <Provider sso={data} />
      ) : (
        <EmptyState title={t('noProvider')} hint={t('noProviderHint')} action={edit} />
      )}
      <section>
        <Heading>{t('ofThisSide')}</Heading>
        <Rows
          rows={(['spEntityId', 'spMetadataUrl', 'acsUrl', 'logonUrl'] as const).map((name) => ({
            key: name,
            label: t(name),
            children: <CopyLine label={t(name)} value={data[name]} />,
          }))}
        />
      </section>
      {editing && <UserSsoDialog account={account.id} sso={data} onClose={() => setEditing(false)} />}
    </Flex>
  );
}

function Provider({ sso }: { sso: CloudUserSso }) {
  const t = useText(userSsoText);
  const { identityProvider: provider } = sso;
  if (!provider) return null;
  return (
    <section>
      <Heading>{t('identityProvider')}</Heading>
      <Rows
        rows={[
          {
            key: 'status',
            label: t('status'),
            children: (
              <StateTag tone={sso.ssoEnabled ? 'good' : 'off'}>{t(sso.ssoEnabled ? 'on' : 'off')}</StateTag>
            ),
          },
          {
            key: 'entityId',
            label: t('entityId'),
            children: <CopyLine label={t('entityId')} value={provider.entityId} />,
          },
          {
            key: 'ssoUrl',
            label: t('ssoUrl'),
            children: <CopyLine label={t('ssoUrl')} value={provider.ssoUrl} />,
          },
          ...provider.certificates.map((certificate) => ({
            key: certificate.fingerprint,
            label: t('certificate'),
            children: (
              <>
                {certificate.subject}, {t('validUntil')} <Time at={certificate.notAfter} />
                <div className="mono" style={{ overflowWrap: 'anywhere' }}>
                  {certificate.fingerprint}
                </div>
              </>
            ),
          })),
          ...(sso.domainAlias ? [{ key: 'alias', label: t('domainAlias'), children: sso.domainAlias }] : []),
          ...(sso.auxiliaryDomain
            ? [{ key: 'auxiliary', label: t('auxiliaryDomain'), children: sso.auxiliaryDomain }]
            : []),
          {
            key: 'withDomain',
            label: t('withDomain'),
            children: t(sso.ssoLoginWithDomain ? 'on' : 'off'),
          },
        ]}
      />
    </section>
  );
}

function Heading({ children }: { children: string }) {
  return (
    <Typography.Title level={2} style={{ fontSize: 15, margin: '0 0 8px' }}>
      {children}
    </Typography.Title>
  );
}

function Rows({ rows }: { rows: { key: string; label: string; children: ReactNode }[] }) {
  const wide = Grid.useBreakpoint().md !== false;
  return (
    <Descriptions
      bordered
      size="small"
      column={1}
      layout={wide ? 'horizontal' : 'vertical'}
      styles={{ label: wide ? { width: 220 } : {} }}
      items={rows}
    />
  );
}
