import type { Run } from '../../api/generated.ts';
import { useText } from '../../text/text.ts';
import { StateTag, type Tone } from '../states.tsx';
import { runText } from './run-text.ts';

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

export function isRunState(text: string | undefined): text is Run['state'] {
  return text !== undefined && Object.hasOwn(TONES, text);
}

/** The state of a run as a word with a shape. */
export function RunStateTag({ state }: { state: Run['state'] }) {
  const t = useText(runText);
  return <StateTag tone={TONES[state]}>{t(state)}</StateTag>;
}

/** Queued or at work: worth following. */
export function isUnderWay(state: Run['state']): boolean {
  return state === 'pending' || state === 'running';
}

/** Has a kept plan that a person applies or discards. */
export function waitsForPerson(state: Run['state']): boolean {
  return state === 'planned' || state === 'awaiting_confirmation';
}
