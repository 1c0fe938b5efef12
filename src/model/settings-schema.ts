import { z } from 'zod';

/** Settings as a form needs them: the JSON Schema, and which of its fields are secret. */
export interface SettingsSchema {
  schema: Record<string, unknown>;
  secrets: string[];
}

/** A schema that has an id comes out of zod as a reference to its own definition; forms want it at the top. */
export function settingsSchema(settings: z.ZodType): SettingsSchema {
  const whole = z.toJSONSchema(settings, { io: 'input', unrepresentable: 'any' }) as Record<
    string,
    unknown
  > & {
    $ref?: string;
    $defs?: Record<string, Record<string, unknown>>;
  };
  const own = whole.$ref === undefined ? undefined : whole.$defs?.[whole.$ref.replace('#/$defs/', '')];
  const { $ref: _ref, ...schema } = { ...whole, ...own };
  const properties = (schema.properties ?? {}) as Record<string, { secret?: boolean }>;
  return { schema, secrets: Object.keys(properties).filter((name) => properties[name]!.secret === true) };
}

/** The same with every reference to a definition replaced by it, for forms that look no further; none refers to itself. */
export function withoutReferences({ $defs, ...schema }: Record<string, unknown>): Record<string, unknown> {
  const defined = ($defs ?? {}) as Record<string, object>;
  const whole = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.map(whole);
    if (typeof part !== 'object' || part === null) return part;
    const { $ref, ...rest } = part as { $ref?: string };
    const own = $ref === undefined ? rest : { ...defined[$ref.replace('#/$defs/', '')], ...rest };
    return Object.fromEntries(Object.entries(own).map(([name, value]) => [name, whole(value)]));
  };
  return whole(schema) as Record<string, unknown>;
}
