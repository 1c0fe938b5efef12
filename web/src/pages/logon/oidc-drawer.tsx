/** An OpenID provider to log on with: the form is what the server's schema says. */
import { App, Button, Drawer, Flex, Form, Skeleton } from 'antd';
import { useState } from 'react';
import { api, ifMatch } from '../../api/client.ts';
import type { LogonMethod } from '../../api/generated.ts';
import { useInstanceId } from '../../app/instance.tsx';
import { defaultsOf, type FieldSchema, withoutEmpty } from '../../form/schema.ts';
import { SchemaFields } from '../../form/schema-fields.tsx';
import { useAction } from '../../parts/action.ts';
import { ProblemAlert, showFieldErrors } from '../../parts/problem.tsx';
import { common } from '../../text/common.ts';
import { pick, useLanguage, useText } from '../../text/text.ts';
import { OrgPicker } from '../accounts/parts/pickers.tsx';
import { logonKey, useLogonSchemas } from './logon-queries.ts';
import { methodsText } from './methods-text.ts';
import { MappingLines, MatchLines } from './oidc-lines.tsx';

interface OidcDrawerProps {
  /** Undefined for a new one. */
  method: LogonMethod | undefined;
  onClose: () => void;
}

export function OidcDrawer({ method, onClose }: OidcDrawerProps) {
  const t = useText(methodsText);
  const words = useText(common);
  const language = useLanguage();
  const { data: schemas, error, refetch } = useLogonSchemas();
  const [form] = Form.useForm<{ settings: Record<string, unknown> }>();
  const { save, failure } = useSave(method, form, onClose);
  return (
    <Drawer
      open
      size={640}
      title={method ? t('settingsOf', { name: pick(method.shownTitle, language) }) : t('addOidc')}
      onClose={onClose}
      mask={{ closable: false }}
      footer={
        <Flex gap={8} justify="end">
          <Button onClick={onClose}>{words('cancel')}</Button>
          <Button type="primary" loading={save.isPending} onClick={() => form.submit()}>
            {words(method ? 'save' : 'add')}
          </Button>
        </Flex>
      }
    >
      {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {!schemas && !error && <Skeleton active paragraph={{ rows: 12 }} />}
      {schemas && (
        <Form
          form={form}
          layout="vertical"
          initialValues={{ settings: initial(schemas.oidc as FieldSchema, method) }}
          onFinish={() => save.mutate(form.getFieldsValue(true).settings)}
          scrollToFirstError={{ block: 'center' }}
        >
          <ProviderFields schema={schemas.oidc as FieldSchema} stored={method !== undefined} />
          {failure !== undefined && <ProblemAlert error={failure} />}
          <button type="submit" hidden />
        </Form>
      )}
    </Drawer>
  );
}

/** A stored secret is not shown; left empty, it stays. */
function initial(schema: FieldSchema, method: LogonMethod | undefined): Record<string, unknown> {
  if (!method) return defaultsOf(schema);
  const { clientSecret: _masked, ...shown } = method.settings;
  return shown;
}

function useSave(
  method: LogonMethod | undefined,
  form: Parameters<typeof showFieldErrors>[0],
  onClose: () => void,
) {
  const t = useText(methodsText);
  const words = useText(common);
  const instance = useInstanceId();
  const { message } = App.useApp();
  const [failure, setFailure] = useState<unknown>();
  const save = useAction(
    (given: Record<string, unknown>) => {
      const settings = withoutEmpty(given);
      setFailure(undefined);
      return method
        ? api.logonMethods.updateLogonMethod(instance, method.id, { settings }, ifMatch(method.version))
        : api.logonMethods.createLogonMethod(instance, { kind: 'oidc', settings });
    },
    {
      tell: false,
      touches: [logonKey(instance)],
      onDone: () => {
        message.success(method ? words('saved') : t('providerAdded'));
        onClose();
      },
    },
  );
  return {
    failure,
    save: {
      isPending: save.isPending,
      mutate: (given: Record<string, unknown>) =>
        save.mutate(given, {
          onError: (error) => showFieldErrors(form, error) || setFailure(error),
        }),
    },
  };
}

function ProviderFields({ schema, stored }: { schema: FieldSchema; stored: boolean }) {
  const language = useLanguage();
  return (
    <SchemaFields
      schema={schema}
      name={['settings']}
      stored={stored}
      custom={{
        match: (field, key) => <MatchLines schema={field} name={key} />,
        mappings: (field, key) => <MappingLines schema={field} name={key} />,
        organizationId: ({ title = '', zh = title, help, helpZh = help }, key) => (
          <Form.Item
            name={['settings', key]}
            label={language === 'zh' ? zh : title}
            extra={language === 'zh' ? helpZh : help}
          >
            <OrgPicker label={language === 'zh' ? zh : title} />
          </Form.Item>
        ),
      }}
    />
  );
}
