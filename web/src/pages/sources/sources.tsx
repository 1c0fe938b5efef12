/** The bound sources of an instance, and the catalogue of what can be bound. */
import { Link, useNavigate } from '@tanstack/react-router';
import { Button, Flex, Skeleton, Table, Typography } from 'antd';
import { useState } from 'react';
import type { Source, SourceKind } from '../../api/generated.ts';
import { useInstanceId } from '../../app/instance.tsx';
import { useMay } from '../../app/session.tsx';
import { Num, Time } from '../../parts/format.tsx';
import { SourceLogo } from '../../parts/icons.tsx';
import { Page } from '../../parts/page.tsx';
import { ProblemAlert } from '../../parts/problem.tsx';
import { RunStateTag } from '../../parts/run/run-state.tsx';
import { EmptyState, EnabledTag, Loading } from '../../parts/states.tsx';
import { RowMenu } from '../../table/data-table.tsx';
import { common } from '../../text/common.ts';
import { pick, useLanguage, useText } from '../../text/text.ts';
import { Catalogue } from './catalogue.tsx';
import { Heading } from './heading.tsx';
import { type Asked, AskSource, useEnable, useStartRun } from './source-actions.tsx';
import { sourcesText } from './sources-text.ts';
import { useAccountCount, useKinds, useRunsOf, useSources } from './use-sources.ts';

export function Sources() {
  const t = useText(sourcesText);
  const instance = useInstanceId();
  const may = useMay();
  const sources = useSources(instance);
  const kinds = useKinds();
  const error = sources.error ?? kinds.error;
  const again = () => {
    void sources.refetch();
    void kinds.refetch();
  };
  const items = sources.data?.items ?? [];
  const bound = new Map<string, number>();
  for (const { kind } of items) bound.set(kind, (bound.get(kind) ?? 0) + 1);
  const ready = sources.data && kinds.data;
  return (
    <Page title={t('title')} description={t('description')}>
      {error && !ready && <ProblemAlert error={error} onRetry={again} />}
      {!error && !ready && <Loading />}
      {ready && (
        <>
          {items.length === 0 ? (
            <EmptyState title={t('none')} hint={t(may.admin ? 'noneHint' : 'noneReadOnly')} />
          ) : (
            <Bound {...{ instance, items }} kinds={kinds.data.items} />
          )}
          {may.admin && (
            <>
              <Heading>{t('catalogue')}</Heading>
              <Typography.Paragraph type="secondary">{t('catalogueHint')}</Typography.Paragraph>
              <Catalogue {...{ instance, bound }} kinds={kinds.data.items} />
            </>
          )}
        </>
      )}
    </Page>
  );
}

interface BoundProps {
  instance: string;
  items: Source[];
  kinds: SourceKind[];
}

function Bound({ instance, items, kinds }: BoundProps) {
  const t = useText(sourcesText);
  const words = useText(common);
  const language = useLanguage();
  const [asked, setAsked] = useState<Asked>();
  const titleOf = (kind: string) => {
    const found = kinds.find((one) => one.kind === kind);
    return found ? pick(found.title, language) : kind;
  };
  return (
    <section aria-label={t('bound')}>
      <Table<Source>
        rowKey="id"
        size="middle"
        pagination={false}
        dataSource={items}
        scroll={{ x: 1040 }}
        columns={[
          {
            key: 'name',
            title: words('name'),
            width: 270,
            render: (_, source) => (
              <Flex gap={10} align="center">
                <SourceLogo kind={source.kind} />
                <div style={{ minWidth: 0 }}>
                  <Link to="/i/$instance/sources/$source" params={{ instance, source: source.id }}>
                    <Typography.Text strong style={{ color: 'inherit' }}>
                      {source.name}
                    </Typography.Text>
                  </Link>
                  <Typography.Text type="secondary" style={{ display: 'block', fontSize: 13 }}>
                    {titleOf(source.kind)}
                  </Typography.Text>
                </div>
              </Flex>
            ),
          },
          {
            key: 'enabled',
            title: words('status'),
            width: 110,
            render: (_, { enabled }) => <EnabledTag enabled={enabled} />,
          },
          {
            key: 'accounts',
            title: t('accounts'),
            width: 100,
            align: 'right',
            render: (_, { id }) => <AccountCount instance={instance} source={id} />,
          },
          {
            key: 'lastRun',
            title: t('lastRun'),
            width: 220,
            render: (_, { id }) => <LastRun instance={instance} source={id} />,
          },
          {
            key: 'nextRun',
            title: t('nextRun'),
            width: 170,
            render: (_, { nextRunAt }) =>
              nextRunAt ? (
                <Time at={nextRunAt} />
              ) : (
                <Typography.Text type="secondary">{t('noSchedule')}</Typography.Text>
              ),
          },
          {
            key: 'actions',
            title: words('actions'),
            width: 240,
            render: (_, source) => <Actions {...{ instance, source }} onAsk={setAsked} />,
          },
        ]}
      />
      <AskSource instance={instance} asked={asked} onClose={() => setAsked(undefined)} />
    </section>
  );
}

function AccountCount({ instance, source }: { instance: string; source: string }) {
  const { data } = useAccountCount(instance, source);
  if (data === undefined) return <Skeleton.Button active size="small" />;
  return (
    <Link to="/i/$instance/accounts" params={{ instance }} search={{ source }}>
      <Num value={data} />
    </Link>
  );
}

function LastRun({ instance, source }: { instance: string; source: string }) {
  const t = useText(sourcesText);
  const { data, isPending } = useRunsOf(instance, source, 1);
  const run = data?.items[0];
  if (isPending) return <Skeleton.Button active size="small" />;
  if (!run) return <Typography.Text type="secondary">{t('neverRun')}</Typography.Text>;
  return (
    <Flex gap={4} align="center" wrap>
      <Link to="/i/$instance/runs/$run" params={{ instance, run: run.id }}>
        <RunStateTag state={run.state} />
      </Link>
      <Typography.Text type="secondary">
        <Time at={run.endedAt ?? run.startedAt ?? run.createdAt} relative />
      </Typography.Text>
    </Flex>
  );
}

interface ActionsProps {
  instance: string;
  source: Source;
  onAsk: (asked: Asked) => void;
}

function Actions({ instance, source, onAsk }: ActionsProps) {
  const t = useText(sourcesText);
  const words = useText(common);
  const may = useMay();
  const navigate = useNavigate();
  const { sync, plan } = useStartRun(instance);
  const enable = useEnable(instance);
  const { id, enabled } = source;
  return (
    <Flex gap={4} align="center">
      {may.operate && (
        <>
          <Button size="small" disabled={!enabled} loading={sync.isPending} onClick={() => sync.mutate(id)}>
            {t('syncNow')}
          </Button>
          <Button size="small" disabled={!enabled} loading={plan.isPending} onClick={() => plan.mutate(id)}>
            {t('preview')}
          </Button>
        </>
      )}
      <RowMenu
        items={[
          {
            key: 'settings',
            label: t('settings'),
            onClick: () =>
              void navigate({
                to: '/i/$instance/sources/$source',
                params: { instance, source: id },
                search: { tab: 'settings' },
              }),
          },
          ...(may.admin
            ? [
                enabled
                  ? {
                      key: 'disable',
                      label: words('disable'),
                      onClick: () => onAsk({ what: 'disable', source }),
                    }
                  : { key: 'enable', label: words('enable'), onClick: () => enable.mutate(source) },
                {
                  key: 'delete',
                  label: words('delete'),
                  danger: true,
                  onClick: () => onAsk({ what: 'delete', source }),
                },
              ]
            : []),
        ]}
      />
    </Flex>
  );
}
