import { Form, Input, Modal, Select, Switch } from 'antd';
import { useState } from 'react';
import { api } from '../../../api/client.ts';
import type { CustomFieldCreate } from '../../../api/generated.ts';
import { useInstanceId } from '../../../app/instance.tsx';
import { useAction } from '../../../parts/action.ts';
import { ProblemAlert, showFieldErrors } from '../../../parts/problem.tsx';
import { common } from '../../../text/common.ts';
import { useText } from '../../../text/text.ts';
import { directoryText } from '../directory-text.ts';
import { keys } from '../model/queries.ts';
import { PERMISSIONS } from './portal-permission.tsx';
import { proposedId } from './propose-id.ts';

const ID_RULE = /^[a-z][a-z_]{0,39}$/;

export function DefineField({ onClose }: { onClose: () => void }) {
  const t = useText(directoryText);
  const words = useText(common);
  const instance = useInstanceId();
  const [form] = Form.useForm<CustomFieldCreate>();
  const [problem, setProblem] = useState<unknown>();
  const id = Form.useWatch('id', form);
  const define = useAction((field: CustomFieldCreate) => api.fields.createCustomField(instance, field), {
    touches: [keys.fields(instance)],
    tell: false,
    done: ({ title }) => t('fieldDefined', { name: title }),
    onDone: onClose,
  });
  const submit = (values: CustomFieldCreate) => {
    setProblem(undefined);
    define.mutate(values, { onError: (error) => showFieldErrors(form, error) || setProblem(error) });
  };
  const proposeId = (title: string) => {
    if (!form.isFieldTouched('id')) form.setFieldValue('id', proposedId(title));
  };
  return (
    <Modal
      open
      title={t('defineField')}
      okText={words('create')}
      cancelText={words('cancel')}
      okButtonProps={{ loading: define.isPending }}
      onOk={() => form.submit()}
      onCancel={onClose}
      mask={{ closable: false }}
    >
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        onFinish={submit}
        initialValues={{ type: 'string', required: false, unique: false, portal: 'hide' }}
      >
        <Form.Item
          name="title"
          label={t('fieldTitle')}
          rules={[{ required: true, message: words('required') }]}
        >
          <Input
            autoFocus
            maxLength={64}
            autoComplete="off"
            onChange={(event) => proposeId(event.target.value)}
          />
        </Form.Item>
        <Form.Item
          name="id"
          label={t('fieldId')}
          extra={t('fieldIdHint', { id: id || '…' })}
          rules={[
            { required: true, message: words('required') },
            { pattern: ID_RULE, message: t('fieldIdRule') },
          ]}
        >
          <Input className="mono" maxLength={40} autoComplete="off" />
        </Form.Item>
        <Form.Item name="type" label={t('fieldType')} extra={t('fieldTypeHint')}>
          <Select
            options={(['string', 'number', 'boolean'] as const).map((value) => ({
              value,
              label: t(`type_${value}`),
            }))}
          />
        </Form.Item>
        <Form.Item
          name="required"
          label={t('fieldRequired')}
          extra={t('fieldRequiredHint')}
          valuePropName="checked"
        >
          <Switch />
        </Form.Item>
        <Form.Item
          name="unique"
          label={t('fieldUnique')}
          extra={t('fieldUniqueHint')}
          valuePropName="checked"
        >
          <Switch />
        </Form.Item>
        <Form.Item name="portal" label={t('fieldPortal')} extra={t('fieldPortalHint')}>
          <Select options={PERMISSIONS.map((value) => ({ value, label: t(`portal_${value}`) }))} />
        </Form.Item>
        {problem !== undefined && <ProblemAlert error={problem} />}
      </Form>
    </Modal>
  );
}
