/** The steps as a list: number, what it is, how far it is, where it is done. */
import { Flex, Typography, theme } from 'antd';
import type { ReactNode } from 'react';
import { StateTag, type Tone } from '../../parts/states.tsx';
import { useText } from '../../text/text.ts';
import { quickStartText } from './quick-start-text.ts';
import type { StepId, StepState } from './story.ts';

const SHOWN = {
  done: { tone: 'good', word: 'stateDone' },
  partly: { tone: 'warn', word: 'statePartly' },
  busy: { tone: 'busy', word: 'stateBusy' },
  waits: { tone: 'waits', word: 'stateWaits' },
  failed: { tone: 'bad', word: 'stateFailed' },
  todo: { tone: 'quiet', word: 'stateTodo' },
  later: { tone: 'off', word: 'stateLater' },
  elsewhere: { tone: 'off', word: 'stateElsewhere' },
  optional: { tone: 'off', word: 'stateOptional' },
} as const satisfies Record<StepState, { tone: Tone; word: string }>;

const TEXTS = {
  instance: ['instanceTitle', 'instanceHint'],
  source: ['sourceTitle', 'sourceHint'],
  sync: ['syncTitle', 'syncHint'],
  ram: ['ramTitle', 'ramHint'],
  application: ['applicationTitle', 'applicationHint'],
  test: ['testTitle', 'testHint'],
  push: ['pushTitle', 'pushHint'],
  logon: ['logonTitle', 'logonHint'],
} as const;

interface StepRowProps {
  id: StepId;
  number: number;
  state: StepState;
  /** The one to do next stands out. */
  next: boolean;
  action?: ReactNode;
  children?: ReactNode;
}

export function StepRow({ id, number, state, next, action, children }: StepRowProps) {
  const t = useText(quickStartText);
  const { token } = theme.useToken();
  const [title, hint] = TEXTS[id];
  const { tone, word } = SHOWN[state];
  return (
    <li
      aria-current={next ? 'step' : undefined}
      style={{
        display: 'flex',
        gap: 14,
        padding: '16px 18px',
        borderTop: number > 1 ? `1px solid ${token.colorBorderSecondary}` : undefined,
        boxShadow: next ? `inset 3px 0 0 ${token.colorPrimary}` : undefined,
      }}
    >
      <StepNumber number={number} strong={next || state === 'done'} />
      <div style={{ flex: 1, minWidth: 0 }}>
        <Flex justify="space-between" align="start" gap={12} wrap>
          <div style={{ flex: '1 1 280px', minWidth: 0 }}>
            <Flex gap={10} align="center" wrap>
              <Typography.Title level={3} style={{ fontSize: 15, margin: 0 }}>
                {t(title)}
              </Typography.Title>
              <StateTag tone={tone}>{t(word)}</StateTag>
            </Flex>
            <Typography.Paragraph type="secondary" style={{ margin: '4px 0 0', maxWidth: 640 }}>
              {t(hint)}
            </Typography.Paragraph>
          </div>
          {action && <div style={{ flex: 'none' }}>{action}</div>}
        </Flex>
        {children && <div style={{ marginTop: 8 }}>{children}</div>}
      </div>
    </li>
  );
}

function StepNumber({ number, strong }: { number: number; strong: boolean }) {
  const { token } = theme.useToken();
  return (
    <span
      aria-hidden
      style={{
        flex: 'none',
        width: 26,
        height: 26,
        lineHeight: '24px',
        textAlign: 'center',
        borderRadius: 13,
        fontSize: 13,
        fontWeight: 600,
        border: `1px solid ${strong ? token.colorPrimary : token.colorBorder}`,
        color: strong ? token.colorPrimary : token.colorTextSecondary,
      }}
    >
      {number}
    </span>
  );
}

/** Facts below a step, in one line that wraps. */
export function Facts({ children }: { children: ReactNode }) {
  return (
    <Flex gap="4px 18px" wrap style={{ fontSize: 13 }}>
      {children}
    </Flex>
  );
}
