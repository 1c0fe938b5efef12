/** Requests of applications while their people log on, each for one browser and one answer; and messages seen before. */
import { hash } from 'node:crypto';
import type { Sql } from '../db/db.ts';
import { randomToken } from '../secrets/token.ts';
import type { AuthnRequest } from './authn-request.ts';

export interface Pending {
  readonly request: AuthnRequest;
  readonly relayState: string | undefined;
  readonly createdAt: Date;
}

const WAITS = '15 minutes';
/** Longer than any message is accepted after it was made: five minutes and twice the greatest skew. */
const REMEMBERED = '30 minutes';
/** How many expired rows one write removes. */
const SWEEP = 50;

const digest = (text: string) => hash('sha256', text, 'hex');

/** Keeps a request; gives the token by which the browser comes back to it. */
export async function keepRequest(
  sql: Sql,
  applicationId: string,
  browser: string,
  { request, relayState }: Pick<Pending, 'request' | 'relayState'>,
): Promise<string> {
  const token = randomToken();
  await sweep(sql, 'saml_request');
  await sql.query(
    `INSERT INTO saml_request (token_hash, browser_hash, application_id, request, relay_state, expires_at)
     VALUES ($1, $2, $3, $4, $5, now() + interval '${WAITS}')`,
    [digest(token), digest(browser), applicationId, JSON.stringify(request), relayState ?? null],
  );
  return token;
}

/** The request of a token, if it is this application's and this browser's and still waits. */
export function findRequest(
  sql: Sql,
  applicationId: string,
  browser: string,
  token: string,
): Promise<Pending | undefined> {
  return onePending(
    sql,
    `SELECT request, relay_state, created_at FROM saml_request
      WHERE token_hash = $1 AND browser_hash = $2 AND application_id = $3 AND expires_at > now()`,
    [digest(token), digest(browser), applicationId],
  );
}

/** As `findRequest`, and nobody finds it again. */
export function takeRequest(
  sql: Sql,
  applicationId: string,
  browser: string,
  token: string,
): Promise<Pending | undefined> {
  return onePending(
    sql,
    `DELETE FROM saml_request WHERE token_hash = $1 AND browser_hash = $2 AND application_id = $3 AND expires_at > now()
     RETURNING request, relay_state, created_at`,
    [digest(token), digest(browser), applicationId],
  );
}

/** Whether this is the first time that the application's message of this id is seen. */
export async function isFirst(sql: Sql, applicationId: string, messageId: string): Promise<boolean> {
  await sweep(sql, 'saml_seen');
  const { rowCount } = await sql.query(
    `INSERT INTO saml_seen (application_id, id_hash, expires_at) VALUES ($1, $2, now() + interval '${REMEMBERED}')
     ON CONFLICT DO NOTHING`,
    [applicationId, digest(messageId)],
  );
  return rowCount === 1;
}

/** Removes some rows that have run out; what another writer has in hand is left to it. */
export async function sweep(sql: Sql, table: 'saml_request' | 'saml_seen' | 'saml_session'): Promise<void> {
  await sql.query(
    `DELETE FROM ${table} WHERE ctid = ANY (ARRAY(
       SELECT ctid FROM ${table} WHERE expires_at <= now() LIMIT ${SWEEP} FOR UPDATE SKIP LOCKED))`,
  );
}

async function onePending(sql: Sql, text: string, values: unknown[]): Promise<Pending | undefined> {
  const { rows } = await sql.query<{ request: AuthnRequest; relay_state: string | null; created_at: Date }>(
    text,
    values,
  );
  const [row] = rows;
  return row && { request: row.request, relayState: row.relay_state ?? undefined, createdAt: row.created_at };
}
