import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Flex, Form, type FormInstance, Input, Select, Switch, Upload } from 'antd';
import { api, callApi } from '../../api/client.ts';
import type { CloudUserSso, CloudUserSsoPatch } from '../../api/generated.ts';
import { useInstanceId } from '../../app/instance.tsx';
import { useTellProblem } from '../../parts/problem.tsx';
import { common } from '../../text/common.ts';
import { useText } from '../../text/text.ts';
import { cloudKey } from './cloud-queries.ts';
import { FormDialog } from './form-dialog.tsx';
import { userSsoText } from './user-sso-text.ts';

interface UserSsoDialogProps {
  /** Id of the cloud account. */
  account: string;
  sso: CloudUserSso;
  onClose: () => void;
}

export function UserSsoDialog({ account, sso, onClose }: UserSsoDialogProps) {
  const t = useText(userSsoText);
  const words = useText(common);
  const instance = useInstanceId();
  const queries = useQueryClient();
  const { ssoEnabled, metadataDocument, domainAlias, auxiliaryDomain, ssoLoginWithDomain, authnSignAlgo } =
    sso;
  return (
    <FormDialog<CloudUserSsoPatch>
      title={t('editTitle')}
      action={words('save')}
      width={680}
      initial={{
        ssoEnabled,
        metadataDocument,
        domainAlias,
        auxiliaryDomain,
        ssoLoginWithDomain,
        authnSignAlgo,
      }}
      submit={async (values) => {
        const empty = (text: string | null | undefined) => text?.trim() || null;
        await api.cloudAccounts.setUserSso(instance, account, {
          ...values,
          metadataDocument: empty(values.metadataDocument),
          domainAlias: empty(values.domainAlias),
          auxiliaryDomain: empty(values.auxiliaryDomain),
        });
        await queries.invalidateQueries({ queryKey: cloudKey(instance, account) });
      }}
      onClose={onClose}
    >
      {(form) => (
        <>
          <Form.Item name="metadataDocument" label={t('metadata')} extra={t('metadataHint')}>
            <Input.TextArea rows={6} className="mono" spellCheck={false} autoFocus />
          </Form.Item>
          <TakeMetadata form={form} />
          <StatusField />
          <Form.Item
            name="ssoLoginWithDomain"
            label={t('withDomain')}
            extra={t('withDomainHint')}
            valuePropName="checked"
          >
            <Switch />
          </Form.Item>
          <Form.Item name="auxiliaryDomain" label={t('auxiliaryDomain')} extra={t('auxiliaryDomainHint')}>
            <Input autoComplete="off" />
          </Form.Item>
          <Form.Item name="domainAlias" label={t('domainAlias')} extra={t('domainAliasHint')}>
            <Input autoComplete="off" />
          </Form.Item>
          <Form.Item name="authnSignAlgo" label={t('signature')}>
            <Select
              style={{ width: 200 }}
              options={['rsa-sha256', 'rsa-sha512'].map((value) => ({ value, label: value }))}
            />
          </Form.Item>
        </>
      )}
    </FormDialog>
  );
}

/** On only with somebody to log on at. */
function StatusField() {
  const t = useText(userSsoText);
  return (
    <Form.Item noStyle shouldUpdate={(a, b) => a.metadataDocument !== b.metadataDocument}>
      {({ getFieldValue }) => {
        const known = Boolean(getFieldValue('metadataDocument'));
        return (
          <Form.Item
            name="ssoEnabled"
            label={t('status')}
            extra={known ? t('statusHint') : t('needsMetadata')}
            valuePropName="checked"
          >
            <Switch disabled={!known && !getFieldValue('ssoEnabled')} />
          </Form.Item>
        );
      }}
    </Form.Item>
  );
}

/** From a file, or from an application of this instance. */
function TakeMetadata({ form }: { form: FormInstance<CloudUserSsoPatch> }) {
  const t = useText(userSsoText);
  const instance = useInstanceId();
  const tellProblem = useTellProblem();
  const { data } = useQuery({
    queryKey: ['sso', instance],
    queryFn: async () => {
      const [sso, applications] = await Promise.all([
        api.sso.listSso(instance),
        api.applications.listApplications(instance),
      ]);
      const names = new Map(applications.items.map(({ id, name }) => [id, name]));
      return sso.items
        .filter(({ protocol }) => protocol === 'saml')
        .map(({ applicationId }) => ({
          value: applicationId,
          label: names.get(applicationId) ?? applicationId,
        }));
    },
  });
  const take = (text: string) => form.setFieldValue('metadataDocument', text);
  return (
    <Flex gap={8} wrap style={{ marginBottom: 16 }}>
      <Select
        aria-label={t('fromApplication')}
        placeholder={t(data?.length === 0 ? 'noSamlApplication' : 'fromApplication')}
        disabled={data?.length === 0}
        style={{ minWidth: 280 }}
        options={data ?? []}
        value={null}
        onChange={(application: string) =>
          void callApi(`/api/v1/instances/${instance}/applications/${application}/saml/metadata`)
            .then(async (answer) => take(await answer.text()))
            .catch(tellProblem)
        }
      />
      <Upload
        accept=".xml,application/xml,text/xml"
        showUploadList={false}
        beforeUpload={(file) => {
          void file.text().then(take, tellProblem);
          return false;
        }}
      >
        <Button>{t('upload')}</Button>
      </Upload>
    </Flex>
  );
}
