import { hash, randomUUID, timingSafeEqual } from 'node:crypto';
import type { Db, Sql } from '../db/db.ts';
import { MusterError } from '../errors/error.ts';
import type { CloudAppSecret, CloudAppSecretCreated } from '../model/cloud.ts';
import { randomToken } from '../secrets/token.ts';
import type { AccountRef } from './accounts.ts';
import { getApp } from './apps.ts';
import { type CloudActor, writeLog } from './log.ts';

/** RAM: “a maximum of two application secrets” – the old and the new one of a rotation. */
const MAX_SECRETS = 2;

/** What is kept of a secret or token. Random 256-bit values need no slow hash. */
export function secretHash(value: string): string {
  return hash('sha256', value, 'hex');
}

/** Whether a value is the one a hash was made from, in constant time. */
export function isSecret(value: string, kept: string): boolean {
  return timingSafeEqual(Buffer.from(secretHash(value), 'hex'), Buffer.from(kept, 'hex'));
}

/** CreateAppSecret: the only time the value is shown. Throws `ram_secret_limit`. */
export async function createSecret(
  db: Db,
  actor: CloudActor,
  account: AccountRef,
  appId: string,
): Promise<CloudAppSecretCreated> {
  const appSecretValue = randomToken();
  return db.tx(async (sql) => {
    // The row lock makes the count and the insert one step.
    await getApp(sql, account, appId, 'FOR UPDATE');
    const present = await secretsOf(sql, appId);
    if (present.length >= MAX_SECRETS) throw new MusterError('ram_secret_limit', { max: MAX_SECRETS });
    const { rows } = await sql.query<SecretRow>(
      'INSERT INTO cloud_app_secret (id, app_id, hash) VALUES ($1, $2, $3) RETURNING id, app_id, created_at',
      [randomUUID(), appId, secretHash(appSecretValue)],
    );
    const secret = toSecret(rows[0]!);
    const { accountId } = account;
    await writeLog(sql, { accountId, actor, action: 'CreateAppSecret', subjectId: appId, after: secret });
    return { ...secret, appSecretValue };
  });
}

/** ListAppSecretIds. */
export async function listSecrets(sql: Sql, account: AccountRef, appId: string): Promise<CloudAppSecret[]> {
  await getApp(sql, account, appId);
  return secretsOf(sql, appId);
}

/** DeleteAppSecret: the tokens got with it by client credentials end with it. Throws `not_found`. */
export async function deleteSecret(
  db: Db,
  actor: CloudActor,
  account: AccountRef,
  appId: string,
  appSecretId: string,
): Promise<void> {
  await db.tx(async (sql) => {
    await getApp(sql, account, appId, 'FOR UPDATE');
    const { rows } = await sql.query<SecretRow>(
      'DELETE FROM cloud_app_secret WHERE app_id = $1 AND id::text = $2 RETURNING id, app_id, created_at',
      [appId, appSecretId],
    );
    if (rows[0] === undefined)
      throw new MusterError('not_found', { what: 'application secret', id: appSecretId });
    const before = toSecret(rows[0]);
    const { accountId } = account;
    await writeLog(sql, { accountId, actor, action: 'DeleteAppSecret', subjectId: appId, before });
  });
}

interface SecretRow {
  id: string;
  app_id: string;
  created_at: Date;
}

async function secretsOf(sql: Sql, appId: string): Promise<CloudAppSecret[]> {
  const { rows } = await sql.query<SecretRow>(
    'SELECT id, app_id, created_at FROM cloud_app_secret WHERE app_id = $1 ORDER BY created_at, id',
    [appId],
  );
  return rows.map(toSecret);
}

function toSecret(row: SecretRow): CloudAppSecret {
  return { appId: row.app_id, appSecretId: row.id, createDate: row.created_at.toISOString() };
}
