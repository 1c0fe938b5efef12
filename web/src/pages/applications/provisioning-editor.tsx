/** The provisioning of an application, new or stored: the form with Save, Test Connectivity, Preview and One-click Push. */
import { useQueryClient } from '@tanstack/react-query';
import { App, Form, type FormInstance } from 'antd';
import { useEffect, useMemo, useRef, useState } from 'react';
import { api, ifMatch } from '../../api/client.ts';
import type { Application, ApplicationTemplate, Provisioning } from '../../api/generated.ts';
import { ApiProblem } from '../../api/problem.ts';
import { useInstanceId } from '../../app/instance.tsx';
import { useMay } from '../../app/session.tsx';
import { ProblemAlert, showFieldErrors } from '../../parts/problem.tsx';
import { UnsavedGuard } from '../../parts/unsaved-guard.tsx';
import { common } from '../../text/common.ts';
import { useLanguage, useText } from '../../text/text.ts';
import { ActionBar } from './action-bar.tsx';
import { applicationKey } from './application-queries.ts';
import { ProvisioningFields } from './provisioning-fields.tsx';
import {
  formValues,
  inlined,
  isExpertField,
  mappingFieldOf,
  type ProvisioningValues,
  provisioningOf,
  storedSecrets,
  WITHOUT_SECRETS,
} from './provisioning-values.ts';

interface ProvisioningEditorProps {
  template: ApplicationTemplate;
  /** Without one a new application is made. */
  application?: Application;
  onSaved?: (application: Application) => void;
}

export function ProvisioningEditor({ template, application, onSaved }: ProvisioningEditorProps) {
  const tc = useText(common);
  const may = useMay();
  const language = useLanguage();
  const instance = useInstanceId();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const [form] = Form.useForm<ProvisioningValues>();
  const [dirty, setDirty] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const [more, setMore] = useState(false);
  // The way to the saved application must not be held up by what was just saved.
  const leaving = useRef(false);
  const schema = useMemo(() => inlined(template.config), [template.config]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is typed goes only when something else was stored
  const initial = useMemo(
    () => initialValues(template, application, template.title[language]),
    [application?.version, template.id],
  );
  // With the version it was made from: what somebody else stores meanwhile is not overwritten unseen.
  const version = application?.version;
  const shown = useRef({ initial, version });
  useEffect(() => {
    if (shown.current.initial === initial || dirty) return;
    shown.current = { initial, version };
    form.setFieldsValue(initial);
  }, [form, initial, version, dirty]);

  const save = async () => {
    const { name, enabled, provisioning } = form.getFieldsValue(true) as ProvisioningValues;
    const body = { enabled, provisioning: provisioningOf(provisioning) };
    setBusy(true);
    setError(undefined);
    try {
      const saved = application
        ? await api.applications.updateApplication(
            instance,
            application.id,
            body,
            ifMatch(shown.current.version ?? application.version),
          )
        : await api.applications.createApplication(instance, {
            ...body,
            name: name?.trim() ?? '',
            template: template.id,
          } as Parameters<typeof api.applications.createApplication>[1]);
      leaving.current = true;
      setDirty(false);
      form.setFieldsValue({ provisioning: WITHOUT_SECRETS });
      queries.setQueryData(applicationKey(instance, saved.id, 'settings'), saved);
      void queries.invalidateQueries({ queryKey: applicationKey(instance) });
      if (application) message.success(tc('saved'));
      onSaved?.(saved);
    } catch (thrown) {
      if (thrown instanceof ApiProblem && thrown.problem.errors.some(({ field }) => isExpertField(field)))
        setMore(true);
      if (!showFieldErrors(form, thrown) && !showMappingError(form, thrown)) setError(thrown);
    } finally {
      setBusy(false);
    }
  };

  return (
    <Form
      form={form}
      layout="vertical"
      initialValues={initial}
      disabled={!may.admin}
      scrollToFirstError={{ block: 'center' }}
      onFinish={save}
      onValuesChange={() => {
        leaving.current = false;
        setDirty(true);
      }}
    >
      <ProvisioningFields
        schema={schema}
        isNew={application === undefined}
        stored={storedSecrets(application?.provisioning ?? undefined)}
        more={more}
        onMore={setMore}
        onFilledIn={() => setDirty(true)}
      />
      {error !== undefined && (
        <div style={{ marginTop: 16 }}>
          <ProblemAlert error={error} />
        </div>
      )}
      <ActionBar form={form} template={template.id} application={application} dirty={dirty} saving={busy} />
      <UnsavedGuard dirty={dirty} leaving={leaving} />
    </Form>
  );
}

function initialValues(
  template: ApplicationTemplate,
  application: Application | undefined,
  title: string,
): ProvisioningValues {
  if (application?.provisioning)
    return { enabled: application.enabled, provisioning: formValues(application.provisioning) };
  const provisioning = formValues(template.provisioning as unknown as Provisioning);
  return { name: title.slice(0, 64), enabled: true, provisioning };
}

/** A mapping is refused by the name of its target field; the message belongs beside its value. */
function showMappingError(form: FormInstance<ProvisioningValues>, error: unknown): boolean {
  if (!(error instanceof ApiProblem)) return false;
  const { provisioning } = form.getFieldsValue(true) as ProvisioningValues;
  const fields = error.problem.errors.flatMap(({ field, message }) => {
    const name = mappingFieldOf(provisioning, field);
    return name ? [{ name, errors: [message] }] : [];
  });
  if (fields.length === 0) return false;
  form.setFields(fields as Parameters<typeof form.setFields>[0]);
  form.scrollToField(fields[0]!.name as never, { block: 'center' });
  return true;
}
