/** Thresholds of the sync protection, and what becomes of people who are gone. */
import { Form, InputNumber, Radio, Typography } from 'antd';
import type { Leavers } from '../../api/generated.ts';
import { common } from '../../text/common.ts';
import { useText } from '../../text/text.ts';
import { setupText } from './setup-text.ts';

const DAYS = 30;
const MOST = 10_000_000;

export function GuardFields({ disabled = false }: { disabled?: boolean }) {
  const t = useText(setupText);
  const required = useText(common)('required');
  const fields = [
    { name: 'users', label: t('guardUsers'), max: MOST },
    { name: 'orgs', label: t('guardOrgs'), max: MOST },
    { name: 'groups', label: t('guardGroups'), max: MOST },
    { name: 'share', label: t('guardShare'), max: 100, extra: t('guardShareHint') },
  ];
  return (
    <>
      <Typography.Paragraph type="secondary">{t('guardHint')}</Typography.Paragraph>
      <div
        style={{
          display: 'grid',
          gridTemplateColumns: 'repeat(auto-fill, minmax(240px, 1fr))',
          columnGap: 16,
          maxWidth: 620,
        }}
      >
        {fields.map(({ name, label, max, extra }) => (
          <Form.Item
            key={name}
            name={['guard', name]}
            label={label}
            {...(extra ? { extra } : {})}
            rules={[{ required: true, message: required }]}
          >
            <InputNumber
              min={0}
              max={max}
              disabled={disabled}
              style={{ width: 140 }}
              {...(name === 'share' ? {} : { precision: 0 })}
            />
          </Form.Item>
        ))}
      </div>
    </>
  );
}

export function LeaversFields({ disabled = false }: { disabled?: boolean }) {
  const t = useText(setupText);
  const required = useText(common)('required');
  const policy = Form.useWatch<Leavers['policy'] | undefined>(['leavers', 'policy']);
  return (
    <>
      <Form.Item name={['leavers', 'policy']} label={t('leaversHint')}>
        <Radio.Group
          disabled={disabled}
          style={{ display: 'flex', flexDirection: 'column', gap: 4 }}
          options={[
            { value: 'delete', label: t('leaversDelete') },
            { value: 'disable', label: t('leaversDisable') },
            { value: 'disable_then_delete', label: t('leaversThen') },
          ]}
        />
      </Form.Item>
      {policy === 'disable_then_delete' && (
        <Form.Item
          name={['leavers', 'days']}
          label={t('leaversDays')}
          initialValue={DAYS}
          rules={[{ required: true, message: required }]}
        >
          <InputNumber min={1} max={3650} precision={0} disabled={disabled} style={{ width: 140 }} />
        </Form.Item>
      )}
    </>
  );
}
