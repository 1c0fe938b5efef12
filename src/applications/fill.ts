/** Settings of an entry with its parameters in their places. Pure. */
import { checked } from '../directory/input.ts';
import { MusterError } from '../errors/error.ts';
import type { CatalogueParameter } from '../model/application-catalogue.ts';
import { OidcSettings, SamlSettings } from '../model/sso.ts';
import type { Entry } from './catalogue/entry.ts';

export type Values = Readonly<Record<string, string>>;

export interface FilledSettings {
  oidc: OidcSettings | null;
  saml: SamlSettings | null;
}

/** Names of settings whose text is an expression: there a parameter stands inside a text in quotes. */
const EXPRESSIONS = new Set(['nameId', 'subject', 'expression']);

/**
 * The entry's parameters, each checked, those left out by their defaults; `known` are values that defaults may name and
 * nobody gives. Throws `invalid_input`, `application_parameter_missing`.
 */
export function parametersOf(entry: Pick<Entry, 'parameters'>, given: Values, known: Values): Values {
  const names = new Set(entry.parameters.map(({ name }) => name));
  const unknown = Object.keys(given).find((name) => !names.has(name));
  if (unknown !== undefined)
    throw new MusterError('invalid_input', {
      field: `parameters.${unknown}`,
      reason: 'the template has no such parameter',
    });
  const values: Record<string, string> = {};
  for (const parameter of entry.parameters) {
    const value = given[parameter.name] || defaultOf(parameter, { ...known, ...values });
    const field = `parameters.${parameter.name}`;
    if (!value)
      throw new MusterError('application_parameter_missing', {
        field,
        title: parameter.title.en,
        titleZh: parameter.title.zh,
        example: parameter.example,
      });
    if (value.length > 300 || !new RegExp(`^(?:${parameter.pattern})$`).test(value))
      throw new MusterError('invalid_input', { field, reason: `it looks like ${parameter.example}` });
    values[parameter.name] = value;
  }
  return values;
}

function defaultOf(parameter: CatalogueParameter, known: Values): string | undefined {
  return parameter.default === null ? undefined : braced(parameter.default, known);
}

/** Settings of the entry's protocol, complete; null where the entry has none to begin with. */
export function filledSettings(entry: Pick<Entry, 'settings'>, values: Values): FilledSettings {
  const { settings } = entry;
  if (settings.protocol === 'oidc')
    return { oidc: checked(OidcSettings, filled(settings.oidc, values, false)), saml: null };
  const saml = settings.saml && checked(SamlSettings, filled(settings.saml, values, false));
  return { oidc: null, saml };
}

/**
 * Present settings under new parameters: what still is as the old ones made it follows the new ones, what was changed
 * by hand stays.
 */
export function refilled<T extends object>(present: T, before: T | null, after: T | null): T {
  if (!before || !after) return present;
  const same = (key: keyof T) => JSON.stringify(present[key]) === JSON.stringify(before[key]);
  const keys = Object.keys(present) as (keyof T)[];
  return Object.fromEntries(keys.map((key) => [key, same(key) ? after[key] : present[key]])) as T;
}

/** Texts with every `{name}` replaced, at any depth. */
export function filled(settings: unknown, values: Values, isExpression: boolean): unknown {
  if (typeof settings === 'string')
    return isExpression ? braced(settings, mapValues(values, quoted)) : braced(settings, values);
  if (Array.isArray(settings)) return settings.map((one) => filled(one, values, isExpression));
  if (typeof settings !== 'object' || settings === null) return settings;
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [name, filled(value, values, EXPRESSIONS.has(name))]),
  );
}

function braced(text: string, values: Values): string {
  return text.replace(/\{([a-zA-Z]+)\}/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? values[name]! : whole,
  );
}

/** As it stands within a text in quotes of the expression language. */
const quoted = (value: string) => value.replace(/[\\"']/g, '\\$&');

function mapValues(values: Values, change: (value: string) => string): Values {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value)]));
}
