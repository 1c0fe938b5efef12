import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import type { Run } from '../../api/generated.ts';
import { isRunState, isUnderWay } from '../../parts/run/run-state.tsx';
import type { Paged } from '../../table/list-query.ts';

export interface RunFilter {
  kind?: string | undefined;
  subject?: string | undefined;
  state?: string | undefined;
}

const PAGE = 50;

export function fetchRuns(
  instance: string,
  { kind, subject, state }: RunFilter,
  cursor: string | undefined,
): Promise<Paged<Run>> {
  return api.runs.listRuns(instance, {
    limit: PAGE,
    ...(kind === 'sync' || kind === 'push' ? { kind } : {}),
    ...(subject ? { subject } : {}),
    ...(isRunState(state) ? { state } : {}),
    ...(cursor ? { cursor } : {}),
  });
}

const BUSY_MS = 1_500;
const QUIET_MS = 15_000;

/** The latest run of one source or application, followed closely while it is under way. */
export function useLatestRun(instance: string, subject: string) {
  return useQuery({
    queryKey: ['runs', instance, 'latest', subject],
    queryFn: async () => (await api.runs.listRuns(instance, { subject, limit: 1 })).items[0] ?? null,
    refetchInterval: ({ state: { data } }) => pollEvery(data ? [data] : []),
  });
}

/** How often a list with these runs is read anew. */
export function pollEvery(runs: readonly Run[]): number {
  return runs.some(({ state }) => isUnderWay(state)) ? BUSY_MS : QUIET_MS;
}
