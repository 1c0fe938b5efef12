/** One row to its end: find or create, update, disable, delete; every answer becomes an outcome. */
import type { Sql } from '../db/db.ts';
import type { ErrorCode } from '../errors/catalogue.ts';
import { type ErrorParams, MusterError } from '../errors/error.ts';
import { type Backoff, delayAfter } from '../pacing.ts';
import { type FlatUser, hashOf } from './flat-user.ts';
import { type DueRow, linkedTo, type Outcome } from './queue.ts';
import type { Finder, Match, Remote, Target } from './target.ts';

export interface SendContext {
  sql: Sql;
  applicationId: string;
  target: Target;
  /** Users that nobody linked are taken over. */
  adopt: boolean;
  /** The whole target as it was before this push wrote anything; null: look each account up. */
  listing: Finder | null;
  /** Whose the remote users written since are, by remote id: their links may not be in the database yet. */
  written: Map<string, Holder>;
  backoff: Backoff;
}

interface Holder {
  accountId: string;
  label: string;
}

type Written = Extract<Outcome, { kind: 'written' }>;

/** What the whole target suffers from: no row is to blame, and the next one would meet the same. */
const WHOLE_TARGET: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'target_busy',
  'target_unreachable',
  'target_tls',
  'target_redirect',
  'target_not_scim',
  'target_answer_too_large',
  'target_unauthorised',
  'target_forbidden',
  'target_users_missing',
  'target_token_refused',
  'target_token_secret_id',
  'target_token_answer',
  'target_scope_missing',
  'target_list_broken',
  'web_api_ip_refused',
  'web_api_permission',
  'web_api_credentials',
  'web_api_token_refused',
  'web_api_quota',
  'web_api_unreachable',
  'web_api_tls',
  'web_api_not_json',
  'web_api_answer_too_large',
]);

/** Nothing reached the target's users. */
const NOT_SENT: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'target_busy',
  'target_unreachable',
  'target_tls',
  'target_unauthorised',
  'target_token_refused',
  'target_token_secret_id',
  'target_token_answer',
  'target_scope_missing',
  'web_api_ip_refused',
  'web_api_permission',
  'web_api_credentials',
  'web_api_token_refused',
  'web_api_tls',
]);

/** Waits until data, settings or the target change. */
const PARKED: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['target_refused', 'push_department_missing']);

const CONFLICTS: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'push_name_stranger',
  'push_name_held',
  'push_match_ambiguous',
  'push_match_linked',
]);

export interface Sent {
  outcome: Outcome;
  /** Set when the whole target must be left alone for a while. */
  pause?: { code: ErrorCode; params: ErrorParams };
}

export async function send(context: SendContext, row: DueRow): Promise<Sent> {
  try {
    return { outcome: await push(context, row) };
  } catch (error) {
    if (!(error instanceof MusterError)) throw error;
    return judge(context, row, error);
  }
}

function push(context: SendContext, row: DueRow): Promise<Outcome> {
  if (row.op === 'delete') return remove(context, row);
  if (row.op === 'disable') return disable(context, row);
  return row.remoteId === null
    ? findOrCreate(context, row, (row.unknown ? null : context.listing) ?? context.target)
    : update(context, row, row.remoteId);
}

function judge({ backoff }: SendContext, row: DueRow, error: MusterError): Sent {
  const failure = { code: error.code, params: error.params };
  if (CONFLICTS.has(error.code)) return { outcome: { kind: 'stopped', state: 'conflict', failure } };
  if (PARKED.has(error.code)) {
    if (row.op === 'delete') {
      const refused = {
        code: 'target_delete_refused',
        params: { ...error.params, name: row.label },
      } as const;
      return { outcome: { kind: 'stopped', state: 'parked', failure: refused } };
    }
    return { outcome: { kind: 'stopped', state: 'parked', failure } };
  }
  const notSent = NOT_SENT.has(error.code);
  // What never reached the target is not the row's fault: it keeps its place.
  const outcome: Outcome = {
    kind: 'again',
    unknown: row.unknown || !notSent,
    delayMs: notSent ? 0 : delayAfter(row.attempts, backoff),
    counts: !notSent,
    failure,
  };
  return WHOLE_TARGET.has(error.code) ? { outcome, pause: failure } : { outcome };
}

async function findOrCreate(context: SendContext, row: DueRow, finder: Finder): Promise<Outcome> {
  const user = row.user!;
  const { target } = context;
  const found = await finder.find(user, row.unknown);
  if (found) return takeOver(context, row, found);
  try {
    return written(context, row, user, await target.create(user), 'created');
  } catch (error) {
    if (target.refusal(error) !== 'taken') throw error;
    // Somebody was faster, perhaps an earlier attempt of ours. No hit: not about the name (Salesforce), so final.
    const match = await target.find(user, row.unknown);
    if (!match) throw error;
    return takeOver(context, row, match);
  }
}

/** A remote user that exists already becomes the account's, if it may. */
async function takeOver(context: SendContext, row: DueRow, { remote, ours }: Match): Promise<Outcome> {
  const user = row.user!;
  const { target } = context;
  const name = target.nameOf(user);
  const holder = await otherHolder(context, remote.id, row);
  if (holder !== null) throw new MusterError('push_match_linked', { name, remoteId: remote.id, holder });
  if (!context.adopt && !ours) throw new MusterError('push_name_stranger', { name, remoteId: remote.id });
  if (target.holds(remote, user)) return written(context, row, user, remote, 'linked');
  const updated = await target.update(remote.id, null, user);
  return written(context, row, user, updated, 'updated');
}

async function update(context: SendContext, row: DueRow, remoteId: string): Promise<Outcome> {
  const user = row.user!;
  const { target } = context;
  try {
    return written(context, row, user, await target.update(remoteId, row.acked, user), 'updated');
  } catch (error) {
    // The remote user is gone: match again, or make it once more.
    const refusal = target.refusal(error);
    if (refusal === 'gone') return findOrCreate(context, row, target);
    if (refusal === 'taken') throw await nameTaken(context, row, remoteId, error as MusterError);
    throw error;
  }
}

/** Who has the name that an update asked for; the refusal itself when nobody has. */
async function nameTaken(
  context: SendContext,
  row: DueRow,
  remoteId: string,
  refusal: MusterError,
): Promise<MusterError> {
  const name = context.target.nameOf(row.user!);
  const other = await context.target.holderOf(row.user!, remoteId);
  if (!other) return refusal;
  const holder = await otherHolder(context, other.id, row);
  return holder === null
    ? new MusterError('push_name_stranger', { name, remoteId: other.id })
    : new MusterError('push_name_held', { name, holder, state: 'linked' });
}

async function remove(context: SendContext, row: DueRow): Promise<Outcome> {
  const remoteId = await remoteIdOf(context, row);
  if (remoteId === null) return { kind: 'gone' };
  try {
    await context.target.remove(remoteId, row.remoteName ?? row.label);
  } catch (error) {
    if (context.target.refusal(error) !== 'gone') throw error;
  }
  return { kind: 'gone' };
}

/** The remote user of a row; one that was created perhaps, but never acknowledged, has to prove that it is ours. */
async function remoteIdOf(context: SendContext, row: DueRow): Promise<string | null> {
  if (row.remoteId !== null) return row.remoteId;
  return row.user === null ? null : context.target.findOurs(row.user, row.label);
}

async function disable(context: SendContext, row: DueRow): Promise<Outcome> {
  const remoteId = await remoteIdOf(context, row);
  const known = row.acked ?? row.user;
  if (remoteId === null || known === null) return { kind: 'gone' };
  const user = context.target.switchedOff(known);
  // The settings do not allow it there; a row from before they were changed is left as it is.
  if (user === null) return { kind: 'gone' };
  try {
    const remote = await context.target.update(remoteId, row.acked, user);
    return { ...written(context, row, user, remote, 'disabled'), hash: hashOf(user) };
  } catch (error) {
    if (context.target.refusal(error) === 'gone') return { kind: 'gone' };
    throw error;
  }
}

function written(
  context: SendContext,
  row: DueRow,
  user: FlatUser,
  remote: Remote,
  event: Written['event'],
): Written {
  const { target } = context;
  const remoteName = remote.name ?? target.nameOf(user);
  const remoteKey = remote.key ?? target.keyOf(user);
  context.written.set(remote.id, { accountId: row.accountId, label: row.label });
  return {
    kind: 'written',
    event,
    remoteId: remote.id,
    remoteName,
    remoteKey,
    user,
    hash: row.hash ?? hashOf(user),
  };
}

/** The username of another account that has this remote user. */
async function otherHolder(
  { sql, applicationId, written }: SendContext,
  remoteId: string,
  row: DueRow,
): Promise<string | null> {
  const holder = written.get(remoteId) ?? (await linkedTo(sql, applicationId, remoteId));
  return holder === null || holder.accountId === row.accountId ? null : holder.label;
}
