/** One application: its provisioning, its accounts at the target, its sign-in, its settings. */
import { useParams } from '@tanstack/react-router';
import { Alert, Flex } from 'antd';
import type { Application, ApplicationTemplate } from '../../api/generated.ts';
import { useInstanceId } from '../../app/instance.tsx';
import { useFilters } from '../../app/use-search.ts';
import { Time } from '../../parts/format.tsx';
import { Page } from '../../parts/page.tsx';
import { PageTabs } from '../../parts/page-tabs.tsx';
import { ProblemAlert } from '../../parts/problem.tsx';
import { Loading } from '../../parts/states.tsx';
import { common } from '../../text/common.ts';
import { useText } from '../../text/text.ts';
import { accessText } from './access/access-text.ts';
import { AuthorisationTab } from './access/authorisation-tab.tsx';
import { NamesTab } from './access/names-tab.tsx';
import { useApplication, useSso, useTemplates } from './application-queries.ts';
import { ApplicationSettings } from './application-settings.tsx';
import { ProvisioningState } from './applications.tsx';
import { applicationsText } from './applications-text.ts';
import { ProvisioningEditor } from './provisioning-editor.tsx';
import { speaksScim } from './provisioning-values.ts';
import { PushButton } from './push-button.tsx';
import { PushStatus } from './push-status.tsx';
import { SsoTab } from './sso-tab.tsx';
import { ssoText } from './sso-text.ts';
import { TargetAccounts } from './target-accounts.tsx';
import { TemplateLogo, useTemplateTitle } from './template-logo.tsx';

const PUSHED = ['provisioning', 'accounts'];
const SIGNED_IN = ['authorisation', 'app-accounts'];

export function ApplicationPage() {
  const tc = useText(common);
  const instance = useInstanceId();
  const { application: id = '' } = useParams({ strict: false });
  const application = useApplication(instance, id);
  const templates = useTemplates();
  const above = [{ label: tc('applications'), to: `/i/${instance}/applications` }];
  const error = application.error ?? templates.error;
  if (!application.data || !templates.data)
    return (
      <Page title={tc('applications')} above={above}>
        {error ? (
          <ProblemAlert
            error={error}
            onRetry={() => {
              void application.refetch();
              void templates.refetch();
            }}
          />
        ) : (
          <Loading />
        )}
      </Page>
    );
  return <Loaded application={application.data} templates={templates.data.items} above={above} />;
}

interface LoadedProps {
  application: Application;
  templates: ApplicationTemplate[];
  above: { label: string; to: string }[];
}

function Loaded({ application, templates, above }: LoadedProps) {
  const t = useText(applicationsText);
  const sso = useText(ssoText);
  const access = useText(accessText);
  const title = useTemplateTitle();
  const [{ tab: asked = '' }, setFilters] = useFilters();
  const { provisioning } = application;
  // What has no target has no provisioning, and no accounts there.
  const { data: signIn } = useSso(useInstanceId(), application.id);
  // Until that is known, the address is believed.
  const hasSignIn = signIn ? signIn.protocol !== 'none' : SIGNED_IN.includes(asked);
  const tabs = [...(provisioning ? PUSHED : []), 'sso', ...(hasSignIn ? SIGNED_IN : []), 'settings'];
  const tab = tabs.includes(asked) ? asked : tabs[0]!;
  // The form is the same for all templates of a kind; one that is no longer known is edited with another's.
  const isScim = provisioning !== null && 'dialect' in provisioning;
  const template =
    templates.find(({ id }) => id === application.template) ??
    templates.find(({ config }) => speaksScim(config) === isScim);
  return (
    <Page
      tabTitle={application.name}
      title={
        <Flex align="center" gap={10} wrap>
          <TemplateLogo template={application.template} size={32} />
          {application.name}
          <ProvisioningState application={application} />
        </Flex>
      }
      description={title(templates, application.template)}
      above={above}
      actions={tab === 'provisioning' || !provisioning ? undefined : <PushButton application={application} />}
    >
      <Pause application={application} />
      {provisioning && <PushStatus application={application} />}
      <PageTabs
        activeKey={tab}
        // Filters of one tab mean nothing on another.
        onChange={(key) =>
          setFilters({
            tab: key === tabs[0] ? undefined : key,
            state: undefined,
            failed: undefined,
            account: undefined,
            link: undefined,
            view: undefined,
            kind: undefined,
          })
        }
        items={[
          {
            key: 'provisioning',
            label: t('provisioning'),
            children: template && <ProvisioningEditor template={template} application={application} />,
          },
          {
            key: 'accounts',
            label: t('accountsAtTarget'),
            destroyOnHidden: true,
            children: <TargetAccounts application={application} />,
          },
          {
            key: 'sso',
            label: sso('tab'),
            destroyOnHidden: true,
            children: <SsoTab application={application} />,
          },
          {
            key: 'authorisation',
            label: access('tab'),
            destroyOnHidden: true,
            children: <AuthorisationTab application={application} />,
          },
          {
            key: 'app-accounts',
            label: access('namesTab'),
            destroyOnHidden: true,
            children: <NamesTab application={application} />,
          },
          {
            key: 'settings',
            label: t('settings'),
            destroyOnHidden: true,
            children: (
              <ApplicationSettings
                application={application}
                templateTitle={title(templates, application.template)}
              />
            ),
          },
        ].filter(({ key }) => tabs.includes(key))}
      />
    </Page>
  );
}

/** Why nothing is sent for the moment. */
function Pause({ application: { pause, pausedUntil } }: { application: Application }) {
  const t = useText(applicationsText);
  if (!pause || !pausedUntil || new Date(pausedUntil).getTime() <= Date.now()) return null;
  return (
    <Alert
      type="warning"
      showIcon
      style={{ marginBottom: 16 }}
      title={
        <>
          {t('pausedUntil')} <Time at={pausedUntil} />: {pause.message}
        </>
      }
      description={pause.remedy}
    />
  );
}
