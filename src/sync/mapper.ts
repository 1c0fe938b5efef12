import { MusterError } from '../errors/error.ts';
import { compileMappings } from '../expressions/mapping.ts';
import type { Mappings } from '../model/source.ts';
import type { RecordKind } from '../sources/source.ts';
import { type Drafted, draft, excerpt, type Failure, isTargetField, type Values } from './draft.ts';

export interface CustomField {
  id: string;
  type: 'string' | 'number' | 'boolean';
}

/** A source's mappings, compiled once and run per changed record. */
export interface Mapper {
  /** The checked values of one record; `key` is the external id where no mapping gives one. */
  map(kind: RecordKind, key: string, attributes: Record<string, unknown>): Drafted;
  /** Target fields marked as mapping identifier. */
  match(kind: RecordKind): string[];
}

/** Throws `mapping_target_unknown` or an expression's own error; a record's failure is returned by `map`. */
export function compileMapper(mappings: Mappings, custom: CustomField[]): Mapper {
  const types = new Map(custom.map(({ id, type }) => [`custom.${id}`, type]));
  const compiled = {
    user: compileMappings(mappings.user, 'idpUser'),
    org: compileMappings(mappings.org, 'idpUser'),
    group: compileMappings(mappings.group, 'idpUser'),
  };
  for (const kind of ['user', 'org', 'group'] as const)
    for (const { target } of mappings[kind])
      if (!isTargetField(kind, target) || (target.startsWith('custom.') && !types.has(target)))
        throw new MusterError('mapping_target_unknown', { field: target, kind });
  return {
    match: (kind) => compiled[kind].matchTargets,
    map(kind, key, attributes) {
      const { values, failures } = compiled[kind].apply(attributes);
      const [failure] = failures;
      if (failure)
        return {
          failure: { code: failure.error.code, params: { ...failure.error.params, field: failure.target } },
        };
      if (types.size === 0) return draft(kind, { externalId: key, ...values });
      const read = typed(values, types);
      return 'failure' in read ? read : draft(kind, { externalId: key, ...read.values });
    },
  };
}

/** Texts of typed custom fields as numbers and truth values; null where the text is neither. */
function typed(
  values: Record<string, unknown>,
  types: Map<string, CustomField['type']>,
): { values: Record<string, unknown> } | { failure: Failure } {
  const result: Record<string, unknown> = { ...values };
  for (const [field, type] of types) {
    const value = result[field];
    if (value === null || value === undefined || String(value).trim() === '') continue;
    const read = READ[type](String(value).trim());
    if (read === null)
      return {
        failure: {
          code: 'record_field_invalid',
          params: { field, value: excerpt(value), reason: `not a ${type}` },
        },
      };
    result[field] = read;
  }
  return { values: result };
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
