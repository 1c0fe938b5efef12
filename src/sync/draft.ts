import type { z } from 'zod';
import type { ErrorCode } from '../errors/catalogue.ts';
import type { ErrorParams } from '../errors/error.ts';
import { AccountFields, CustomValue } from '../model/account.ts';
import { GroupFields } from '../model/group.ts';
import { OrgFields } from '../model/org.ts';
import type { RecordKind } from '../sources/source.ts';
import { splitPhone } from './phone.ts';

/** What a source contributes to an entity: checked values by field name; null says "the source has none". */
export type Values = Record<string, string | number | boolean | null>;

export interface Failure {
  code: ErrorCode;
  params: ErrorParams;
}

export type Drafted = { values: Values; failure?: never } | { failure: Failure; values?: never };

/** Fields of each kind that a mapping may fill (`custom.<id>` beside them), with the schema each value must pass. */
const FIELDS: Record<RecordKind, Record<string, z.ZodType>> = {
  user: AccountFields.pick({
    username: true,
    displayName: true,
    email: true,
    phoneRegion: true,
    phoneNumber: true,
    externalId: true,
    enabled: true,
    expiresAt: true,
    description: true,
    preferredLanguage: true,
  }).shape,
  org: OrgFields.pick({ name: true, description: true, externalId: true }).shape,
  group: GroupFields.shape,
};
const REQUIRED: Record<RecordKind, string> = { user: 'username', org: 'name', group: 'name' };

/** True when a mapping may name this target field. */
export function isTargetField(kind: RecordKind, field: string): boolean {
  return Object.hasOwn(FIELDS[kind], field) || (kind === 'user' && /^custom\.[a-z][a-z_]{0,39}$/.test(field));
}

/**
 * Turns mapped values into checked ones: text trimmed, empty as null, booleans and times read from text, a whole
 * telephone number split. The first value that breaks a rule fails the record, named by field.
 */
export function draft(kind: RecordKind, mapped: Record<string, unknown>): Drafted {
  const values: Values = {};
  for (const [field, raw] of Object.entries(mapped)) {
    const failure = draftField(kind, field, raw, mapped.phoneRegion === undefined, values);
    if (failure) return { failure };
  }
  const required = REQUIRED[kind];
  if (values[required] === undefined || values[required] === null)
    return { failure: { code: 'record_field_missing', params: { field: required } } };
  return { values };
}

/**
 * One mapped value, checked and put into `values`, or why it cannot be. `wholePhone`: no mapping of its own gives the
 * region of the telephone number.
 */
export function draftField(
  kind: RecordKind,
  field: string,
  raw: unknown,
  wholePhone: boolean,
  values: Values,
): Failure | undefined {
  const value = scalar(field, raw);
  if (value === undefined) return invalid(field, raw, 'neither text, number nor truth value');
  if (value === null) {
    if (field !== 'enabled') values[field] = null;
    return undefined;
  }
  if (field === 'phoneNumber' && wholePhone) {
    const phone = splitPhone(String(value));
    if (phone === null) return invalid(field, value, 'not a telephone number');
    Object.assign(values, phone);
    return undefined;
  }
  const schema = field.startsWith('custom.') ? CustomValue : FIELDS[kind][field];
  const checked = schema?.safeParse(value);
  if (!checked?.success) return invalid(field, value, checked?.error.issues[0]?.message ?? 'no such field');
  values[field] = value;
  return undefined;
}

function scalar(field: string, raw: unknown): string | number | boolean | null | undefined {
  if (raw === null || raw === undefined) return null;
  if (field === 'enabled') return truth(raw);
  if (typeof raw === 'boolean') return field.startsWith('custom.') ? raw : String(raw);
  if (typeof raw === 'number') return field.startsWith('custom.') ? raw : String(raw);
  if (typeof raw !== 'string') return undefined;
  const text = raw.trim();
  return text === '' ? null : text;
}

function truth(raw: unknown): boolean | null | undefined {
  if (typeof raw === 'boolean') return raw;
  const text = String(raw).trim().toLowerCase();
  if (text === '') return null;
  if (['true', '1', 'yes'].includes(text)) return true;
  if (['false', '0', 'no'].includes(text)) return false;
  return undefined;
}

function invalid(field: string, value: unknown, reason: string): Failure {
  return { code: 'record_field_invalid', params: { field, value: excerpt(value), reason } };
}

/** A value as a failure may show it: short, and storable whatever the source sent. */
export function excerpt(value: unknown, length = 80): string {
  return String(value).slice(0, length).toWellFormed().replaceAll('\0', '\ufffd');
}
