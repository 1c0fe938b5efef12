import { Form, type FormInstance, Modal } from 'antd';
import { type ReactNode, useState } from 'react';
import { ProblemAlert, showFieldErrors } from '../../parts/problem.tsx';
import { common } from '../../text/common.ts';
import { useText } from '../../text/text.ts';

interface FormDialogProps<V> {
  title: string;
  action: string;
  initial?: Partial<V>;
  submit: (values: V) => Promise<unknown>;
  onClose: () => void;
  width?: number;
  /** Nothing can be chosen: the button rests. */
  disabled?: boolean;
  children: ReactNode | ((form: FormInstance) => ReactNode);
}

/** A form in a dialog: busy while it is sent, what the server refuses stands beside its field. Draw it only while open. */
export function FormDialog<V extends object>(props: FormDialogProps<V>) {
  const { title, action, initial, submit, onClose, width = 560, disabled = false, children } = props;
  const t = useText(common);
  const [form] = Form.useForm();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const finish = async (values: V) => {
    setBusy(true);
    setError(undefined);
    try {
      await submit(values);
      onClose();
    } catch (thrown) {
      if (!showFieldErrors(form, thrown)) setError(thrown);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      open
      title={title}
      width={width}
      okText={action}
      cancelText={t('cancel')}
      onCancel={onClose}
      onOk={() => form.submit()}
      okButtonProps={{ loading: busy, disabled }}
      mask={{ closable: false }}
    >
      <Form form={form} layout="vertical" initialValues={initial ?? {}} onFinish={finish} scrollToFirstError>
        {typeof children === 'function' ? children(form) : children}
        {error !== undefined && <ProblemAlert error={error} />}
        {/* Lets Enter submit: the visible button stands outside of the form. */}
        <button type="submit" hidden />
      </Form>
    </Modal>
  );
}
