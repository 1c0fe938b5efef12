/** What the console reads of a JSON Schema that the server made from its own definition of the settings. */
export interface FieldSchema {
  type?: string | string[];
  title?: string;
  zh?: string;
  help?: string;
  helpZh?: string;
  secret?: boolean;
  /** Shown only when the person asks for more. */
  advanced?: boolean;
  /** The step of a set-up it belongs to; the first one where nothing is said. */
  step?: string;
  /** What it can be picked from: `node`, the live tree of a source; `fingerprint`, the findings of a test. */
  pick?: string;
  /** Words for the values of an enum. */
  labels?: Record<string, { en: string; zh: string }>;
  enum?: (string | number)[];
  const?: unknown;
  default?: unknown;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  properties?: Record<string, FieldSchema>;
  required?: string[];
  items?: FieldSchema;
  anyOf?: FieldSchema[];
}

/** The schema without its `null` half, and whether it had one. */
export function unwrapNull(schema: FieldSchema): { schema: FieldSchema; nullable: boolean } {
  const { anyOf, ...outer } = schema;
  if (!anyOf) return { schema, nullable: false };
  const real = anyOf.filter(({ type }) => type !== 'null');
  if (real.length !== 1) return { schema, nullable: real.length < anyOf.length };
  return { schema: { ...real[0], ...outer }, nullable: true };
}

/** What a new form starts with: the defaults that the schema states, of nested objects too. */
export function defaultsOf(schema: FieldSchema): Record<string, unknown> {
  const entries = Object.entries(schema.properties ?? {}).flatMap(([name, field]): [string, unknown][] => {
    if (field.default !== undefined) return [[name, field.default]];
    if (field.type === 'object' && field.properties) return [[name, defaultsOf(field)]];
    return [];
  });
  return Object.fromEntries(entries);
}

/** What the server is sent: fields left empty are left out, so that it fills in its own default. */
export function withoutEmpty(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined && value !== '' && value !== null),
  );
}

/** Settings of the schema that belong to a step of a set-up; `connect` is the first. */
export function namesOfStep(schema: FieldSchema, step: string): string[] {
  return Object.entries(schema.properties ?? {})
    .filter(([, field]) => (field.step ?? 'connect') === step)
    .map(([name]) => name);
}
