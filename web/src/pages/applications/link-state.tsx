import { Flex, Tooltip } from 'antd';
import type { LinkCounts, TargetLink } from '../../api/generated.ts';
import { useNumber } from '../../parts/format.tsx';
import { StateTag, type Tone } from '../../parts/states.tsx';
import { useText } from '../../text/text.ts';
import { targetText } from './target-text.ts';

export type LinkState = TargetLink['state'];

/** In the order in which a person looks at them: what needs one first. */
export const LINK_STATES: LinkState[] = [
  'held',
  'conflict',
  'parked',
  'due',
  'synced',
  'disabled',
  'left',
  'off',
];

const TONES: Record<LinkState, Tone> = {
  synced: 'good',
  due: 'quiet',
  parked: 'bad',
  conflict: 'bad',
  held: 'waits',
  off: 'off',
  left: 'off',
  disabled: 'off',
};

/** The state of an account at a target, with what it means on hover. */
export function LinkStateTag({ state, count }: { state: LinkState; count?: number }) {
  const t = useText(targetText);
  const number = useNumber();
  return (
    <Tooltip title={t(`${state}Hint`)}>
      <span>
        <StateTag tone={TONES[state]}>
          {t(state)}
          {count !== undefined && ` ${number(count)}`}
        </StateTag>
      </span>
    </Tooltip>
  );
}

/** How many accounts are in each state; states without any are left out. */
export function CountTags({ counts }: { counts: LinkCounts }) {
  const filled = LINK_STATES.filter((state) => (counts[state] ?? 0) > 0);
  return (
    <Flex gap={4} wrap>
      {filled.map((state) => (
        <LinkStateTag key={state} state={state} count={counts[state]} />
      ))}
    </Flex>
  );
}
