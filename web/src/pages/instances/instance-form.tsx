import { useNavigate } from '@tanstack/react-router';
import { Button, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import type { Instance } from '../../api/generated.ts';
import { useInstances } from '../../app/instance.tsx';
import { useAction } from '../../parts/action.ts';
import { ProblemAlert, showFieldErrors } from '../../parts/problem.tsx';
import { common } from '../../text/common.ts';
import { useText } from '../../text/text.ts';
import { instancesText } from './instances-text.ts';
import { INSTANCE_ID, proposeId } from './propose-id.ts';

interface NewInstance {
  name: string;
  id: string;
  description?: string;
}

/** Name, id and description of a new instance; the id follows the name until somebody writes one. */
export function CreateInstanceForm({ onCancel }: { onCancel?: () => void }) {
  const t = useText(common);
  const ti = useText(instancesText);
  const [form] = Form.useForm<NewInstance>();
  const [ownId, setOwnId] = useState(false);
  const [error, setError] = useState<unknown>();
  const navigate = useNavigate();
  const taken = useInstances().data?.items.map(({ id }) => id) ?? [];
  const create = useAction(
    ({ name, id, description }: NewInstance) =>
      api.instances.createInstance({ name, id, ...(description ? { description } : {}) }),
    {
      tell: false,
      touches: [['instances']],
      onDone: ({ id }) => navigate({ to: '/i/$instance/quick-start', params: { instance: id } }),
    },
  );
  const submit = (values: NewInstance) => {
    setError(undefined);
    create.mutate(values, {
      onError: (thrown) => {
        if (!showFieldErrors(form, thrown)) setError(thrown);
      },
    });
  };
  const followName = (changed: Partial<NewInstance>) => {
    if (changed.id !== undefined) setOwnId(changed.id !== '');
    if (changed.name === undefined || ownId) return;
    form.setFieldValue('id', changed.name.trim() === '' ? '' : proposeId(changed.name, taken));
  };
  return (
    <Form
      form={form}
      layout="vertical"
      onFinish={submit}
      onValuesChange={followName}
      disabled={create.isPending}
    >
      <Form.Item
        name="name"
        label={t('name')}
        rules={[{ required: true, whitespace: true, message: t('required') }]}
      >
        <Input maxLength={64} autoFocus autoComplete="off" placeholder={ti('nameExample')} />
      </Form.Item>
      <Form.Item
        name="id"
        label={t('instanceId')}
        extra={t('instanceIdHint')}
        rules={[
          { required: true, message: t('required') },
          { pattern: INSTANCE_ID, message: t('instanceIdHint') },
        ]}
      >
        <Input maxLength={40} className="mono" autoComplete="off" />
      </Form.Item>
      <Form.Item name="description" label={t('description')}>
        <Input.TextArea maxLength={256} autoSize={{ minRows: 2, maxRows: 5 }} />
      </Form.Item>
      {error !== undefined && <ProblemAlert error={error} />}
      <Button type="primary" htmlType="submit" loading={create.isPending} style={{ marginTop: 8 }}>
        {t('createInstance')}
      </Button>
      {onCancel && (
        <Button onClick={onCancel} style={{ marginInlineStart: 8 }}>
          {t('cancel')}
        </Button>
      )}
    </Form>
  );
}

export function CreateInstanceDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useText(common);
  return (
    <Modal
      open={open}
      title={t('createInstance')}
      onCancel={onClose}
      footer={null}
      mask={{ closable: false }}
      destroyOnHidden
    >
      <CreateInstanceForm onCancel={onClose} />
    </Modal>
  );
}

interface InstanceFields {
  name: string;
  description?: string | null;
}

/** Name and description of an instance, saved as a whole. */
export function InstanceFieldsForm({
  instance,
  disabled = false,
  onSaved,
}: {
  instance: Instance;
  disabled?: boolean;
  onSaved?: () => void;
}) {
  const t = useText(common);
  const [form] = Form.useForm<InstanceFields>();
  const [error, setError] = useState<unknown>();
  const save = useAction(
    ({ name, description }: InstanceFields) =>
      api.instances.updateInstance(instance.id, { name, description: description || null }),
    {
      tell: false,
      done: t('saved'),
      touches: [['instances'], ['instance', instance.id]],
      ...(onSaved ? { onDone: onSaved } : {}),
    },
  );
  const submit = (values: InstanceFields) => {
    setError(undefined);
    save.mutate(values, {
      onError: (thrown) => {
        if (!showFieldErrors(form, thrown)) setError(thrown);
      },
    });
  };
  return (
    <Form form={form} layout="vertical" onFinish={submit} initialValues={instance} disabled={disabled}>
      <Form.Item
        name="name"
        label={t('name')}
        rules={[{ required: true, whitespace: true, message: t('required') }]}
      >
        <Input maxLength={64} autoComplete="off" />
      </Form.Item>
      <Form.Item name="description" label={t('description')}>
        <Input.TextArea maxLength={256} autoSize={{ minRows: 2, maxRows: 5 }} />
      </Form.Item>
      {error !== undefined && <ProblemAlert error={error} />}
      {!disabled && (
        <Button type="primary" htmlType="submit" loading={save.isPending}>
          {t('save')}
        </Button>
      )}
    </Form>
  );
}

export function EditInstanceDialog({ instance, onClose }: { instance: Instance; onClose: () => void }) {
  const t = useText(instancesText);
  return (
    <Modal open title={t('editTitle')} onCancel={onClose} footer={null} mask={{ closable: false }}>
      <InstanceFieldsForm instance={instance} onSaved={onClose} />
    </Modal>
  );
}
