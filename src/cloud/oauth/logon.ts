import { hash, verify } from '@node-rs/argon2';
import type { Db } from '../../db/db.ts';
import { MusterError } from '../../errors/error.ts';
import type { FailedLogons } from '../../secrets/failed-logons.ts';
import { userNameKey } from '../user-name.ts';

const MAX_FAILURES = 10;

/**
 * `refused`: unknown name, wrong password, or ten wrong ones within an hour, which the page does not tell apart;
 * `busy`: too many log-ons are being checked right now, or too many of this address failed.
 */
export type LogonVerdict = { readonly userId: string } | 'refused' | 'busy';

let dummy: Promise<string> | undefined;

export interface Logon {
  readonly accountId: string;
  readonly userName: string;
  readonly password: string;
  /** Where the form came from. */
  readonly address: string;
}

/**
 * Checks the password of a RAM user. A try is counted before the password is looked at, so that many at once cannot
 * pass the limit; an unknown name costs as much time as a wrong password.
 */
export async function logOn(db: Db, failures: FailedLogons, logon: Logon, now: Date): Promise<LogonVerdict> {
  try {
    // Users have a limit of their own, in the database.
    const found = await failures.attempt(logon.address, undefined, () => checkPassword(db, logon, now));
    return found ?? 'refused';
  } catch (error) {
    const busy = error instanceof MusterError && ['too_many_attempts', 'logon_busy'].includes(error.code);
    if (busy) return 'busy';
    throw error;
  }
}

async function checkPassword(
  db: Db,
  { accountId, userName, password }: Logon,
  now: Date,
): Promise<{ userId: string } | undefined> {
  const { rows } = await db.query<{ id: string; password_hash: string | null }>(
    `UPDATE cloud_user SET logon_failed_at = $3,
         logon_failures = CASE WHEN logon_failed_at > $3::timestamptz - interval '1 hour' THEN logon_failures ELSE 0 END + 1
       WHERE account_id = $1 AND user_name_key = $2
         AND (logon_failures < $4 OR logon_failed_at <= $3::timestamptz - interval '1 hour')
       RETURNING id, password_hash`,
    [accountId, userNameKey(userName), now, MAX_FAILURES],
  );
  const user = rows[0];
  dummy ??= hash('nobody has this password');
  const kept = user?.password_hash ?? (await dummy);
  const correct = await verify(kept, password);
  if (user === undefined || user.password_hash === null || !correct) return undefined;
  await db.query('UPDATE cloud_user SET logon_failures = 0, logon_failed_at = NULL WHERE id = $1', [user.id]);
  return { userId: user.id };
}
