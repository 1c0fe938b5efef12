import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { App, Button, Descriptions, Form, Input, Typography } from 'antd';
import { useState } from 'react';
import { api, ifMatch } from '../../api/client.ts';
import type { Application } from '../../api/generated.ts';
import { useInstanceId } from '../../app/instance.tsx';
import { useMay } from '../../app/session.tsx';
import { ConfirmByName } from '../../parts/confirm.tsx';
import { Time } from '../../parts/format.tsx';
import { ProblemAlert, showFieldErrors } from '../../parts/problem.tsx';
import { common } from '../../text/common.ts';
import { useText } from '../../text/text.ts';
import { applicationKey, useLinkCounts } from './application-queries.ts';
import { applicationsText } from './applications-text.ts';
import { Section } from './section.tsx';

export function ApplicationSettings({
  application,
  templateTitle,
}: {
  application: Application;
  templateTitle: string;
}) {
  const t = useText(applicationsText);
  const tc = useText(common);
  return (
    <>
      <Section title={tc('name')} hint={t('nameHint')}>
        <Rename application={application} />
        <Descriptions
          size="small"
          column={1}
          items={[
            { key: 'template', label: t('template'), children: templateTitle },
            {
              key: 'id',
              label: t('applicationId'),
              children: (
                <Typography.Text className="mono" copyable style={{ wordBreak: 'break-all' }}>
                  {application.id}
                </Typography.Text>
              ),
            },
            { key: 'created', label: tc('createdAt'), children: <Time at={application.createdAt} /> },
            { key: 'updated', label: tc('updatedAt'), children: <Time at={application.updatedAt} /> },
          ]}
        />
      </Section>
      <Section title={t('deleteApplication')} hint={t('deleteHint')}>
        <Delete application={application} />
      </Section>
    </>
  );
}

function Rename({ application }: { application: Application }) {
  const tc = useText(common);
  const may = useMay();
  const instance = useInstanceId();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const [form] = Form.useForm<{ name: string }>();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const save = async ({ name }: { name: string }) => {
    setBusy(true);
    setError(undefined);
    try {
      await api.applications.updateApplication(
        instance,
        application.id,
        { name: name.trim() },
        ifMatch(application.version),
      );
      message.success(tc('saved'));
      await queries.invalidateQueries({ queryKey: applicationKey(instance) });
    } catch (thrown) {
      if (!showFieldErrors(form, thrown)) setError(thrown);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Form
      form={form}
      layout="vertical"
      initialValues={{ name: application.name }}
      onFinish={save}
      disabled={!may.admin}
    >
      <Form.Item
        name="name"
        label={tc('name')}
        rules={[{ required: true, whitespace: true, message: tc('required') }]}
      >
        <Input maxLength={64} autoComplete="off" />
      </Form.Item>
      {error !== undefined && <ProblemAlert error={error} />}
      <Button htmlType="submit" loading={busy} style={{ marginBottom: 20 }}>
        {tc('save')}
      </Button>
    </Form>
  );
}

function Delete({ application }: { application: Application }) {
  const t = useText(applicationsText);
  const tc = useText(common);
  const may = useMay();
  const instance = useInstanceId();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const [asking, setAsking] = useState(false);
  const { data: counts } = useLinkCounts(instance, application.id);
  const count = Object.values(counts ?? {}).reduce((sum: number, n) => sum + (n ?? 0), 0);
  return (
    <>
      <Button danger disabled={!may.admin} onClick={() => setAsking(true)}>
        {t('deleteApplication')}
      </Button>
      <ConfirmByName
        open={asking}
        title={t('deleteApplication')}
        name={application.name}
        action={tc('delete')}
        onClose={() => setAsking(false)}
        onConfirm={async () => {
          await api.applications.deleteApplication(instance, application.id);
          message.success(t('deleted'));
          await navigate({ to: '/i/$instance/applications', params: { instance } });
          await queries.invalidateQueries({ queryKey: applicationKey(instance, 'list') });
        }}
      >
        {t('deleteSays', { count })}
      </ConfirmByName>
    </>
  );
}
