/** A log-on under way: a row of its own, bound to the browser by a cookie, ten minutes long. */
import type { Sql } from '../db/db.ts';
import type { Sealer } from '../secrets/seal.ts';
import { randomToken } from '../secrets/token.ts';
import { attemptCookie, csrfOf, hashOf, setAttemptCookie } from './cookies.ts';
import type { PersonDeps } from './person.ts';

export interface Attempt {
  /** Names the attempt wherever something is bound to it; no secret. */
  id: string;
  instanceId: string;
  /** SHA-256 of the cookie: the key of the row. */
  hash: Buffer;
  csrf: string;
  /** A path of this server. */
  returnTo: string;
  hint: string | null;
  /** Known once the first factor has passed. */
  accountId: string | null;
  methodId: string | null;
  amr: string[];
  /** The second factor has passed, or is not needed. */
  secondPassed: boolean;
  passwordState: 'expired' | 'must_change' | 'expires' | 'weak' | null;
  /** The Cookie header of the call, for the session and the browser that are there already. */
  cookieHeader: string | undefined;
  /** `Set-Cookie` lines for the answer; the frame sends them. */
  setCookies: string[];
}

interface AttemptRow {
  return_to: string;
  hint: string | null;
  account_id: string | null;
  method_id: string | null;
  amr: string[];
  second_passed: boolean;
  password_state: Attempt['passwordState'];
}

const COLUMNS = 'return_to, hint, account_id, method_id, amr, second_passed, password_state';

/** The log-on that this browser has under way at this instance. */
export async function findAttempt(
  deps: Pick<PersonDeps, 'db' | 'publicUrl'>,
  instanceId: string,
  cookieHeader: string | undefined,
): Promise<Attempt | undefined> {
  const secret = attemptCookie(deps.publicUrl, instanceId, cookieHeader);
  if (secret === undefined) return undefined;
  const { rows } = await deps.db.query<AttemptRow>(
    `SELECT ${COLUMNS} FROM logon_attempt WHERE hash = $1 AND instance_id = $2 AND expires_at > now()`,
    [hashOf(secret), instanceId],
  );
  return rows[0] && attemptOf(instanceId, secret, rows[0], cookieHeader);
}

/** Under this name the password of a directory is kept: it may fill that of Muster, or be changed there. */
export const DIRECTORY_PASSWORD = 'password';

export interface NewAttempt {
  returnTo: string;
  hint: string | null;
}

export async function beginAttempt(
  deps: Pick<PersonDeps, 'db' | 'publicUrl'>,
  instanceId: string,
  given: NewAttempt,
  cookieHeader: string | undefined,
): Promise<Attempt> {
  const secret = randomToken();
  const { rows } = await deps.db.query<AttemptRow>(
    `INSERT INTO logon_attempt (hash, instance_id, return_to, hint, expires_at)
     VALUES ($1, $2, $3, $4, now() + interval '10 minutes') RETURNING ${COLUMNS}`,
    [hashOf(secret), instanceId, given.returnTo, given.hint],
  );
  const attempt = attemptOf(instanceId, secret, rows[0]!, cookieHeader);
  attempt.setCookies.push(setAttemptCookie(deps.publicUrl, instanceId, secret));
  return attempt;
}

function attemptOf(
  instanceId: string,
  secret: string,
  row: AttemptRow,
  cookieHeader: string | undefined,
): Attempt {
  const hash = hashOf(secret);
  return {
    id: hash.toString('hex'),
    instanceId,
    hash,
    csrf: csrfOf(secret),
    returnTo: row.return_to,
    hint: row.hint,
    accountId: row.account_id,
    methodId: row.method_id,
    amr: row.amr,
    secondPassed: row.second_passed,
    passwordState: row.password_state,
    cookieHeader,
    setCookies: [],
  };
}

const contextOf = (attempt: Attempt, name: string) => `logon_attempt:${attempt.id}:${name}`;

/**
 * Keeps something with the log-on under way, sealed: state and nonce of a redirect, the challenge of a passkey, the
 * secret of a factor that is being set up. `undefined` removes it.
 */
export async function keepState(
  deps: { db: Sql; sealer: Sealer },
  attempt: Attempt,
  name: string,
  value: unknown,
): Promise<void> {
  const sealed =
    value === undefined ? null : deps.sealer.seal(JSON.stringify(value), contextOf(attempt, name));
  await deps.db.query(
    `UPDATE logon_attempt SET state = CASE WHEN $3::text IS NULL THEN state - $2::text
        ELSE state || jsonb_build_object($2::text, $3::text) END WHERE hash = $1`,
    [attempt.hash, name, sealed],
  );
}

/** What was kept, without taking it away. */
export async function readState<T>(
  deps: { db: Sql; sealer: Sealer },
  attempt: Attempt,
  name: string,
): Promise<T | undefined> {
  const { rows } = await deps.db.query<{ sealed: string | null }>(
    `SELECT state ->> $2 AS sealed FROM logon_attempt WHERE hash = $1`,
    [attempt.hash, name],
  );
  return opened<T>(deps.sealer, attempt, name, rows[0]?.sealed);
}

/** What was kept, once: whoever takes it second gets nothing, so that no answer to a challenge counts twice. */
export async function takeState<T>(
  deps: { db: Sql; sealer: Sealer },
  attempt: Attempt,
  name: string,
): Promise<T | undefined> {
  const { rows } = await deps.db.query<{ sealed: string | null }>(
    `UPDATE logon_attempt a SET state = a.state - $2::text
       FROM (SELECT hash, state ->> $2 AS sealed FROM logon_attempt WHERE hash = $1 FOR UPDATE) b
      WHERE a.hash = b.hash RETURNING b.sealed`,
    [attempt.hash, name],
  );
  return opened<T>(deps.sealer, attempt, name, rows[0]?.sealed);
}

function opened<T>(
  sealer: Sealer,
  attempt: Attempt,
  name: string,
  sealed: string | null | undefined,
): T | undefined {
  return sealed ? (JSON.parse(sealer.open(sealed, contextOf(attempt, name))) as T) : undefined;
}
