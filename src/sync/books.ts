import type { KindCounters, Run } from '../model/run.ts';
import type { RecordKind } from '../sources/source.ts';

export type Counters = Record<RecordKind, KindCounters>;

export function emptyCounters(): Counters {
  const zero = (): KindCounters => ({
    read: 0,
    created: 0,
    updated: 0,
    bound: 0,
    same: 0,
    rejected: 0,
    deleted: 0,
    hidden: 0,
  });
  return { org: zero(), user: zero(), group: zero() };
}

/** Counters as they were kept with a plan; one kept by an earlier version lacks what is counted since. */
export function keptCounters(kept: Record<string, Record<string, number>>): Counters {
  const counters = emptyCounters();
  for (const kind of ['org', 'user', 'group'] as const) Object.assign(counters[kind], kept[kind]);
  return counters;
}

/** What the database holds after the run, per kind of record. */
export interface Stored {
  /** Records of this source that have a link and are not gone. */
  links: number;
  /** Of those, how many have their entity. */
  entities: number;
}

/**
 * The books of a run: every record read was created, updated, bound, left the same or rejected, and every record that
 * was not rejected before it ever had a link is stored, with its entity, and so is every one that is hidden. A partial run answers for what it read alone:
 * `stored` counts only that, and `goneLeft` how many of the records it found gone still stand as if they were there.
 */
export function balance(
  counters: Counters,
  stored: Record<RecordKind, Stored>,
  rejectedNew: Record<RecordKind, number>,
  goneLeft?: number,
): NonNullable<Run['books']> {
  const lines = (['org', 'user', 'group'] as const).flatMap((kind) => {
    const { read, created, updated, bound, same, rejected, hidden } = counters[kind];
    return [
      {
        what: `${kind}: read = created + updated + bound + same + rejected`,
        left: read,
        right: created + updated + bound + same + rejected,
      },
      {
        what: `${kind}: records stored = read + hidden - rejected without a link`,
        left: stored[kind].links,
        right: read + hidden - rejectedNew[kind],
      },
      {
        what: `${kind}: entries with a link = records stored`,
        left: stored[kind].entities,
        right: stored[kind].links,
      },
    ];
  });
  if (goneLeft !== undefined)
    lines.push({ what: 'gone: records still stored as there = 0', left: goneLeft, right: 0 });
  return { balanced: lines.every(({ left, right }) => left === right), lines };
}
