import { Alert, Input, Modal, Typography } from 'antd';
import { type ReactNode, useState } from 'react';
import { common } from '../text/common.ts';
import { useText } from '../text/text.ts';
import { ProblemAlert } from './problem.tsx';

interface ConfirmByNameProps {
  open: boolean;
  title: string;
  /** What happens and how many people it touches. */
  children: ReactNode;
  /** What has to be typed. */
  name: string;
  action: string;
  /** False where it can be undone. */
  final?: boolean;
  onConfirm: () => Promise<unknown>;
  onClose: () => void;
}

/** For what cannot be taken back: the person types the name of what is meant. */
export function ConfirmByName({
  open,
  title,
  children,
  name,
  action,
  final = true,
  onConfirm,
  onClose,
}: ConfirmByNameProps) {
  const t = useText(common);
  const [typed, setTyped] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const matches = typed.trim() === name;
  const close = () => {
    setTyped('');
    setError(undefined);
    onClose();
  };
  const confirm = async () => {
    setBusy(true);
    setError(undefined);
    try {
      await onConfirm();
      close();
    } catch (thrown) {
      setError(thrown);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      open={open}
      title={title}
      onCancel={close}
      onOk={confirm}
      okText={action}
      cancelText={t('cancel')}
      okButtonProps={{ danger: true, disabled: !matches, loading: busy }}
      destroyOnHidden
    >
      <div style={{ marginBottom: 12 }}>{children}</div>
      {final && <Alert type="warning" showIcon title={t('cannotUndo')} style={{ marginBottom: 12 }} />}
      <Typography.Paragraph style={{ marginBottom: 4 }}>{t('typeToConfirm', { name })}</Typography.Paragraph>
      <Input
        value={typed}
        aria-label={t('typeToConfirm', { name })}
        onChange={(event) => setTyped(event.target.value)}
        onPressEnter={() => matches && !busy && void confirm()}
        autoComplete="off"
      />
      {error !== undefined && <ProblemAlert error={error} />}
    </Modal>
  );
}
