/** Between the server's provisioning and the form that edits it; no drawing here. */
import type { ApplicationPatch, Provisioning } from '../../api/generated.ts';
import type { FieldSchema } from '../../form/schema.ts';

export interface ProvisioningValues {
  /** Only of a new application. */
  name?: string;
  enabled: boolean;
  provisioning: Provisioning;
}

type Defs = Record<string, FieldSchema>;

/** The schema with every reference to a shared definition replaced by it. */
export function inlined(config: unknown): FieldSchema {
  const { $defs: defs = {}, ...root } = config as FieldSchema & { $defs?: Defs };
  return inline(root, defs);
}

function inline(given: FieldSchema & { $ref?: string }, defs: Defs): FieldSchema {
  const { $ref, ...own } = given;
  const schema = { ...($ref === undefined ? {} : defs[$ref.replace('#/$defs/', '')]), ...own };
  const { items, properties, required } = schema;
  return {
    ...schema,
    ...(items ? { items: inline(items, defs) } : {}),
    ...(properties
      ? {
          properties: Object.fromEntries(
            Object.entries(properties).map(([name, field]) => [name, inline(field, defs)]),
          ),
        }
      : {}),
    // To the server every setting is there; to a person one that may be none or an empty list is optional.
    ...(required ? { required: required.filter((name) => !mayBeEmpty(properties?.[name])) } : {}),
  };
}

function mayBeEmpty(field: (FieldSchema & { minItems?: number }) | undefined): boolean {
  if (field?.type === 'array') return !field.minItems;
  return field?.anyOf?.some(({ type }) => type === 'null') ?? false;
}

/** What the form starts with: stored secrets are not in it, so that leaving them empty keeps them. */
export function formValues(provisioning: Provisioning): Provisioning {
  const { clientSecret: _secret, bearerToken: _token, ...shown } = provisioning;
  return structuredClone(shown) as Provisioning;
}

/** What the server is sent: fields left empty are none, and what was pasted loses its blanks. */
export function provisioningOf(values: Provisioning): NonNullable<ApplicationPatch['provisioning']> {
  const { clientSecret, bearerToken, ...rest } = values;
  const secret = clientSecret?.trim();
  const token = bearerToken?.trim();
  return {
    ...rest,
    baseUrl: rest.baseUrl.trim(),
    tokenUrl: textOrNull(rest.tokenUrl),
    clientId: textOrNull(rest.clientId),
    caCertificate: textOrNull(rest.caCertificate),
    dialect: {
      ...rest.dialect,
      scope: textOrNull(rest.dialect.scope),
      memberChunk: rest.dialect.memberChunk ?? null,
    },
    ...(secret ? { clientSecret: secret } : {}),
    ...(token ? { bearerToken: token } : {}),
  };
}

function textOrNull(text: string | null | undefined): string | null {
  return text?.trim() || null;
}

/** Where a field stands in the form, for a field that the server names by its target: `userName` of the mapping. */
export function mappingFieldOf(values: Provisioning, target: string): (string | number)[] | undefined {
  const at = values.mappings.findIndex((mapping) => mapping?.target === target);
  return at < 0 ? undefined : ['provisioning', 'mappings', at, 'value'];
}

/** Settings that only experts touch, below “More”. */
export const EXPERT = [
  'disabled',
  'rate',
  'concurrency',
  'connectTimeoutMs',
  'requestTimeoutMs',
  'caCertificate',
] as const;

export function isExpertField(field: string): boolean {
  const name = field.replace(/^provisioning\./, '').split('.')[0] ?? '';
  return name === 'dialect' || (EXPERT as readonly string[]).includes(name);
}
