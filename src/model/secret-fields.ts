import type { z } from 'zod';
import { settingsSchema } from './settings-schema.ts';

/** What stands in an answer for a secret that is set; sent back, it means "leave as it is". */
export const MASK = '********';

const known = new WeakMap<z.ZodType, string[]>();

/** Names of the top-level settings marked `secret` in a schema. */
export function secretFields(schema: z.ZodType): string[] {
  const cached = known.get(schema);
  if (cached) return cached;
  const { secrets } = settingsSchema(schema);
  known.set(schema, secrets);
  return secrets;
}

type Settings = Record<string, unknown>;

/** Settings with each secret replaced by `change(secret, name)`; unset secrets stay unset. */
export function mapSecrets(
  schema: z.ZodType,
  settings: Settings,
  change: (secret: string, name: string) => string,
): Settings {
  const result = { ...settings };
  for (const name of secretFields(schema)) {
    const value = result[name];
    if (typeof value === 'string' && value !== '') result[name] = change(value, name);
  }
  return result;
}

/** `given` with every masked or left-out secret taken from `kept`. */
export function keepMasked(schema: z.ZodType, given: Settings, kept: Settings): Settings {
  const result = { ...given };
  for (const name of secretFields(schema))
    if (result[name] === MASK || result[name] === undefined) {
      if (kept[name] === undefined) delete result[name];
      else result[name] = kept[name];
    }
  return result;
}
