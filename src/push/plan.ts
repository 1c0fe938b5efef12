/**
 * What a push decides, before anything is sent: for each account what the target needs, for deletions whether a person
 * must be asked, for names that stand in each other's way who goes first. Pure.
 */
import type { ErrorCode } from '../errors/catalogue.ts';
import { describe, type ErrorParams, type MusterError } from '../errors/error.ts';
import type { LinkState, PushOp } from '../model/application.ts';
import type { PushGuard, PushOperations } from '../model/push-settings.ts';
import type { FlatUser } from './flat-user.ts';

/** What is known of an account at the target. */
export interface KnownLink {
  remoteId: string | null;
  acked: FlatUser | null;
  ackedHash: Buffer | null;
}

export interface Decision {
  op: Extract<PushOp, 'create' | 'update'>;
  state: Extract<LinkState, 'due' | 'synced' | 'parked' | 'off'>;
  user: FlatUser | null;
  hash: Buffer | null;
  error: { code: ErrorCode; params: ErrorParams } | null;
  why: string;
}

/** An account in scope: create, update, nothing, or refused by its own mapping. */
export function decide(
  link: KnownLink | null,
  made: { user: FlatUser; hash: Buffer } | { error: MusterError },
  operations: Pick<PushOperations, 'create' | 'update'>,
): Decision {
  const op = link?.remoteId ? 'update' : 'create';
  if ('error' in made) {
    const { code, params } = made.error;
    return {
      op,
      state: 'parked',
      user: null,
      hash: null,
      error: { code, params },
      why: describe(code, params).message,
    };
  }
  const decision = { op, ...made, error: null } as const;
  if (op === 'create')
    return {
      ...decision,
      state: operations.create ? 'due' : 'off',
      why: 'the target has no user of this account yet',
    };
  if (link?.ackedHash?.equals(made.hash))
    return { ...decision, state: 'synced', why: 'the target has acknowledged exactly this' };
  return {
    ...decision,
    state: operations.update ? 'due' : 'off',
    why: difference(link?.acked ?? null, made.user),
  };
}

function difference(acked: FlatUser | null, user: FlatUser): string {
  if (acked === null) return 'the target has not acknowledged it yet';
  const names = [...new Set([...Object.keys(acked), ...Object.keys(user)])];
  const shown = (value: string | boolean | undefined) => (value === undefined ? '(none)' : `“${value}”`);
  return names
    .filter((name) => acked[name] !== user[name])
    .map((name) => `${name}: ${shown(acked[name])} → ${shown(user[name])}`)
    .join(', ');
}

export interface Deletions {
  /** About to be marked now. */
  leaving: number;
  /** Marked before and not sent yet, or made in the last hour, without a person's word. */
  unconfirmed: number;
  /** Waiting for a person already. */
  held: number;
  /** Accounts with a remote user. */
  linked: number;
}

export interface DeletionVerdict extends Deletions {
  held: number;
  hold: boolean;
  over: { what: 'deletions' | 'share'; count: number; limit: number }[];
}

/** May these deletions be made without asking? Once some wait, more join them: the hold ends by a person's word only. */
export function judgeDeletions(guard: PushGuard, deletions: Deletions): DeletionVerdict {
  const count = deletions.leaving + deletions.unconfirmed + deletions.held;
  const over: DeletionVerdict['over'] = [];
  if (count > guard.deletions) over.push({ what: 'deletions', count, limit: guard.deletions });
  // Deletions that were made already are no longer linked: together they can come to more than everybody.
  const share = deletions.linked === 0 ? 0 : Math.min((count / deletions.linked) * 100, 100);
  if (count >= 5 && share > guard.share)
    over.push({ what: 'share', count: Math.round(share * 10) / 10, limit: guard.share });
  return { ...deletions, over, hold: deletions.leaving > 0 && (over.length > 0 || deletions.held > 0) };
}

/** A row that cannot be sent yet because `holder` has the name it needs, or is to get the same one before it. */
export interface BlockedRow {
  accountId: string;
  key: string;
  linked: boolean;
  holder: {
    accountId: string;
    label: string;
    state: LinkState;
    /** The name it has at the target is the wanted one; otherwise it only wants the same. */
    hasIt: boolean;
    /** Its own wish, once sent, gives the name free. */
    leaves: boolean;
    blocked: boolean;
  };
}

export type Unblocking =
  | { accountId: string; do: 'wait' }
  | { accountId: string; do: 'temporary_name' }
  | {
      accountId: string;
      do: 'conflict';
      code: 'push_name_held' | 'push_name_twice';
      holder: string;
      state: LinkState;
    };

/**
 * | holder                                   | what to do                                        |
 * | ---------------------------------------- | ------------------------------------------------- |
 * | will leave the name, can be sent          | wait: it goes first                               |
 * | will leave it, but is blocked itself      | wait, unless it is a ring (a ↔ b): one steps aside |
 * | keeps the name                            | conflict                                          |
 * | wants the same name and comes first       | conflict                                          |
 *
 * Without `canStepAside` the target takes no temporary name, and a ring stays a conflict.
 */
export function unblock(rows: readonly BlockedRow[], canStepAside = true): Unblocking[] {
  const byAccount = new Map(rows.map((row) => [row.accountId, row]));
  const stepsAside = new Set<string>();
  return rows.map((row): Unblocking => {
    const { accountId, holder } = row;
    if (!holder.leaves)
      return {
        accountId,
        do: 'conflict',
        code: holder.hasIt ? 'push_name_held' : 'push_name_twice',
        holder: holder.label,
        state: holder.state,
      };
    if (!holder.blocked || !row.linked) return { accountId, do: 'wait' };
    const ring = ringOf(row, byAccount);
    if (ring === null || ring.some((member) => stepsAside.has(member))) return { accountId, do: 'wait' };
    if (!canStepAside)
      return {
        accountId,
        do: 'conflict',
        code: 'push_name_held',
        holder: holder.label,
        state: holder.state,
      };
    stepsAside.add(accountId);
    return { accountId, do: 'temporary_name' };
  });
}

/** The accounts of the ring that `start` waits in, or null when its chain ends or the ring lies further on. */
function ringOf(start: BlockedRow, byAccount: ReadonlyMap<string, BlockedRow>): string[] | null {
  const seen = new Set<string>();
  let at: BlockedRow | undefined = start;
  while (at && !seen.has(at.accountId)) {
    seen.add(at.accountId);
    at = byAccount.get(at.holder.accountId);
  }
  return at === start ? [...seen] : null;
}
