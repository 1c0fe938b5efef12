/** Pieces of settings: what a file or `--set` names, laid over what there is. */
import { z } from 'zod';
import { LogonSettingsFields } from '../model/logon.ts';
import { OidcSettings, SamlSettings, Sso } from '../model/sso.ts';

type Settings = Record<string, unknown>;

/** The same settings, every one of which may be left out, at any depth of objects; nothing is filled in. */
export function pieceOf({ shape }: z.ZodObject): z.ZodObject<Record<string, z.ZodType>> {
  const parts = Object.entries(shape).map(([name, field]) => {
    const own = field instanceof z.ZodDefault ? (field.unwrap() as z.ZodType) : (field as z.ZodType);
    return [name, (own instanceof z.ZodObject ? pieceOf(own) : own).optional()] as const;
  });
  return z.strictObject(Object.fromEntries(parts));
}

/** `present` with what `piece` names changed: objects at any depth, lists whole. */
export function merged(present: unknown, piece: unknown): unknown {
  if (piece === undefined) return present;
  if (!isObject(present) || !isObject(piece)) return piece;
  const named = Object.entries(piece).map(([name, value]) => [
    name,
    merged(Object.hasOwn(present, name) ? present[name] : undefined, value),
  ]);
  return { ...present, ...Object.fromEntries(named) };
}

/** The parts that `piece` names, whole, with what it leaves out as it is present. */
export function namedParts(present: Settings, piece: Settings): Settings {
  return Object.fromEntries(Object.keys(piece).map((name) => [name, merged(present[name], piece[name])]));
}

/** Settings by dotted names, as `--set` takes them; lists and empty objects are values. */
export function flat(settings: Settings, prefix = ''): Settings {
  const pairs = Object.entries(settings).flatMap(([name, value]): [string, unknown][] =>
    isObject(value) && Object.keys(value).length > 0
      ? Object.entries(flat(value, `${prefix}${name}.`))
      : [[prefix + name, value]],
  );
  return Object.fromEntries(pairs);
}

export function isObject(value: unknown): value is Settings {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What can be set of log-on, as files and `--set` name it; the order of methods goes by ids, which no file knows. */
export const LogonPiece = pieceOf(LogonSettingsFields.omit({ methodOrder: true }));

/** What can be set of the sign-in to an application; the protocol follows from the template. */
export const SsoSettings = Sso.omit({ protocol: true, parameters: true }).extend({
  oidc: OidcSettings,
  saml: SamlSettings,
});
export const SsoPiece = pieceOf(SsoSettings);
