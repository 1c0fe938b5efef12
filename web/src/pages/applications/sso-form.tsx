/** The settings of OpenID Connect or SAML, drawn from the server's own definition. */
import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Flex, Form, Typography } from 'antd';
import { useEffect, useMemo, useRef, useState } from 'react';
import { api, ifMatch } from '../../api/client.ts';
import type { ApplicationSsoDetails, ApplicationSsoPatch } from '../../api/generated.ts';
import { ApiProblem } from '../../api/problem.ts';
import { useInstanceId } from '../../app/instance.tsx';
import { useMay } from '../../app/session.tsx';
import type { FieldSchema } from '../../form/schema.ts';
import { SchemaFields } from '../../form/schema-fields.tsx';
import { useAction } from '../../parts/action.ts';
import { ProblemAlert, showFieldErrors } from '../../parts/problem.tsx';
import { Loading } from '../../parts/states.tsx';
import { UnsavedGuard } from '../../parts/unsaved-guard.tsx';
import { common } from '../../text/common.ts';
import { useText } from '../../text/text.ts';
import { SpMetadataImport } from './sp-metadata-import.tsx';
import { AddressLines, CertificateLines, ExpressionLines } from './sso-lines.tsx';
import { ssoText } from './sso-text.ts';
import { UsernameFields } from './sso-username.tsx';
import { patchOf, type SsoValues, valuesOf } from './sso-values.ts';

interface SsoFormProps {
  sso: ApplicationSsoDetails;
  /** Query keys of what saving changes. */
  touches: readonly (readonly unknown[])[];
}

export function SsoForm({ sso, touches }: SsoFormProps) {
  const { data, error, refetch } = useQuery({
    queryKey: ['sso-schemas'],
    queryFn: () => api.ssoSchemas.getSsoSchemas(),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (error && !data) return <ProblemAlert error={error} onRetry={() => void refetch()} />;
  if (!data || sso.protocol === 'none') return <Loading />;
  return <Fields sso={sso} touches={touches} schema={data[sso.protocol] as FieldSchema} />;
}

function Fields({ sso, touches, schema }: SsoFormProps & { schema: FieldSchema }) {
  const t = useText(ssoText);
  const words = useText(common);
  const may = useMay();
  const instance = useInstanceId();
  const [form] = Form.useForm<SsoValues>();
  const [dirty, setDirty] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is typed goes only when something else was stored
  const initial = useMemo(() => valuesOf(sso), [sso.version, sso.applicationId]);
  // With the version it was made from: what somebody else stores meanwhile is not overwritten unseen.
  const shown = useRef({ initial, version: sso.version });
  const take = (values: SsoValues, version: number) => {
    shown.current = { initial: values, version };
    form.resetFields();
    form.setFieldsValue(values);
    setDirty(false);
    setFailure(undefined);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what is stored anew fills the form anew
  useEffect(() => {
    if (shown.current.initial !== initial && !dirty) take(initial, sso.version);
  }, [initial]);
  const save = useAction(
    (patch: ApplicationSsoPatch) =>
      api.applications.updateSso(instance, sso.applicationId, patch, ifMatch(shown.current.version)),
    { tell: false, touches, done: words('saved'), onDone: (saved) => take(valuesOf(saved), saved.version) },
  );
  const submit = () => {
    setFailure(undefined);
    save.mutate(patchOf(sso, form.getFieldsValue(true) as SsoValues, schema), {
      onError: (thrown) => showFieldErrors(form, thrown) || setFailure(thrown),
    });
  };
  const overtaken = failure instanceof ApiProblem && failure.problem.code === 'version_conflict';
  return (
    <Form<SsoValues>
      form={form}
      layout="vertical"
      disabled={!may.admin}
      initialValues={initial}
      onValuesChange={() => setDirty(true)}
      onFinish={submit}
      scrollToFirstError={{ block: 'center' }}
      style={{ maxWidth: 760 }}
    >
      <UnsavedGuard dirty={dirty} perTab />
      {sso.protocol === 'saml' && may.admin && (
        <SpMetadataImport
          onTake={(settings) => {
            form.setFieldsValue({ saml: { ...form.getFieldValue('saml'), ...settings } });
            setDirty(true);
          }}
          present={() => form.getFieldValue('saml') ?? {}}
          schema={schema}
        />
      )}
      <UsernameFields />
      <ProtocolFields
        schema={schema}
        protocol={sso.protocol === 'saml' ? 'saml' : 'oidc'}
        disabled={!may.admin}
      />
      {failure !== undefined && <ProblemAlert error={failure} />}
      {may.admin && (
        <Flex gap={12} align="center" wrap style={{ marginTop: 16 }}>
          <Button type="primary" htmlType="submit" loading={save.isPending} disabled={!dirty}>
            {words('save')}
          </Button>
          {overtaken && <Button onClick={() => take(initial, sso.version)}>{t('showStored')}</Button>}
          {dirty && <Typography.Text type="secondary">{t('notSaved')}</Typography.Text>}
        </Flex>
      )}
      {!may.admin && <Alert type="info" showIcon title={t('adminsOnly')} style={{ marginTop: 16 }} />}
    </Form>
  );
}

interface ProtocolFieldsProps {
  schema: FieldSchema;
  protocol: 'oidc' | 'saml';
  disabled: boolean;
}

function ProtocolFields({ schema, protocol, disabled }: ProtocolFieldsProps) {
  const given = (field: FieldSchema, key: string) => ({ schema: field, name: [protocol, key], disabled });
  return (
    <SchemaFields
      schema={schema}
      name={[protocol]}
      disabled={disabled}
      custom={{
        redirectUris: (field, key) => <AddressLines {...given(field, key)} />,
        postLogoutRedirectUris: (field, key) => <AddressLines {...given(field, key)} />,
        acsUrls: (field, key) => <AddressLines {...given(field, key)} />,
        claims: (field, key) => <ExpressionLines {...given(field, key)} of="claim" />,
        attributes: (field, key) => <ExpressionLines {...given(field, key)} of="attribute" />,
        spCertificates: (field, key) => <CertificateLines {...given(field, key)} />,
      }}
    />
  );
}
