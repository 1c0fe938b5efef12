/** Back-channel log-out (OpenID Connect Back-Channel Logout 1.0): applications are told when a session has ended. */
import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import type { Logger } from 'pino';
import type { Db, Sql } from '../db/db.ts';
import type { Sealer } from '../secrets/seal.ts';
import { SIGNING_ALGORITHM, signingKeysOf } from '../signing/keys.ts';
import { findOidc } from './client.ts';
import { issuerOf } from './names.ts';
import { removeExpired } from './records.ts';

export interface BackchannelDeps {
  db: Db;
  sealer: Sealer;
  publicUrl: string;
  log: Logger;
}

const LOOK_EVERY_MS = 1000;
const CLEAN_EVERY_MS = 60_000;
const BATCH = 20;
const ANSWER_WITHIN_MS = 5000;
const TOKEN_SECONDS = 120;
/** After each failed attempt; after the last one an application has to find out by itself. */
const AGAIN_AFTER_SECONDS = [5, 30, 120, 600, 3600, 4 * 3600, 12 * 3600];

/** Notes that an application is to be told when the session ends. */
export async function rememberClient(
  sql: Sql,
  client: { instanceId: string; sessionId: string; applicationId: string; subject: string },
): Promise<void> {
  await sql.query({
    name: 'oidc-session-client',
    text: `INSERT INTO oidc_session_client (session_id, application_id, instance_id, subject) VALUES ($1, $2, $3, $4)
           ON CONFLICT (session_id, application_id) DO UPDATE SET subject = EXCLUDED.subject, since = now()`,
    values: [client.sessionId, client.applicationId, client.instanceId, client.subject],
  });
}

/** Ends what the session carried and queues the notices to its applications; hearing of the same end twice is fine. */
export async function sessionEnded(db: Db, sessionId: string): Promise<void> {
  await db.tx(async (sql) => {
    await sql.query('DELETE FROM oidc_record WHERE session_id = $1 AND bound', [sessionId]);
    await sql.query(
      `WITH gone AS (DELETE FROM oidc_session_client WHERE session_id = $1 RETURNING *)
       INSERT INTO oidc_logout (instance_id, application_id, session_id, subject)
       SELECT instance_id, application_id, session_id, subject FROM gone ON CONFLICT DO NOTHING`,
      [sessionId],
    );
  });
}

/** Tells applications what `sessionEnded` has queued, and clears away what has run out. */
export function startOidcWork(deps: BackchannelDeps): { stop(): Promise<void> } {
  const telling = repeat(LOOK_EVERY_MS, deps.log, () => deliverDue(deps));
  const cleaning = repeat(CLEAN_EVERY_MS, deps.log, () => clean(deps.db));
  return {
    async stop() {
      await Promise.all([telling.stop(), cleaning.stop()]);
    },
  };
}

async function clean(db: Db): Promise<void> {
  while ((await removeExpired(db)) > 0);
  // Of sessions that are gone without a word.
  await db.query(
    `DELETE FROM oidc_session_client c WHERE since < now() - interval '1 day'
       AND NOT EXISTS (SELECT FROM person_session s WHERE s.id = c.session_id)`,
  );
}

function repeat(everyMs: number, log: Logger, work: () => Promise<void>): { stop(): Promise<void> } {
  let stopped = false;
  let waiting: NodeJS.Timeout | undefined;
  let round: Promise<void> = Promise.resolve();
  const again = () => {
    if (stopped) return;
    waiting = setTimeout(() => {
      round = work()
        .catch((error) => log.warn({ err: error }, 'background work of OpenID Connect failed'))
        .then(again);
    }, everyMs);
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

interface Due {
  id: number;
  instance_id: string;
  application_id: string;
  session_id: string;
  subject: string;
  attempts: number;
}

/** Sends what is due. Rows are taken for a minute, so that processes share them and a dead one loses none. */
export async function deliverDue(deps: BackchannelDeps): Promise<void> {
  for (let more = true; more; ) {
    const { rows } = await deps.db.query<Due>(
      `UPDATE oidc_logout SET next_at = now() + interval '1 minute' WHERE id IN (
         SELECT id FROM oidc_logout WHERE next_at <= now() ORDER BY next_at LIMIT $1 FOR UPDATE SKIP LOCKED)
       RETURNING id, instance_id, application_id, session_id, subject, attempts`,
      [BATCH],
    );
    more = rows.length === BATCH;
    await Promise.all(rows.map((due) => deliver(deps, due)));
  }
}

async function deliver(deps: BackchannelDeps, due: Due): Promise<void> {
  const { db, log } = deps;
  const application = await findOidc(db, due.instance_id, due.application_id);
  const to = application?.oidc.backchannelLogoutUri;
  const failure = to ? await send(deps, due, to) : undefined;
  const wait = AGAIN_AFTER_SECONDS[due.attempts];
  const about = { application: due.application_id, attempts: due.attempts + 1, reason: failure };
  if (failure === undefined || wait === undefined) {
    await db.query('DELETE FROM oidc_logout WHERE id = $1', [due.id]);
    if (failure !== undefined) log.warn(about, 'an application could not be told of a log-out; given up');
    return;
  }
  log.info(about, 'an application could not be told of a log-out; tried again later');
  await db.query(
    `UPDATE oidc_logout SET attempts = attempts + 1, next_at = now() + make_interval(secs => $2) WHERE id = $1`,
    [due.id, wait],
  );
}

/** Gives why it failed; undefined where the application has taken it. */
async function send(deps: BackchannelDeps, due: Due, to: string): Promise<string | undefined> {
  try {
    const response = await fetch(to, {
      method: 'POST',
      body: new URLSearchParams({ logout_token: await logoutToken(deps, due) }),
      redirect: 'manual',
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    await response.body?.cancel();
    return response.ok ? undefined : `HTTP status ${response.status}`;
  } catch (error) {
    const { cause, name } = error as Error & { cause?: { code?: string } };
    return cause?.code ?? name;
  }
}

/** §2.4: no nonce; a type of its own, so that it is never taken for an ID token. */
async function logoutToken(deps: BackchannelDeps, due: Due): Promise<string> {
  const keys = await signingKeysOf(deps, due.instance_id, 'oidc');
  const key = keys.find(({ state }) => state === 'current')!;
  return new SignJWT({
    sid: due.session_id,
    events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
  })
    .setProtectedHeader({ alg: SIGNING_ALGORITHM, kid: key.kid, typ: 'logout+jwt' })
    .setIssuer(issuerOf(deps.publicUrl, due.instance_id))
    .setSubject(due.subject)
    .setAudience(due.application_id)
    .setJti(randomUUID())
    .setIssuedAt()
    .setExpirationTime(`${TOKEN_SECONDS}s`)
    .sign(key.privateKey());
}
