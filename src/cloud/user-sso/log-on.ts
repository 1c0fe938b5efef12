/**
 * A log-on through the identity provider, step by step: the browser is sent there (`startSso`), the identity provider
 * has it post the answer here (`takeResponse`), and the browser comes back as itself (`land`). The answer arrives from
 * another site and so without cookies; that is why taking it and trusting the browser are two steps.
 */
import { hash, randomBytes } from 'node:crypto';
import type { Db, Sql } from '../../db/db.ts';
import { MusterError } from '../../errors/error.ts';
import { randomToken } from '../../secrets/token.ts';
import { defaultDomain } from '../accounts.ts';
import { secretHash } from '../secrets.ts';
import { userNameKey } from '../user-name.ts';
import type { PageAccount } from './accounts.ts';
import { serviceProvider } from './addresses.ts';
import { readIdpMetadata } from './idp-metadata.ts';
import { type From, logSignin } from './log.ts';
import { authnRequestUrl } from './messages.ts';
import { userNameOf } from './names.ts';
import { readResponse, refuseAnswer } from './response.ts';
import { beginSession, type RamSession } from './sessions.ts';
import { holdUserSso, readUserSso } from './settings.ts';
import type { FindSpKey } from './sp-keys.ts';

/** From being sent to the identity provider to the last click here. */
export const LOGON_SECONDS = 600;
const LANDING_SECONDS = 60;

export interface SsoDeps {
  readonly db: Db;
  readonly publicUrl: string;
  readonly keys: FindSpKey;
}

/** Parameters of an authorization request that goes on after the log-on. */
export type Continuation = Readonly<Record<string, string>>;

/** Keeps an AuthnRequest and tells where to send the browser, with its cookie. Throws `ram_sso_off`. */
export async function startSso(
  { db, publicUrl, keys }: SsoDeps,
  accountId: string,
  start: { browser: string | undefined; continuation: Continuation | undefined },
  now: Date,
): Promise<{ location: string; browser: string }> {
  const settings = await readUserSso(db, accountId);
  if (!settings?.ssoEnabled || settings.metadataDocument === null) throw new MusterError('ram_sso_off');
  const { ssoUrl } = readIdpMetadata(settings.metadataDocument);
  const browser = await browserOf(db, accountId, start.browser, now);
  const id = `_${randomBytes(20).toString('hex')}`;
  const parameters = start.continuation === undefined ? null : JSON.stringify(start.continuation);
  await db.query({
    name: 'cloud-sso-start',
    text: `WITH expired AS (DELETE FROM cloud_sso_request WHERE account_id = $2 AND expires_at <= $5)
           INSERT INTO cloud_sso_request (id, account_id, browser_hash, parameters, expires_at)
           VALUES ($1, $2, $3, $4, $5::timestamptz + make_interval(secs => $6))`,
    values: [id, accountId, secretHash(browser), parameters, now, LOGON_SECONDS],
  });
  const key = (await keys(accountId)).privateKey();
  const algorithm = settings.authnSignAlgo;
  const location = authnRequestUrl({
    ...serviceProvider(publicUrl, accountId),
    id,
    ssoUrl,
    now,
    algorithm,
    key,
  });
  return { location, browser };
}

/** Log-ons in several tabs share a cookie; one that began none here is replaced. */
async function browserOf(
  sql: Sql,
  accountId: string,
  cookie: string | undefined,
  now: Date,
): Promise<string> {
  if (cookie === undefined) return randomToken();
  const { rows } = await sql.query(
    `SELECT FROM cloud_sso_request WHERE account_id = $1 AND browser_hash = $2 AND expires_at > $3 LIMIT 1`,
    [accountId, secretHash(cookie), now],
  );
  return rows.length > 0 ? cookie : randomToken();
}

/**
 * Checks an answer of the identity provider and gives the ticket under which it waits for the browser. Throws
 * `ram_sso_off`, `ram_sso_refused`, `ram_sso_begin_again`, `ram_sso_user_unknown`.
 */
export async function takeResponse(
  { db, publicUrl }: Pick<SsoDeps, 'db' | 'publicUrl'>,
  account: PageAccount,
  samlResponse: string,
  now: Date,
): Promise<string> {
  const { accountId } = account;
  return db.tx(async (sql) => {
    // Settings that change wait until this is done, and then end what it began.
    const settings = await holdUserSso(sql, accountId);
    if (!settings?.ssoEnabled || settings.metadataDocument === null) throw new MusterError('ram_sso_off');
    const idp = readIdpMetadata(settings.metadataDocument);
    const answered = readResponse(samlResponse, { ...serviceProvider(publicUrl, accountId), idp, now });
    const { inResponseTo, nameId } = answered;
    if (inResponseTo !== undefined) await claimRequest(sql, accountId, inResponseTo, now);
    await keepAssertion(sql, accountId, `${idp.entityId}\n${answered.assertionId}`, answered.expiresAt, now);
    const name = userNameOf(nameId, account.alias, settings) ?? refuseAnswer('name_domain');
    const userId = await userNamed(sql, accountId, name);
    if (userId === undefined) throw new MusterError('ram_sso_user_unknown', { value: nameId.slice(0, 200) });
    const ticket = randomToken();
    await sql.query({
      name: 'cloud-sso-landing',
      text: `WITH expired AS (DELETE FROM cloud_sso_landing WHERE account_id = $2 AND expires_at <= $6)
             INSERT INTO cloud_sso_landing (hash, account_id, user_id, request_id, session_expires_at, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6::timestamptz + make_interval(secs => $7))`,
      values: [
        secretHash(ticket),
        accountId,
        userId,
        inResponseTo ?? null,
        answered.sessionExpiresAt ?? null,
        now,
        LANDING_SECONDS,
      ],
    });
    return ticket;
  });
}

async function claimRequest(sql: Sql, accountId: string, id: string, now: Date): Promise<void> {
  const { rowCount } = await sql.query(
    `UPDATE cloud_sso_request SET answered_at = $3
     WHERE id = $1 AND account_id = $2 AND answered_at IS NULL AND expires_at > $3`,
    [id, accountId, now],
  );
  if (rowCount !== 1) throw new MusterError('ram_sso_begin_again', { reason: 'request_unknown' });
}

async function keepAssertion(
  sql: Sql,
  accountId: string,
  name: string,
  expiresAt: Date,
  now: Date,
): Promise<void> {
  await sql.query('DELETE FROM cloud_sso_assertion WHERE account_id = $1 AND expires_at <= $2', [
    accountId,
    now,
  ]);
  const { rowCount } = await sql.query(
    `INSERT INTO cloud_sso_assertion (account_id, hash, expires_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
    [accountId, hash('sha256', name), expiresAt],
  );
  if (rowCount !== 1) throw new MusterError('ram_sso_begin_again', { reason: 'replayed' });
}

async function userNamed(sql: Sql, accountId: string, name: string): Promise<string | undefined> {
  const { rows } = await sql.query<{ id: string }>(
    'SELECT id FROM cloud_user WHERE account_id = $1 AND user_name_key = $2',
    [accountId, userNameKey(name)],
  );
  return rows[0]?.id;
}

/** What the browser does next. */
export type Landed =
  | { readonly kind: 'session'; readonly cookie: string; readonly seconds: number }
  /** An application asked: the RAM user is known now and has to allow it. */
  | { readonly kind: 'allow'; readonly requestId: string }
  /** Begun at the identity provider while somebody else is logged on here: that person decides. */
  | { readonly kind: 'switch'; readonly upn: string };

export interface Arrival {
  readonly ticket: string;
  /** Cookie of the browser that began a log-on here. */
  readonly browser: string | undefined;
  readonly session: RamSession | undefined;
  /** The person wants to be somebody else. */
  readonly confirmed: boolean;
  readonly from: From;
}

interface LandingRow {
  user_id: string;
  user_name: string;
  request_id: string | null;
  session_expires_at: Date | null;
}

/** The browser comes with its ticket, which counts once. Throws `ram_sso_begin_again`. */
export async function land(db: Db, account: PageAccount, arrival: Arrival, now: Date): Promise<Landed> {
  // A refusal is an answer of the transaction, not a failure: it must use the ticket up.
  const landed = await db.tx(async (sql) => {
    await holdUserSso(sql, account.accountId);
    const row = await takeLanding(sql, account.accountId, arrival, now);
    if (row === undefined || 'kind' in row) return row ?? 'ticket_unknown';
    if (row.request_id === null) return openSession(sql, account, row, arrival, now);
    return backToRequest(sql, account, { ...row, request_id: row.request_id }, arrival, now);
  });
  if (typeof landed === 'string') throw new MusterError('ram_sso_begin_again', { reason: landed });
  return landed;
}

async function takeLanding(
  sql: Sql,
  accountId: string,
  { ticket, session, confirmed }: Arrival,
  now: Date,
): Promise<LandingRow | Landed | undefined> {
  const { rows } = await sql.query<LandingRow & { alias: string }>(
    `SELECT l.user_id, u.user_name, l.request_id, l.session_expires_at, a.alias
     FROM cloud_sso_landing l JOIN cloud_user u ON u.id = l.user_id JOIN cloud_account a ON a.id = l.account_id
     WHERE l.hash = $1 AND l.account_id = $2 AND l.expires_at > $3 FOR UPDATE OF l`,
    [secretHash(ticket), accountId, now],
  );
  const row = rows[0];
  if (row === undefined) return undefined;
  const isOther = row.request_id === null && session !== undefined && session.userId !== row.user_id;
  if (isOther && !confirmed) return { kind: 'switch', upn: `${row.user_name}@${defaultDomain(row.alias)}` };
  await sql.query('DELETE FROM cloud_sso_landing WHERE hash = $1', [secretHash(ticket)]);
  return row;
}

async function backToRequest(
  sql: Sql,
  account: PageAccount,
  row: LandingRow & { request_id: string },
  arrival: Arrival,
  now: Date,
): Promise<Landed | 'other_browser'> {
  if (arrival.browser === undefined) return 'other_browser';
  const { rows } = await sql.query<{ asked: boolean }>(
    `UPDATE cloud_sso_request SET user_id = $4
     WHERE id = $1 AND account_id = $2 AND browser_hash = $3 AND expires_at > $5 AND user_id IS NULL
     RETURNING parameters IS NOT NULL AS asked`,
    [row.request_id, account.accountId, secretHash(arrival.browser), row.user_id, now],
  );
  if (rows[0] === undefined) return 'other_browser';
  if (!rows[0].asked) {
    await sql.query('DELETE FROM cloud_sso_request WHERE id = $1', [row.request_id]);
    return openSession(sql, account, row, arrival, now);
  }
  await logArrival(sql, account, row, arrival);
  return { kind: 'allow', requestId: row.request_id };
}

async function openSession(
  sql: Sql,
  account: PageAccount,
  row: LandingRow,
  arrival: Arrival,
  now: Date,
): Promise<Landed> {
  const notAfter = row.session_expires_at ?? undefined;
  const wanted = { accountId: account.accountId, userId: row.user_id, via: 'sso', notAfter } as const;
  const session = await beginSession(sql, wanted, now);
  await logArrival(sql, account, row, arrival);
  return { kind: 'session', ...session };
}

function logArrival(sql: Sql, account: PageAccount, row: LandingRow, { from }: Arrival): Promise<void> {
  return logSignin(sql, account, { userId: row.user_id, name: row.user_name }, { via: 'sso', from });
}
