import { Typography } from 'antd';
import { Time } from '../../../parts/format.tsx';
import { common } from '../../../text/common.ts';
import { useText } from '../../../text/text.ts';
import { accountsText } from '../accounts-text.ts';
import { type FieldKind, lockedForGood } from '../model/account-fields.ts';
import { shortPath } from '../model/org-tree.ts';
import { useOrgs } from '../model/queries.ts';

/** The value of a field as people read it: names for ids, words for switches, times in their zone. */
export function FieldValue({ kind, value }: { kind: FieldKind; value: unknown }) {
  const t = useText(common);
  const words = useText(accountsText);
  const { tree } = useOrgs();
  if (value === null || value === undefined || value === '')
    return (
      <Typography.Text type="secondary" aria-label={t('none')}>
        –
      </Typography.Text>
    );
  if (typeof value === 'boolean') return <>{t(value ? 'yes' : 'no')}</>;
  if (kind === 'time' && typeof value === 'string')
    return lockedForGood({ lockedUntil: value }) ? words('forGood') : <Time at={value} />;
  if (kind === 'org') return tree ? (shortPath(tree, String(value)) ?? String(value)) : null;
  if (Array.isArray(value)) return <>{value.map(String).join(', ')}</>;
  if (typeof value === 'object') return <span className="mono">{JSON.stringify(value)}</span>;
  return <span style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{String(value)}</span>;
}
