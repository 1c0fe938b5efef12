/** The days of the dashboard as series for charts and rows for tables. */
import type { Dashboard } from '../../api/generated.ts';

type Day = Dashboard['days'][number];
type RunState = Day['runs'][number]['state'];

export const OUTCOMES = ['runsWell', 'runsPartly', 'runsFailed', 'runsOpen', 'runsDropped'] as const;
export type Outcome = (typeof OUTCOMES)[number];

const OUTCOME_OF: Record<RunState, Outcome> = {
  success: 'runsWell',
  partial_success: 'runsPartly',
  failed: 'runsFailed',
  pending: 'runsOpen',
  running: 'runsOpen',
  planned: 'runsOpen',
  awaiting_confirmation: 'runsOpen',
  cancelled: 'runsDropped',
  discarded: 'runsDropped',
};

/** The runs of a day by how they came out. */
export function outcomesOf({ runs }: Day): Record<Outcome, number> {
  const sums: Record<Outcome, number> = {
    runsWell: 0,
    runsPartly: 0,
    runsFailed: 0,
    runsOpen: 0,
    runsDropped: 0,
  };
  for (const { state, count } of runs) sums[OUTCOME_OF[state]] += count;
  return sums;
}

export function runsOfKind({ runs }: Day, kind: 'sync' | 'push'): number {
  return runs.reduce((sum, run) => sum + (run.kind === kind ? run.count : 0), 0);
}
