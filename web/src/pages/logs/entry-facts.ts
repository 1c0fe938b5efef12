/** What a log entry is about, read out of its fields. Pure. */
import { type Fields, fieldChanges } from '../../parts/diff-fields.ts';

const NAMES = ['displayName', 'username', 'userName', 'name', 'alias'] as const;

/** The name of what was changed, where the entry tells it. */
export function nameIn(before: Fields, after: Fields): string | null {
  for (const fields of [after, before])
    for (const name of NAMES) {
      const value = fields?.[name];
      if (typeof value === 'string' && value !== '') return value;
    }
  return null;
}

/** Kept with every write; nobody asks a log for them. */
const BOOKKEEPING: ReadonlySet<string> = new Set(['version', 'updatedAt']);

/** Without what moves at every write, unless the entry came or went with it. */
export function withoutBookkeeping(before: Fields, after: Fields): { before: Fields; after: Fields } {
  if (before === null || after === null) return { before, after };
  const kept = (fields: NonNullable<Fields>) =>
    Object.fromEntries(Object.entries(fields).filter(([name]) => !BOOKKEEPING.has(name)));
  return { before: kept(before), after: kept(after) };
}

/** The fields that changed, by their outermost names. */
export function changedFields(before: Fields, after: Fields): string[] {
  const kept = withoutBookkeeping(before, after);
  return [...new Set(fieldChanges(kept.before, kept.after).flatMap(({ path }) => path.slice(0, 1)))];
}
