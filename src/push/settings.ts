/** Provisioning settings: what may be set, and what must not be. */
import { createSecureContext } from 'node:tls';
import { z } from 'zod';
import type { Sql } from '../db/db.ts';
import { checked, lookupText } from '../directory/input.ts';
import { MusterError } from '../errors/error.ts';
import { compileMappings } from '../expressions/mapping.ts';
import type { ApplicationPatch, Provisioning } from '../model/application.ts';
import { keepMasked, MASK } from '../model/secret-fields.ts';
import type { TargetKind } from './target.ts';

type Change = NonNullable<ApplicationPatch['provisioning']>;

/** The settings with a change on top; masked or left-out secrets stay. Throws `invalid_input`, `secret_again`. */
export function mergedSettings(kind: TargetKind, kept: Provisioning, change: Change): Provisioning {
  const given = keepMasked(kind.settings, change, kept as unknown as Record<string, unknown>);
  const settings = kind.merged(kept, given as Partial<Provisioning>);
  const complete = checked(z.object({ provisioning: kind.settings }), {
    provisioning: withoutUndefined(settings),
  });
  refuseMovedSecrets(kind, kept, change, complete.provisioning);
  return complete.provisioning;
}

/** Whoever may change an address but not see the secret must not have it sent to a host of their own. */
function refuseMovedSecrets(
  { sentTo }: TargetKind,
  kept: Provisioning,
  change: Change,
  settings: Provisioning,
): void {
  const settingOf = (of: object, name: string) => (of as Record<string, unknown>)[name];
  for (const [secret, addresses] of Object.entries(sentTo)) {
    const given = settingOf(change, secret);
    if (!settingOf(kept, secret) || (given !== undefined && given !== MASK)) continue;
    const address = addresses.find(
      (name) => hostOf(settingOf(kept, name)) !== hostOf(settingOf(settings, name)),
    );
    if (address) throw new MusterError('secret_again', { field: `provisioning.${secret}`, address });
  }
}

/** Of an address only the host counts; anything else, such as a certificate, counts whole. */
function hostOf(value: unknown): unknown {
  return typeof value === 'string' && URL.canParse(value) ? new URL(value).origin : value;
}

function withoutUndefined(settings: object): object {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}

/** Throws for what is well-formed but cannot work: mappings, policies, certificate, scope. */
export async function checkSettings(
  sql: Sql,
  instanceId: string,
  kind: TargetKind,
  settings: Provisioning,
): Promise<void> {
  compileMappings(settings.mappings, 'user');
  kind.check(settings);
  if (settings.caCertificate !== null) checkCa(settings.caCertificate);
  for (const [table, what, ids] of [
    ['org_unit', 'organization', settings.scope.orgIds],
    ['directory_group', 'group', settings.scope.groupIds],
  ] as const) {
    const { rows } = await sql.query<{ id: string }>(
      `SELECT u.id FROM unnest($2::text[]) u (id) LEFT JOIN ${table} t ON t.id = u.id AND t.instance_id = $1 WHERE t.id IS NULL`,
      [instanceId, ids.map(lookupText)],
    );
    if (rows[0]) throw new MusterError('not_found', { what, id: rows[0].id, field: 'provisioning.scope' });
  }
}

function checkCa(pem: string): void {
  try {
    if (!pem.includes('-----BEGIN CERTIFICATE-----')) throw new Error('no certificate');
    createSecureContext({ ca: pem });
  } catch (error) {
    throw new MusterError('target_ca_invalid', { field: 'provisioning.caCertificate' }, error);
  }
}
