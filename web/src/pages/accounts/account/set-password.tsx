import { Alert, Form, Input, Modal, Radio, Switch } from 'antd';
import { useState } from 'react';
import { api } from '../../../api/client.ts';
import type { Account, PasswordWasSet } from '../../../api/generated.ts';
import { useInstanceId } from '../../../app/instance.tsx';
import { useAction } from '../../../parts/action.ts';
import { ProblemAlert, showFieldErrors } from '../../../parts/problem.tsx';
import { ShownOnce } from '../../../parts/shown-once.tsx';
import { common } from '../../../text/common.ts';
import { useText } from '../../../text/text.ts';
import { logonKey } from '../../logon/logon-queries.ts';
import { accountLogonText } from '../logon-text.ts';
import { accountKeys } from '../model/queries.ts';

interface Values {
  how: 'made' | 'typed';
  password?: string;
  temporary: boolean;
}

/** A password given or made; one that is made is shown this once. */
export function SetPassword({ account, onClose }: { account: Account; onClose: () => void }) {
  const [made, setMade] = useState<PasswordWasSet>();
  return made?.password ? (
    <Made account={account} password={made.password} temporary={made.temporary} onClose={onClose} />
  ) : (
    <Dialog
      account={account}
      onSet={(set) => (set.password === null ? onClose() : setMade(set))}
      onClose={onClose}
    />
  );
}

interface DialogProps {
  account: Account;
  onSet: (set: PasswordWasSet) => void;
  onClose: () => void;
}

function Dialog({ account, onSet, onClose }: DialogProps) {
  const t = useText(accountLogonText);
  const words = useText(common);
  const instance = useInstanceId();
  const [form] = Form.useForm<Values>();
  const [problem, setProblem] = useState<unknown>();
  const how = Form.useWatch('how', form);
  const set = useAction(
    ({ how: chosen, password, temporary }: Values) =>
      api.accounts.setAccountPassword(instance, account.id, {
        temporary,
        ...(chosen === 'typed' && password !== undefined ? { password } : {}),
      }),
    {
      tell: false,
      done: t('wasSet'),
      touches: [...accountKeys(instance), logonKey(instance, 'sessions')],
      onDone: onSet,
    },
  );
  const submit = (values: Values) => {
    setProblem(undefined);
    set.mutate(values, { onError: (error) => showFieldErrors(form, error) || setProblem(error) });
  };
  return (
    <Modal
      open
      title={t('setTitle', { name: account.displayName ?? account.username })}
      okText={t('setPassword')}
      cancelText={words('cancel')}
      confirmLoading={set.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
      mask={{ closable: false }}
    >
      <Alert type="info" showIcon title={t('setHint')} style={{ marginBottom: 16 }} />
      <Form<Values>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ how: 'made', temporary: true }}
        onFinish={submit}
      >
        <Form.Item name="how" extra={how === 'made' ? t('generateHint') : undefined}>
          <Radio.Group
            aria-label={t('setPassword')}
            options={[
              { value: 'made', label: t('generate') },
              { value: 'typed', label: t('type') },
            ]}
          />
        </Form.Item>
        {how === 'typed' && (
          <Form.Item
            name="password"
            label={t('newPassword')}
            rules={[{ required: true, message: words('required') }]}
          >
            <Input.Password autoComplete="new-password" maxLength={128} autoFocus />
          </Form.Item>
        )}
        <Form.Item
          name="temporary"
          label={t('temporaryLabel')}
          extra={t('temporaryHint')}
          valuePropName="checked"
        >
          <Switch />
        </Form.Item>
        {problem !== undefined && <ProblemAlert error={problem} />}
        <button type="submit" hidden />
      </Form>
    </Modal>
  );
}

interface MadeProps {
  account: Account;
  password: string;
  temporary: boolean;
  onClose: () => void;
}

function Made({ account: { username, displayName }, password, temporary, onClose }: MadeProps) {
  const t = useText(accountLogonText);
  return (
    <ShownOnce
      title={t('madeTitle', { name: displayName ?? username })}
      file={`password-${username}`}
      values={[
        { label: t('username'), value: username },
        { label: t('password'), value: password },
      ]}
      onClose={onClose}
    >
      {t(temporary ? 'handOverTemporary' : 'handOver')}
    </ShownOnce>
  );
}
