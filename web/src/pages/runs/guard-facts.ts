/** What the guard found, read out of a run. Pure. */
import type { Run } from '../../api/generated.ts';

const WHAT = ['users', 'orgs', 'groups', 'share', 'deletions', 'unasked'] as const;

export interface GuardFacts {
  /** The thresholds that were passed. */
  over: { what: (typeof WHAT)[number]; count: number; limit: number }[];
  /** How much would be removed (or disabled). */
  people: number;
  orgs: number;
  groups: number;
  /** Organizations that lose people or go themselves, those with most of them first. */
  organizations: { name: string; users: number; gone: boolean }[];
}

/** What a run that the guard holds back would remove. */
export function guardFacts({ kind, guard, counters }: Pick<Run, 'kind' | 'guard' | 'counters'>): GuardFacts {
  const removals = recordOf(guard?.removals);
  return {
    over: Array.isArray(guard?.over) ? guard.over.flatMap(overOf) : [],
    people: kind === 'push' ? (counters.user?.held ?? 0) : numberOf(removals.users),
    orgs: numberOf(removals.orgs),
    groups: numberOf(removals.groups),
    organizations: Array.isArray(guard?.organizations) ? guard.organizations.map(organizationOf) : [],
  };
}

function organizationOf(given: unknown): GuardFacts['organizations'][number] {
  const { name, users, gone } = recordOf(given);
  return { name: String(name ?? ''), users: numberOf(users), gone: gone === true };
}

function overOf(given: unknown): GuardFacts['over'] {
  const { what, count, limit } = recordOf(given);
  const known = WHAT.find((one) => one === what);
  return known ? [{ what: known, count: numberOf(count), limit: numberOf(limit) }] : [];
}

function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

const numberOf = (value: unknown) => (typeof value === 'number' ? value : 0);
