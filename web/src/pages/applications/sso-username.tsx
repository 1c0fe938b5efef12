/** What a person is called at the application. */
import { Form, Input, Radio } from 'antd';
import { common } from '../../text/common.ts';
import { useText } from '../../text/text.ts';
import { ssoText } from './sso-text.ts';

export function UsernameFields() {
  const t = useText(ssoText);
  const words = useText(common);
  const by = Form.useWatch(['applicationUsername', 'by']);
  return (
    <>
      <Form.Item name={['applicationUsername', 'by']} label={t('username')} extra={t('usernameHint')}>
        <Radio.Group
          options={[
            { value: 'username', label: t('byUsername') },
            { value: 'expression', label: t('byExpression') },
            { value: 'manual', label: t('byManual') },
          ]}
        />
      </Form.Item>
      {by === 'expression' && (
        <Form.Item
          name={['applicationUsername', 'expression']}
          label={t('usernameExpression')}
          extra={t('usernameExpressionHint')}
          rules={[{ required: true, message: words('required') }]}
        >
          <Input className="mono" maxLength={2000} autoComplete="off" />
        </Form.Item>
      )}
    </>
  );
}
