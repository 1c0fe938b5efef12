import { Form, Input, Select } from 'antd';
import { api } from '../../api/client.ts';
import type { Role, TokenCreated } from '../../api/generated.ts';
import { useInstances } from '../../app/instance.tsx';
import { common } from '../../text/common.ts';
import { useText } from '../../text/text.ts';
import { DialogForm } from './dialog-form.tsx';
import { RoleField } from './roles.tsx';
import { settingsText } from './settings-text.ts';

export const TOKENS = ['tokens'] as const;

interface NewToken {
  name: string;
  role: Role;
  instanceId?: string;
  /** Days from now; 0 for never. */
  days: number;
}

const DAYS = [7, 30, 90, 365] as const;
const A_DAY_MS = 86_400_000;

export function CreateToken({
  onMade,
  onClose,
}: {
  onMade: (token: TokenCreated) => void;
  onClose: () => void;
}) {
  const t = useText(settingsText);
  const tc = useText(common);
  const instances = useInstances();
  return (
    <DialogForm<NewToken, TokenCreated>
      title={t('createToken')}
      action={tc('create')}
      initial={{ role: 'read-only', days: 90 }}
      call={({ name, role, instanceId, days }) =>
        api.tokens.createToken({
          name,
          role,
          ...(instanceId ? { instanceId } : {}),
          ...(days > 0 ? { expiresAt: new Date(Date.now() + days * A_DAY_MS).toISOString() } : {}),
        })
      }
      touches={[TOKENS]}
      onDone={onMade}
      onClose={onClose}
    >
      {(form) => (
        <>
          <Form.Item
            name="name"
            label={t('tokenName')}
            extra={t('tokenNameHint')}
            rules={[{ required: true, whitespace: true, message: tc('required') }]}
          >
            <Input maxLength={64} autoFocus autoComplete="off" />
          </Form.Item>
          <RoleField />
          <Form.Item name="instanceId" label={t('limitedTo')} extra={t('limitedHint')}>
            <Select
              allowClear
              showSearch={{ optionFilterProp: 'label' }}
              placeholder={t('allInstances')}
              loading={instances.isPending}
              options={(instances.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
            />
          </Form.Item>
          <Form.Item noStyle dependencies={['days']}>
            {() => (
              <Form.Item
                name="days"
                label={t('expires')}
                extra={form.getFieldValue('days') === 0 ? t('neverExpiresHint') : undefined}
              >
                <Select
                  options={[
                    ...DAYS.map((days) => ({ value: days, label: t('days', { count: days }) })),
                    { value: 0, label: t('neverExpires') },
                  ]}
                />
              </Form.Item>
            )}
          </Form.Item>
        </>
      )}
    </DialogForm>
  );
}
