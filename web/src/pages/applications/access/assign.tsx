/** Assigning an application: to people, organizations, groups, or by a rule. */
import { DownOutlined } from '@ant-design/icons';
import { Button, Dropdown, Form, Input, Modal, Typography } from 'antd';
import { type ReactNode, useState } from 'react';
import { api } from '../../../api/client.ts';
import type { ApplicationAssignmentCreate, ApplicationRuleCreate } from '../../../api/generated.ts';
import { useInstanceId } from '../../../app/instance.tsx';
import { useAction } from '../../../parts/action.ts';
import { ProblemAlert, showFieldErrors } from '../../../parts/problem.tsx';
import { common } from '../../../text/common.ts';
import { useText } from '../../../text/text.ts';
import { AccountsPicker, OrgsPicker } from '../../accounts/parts/pickers.tsx';
import { ssoKey } from '../application-queries.ts';
import { GroupsPicker } from '../scope-fields.tsx';
import { accessText } from './access-text.ts';
import { PORTION } from './portions.ts';

const WAYS = { account: 'toAccounts', org: 'toOrgs', group: 'toGroups', rule: 'byARule' } as const;
type Way = keyof typeof WAYS;

/** One button with the ways to assign below it. */
export function AssignMenu({ application }: { application: string }) {
  const t = useText(accessText);
  const [way, setWay] = useState<Way>();
  const close = () => setWay(undefined);
  return (
    <>
      <Dropdown
        trigger={['click']}
        menu={{
          items: (Object.keys(WAYS) as Way[]).map((key) => ({ key, label: t(WAYS[key]) })),
          onClick: ({ key }) => setWay(key as Way),
        }}
      >
        <Button type="primary" icon={<DownOutlined aria-hidden />} iconPlacement="end">
          {t('assign')}
        </Button>
      </Dropdown>
      {way === 'rule' && <AddRule application={application} onClose={close} />}
      {way !== undefined && way !== 'rule' && (
        <AssignTo kind={way} application={application} onClose={close} />
      )}
    </>
  );
}

interface AssignToProps {
  application: string;
  kind: ApplicationAssignmentCreate['kind'];
  onClose: () => void;
}

function AssignTo({ application, kind, onClose }: AssignToProps) {
  const t = useText(accessText);
  const words = useText(common);
  const instance = useInstanceId();
  const [people, setPeople] = useState<{ value: string; label: string }[]>([]);
  const [others, setOthers] = useState<string[]>([]);
  const ids = kind === 'account' ? people.map(({ value }) => value) : others;
  const add = useAction(() => api.applications.assignApplication(instance, application, { kind, ids }), {
    touches: [ssoKey(instance, application)],
    tell: false,
    done: ({ assigned }) => t('assigned', { count: assigned }),
    onDone: onClose,
  });
  const pickers: Record<AssignToProps['kind'], ReactNode> = {
    account: <AccountsPicker label={t('account')} value={people} onChange={setPeople} />,
    org: <OrgsPicker label={t('org')} value={others} onChange={setOthers} />,
    group: <GroupsPicker label={t('group')} value={others} onChange={setOthers} />,
  };
  return (
    <Modal
      open
      title={t(WAYS[kind])}
      okText={t('assign')}
      cancelText={words('cancel')}
      okButtonProps={{ loading: add.isPending, disabled: ids.length === 0 || ids.length > PORTION }}
      onOk={() => add.mutate(undefined)}
      onCancel={onClose}
    >
      {pickers[kind]}
      {kind === 'org' && <Hint>{t('orgsHint')}</Hint>}
      {ids.length > PORTION && <Hint>{t('tooMany')}</Hint>}
      {add.error && (
        <div style={{ marginTop: 12 }}>
          <ProblemAlert error={add.error} />
        </div>
      )}
    </Modal>
  );
}

function Hint({ children }: { children: ReactNode }) {
  return (
    <Typography.Text type="secondary" style={{ display: 'block', marginTop: 8 }}>
      {children}
    </Typography.Text>
  );
}

function AddRule({ application, onClose }: { application: string; onClose: () => void }) {
  const t = useText(accessText);
  const words = useText(common);
  const instance = useInstanceId();
  const [form] = Form.useForm<ApplicationRuleCreate>();
  const [problem, setProblem] = useState<unknown>();
  const add = useAction(
    (rule: ApplicationRuleCreate) => api.applications.addApplicationRule(instance, application, rule),
    { touches: [ssoKey(instance, application)], tell: false, done: t('ruleAdded'), onDone: onClose },
  );
  const submit = (values: ApplicationRuleCreate) => {
    setProblem(undefined);
    add.mutate(values, { onError: (error) => showFieldErrors(form, error) || setProblem(error) });
  };
  const required = [{ required: true, message: words('required') }];
  return (
    <Modal
      open
      title={t('byARule')}
      okText={t('assign')}
      cancelText={words('cancel')}
      okButtonProps={{ loading: add.isPending }}
      onOk={() => form.submit()}
      onCancel={onClose}
      mask={{ closable: false }}
    >
      <Form form={form} layout="vertical" requiredMark={false} onFinish={submit}>
        <Form.Item name="name" label={t('ruleName')} rules={required}>
          <Input autoFocus maxLength={64} autoComplete="off" />
        </Form.Item>
        <Form.Item name="rule" label={t('ruleText')} rules={required} extra={t('ruleHint')}>
          <Input.TextArea className="mono" maxLength={2000} autoSize={{ minRows: 2, maxRows: 8 }} />
        </Form.Item>
        {problem !== undefined && <ProblemAlert error={problem} />}
      </Form>
    </Modal>
  );
}
