/** Sign-in for an application that has none yet: which entry of the catalogue it is, and what the entry asks for. */
import { Button, Card, Form, Select, Typography } from 'antd';
import { useState } from 'react';
import { api, ifMatch } from '../../api/client.ts';
import type { Application, ApplicationSsoDetails, CatalogueEntry } from '../../api/generated.ts';
import { useInstanceId } from '../../app/instance.tsx';
import { useMay } from '../../app/session.tsx';
import { useAction } from '../../parts/action.ts';
import { ProblemAlert, showFieldErrors } from '../../parts/problem.tsx';
import { EmptyState, Loading } from '../../parts/states.tsx';
import { common } from '../../text/common.ts';
import { useLanguage, useText } from '../../text/text.ts';
import { ssoKey, useCatalogue } from './application-queries.ts';
import { catalogueText } from './catalogue-text.ts';
import { givenParameters, ParameterFields } from './parameter-fields.tsx';
import { ssoText } from './sso-text.ts';

interface SsoBeginProps {
  application: Application;
  sso: ApplicationSsoDetails;
}

export function SsoBegin({ application, sso }: SsoBeginProps) {
  const t = useText(ssoText);
  const c = useText(catalogueText);
  const may = useMay();
  const [open, setOpen] = useState(false);
  const { data, error, refetch } = useCatalogue();
  if (!open)
    return (
      <EmptyState
        title={t('none')}
        hint={t('noneHint')}
        action={
          <Button type="primary" disabled={!may.admin} onClick={() => setOpen(true)}>
            {c('begin')}
          </Button>
        }
      />
    );
  if (error && !data) return <ProblemAlert error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return (
    <Card style={{ maxWidth: 760 }}>
      <BeginForm application={application} sso={sso} entries={data.items} onCancel={() => setOpen(false)} />
    </Card>
  );
}

interface Values {
  template?: string;
  parameters?: Record<string, string | undefined>;
}

interface BeginFormProps extends SsoBeginProps {
  entries: CatalogueEntry[];
  onCancel: () => void;
}

function BeginForm({ application, sso, entries, onCancel }: BeginFormProps) {
  const c = useText(catalogueText);
  const words = useText(common);
  const language = useLanguage();
  const instance = useInstanceId();
  const [form] = Form.useForm<Values>();
  const [failure, setFailure] = useState<unknown>();
  const template = Form.useWatch('template', form);
  const chosen = entries.find(({ id }) => id === template);
  const begin = useAction(
    ({ template, parameters }: Values) =>
      api.applications.updateSso(
        instance,
        application.id,
        { template: template!, parameters: givenParameters(parameters) },
        ifMatch(sso.version),
      ),
    { tell: false, touches: [ssoKey(instance)], done: words('saved') },
  );
  const fits = (entry: CatalogueEntry) => entry.provisioning === application.template;
  const options = (of: CatalogueEntry[]) =>
    of.map(({ id, title }) => ({ value: id, label: title[language] }));
  return (
    <Form<Values>
      form={form}
      layout="vertical"
      onFinish={(values) => {
        setFailure(undefined);
        begin.mutate(values, { onError: (error) => showFieldErrors(form, error) || setFailure(error) });
      }}
      scrollToFirstError={{ block: 'center' }}
    >
      <Form.Item
        name="template"
        label={c('choose')}
        extra={chosen?.description[language] ?? c('beginHint')}
        rules={[{ required: true, message: words('required') }]}
      >
        <Select
          showSearch={{ optionFilterProp: 'label' }}
          options={[
            { label: c('fitting'), options: options(entries.filter(fits)) },
            { label: c('others'), options: options(entries.filter((entry) => !fits(entry))) },
          ].filter((group) => group.options.length > 0)}
        />
      </Form.Item>
      {chosen && <ParameterFields parameters={chosen.parameters} />}
      {chosen?.parameters.length === 0 && (
        <Typography.Paragraph type="secondary">{c('noParameters')}</Typography.Paragraph>
      )}
      {failure !== undefined && <ProblemAlert error={failure} />}
      <div style={{ display: 'flex', gap: 8, marginTop: 16 }}>
        <Button type="primary" htmlType="submit" loading={begin.isPending}>
          {c('begin')}
        </Button>
        <Button onClick={onCancel}>{words('cancel')}</Button>
      </div>
    </Form>
  );
}
