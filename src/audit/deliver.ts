/** Delivers chained entries to the streams, in order and at least once. */
import type { Logger } from 'pino';
import type { Db, Sql } from '../db/db.ts';
import { asMusterError } from '../errors/error.ts';
import type { AuditEntry } from '../model/audit.ts';
import { BACKOFF, delayAfter } from '../pacing.ts';
import { ENTRY_COLUMNS, type EntryRow, entryOf } from './read.ts';
import { sendEntries } from './send.ts';
import { openTarget, type Seals, type StreamRow, streamRow } from './streams.ts';

const LOOK_EVERY_MS = 1000;
const BATCH = 200;

/** Delivers what waits every second; of several processes one works on a stream at a time. */
export function startAuditStreams(
  db: Db,
  log: Logger,
  seals: Pick<Seals, 'open'>,
  now: () => Date,
): { stop(): Promise<void> } {
  let working: Promise<void> | undefined;
  let stopping = false;
  const work = async () => {
    const { rows } = await db.query<{ id: string }>(
      `SELECT id FROM audit_stream WHERE enabled AND next_at <= now() ORDER BY next_at`,
    );
    for (const { id } of rows) while (!stopping && (await deliverBatch(db, log, seals, id, now())));
  };
  const timer = setInterval(() => {
    working ??= work()
      .catch((error) => log.error({ err: error }, 'delivering the audit log failed'))
      .finally(() => {
        working = undefined;
      });
  }, LOOK_EVERY_MS);
  return {
    async stop() {
      stopping = true;
      clearInterval(timer);
      await working;
    },
  };
}

/**
 * Sends the next entries of one stream; true when there may be more. Its row stays locked meanwhile. What an instance's
 * stream may see are entries of the instance.
 */
export function deliverBatch(
  db: Db,
  log: Logger,
  seals: Pick<Seals, 'open'>,
  id: string,
  now: Date,
): Promise<boolean> {
  return db.tx(async (sql) => {
    const { rows } = await sql.query<StreamRow>(
      `SELECT * FROM audit_stream WHERE id = $1 AND enabled AND next_at <= now() FOR UPDATE SKIP LOCKED`,
      [id],
    );
    const stream = rows[0];
    if (!stream) return false;
    const entries = await entriesAfter(sql, stream);
    const last = entries.at(-1)?.position;
    if (last === undefined) return false;
    try {
      await sendEntries(openTarget(seals, stream), entries, now);
      await sql.query(
        `UPDATE audit_stream SET delivered = $2, attempts = 0, error = NULL, next_at = now() WHERE id = $1`,
        [id, last],
      );
      return entries.length === BATCH;
    } catch (thrown) {
      const { code, params } = asMusterError(thrown);
      log.warn({ stream: id, code, ...params }, 'audit entries were not taken; they wait');
      await sql.query(
        `UPDATE audit_stream SET attempts = attempts + 1, error = $2, next_at = now() + $3 * interval '1 millisecond' WHERE id = $1`,
        [id, { code, params }, 1000 + delayAfter(stream.attempts, BACKOFF)],
      );
      return false;
    }
  });
}

async function entriesAfter(sql: Sql, stream: StreamRow): Promise<AuditEntry[]> {
  const { rows } = await sql.query<EntryRow>(
    `SELECT ${ENTRY_COLUMNS} FROM audit_entry WHERE position > $1 AND ($2::text IS NULL OR instance_id = $2)
      ORDER BY position LIMIT $3`,
    [stream.delivered, stream.instance_id, BATCH],
  );
  return rows.map(entryOf);
}

/** Sends one entry made for the purpose (`audit.test`), to see whether it arrives. Throws `audit_stream_failed`. */
export async function testAuditStream(
  db: Db,
  seals: Pick<Seals, 'open'>,
  instanceId: string | null,
  id: string,
  now: Date,
): Promise<void> {
  const stream = await streamRow(db, instanceId, id);
  await sendEntries(openTarget(seals, stream), [probe(instanceId, now)], now);
}

function probe(instanceId: string | null, now: Date): AuditEntry {
  return {
    id: 0,
    at: now.toISOString().replace('Z', '000Z'),
    instanceId,
    category: 'audit',
    action: 'audit.test',
    actorKind: 'system',
    actorId: null,
    actorName: 'audit',
    subjectKind: null,
    subjectId: null,
    subjectName: null,
    result: 'ok',
    reason: null,
    address: null,
    agent: null,
    details: null,
    before: null,
    after: null,
    position: null,
    hash: null,
  };
}
