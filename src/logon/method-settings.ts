/** Settings of log-on methods on their way in and out: checked by the schema of their kind, secrets sealed or masked. */
import { z } from 'zod';
import type { Db } from '../db/db.ts';
import { checked } from '../directory/input.ts';
import { MusterError } from '../errors/error.ts';
import type { LogonMethodKind } from '../model/logon.ts';
import { OIDC_SECRET_GOES_TO, OidcLogonSettings } from '../model/logon-source.ts';
import { keepMasked, MASK, mapSecrets, secretFields } from '../model/secret-fields.ts';
import type { Sealer } from '../secrets/seal.ts';
import type { SourceKind } from '../sources/source.ts';
import { sourceLogonSettings } from './source-method.ts';

export interface MethodSettingsDeps {
  db: Db;
  kinds: ReadonlyMap<string, SourceKind>;
  sealer: Sealer;
}

interface OfKind {
  kind: LogonMethodKind;
  source_kind: string | null;
}

type Settings = Record<string, unknown>;

const NO_SETTINGS = z.strictObject({});

/** Throws `source_logon_unsupported`. */
export function settingsSchemaOf(kinds: ReadonlyMap<string, SourceKind>, method: OfKind) {
  if (method.kind === 'oidc') return OidcLogonSettings;
  if (method.kind !== 'source') return NO_SETTINGS;
  const kind = kinds.get(method.source_kind ?? '');
  if (!kind) throw new MusterError('source_logon_unsupported', { kind: method.source_kind ?? '' });
  return sourceLogonSettings(kind);
}

const contextOf = (id: string, name: string) => `logon_method:${id}:${name}`;

/** As they are stored: every secret sealed for this method and setting. */
export function sealedSettings(
  deps: MethodSettingsDeps,
  method: OfKind & { id: string },
  settings: Settings,
): Settings {
  return mapSecrets(settingsSchemaOf(deps.kinds, method), settings, (secret, name) =>
    deps.sealer.seal(secret, contextOf(method.id, name)),
  );
}

/** Settings with their secrets in the clear, for whoever logs people on with them. */
export function openedSettings(
  deps: MethodSettingsDeps,
  method: OfKind & { id: string; settings: Settings },
): Settings {
  return mapSecrets(settingsSchemaOf(deps.kinds, method), method.settings, (secret, name) =>
    deps.sealer.open(secret, contextOf(method.id, name)),
  );
}

/** With defaults filled in and every secret masked. */
export function maskedSettings(deps: MethodSettingsDeps, method: OfKind & { settings: Settings }): Settings {
  const schema = settingsSchemaOf(deps.kinds, method);
  const filled = schema.safeParse(method.settings);
  return mapSecrets(schema, (filled.data as Settings | undefined) ?? method.settings, () => MASK);
}

/**
 * New settings with masked and left-out secrets taken from the kept ones (in the clear); but not where they would then be sent
 * somewhere else. Throws `invalid_input` naming `settings.<setting>`, and `secret_again`.
 */
export function changedMethodSettings(
  deps: MethodSettingsDeps,
  method: OfKind,
  given: Settings,
  kept: Settings,
): Settings {
  const schema = settingsSchemaOf(deps.kinds, method);
  const settings = checked(z.object({ settings: schema }), { settings: keepMasked(schema, given, kept) })
    .settings as Settings;
  const reused = secretFields(schema).find(
    (name) => kept[name] !== undefined && given[name] !== settings[name],
  );
  const moved = OIDC_SECRET_GOES_TO.find(
    (name) => JSON.stringify(settings[name]) !== JSON.stringify(kept[name]),
  );
  if (method.kind === 'oidc' && reused !== undefined && moved !== undefined)
    throw new MusterError('secret_again', { field: `settings.${reused}`, address: `settings.${moved}` });
  return settings;
}
