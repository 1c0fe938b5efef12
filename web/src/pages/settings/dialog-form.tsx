import { Form, type FormInstance, Modal } from 'antd';
import { type ReactNode, useState } from 'react';
import { useAction } from '../../parts/action.ts';
import { ProblemAlert, showFieldErrors } from '../../parts/problem.tsx';
import { common } from '../../text/common.ts';
import { useText } from '../../text/text.ts';

interface DialogFormProps<V, R> {
  title: string;
  action: string;
  initial?: Partial<V>;
  call: (values: V) => Promise<R>;
  touches: readonly (readonly unknown[])[];
  done?: string;
  onDone?: (result: R, values: V) => void;
  onClose: () => void;
  children: (form: FormInstance<V>) => ReactNode;
}

/** A short form in a dialog: what the server refuses is shown beside its field, or below. */
export function DialogForm<V extends object, R>(props: DialogFormProps<V, R>) {
  const { title, action, initial, call, touches, done, onDone, onClose, children } = props;
  const t = useText(common);
  const [form] = Form.useForm<V>();
  const [error, setError] = useState<unknown>();
  const send = useAction(call, {
    tell: false,
    touches,
    ...(done === undefined ? {} : { done }),
    onDone: (result, values) => {
      onDone?.(result, values);
      onClose();
    },
  });
  const submit = (values: V) => {
    setError(undefined);
    send.mutate(values, {
      onError: (thrown) => {
        if (!showFieldErrors(form, thrown)) setError(thrown);
      },
    });
  };
  return (
    <Modal
      open
      title={title}
      onCancel={onClose}
      onOk={form.submit}
      okText={action}
      cancelText={t('cancel')}
      confirmLoading={send.isPending}
      mask={{ closable: false }}
    >
      <Form
        form={form}
        layout="vertical"
        onFinish={submit}
        {...(initial ? { initialValues: initial } : {})}
        style={{ marginTop: 12 }}
      >
        {children(form)}
        {error !== undefined && <ProblemAlert error={error} />}
        {/* Enter in a field sends the form. */}
        <button type="submit" hidden />
      </Form>
    </Modal>
  );
}
