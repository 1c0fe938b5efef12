/** Add an application: a template, a name, then its provisioning or its sign-in. */
import { Link, useNavigate } from '@tanstack/react-router';
import { App, Button, Flex } from 'antd';
import type { ReactNode } from 'react';
import type { ApplicationTemplate, CatalogueEntry } from '../../api/generated.ts';
import { useInstanceId } from '../../app/instance.tsx';
import { useMay } from '../../app/session.tsx';
import { useFilters } from '../../app/use-search.ts';
import { Page } from '../../parts/page.tsx';
import { ProblemAlert } from '../../parts/problem.tsx';
import { EmptyState, Loading } from '../../parts/states.tsx';
import { common } from '../../text/common.ts';
import { useLanguage, useText } from '../../text/text.ts';
import { useCatalogue, useTemplates } from './application-queries.ts';
import { applicationsText } from './applications-text.ts';
import { Catalogue } from './catalogue.tsx';
import { NewSignIn } from './new-sign-in.tsx';
import { ProvisioningEditor } from './provisioning-editor.tsx';
import { TemplateLogo } from './template-logo.tsx';

export function NewApplication() {
  const t = useText(applicationsText);
  const tc = useText(common);
  const may = useMay();
  const instance = useInstanceId();
  const [{ template: chosen }] = useFilters();
  const targets = useTemplates();
  const catalogue = useCatalogue();
  const error = targets.error ?? catalogue.error;
  const above = [{ label: tc('applications'), to: `/i/${instance}/applications` }];
  if (!targets.data || !catalogue.data)
    return (
      <Page title={t('add')} above={above}>
        {error ? (
          <ProblemAlert
            error={error}
            onRetry={() => {
              void targets.refetch();
              void catalogue.refetch();
            }}
          />
        ) : (
          <Loading />
        )}
      </Page>
    );
  if (!may.admin)
    return (
      <Page title={t('chooseTemplate')} above={above}>
        <EmptyState title={t('adminsOnly')} />
      </Page>
    );
  const template = targets.data.items.find(({ id }) => id === chosen);
  if (template) return <FromTemplate template={template} above={above} />;
  const entry = catalogue.data.items.find(({ id }) => id === chosen);
  if (entry) return <FromEntry entry={entry} above={above} />;
  return (
    <Page title={t('chooseTemplate')} description={t('chooseTemplateHint')} above={above}>
      <Catalogue templates={targets.data.items} entries={catalogue.data.items} instance={instance} />
    </Page>
  );
}

interface FromProps {
  above: { label: string; to: string }[];
}

function FromTemplate({ template, above }: FromProps & { template: ApplicationTemplate }) {
  const language = useLanguage();
  const t = useText(applicationsText);
  const added = useAdded();
  return (
    <Frame id={template.id} title={template.title[language]} hint={t('newHint')} above={above}>
      <ProvisioningEditor template={template} onSaved={({ id }) => added(id)} />
    </Frame>
  );
}

function FromEntry({ entry, above }: FromProps & { entry: CatalogueEntry }) {
  const language = useLanguage();
  const added = useAdded();
  return (
    <Frame id={entry.id} title={entry.title[language]} hint={entry.description[language]} above={above}>
      <NewSignIn entry={entry} onAdded={({ id }) => added(id, 'sso')} />
    </Frame>
  );
}

interface FrameProps extends FromProps {
  id: string;
  title: string;
  hint: string;
  children: ReactNode;
}

function Frame({ id, title, hint, above, children }: FrameProps) {
  const t = useText(applicationsText);
  const instance = useInstanceId();
  const other = (
    <Link to="/i/$instance/applications/new" params={{ instance }}>
      <Button tabIndex={-1}>{t('otherTemplate')}</Button>
    </Link>
  );
  return (
    <Page
      tabTitle={t('add')}
      title={
        <Flex align="center" gap={10}>
          <TemplateLogo template={id} size={32} />
          {t('newFrom', { template: title })}
        </Flex>
      }
      description={hint}
      above={above}
      actions={other}
    >
      {children}
    </Page>
  );
}

/** Shows the new application. */
function useAdded() {
  const t = useText(applicationsText);
  const instance = useInstanceId();
  const navigate = useNavigate();
  const { message } = App.useApp();
  return (id: string, tab?: string) => {
    message.success(t('added'));
    // The form that one saved from its end is shown from its beginning.
    document.getElementById('content')?.scrollTo(0, 0);
    void navigate({
      to: '/i/$instance/applications/$application',
      params: { instance, application: id },
      ...(tab ? { search: { tab } as never } : {}),
      replace: true,
    });
  };
}
