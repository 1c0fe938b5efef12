import { useBlocker } from '@tanstack/react-router';
import { Modal, Typography } from 'antd';
import type { RefObject } from 'react';
import { useText } from '../text/text.ts';
import { unsavedText } from './unsaved-text.ts';

interface UnsavedGuardProps {
  dirty: boolean;
  /** True while what was just saved leads away. */
  leaving?: RefObject<boolean>;
  /** The form stands in a tab that is drawn anew: another tab of the page loses what is typed, as another page does. */
  perTab?: boolean;
}

/** Asks before a page with unsaved changes is left. */
export function UnsavedGuard({ dirty, leaving, perTab = false }: UnsavedGuardProps) {
  const t = useText(unsavedText);
  const unsaved = () => dirty && !leaving?.current;
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: ({ current, next }) =>
      unsaved() &&
      (current.pathname !== next.pathname || (perTab && tabOf(current.search) !== tabOf(next.search))),
    enableBeforeUnload: unsaved,
    withResolver: true,
  });
  return (
    <Modal
      open={status === 'blocked'}
      title={t('title')}
      okText={t('leave')}
      cancelText={t('stay')}
      onOk={proceed}
      onCancel={reset}
    >
      <Typography.Text>{t('hint')}</Typography.Text>
    </Modal>
  );
}

function tabOf(search: object): unknown {
  return 'tab' in search ? search.tab : undefined;
}
