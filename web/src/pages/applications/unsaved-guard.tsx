import { useBlocker } from '@tanstack/react-router';
import { Modal, Typography } from 'antd';
import type { RefObject } from 'react';
import { useText } from '../../text/text.ts';
import { provisioningText } from './provisioning-text.ts';

/** Asks before a page with unsaved changes is left; other tabs of the same page keep the form, so they do not ask. */
export function UnsavedGuard({ dirty, leaving }: { dirty: boolean; leaving: RefObject<boolean> }) {
  const t = useText(provisioningText);
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: ({ current, next }) => dirty && !leaving.current && current.pathname !== next.pathname,
    enableBeforeUnload: () => dirty && !leaving.current,
    withResolver: true,
  });
  return (
    <Modal
      open={status === 'blocked'}
      title={t('unsaved')}
      okText={t('leave')}
      cancelText={t('stay')}
      onOk={proceed}
      onCancel={reset}
    >
      <Typography.Text>{t('unsavedHint')}</Typography.Text>
    </Modal>
  );
}
