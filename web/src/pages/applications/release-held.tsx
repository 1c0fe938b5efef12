import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Typography } from 'antd';
import { api } from '../../api/client.ts';
import type { Application, TargetLink } from '../../api/generated.ts';
import { useInstanceId } from '../../app/instance.tsx';
import { ConfirmByName } from '../../parts/confirm.tsx';
import { ProblemAlert } from '../../parts/problem.tsx';
import { Loading } from '../../parts/states.tsx';
import { useText } from '../../text/text.ts';
import { applicationKey } from './application-queries.ts';
import { targetText } from './target-text.ts';

interface ReleaseHeldProps {
  application: Application;
  /** Only these; without them all that are held. */
  links?: TargetLink[];
  /** How many are held. */
  total: number;
  onDone: () => void;
  onClose: () => void;
}

const NAMES_SHOWN = 30;

/** Deletions that the protection holds are made only after a person has seen whom they hit. */
export function ReleaseHeld({ application, links, total, onDone, onClose }: ReleaseHeldProps) {
  const t = useText(targetText);
  const instance = useInstanceId();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const held = useQuery({
    queryKey: applicationKey(instance, application.id, 'held-names'),
    queryFn: () =>
      api.applications.listTargetLinks(instance, application.id, { state: 'held', limit: NAMES_SHOWN }),
    enabled: links === undefined,
    gcTime: 0,
  });
  const shown = links?.slice(0, NAMES_SHOWN) ?? held.data?.items;
  const count = links?.length ?? total;
  const more = shown ? count - shown.length : 0;
  return (
    <ConfirmByName
      open
      title={t('releaseTitle')}
      name={application.name}
      action={t('release')}
      onClose={onClose}
      onConfirm={async () => {
        const released = await api.applications.releaseHeldLinks(
          instance,
          application.id,
          links ? { accountIds: links.map(({ accountId }) => accountId) } : {},
        );
        message.success(t('released', { count: released.count }));
        onDone();
        await queries.invalidateQueries({ queryKey: applicationKey(instance, application.id) });
      }}
    >
      <Typography.Paragraph>{t('releaseSays', { name: application.name, count })}</Typography.Paragraph>
      {held.error && <ProblemAlert error={held.error} onRetry={() => void held.refetch()} />}
      {!shown && !held.error && <Loading />}
      {shown && (
        <ul
          style={{
            display: 'grid',
            gridTemplateColumns: 'repeat(auto-fill, minmax(150px, 1fr))',
            columnGap: 24,
            margin: '0 0 12px',
            paddingInlineStart: 20,
            maxHeight: 220,
            overflow: 'auto',
          }}
        >
          {shown.map(({ accountId, label, remoteName }) => (
            <li key={accountId}>{remoteName && remoteName !== label ? `${label} (${remoteName})` : label}</li>
          ))}
          {more > 0 && <li>{t('andMore', { count: more })}</li>}
        </ul>
      )}
    </ConfirmByName>
  );
}
