import type { Json } from '../client.ts';
import { CliError, EXIT } from '../exit.ts';
import { cell } from '../output.ts';
import { isObject } from '../pieces.ts';
import type { World } from './world.ts';

/** One difference between the file and the server. */
export interface Change {
  op: 'create' | 'update' | 'delete';
  what: string;
  name: string;
  fields: FieldChange[];
  /** Makes it so. */
  make(): Promise<unknown>;
}

export interface FieldChange {
  field: string;
  before: unknown;
  after: unknown;
}

/**
 * Fields of `wanted` that are otherwise in `present`, to any depth of objects: what the file does not name is not
 * compared. Lists are compared whole.
 */
export function differences(present: Json, wanted: Record<string, unknown>, prefix = ''): FieldChange[] {
  return Object.entries(wanted).flatMap(([name, after]) => {
    if (after === undefined) return [];
    const before =
      present !== null && typeof present === 'object' && Object.hasOwn(present, name)
        ? present[name]
        : undefined;
    const field = prefix + name;
    if (isObject(after) && isObject(before)) return differences(before, after, `${field}.`);
    return same(before, after) ? [] : [{ field, before, after }];
  });
}

/** Equal in meaning: the order of names does not count, and what is absent is null. */
export function same(a: unknown, b: unknown): boolean {
  if ((a ?? null) === (b ?? null)) return true;
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, i) => same(item, b[i]));
  if (!isObject(a) || !isObject(b)) return false;
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((name) => same(a[name], b[name]));
}

/** Refuses a file that wants another value for what never changes (kind, template, type). */
export function requireSame(
  { session, file }: World,
  { what, name }: { what: string; name: string },
  present: Json,
  wanted: Record<string, unknown>,
): void {
  const [moved] = differences(present, wanted);
  if (!moved) return;
  const { field, before, after } = moved;
  const params = { path: file, what, name, field, present: cell(before), wanted: cell(after) };
  throw new CliError(EXIT.conflict, session.say('manifest_fixed', params), {
    remedy: session.say('manifest_fixed_remedy'),
  });
}
