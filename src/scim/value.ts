import { MusterError } from '../errors/error.ts';
import { isObject } from './body.ts';
import { type Attribute, findAttribute, type ResourceType } from './schema.ts';

// Control characters: never wanted in a name, and NUL cannot be stored in PostgreSQL at all.
// biome-ignore lint/suspicious/noControlCharactersInRegex: refusing them is the point
const CONTROL = /[\u0000-\u001f\u007f]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above, line breaks and tabs aside
const CONTROL_IN_MULTILINE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;
const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i;

/** `null`, `[]` and absent all mean unassigned (RFC 7643 §2.5). */
export function isUnassigned(value: unknown): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0);
}

/**
 * The value of `attribute` as it is kept: checked, keys spelled as in the schema, unknown and read-only
 * sub-attributes left out; undefined when nothing is assigned. `field` names the place in errors.
 */
export function readValue(
  type: ResourceType,
  attribute: Attribute,
  value: unknown,
  field: string = attribute.name,
): unknown {
  if (isUnassigned(value)) return undefined;
  if (!attribute.multiValued) return readElement(type, attribute, value, field);
  if (!Array.isArray(value)) throw new MusterError('scim_value_type', { field, expected: 'a list' });
  return readList(type, attribute, value, field);
}

/** The elements of a multi-valued attribute, without repeats; at most one may be primary. */
export function readList(
  type: ResourceType,
  attribute: Attribute,
  values: readonly unknown[],
  field: string = attribute.name,
): unknown[] | undefined {
  const elements = new Map<string, unknown>();
  let primaries = 0;
  for (const [at, value] of values.entries()) {
    const element = readElement(type, attribute, value, `${field}[${at}]`);
    if (element === undefined) continue;
    const identity = JSON.stringify(element);
    if (elements.has(identity)) continue;
    elements.set(identity, element);
    if (isPrimary(element) && ++primaries > 1) throw new MusterError('scim_value_primary', { field });
  }
  return elements.size === 0 ? undefined : [...elements.values()];
}

export function isPrimary(element: unknown): boolean {
  return isObject(element) && Object.hasOwn(element, 'primary') && element.primary === true;
}

/** One value, or one element of a list. Tolerates what Entra sends: "False" for false, a bare id for a complex value. */
export function readElement(
  type: ResourceType,
  attribute: Attribute,
  value: unknown,
  field: string = attribute.name,
): unknown {
  if (value === null) return undefined;
  switch (attribute.type) {
    case 'boolean':
      return readBoolean(value, field);
    case 'integer':
    case 'decimal':
      return readNumber(attribute, value, field);
    case 'complex':
      return readComplex(type, attribute, value, field);
    default:
      return readText(attribute, value, field);
  }
}

function readBoolean(value: unknown, field: string): boolean {
  if (typeof value === 'boolean') return value;
  const text = typeof value === 'string' ? value.toLowerCase() : '';
  if (text === 'true' || text === 'false') return text === 'true';
  throw new MusterError('scim_value_type', { field, expected: 'true or false' });
}

function readNumber(attribute: Attribute, value: unknown, field: string): number {
  const fits = attribute.type === 'integer' ? Number.isSafeInteger(value) : Number.isFinite(value);
  if (!fits) throw new MusterError('scim_value_type', { field, expected: `a number (${attribute.type})` });
  return value as number;
}

/** Text of an allowed length and kind. Throws `scim_value_type`, `scim_value_length` or `scim_value_characters`. */
export function readText(attribute: Attribute, value: unknown, field: string): string {
  if (typeof value !== 'string') throw new MusterError('scim_value_type', { field, expected: 'a text' });
  if (value.length > attribute.maxLength) {
    throw new MusterError('scim_value_length', { field, max: attribute.maxLength });
  }
  if (!value.isWellFormed() || (attribute.multiline ? CONTROL_IN_MULTILINE : CONTROL).test(value)) {
    throw new MusterError('scim_value_characters', { field });
  }
  if (attribute.type === 'dateTime' && instantOf(value) === undefined) {
    throw new MusterError('scim_value_type', {
      field,
      expected: 'a date and time such as 2026-01-31T08:00:00Z',
    });
  }
  return value;
}

/** Milliseconds since 1970 of an xsd:dateTime with a zone; undefined for any other text. */
export function instantOf(text: string): number | undefined {
  const instant = DATE_TIME.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(instant) ? undefined : instant;
}

function readComplex(type: ResourceType, attribute: Attribute, value: unknown, field: string): unknown {
  if (!isObject(value)) {
    // Entra sends the manager, and many clients a member, as the bare id.
    if (typeof value === 'string' && findAttribute(type, attribute, 'value') !== undefined) {
      return readComplex(type, attribute, { value }, field);
    }
    throw new MusterError('scim_value_type', { field, expected: 'an object' });
  }
  return readAttributes(type, attribute, value, field);
}

/**
 * The known, writable attributes of an object below `parent` (or of a whole resource); undefined when none is
 * assigned. Keys are looked up in the schema, so `__proto__` and its like are unknown names and go no further.
 */
export function readAttributes(
  type: ResourceType,
  parent: Attribute | undefined,
  object: Record<string, unknown>,
  field?: string,
): Record<string, unknown> | undefined {
  const kept: Record<string, unknown> = {};
  const seen = new Set<Attribute>();
  for (const name of Object.keys(object)) {
    const attribute = findAttribute(type, parent, name);
    if (attribute === undefined || attribute.mutability === 'readOnly') continue;
    const place = field === undefined ? attribute.name : `${field}.${attribute.name}`;
    if (seen.has(attribute)) throw new MusterError('scim_value_twice', { field: place });
    seen.add(attribute);
    const value = readValue(type, attribute, object[name], place);
    if (value !== undefined) kept[attribute.name] = value;
  }
  return Object.keys(kept).length === 0 ? undefined : kept;
}
