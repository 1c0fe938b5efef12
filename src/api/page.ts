import { z } from 'zod';
import { MusterError } from '../errors/error.ts';

/** The query of every list: how many, and where to go on. */
export const PageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(500).default(50).meta({ description: 'Items in one answer' }),
  cursor: z
    .string()
    .min(1)
    .max(400)
    .optional()
    .meta({ description: '`nextCursor` of the answer before; left out for the first page' }),
});

export interface Page<T> {
  items: T[];
  /** Null on the last page. */
  nextCursor: string | null;
}

export function pageOf<T extends z.ZodType>(item: T) {
  return z.strictObject({ items: z.array(item), nextCursor: z.string().nullable() });
}

/** A list that always comes whole. */
export function listOf<T extends z.ZodType>(item: T) {
  return z.strictObject({ items: z.array(item) });
}

/** One page from `limit + 1` rows: the extra row tells that there is more; the cursor is the key of the last shown. */
export function toPage<T>(rows: readonly T[], limit: number, keyOf: (row: T) => string | number): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last !== undefined ? encodeCursor(keyOf(last)) : null };
}

export function encodeCursor(key: string | number): string {
  return Buffer.from(String(key)).toString('base64url');
}

/** The key inside a cursor of ours; throws `invalid_input` for `cursor` when it is not one. */
export function decodeCursor(cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined;
  const key = Buffer.from(cursor, 'base64url').toString();
  if (encodeCursor(key) !== cursor || key.includes('\0') || key.includes('�')) throw refusedCursor();
  return key;
}

/** As `decodeCursor`, for lists ordered by a number. */
export function decodeNumberCursor(cursor: string | undefined): number | undefined {
  const key = decodeCursor(cursor);
  if (key === undefined) return undefined;
  if (!/^\d{1,15}$/.test(key)) throw refusedCursor();
  return Number(key);
}

function refusedCursor(): MusterError {
  return new MusterError('invalid_input', { field: 'cursor', reason: 'it is not a cursor of this list' });
}
