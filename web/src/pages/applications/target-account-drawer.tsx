/** One account at the target: its state, the target's answer, desired against acknowledged. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Alert, Button, Descriptions, Drawer, Flex, Typography } from 'antd';
import { api } from '../../api/client.ts';
import type { Application, TargetLink } from '../../api/generated.ts';
import { useInstanceId } from '../../app/instance.tsx';
import { useMay } from '../../app/session.tsx';
import { Diff } from '../../parts/diff.tsx';
import { Num, Time } from '../../parts/format.tsx';
import { ProblemAlert } from '../../parts/problem.tsx';
import { OpTag } from '../../parts/run/op-tag.tsx';
import { EmptyState, Loading } from '../../parts/states.tsx';
import { common } from '../../text/common.ts';
import { useText } from '../../text/text.ts';
import { applicationKey } from './application-queries.ts';
import { LinkStateTag } from './link-state.tsx';
import { useRetry } from './target-accounts.tsx';
import { targetText } from './target-text.ts';
import { useShowTargetValue } from './target-values.tsx';

interface TargetAccountDrawerProps {
  application: Application;
  /** Id of the account. */
  account: string;
  onRelease: (link: TargetLink) => void;
  onClose: () => void;
}

export function TargetAccountDrawer({ application, account, onRelease, onClose }: TargetAccountDrawerProps) {
  const t = useText(targetText);
  const tc = useText(common);
  const instance = useInstanceId();
  const { data, error, refetch } = useQuery({
    queryKey: applicationKey(instance, application.id, 'link', account),
    queryFn: async () => {
      const { items } = await api.applications.listTargetLinks(instance, application.id, { account });
      return items[0] ?? null;
    },
  });
  return (
    <Drawer open size={600} title={data?.label ?? t('account')} onClose={onClose}>
      {error && !data && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {!error && data === undefined && <Loading />}
      {data === null && <EmptyState title={tc('nothingHere')} />}
      {data && <Details application={application} link={data} onRelease={onRelease} />}
    </Drawer>
  );
}

const RETRIED: ReadonlySet<TargetLink['state']> = new Set(['parked', 'conflict', 'due']);

interface DetailsProps {
  application: Application;
  link: TargetLink;
  onRelease: (link: TargetLink) => void;
}

function Details({ application, link, onRelease }: DetailsProps) {
  const t = useText(targetText);
  const may = useMay();
  const instance = useInstanceId();
  const retry = useRetry(application);
  return (
    <Flex vertical gap={18}>
      <Flex gap={8} wrap align="center">
        {link.error && RETRIED.has(link.state) && (
          <Button
            disabled={!may.operate}
            loading={retry.isPending}
            onClick={() => retry.mutate([link.accountId])}
          >
            {t('retry')}
          </Button>
        )}
        {link.state === 'held' && (
          <Button danger disabled={!may.operate} onClick={() => onRelease(link)}>
            {t('release')}
          </Button>
        )}
        <Link to="/i/$instance/accounts/$account" params={{ instance, account: link.accountId }}>
          {t('openAccount')}
        </Link>
      </Flex>
      {link.error && <Answer error={link.error} held={link.state === 'held'} />}
      <Descriptions
        bordered
        size="small"
        column={1}
        styles={{ label: { width: 160 } }}
        items={[
          {
            key: 'state',
            label: t('state'),
            children: (
              <>
                <LinkStateTag state={link.state} />
                <Typography.Text type="secondary" style={{ display: 'block', marginTop: 4 }}>
                  {t(`${link.state}Hint`)}
                </Typography.Text>
              </>
            ),
          },
          { key: 'op', label: t('operation'), children: <OpTag op={link.op} /> },
          { key: 'name', label: t('remoteName'), children: link.remoteName ?? '–' },
          {
            key: 'id',
            label: t('remoteId'),
            children: link.remoteId ? <Mono text={link.remoteId} /> : '–',
          },
          { key: 'acked', label: t('acknowledgedAt'), children: <Time at={link.acknowledgedAt} /> },
          { key: 'attempts', label: t('attempts'), children: <Num value={link.attempts} /> },
          ...(link.nextAttemptAt
            ? [{ key: 'next', label: t('nextAttempt'), children: <Time at={link.nextAttemptAt} /> }]
            : []),
        ]}
      />
      <Wanted link={link} />
    </Flex>
  );
}

function Answer({ error, held }: { error: NonNullable<TargetLink['error']>; held: boolean }) {
  const t = useText(targetText);
  const facts = [
    ['status', t('httpStatus'), error.status],
    ['scimType', t('scimType'), error.scimType],
    ['detail', t('detail'), error.detail],
    ['requestId', t('requestId'), error.requestId],
  ] as const;
  return (
    <section aria-label={t('answer')}>
      <Alert type={held ? 'warning' : 'error'} showIcon title={error.message} description={error.remedy} />
      <Descriptions
        size="small"
        column={1}
        style={{ marginTop: 10 }}
        styles={{ label: { width: 120 } }}
        items={[
          ...facts
            .filter(([, , value]) => value !== null)
            .map(([key, label, value]) => ({ key, label, children: <Mono text={String(value)} /> })),
          { key: 'at', label: t('at'), children: <Time at={error.at} /> },
        ]}
      />
    </section>
  );
}

function Wanted({ link: { desired, acknowledged } }: { link: TargetLink }) {
  const t = useText(targetText);
  const show = useShowTargetValue();
  const same = JSON.stringify(desired) === JSON.stringify(acknowledged);
  return (
    <section aria-labelledby="desired-and-acknowledged">
      <Typography.Title level={2} id="desired-and-acknowledged" style={{ fontSize: 16, margin: 0 }}>
        {t('desired')}
      </Typography.Title>
      <Typography.Paragraph type="secondary" style={{ margin: '4px 0 10px' }}>
        {desired === null ? t('desiredEmpty') : same ? t('same') : t('desiredHint')}
      </Typography.Paragraph>
      {same && desired !== null ? (
        <Descriptions
          size="small"
          column={1}
          styles={{ label: { width: 160 } }}
          items={Object.entries(desired).map(([key, value]) => ({
            key,
            label: key,
            children: show(key, value) ?? (
              <Mono text={typeof value === 'string' ? value : JSON.stringify(value)} />
            ),
          }))}
        />
      ) : (
        <Diff before={acknowledged} after={desired} show={show} />
      )}
    </section>
  );
}

function Mono({ text }: { text: string }) {
  return (
    <Typography.Text className="mono" copyable={{ text }} style={{ wordBreak: 'break-word' }}>
      {text}
    </Typography.Text>
  );
}
