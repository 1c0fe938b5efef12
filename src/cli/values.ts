/** Option values: name=value pairs, numbers, and secrets that are named, not typed. */
import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { settingsSchema, withoutReferences } from '../model/settings-schema.ts';
import type { Json } from './client.ts';
import { CliError, EXIT } from './exit.ts';
import type { Session } from './session.ts';

/** `name=value` as its two parts. */
export function pairOf(session: Session, text: string): [name: string, value: string] {
  const at = text.indexOf('=');
  if (at < 1) throw new CliError(EXIT.usage, session.say('pair_form', { value: text }));
  return [text.slice(0, at), text.slice(at + 1)];
}

export function numberOf(session: Session, name: string, text: string): number {
  const number = Number(text);
  if (text.trim() === '' || !Number.isFinite(number))
    throw new CliError(EXIT.usage, session.say('number_form', { name, value: text }));
  return number;
}

/** The secret behind `env:NAME` or `file:PATH`. */
export function secretOf(session: Session, reference: string): string {
  const [, kind, name = ''] = /^(env|file):(.+)$/s.exec(reference) ?? [];
  if (kind === 'env') return fromEnvironment(session, name);
  if (kind === 'file') return fromFile(session, name).replace(/\r?\n$/, '');
  throw new CliError(EXIT.usage, session.say('secret_form', { value: reference }));
}

export function fromEnvironment(session: Session, name: string): string {
  const value = session.context.env[name];
  if (!value) throw new CliError(EXIT.usage, session.say('env_missing', { name }));
  return value;
}

export function fromFile(session: Session, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? '';
    throw new CliError(EXIT.usage, session.say('file_missing', { path, reason }), { cause });
  }
}

/**
 * Settings from `--set name=value` and `--secret name=env:…`, typed by the JSON Schema of the kind; a name given
 * several times, or one the schema calls an array, makes a list. Unknown names go to the server, which names them.
 */
export function settingsOf(
  session: Session,
  properties: Record<string, Json>,
  options: { set?: string[]; secret?: string[] },
): Record<string, unknown> {
  const settings: Record<string, unknown> = {};
  for (const text of options.set ?? []) {
    const [name, value] = pairOf(session, text);
    const property = Object.hasOwn(properties, name) ? properties[name] : {};
    if (property.secret)
      throw new CliError(EXIT.usage, session.say('secret_on_line', { name }), {
        remedy: session.say('secret_on_line_remedy', { name }),
      });
    const typed = typedValue(session, property, name, value);
    const before = Object.hasOwn(settings, name) ? settings[name] : undefined;
    settings[name] = Array.isArray(typed) && Array.isArray(before) ? [...before, ...typed] : typed;
  }
  for (const text of options.secret ?? []) {
    const [name, reference] = pairOf(session, text);
    settings[name] = secretOf(session, reference);
  }
  return settings;
}

/**
 * Settings below one another, from `--set part.name=value`: typed by `schema` wherever it knows the name. Unknown names go
 * to the server, which names them.
 */
export function nestedSettingsOf(
  session: Session,
  schema: z.ZodType,
  set: readonly string[] = [],
): Record<string, unknown> {
  const whole = withoutReferences(settingsSchema(schema).schema);
  const settings: Record<string, unknown> = {};
  for (const text of set) {
    const [path, value] = pairOf(session, text);
    const names = path.split('.');
    const property = names.reduce<Json>(
      (at, name) => (at === undefined ? undefined : propertyOf(at, name)),
      whole,
    );
    const typed = typedValue(session, property ?? {}, path, value);
    put(settings, names, typed);
  }
  return settings;
}

/** A property of an object, or of what may be one among other things. */
function propertyOf(schema: Json, name: string): Json {
  if (schema.properties && Object.hasOwn(schema.properties, name)) return schema.properties[name];
  for (const branch of branchesOf(schema)) {
    const found = propertyOf(branch, name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Sets what lies below several names; lists given in pieces become one. */
function put(settings: Record<string, unknown>, names: readonly string[], value: unknown): void {
  const [name = '', ...below] = names;
  const before = Object.hasOwn(settings, name) ? settings[name] : undefined;
  const define = (after: unknown) =>
    Object.defineProperty(settings, name, {
      value: after,
      enumerable: true,
      writable: true,
      configurable: true,
    });
  if (below.length === 0) {
    define(Array.isArray(value) && Array.isArray(before) ? [...before, ...value] : value);
    return;
  }
  const inner = typeof before === 'object' && before !== null && !Array.isArray(before) ? before : {};
  put(inner as Record<string, unknown>, below, value);
  define(inner);
}

function typedValue(session: Session, property: Json, name: string, value: string): unknown {
  const types = typesOf(property);
  if (types.has('array')) return value === '' ? [] : [typedValue(session, property.items ?? {}, name, value)];
  if (value === 'null' && types.has('null')) return null;
  if (types.has('boolean') && (value === 'true' || value === 'false')) return value === 'true';
  if (types.has('number') || types.has('integer')) return numberOf(session, name, value);
  if (types.has('object') && value.startsWith('{')) return jsonOf(session, name, value);
  return value;
}

function jsonOf(session: Session, name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const reason = (cause as Error).message;
    throw new CliError(EXIT.usage, session.say('json_form', { name, reason }), { cause });
  }
}

const branchesOf = (schema: Json): Json[] => schema.anyOf ?? schema.oneOf ?? [];

function typesOf(property: Json): Set<string> {
  const own = property.type === undefined ? [] : [property.type].flat();
  const inner = branchesOf(property).flatMap((branch) => [...typesOf(branch)]);
  return new Set([...own, ...inner]);
}
