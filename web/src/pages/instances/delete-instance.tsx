import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Skeleton, Typography } from 'antd';
import { api } from '../../api/client.ts';
import type { Instance, InstanceContents } from '../../api/generated.ts';
import { ConfirmByName } from '../../parts/confirm.tsx';
import { ProblemAlert } from '../../parts/problem.tsx';
import { useText } from '../../text/text.ts';
import { instancesText } from './instances-text.ts';

/** What `getInstanceContents` counts, and how many of it is said. */
const SAID = [
  ['account', 'accountsCount'],
  ['org_unit', 'orgsCount'],
  ['directory_group', 'groupsCount'],
  ['source', 'sourcesCount'],
  ['application', 'applicationsCount'],
  ['cloud_account', 'cloudAccountsCount'],
  ['run', 'runsCount'],
] as const;

/** Asks for the id of the instance and says what would go with it. */
export function DeleteInstance({ instance, onClose }: { instance: Instance; onClose: () => void }) {
  const t = useText(instancesText);
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { id, name } = instance;
  const contents = useQuery({
    queryKey: ['instance', id, 'contents'],
    queryFn: () => api.contents.getInstanceContents(id),
    staleTime: 0,
  });
  const remove = async () => {
    await api.instances.deleteInstance(id, { confirm: id });
    await navigate({ to: '/instances' });
    queries.removeQueries({ queryKey: ['instance', id], type: 'inactive' });
    await queries.invalidateQueries({ queryKey: ['instances'] });
  };
  return (
    <ConfirmByName
      open
      title={t('deleteTitle', { name })}
      name={id}
      action={t('deleteAction')}
      onConfirm={remove}
      onClose={onClose}
    >
      <Typography.Paragraph>{t('deleteHint')}</Typography.Paragraph>
      {contents.error ? (
        <ProblemAlert error={contents.error} onRetry={() => void contents.refetch()} />
      ) : contents.data ? (
        <Contents contents={contents.data} />
      ) : (
        <Skeleton active title={false} paragraph={{ rows: 3 }} />
      )}
    </ConfirmByName>
  );
}

function Contents({ contents }: { contents: InstanceContents }) {
  const t = useText(instancesText);
  // The root organization is there from the beginning and is nothing to be sorry for.
  const counts: InstanceContents = { ...contents, org_unit: Math.max(0, (contents.org_unit ?? 0) - 1) };
  const lines = SAID.filter(([kind]) => (counts[kind] ?? 0) > 0);
  if (lines.length === 0) return <Typography.Text type="secondary">{t('holdsNothing')}</Typography.Text>;
  return (
    <>
      <Typography.Text strong>{t('holds')}</Typography.Text>
      <ul style={{ margin: '4px 0 0', paddingInlineStart: 20 }}>
        {lines.map(([kind, key]) => (
          <li key={kind}>{t(key, { count: counts[kind] ?? 0 })}</li>
        ))}
      </ul>
    </>
  );
}
