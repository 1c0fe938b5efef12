import { Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { api, ifMatch } from '../../../api/client.ts';
import type { Group } from '../../../api/generated.ts';
import { useInstanceId } from '../../../app/instance.tsx';
import { useAction } from '../../../parts/action.ts';
import { ProblemAlert, showFieldErrors } from '../../../parts/problem.tsx';
import { common } from '../../../text/common.ts';
import { useText } from '../../../text/text.ts';
import { directoryText } from '../directory-text.ts';
import { keys } from '../model/queries.ts';

interface GroupValues {
  name: string;
  description?: string;
  externalId?: string;
}

/** A new group, or the words of one that is there. */
export function GroupForm({
  group,
  onClose,
  onSaved,
}: {
  group?: Group;
  onClose: () => void;
  onSaved: (group: Group) => void;
}) {
  const t = useText(directoryText);
  const words = useText(common);
  const instance = useInstanceId();
  const [form] = Form.useForm<GroupValues>();
  const [problem, setProblem] = useState<unknown>();
  // What the form shows; the page may have read a newer one since.
  const [seen] = useState(group);
  const save = useAction(
    async ({ name, description, externalId }: GroupValues) => {
      if (seen) {
        const patch = { name, description: description || null, externalId: externalId || null };
        return api.groups.updateGroup(instance, seen.id, patch, ifMatch(seen.version));
      }
      const filled = { ...(description ? { description } : {}), ...(externalId ? { externalId } : {}) };
      return api.groups.createGroup(instance, { name, ...filled });
    },
    {
      touches: [keys.groups(instance), ['group', instance], ['account', instance]],
      tell: false,
      done: (saved) => (group ? words('saved') : t('groupCreated', { name: saved.name })),
      onDone: onSaved,
    },
  );
  const submit = (values: GroupValues) => {
    setProblem(undefined);
    save.mutate(values, { onError: (error) => showFieldErrors(form, error) || setProblem(error) });
  };
  return (
    <Modal
      open
      title={group ? t('editGroup', { name: group.name }) : t('createGroup')}
      okText={words(group ? 'save' : 'create')}
      cancelText={words('cancel')}
      okButtonProps={{ loading: save.isPending }}
      onOk={() => form.submit()}
      onCancel={onClose}
      mask={{ closable: false }}
    >
      <Form
        form={form}
        layout="vertical"
        onFinish={submit}
        requiredMark={false}
        initialValues={{
          name: group?.name,
          description: group?.description ?? undefined,
          externalId: group?.externalId ?? undefined,
        }}
      >
        <Form.Item
          name="name"
          label={t('groupName')}
          rules={[{ required: true, message: words('required') }]}
        >
          <Input autoFocus maxLength={64} autoComplete="off" />
        </Form.Item>
        <Form.Item name="description" label={t('description')}>
          <Input.TextArea maxLength={256} autoSize={{ minRows: 1, maxRows: 4 }} />
        </Form.Item>
        <Form.Item name="externalId" label={t('externalId')}>
          <Input maxLength={64} autoComplete="off" />
        </Form.Item>
        {problem !== undefined && <ProblemAlert error={problem} />}
      </Form>
    </Modal>
  );
}
