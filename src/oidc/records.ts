/** Where oidc-provider keeps grants, codes, tokens and interactions: one table, ids as hashes. */
import { createHash } from 'node:crypto';
import type { Adapter, AdapterPayload } from 'oidc-provider';
import { errors } from 'oidc-provider';
import type { Db, Sql } from '../db/db.ts';
import type { Sealer } from '../secrets/seal.ts';

export interface RecordDeps {
  db: Db;
  sealer: Sealer;
}

interface RecordRow {
  payload: AdapterPayload;
  sealed_id: string | null;
  id_hash: Buffer;
  consumed: number | null;
}

/**
 * Codes end with their session; tokens do unless access without the person there was granted. A device goes its own way:
 * the session is that of the browser in which its code was typed.
 */
function endsWithSession(kind: string, payload: AdapterPayload): boolean {
  if (payload.sessionUid === undefined || kind === 'DeviceCode') return false;
  if (String(payload.gty ?? '').startsWith('device_code')) return false;
  return kind === 'AuthorizationCode' || !(payload.scope ?? '').split(' ').includes('offline_access');
}

/** A record that is bound to a session is not found once that session has ended. */
const LIVE = `(NOT bound OR EXISTS (SELECT FROM person_session s WHERE s.id = session_id AND s.ended_at IS NULL))`;
const COLUMNS = `payload, sealed_id, id_hash, floor(extract(epoch FROM consumed_at))::int AS consumed`;
/** Kept for a while after they have run out: clients are told that a code has expired, not that there was none. */
const KEPT_AFTER = `interval '10 minutes'`;

/** The records of one model of oidc-provider in one instance. */
export function recordsOf({ db, sealer }: RecordDeps, instanceId: string, kind: string): Adapter {
  const where = 'instance_id = $1 AND kind = $2 AND id_hash = $3';
  const key = (id: string) => [instanceId, kind, hashOf(id)];
  const context = (hash: Buffer) => `oidc_record:${instanceId}:${kind}:${hash.toString('hex')}`;
  return {
    async upsert(id, payload, expiresIn) {
      const { jti: _, userCode, ...kept } = payload;
      const hash = hashOf(id);
      await db.query({
        name: 'oidc-record-put',
        text: `INSERT INTO oidc_record (instance_id, kind, id_hash, application_id, account_id, grant_id, session_id, bound,
                 user_code, payload, sealed_id, expires_at)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, now() + make_interval(secs => $12))
               ON CONFLICT (instance_id, kind, id_hash) DO UPDATE SET payload = EXCLUDED.payload,
                 account_id = EXCLUDED.account_id, grant_id = EXCLUDED.grant_id, session_id = EXCLUDED.session_id,
                 bound = EXCLUDED.bound, expires_at = EXCLUDED.expires_at`,
        values: [
          instanceId,
          kind,
          hash,
          payload.clientId ?? payload.params?.client_id ?? null,
          payload.accountId ?? null,
          payload.grantId ?? null,
          payload.sessionUid ?? null,
          endsWithSession(kind, payload),
          userCode === undefined ? null : hashOf(userCode),
          kept,
          userCode === undefined ? null : sealer.seal(id, context(hash)),
          expiresIn,
        ],
      });
    },
    async find(id) {
      const { rows } = await db.query<RecordRow>({
        name: 'oidc-record-get',
        text: `SELECT ${COLUMNS} FROM oidc_record WHERE ${where} AND ${LIVE}`,
        values: key(id),
      });
      return rows[0] && restored(rows[0], id);
    },
    async findByUserCode(userCode) {
      const { rows } = await db.query<RecordRow>(
        `SELECT ${COLUMNS} FROM oidc_record WHERE instance_id = $1 AND kind = $2 AND user_code = $3`,
        [instanceId, kind, hashOf(userCode)],
      );
      const [row] = rows;
      if (!row?.sealed_id) return undefined;
      return { ...restored(row, sealer.open(row.sealed_id, context(row.id_hash))), userCode };
    },
    // Sessions are those of people (src/logon): nothing of them is kept here.
    findByUid: async () => undefined,
    async consume(id) {
      const { rows } = await db.query<{ grant_id: string | null }>({
        name: 'oidc-record-consume',
        text: `UPDATE oidc_record SET consumed_at = now() WHERE ${where} AND consumed_at IS NULL RETURNING grant_id`,
        values: key(id),
      });
      if (rows.length > 0) return;
      // Of several that bring the same code at once, one is a thief: what the first of them got ends as well.
      const { rows: used } = await db.query<{ grant_id: string | null }>(
        `SELECT grant_id FROM oidc_record WHERE ${where}`,
        key(id),
      );
      const grantId = used[0]?.grant_id;
      if (grantId) await endGrant(db, instanceId, grantId);
      throw new errors.InvalidGrant(`${kind} was used already`);
    },
    async destroy(id) {
      await db.query(`DELETE FROM oidc_record WHERE ${where}`, key(id));
    },
    async revokeByGrantId(grantId) {
      await db.query(`DELETE FROM oidc_record WHERE instance_id = $1 AND kind = $2 AND grant_id = $3`, [
        instanceId,
        kind,
        grantId,
      ]);
    },
  };
}

function restored(row: RecordRow, id: string): AdapterPayload {
  return { ...row.payload, jti: id, ...(row.consumed !== null && { consumed: row.consumed }) };
}

/** Ends a grant with everything that was given on it. A token that is written a moment later finds no grant. */
export async function endGrant(sql: Sql, instanceId: string, grantId: string): Promise<void> {
  await sql.query(
    `DELETE FROM oidc_record WHERE instance_id = $1 AND (grant_id = $2 OR kind = 'Grant' AND id_hash = $3)`,
    [instanceId, grantId, hashOf(grantId)],
  );
}

/** Removes what has run out; gives how many. */
export async function removeExpired(sql: Sql): Promise<number> {
  const { rowCount } = await sql.query(
    `DELETE FROM oidc_record WHERE ctid = ANY (ARRAY(
       SELECT ctid FROM oidc_record WHERE expires_at < now() - ${KEPT_AFTER} LIMIT 5000))`,
  );
  return rowCount ?? 0;
}

function hashOf(id: string): Buffer {
  return createHash('sha256').update(id).digest();
}
