/** Which fields differ between two records; no drawing here. */
export type Fields = Partial<Record<string, unknown>> | null;
type Entries = NonNullable<Fields>;

export interface FieldChange {
  /** The names down to the value: `['custom', 'badge']` for a field inside another. */
  path: readonly string[];
  before: unknown;
  after: unknown;
}

/** Settings nest, but not without end. */
const DEEPEST = 6;

/** What tells the entries of a list apart, where they are records. */
const IDENTITIES = ['target', 'id', 'name'] as const;

/** Fields whose value differs, in the order of the later record; objects and lists are compared entry by entry. */
export function fieldChanges(before: Fields, after: Fields): FieldChange[] {
  return compareRecords(before ?? {}, after ?? {}, []);
}

function compareRecords(before: Entries, after: Entries, above: readonly string[]): FieldChange[] {
  const names = [...new Set([...Object.keys(after), ...Object.keys(before)])];
  return names.flatMap((name) => compare(own(before, name), own(after, name), [...above, name]));
}

function own(record: Entries, name: string): unknown {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

function compare(before: unknown, after: unknown, path: readonly string[]): FieldChange[] {
  if (same(before, after)) return [];
  if (path.length < DEEPEST) {
    const had = asRecord(before);
    const has = asRecord(after);
    if (had && has && !(isNothing(before) && isNothing(after))) return compareRecords(had, has, path);
    if (Array.isArray(before) && Array.isArray(after) && [...before, ...after].every(isScalar))
      return [{ path, ...onlyDifferent(before, after) }];
  }
  return [{ path, before, after }];
}

/** A record, or a list of records by what tells them apart; nothing is an empty one. */
function asRecord(value: unknown): Entries | undefined {
  if (isNothing(value)) return {};
  if (isRecord(value)) return value;
  if (!Array.isArray(value) || value.length === 0 || !value.every(isRecord)) return undefined;
  const identity = IDENTITIES.find((name) => value.every((entry) => typeof entry[name] === 'string'));
  if (identity === undefined) return undefined;
  const entries = value.map((entry) => [String(entry[identity]), entry] as const);
  return new Set(entries.map(([name]) => name)).size === entries.length
    ? Object.fromEntries(entries)
    : undefined;
}

/** Of two lists only what one of them lacks; the whole lists where only the order differs. */
function onlyDifferent(before: unknown[], after: unknown[]): { before: unknown; after: unknown } {
  const removed = before.filter((value) => !after.includes(value));
  const added = after.filter((value) => !before.includes(value));
  return removed.length + added.length === 0 ? { before, after } : { before: removed, after: added };
}

function isRecord(value: unknown): value is Entries {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const isNothing = (value: unknown) => value === null || value === undefined;
const isScalar = (value: unknown) => typeof value !== 'object' || value === null;

/** Absent, null and empty are one to a reader. */
function same(a: unknown, b: unknown): boolean {
  return (a ?? '') === (b ?? '') || JSON.stringify(a) === JSON.stringify(b);
}

/** There is nothing to show of a value. */
export function isEmptyValue(value: unknown): boolean {
  return (
    value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
  );
}
