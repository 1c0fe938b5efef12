import { Button, Form, type FormInstance, Input, Space } from 'antd';
import { common } from '../../text/common.ts';
import { useText } from '../../text/text.ts';
import { newPassword } from './password.ts';
import { settingsText } from './settings-text.ts';

const SHORTEST = 12;

/** A password that is written or generated; a field `password` of the form around it. */
export function PasswordField<V extends { password: string }>({
  form,
  onGenerated,
}: {
  form: FormInstance<V>;
  /** Called with what was generated, so that it can be handed over. */
  onGenerated: (password: string) => void;
}) {
  const t = useText(settingsText);
  const tc = useText(common);
  const generate = () => {
    const password = newPassword();
    form.setFieldsValue({ password } as Parameters<typeof form.setFieldsValue>[0]);
    onGenerated(password);
  };
  return (
    <Form.Item label={tc('password')} htmlFor="password" extra={tc('passwordRule')} required>
      <Space.Compact block>
        <Form.Item
          name="password"
          noStyle
          rules={[
            { required: true, message: tc('required') },
            { min: SHORTEST, message: tc('passwordRule') },
          ]}
        >
          <Input.Password id="password" autoComplete="new-password" maxLength={256} />
        </Form.Item>
        <Button onClick={generate}>{t('generate')}</Button>
      </Space.Compact>
    </Form.Item>
  );
}
