/** The settings of a source's kind on their way in and out: checked by its schema, secrets sealed, masks filled in. */
import { z } from 'zod';
import { checked } from '../directory/input.ts';
import { MusterError } from '../errors/error.ts';
import { keepMasked, mapSecrets, secretFields } from '../model/secret-fields.ts';
import type { SourceKind } from '../sources/source.ts';

const contextOf = (id: string, name: string) => `source:${id}:${name}`;

/** The settings as they are stored: every secret sealed for this source and setting. */
export function sealedConfig(
  seal: (plaintext: string, context: string) => string,
  kind: SourceKind,
  id: string,
  config: Record<string, unknown>,
): Record<string, unknown> {
  return mapSecrets(kind.config, config, (secret, name) => seal(secret, contextOf(id, name)));
}

/** The other way round. */
export function openedConfig(
  open: (sealed: string, context: string) => string,
  kind: SourceKind,
  row: { id: string; config: Record<string, unknown> },
): Record<string, unknown> {
  return mapSecrets(kind.config, row.config, (secret, name) => open(secret, contextOf(row.id, name)));
}

/** The settings as the kind's schema gives them; throws naming `config.<setting>`. */
export function checkedConfig(kind: SourceKind, config: unknown): Record<string, unknown> {
  return checked(z.object({ config: kind.config }), { config }).config as Record<string, unknown>;
}

/**
 * Settings with masked and left-out secrets taken from the kept ones; but not where they would then be sent somewhere
 * else: an administrator who may change an address is not thereby told the password. Throws `secret_again`.
 */
export function changedConfig(
  kind: SourceKind,
  given: Record<string, unknown>,
  kept: Record<string, unknown>,
): Record<string, unknown> {
  const config = checkedConfig(kind, keepMasked(kind.config, given, kept));
  const reused = secretFields(kind.config).find(
    (name) => kept[name] !== undefined && given[name] !== config[name],
  );
  const moved = kind.secretsGoTo.find((name) => JSON.stringify(config[name]) !== JSON.stringify(kept[name]));
  if (reused !== undefined && moved !== undefined)
    throw new MusterError('secret_again', { field: `config.${reused}`, address: `config.${moved}` });
  return config;
}
