import { Form, Radio, Tag, Typography } from 'antd';
import type { Role } from '../../api/generated.ts';
import { common } from '../../text/common.ts';
import { useText } from '../../text/text.ts';
import { settingsText } from './settings-text.ts';

const ROLES = [
  { role: 'read-only', name: 'roleReadOnly', hint: 'roleReadOnlyHint' },
  { role: 'operator', name: 'roleOperator', hint: 'roleOperatorHint' },
  { role: 'admin', name: 'roleAdmin', hint: 'roleAdminHint' },
] as const satisfies readonly { role: Role; name: string; hint: string }[];

/** The name of a role in the reader's language. */
export function useRoleName(): (role: Role) => string {
  const t = useText(common);
  return (role) => t(ROLES.find((entry) => entry.role === role)!.name);
}

export function RoleTag({ role }: { role: Role }) {
  return (
    <Tag variant="filled" {...(role === 'admin' ? { color: 'processing' } : {})}>
      {useRoleName()(role)}
    </Tag>
  );
}

/** The roles to choose from, each with what it may do; a field `role` of the form around it. */
export function RoleField() {
  const t = useText(settingsText);
  const tc = useText(common);
  return (
    <Form.Item name="role" label={t('role')} rules={[{ required: true, message: tc('required') }]}>
      <Radio.Group
        style={{ display: 'flex', flexDirection: 'column', gap: 8 }}
        options={ROLES.map(({ role, name, hint }) => ({
          value: role,
          label: (
            <>
              {tc(name)}
              <Typography.Text type="secondary" style={{ display: 'block', fontSize: 13 }}>
                {t(hint)}
              </Typography.Text>
            </>
          ),
        }))}
      />
    </Form.Item>
  );
}
