/** One row to its end: find or create, update, disable, delete; every answer becomes an outcome. */
import type { Sql } from '../db/db.ts';
import type { ErrorCode } from '../errors/catalogue.ts';
import { type ErrorParams, MusterError } from '../errors/error.ts';
import { type Backoff, delayAfter } from '../pacing.ts';
import { type DueRow, linkedTo, type Outcome } from './queue.ts';
import { findRemote, type Listing, type Match } from './remote-users.ts';
import type { RemoteUser, ScimClient } from './scim-client.ts';
import { type FlatUser, hashOf, holds, nameKey } from './shape.ts';

export interface SendContext {
  sql: Sql;
  applicationId: string;
  client: ScimClient;
  /** The whole target as it was before this push wrote anything; null: look each account up. */
  listing: Listing | null;
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
]);

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
    ? findOrCreate(context, row, row.unknown ? null : context.listing)
    : update(context, row, row.remoteId);
}

function judge({ backoff }: SendContext, row: DueRow, error: MusterError): Sent {
  const failure = { code: error.code, params: error.params };
  if (CONFLICTS.has(error.code)) return { outcome: { kind: 'stopped', state: 'conflict', failure } };
  if (error.code === 'target_refused') {
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

async function findOrCreate(context: SendContext, row: DueRow, listing: Listing | null): Promise<Outcome> {
  const user = row.user!;
  const found = await findRemote(context.client, user, listing);
  if (found) return takeOver(context, row, found);
  try {
    return written(context, row, user, await context.client.create(user), 'created');
  } catch (error) {
    if (!refusedAs(error, 409)) throw error;
    // Somebody was faster, perhaps an earlier attempt of ours. No hit: not about the name (Salesforce), so final.
    const match = await findRemote(context.client, user, null);
    if (!match) throw error;
    return takeOver(context, row, match);
  }
}

/** A remote user that exists already becomes the account's, if it may. */
async function takeOver(context: SendContext, row: DueRow, { by, user: remote }: Match): Promise<Outcome> {
  const user = row.user!;
  const name = String(user.userName);
  const holder = await otherHolder(context, remote.id, row);
  if (holder !== null) throw new MusterError('push_match_linked', { name, remoteId: remote.id, holder });
  if (context.client.settings.existing !== 'adopt' && !isOurs(context, row, by, remote))
    throw new MusterError('push_name_stranger', { name, remoteId: remote.id });
  if (holds(context.client.settings.dialect, remote.attributes, user))
    return written(context, row, user, remote, 'linked');
  const updated = await context.client.update(remote.id, null, user);
  return written(context, row, user, updated, 'updated');
}

/** An equal externalId is ours: only a SCIM client sets it, and it holds our id. A name alone proves nothing. */
function isOurs({ client }: SendContext, row: DueRow, by: Match['by'], remote: RemoteUser): boolean {
  const { dialect } = client.settings;
  const { externalId } = row.user!;
  if (by === 'externalId' || (typeof externalId === 'string' && remote.externalId === externalId))
    return true;
  // Where no externalId is kept, a user that is exactly what our unanswered attempt asked for is that attempt's.
  return row.unknown && !dialect.match.includes('externalId') && holds(dialect, remote.attributes, row.user!);
}

async function update(context: SendContext, row: DueRow, remoteId: string): Promise<Outcome> {
  const user = row.user!;
  try {
    return written(context, row, user, await context.client.update(remoteId, row.acked, user), 'updated');
  } catch (error) {
    // The remote user is gone: match again, or make it once more.
    if (refusedAs(error, 404)) return findOrCreate(context, row, null);
    if (refusedAs(error, 409)) throw await nameTaken(context, row, remoteId, error);
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
  const name = String(row.user!.userName);
  const { hits } = await context.client.search('userName', name);
  const other = hits.find(({ id }) => id !== remoteId);
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
    await context.client.remove(remoteId, row.remoteName ?? row.label);
  } catch (error) {
    if (!refusedAs(error, 404)) throw error;
  }
  return { kind: 'gone' };
}

/** The remote user of a row; one that was created perhaps, but never acknowledged, only an externalId can prove ours. */
async function remoteIdOf(context: SendContext, row: DueRow): Promise<string | null> {
  if (row.remoteId !== null) return row.remoteId;
  const externalId = row.user?.externalId;
  if (typeof externalId !== 'string') return null;
  const { hits } = await context.client.search('externalId', externalId);
  if (hits.length > 1)
    throw new MusterError('push_match_ambiguous', {
      name: row.label,
      count: hits.length,
      field: 'externalId',
    });
  return hits[0]?.id ?? null;
}

async function disable(context: SendContext, row: DueRow): Promise<Outcome> {
  const remoteId = await remoteIdOf(context, row);
  const known = row.acked ?? row.user;
  if (remoteId === null || known === null) return { kind: 'gone' };
  const user: FlatUser = { ...known, active: false };
  try {
    const remote = await context.client.update(remoteId, row.acked, user);
    return { ...written(context, row, user, remote, 'disabled'), hash: hashOf(user) };
  } catch (error) {
    if (refusedAs(error, 404)) return { kind: 'gone' };
    throw error;
  }
}

function written(
  context: SendContext,
  row: DueRow,
  user: FlatUser,
  remote: RemoteUser,
  event: Written['event'],
): Written {
  const remoteName = remote.userName ?? String(user.userName);
  const remoteKey = nameKey(context.client.settings.dialect, remoteName);
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

function refusedAs(error: unknown, status: number): error is MusterError {
  return error instanceof MusterError && error.code === 'target_refused' && error.params.status === status;
}
