/** A new application that people sign in to, from an entry of the catalogue: its name and what the entry asks for. */
import { Alert, Button, Flex, Form, Input } from 'antd';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import type { Application, CatalogueEntry } from '../../api/generated.ts';
import { useInstanceId } from '../../app/instance.tsx';
import { useAction } from '../../parts/action.ts';
import { ProblemAlert, showFieldErrors } from '../../parts/problem.tsx';
import { common } from '../../text/common.ts';
import { useLanguage, useText } from '../../text/text.ts';
import { applicationKey, ssoKey } from './application-queries.ts';
import { catalogueText } from './catalogue-text.ts';
import { givenParameters, ParameterFields } from './parameter-fields.tsx';

interface Values {
  name: string;
  parameters?: Record<string, string | undefined>;
}

interface NewSignInProps {
  entry: CatalogueEntry;
  onAdded: (application: Application) => void;
}

export function NewSignIn({ entry, onAdded }: NewSignInProps) {
  const t = useText(catalogueText);
  const words = useText(common);
  const language = useLanguage();
  const instance = useInstanceId();
  const [form] = Form.useForm<Values>();
  const [failure, setFailure] = useState<unknown>();
  const add = useAction(
    ({ name, parameters }: Values) =>
      api.applications.createApplication(instance, {
        name: name.trim(),
        template: entry.id,
        parameters: givenParameters(parameters),
      }),
    { tell: false, touches: [applicationKey(instance), ssoKey(instance)], onDone: onAdded },
  );
  const submit = (values: Values) => {
    setFailure(undefined);
    add.mutate(values, { onError: (error) => showFieldErrors(form, error) || setFailure(error) });
  };
  return (
    <Form<Values>
      form={form}
      layout="vertical"
      initialValues={{ name: entry.title[language] }}
      onFinish={submit}
      scrollToFirstError={{ block: 'center' }}
      style={{ maxWidth: 640 }}
    >
      <Form.Item
        name="name"
        label={words('name')}
        rules={[{ required: true, whitespace: true, message: words('required') }]}
      >
        <Input maxLength={64} autoComplete="off" />
      </Form.Item>
      <ParameterFields parameters={entry.parameters} />
      <Alert
        type="info"
        showIcon
        title={t('newHint')}
        {...(entry.provisioning ? { description: t('comesWith') } : {})}
        style={{ marginBottom: 16 }}
      />
      {failure !== undefined && <ProblemAlert error={failure} />}
      <Flex style={{ marginTop: 16 }}>
        <Button type="primary" htmlType="submit" loading={add.isPending}>
          {t('create')}
        </Button>
      </Flex>
    </Form>
  );
}
