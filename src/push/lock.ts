import type pg from 'pg';
import type { Db } from '../db/db.ts';

/** Second key of the advisory locks of applications; runs use another. */
const KIND = 3;

/** One pusher per application, in all processes: takes the lock on this connection, or says no at once. */
export async function tryLockApplication(connection: pg.PoolClient, applicationId: string): Promise<boolean> {
  const { rows } = await connection.query<{ held: boolean }>(
    `SELECT pg_try_advisory_lock(hashtextextended($1, $2)) AS held`,
    [applicationId, KIND],
  );
  return rows[0]!.held;
}

export async function unlockApplication(connection: pg.PoolClient, applicationId: string): Promise<void> {
  await connection.query(`SELECT pg_advisory_unlock(hashtextextended($1, $2))`, [applicationId, KIND]);
}

const RETRY_MS = 50;

/**
 * Runs `work` as the only pusher of the application; waits until live push lets go. `work` gets a signal that also
 * aborts when the connection that holds the lock is lost, since another process may then take over.
 */
export async function asOnlyPusher<T>(
  db: Db,
  applicationId: string,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const connection = await db.connect();
  const lost = new AbortController();
  const onError = (error: Error) => lost.abort(error);
  connection.on('error', onError);
  try {
    while (!(await tryLockApplication(connection, applicationId))) {
      signal.throwIfAborted();
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
    return await work(AbortSignal.any([signal, lost.signal]));
  } finally {
    connection.off('error', onError);
    // Closing the connection would free the lock too, but only a healthy one may go back to the pool.
    const freed = await unlockApplication(connection, applicationId).then(
      () => true,
      () => false,
    );
    connection.release(!freed);
  }
}
