/**
 * Decides what one changed record does to the directory. Pure: everything it needs is in the case.
 *
 *   link            entity      match key         -> decision
 *   live            there       -                 -> update, or same when no effective field moves
 *   gone (leaver)   there       -                 -> update (comes back)
 *   none            -           in recycle bin    -> restore under the old id
 *   none            -           one free entity   -> bind
 *   none            -           held or several   -> conflict, nothing is written
 *   none            -           none              -> create
 */
import { foldFields } from '../directory/fold.ts';
import type { PlanReason } from '../model/plan-reason.ts';
import type { Failure, Values } from './draft.ts';

/** An account, organization or group as it stands, fields by name. */
export interface Entity {
  id: string;
  version: number;
  fields: Values;
  overrides: Values;
}

export interface Contribution {
  sourceId: string;
  priority: number;
  values: Values;
}

/** An existing entity whose match key equals the record's. `heldBy`: a live record of the same source linked to it. */
export interface Candidate {
  entity: Entity;
  others: Contribution[];
  heldBy: string | null;
}

export interface Case {
  key: string;
  values: Values;
  link: { values: Values; gone: boolean } | null;
  /** What the link points to. */
  entity: Entity | null;
  /** What other sources contribute to that entity. */
  others: Contribution[];
  candidates: Candidate[];
  /** The entity this very record had before it was deleted; only its id and version matter. */
  binned: { id: string; fields: Values; overrides: Values } | null;
}

export interface Decision {
  op: 'create' | 'update' | 'same' | 'bind' | 'restore';
  entityId: string;
  entityVersion: number | null;
  /** Fields that change, as they were and as they become. For create and restore `before` is empty. */
  before: Values;
  after: Values;
  why: PlanReason;
}

/** Who holds a unique value, by `field:folded value`; the planner fills it from the database and the batch itself. */
export type Holders = Map<string, string>;

const UNIQUE_FIELDS = ['username', 'email', 'phoneNumber'] as const;

export function holderKey(field: string, values: Values): string | null {
  const value = values[field];
  if (value === null || value === undefined) return null;
  if (field === 'phoneNumber') return `phone:${values.phoneRegion ?? ''}:${value}`;
  return `${field}:${String(value).toLowerCase()}`;
}

/** The decision for one record; claims its unique values in `holders`. `newId` is called for a create only. */
export function reconcile(
  record: Case,
  source: { id: string; priority: number },
  holders: Holders,
  newId: () => string,
): Decision | Failure {
  const mine: Contribution = { sourceId: source.id, priority: source.priority, values: record.values };
  const decision = decide(record, mine, newId);
  if ('code' in decision) return decision;
  const clash = claim(decision, record, holders);
  return clash ?? decision;
}

function decide(record: Case, mine: Contribution, newId: () => string): Decision | Failure {
  if (record.link && record.entity) {
    const change = differences(record.entity, [mine, ...record.others], record.link.values);
    const moved = Object.keys(change.after).length > 0;
    const code = record.link.gone ? 'record_back' : moved ? 'record_changed' : 'record_unmapped';
    const op = moved ? 'update' : 'same';
    return { op, entityId: record.entity.id, entityVersion: record.entity.version, ...change, why: { code } };
  }
  if (record.binned) {
    const { id, fields, overrides } = record.binned;
    const restored: Entity = { id, version: 0, fields, overrides };
    const change = differences(restored, [mine], {});
    return {
      op: 'restore',
      entityId: id,
      entityVersion: null,
      before: {},
      after: { ...fields, ...change.after },
      why: { code: 'record_restored' },
    };
  }
  const [candidate, second] = record.candidates;
  if (candidate && second)
    return { code: 'match_ambiguous', params: { first: candidate.entity.id, second: second.entity.id } };
  if (candidate) {
    if (candidate.heldBy !== null)
      return { code: 'match_held', params: { holder: candidate.entity.id, record: candidate.heldBy } };
    const change = differences(candidate.entity, [mine, ...candidate.others], {});
    return {
      op: 'bind',
      entityId: candidate.entity.id,
      entityVersion: candidate.entity.version,
      ...change,
      why: { code: 'record_matched' },
    };
  }
  const { effective } = foldFields([mine], {});
  return {
    op: 'create',
    entityId: newId(),
    entityVersion: null,
    before: {},
    after: effective as Values,
    why: { code: 'record_new' },
  };
}

/**
 * Fields whose effective value moves; `before` is what the source at work contributed until now. A field no source fills keeps
 * what a hand typed, unless this source filled it before.
 */
export function differences(
  entity: Entity,
  contributions: Contribution[],
  before: Values,
): { before: Values; after: Values } {
  const { effective } = foldFields(contributions, entity.overrides);
  const result = { before: {} as Values, after: {} as Values };
  const names = new Set([
    ...contributions.flatMap(({ values }) => Object.keys(values)),
    ...Object.keys(before),
  ]);
  for (const name of names) {
    const had = entity.fields[name] ?? null;
    const given = (effective[name] ?? null) as Values[string];
    const filledBefore = before[name] !== null && before[name] !== undefined;
    const value = given === null && !filledBefore ? had : given;
    // A truth value nobody gives stays; text and times are cleared.
    if (value === null && typeof had === 'boolean') continue;
    if (value === had || (name === 'expiresAt' && sameInstant(value, had))) continue;
    result.before[name] = had;
    result.after[name] = value;
  }
  return result;
}

function sameInstant(a: unknown, b: unknown): boolean {
  return typeof a === 'string' && typeof b === 'string' && Date.parse(a) === Date.parse(b);
}

function claim(decision: Decision, record: Case, holders: Holders): Failure | null {
  const merged: Values = { ...(record.entity?.fields ?? {}), ...decision.after };
  const claims: string[] = [];
  for (const field of UNIQUE_FIELDS) {
    const touched = field in decision.after || (field === 'phoneNumber' && 'phoneRegion' in decision.after);
    const key = touched ? holderKey(field, merged) : null;
    if (key === null) continue;
    const holder = holders.get(key);
    if (holder !== undefined && holder !== decision.entityId)
      return { code: 'duplicate_value', params: { field, value: String(merged[field]), holder } };
    claims.push(key);
  }
  for (const key of claims) holders.set(key, decision.entityId);
  return null;
}
