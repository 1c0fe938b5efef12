import { useQuery } from '@tanstack/react-query';
import { Alert, App, Checkbox, Form, Input, Modal, Skeleton, Typography } from 'antd';
import { useState } from 'react';
import { api, ifMatch } from '../../../api/client.ts';
import type { OrganizationNode } from '../../../api/generated.ts';
import { useInstanceId } from '../../../app/instance.tsx';
import { useAction } from '../../../parts/action.ts';
import { ConfirmByName } from '../../../parts/confirm.tsx';
import { ProblemAlert, showFieldErrors } from '../../../parts/problem.tsx';
import { common } from '../../../text/common.ts';
import { useText } from '../../../text/text.ts';
import { accountsText } from '../accounts-text.ts';
import { countBelow } from '../model/org-tree.ts';
import { keys, useOrgs } from '../model/queries.ts';
import { OrgPicker } from '../parts/pickers.tsx';

export interface OrgTask {
  kind: 'create' | 'edit' | 'move' | 'delete';
  /** `create`: the one above the new one. */
  org: OrganizationNode;
}

interface DialogProps {
  org: OrganizationNode;
  onClose: () => void;
}

export function OrgDialogs({
  task: { kind, org },
  onClose,
  onDeleted,
}: {
  task: OrgTask;
  onClose: () => void;
  onDeleted: (id: string) => void;
}) {
  switch (kind) {
    case 'create':
      return <OrgForm parent={org} onClose={onClose} />;
    case 'edit':
      return <OrgForm org={org} onClose={onClose} />;
    case 'move':
      return <MoveOrg org={org} onClose={onClose} />;
    case 'delete':
      return <DeleteOrg org={org} onClose={onClose} onDeleted={onDeleted} />;
  }
}

interface OrgValues {
  name: string;
  parentId: string;
  description?: string;
  externalId?: string;
}

/** A new organization below `parent`, or what `org` is called. */
function OrgForm({
  parent,
  org,
  onClose,
}: {
  parent?: OrganizationNode;
  org?: OrganizationNode;
  onClose: () => void;
}) {
  const t = useText(accountsText);
  const words = useText(common);
  const instance = useInstanceId();
  const [form] = Form.useForm<OrgValues>();
  const { message } = App.useApp();
  const [problem, setProblem] = useState<unknown>();
  const save = useAction(
    async ({ name, parentId, description, externalId }: OrgValues) => {
      if (org) {
        const patch = { name, description: description || null, externalId: externalId || null };
        return api.orgs.updateOrganization(instance, org.id, patch, ifMatch(org.version));
      }
      const filled = { ...(description ? { description } : {}), ...(externalId ? { externalId } : {}) };
      return api.orgs.createOrganization(instance, { name, parentId, ...filled });
    },
    {
      touches: [keys.orgs(instance)],
      tell: false,
      onDone: ({ name }) => {
        message.success(org ? words('saved') : t('orgCreated', { name }));
        onClose();
      },
    },
  );
  const submit = (values: OrgValues) => {
    setProblem(undefined);
    save.mutate(values, { onError: (error) => showFieldErrors(form, error) || setProblem(error) });
  };
  return (
    <Modal
      open
      title={org ? t('editOrgTitle', { name: org.name }) : t('newOrg')}
      okText={words(org ? 'save' : 'create')}
      cancelText={words('cancel')}
      onOk={() => form.submit()}
      onCancel={onClose}
      mask={{ closable: false }}
      okButtonProps={{ loading: save.isPending }}
    >
      <Form
        form={form}
        layout="vertical"
        onFinish={submit}
        requiredMark={false}
        initialValues={{
          name: org?.name,
          parentId: parent?.id,
          description: org?.description ?? undefined,
          externalId: org?.externalId ?? undefined,
        }}
      >
        <Form.Item name="name" label={t('name')} rules={[{ required: true, message: words('required') }]}>
          <Input autoFocus maxLength={64} autoComplete="off" />
        </Form.Item>
        {!org && (
          <Form.Item name="parentId" label={t('parentOrg')}>
            <OrgPicker label={t('parentOrg')} />
          </Form.Item>
        )}
        <Form.Item name="description" label={t('fieldDescription')}>
          <Input.TextArea maxLength={256} autoSize={{ minRows: 1, maxRows: 4 }} />
        </Form.Item>
        <Form.Item name="externalId" label={t('fieldExternalId')}>
          <Input maxLength={64} autoComplete="off" />
        </Form.Item>
        {problem !== undefined && <ProblemAlert error={problem} />}
      </Form>
    </Modal>
  );
}

function MoveOrg({ org, onClose }: DialogProps) {
  const t = useText(accountsText);
  const words = useText(common);
  const instance = useInstanceId();
  const { tree } = useOrgs();
  const below = tree ? countBelow(tree, org.id) : 0;
  const [parentId, setParentId] = useState<string | undefined>(org.parentId ?? undefined);
  const move = useAction((to: string) => api.orgs.updateOrganization(instance, org.id, { parentId: to }), {
    touches: [keys.orgs(instance), keys.accounts(instance)],
    tell: false,
    done: words('done'),
    onDone: onClose,
  });
  return (
    <Modal
      open
      title={t('moveOrgTitle', { name: org.name })}
      okText={t('moveOrg')}
      cancelText={words('cancel')}
      onOk={() => parentId && move.mutate(parentId)}
      onCancel={onClose}
      okButtonProps={{ loading: move.isPending, disabled: !parentId || parentId === org.parentId }}
    >
      <Typography.Paragraph type="secondary">
        {below > 0 ? t('moveOrgHint', { count: below }) : t('moveOrgAlone')}
      </Typography.Paragraph>
      <OrgPicker label={t('parentOrg')} barred={org.id} value={parentId} onChange={setParentId} />
      {move.error && (
        <div style={{ marginTop: 12 }}>
          <ProblemAlert error={move.error} />
        </div>
      )}
    </Modal>
  );
}

function DeleteOrg({ org, onClose, onDeleted }: DialogProps & { onDeleted: (id: string) => void }) {
  const t = useText(accountsText);
  const instance = useInstanceId();
  const [force, setForce] = useState(false);
  const people = useQuery({
    queryKey: [...keys.accounts(instance), 'count', { org: org.id, subtree: 'true' }],
    queryFn: () => api.accountCount.countAccounts(instance, { org: org.id, subtree: 'true' }),
  });
  const remove = useAction(() => api.orgs.deleteOrganization(instance, org.id, { force: String(force) }), {
    touches: [keys.orgs(instance), keys.bin(instance)],
    tell: false,
    done: t('orgDeleted', { name: org.name }),
    onDone: () => onDeleted(org.id),
  });
  return (
    <ConfirmByName
      open
      title={t('deleteOrgTitle', { name: org.name })}
      name={org.name}
      action={t('deleteOrg')}
      final={false}
      onConfirm={() => remove.mutateAsync(undefined)}
      onClose={onClose}
    >
      {people.error ? (
        <ProblemAlert error={people.error} />
      ) : people.data ? (
        <Alert
          type={people.data.count > 0 ? 'warning' : 'info'}
          showIcon
          title={
            people.data.count > 0 ? t('deleteOrgPeople', { count: people.data.count }) : t('deleteOrgEmpty')
          }
        />
      ) : (
        <Skeleton active title={false} paragraph={{ rows: 1 }} />
      )}
      <Checkbox checked={force} onChange={({ target }) => setForce(target.checked)} style={{ marginTop: 12 }}>
        {t('deleteOrgForce')}
      </Checkbox>
    </ConfirmByName>
  );
}
