import type { z } from 'zod';
import { catalogue, type ErrorCode } from '../errors/catalogue.ts';
import { type ErrorParams, MusterError } from '../errors/error.ts';
import type { Fields, FieldValue } from './fold.ts';

/**
 * Input that passed its schema; otherwise the first fault, naming the field: the error of the catalogue that the schema
 * itself gave (`params: { code, params }` of its issue), else `invalid_input`, which never shows the value.
 */
export function checked<T extends z.ZodType>(schema: T, input: unknown): z.output<T> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  const steps = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') steps.push(String(issue.keys[0]));
  const field = steps.map((step) => step.slice(0, 80)).join('.') || 'input';
  const own = issue.code === 'custom' ? (issue.params as Partial<Fault> | undefined) : undefined;
  if (own?.code !== undefined && Object.hasOwn(catalogue, own.code))
    throw new MusterError(own.code, { ...own.params, field });
  const reason = issue.code === 'unrecognized_keys' ? 'there is no such field' : issue.message;
  throw new MusterError('invalid_input', { field, reason: reason.slice(0, 300).replace(/\.$/, '') });
}

interface Fault {
  code: ErrorCode;
  params: ErrorParams;
}

/** A text to look something up by. PostgreSQL text cannot hold NUL, so one that has it is made to match nothing. */
export function lookupText(text: string): string {
  return text.replaceAll('\0', '\ufffd');
}

/** Throws `version_conflict` when the caller saw another version than the one stored. */
export function checkVersion(what: string, row: { id: string; version: number }, expected?: number): void {
  if (expected !== undefined && expected !== row.version)
    throw new MusterError('version_conflict', { what, id: row.id, expected, version: row.version });
}

const TIMES = new Set(['lockedUntil', 'expiresAt']);

/** A create or patch under flat names, custom fields as `custom.<id>`; times as UTC, so that equal moments are equal texts. */
export function flatten(input: object & { custom?: Record<string, FieldValue> | undefined }): Fields {
  const { custom = {}, ...rest } = input;
  const own = Object.entries(rest as Record<string, FieldValue | undefined>);
  const customs = Object.entries(custom).map(([id, value]) => [`custom.${id}`, value] as const);
  const given = [...own, ...customs].filter((entry): entry is [string, FieldValue] => entry[1] !== undefined);
  return Object.fromEntries(
    given.map(([name, value]) => [
      name,
      TIMES.has(name) && value !== null ? new Date(String(value)).toISOString() : value,
    ]),
  );
}
