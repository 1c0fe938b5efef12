/** The end of sessions, and telling of it whoever has to act (log-out of applications behind the back of browsers). */
import type { Logger } from 'pino';
import type { Db, Sql } from '../db/db.ts';

export interface EndedSession {
  sessionId: string;
  accountId: string;
  instanceId: string;
}

type Listener = (ended: EndedSession) => Promise<void>;

const listeners = new Set<Listener>();
const LOOK_EVERY_MS = 1000;
const BATCH = 20;

/**
 * `listener` hears of every session that ended, however it did; at least once, and after a failure again a minute
 * later. Gives back what ends the listening.
 */
export function onSessionEnd(listener: Listener): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** Ends a session; one that has ended already stays as it is. `why` is for the log: `logged_out`, `replaced`, … */
export async function endSession(sql: Sql, sessionId: string, why: string): Promise<void> {
  await sql.query(
    `UPDATE person_session SET ended_at = now(), ended_why = $2 WHERE id = $1 AND ended_at IS NULL`,
    [sessionId, why],
  );
}

/** Ends the sessions of an account, but for one; gives the ids of those that ended. */
export async function endSessionsOf(
  sql: Sql,
  accountId: string,
  why: string,
  exceptId?: string,
): Promise<string[]> {
  const { rows } = await sql.query<{ id: string }>(
    `UPDATE person_session SET ended_at = now(), ended_why = $2
      WHERE account_id = $1 AND ended_at IS NULL AND id IS DISTINCT FROM $3 RETURNING id`,
    [accountId, why, exceptId ?? null],
  );
  return rows.map(({ id }) => id);
}

/**
 * Tells of ended sessions. They are looked for once a second rather than listened for: a row stays to be told of
 * whatever happens to a connection, and several processes share the work by taking rows for a minute.
 */
export function startTelling(db: Db, log: Logger): { stop(): Promise<void> } {
  let stopped = false;
  let waiting: NodeJS.Timeout | undefined;
  let round: Promise<void> = Promise.resolve();
  const again = () => {
    if (stopped) return;
    waiting = setTimeout(() => {
      round = tellOfEnded(db, log)
        .catch((error) => log.warn({ err: error }, 'ended sessions could not be told of'))
        .then(again);
    }, LOOK_EVERY_MS);
    waiting.unref();
  };
  again();
  return {
    async stop() {
      stopped = true;
      clearTimeout(waiting);
      await round;
    },
  };
}

/** One round; sessions that nobody listens for are not kept waiting. */
export async function tellOfEnded(db: Db, log: Logger): Promise<void> {
  for (let more = true; more; ) {
    const { rows } = await db.query<{ id: string; account_id: string; instance_id: string }>(
      `UPDATE person_session SET tell_after = now() + interval '1 minute' WHERE id IN (
         SELECT id FROM person_session WHERE ended_at IS NOT NULL AND told_at IS NULL
            AND (tell_after IS NULL OR tell_after <= now()) ORDER BY ended_at LIMIT $1 FOR UPDATE SKIP LOCKED)
       RETURNING id, account_id, instance_id`,
      [BATCH],
    );
    more = rows.length === BATCH;
    await Promise.all(
      rows.map(async (row) => {
        const ended = { sessionId: row.id, accountId: row.account_id, instanceId: row.instance_id };
        try {
          for (const listener of listeners) await listener(ended);
          await db.query(`UPDATE person_session SET told_at = now() WHERE id = $1`, [row.id]);
        } catch (error) {
          log.warn({ err: error, session: row.id }, 'the end of a session could not be told');
        }
      }),
    );
  }
}
