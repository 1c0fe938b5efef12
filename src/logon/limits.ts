/**
 * How often log-ons may fail. Counts stand in the database: every process counts the same, and a restart gives nobody
 * new guesses. Each failure beyond the free ones doubles the wait.
 */
import { createHash } from 'node:crypto';
import type { Sql } from '../db/db.ts';
import { MusterError } from '../errors/error.ts';
import type { LogonLimits } from '../model/logon.ts';
import { networkOf } from '../secrets/failed-logons.ts';

/**
 * Checks at once. One of ours takes 19 MiB and a core, and more would only make each other wait; a directory only has us
 * wait, and one that is slow must not keep out the people of others.
 */
const CHECKS_MAX = { own: 16, directory: 256 };
const underWay = { own: 0, directory: 0 };

/** How one count goes on. */
interface Pace {
  /** Failures without a wait. */
  free: number;
  firstSeconds: number;
  longestSeconds: number;
  /** From so many failures on, this wait. */
  lock?: { after: number; seconds: number };
  /** One failure is forgotten every so many seconds; or all, after so many without another one. */
  forget: { one: number } | { all: number };
}

/** What is counted: `key` is an account, a name nobody has, or a network. */
export interface Counted {
  instanceId: string;
  kind: 'password' | 'directory' | 'address' | 'forgot' | 'reset';
  key: string;
  pace: Pace;
}

const HOUR = 3600;

/**
 * Behind one address a whole company may stand, in which somebody mistypes every minute: two a minute are forgotten, and
 * waits are short.
 */
const ADDRESS: Pace = { free: 30, firstSeconds: 2, longestSeconds: 300, forget: { one: 30 } };
const MAILS: Pace = { free: 10, firstSeconds: 30, longestSeconds: HOUR, forget: { one: 360 } };
const PACES = { address: ADDRESS, forgot: MAILS, reset: MAILS } as const;

export function byAddress(
  instanceId: string,
  address: string,
  kind: keyof typeof PACES = 'address',
): Counted {
  return { instanceId, kind, key: networkOf(address), pace: PACES[kind] };
}

/**
 * By account. `browser`: hash of a browser that has logged on to it before, which has a count of its own: strangers who
 * guess do not keep people out of where they always are.
 */
export function byAccount(
  instanceId: string,
  kind: 'password' | 'directory',
  who: { accountId: string } | { name: string },
  browser: Buffer | undefined,
  limits: LogonLimits,
): Counted {
  const name = 'accountId' in who ? who.accountId : `name:${who.name.toLowerCase()}`;
  const wait = limits.directoryWaitMinutes * 60;
  const pace: Pace =
    kind === 'directory'
      ? {
          free: limits.directoryAttempts - 1,
          firstSeconds: wait,
          longestSeconds: 4 * wait,
          forget: { all: wait },
        }
      : {
          free: limits.attempts,
          firstSeconds: 5,
          longestSeconds: 900,
          lock: { after: limits.lockAfter, seconds: limits.lockMinutes * 60 },
          forget: { all: Math.max(24 * HOUR, limits.lockMinutes * 60) },
        };
  return { instanceId, kind, key: browser ? `${name}:${browser.toString('hex')}` : name, pace };
}

const isOfAccount = ({ kind }: Counted) => kind === 'password' || kind === 'directory';

const hashed = (key: string) => createHash('sha256').update(key).digest();

/** What a check says of itself: wrong ones count, others do not (`unavailable`: nothing was tried). */
export interface Checked {
  counts: 'wrong' | 'right' | 'neither';
}

/**
 * Runs one check within all limits. It counts as failed before it begins, or many at once would pass the limit; a right
 * one clears the account's count and takes back the address's. Throws `too_many_attempts` and `logon_busy` before the
 * check. `sql` is no transaction: counts must stand whatever becomes of the check.
 */
export async function withinLimits<T extends Checked>(
  sql: Sql,
  all: readonly Counted[],
  check: () => Promise<T>,
): Promise<T> {
  const kind = all.some((one) => one.kind === 'directory') ? 'directory' : 'own';
  if (underWay[kind] >= CHECKS_MAX[kind]) throw new MusterError('logon_busy');
  underWay[kind]++;
  const begun: { one: Counted; until: string }[] = [];
  let verdict: T | undefined;
  try {
    for (const one of all) begun.push({ one, until: await countOne(sql, one) });
    verdict = await check();
    return verdict;
  } finally {
    underWay[kind]--;
    const counts = verdict?.counts ?? 'neither';
    if (counts !== 'wrong')
      for (const { one, until } of begun)
        if (counts === 'right' && isOfAccount(one)) await clear(sql, one);
        else await takeBack(sql, one, until);
  }
}

/** Seconds to wait after so many failures. */
const waitSql = (
  failures: string,
) => `CASE WHEN ${failures} >= $8 THEN $9::float8 WHEN ${failures} <= $5 THEN 0
  ELSE least($7::float8, $6 * 2 ^ least(greatest(${failures} - $5 - 1, 0), 30)) END`;
/** Failures that are not forgotten yet, with this one. */
const NOW = `1 + CASE WHEN $10::float8 > 0
    THEN greatest(0, f.failures - extract(epoch FROM now() - f.last_at)::float8 / $10)
  WHEN f.last_at < now() - make_interval(secs => $4) THEN 0 ELSE f.failures END`;
const COUNT = `INSERT INTO logon_failure AS f (instance_id, kind, key, failures, last_at, blocked_until)
  VALUES ($1, $2, $3, 1, now(), now() + make_interval(secs => ${waitSql('1')}))
  ON CONFLICT (instance_id, kind, key) DO UPDATE SET last_at = now(), failures = ${NOW},
    blocked_until = now() + make_interval(secs => ${waitSql(`(${NOW})`)})
  WHERE f.blocked_until <= now()
  RETURNING blocked_until::text AS until`;

/** Counts one failure; gives the end of the wait that it set. Throws `too_many_attempts` while there is one. */
async function countOne(sql: Sql, { instanceId, kind, key, pace }: Counted): Promise<string> {
  const { rows } = await sql.query<{ until: string }>(COUNT, [
    instanceId,
    kind,
    hashed(key),
    'all' in pace.forget ? pace.forget.all : 0,
    pace.free,
    pace.firstSeconds,
    pace.longestSeconds,
    pace.lock?.after ?? 2 ** 31 - 1,
    pace.lock?.seconds ?? 0,
    'one' in pace.forget ? pace.forget.one : 0,
  ]);
  if (rows[0]) return rows[0].until;
  const { rows: blocked } = await sql.query<{ seconds: number }>(
    `SELECT greatest(1, ceil(extract(epoch FROM blocked_until - now())))::int AS seconds FROM logon_failure
      WHERE instance_id = $1 AND kind = $2 AND key = $3`,
    [instanceId, kind, hashed(key)],
  );
  throw new MusterError('too_many_attempts', { seconds: blocked[0]?.seconds ?? 1 });
}

/** Throws `too_many_attempts` while there is a wait; counts nothing. */
export async function refuseWaiting(sql: Sql, { instanceId, kind, key }: Counted): Promise<void> {
  const { rows } = await sql.query<{ seconds: number }>(
    `SELECT ceil(extract(epoch FROM blocked_until - now()))::int AS seconds FROM logon_failure
      WHERE instance_id = $1 AND kind = $2 AND key = $3 AND blocked_until > now()`,
    [instanceId, kind, hashed(key)],
  );
  if (rows[0]) throw new MusterError('too_many_attempts', { seconds: Math.max(1, rows[0].seconds) });
}

/** Counts a failure that is known only now; one that would have to wait is not refused any more. */
export async function countFailure(sql: Sql, one: Counted): Promise<void> {
  await countOne(sql, one).catch((error: unknown) => {
    if (!(error instanceof MusterError && error.code === 'too_many_attempts')) throw error;
  });
}

/** Takes one failure back, and the wait it set; a wait that another failure has set meanwhile stays. */
async function takeBack(sql: Sql, { instanceId, kind, key }: Counted, until: string): Promise<void> {
  await sql.query(
    `UPDATE logon_failure SET failures = greatest(0, failures - 1),
       blocked_until = CASE WHEN blocked_until = $4::timestamptz THEN now() ELSE blocked_until END
      WHERE instance_id = $1 AND kind = $2 AND key = $3`,
    [instanceId, kind, hashed(key), until],
  );
}

async function clear(sql: Sql, { instanceId, kind, key }: Counted): Promise<void> {
  await sql.query(`DELETE FROM logon_failure WHERE instance_id = $1 AND kind = $2 AND key = $3`, [
    instanceId,
    kind,
    hashed(key),
  ]);
}

/** Lets an account log on again at once, whoever guesses. */
export async function clearFailures(sql: Sql, instanceId: string, accountId: string): Promise<void> {
  const { rows } = await sql.query<{ hash: Buffer }>(`SELECT hash FROM known_browser WHERE account_id = $1`, [
    accountId,
  ]);
  const keys = [accountId, ...rows.map(({ hash }) => `${accountId}:${hash.toString('hex')}`)];
  await sql.query(
    `DELETE FROM logon_failure WHERE instance_id = $1 AND kind IN ('password', 'directory') AND key = ANY($2)`,
    [instanceId, keys.map(hashed)],
  );
}

export async function failuresOf(
  sql: Sql,
  instanceId: string,
  accountId: string,
): Promise<{ failures: number; blockedUntil: Date | null }> {
  const { rows } = await sql.query<{ failures: number; blocked_until: Date; blocked: boolean }>(
    `SELECT failures, blocked_until, blocked_until > now() AS blocked FROM logon_failure
      WHERE instance_id = $1 AND kind IN ('password', 'directory') AND key = $2 ORDER BY blocked_until DESC LIMIT 1`,
    [instanceId, hashed(accountId)],
  );
  const [row] = rows;
  return { failures: Math.ceil(row?.failures ?? 0), blockedUntil: row?.blocked ? row.blocked_until : null };
}

/** Log-on pages that one network may open within a minute; each is a row for ten. */
const PAGES_A_MINUTE = 1200;
const NETWORKS_MAX = 10_000;
const pages = new WeakMap<Sql, Map<string, { count: number; until: number }>>();

/** Counted in memory, since counting in the database would cost what it is to save. Throws `too_many_attempts`. */
export function countPage(sql: Sql, address: string): void {
  const seen = pages.get(sql) ?? new Map<string, { count: number; until: number }>();
  pages.set(sql, seen);
  const network = networkOf(address);
  const now = performance.now();
  const window = seen.get(network);
  if (!window || window.until <= now) {
    // The oldest goes first.
    if (!window && seen.size >= NETWORKS_MAX) seen.delete(seen.keys().next().value!);
    seen.set(network, { count: 1, until: now + 60_000 });
  } else if (++window.count > PAGES_A_MINUTE)
    throw new MusterError('too_many_attempts', { seconds: Math.ceil((window.until - now) / 1000) });
}
