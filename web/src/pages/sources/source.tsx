/** One bound source: how it stands, its settings, mappings, protection and schedule. */

import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { Button, Flex } from 'antd';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { useInstanceId } from '../../app/instance.tsx';
import { useMay } from '../../app/session.tsx';
import { useFilters } from '../../app/use-search.ts';
import { SourceLogo } from '../../parts/icons.tsx';
import { Page } from '../../parts/page.tsx';
import { PageTabs } from '../../parts/page-tabs.tsx';
import { ProblemAlert } from '../../parts/problem.tsx';
import { EnabledTag, Loading } from '../../parts/states.tsx';
import { common } from '../../text/common.ts';
import { pick, useLanguage, useText } from '../../text/text.ts';
import { type Asked, AskSource, useEnable, useStartRun } from './source-actions.tsx';
import { LogonTab } from './source-logon.tsx';
import { MappingTab } from './source-mapping.tsx';
import { Overview } from './source-overview.tsx';
import { ProtectionTab, ScheduleTab } from './source-policy.tsx';
import { SettingsTab } from './source-settings.tsx';
import { sourcesText } from './sources-text.ts';
import { useKinds } from './use-sources.ts';

const TABS = ['overview', 'settings', 'mapping', 'logon', 'protection', 'schedule'] as const;

export function SourcePage() {
  const t = useText(sourcesText);
  const words = useText(common);
  const language = useLanguage();
  const instance = useInstanceId();
  const id = useParams({ strict: false }).source ?? '';
  const may = useMay();
  const navigate = useNavigate();
  const [{ tab: asked }, setFilters] = useFilters();
  const tab = TABS.find((name) => name === asked) ?? 'overview';
  const source = useQuery({
    queryKey: ['sources', instance, id],
    queryFn: () => api.sources.getSource(instance, id),
  });
  const kinds = useKinds();
  const { sync, plan } = useStartRun(instance);
  const enable = useEnable(instance);
  const [ask, setAsk] = useState<Asked>();
  const above = [{ label: t('title'), to: `/i/${instance}/sources` }];
  const error = source.error ?? kinds.error;
  if (error)
    return (
      <Page title={t('title')} above={above}>
        <ProblemAlert
          error={error}
          onRetry={() => {
            void source.refetch();
            void kinds.refetch();
          }}
        />
      </Page>
    );
  if (!source.data || !kinds.data) return <Loading />;
  const one = source.data;
  const kind = kinds.data.items.find((known) => known.kind === one.kind);
  const shared = kind ? { instance, source: one, kind, disabled: !may.admin } : undefined;
  return (
    <Page
      title={
        <Flex gap={10} align="center" wrap>
          <SourceLogo kind={one.kind} />
          {one.name}
          <EnabledTag enabled={one.enabled} />
        </Flex>
      }
      tabTitle={one.name}
      {...(kind ? { description: pick(kind.title, language) } : {})}
      above={above}
      actions={
        may.operate && (
          <>
            {!one.enabled && may.admin && (
              <Button loading={enable.isPending} onClick={() => enable.mutate(one)}>
                {words('enable')}
              </Button>
            )}
            <Button disabled={!one.enabled} loading={plan.isPending} onClick={() => plan.mutate(one.id)}>
              {t('preview')}
            </Button>
            <Button
              type="primary"
              disabled={!one.enabled}
              loading={sync.isPending}
              onClick={() => sync.mutate(one.id)}
            >
              {t('syncNow')}
            </Button>
          </>
        )
      }
    >
      <PageTabs
        activeKey={tab}
        destroyOnHidden
        onChange={(key) => setFilters({ tab: key === 'overview' ? undefined : key, of: undefined })}
        items={TABS.filter((name) => name === 'overview' || shared).map((key) => ({
          key,
          label: t(key),
          children: (
            <div key={`${key}-${one.id}`}>
              {key === 'overview' && <Overview instance={instance} source={one} />}
              {key === 'settings' && shared && <SettingsTab {...shared} onAsk={setAsk} />}
              {key === 'mapping' && shared && <MappingTab {...shared} />}
              {key === 'logon' && shared && <LogonTab {...shared} />}
              {key === 'protection' && shared && <ProtectionTab {...shared} />}
              {key === 'schedule' && shared && <ScheduleTab {...shared} />}
            </div>
          ),
        }))}
      />
      <AskSource
        instance={instance}
        asked={ask}
        onClose={() => setAsk(undefined)}
        onDeleted={() => void navigate({ to: '/i/$instance/sources', params: { instance } })}
      />
    </Page>
  );
}
