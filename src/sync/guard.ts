import type { Guard } from '../model/source.ts';

/** Removals one run is about to make, and how many there are of each kind now. */
export interface Removals {
  users: number;
  orgs: number;
  groups: number;
  linkedUsers: number;
  /** False when no link lost its record and no leaver waits: there is nothing to look for. */
  any: boolean;
}

export interface GuardVerdict {
  held: boolean;
  removals: Removals;
  /** Which thresholds were passed, each with its limit. */
  over: { what: 'users' | 'orgs' | 'groups' | 'share'; count: number; limit: number }[];
}

/** May a run remove this many without a person saying so? Exceeding any one threshold holds the whole run. */
export function judge(guard: Guard, removals: Removals): GuardVerdict {
  const over: GuardVerdict['over'] = [];
  for (const what of ['users', 'orgs', 'groups'] as const)
    if (removals[what] > guard[what]) over.push({ what, count: removals[what], limit: guard[what] });
  const share = removals.linkedUsers === 0 ? 0 : (removals.users / removals.linkedUsers) * 100;
  if (removals.users >= 5 && share > guard.share)
    over.push({ what: 'share', count: Math.round(share * 10) / 10, limit: guard.share });
  return { held: over.length > 0, removals, over };
}
