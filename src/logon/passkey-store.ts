/** Passkeys as they are kept: by account, with the challenges that are out. */
import { randomBytes } from 'node:crypto';
import type { Sql } from '../db/db.ts';
import { MusterError } from '../errors/error.ts';
import { newId } from '../model/ids.ts';

export interface Passkey {
  id: string;
  name: string;
  synced: boolean;
  createdAt: string;
  lastUsedAt: string | null;
}

/** What an assertion is checked with. */
export interface StoredPasskey {
  id: string;
  account_id: string;
  credential_id: string;
  public_key: Buffer;
  counter: number;
  transports: string[];
  synced: boolean;
  handle: Buffer;
}

/** `first`: instead of a password; `second`: after one. */
export type PasskeyPurpose = 'register' | 'first' | 'second';

const HANDLE_BYTES = 32;
const CHALLENGE_BYTES = 32;
const CHALLENGE_LIFE = '5 minutes';
/** More make lists nobody looks through. */
const PER_ACCOUNT = 20;

export async function listPasskeys(sql: Sql, accountId: string): Promise<Passkey[]> {
  const { rows } = await sql.query<{
    id: string;
    name: string;
    synced: boolean;
    created_at: Date;
    last_used_at: Date | null;
  }>(
    `SELECT id, name, synced, created_at, last_used_at FROM passkey WHERE account_id = $1 ORDER BY created_at, id`,
    [accountId],
  );
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    synced: row.synced,
    createdAt: row.created_at.toISOString(),
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
  }));
}

/** The account's random user handle, made when first asked for. */
export async function handleOf(sql: Sql, accountId: string): Promise<Buffer> {
  await sql.query(`INSERT INTO passkey_user (account_id, handle) VALUES ($1, $2) ON CONFLICT DO NOTHING`, [
    accountId,
    randomBytes(HANDLE_BYTES),
  ]);
  const { rows } = await sql.query<{ handle: Buffer }>(
    `SELECT handle FROM passkey_user WHERE account_id = $1`,
    [accountId],
  );
  return rows[0]!.handle;
}

/** A new challenge, in place of one that is still out for the same. `binding`: id of a session or a log-on under way. */
export async function newChallenge(sql: Sql, binding: string, purpose: PasskeyPurpose): Promise<Buffer> {
  const challenge = randomBytes(CHALLENGE_BYTES);
  await sql.query(`DELETE FROM passkey_challenge WHERE made_at < now() - $1::interval`, [CHALLENGE_LIFE]);
  await sql.query(
    `INSERT INTO passkey_challenge (binding, purpose, challenge) VALUES ($1, $2, $3)
     ON CONFLICT (binding, purpose) DO UPDATE SET challenge = excluded.challenge, made_at = now()`,
    [binding, purpose, challenge.toString('base64url')],
  );
  return challenge;
}

/** The challenge that is out, and no more after this, whatever the answer is worth. */
export async function takeChallenge(
  sql: Sql,
  binding: string,
  purpose: PasskeyPurpose,
): Promise<string | undefined> {
  const { rows } = await sql.query<{ challenge: string }>(
    `DELETE FROM passkey_challenge WHERE binding = $1 AND purpose = $2 AND made_at > now() - $3::interval
     RETURNING challenge`,
    [binding, purpose, CHALLENGE_LIFE],
  );
  return rows[0]?.challenge;
}

/** Within the instance only: all instances of a server share the name that browsers keep passkeys under. */
export async function findPasskey(
  sql: Sql,
  instanceId: string,
  credentialId: string,
): Promise<StoredPasskey | undefined> {
  const { rows } = await sql.query<StoredPasskey>(
    `SELECT p.id, p.account_id, p.credential_id, p.public_key, p.counter, p.transports, p.synced, u.handle
       FROM passkey p JOIN passkey_user u ON u.account_id = p.account_id
      WHERE p.instance_id = $1 AND p.credential_id = $2`,
    [instanceId, credentialId],
  );
  return rows[0];
}

export async function credentialsOf(
  sql: Sql,
  accountId: string,
): Promise<{ id: string; transports: string[] }[]> {
  const { rows } = await sql.query<{ id: string; transports: string[] }>(
    `SELECT credential_id AS id, transports FROM passkey WHERE account_id = $1 ORDER BY created_at, id`,
    [accountId],
  );
  return rows;
}

/** Throws `passkey_too_many` and `passkey_known` (registered before, here or with somebody else). */
export async function addPasskey(
  sql: Sql,
  passkey: Omit<StoredPasskey, 'id' | 'handle'> & { name: string },
): Promise<string> {
  const id = newId('passkey');
  // The account's row orders those who add at once, so that the limit holds.
  await sql.query(`SELECT FROM account WHERE id = $1 FOR UPDATE`, [passkey.account_id]);
  const { rows } = await sql.query<{ count: number }>(
    `SELECT count(*) AS count FROM passkey WHERE account_id = $1`,
    [passkey.account_id],
  );
  if (rows[0]!.count >= PER_ACCOUNT) throw new MusterError('passkey_too_many', { limit: PER_ACCOUNT });
  const { rowCount } = await sql.query(
    `INSERT INTO passkey (id, instance_id, account_id, name, credential_id, public_key, counter, transports, synced)
     SELECT $1, a.instance_id, a.id, $3, $4, $5, $6, $7, $8 FROM account a WHERE a.id = $2
     ON CONFLICT (credential_id) DO NOTHING`,
    [
      id,
      passkey.account_id,
      passkey.name,
      passkey.credential_id,
      passkey.public_key,
      passkey.counter,
      passkey.transports,
      passkey.synced,
    ],
  );
  if (rowCount === 0) throw new MusterError('passkey_known');
  return id;
}

/**
 * Notes a use. False when the counter does not move on: somebody may have copied the key. One that does not count
 * always says 0.
 */
export async function countPasskey(sql: Sql, id: string, counter: number): Promise<boolean> {
  const { rowCount } = await sql.query(
    `UPDATE passkey SET counter = $2, last_used_at = now() WHERE id = $1 AND (counter < $2 OR (counter = 0 AND $2 = 0))`,
    [id, counter],
  );
  return rowCount === 1;
}

/** The name it had; throws `not_found`. */
export async function renamePasskey(sql: Sql, accountId: string, id: string, name: string): Promise<string> {
  const { rows } = await sql.query<{ was: string }>(
    `UPDATE passkey p SET name = $3 FROM passkey old WHERE p.id = $2 AND p.account_id = $1 AND old.id = p.id
     RETURNING old.name AS was`,
    [accountId, id, name],
  );
  if (!rows[0]) throw unknownPasskey(id);
  return rows[0].was;
}

/** The name it had; throws `not_found`. */
export async function removePasskey(sql: Sql, accountId: string, id: string): Promise<string> {
  const { rows } = await sql.query<{ name: string }>(
    `DELETE FROM passkey WHERE id = $2 AND account_id = $1 RETURNING name`,
    [accountId, id],
  );
  if (!rows[0]) throw unknownPasskey(id);
  return rows[0].name;
}

function unknownPasskey(id: string): MusterError {
  return new MusterError('not_found', { what: 'passkey', id: id.slice(0, 80) });
}
