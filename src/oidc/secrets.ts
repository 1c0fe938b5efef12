/** Secrets of applications: two at once, the old and the new one of a rotation; shown once and kept as hashes. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Db, Sql } from '../db/db.ts';
import { type Actor, appendChange } from '../directory/change-log.ts';
import { MusterError } from '../errors/error.ts';
import { newId } from '../model/ids.ts';
import type { OidcClientSecret, OidcClientSecretCreated } from '../model/oidc.ts';
import { randomToken } from '../secrets/token.ts';
import { type OidcApplication, requireOidc } from './client.ts';

const MAX_SECRETS = 2;
const ENDING = 4;

interface SecretRow {
  id: string;
  ending: string;
  created_at: Date;
  last_used_at: Date | null;
}

/** Oldest first. Throws `not_found`, and `oidc_not_used` for an application that signs in otherwise. */
export async function listSecrets(
  sql: Sql,
  instanceId: string,
  idOrName: string,
): Promise<OidcClientSecret[]> {
  const { id } = await requireOidc(sql, instanceId, idOrName);
  const { rows } = await sql.query<SecretRow>(
    `SELECT id, ending, created_at, last_used_at FROM oidc_client_secret WHERE application_id = $1 ORDER BY id`,
    [id],
  );
  return rows.map(shown);
}

/** The only time the value is shown. Throws as `listSecrets`, and `oidc_secret_limit`, `oidc_public_client`. */
export async function createSecret(
  db: Db,
  actor: Actor,
  instanceId: string,
  idOrName: string,
): Promise<OidcClientSecretCreated> {
  const secret = randomToken();
  return db.tx(async (sql) => {
    const application = await lockedOidc(sql, instanceId, idOrName);
    if (application.oidc.clientAuthentication === 'none') throw new MusterError('oidc_public_client');
    const { rowCount } = await sql.query('SELECT FROM oidc_client_secret WHERE application_id = $1', [
      application.id,
    ]);
    if ((rowCount ?? 0) >= MAX_SECRETS) throw new MusterError('oidc_secret_limit', { max: MAX_SECRETS });
    const { rows } = await sql.query<SecretRow>(
      `INSERT INTO oidc_client_secret (id, application_id, hash, ending) VALUES ($1, $2, $3, $4)
       RETURNING id, ending, created_at, last_used_at`,
      [newId('appSecret'), application.id, hashOf(secret), secret.slice(-ENDING)],
    );
    const row = rows[0]!;
    await log(sql, actor, application, row.id, 'create');
    return { ...shown(row), secret };
  });
}

/** Ends a secret at once. Throws as `listSecrets`, and `not_found` for a secret that is not the application's. */
export async function deleteSecret(
  db: Db,
  actor: Actor,
  instanceId: string,
  idOrName: string,
  secretId: string,
): Promise<void> {
  await db.tx(async (sql) => {
    const application = await lockedOidc(sql, instanceId, idOrName);
    const { rowCount } = await sql.query(
      'DELETE FROM oidc_client_secret WHERE application_id = $1 AND id = $2',
      [application.id, secretId.replaceAll('\0', '')],
    );
    if (rowCount === 0) throw new MusterError('not_found', { what: 'secret', id: secretId.slice(0, 80) });
    await log(sql, actor, application, secretId, 'delete');
  });
}

/** Whether this is one of the application's secrets; every one is compared, each in constant time. */
export async function isSecretOf(sql: Sql, applicationId: string, given: unknown): Promise<boolean> {
  if (typeof given !== 'string' || given.length > 1024) return false;
  const { rows } = await sql.query<{ id: string; hash: Buffer; stale: boolean }>({
    name: 'oidc-client-secret',
    text: `SELECT id, hash, last_used_at IS NULL OR last_used_at < now() - interval '1 minute' AS stale
             FROM oidc_client_secret WHERE application_id = $1`,
    values: [applicationId],
  });
  const hash = hashOf(given);
  const found = rows.filter((row) => timingSafeEqual(row.hash, hash));
  for (const { id, stale } of found)
    if (stale) await sql.query('UPDATE oidc_client_secret SET last_used_at = now() WHERE id = $1', [id]);
  return found.length > 0;
}

async function lockedOidc(sql: Sql, instanceId: string, idOrName: string): Promise<OidcApplication> {
  const application = await requireOidc(sql, instanceId, idOrName);
  // Makes counting and writing one step.
  await sql.query('SELECT FROM application WHERE id = $1 FOR UPDATE', [application.id]);
  return application;
}

function log(
  sql: Sql,
  actor: Actor,
  { id, instanceId }: OidcApplication,
  secretId: string,
  op: 'create' | 'delete',
): Promise<void> {
  const entry = { application: id };
  return appendChange(sql, actor, {
    instanceId,
    entity: 'client_secret',
    entityId: secretId,
    op,
    before: op === 'delete' ? entry : null,
    after: op === 'create' ? entry : null,
  });
}

const shown = (row: SecretRow): OidcClientSecret => ({
  id: row.id,
  ending: row.ending,
  createdAt: row.created_at.toISOString(),
  lastUsedAt: row.last_used_at?.toISOString() ?? null,
});

function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
