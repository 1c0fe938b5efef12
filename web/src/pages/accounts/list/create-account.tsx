import { useNavigate } from '@tanstack/react-router';
import { App, Button, Drawer, Flex, Form } from 'antd';
import { useState } from 'react';
import { api } from '../../../api/client.ts';
import type { AccountCreate } from '../../../api/generated.ts';
import { useInstanceId } from '../../../app/instance.tsx';
import { useAction } from '../../../parts/action.ts';
import { ProblemAlert, showFieldErrors } from '../../../parts/problem.tsx';
import { common } from '../../../text/common.ts';
import { useText } from '../../../text/text.ts';
import { type AccountsWord, accountsText } from '../accounts-text.ts';
import { accountFields, requestOf, type Value } from '../model/account-fields.ts';
import { accountKeys, useCustomFields } from '../model/queries.ts';
import { FieldInput } from '../parts/field-input.tsx';
import { OrgsPicker } from '../parts/pickers.tsx';

const HELP: Record<string, AccountsWord> = {
  username: 'helpUsername',
  phoneRegion: 'helpPhoneRegion',
  preferredLanguage: 'helpLanguage',
};

/** Locking is something one does to an account, not how one begins. */
const OMITTED = new Set(['lockedUntil']);

interface CreateAccountProps {
  /** Where the person is looking now. */
  orgId: string | undefined;
  onClose: () => void;
}

export function CreateAccount({ orgId, onClose }: CreateAccountProps) {
  const t = useText(accountsText);
  const words = useText(common);
  const instance = useInstanceId();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const custom = useCustomFields();
  const fields = accountFields(t, custom.data?.items ?? []).filter(({ id }) => !OMITTED.has(id));
  const [form] = Form.useForm();
  const [problem, setProblem] = useState<unknown>();
  const create = useAction((account: AccountCreate) => api.accounts.createAccount(instance, account), {
    touches: accountKeys(instance),
    tell: false,
    onDone: ({ id, username }) => {
      message.success(t('accountCreated', { name: username }));
      void navigate({ to: '/i/$instance/accounts/$account', params: { instance, account: id } });
    },
  });
  const submit = ({ orgIds, custom: own, ...values }: Record<string, unknown>) => {
    setProblem(undefined);
    const flat = { ...values, ...prefixed(own) } as Record<string, Value>;
    const account = {
      ...requestOf(Object.fromEntries(Object.entries(flat).filter(([, value]) => (value ?? '') !== ''))),
      ...(Array.isArray(orgIds) && orgIds.length > 0 ? { orgIds } : {}),
    } as unknown as AccountCreate;
    create.mutate(account, { onError: (error) => showFieldErrors(form, error) || setProblem(error) });
  };
  return (
    <Drawer
      open
      size={520}
      title={t('createAccount')}
      onClose={onClose}
      mask={{ closable: false }}
      footer={
        <Flex justify="end" gap={8} wrap>
          {problem !== undefined && (
            <div style={{ flex: '1 0 100%' }}>
              <ProblemAlert error={problem} />
            </div>
          )}
          <Button onClick={onClose}>{words('cancel')}</Button>
          <Button type="primary" loading={create.isPending} onClick={() => form.submit()}>
            {words('create')}
          </Button>
        </Flex>
      }
    >
      <Form
        form={form}
        layout="vertical"
        onFinish={submit}
        initialValues={{ enabled: true, primaryOrgId: orgId }}
        scrollToFirstError
      >
        {fields.map(({ id, label, kind, required }) => {
          const help = HELP[id];
          return (
            <Form.Item
              key={id}
              name={id.split('.')}
              label={label}
              {...(help ? { extra: t(help) } : {})}
              {...(required ? { rules: [{ required: true, message: words('required') }] } : {})}
            >
              <FieldInput kind={kind} label={label} autoFocus={id === 'username'} />
            </Form.Item>
          );
        })}
        <Form.Item name="orgIds" label={t('furtherOrgs')}>
          <OrgsPicker label={t('furtherOrgs')} />
        </Form.Item>
      </Form>
    </Drawer>
  );
}

function prefixed(custom: unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(custom ?? {}).map(([id, value]) => [`custom.${id}`, value]));
}
