import { MusterError } from '../errors/error.ts';
import { compileMappings, type MappingFailure, targetField } from '../expressions/mapping.ts';
import type { Mappings } from '../model/source.ts';
import type { RecordKind } from '../sources/source.ts';
import { type Drafted, draft, excerpt, type Failure, isTargetField, type Values } from './draft.ts';

export interface CustomField {
  id: string;
  type: 'string' | 'number' | 'boolean';
}

/** A source's mappings, compiled once and run per changed record. */
export interface Mapper {
  /**
   * The checked values of one record; `key` is the external id where no mapping gives one. `before`: what the record
   * gave at the last sync, kept where the source withholds what a field is made of.
   */
  map(kind: RecordKind, key: string, attributes: Record<string, unknown>, before?: Values | null): Drafted;
  /** Target fields marked as mapping identifier. */
  match(kind: RecordKind): string[];
}

/**
 * Throws `mapping_target_unknown` or an expression's own error; a record's failure is returned by `map`. `withheld`:
 * attributes of users that the source keeps back from us.
 */
export function compileMapper(
  mappings: Mappings,
  custom: CustomField[],
  withheld: readonly string[] = [],
): Mapper {
  const types = typesOf(custom);
  const compiled = {
    user: compileMappings(mappings.user, 'idpUser'),
    org: compileMappings(mappings.org, 'idpUser'),
    group: compileMappings(mappings.group, 'idpUser'),
  };
  for (const kind of ['user', 'org', 'group'] as const)
    for (const { target } of mappings[kind]) assertTarget(kind, target, types);
  const unseen = compiled.user.targetsOf(new Set(withheld));
  return {
    match: (kind) => compiled[kind].matchTargets,
    map(kind, key, attributes, before) {
      const { values, failures } = compiled[kind].apply(attributes);
      const kept = kind === 'user' && before ? keptOf(before, unseen, mappings) : {};
      const failed = failures.find(({ target }) => !Object.hasOwn(kept, target));
      if (failed) return { failure: failureOf(failed) };
      for (const target of Object.keys(kept)) delete values[target];
      // The one field a record cannot be without is checked like any other.
      if (kept.username) values.username = kept.username;
      const read = types.size === 0 ? { values } : typed(values, types);
      if (read.failure) return read;
      const drafted = draft(kind, { externalId: key, ...read.values });
      if (drafted.values) Object.assign(drafted.values, kept);
      return drafted;
    },
  };
}

/** What stays of fields whose attributes nobody sees; a telephone number keeps the region that was split off. */
function keptOf(before: Values, unseen: readonly string[], mappings: Mappings): Values {
  const names = [...unseen];
  const isMapped = (field: string) =>
    mappings.user.some(({ target }) => targetField(target, 'idpUser') === field);
  if (names.includes('phoneNumber') && !isMapped('phoneRegion')) names.push('phoneRegion');
  return Object.fromEntries(
    names.flatMap((name) => (Object.hasOwn(before, name) ? [[name, before[name] ?? null]] : [])),
  );
}

/** The failure of an expression, named by the field it was to fill. */
export function failureOf({ target, error }: MappingFailure): Failure {
  return { code: error.code, params: { ...error.params, field: target } };
}

export type CustomTypes = ReadonlyMap<string, CustomField['type']>;

/** Custom fields by the name under which a mapping fills them. */
export function typesOf(custom: readonly CustomField[]): CustomTypes {
  return new Map(custom.map(({ id, type }) => [`custom.${id}`, type]));
}

/** Throws `mapping_target_unknown` for what an entity of this kind does not have. */
export function assertTarget(kind: RecordKind, target: string, types: CustomTypes): void {
  const field = targetField(target, 'idpUser');
  if (!isTargetField(kind, field) || (field.startsWith('custom.') && !types.has(field)))
    throw new MusterError('mapping_target_unknown', { field: target, kind });
}

/** Texts of typed custom fields as numbers and truth values. */
function typed(
  values: Record<string, unknown>,
  types: CustomTypes,
): { values: Record<string, unknown>; failure?: never } | { failure: Failure } {
  const result: Record<string, unknown> = { ...values };
  for (const [field, type] of types) {
    const read = typedValue(field, type, result[field]);
    if (read.failure) return read;
    if (read.value !== undefined) result[field] = read.value;
  }
  return { values: result };
}

/** The text of a custom field as a value of its type; undefined where there is none. */
export function typedValue(
  field: string,
  type: CustomField['type'],
  value: unknown,
): { value: unknown; failure?: never } | { failure: Failure } {
  if (value === null || value === undefined || String(value).trim() === '') return { value: undefined };
  const read = READ[type](String(value).trim());
  if (read !== null) return { value: read };
  const params = { field, value: excerpt(value), reason: `not a ${type}` };
  return { failure: { code: 'record_field_invalid', params } };
}

const READ: Record<CustomField['type'], (text: string) => string | number | boolean | null> = {
  string: (text) => text,
  number: (text) => (Number.isFinite(Number(text)) ? Number(text) : null),
  boolean: (text) => (/^(true|false)$/i.test(text) ? text.toLowerCase() === 'true' : null),
};

/** How a person recognises a record whose values could not be had. */
export function labelOf(
  kind: RecordKind,
  values: Values | undefined,
  attributes: Record<string, unknown>,
  key: string,
): string {
  const named = kind === 'user' ? values?.username : values?.name;
  const fallback =
    attributes.sAMAccountName ?? attributes.uid ?? attributes.cn ?? attributes.ou ?? attributes.name;
  const text = named ?? (Array.isArray(fallback) ? fallback[0] : fallback) ?? key;
  return excerpt(text, 128);
}
