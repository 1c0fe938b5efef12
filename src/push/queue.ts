/** The rows of one application that are due: taken in batches, and written back with what the target said. */
import type { Db, Sql } from '../db/db.ts';
import type { ErrorCode } from '../errors/catalogue.ts';
import type { ErrorParams } from '../errors/error.ts';
import type { LinkState, PushOp } from '../model/application.ts';
import type { FlatUser } from './flat-user.ts';
import { jsonbText } from './safe-text.ts';

/** A row in the pusher's hand. */
export interface DueRow {
  accountId: string;
  label: string;
  op: PushOp;
  remoteId: string | null;
  remoteName: string | null;
  remoteKey: string | null;
  key: string | null;
  user: FlatUser | null;
  hash: Buffer | null;
  acked: FlatUser | null;
  attempts: number;
  confirmed: boolean;
  /** An earlier attempt ended without an answer: look before creating. */
  unknown: boolean;
}

export interface Failure {
  code: ErrorCode;
  params: ErrorParams;
}

/** What became of a row. */
export type Outcome =
  | {
      kind: 'written';
      event: 'created' | 'updated' | 'linked' | 'disabled' | 'renamed';
      remoteId: string;
      remoteName: string;
      remoteKey: string;
      user: FlatUser;
      hash: Buffer;
    }
  | { kind: 'gone' }
  | { kind: 'stopped'; state: Extract<LinkState, 'parked' | 'conflict'>; failure: Failure }
  /** `unknown`: the request may have reached the target; `counts`: it is one more failed attempt of this row. */
  | { kind: 'again'; unknown: boolean; delayMs: number; counts: boolean; failure: Failure }
  /** Not sent after all. */
  | { kind: 'untried' };

/** Takes back what a pusher that died had in hand; only for the holder of the application's lock. */
export async function reclaim(sql: Sql, applicationId: string): Promise<void> {
  await sql.query(
    `UPDATE target_link SET claim = NULL, next_attempt_at = least(next_attempt_at, now())
      WHERE application_id = $1 AND state = 'due' AND claim IS NOT NULL`,
    [applicationId],
  );
}

export interface ClaimOptions {
  claim: string;
  limit: number;
  /** Deletions come after everything else, so that a name or a person is not lost in between. */
  deletions: boolean;
  /** Rows that failed this often are left for later. */
  maxAttempts: number;
}

/** Takes due rows, each marked as being attempted before anything is sent for it. */
export async function claimRows(sql: Sql, applicationId: string, options: ClaimOptions): Promise<DueRow[]> {
  const { rows } = await sql.query<{
    account_id: string;
    label: string;
    op: PushOp;
    remote_id: string | null;
    remote_name: string | null;
    remote_key: string | null;
    desired_key: string | null;
    desired: FlatUser | null;
    desired_hash: Buffer | null;
    acked: FlatUser | null;
    attempts: number;
    confirmed: boolean;
    attempting: boolean;
  }>(
    `WITH picked AS MATERIALIZED (
        SELECT account_id, attempting FROM target_link
         WHERE application_id = $1 AND state = 'due' AND claim IS NULL AND NOT blocked AND next_attempt_at <= now()
           AND (op = 'delete') = $4 AND attempts < $5
         ORDER BY next_attempt_at LIMIT $3 FOR UPDATE SKIP LOCKED)
     UPDATE target_link l SET claim = $2, attempting = true FROM picked p
      WHERE l.application_id = $1 AND l.account_id = p.account_id
      RETURNING l.account_id, l.label, l.op, l.remote_id, l.remote_name, l.remote_key, l.desired_key, l.desired, l.desired_hash,
        l.acked, l.attempts, l.confirmed, p.attempting`,
    [applicationId, options.claim, options.limit, options.deletions, options.maxAttempts],
  );
  return rows.map((row) => ({
    accountId: row.account_id,
    label: row.label,
    op: row.op,
    remoteId: row.remote_id,
    remoteName: row.remote_name,
    remoteKey: row.remote_key,
    key: row.desired_key,
    user: row.desired,
    hash: row.desired_hash,
    acked: row.acked,
    attempts: row.attempts,
    confirmed: row.confirmed,
    unknown: row.attempting,
  }));
}

/**
 * Writes back what became of rows in hand, one statement per kind of outcome. Returns the rows that ended otherwise than
 * told, since the database would not have it.
 */
export async function acknowledge(
  db: Db,
  applicationId: string,
  claim: string,
  outcomes: readonly (readonly [DueRow, Outcome])[],
): Promise<[DueRow, Outcome][]> {
  const of = <K extends Outcome['kind']>(kind: K) =>
    outcomes.filter(([, outcome]) => outcome.kind === kind) as [DueRow, Extract<Outcome, { kind: K }>][];
  const target = [applicationId, claim];
  const otherwise = await acknowledgeWritten(db, target, of('written'));
  const gone = of('gone');
  if (gone.length > 0)
    await db.query(
      `DELETE FROM target_link WHERE application_id = $1 AND claim = $2 AND account_id = ANY($3)`,
      [...target, gone.map(([row]) => row.accountId)],
    );
  const off = of('written').filter(([, { event }]) => event === 'disabled');
  const unasked = [...gone, ...off].filter(([row]) => row.remoteId !== null && !row.confirmed).length;
  if (unasked > 0) await countDeletions(db, applicationId, unasked);
  const failed = [...of('stopped'), ...of('again')];
  if (failed.length > 0) await acknowledgeFailed(db, target, failed);
  const untried = of('untried');
  if (untried.length > 0)
    await db.query(
      `UPDATE target_link l SET claim = NULL, attempting = u.unknown FROM unnest($3::text[], $4::boolean[]) u (id, unknown)
        WHERE l.application_id = $1 AND l.claim = $2 AND l.account_id = u.id`,
      [...target, untried.map(([row]) => row.accountId), untried.map(([row]) => row.unknown)],
    );
  return otherwise;
}

type Written = [DueRow, Extract<Outcome, { kind: 'written' }>];

async function acknowledgeWritten(db: Db, target: string[], written: Written[]): Promise<Failed[]> {
  if (written.length === 0) return [];
  try {
    await db.query(
      `UPDATE target_link l SET remote_id = u.remote_id, remote_name = u.name, remote_key = u.key, acked = u.sent::json, acked_hash = u.hash,
          acked_at = now(), attempting = false, claim = NULL, attempts = 0, next_attempt_at = now(), error = NULL,
          op = CASE l.op WHEN 'create' THEN 'update' ELSE l.op END,
          state = CASE WHEN l.op = 'disable' AND u.event = 'disabled' THEN 'disabled'
                       WHEN l.op IN ('create', 'update') AND l.desired_hash = u.hash THEN 'synced' ELSE l.state END
         FROM unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::bytea[], $9::text[]) u (id, remote_id, name, key, sent, hash, event)
        WHERE l.application_id = $1 AND l.claim = $2 AND l.account_id = u.id`,
      [
        ...target,
        written.map(([row]) => row.accountId),
        written.map(([, outcome]) => outcome.remoteId),
        written.map(([, outcome]) => outcome.remoteName),
        written.map(([, outcome]) => outcome.remoteKey),
        written.map(([, outcome]) => JSON.stringify(outcome.user)),
        written.map(([, outcome]) => outcome.hash),
        written.map(([, outcome]) => outcome.event),
      ],
    );
    return [];
  } catch (error) {
    if ((error as { constraint?: string }).constraint !== 'target_link_remote') throw error;
    // The target gave one id to two accounts: each for itself, so that only the second stops.
    const otherwise: Failed[] = [];
    if (written.length > 1)
      for (const one of written) otherwise.push(...(await acknowledgeWritten(db, target, [one])));
    else {
      otherwise.push([written[0]![0], sameRemote(written[0]!)]);
      await acknowledgeFailed(db, target, otherwise);
    }
    return otherwise;
  }
}

function sameRemote([, { remoteId, remoteName }]: Written): Extract<Outcome, { kind: 'stopped' }> {
  const params = { name: remoteName, remoteId, holder: 'that was pushed before it' };
  return { kind: 'stopped', state: 'conflict', failure: { code: 'push_match_linked', params } };
}

/** Adds to the deletions of the last hour that nobody was asked about; switching off counts as one. */
async function countDeletions(db: Db, applicationId: string, count: number): Promise<void> {
  await db.query(
    `UPDATE application SET deletions = CASE WHEN deletions_since > now() - interval '1 hour' THEN deletions ELSE 0 END + $2,
        deletions_since = CASE WHEN deletions_since > now() - interval '1 hour' THEN deletions_since ELSE now() END WHERE id = $1`,
    [applicationId, count],
  );
}

type Failed = [DueRow, Extract<Outcome, { kind: 'stopped' | 'again' }>];

async function acknowledgeFailed(db: Db, target: string[], failed: Failed[]): Promise<void> {
  const at = new Date().toISOString();
  await db.query(
    `UPDATE target_link l SET state = u.state, claim = NULL, attempting = u.unknown, attempts = l.attempts + u.attempt,
        next_attempt_at = now() + u.delay * interval '1 millisecond', error = u.error::jsonb
       FROM unnest($3::text[], $4::text[], $5::boolean[], $6::float8[], $7::text[], $8::int[]) u (id, state, unknown, delay, error, attempt)
      WHERE l.application_id = $1 AND l.claim = $2 AND l.account_id = u.id`,
    [
      ...target,
      failed.map(([row]) => row.accountId),
      failed.map(([, outcome]) => (outcome.kind === 'again' ? 'due' : outcome.state)),
      failed.map(([, outcome]) => outcome.kind === 'again' && outcome.unknown),
      failed.map(([, outcome]) => (outcome.kind === 'again' ? outcome.delayMs : 0)),
      failed.map(([, { failure }]) => jsonbText({ ...failure, at })),
      failed.map(([, outcome]) => (outcome.kind === 'again' && !outcome.counts ? 0 : 1)),
    ],
  );
}

/** Which of our accounts a remote user belongs to. */
export async function linkedTo(
  sql: Sql,
  applicationId: string,
  remoteId: string,
): Promise<{ accountId: string; label: string } | null> {
  const { rows } = await sql.query<{ accountId: string; label: string }>(
    `SELECT account_id AS "accountId", label FROM target_link WHERE application_id = $1 AND remote_id = $2`,
    [applicationId, remoteId],
  );
  return rows[0] ?? null;
}

/** Of the due rows: how many are new and how many wait, and when the next one may be tried. */
export async function dueTotals(
  sql: Sql,
  applicationId: string,
  maxAttempts: number,
): Promise<{ create: number; blocked: number; waitMs: number | null }> {
  const { rows } = await sql.query<{ create: number; blocked: number; wait_ms: number | null }>(
    `SELECT (count(*) FILTER (WHERE remote_id IS NULL AND op = 'create' AND NOT attempting))::int AS create,
            (count(*) FILTER (WHERE blocked))::int AS blocked,
            (extract(epoch FROM min(next_attempt_at) FILTER (WHERE NOT blocked AND attempts < $2) - now()) * 1000)::float8 AS wait_ms
       FROM target_link WHERE application_id = $1 AND state = 'due'`,
    [applicationId, maxAttempts],
  );
  const { create, blocked, wait_ms } = rows[0]!;
  return { create, blocked, waitMs: wait_ms === null ? null : Math.max(0, Math.ceil(wait_ms)) };
}
