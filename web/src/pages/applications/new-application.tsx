/** Add an application: a template, a name, the provisioning. */
import { Link, useNavigate } from '@tanstack/react-router';
import { App, Button, Card, Flex, Input, Typography } from 'antd';
import { useState } from 'react';
import type { ApplicationTemplate } from '../../api/generated.ts';
import { useInstanceId } from '../../app/instance.tsx';
import { useMay } from '../../app/session.tsx';
import { useFilters } from '../../app/use-search.ts';
import { Page } from '../../parts/page.tsx';
import { ProblemAlert } from '../../parts/problem.tsx';
import { EmptyState, Loading } from '../../parts/states.tsx';
import { common } from '../../text/common.ts';
import { useLanguage, useText } from '../../text/text.ts';
import { useTemplates } from './application-queries.ts';
import { applicationsText } from './applications-text.ts';
import { ProvisioningEditor } from './provisioning-editor.tsx';
import { TemplateLogo } from './template-logo.tsx';

export function NewApplication() {
  const t = useText(applicationsText);
  const tc = useText(common);
  const may = useMay();
  const instance = useInstanceId();
  const [{ template: chosen }] = useFilters();
  const { data, error, refetch } = useTemplates();
  const above = [{ label: tc('applications'), to: `/i/${instance}/applications` }];
  if (!data)
    return (
      <Page title={t('add')} above={above}>
        {error ? <ProblemAlert error={error} onRetry={() => void refetch()} /> : <Loading />}
      </Page>
    );
  if (!may.admin)
    return (
      <Page title={t('chooseTemplate')} above={above}>
        <EmptyState title={t('adminsOnly')} />
      </Page>
    );
  const template = data.items.find(({ id }) => id === chosen);
  if (template) return <FromTemplate template={template} above={above} />;
  return (
    <Page title={t('chooseTemplate')} description={t('chooseTemplateHint')} above={above}>
      <Catalogue templates={data.items} instance={instance} />
    </Page>
  );
}

function Catalogue({ templates, instance }: { templates: ApplicationTemplate[]; instance: string }) {
  const t = useText(applicationsText);
  const tc = useText(common);
  const language = useLanguage();
  const [wanted, setWanted] = useState('');
  const words = wanted.trim().toLowerCase();
  const found = templates.filter(({ id, title }) =>
    [id, title.en, title.zh].some((text) => text.toLowerCase().includes(words)),
  );
  return (
    <>
      <Input.Search
        allowClear
        value={wanted}
        onChange={({ target }) => setWanted(target.value)}
        placeholder={t('searchTemplate')}
        aria-label={t('searchTemplate')}
        style={{ maxWidth: 320, marginBottom: 16 }}
      />
      {found.length === 0 && (
        <EmptyState
          title={t('noTemplate')}
          action={<Button onClick={() => setWanted('')}>{tc('reset')}</Button>}
        />
      )}
      <div
        style={{
          display: 'grid',
          gridTemplateColumns: 'repeat(auto-fill, minmax(min(100%, 270px), 1fr))',
          gap: 12,
        }}
      >
        {found.map(({ id, title, provisioning }) => (
          <Link
            key={id}
            to="/i/$instance/applications/new"
            params={{ instance }}
            search={{ template: id } as never}
          >
            <Card hoverable size="small" style={{ height: '100%' }}>
              <Flex gap={12} align="center">
                <TemplateLogo template={id} size={40} />
                <div style={{ minWidth: 0 }}>
                  <Typography.Text strong style={{ display: 'block' }}>
                    {title[language]}
                  </Typography.Text>
                  <Typography.Text type="secondary" style={{ fontSize: 12, wordBreak: 'break-all' }}>
                    {hostOf(provisioning.baseUrl)}
                  </Typography.Text>
                </div>
              </Flex>
            </Card>
          </Link>
        ))}
      </div>
    </>
  );
}

/** The address that the template brings; its example says nothing. */
function hostOf(baseUrl: unknown): string {
  if (typeof baseUrl !== 'string' || !URL.canParse(baseUrl)) return 'SCIM 2.0';
  const { hostname } = new URL(baseUrl);
  return hostname.endsWith('example.com') ? 'SCIM 2.0' : hostname;
}

function FromTemplate({
  template,
  above,
}: {
  template: ApplicationTemplate;
  above: { label: string; to: string }[];
}) {
  const t = useText(applicationsText);
  const instance = useInstanceId();
  const language = useLanguage();
  const navigate = useNavigate();
  const { message } = App.useApp();
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
          <TemplateLogo template={template.id} size={32} />
          {t('newFrom', { template: template.title[language] })}
        </Flex>
      }
      description={t('newHint')}
      above={above}
      actions={other}
    >
      <ProvisioningEditor
        template={template}
        onSaved={({ id }) => {
          message.success(t('added'));
          // The form that one saved from its end is shown from its beginning.
          document.getElementById('content')?.scrollTo(0, 0);
          void navigate({
            to: '/i/$instance/applications/$application',
            params: { instance, application: id },
            replace: true,
          });
        }}
      />
    </Page>
  );
}
