import { useQueries, useQuery } from '@tanstack/react-query';
import { api } from '../../../api/client.ts';
import type { PlanLine, Run } from '../../../api/generated.ts';
import { type Paged, useList } from '../../../table/list-query.ts';
import { isPlanOp, PLAN_OPS, type PlanOp } from './plan-ops.ts';

/** A page is what is drawn together. */
const PAGE = 50;

/** A kept plan does not change; it is applied or discarded. */
const KEPT_MS = 60_000;

const planKey = (run: Run, op: PlanOp, part: 'first' | 'all') => ['plan', run.instanceId, run.id, part, op];

const fetchLines = (run: Run, op: PlanOp, cursor?: string): Promise<Paged<PlanLine>> =>
  api.runs.listPlanLines(run.instanceId, run.id, { op, limit: PAGE, ...(cursor ? { cursor } : {}) });

interface PlanOverview {
  pending: boolean;
  error: unknown;
  retry: () => void;
  /** The first lines of each sort. */
  lines: Partial<Record<PlanOp, PlanLine[]>>;
  counts: Partial<Record<PlanOp, number>>;
}

/** The first page of each sort of line of a kept plan, and how many there are. */
export function usePlanOverview(run: Run): PlanOverview {
  const counted = useQuery({
    queryKey: ['plan', run.instanceId, run.id, 'counts'],
    queryFn: () => api.runs.countPlanLines(run.instanceId, run.id),
    staleTime: KEPT_MS,
  });
  const counts: PlanOverview['counts'] = {};
  for (const { op, count } of counted.data?.items ?? [])
    if (isPlanOp(op)) counts[op] = (counts[op] ?? 0) + count;
  const present = PLAN_OPS.filter((op) => counts[op] !== undefined);
  const first = useQueries({
    queries: present.map((op) => ({
      queryKey: planKey(run, op, 'first'),
      queryFn: () => fetchLines(run, op),
      staleTime: KEPT_MS,
    })),
  });
  const all = [counted, ...first];
  return {
    pending: all.some(({ isPending }) => isPending),
    error: all.find(({ error }) => error)?.error ?? undefined,
    retry: () => {
      for (const { error, refetch } of all) if (error) void refetch();
    },
    lines: Object.fromEntries(present.map((op, index) => [op, first[index]?.data?.items ?? []])),
    counts,
  };
}

/** All lines of one sort, as far as one has scrolled. */
export function usePlanLines(run: Run, op: PlanOp) {
  return useList<PlanLine>(planKey(run, op, 'all'), (cursor) => fetchLines(run, op, cursor));
}

/** Names of organizations and groups that the plan itself brings into being. */
export function plannedNames(created: readonly PlanLine[] = []): ReadonlyMap<string, string> {
  return new Map(
    created.flatMap(({ kind, entityId, label }) => (kind !== 'user' && entityId ? [[entityId, label]] : [])),
  );
}
