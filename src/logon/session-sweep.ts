/** Once a minute: ends sessions that have run out, and removes what nobody can use any more. */
import type { Logger } from 'pino';
import type { Db } from '../db/db.ts';
import { WITHIN_LIMITS } from './session-store.ts';

const EVERY_MS = 60_000;

export function startSweeping(db: Db, log: Logger): { stop(): Promise<void> } {
  let round: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    round = round.then(() => sweep(db)).catch((error) => log.warn({ err: error }, 'sweeping log-ons failed'));
  }, EVERY_MS);
  timer.unref();
  return {
    async stop() {
      clearInterval(timer);
      await round;
    },
  };
}

export async function sweep(db: Db): Promise<void> {
  await db.query(
    `UPDATE person_session SET ended_at = now(), ended_why = 'ran_out' WHERE id IN (
       SELECT s.id FROM person_session s LEFT JOIN logon_settings l ON l.instance_id = s.instance_id
        WHERE s.ended_at IS NULL AND NOT (${WITHIN_LIMITS}))`,
  );
  await db.query(
    `UPDATE person_session s SET ended_at = now(), ended_why = 'account_expired' FROM account a
      WHERE a.id = s.account_id AND s.ended_at IS NULL AND a.expires_at <= now()`,
  );
  await db.query(`DELETE FROM person_session WHERE told_at < now() - interval '7 days'`);
  await db.query(`DELETE FROM logon_attempt WHERE expires_at < now()`);
  await db.query(`DELETE FROM password_reset WHERE expires_at < now()`);
  await db.query(`DELETE FROM known_browser WHERE last_seen_at < now() - interval '400 days'`);
  await db.query(
    `DELETE FROM logon_failure WHERE last_at < now() - interval '1 day' AND blocked_until < now() - interval '1 day'`,
  );
  // Of accounts that are gone for good: not in the recycle bin either.
  for (const table of ['password_state', 'password_history'])
    await db.query(
      `DELETE FROM ${table} p WHERE NOT EXISTS (SELECT FROM account a WHERE a.id = p.account_id)
          AND NOT EXISTS (SELECT FROM recycle_bin b WHERE b.id = p.account_id)`,
    );
}
