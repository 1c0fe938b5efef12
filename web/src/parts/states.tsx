/** What stands where there is nothing yet, and words with shapes for states. */
import {
  CheckCircleOutlined,
  ClockCircleOutlined,
  CloseCircleOutlined,
  ExclamationCircleOutlined,
  MinusCircleOutlined,
  PauseCircleOutlined,
  SyncOutlined,
} from '@ant-design/icons';
import { Empty, Flex, Spin, Tag, Typography } from 'antd';
import type { ReactNode } from 'react';
import { common } from '../text/common.ts';
import { useText } from '../text/text.ts';

export function Loading({ full = false }: { full?: boolean }) {
  const t = useText(common);
  return (
    <Flex
      role="status"
      aria-label={t('loading')}
      align="center"
      justify="center"
      style={{ minHeight: full ? '100vh' : 200 }}
    >
      <Spin size="large" />
    </Flex>
  );
}

/** An empty place that says what to do next. */
export function EmptyState({ title, hint, action }: { title: string; hint?: ReactNode; action?: ReactNode }) {
  return (
    <Empty
      image={Empty.PRESENTED_IMAGE_SIMPLE}
      styles={{ root: { padding: '32px 16px' } }}
      description={
        <>
          <Typography.Text strong>{title}</Typography.Text>
          {hint && (
            <Typography.Paragraph type="secondary" style={{ margin: '6px auto 0', maxWidth: 460 }}>
              {hint}
            </Typography.Paragraph>
          )}
        </>
      }
    >
      {action}
    </Empty>
  );
}

/** good: as wanted · busy: under way · waits: for a person · bad: failed · off: switched off · quiet: nothing to say. */
export type Tone = 'good' | 'busy' | 'waits' | 'warn' | 'bad' | 'off' | 'quiet';

const TONES: Record<Tone, { color: string; icon: ReactNode }> = {
  good: { color: 'success', icon: <CheckCircleOutlined /> },
  busy: { color: 'processing', icon: <SyncOutlined spin /> },
  waits: { color: 'warning', icon: <PauseCircleOutlined /> },
  warn: { color: 'warning', icon: <ExclamationCircleOutlined /> },
  bad: { color: 'error', icon: <CloseCircleOutlined /> },
  off: { color: 'default', icon: <MinusCircleOutlined /> },
  quiet: { color: 'default', icon: <ClockCircleOutlined /> },
};

/** A state as a word with a shape; never by colour alone. */
export function StateTag({ tone, children }: { tone: Tone; children: ReactNode }) {
  const { color, icon } = TONES[tone];
  return (
    <Tag color={color} icon={icon} variant="filled" className="nowrap">
      {children}
    </Tag>
  );
}

export function EnabledTag({ enabled }: { enabled: boolean }) {
  const t = useText(common);
  return <StateTag tone={enabled ? 'good' : 'off'}>{t(enabled ? 'enabled' : 'disabled')}</StateTag>;
}
