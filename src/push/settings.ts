/** Provisioning settings: what may be set, and what must not be. */
import { createSecureContext } from 'node:tls';
import { z } from 'zod';
import type { Sql } from '../db/db.ts';
import { checked, lookupText } from '../directory/input.ts';
import { MusterError } from '../errors/error.ts';
import { compileMappings } from '../expressions/mapping.ts';
import { type ApplicationPatch, Provisioning } from '../model/application.ts';
import { keepMasked, MASK } from '../model/secret-fields.ts';
import { checkMappedAttributes } from './shape.ts';

type Change = NonNullable<ApplicationPatch['provisioning']>;

/** The settings with a change on top; masked or left-out secrets stay. Throws `invalid_input`, `secret_again`. */
export function mergedSettings(kept: Provisioning, change: Change): Provisioning {
  const given = keepMasked(Provisioning, change, kept as unknown as Record<string, unknown>);
  const settings = { ...kept, ...given, dialect: { ...kept.dialect, ...change.dialect } };
  const complete = checked(z.object({ provisioning: Provisioning }), {
    provisioning: withoutUndefined(settings),
  });
  refuseMovedSecrets(kept, change, complete.provisioning);
  return complete.provisioning;
}

/** Where a secret leads: the token that a client secret buys goes to the base URL, and a CA vouches for both hosts. */
const SENT_TO = [
  ['clientSecret', ['baseUrl', 'tokenUrl', 'caCertificate']],
  ['bearerToken', ['baseUrl', 'caCertificate']],
] as const;

/** Whoever may change an address but not see the secret must not have it sent to a host of their own. */
function refuseMovedSecrets(kept: Provisioning, change: Change, settings: Provisioning): void {
  for (const [secret, addresses] of SENT_TO) {
    const again = change[secret] !== undefined && change[secret] !== MASK;
    if (!kept[secret] || again) continue;
    const address = addresses.find((name) => hostOf(name, kept) !== hostOf(name, settings));
    if (address) throw new MusterError('secret_again', { field: `provisioning.${secret}`, address });
  }
}

function hostOf(name: (typeof SENT_TO)[number][1][number], settings: Provisioning): string | null {
  const value = settings[name];
  return value === null || name === 'caCertificate' ? value : new URL(value).origin;
}

function withoutUndefined(settings: object): object {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}

/** Throws for what is well-formed but cannot work: mappings, policies, certificate, scope. */
export async function checkSettings(sql: Sql, instanceId: string, settings: Provisioning): Promise<void> {
  compileMappings(settings.mappings, 'user');
  checkMappedAttributes(settings);
  if (settings.deprovision === 'disable' && !settings.dialect.canDisable)
    throw new MusterError('invalid_input', {
      field: 'provisioning.deprovision',
      reason: 'this target has no disabled state; use delete or leave',
    });
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
