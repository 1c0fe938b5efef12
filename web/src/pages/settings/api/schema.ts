/** How a schema reads: references resolved, `null` set apart, an example made. */
import type { Schema } from './openapi.ts';

export type Schemas = Readonly<Record<string, Schema>>;

const COMPONENTS = '#/components/schemas/';

export interface Resolved {
  schema: Schema;
  /** The name of the component it is, where it is one. */
  name: string | undefined;
  nullable: boolean;
}

/** The schema itself: what a reference points at, without its `null` half; what stands beside a reference is kept. */
export function resolve(given: Schema, schemas: Schemas): Resolved {
  let schema = given;
  let name: string | undefined;
  let nullable = false;
  // A reference may lead to a union with null, and that to a reference again; more steps than this is a circle.
  for (let step = 0; step < 8; step++) {
    const { $ref, anyOf, ...beside } = schema;
    if ($ref !== undefined) {
      name = $ref.replace(COMPONENTS, '');
      schema = { ...schemas[name], ...beside };
      continue;
    }
    const real = anyOf?.filter(({ type }) => type !== 'null');
    if (!anyOf || !real || real.length === anyOf.length) break;
    nullable = true;
    schema = real.length === 1 ? { ...real[0], ...beside } : { ...beside, oneOf: real };
  }
  return { schema, name, nullable };
}

export interface Field {
  name: string;
  required: boolean;
  schema: Schema;
}

/** The fields below a schema: of an object, of what a list holds, or of what stands under any name. */
export function fieldsOf({ schema }: Resolved, schemas: Schemas): Field[] {
  if (schema.properties)
    return Object.entries(schema.properties).map(([name, field]) => ({
      name,
      required: schema.required?.includes(name) ?? false,
      schema: field,
    }));
  if (schema.items) return fieldsOf(resolve(schema.items, schemas), schemas);
  if (typeof schema.additionalProperties === 'object' && Object.keys(schema.additionalProperties).length > 0)
    return fieldsOf(resolve(schema.additionalProperties, schemas), schemas);
  return [];
}

/** The type as a short text: `string`, `Account`, `list of Account`, `a | b`. */
export function typeText({ schema, name }: Resolved, schemas: Schemas, words: { listOf: string }): string {
  if (schema.items)
    return `${words.listOf} ${typeText(resolve(schema.items, schemas), schemas, words)}`.replace('： ', '：');
  const alternatives = schema.oneOf ?? schema.anyOf;
  if (alternatives)
    return alternatives.map((one) => typeText(resolve(one, schemas), schemas, words)).join(' | ');
  if (name !== undefined && schema.properties) return name;
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.format !== undefined && schema.type === 'string') return schema.format;
  if (Array.isArray(schema.type)) return schema.type.join(' | ');
  return schema.type ?? 'any';
}

/** How deep an example goes; schemas may hold themselves. */
const DEEPEST = 5;

/** A value that the schema takes, as short as may be: what is required, with its default where there is one. */
export function exampleOf(given: Schema, schemas: Schemas, depth = 0): unknown {
  const { schema } = resolve(given, schemas);
  if (schema.default !== undefined) return schema.default;
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  const alternative = (schema.oneOf ?? schema.anyOf)?.[0];
  if (alternative) return exampleOf(alternative, schemas, depth + 1);
  if (schema.properties && depth < DEEPEST) {
    const fields = fieldsOf({ schema, name: undefined, nullable: false }, schemas);
    return Object.fromEntries(
      fields
        .filter(
          ({ required, schema: field }) => required && resolve(field, schemas).schema.default === undefined,
        )
        .map(({ name, schema: field }) => [name, exampleOf(field, schemas, depth + 1)]),
    );
  }
  if (schema.type === 'array')
    return schema.items && depth < DEEPEST ? [exampleOf(schema.items, schemas, depth + 1)] : [];
  if (schema.type === 'object') return {};
  if (schema.type === 'boolean') return true;
  if (schema.type === 'integer' || schema.type === 'number')
    return schema.minimum !== undefined && schema.minimum > 0 ? schema.minimum : 1;
  if (schema.format === 'date-time') return '2030-01-31T00:00:00Z';
  return '…';
}
