import type { Run } from '../../api/generated.ts';
import { StateTag, type Tone } from '../../parts/states.tsx';
import { useText } from '../../text/text.ts';
import { sourcesText } from './sources-text.ts';

const TONES: Record<Run['state'], Tone> = {
  pending: 'quiet',
  running: 'busy',
  planned: 'waits',
  awaiting_confirmation: 'waits',
  success: 'good',
  partial_success: 'warn',
  failed: 'bad',
  cancelled: 'off',
  discarded: 'off',
};

/** How a run stands, as a word with a shape. */
export function RunState({ state }: { state: Run['state'] }) {
  const t = useText(sourcesText);
  return <StateTag tone={TONES[state]}>{t(state)}</StateTag>;
}
