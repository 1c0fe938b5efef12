import { useQueryClient } from '@tanstack/react-query';
import { Form, Input, Typography } from 'antd';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import type { Administrator, AdministratorCreate, Role } from '../../api/generated.ts';
import { ConfirmByName } from '../../parts/confirm.tsx';
import { common } from '../../text/common.ts';
import { useText } from '../../text/text.ts';
import { DialogForm } from './dialog-form.tsx';
import { PasswordField } from './password-field.tsx';
import { RoleField } from './roles.tsx';
import { settingsText } from './settings-text.ts';

export const ADMINISTRATORS = ['administrators'] as const;
const TOUCHES = [ADMINISTRATORS, ['tokens']] as const;

/** A password that was generated here, to be handed over to whom it is for. */
export interface Handover {
  name: string;
  password: string;
}

interface HandsOver {
  onHandOver: (handover: Handover) => void;
  onClose: () => void;
}

export function AddAdministrator({ onHandOver, onClose }: HandsOver) {
  const t = useText(settingsText);
  const tc = useText(common);
  const [generated, setGenerated] = useState<string>();
  return (
    <DialogForm<AdministratorCreate, Administrator>
      title={t('addAdministrator')}
      action={tc('add')}
      initial={{ role: 'operator' }}
      call={(values) => api.administrators.createAdministrator(values)}
      touches={TOUCHES}
      onDone={({ username }, { password }) => {
        if (password === generated) onHandOver({ name: username, password });
      }}
      onClose={onClose}
    >
      {(form) => (
        <>
          <Form.Item
            name="username"
            label={tc('username')}
            rules={[
              { required: true, message: tc('required') },
              { pattern: /^[A-Za-z0-9_.@-]{1,64}$/, message: t('usernameRule') },
            ]}
          >
            <Input autoComplete="off" autoFocus maxLength={64} />
          </Form.Item>
          <RoleField />
          <PasswordField form={form} onGenerated={setGenerated} />
        </>
      )}
    </DialogForm>
  );
}

export function ChangeRole({
  administrator,
  onClose,
}: {
  administrator: Administrator;
  onClose: () => void;
}) {
  const t = useText(settingsText);
  const tc = useText(common);
  const { id, username, role } = administrator;
  return (
    <DialogForm<{ role: Role }, Administrator>
      title={t('changeRoleOf', { name: username })}
      action={tc('save')}
      initial={{ role }}
      call={(values) => api.administrators.updateAdministrator(id, values)}
      touches={TOUCHES}
      done={tc('saved')}
      onClose={onClose}
    >
      {() => <RoleField />}
    </DialogForm>
  );
}

export function NewPassword({
  administrator,
  onHandOver,
  onClose,
}: HandsOver & { administrator: Administrator }) {
  const t = useText(settingsText);
  const tc = useText(common);
  const [generated, setGenerated] = useState<string>();
  const { id, username } = administrator;
  return (
    <DialogForm<{ password: string }, Administrator>
      title={t('newPasswordOf', { name: username })}
      action={tc('save')}
      call={(values) => api.administrators.updateAdministrator(id, values)}
      touches={TOUCHES}
      done={tc('saved')}
      onDone={(_, { password }) => {
        if (password === generated) onHandOver({ name: username, password });
      }}
      onClose={onClose}
    >
      {(form) => (
        <>
          <Typography.Paragraph>{t('newPasswordHint', { name: username })}</Typography.Paragraph>
          <PasswordField form={form} onGenerated={setGenerated} />
        </>
      )}
    </DialogForm>
  );
}

export function RemoveAdministrator({
  administrator,
  onClose,
}: {
  administrator: Administrator;
  onClose: () => void;
}) {
  const t = useText(settingsText);
  const tc = useText(common);
  const queries = useQueryClient();
  const { id, username } = administrator;
  const remove = async () => {
    await api.administrators.deleteAdministrator(id);
    await Promise.all(TOUCHES.map((queryKey) => queries.invalidateQueries({ queryKey: [...queryKey] })));
  };
  return (
    <ConfirmByName
      open
      title={t('removeAdministrator', { name: username })}
      name={username}
      action={tc('remove')}
      onConfirm={remove}
      onClose={onClose}
    >
      {t('removeAdministratorHint', { name: username })}
    </ConfirmByName>
  );
}
