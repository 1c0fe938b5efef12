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

const SECRETS = ['clientSecret', 'bearerToken'] as const;
/** Texts that may be none. */
const NULLABLE: readonly string[] = ['tokenUrl', 'clientId', 'caCertificate'];

/** The one difference between kinds of targets that the form knows: SCIM targets differ in what they understand. */
export function speaksScim(schema: FieldSchema): boolean {
  return schema.properties?.dialect !== undefined;
}

/** Settings that stand in sections of their own; the others say where the target is and who asks. */
const ELSEWHERE: readonly string[] = [
  ...['scope', 'operations', 'fullPush', 'mappings', 'existing', 'deprovision', 'guard', 'dialect'],
];

export function connectionNames(schema: FieldSchema): string[] {
  const experts: readonly string[] = EXPERT;
  return Object.keys(schema.properties ?? {}).filter(
    (name) => !ELSEWHERE.includes(name) && !experts.includes(name),
  );
}

/** What the form starts with: stored secrets are not in it, so that leaving them empty keeps them. */
export function formValues(provisioning: Provisioning): Provisioning {
  return structuredClone({ ...provisioning, ...WITHOUT_SECRETS }) as Provisioning;
}

export const WITHOUT_SECRETS = Object.fromEntries(SECRETS.map((name) => [name, undefined]));

/** Which secrets of an application are stored already. */
export function storedSecrets(provisioning: Provisioning | undefined): Record<Secret, boolean> {
  const has = (name: Secret) => (provisioning as Record<string, unknown> | undefined)?.[name] !== undefined;
  return { clientSecret: has('clientSecret'), bearerToken: has('bearerToken') };
}

export type Secret = (typeof SECRETS)[number];

/** What the server is sent: fields left empty are none, and what was pasted loses its blanks. */
export function provisioningOf(values: Provisioning): NonNullable<ApplicationPatch['provisioning']> {
  const sent = Object.entries(values).flatMap(([name, value]): [string, unknown][] => {
    if ((SECRETS as readonly string[]).includes(name)) {
      const secret = typeof value === 'string' ? value.trim() : '';
      return secret === '' ? [] : [[name, secret]];
    }
    if (NULLABLE.includes(name)) return [[name, textOrNull(value)]];
    return [[name, typeof value === 'string' ? value.trim() : value]];
  });
  const provisioning = Object.fromEntries(sent);
  if (!('dialect' in values)) return provisioning;
  const { dialect } = values;
  const { scope, memberChunk = null } = dialect;
  return { ...provisioning, dialect: { ...dialect, scope: textOrNull(scope), memberChunk } };
}

function textOrNull(text: unknown): string | null {
  return (typeof text === 'string' && text.trim()) || null;
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
