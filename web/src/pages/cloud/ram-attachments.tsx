import { Button, Flex, Form, Input, Select, Tag, Typography } from 'antd';
import { api } from '../../api/client.ts';
import type { CloudAttachment, CloudUser } from '../../api/generated.ts';
import { useInstanceId } from '../../app/instance.tsx';
import { useMay } from '../../app/session.tsx';
import { useAction } from '../../parts/action.ts';
import { common } from '../../text/common.ts';
import { useText } from '../../text/text.ts';
import { cloudKey } from './cloud-queries.ts';
import { usersText } from './users-text.ts';

const KINDS = ['AccessKey', 'MFADevice', 'Policy', 'Group'] as const satisfies CloudAttachment['kind'][];

/** What a RAM user holds, and must lose before RAM deletes it. */
export function RamAttachments({ account, user }: { account: string; user: CloudUser }) {
  const t = useText(usersText);
  const tc = useText(common);
  const may = useMay();
  const instance = useInstanceId();
  const [form] = Form.useForm<CloudAttachment>();
  const touches = [cloudKey(instance, account)];
  const add = useAction(
    (attachment: CloudAttachment) =>
      api.cloudAccounts.addCloudUserAttachment(instance, account, user.userId, attachment),
    { touches, onDone: () => form.resetFields(['name']) },
  );
  const remove = useAction(
    (attachment: CloudAttachment) =>
      api.cloudAccounts.removeCloudUserAttachment(instance, account, user.userId, attachment),
    { touches },
  );
  return (
    <section aria-labelledby="ram-attachments">
      <Typography.Title level={2} id="ram-attachments" style={{ fontSize: 16, margin: 0 }}>
        {t('attachments')}
      </Typography.Title>
      <Typography.Paragraph type="secondary" style={{ margin: '4px 0 10px' }}>
        {t('attachmentsHint')}
      </Typography.Paragraph>
      {user.attachments.length === 0 ? (
        <Typography.Text>{t('noAttachments')}</Typography.Text>
      ) : (
        <Flex vertical gap={6}>
          {user.attachments.map(({ kind, name }) => (
            <Flex key={`${kind} ${name}`} align="center" gap={8}>
              <Tag variant="filled" style={{ margin: 0 }}>
                {t(kind)}
              </Tag>
              <span className="mono" style={{ flex: 1, minWidth: 0, wordBreak: 'break-all' }}>
                {name}
              </span>
              <Button
                type="link"
                size="small"
                danger
                disabled={!may.operate}
                aria-label={t('removeOf', { kind: t(kind), name })}
                onClick={() => remove.mutate({ kind, name })}
              >
                {tc('remove')}
              </Button>
            </Flex>
          ))}
        </Flex>
      )}
      {may.operate && (
        <Form
          form={form}
          layout="inline"
          initialValues={{ kind: 'AccessKey' }}
          onFinish={(attachment) => add.mutate(attachment)}
          style={{ marginTop: 12, rowGap: 8 }}
        >
          <Form.Item name="kind" style={{ marginInlineEnd: 8 }}>
            <Select
              aria-label={t('attachmentKind')}
              style={{ width: 130 }}
              options={KINDS.map((kind) => ({ value: kind, label: t(kind) }))}
            />
          </Form.Item>
          <Form.Item
            name="name"
            rules={[{ required: true, whitespace: true, message: tc('required') }]}
            style={{ marginInlineEnd: 8, flex: '1 1 160px' }}
          >
            <Input
              aria-label={t('attachmentName')}
              placeholder={t('attachmentName')}
              maxLength={128}
              autoComplete="off"
            />
          </Form.Item>
          <Button htmlType="submit" loading={add.isPending}>
            {t('addAttachment')}
          </Button>
        </Form>
      )}
    </section>
  );
}
