import { Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { api } from '../../../api/client.ts';
import { useInstanceId } from '../../../app/instance.tsx';
import { useAction } from '../../../parts/action.ts';
import { ProblemAlert, showFieldErrors } from '../../../parts/problem.tsx';
import { common } from '../../../text/common.ts';
import { useText } from '../../../text/text.ts';
import { AccountSelect } from '../account-filter.tsx';
import { ssoKey } from '../application-queries.ts';
import { accessText } from './access-text.ts';

/** As the API takes it, so that its errors find their fields. */
interface Values {
  items: { accountId: string; username: string }[];
}

/** Gives one person a name at the application. */
export function GiveName({ application, onClose }: { application: string; onClose: () => void }) {
  const t = useText(accessText);
  const words = useText(common);
  const instance = useInstanceId();
  const [form] = Form.useForm<Values>();
  const [problem, setProblem] = useState<unknown>();
  const give = useAction(
    (values: Values) => api.applications.addApplicationAccounts(instance, application, values),
    { touches: [ssoKey(instance, application)], tell: false, done: t('given'), onDone: onClose },
  );
  const submit = (values: Values) => {
    setProblem(undefined);
    give.mutate(values, { onError: (error) => showFieldErrors(form, error) || setProblem(error) });
  };
  const required = [{ required: true, message: words('required') }];
  return (
    <Modal
      open
      title={t('give')}
      okText={words('add')}
      cancelText={words('cancel')}
      okButtonProps={{ loading: give.isPending }}
      onOk={() => form.submit()}
      onCancel={onClose}
      mask={{ closable: false }}
    >
      <Form form={form} layout="vertical" requiredMark={false} onFinish={submit}>
        <Form.Item name={['items', 0, 'accountId']} label={t('person')} rules={required}>
          <AccountSelect label={t('person')} width="100%" />
        </Form.Item>
        <Form.Item name={['items', 0, 'username']} label={t('nameAt')} rules={required}>
          <Input maxLength={256} autoComplete="off" className="mono" />
        </Form.Item>
        {problem !== undefined && <ProblemAlert error={problem} />}
      </Form>
    </Modal>
  );
}
