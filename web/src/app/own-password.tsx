import { Form, Input, Modal, Typography } from 'antd';
import { useState } from 'react';
import { api } from '../api/client.ts';
import { useAction } from '../parts/action.ts';
import { ProblemAlert, showFieldErrors } from '../parts/problem.tsx';
import { common } from '../text/common.ts';
import { useText } from '../text/text.ts';
import { ownPasswordText } from './own-password-text.ts';
import { useSession } from './session.tsx';

interface Passwords {
  current: string;
  password: string;
  again: string;
}

const SHORTEST = 12;

/** Changes the password of whoever is logged on. */
export default function OwnPassword({ onClose }: { onClose: () => void }) {
  const t = useText(common);
  const to = useText(ownPasswordText);
  const { name } = useSession();
  const [form] = Form.useForm<Passwords>();
  const [error, setError] = useState<unknown>();
  const change = useAction(
    ({ current, password }: Passwords) => api.session.changeOwnPassword({ current, password }),
    { tell: false, done: to('changed'), touches: [['tokens']], onDone: onClose },
  );
  const submit = (values: Passwords) => {
    setError(undefined);
    change.mutate(values, {
      onError: (thrown) => {
        if (!showFieldErrors(form, thrown)) setError(thrown);
      },
    });
  };
  return (
    <Modal
      open
      title={t('changePassword')}
      onCancel={onClose}
      onOk={form.submit}
      okText={t('changePassword')}
      cancelText={t('cancel')}
      confirmLoading={change.isPending}
      mask={{ closable: false }}
    >
      <Typography.Paragraph type="secondary">{to('hint')}</Typography.Paragraph>
      <Form form={form} layout="vertical" onFinish={submit}>
        {/* Tells password managers whose password it is. */}
        <input type="text" autoComplete="username" value={name} readOnly hidden />
        <Form.Item
          name="current"
          label={t('currentPassword')}
          rules={[{ required: true, message: t('required') }]}
        >
          <Input.Password autoComplete="current-password" autoFocus maxLength={256} />
        </Form.Item>
        <Form.Item
          name="password"
          label={t('newPassword')}
          extra={t('passwordRule')}
          rules={[
            { required: true, message: t('required') },
            { min: SHORTEST, message: t('passwordRule') },
          ]}
        >
          <Input.Password autoComplete="new-password" maxLength={256} />
        </Form.Item>
        <Form.Item
          name="again"
          label={to('again')}
          dependencies={['password']}
          rules={[
            { required: true, message: t('required') },
            ({ getFieldValue }) => ({
              validator: (_, value) =>
                !value || value === getFieldValue('password')
                  ? Promise.resolve()
                  : Promise.reject(new Error(to('differ'))),
            }),
          ]}
        >
          <Input.Password autoComplete="new-password" maxLength={256} />
        </Form.Item>
        {error !== undefined && <ProblemAlert error={error} />}
        <button type="submit" hidden />
      </Form>
    </Modal>
  );
}
