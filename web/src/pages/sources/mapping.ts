/** Mappings as they are written: which fields they may fill, and what a click puts into them. */
import type { CustomField, FieldMapping, Mappings } from '../../api/generated.ts';
import type { mappingText } from './mapping-text.ts';

export type RecordKind = 'user' | 'org' | 'group';
export const RECORD_KINDS: readonly RecordKind[] = ['user', 'org', 'group'];

type Word = Parameters<typeof mappingText.t>[0];

/** Fields of the directory that a source may fill, by kind of record. */
const TARGETS = {
  user: [
    'username',
    'displayName',
    'email',
    'phoneNumber',
    'phoneRegion',
    'enabled',
    'expiresAt',
    'externalId',
    'description',
    'preferredLanguage',
  ],
  org: ['name', 'description', 'externalId'],
  group: ['name', 'description', 'externalId'],
} satisfies Record<RecordKind, Word[]>;

/** What may be a target, with words; an instance's own fields come after Muster's. */
export function targetsOf(
  kind: RecordKind,
  custom: readonly CustomField[],
  t: (key: Word) => string,
): { value: string; label: string }[] {
  const own = kind === 'user' ? custom.map(({ id, title }) => ({ value: `custom.${id}`, label: title })) : [];
  return [...TARGETS[kind].map((value) => ({ value, label: t(value) })), ...own];
}

/** Mappings without rows that nobody has begun to fill in. */
export function completeMappings(mappings: Mappings): Mappings {
  const begun = (rows: FieldMapping[]) =>
    rows
      .filter(({ target, value }) => target !== '' || value !== '')
      .map(({ target, type, value, match }) => ({ target, type, value, ...(match ? { match } : {}) }));
  return { user: begun(mappings.user), org: begun(mappings.org), group: begun(mappings.group) };
}

/** A part of a text that is marked; start and end are equal where the caret stands. */
export interface Marked {
  start: number;
  end: number;
}

export interface Inserted {
  mapping: FieldMapping;
  /** Where the person writes on. */
  caret: number;
}

/** An attribute as an expression names it. */
function reference(model: string, attribute: string): string {
  return /^[A-Za-z_][\w-]*$/.test(attribute)
    ? `${model}.${attribute}`
    : `${model}[${JSON.stringify(attribute)}]`;
}

/** The mapping with an attribute in it: as the field itself, or at the caret of an expression. */
export function insertAttribute(
  mapping: FieldMapping,
  attribute: string,
  model: string,
  { start, end }: Marked,
): Inserted {
  if (mapping.type !== 'expression')
    return { mapping: { ...mapping, type: 'field', value: attribute }, caret: attribute.length };
  const text = reference(model, attribute);
  const value = mapping.value.slice(0, start) + text + mapping.value.slice(end);
  return { mapping: { ...mapping, value }, caret: start + text.length };
}

/** The mapping with a call in it; what is marked, or the field or constant there was, becomes its argument. */
export function insertFunction(
  mapping: FieldMapping,
  name: string,
  model: string,
  { start, end }: Marked,
): Inserted {
  const { type, value } = mapping;
  if (type === 'expression') {
    const before = `${value.slice(0, start)}${name}(${value.slice(start, end)}`;
    return { mapping: { ...mapping, value: `${before})${value.slice(end)}` }, caret: before.length };
  }
  const argument = value === '' ? '' : type === 'field' ? reference(model, value) : JSON.stringify(value);
  const before = `${name}(${argument}`;
  return { mapping: { ...mapping, type: 'expression', value: `${before})` }, caret: before.length };
}
