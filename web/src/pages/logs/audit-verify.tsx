import { Alert, Form, Input, Modal, Typography } from 'antd';
import { api } from '../../api/client.ts';
import type { AuditVerdict } from '../../api/generated.ts';
import { useAction } from '../../parts/action.ts';
import { useNumber } from '../../parts/format.tsx';
import { ProblemAlert } from '../../parts/problem.tsx';
import { common } from '../../text/common.ts';
import { useText } from '../../text/text.ts';
import { auditText } from './audit-text.ts';

const KNOWN = /^(\d{1,15}):([0-9a-fA-F]{64})$/;

/** Reads the whole log again and tells whether it is as it was written. */
export function AuditVerify({ onClose }: { onClose: () => void }) {
  const t = useText(auditText);
  const words = useText(common);
  const [form] = Form.useForm<{ known?: string }>();
  const check = useAction(
    ({ known }: { known?: string }) => {
      const [, position, hash] = KNOWN.exec(known?.trim() ?? '') ?? [];
      return api.audit.verifyAudit(hash ? { known: { position: Number(position), hash } } : {});
    },
    { tell: false },
  );
  return (
    <Modal
      open
      width={640}
      title={t('verify')}
      onCancel={onClose}
      onOk={form.submit}
      okText={t('verifyNow')}
      cancelText={words('close')}
      confirmLoading={check.isPending}
    >
      <Typography.Paragraph type="secondary">{t('verifyHint')}</Typography.Paragraph>
      <Form form={form} layout="vertical" onFinish={(values) => check.mutate(values)}>
        <Form.Item
          name="known"
          label={t('known')}
          extra={t('knownHint')}
          rules={[{ pattern: KNOWN, message: t('knownWrong') }]}
        >
          <Input className="mono" autoComplete="off" allowClear />
        </Form.Item>
      </Form>
      <div aria-live="polite">
        {check.error ? <ProblemAlert error={check.error} /> : check.data && <Verdict verdict={check.data} />}
      </div>
    </Modal>
  );
}

function Verdict({ verdict }: { verdict: AuditVerdict }) {
  const t = useText(auditText);
  const number = useNumber();
  const { intact, entries, runs, pending, head, findings } = verdict;
  return (
    <Alert
      type={intact ? 'success' : 'error'}
      showIcon
      title={t(intact ? 'intact' : 'broken')}
      description={
        <>
          {t('looked', { entries: number(entries), runs: number(runs), pending: number(pending) })}
          {findings.length > 0 && (
            <ul>
              {findings.map(({ position, kind, detail }) => (
                <li key={`${kind} ${position}`}>{detail}</li>
              ))}
            </ul>
          )}
          {head && (
            <div style={{ marginTop: 8 }}>
              {t('head')}
              <Typography.Paragraph className="mono" copyable style={{ margin: 0, overflowWrap: 'anywhere' }}>
                {`${head.position}:${head.hash}`}
              </Typography.Paragraph>
            </div>
          )}
        </>
      }
    />
  );
}
