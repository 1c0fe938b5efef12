import { Form, Input, InputNumber, Radio, Select } from 'antd';
import { api } from '../../api/client.ts';
import type { AuditStream, AuditStreamCreate } from '../../api/generated.ts';
import { common } from '../../text/common.ts';
import { useText } from '../../text/text.ts';
import { DialogForm } from '../settings/dialog-form.tsx';
import { streamsKey } from './audit-streams.tsx';
import { auditText } from './audit-text.ts';

interface AuditStreamDialogProps {
  instance: string;
  /** Without one a receiver is added. */
  stream?: AuditStream;
  onClose: () => void;
}

/** Adds or changes a receiver of the audit log; a stored secret shows as its mask and stays. */
export function AuditStreamDialog({ instance, stream, onClose }: AuditStreamDialogProps) {
  const t = useText(auditText);
  const words = useText(common);
  const required = [{ required: true, whitespace: true, message: words('required') }];
  const call = (values: AuditStreamCreate) =>
    stream
      ? api.auditStreams.updateAuditStream(instance, stream.id, { name: values.name, target: values.target })
      : api.auditStreams.createAuditStream(instance, values);
  return (
    <DialogForm<AuditStreamCreate, AuditStream>
      title={t(stream ? 'editStream' : 'addStream')}
      action={words(stream ? 'save' : 'add')}
      initial={
        stream
          ? { name: stream.name, target: stream.target }
          : { target: { kind: 'webhook' } as AuditStreamCreate['target'], from: 'now' }
      }
      call={call}
      touches={[streamsKey(instance)]}
      onClose={onClose}
    >
      {(form) => (
        <>
          <Form.Item name="name" label={t('streamName')} rules={required}>
            <Input maxLength={64} autoFocus autoComplete="off" />
          </Form.Item>
          <Form.Item name={['target', 'kind']} label={t('kind')}>
            <Radio.Group
              disabled={stream !== undefined}
              options={(['webhook', 'syslog'] as const).map((value) => ({ value, label: t(value) }))}
            />
          </Form.Item>
          <Form.Item noStyle shouldUpdate={(a, b) => a.target?.kind !== b.target?.kind}>
            {() =>
              form.getFieldValue(['target', 'kind']) === 'syslog' ? <SyslogFields /> : <WebhookFields />
            }
          </Form.Item>
          {!stream && (
            <Form.Item name="from" label={t('from')}>
              <Radio.Group
                options={[
                  { value: 'now', label: t('fromNow') },
                  { value: 'beginning', label: t('fromBeginning') },
                ]}
              />
            </Form.Item>
          )}
        </>
      )}
    </DialogForm>
  );
}

function WebhookFields() {
  const t = useText(auditText);
  const words = useText(common);
  const required = [{ required: true, whitespace: true, message: words('required') }];
  return (
    <>
      <Form.Item name={['target', 'url']} label={t('url')} rules={required}>
        <Input type="url" className="mono" autoComplete="off" />
      </Form.Item>
      <Form.Item name={['target', 'secret']} label={t('secret')} extra={t('secretHint')} rules={required}>
        <Input.Password autoComplete="new-password" />
      </Form.Item>
    </>
  );
}

function SyslogFields() {
  const t = useText(auditText);
  const words = useText(common);
  const required = [{ required: true, message: words('required') }];
  return (
    <>
      <Form.Item name={['target', 'transport']} label={t('transport')} initialValue="tls">
        <Select options={['tls', 'tcp', 'udp'].map((value) => ({ value, label: value.toUpperCase() }))} />
      </Form.Item>
      <Form.Item name={['target', 'host']} label={t('host')} rules={required}>
        <Input className="mono" autoComplete="off" />
      </Form.Item>
      <Form.Item name={['target', 'port']} label={t('port')} initialValue={6514} rules={required}>
        <InputNumber min={1} max={65_535} precision={0} />
      </Form.Item>
      <Form.Item name={['target', 'ca']} label={t('ca')} initialValue={null}>
        <Input.TextArea rows={3} className="mono" />
      </Form.Item>
    </>
  );
}
