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
  over: { what: 'users' | 'orgs' | 'groups' | 'share' | 'unasked'; count: number; limit: number }[];
  /** Removals of runs before this one that were counted with its own. */
  earlier?: Earlier;
  /** Organizations that what is held is about. */
  organizations?: Place[];
}

/** An organization, how many of its people would go, and whether it would go itself. */
export interface Place {
  name: string;
  users: number;
  gone: boolean;
}

/** What is known of the records that would go: how many could not be asked for, how many of the others are hidden. */
export interface Doubt {
  unasked: number;
  hidden: number;
}

/** What runs that events started have removed lately. */
export interface Earlier {
  users: number;
  orgs: number;
  groups: number;
}

/**
 * May a run remove this many without a person saying so? Exceeding any one threshold holds the whole run. Many small
 * runs count like one: with `earlier`, what they removed is added, for each kind of which this run removes any. Where
 * some were found hidden and not gone, the same is to be feared of those that could not be asked for.
 */
export function judge(
  guard: Guard,
  removals: Removals,
  earlier?: Earlier,
  doubt: Doubt = { unasked: 0, hidden: 0 },
): GuardVerdict {
  const over: GuardVerdict['over'] = [];
  const count = (what: 'users' | 'orgs' | 'groups') =>
    removals[what] === 0 ? 0 : removals[what] + (earlier?.[what] ?? 0);
  for (const what of ['users', 'orgs', 'groups'] as const)
    if (count(what) > guard[what]) over.push({ what, count: count(what), limit: guard[what] });
  const users = count('users');
  // Who has gone already is no longer among the linked.
  const linked = removals.linkedUsers + users - removals.users;
  const share = linked === 0 ? 0 : (users / linked) * 100;
  if (users >= 5 && share > guard.share)
    over.push({ what: 'share', count: Math.round(share * 10) / 10, limit: guard.share });
  if (doubt.hidden > 0 && doubt.unasked > 0) over.push({ what: 'unasked', count: doubt.unasked, limit: 0 });
  return { held: over.length > 0, removals, over, ...(earlier && { earlier }) };
}
