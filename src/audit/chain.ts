/** Puts entries of the audit log in order and chains them by hash. Any number of processes may run one; one works. */
import { createHash } from 'node:crypto';
import type pg from 'pg';
import type { Logger } from 'pino';
import type { Db, Sql } from '../db/db.ts';
import type { Sealer } from '../secrets/seal.ts';
import { recordAudit } from './record.ts';

const LOOK_EVERY_MS = 1000;
const BATCH = 1000;
const ANCHOR_EVERY = '1 hour';
/** Second key of the advisory lock; runs, applications and sources use others. */
export const AUDIT_LOCK = 13;

/**
 * What is hashed of an entry: every column but its place, as one JSON array. `at` to the microsecond; details, before
 * and after as the text they were written with.
 */
export const HASHED = `json_build_array(id, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), instance_id, category,
  action, actor_kind, actor_id, actor_name, subject_kind, subject_id, subject_name, result, reason, address, agent,
  details::text, before::text, after::text)::text`;

/** The hash of the entry at `position`, which binds it to everything before it. */
export function chainHash(before: Buffer, position: number, content: string): Buffer {
  return createHash('sha256').update(before).update(`${position}\n`).update(content).digest();
}

export const GENESIS = Buffer.alloc(32);
export const anchorContext = (position: number) => `audit_anchor:${position}`;

export interface Head {
  position: number;
  hash: Buffer;
}

export async function chainHead(sql: Sql): Promise<Head> {
  const { rows } = await sql.query<Head>(
    `SELECT position, hash FROM audit_entry WHERE position IS NOT NULL ORDER BY position DESC LIMIT 1`,
  );
  return rows[0] ?? { position: 0, hash: GENESIS };
}

/** Chains what waits, at most one batch; gives how many there were. Without the lock, nothing. */
export function chainBatch(db: Db, sealer: Sealer): Promise<number> {
  return db.tx(async (sql) => {
    const { rows: lock } = await sql.query<{ held: boolean }>(
      `SELECT pg_try_advisory_xact_lock(hashtextextended('audit', $1)) AS held`,
      [AUDIT_LOCK],
    );
    if (!lock[0]!.held) return 0;
    const { rows } = await sql.query<{ id: number; content: string; run: string | null }>(
      `SELECT id, ${HASHED} AS content, CASE WHEN category IN ('sync', 'push') AND subject_kind <> 'digest' THEN details->>'run' END AS run
         FROM audit_entry WHERE position IS NULL ORDER BY id LIMIT $1`,
      [BATCH],
    );
    if (rows.length === 0) return 0;
    let { position, hash } = await chainHead(sql);
    const chained = rows.map(({ id, content }) => {
      position++;
      hash = chainHash(hash, position, content);
      return { id, position, hash };
    });
    await sql.query(
      `UPDATE audit_entry e SET position = u.position, hash = u.hash
         FROM unnest($1::bigint[], $2::bigint[], $3::bytea[]) u (id, position, hash) WHERE e.id = u.id`,
      [chained.map(({ id }) => id), chained.map((one) => one.position), chained.map((one) => one.hash)],
    );
    await anchor(sql, sealer, { position, hash });
    for (const { run } of rows) if (run !== null) await digestRun(sql, run);
    return rows.length;
  });
}

/** The newest anchor moves with the head; each hour one stays behind. */
async function anchor(sql: Sql, sealer: Sealer, { position, hash }: Head): Promise<void> {
  await sql.query(
    `DELETE FROM audit_anchor WHERE position = (SELECT max(position) FROM audit_anchor)
       AND EXISTS (SELECT FROM audit_anchor WHERE at > now() - $1::interval HAVING count(*) > 1)`,
    [ANCHOR_EVERY],
  );
  await sql.query(`INSERT INTO audit_anchor (position, sealed) VALUES ($1, $2)`, [
    position,
    sealer.seal(hash.toString('hex'), anchorContext(position)),
  ]);
}

/** What a run wrote into the change log so far, as lines and one SHA-256 over them. */
export async function runDigest(
  sql: pg.PoolClient,
  runId: string,
): Promise<{ lines: number; sha256: string }> {
  const digest = createHash('sha256');
  let lines = 0;
  for (let after = 0; ; ) {
    const { rows } = await sql.query<{ seq: number; content: string }>(
      `SELECT seq, json_build_array(seq, actor, entity, entity_id, op, before::text, after::text)::text AS content
         FROM change_log WHERE run_id = $1 AND seq > $2 ORDER BY seq LIMIT 5000`,
      [runId, after],
    );
    for (const { content } of rows) digest.update(content).update('\n');
    lines += rows.length;
    if (rows.length < 5000) return { lines, sha256: digest.digest('hex') };
    after = rows.at(-1)!.seq;
  }
}

/** A run that changed something gets an entry that tells what, without repeating it. */
async function digestRun(sql: pg.PoolClient, runId: string): Promise<void> {
  const { rows } = await sql.query<{
    instance_id: string;
    kind: 'sync' | 'push';
    ended: boolean;
    subject: string | null;
  }>(
    `SELECT instance_id, kind, ended_at IS NOT NULL AS ended, coalesce((SELECT name FROM source WHERE id = subject_id),
       (SELECT name FROM application WHERE id = subject_id)) AS subject FROM run WHERE id = $1`,
    [runId],
  );
  const run = rows[0];
  if (!run?.ended) return;
  const digest = await runDigest(sql, runId);
  if (digest.lines === 0) return;
  await recordAudit(sql, {
    instanceId: run.instance_id,
    category: run.kind,
    action: `${run.kind}.digest`,
    actor: { kind: 'system', id: null, name: 'audit' },
    subject: { kind: 'digest', id: runId, name: run.subject ?? runId },
    result: 'ok',
    details: { run: runId, ...digest },
  });
}

/** Chains entries once a second until it is stopped. */
export function startAuditChain(db: Db, log: Logger, sealer: Sealer): { stop(): Promise<void> } {
  let working: Promise<void> | undefined;
  const work = async () => {
    while ((await chainBatch(db, sealer)) === BATCH);
  };
  const timer = setInterval(() => {
    working ??= work()
      .catch((error) => log.error({ err: error }, 'chaining the audit log failed'))
      .finally(() => {
        working = undefined;
      });
  }, LOOK_EVERY_MS);
  return {
    async stop() {
      clearInterval(timer);
      await working;
    },
  };
}
