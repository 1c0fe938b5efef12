/** Applications: what accounts are pushed to, and what people sign in to. */
import { PlusOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Button, Flex, Skeleton, Tooltip, Typography } from 'antd';
import { api } from '../../api/client.ts';
import type { Application, ApplicationSso } from '../../api/generated.ts';
import { useInstanceId } from '../../app/instance.tsx';
import { useMay } from '../../app/session.tsx';
import { Time } from '../../parts/format.tsx';
import { Page } from '../../parts/page.tsx';
import { RunStateTag } from '../../parts/run/run-state.tsx';
import { EmptyState, EnabledTag, StateTag } from '../../parts/states.tsx';
import { type Column, DataTable } from '../../table/data-table.tsx';
import { useList } from '../../table/list-query.ts';
import { common } from '../../text/common.ts';
import { useText } from '../../text/text.ts';
import { applicationKey, ssoKey, useLastPush, useLinkCounts, useTemplates } from './application-queries.ts';
import { applicationsText } from './applications-text.ts';
import { CountTags } from './link-state.tsx';
import { ssoText } from './sso-text.ts';
import { TemplateLogo, useTemplateTitle } from './template-logo.tsx';

export function Applications() {
  const t = useText(applicationsText);
  const tc = useText(common);
  const instance = useInstanceId();
  const navigate = useNavigate();
  const may = useMay();
  const query = useList<Application>(applicationKey(instance, 'list'), () =>
    api.applications.listApplications(instance),
  );
  const add = (
    <Link to="/i/$instance/applications/new" params={{ instance }} disabled={!may.admin}>
      <Button type="primary" icon={<PlusOutlined />} disabled={!may.admin} tabIndex={-1}>
        {t('add')}
      </Button>
    </Link>
  );
  return (
    <Page title={tc('applications')} description={t('intro')} actions={add}>
      <DataTable
        id="applications"
        label={t('label')}
        columns={useColumns(instance)}
        rowKey={({ id }) => id}
        query={query}
        short
        empty={<EmptyState title={t('empty')} hint={t('emptyHint')} action={add} />}
        onOpen={({ id }) =>
          void navigate({
            to: '/i/$instance/applications/$application',
            params: { instance, application: id },
          })
        }
      />
    </Page>
  );
}

function useColumns(instance: string): Column<Application>[] {
  const t = useText(applicationsText);
  const tc = useText(common);
  const sso = useText(ssoText);
  const templates = useTemplates().data?.items;
  const templateTitle = useTemplateTitle();
  const signIn = useQuery({
    queryKey: ssoKey(instance, 'list'),
    queryFn: () => api.sso.listSso(instance),
  }).data?.items;
  return [
    {
      key: 'name',
      title: tc('name'),
      width: 260,
      value: ({ name }) => name,
      render: ({ id, name, template }) => (
        <Flex align="center" gap={10}>
          <TemplateLogo template={template} size={28} />
          <Link
            to="/i/$instance/applications/$application"
            params={{ instance, application: id }}
            style={{ minWidth: 0, overflow: 'hidden', textOverflow: 'ellipsis' }}
          >
            {name}
          </Link>
        </Flex>
      ),
    },
    {
      key: 'template',
      title: t('template'),
      width: 220,
      value: ({ template }) => templateTitle(templates, template),
    },
    {
      key: 'provisioning',
      title: t('provisioning'),
      width: 150,
      value: ({ enabled }) => tc(enabled ? 'enabled' : 'disabled'),
      render: (application) => <ProvisioningState application={application} />,
    },
    {
      key: 'signIn',
      title: sso('tab'),
      width: 180,
      value: ({ id }) => {
        const one = signIn?.find(({ applicationId }) => applicationId === id);
        return one && one.protocol !== 'none'
          ? `${sso(one.protocol)}: ${tc(one.enabled ? 'enabled' : 'disabled')}`
          : null;
      },
      render: ({ id }) => <SignIn of={signIn?.find(({ applicationId }) => applicationId === id)} />,
    },
    {
      key: 'accounts',
      title: t('accountsAtTarget'),
      width: 280,
      value: () => undefined,
      render: ({ id }) => <Counts instance={instance} id={id} />,
    },
    {
      key: 'push',
      title: t('lastPush'),
      width: 230,
      value: () => undefined,
      render: ({ id }) => <LastPush instance={instance} id={id} />,
    },
    {
      key: 'created',
      title: tc('createdAt'),
      width: 180,
      hidden: true,
      value: ({ createdAt }) => createdAt,
      render: ({ createdAt }) => <Time at={createdAt} />,
    },
  ];
}

/** By which protocol people sign in, and whether they can now. */
function SignIn({ of }: { of: ApplicationSso | undefined }) {
  const t = useText(ssoText);
  if (!of || of.protocol === 'none') return <span aria-hidden="true">–</span>;
  return (
    <Flex gap={6} align="center" wrap>
      <EnabledTag enabled={of.enabled} />
      <Typography.Text type="secondary">{t(of.protocol)}</Typography.Text>
    </Flex>
  );
}

/** On, off, or paused with the target's reason. */
export function ProvisioningState({ application }: { application: Application }) {
  const t = useText(applicationsText);
  const { enabled, pausedUntil, pause, provisioning } = application;
  if (!provisioning) return <Typography.Text type="secondary">{t('signInOnly')}</Typography.Text>;
  const isPaused = pausedUntil !== null && new Date(pausedUntil).getTime() > Date.now();
  return (
    <Flex gap={4} wrap>
      <EnabledTag enabled={enabled} />
      {isPaused && (
        <Tooltip title={pause && `${pause.message} ${pause.remedy}`}>
          {/* The reason can be reached by keyboard too. */}
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: opens the tooltip */}
          <span tabIndex={0}>
            <StateTag tone="waits">{t('paused')}</StateTag>
          </span>
        </Tooltip>
      )}
    </Flex>
  );
}

function Counts({ instance, id }: { instance: string; id: string }) {
  const t = useText(applicationsText);
  const { data, isPending } = useLinkCounts(instance, id);
  if (isPending) return <Skeleton.Button size="small" />;
  if (!data || Object.values(data).every((count) => !count))
    return <Typography.Text type="secondary">{t('noneYet')}</Typography.Text>;
  return <CountTags counts={data} />;
}

function LastPush({ instance, id }: { instance: string; id: string }) {
  const tc = useText(common);
  const { data } = useLastPush(instance, id);
  if (data === undefined) return <Skeleton.Button size="small" />;
  if (data === null) return <Typography.Text type="secondary">{tc('never')}</Typography.Text>;
  return (
    <Flex gap={8} align="center">
      <RunStateTag state={data.state} />
      <Link to="/i/$instance/runs/$run" params={{ instance, run: data.id }}>
        <Time at={data.endedAt ?? data.createdAt} relative />
      </Link>
    </Flex>
  );
}
