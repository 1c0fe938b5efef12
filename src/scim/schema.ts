/**
 * The schema table (RFC 7643 §7): one description of every attribute, from which filter, PATCH, projection,
 * validation and /Schemas are all driven.
 */

export type AttributeType =
  | 'string'
  | 'boolean'
  | 'decimal'
  | 'integer'
  | 'dateTime'
  | 'reference'
  | 'binary'
  | 'complex';

export interface Attribute {
  readonly name: string;
  /** The name in lower case: attribute names ignore case (RFC 7643 §2.1). */
  readonly key: string;
  readonly type: AttributeType;
  readonly multiValued: boolean;
  readonly required: boolean;
  readonly caseExact: boolean;
  readonly mutability: 'readOnly' | 'readWrite' | 'immutable' | 'writeOnly';
  readonly returned: 'always' | 'never' | 'default' | 'request';
  readonly uniqueness: 'none' | 'server' | 'global';
  readonly description: string;
  readonly canonicalValues?: readonly string[];
  readonly referenceTypes?: readonly string[];
  readonly sub?: readonly Attribute[];
  /** Longest text taken, in UTF-16 units; not part of /Schemas. */
  readonly maxLength: number;
  /** Line breaks and tabs are allowed in the text. */
  readonly multiline: boolean;
}

export interface Schema {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly attributes: readonly Attribute[];
}

export interface ResourceType {
  readonly name: string;
  readonly endpoint: string;
  readonly description: string;
  readonly schema: Schema;
  readonly extensions: readonly Schema[];
  /** What PATCH does with the path of an attribute it does not know: refuse it, or pass over it. */
  readonly unknownPath: 'refuse' | 'ignore';
  /** Attributes by lower-case name: common ones, the schema's own, and each extension under its URN as a complex one. */
  readonly attributes: ReadonlyMap<string, Attribute>;
  /** URNs (lower case) that may stand before an attribute of the main schema. */
  readonly coreUrns: ReadonlySet<string>;
}

/** A resource as JSON, keys spelled as in the schema; unassigned attributes are absent. */
export type Resource = { [attribute: string]: unknown };

const DEFAULTS = {
  multiValued: false,
  required: false,
  caseExact: false,
  mutability: 'readWrite',
  returned: 'default',
  uniqueness: 'none',
  maxLength: 4096,
  multiline: false,
} as const;

/** One line of the schema table; what is left out takes the defaults of RFC 7643 §2.2. */
export function attribute(
  name: string,
  type: AttributeType,
  description: string,
  rules: Partial<Omit<Attribute, 'name' | 'key' | 'type' | 'description'>> = {},
): Attribute {
  return { ...DEFAULTS, ...rules, name, key: name.toLowerCase(), type, description };
}

const readOnly = { mutability: 'readOnly', caseExact: true } as const;

/** Attributes every resource has (RFC 7643 §3.1). */
export const ID = attribute('id', 'string', 'Identifier made by the service provider.', {
  ...readOnly,
  required: true,
  returned: 'always',
  uniqueness: 'global',
});
export const EXTERNAL_ID = attribute('externalId', 'string', 'Identifier given by the provisioning client.', {
  caseExact: true,
  maxLength: 256,
});
export const META = attribute('meta', 'complex', 'Facts about the resource.', {
  ...readOnly,
  sub: [
    attribute('resourceType', 'string', 'Name of the resource type.', readOnly),
    attribute('created', 'dateTime', 'When the resource was made.', readOnly),
    attribute('lastModified', 'dateTime', 'When the resource was last changed.', readOnly),
    attribute('location', 'reference', 'URL of the resource.', { ...readOnly, referenceTypes: ['uri'] }),
    attribute('version', 'string', 'Version, as in the ETag header.', readOnly),
  ],
});
const SCHEMAS = attribute('schemas', 'reference', 'URNs of the schemas of the resource.', {
  ...readOnly,
  multiValued: true,
  returned: 'always',
  referenceTypes: ['uri'],
});

/** Builds the lookups of a resource type. `legacyUrns`: further names of its main schema that clients still send. */
export function resourceType(definition: {
  name: string;
  endpoint: string;
  description: string;
  schema: Schema;
  extensions?: readonly Schema[];
  legacyUrns?: readonly string[];
  unknownPath?: 'refuse' | 'ignore';
}): ResourceType {
  const { legacyUrns = [], extensions = [], unknownPath = 'refuse', ...rest } = definition;
  const attributes = new Map<string, Attribute>();
  for (const entry of [SCHEMAS, ID, EXTERNAL_ID, META, ...rest.schema.attributes]) {
    attributes.set(entry.key, entry);
  }
  for (const extension of extensions) {
    const asComplex = attribute(extension.id, 'complex', extension.description, {
      sub: extension.attributes,
    });
    attributes.set(asComplex.key, asComplex);
  }
  const coreUrns = new Set([rest.schema.id, ...legacyUrns].map((urn) => urn.toLowerCase()));
  return { ...rest, extensions, unknownPath, attributes, coreUrns };
}

/** The attribute a name stands for below `parent` (or at the top), case ignored. */
export function findAttribute(
  type: ResourceType,
  parent: Attribute | undefined,
  name: string,
): Attribute | undefined {
  const key = name.toLowerCase();
  return parent === undefined ? type.attributes.get(key) : parent.sub?.find((sub) => sub.key === key);
}

/** Text as it is compared: values ignore case unless the attribute is caseExact. */
export function comparable(attribute: Attribute, text: string): string {
  return attribute.caseExact ? text : foldCase(text);
}

/** NFC and lower case: two texts that a person takes for the same name become equal. */
export function foldCase(text: string): string {
  return text.normalize('NFC').toLowerCase();
}
