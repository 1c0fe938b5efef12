/** Browsers an account has been logged on from: where a second factor was given, and where it may fail in peace. */
import type { Sql } from '../db/db.ts';
import { networkOf } from '../secrets/failed-logons.ts';
import { randomToken } from '../secrets/token.ts';
import { browserCookie, hashOf, setBrowserCookie } from './cookies.ts';

const NETWORKS_MAX = 5;

/** Hash of this browser, if this account has been logged on from it. */
export async function knownBrowser(
  sql: Sql,
  publicUrl: string,
  instanceId: string,
  cookieHeader: string | undefined,
  accountId: string,
): Promise<Buffer | undefined> {
  const secret = browserCookie(publicUrl, instanceId, cookieHeader);
  if (secret === undefined) return undefined;
  const hash = hashOf(secret);
  const { rowCount } = await sql.query(
    `SELECT FROM known_browser WHERE account_id = $1 AND hash = $2 AND instance_id = $3`,
    [accountId, hash, instanceId],
  );
  return rowCount === 1 ? hash : undefined;
}

/** Whether a second factor was given here, in a network this browser has been in, not too long ago. */
export async function browserIsTrusted(
  sql: Sql,
  publicUrl: string,
  instanceId: string,
  cookieHeader: string | undefined,
  accountId: string,
  address: string,
): Promise<boolean> {
  const secret = browserCookie(publicUrl, instanceId, cookieHeader);
  if (secret === undefined) return false;
  const { rowCount } = await sql.query(
    `SELECT FROM known_browser WHERE account_id = $1 AND hash = $2 AND instance_id = $3 AND second_until > now()
        AND $4 = ANY(networks)`,
    [accountId, hashOf(secret), instanceId, networkOf(address)],
  );
  return rowCount === 1;
}

/**
 * Remembers the browser of a finished log-on; gives the `Set-Cookie` line where it has none. `trustDays`: for so long no
 * second factor is asked for in it; left out, what holds goes on to hold.
 */
export async function rememberBrowser(
  sql: Sql,
  publicUrl: string,
  instanceId: string,
  cookieHeader: string | undefined,
  seen: { accountId: string; address: string; trustDays: number | undefined },
): Promise<string | undefined> {
  const had = browserCookie(publicUrl, instanceId, cookieHeader);
  const secret = had ?? randomToken();
  const network = networkOf(seen.address);
  await sql.query(
    `INSERT INTO known_browser AS b (hash, account_id, instance_id, networks, second_until)
     VALUES ($1, $2, $3, ARRAY[$4], now() + make_interval(days => $5::int))
     ON CONFLICT (account_id, hash) DO UPDATE SET last_seen_at = now(),
       networks = (array_remove(b.networks, $4) || $4)[greatest(1, cardinality(array_remove(b.networks, $4)) + 2 - $6):],
       second_until = coalesce(excluded.second_until, b.second_until)`,
    [hashOf(secret), seen.accountId, instanceId, network, seen.trustDays ?? null, NETWORKS_MAX],
  );
  return had === undefined ? setBrowserCookie(publicUrl, instanceId, secret) : undefined;
}

/** After a change of the password: whoever knew the old one may have remembered a browser. */
export async function forgetBrowsers(sql: Sql, accountId: string): Promise<void> {
  await sql.query(`DELETE FROM known_browser WHERE account_id = $1`, [accountId]);
}
