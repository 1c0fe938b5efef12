import { MusterError } from '../errors/error.ts';

/** Query parameters as Fastify gives them: a repeated name becomes a list. */
export type Query = Readonly<Record<string, string | readonly string[] | undefined>>;

export interface Page {
  /** 1-based. */
  readonly startIndex: number;
  readonly count: number;
}

/** The first value of a query parameter; undefined when absent or empty. */
export function parameter(query: Query, name: string): string | undefined {
  const value = Object.hasOwn(query, name) ? query[name] : undefined;
  const first = typeof value === 'object' ? value[0] : value;
  return first === '' ? undefined : first;
}

/** `startIndex` below 1 is 1, `count` below 0 is 0 and above `max` is `max` (RFC 7644 §3.4.2.4). */
export function readPage(query: Query, defaultCount: number, max: number): Page {
  const startIndex = integer(query, 'startIndex') ?? 1;
  const count = integer(query, 'count') ?? defaultCount;
  return { startIndex: Math.max(1, startIndex), count: Math.min(max, Math.max(0, count)) };
}

function integer(query: Query, name: string): number | undefined {
  const text = parameter(query, name);
  if (text === undefined) return undefined;
  if (!/^[+-]?\d{1,9}$/.test(text)) throw new MusterError('scim_query_number', { field: name });
  return Number(text);
}
