import type { Db, Sql } from '../db/db.ts';
import { asMusterError, MusterError } from '../errors/error.ts';
import type { AccountPatch } from '../model/account.ts';
import type { AccountBulk } from '../model/account-bulk.ts';
import { deleteAccount, updateAccount } from './accounts.ts';
import type { Actor } from './change-log.ts';
import { groupRow } from './group-rows.ts';
import { lookupText } from './input.ts';
import { addMembers } from './members.ts';
import { orgRow } from './org-rows.ts';

/** Later than anybody lives: locked until somebody unlocks. */
export const LOCKED_FOR_GOOD = '9999-12-31T00:00:00Z';

/** Transactions at once: enough to fill the time in which one waits for its commit, few beside the pool. */
const AT_ONCE = 4;

export interface BulkFailure {
  accountId: string;
  label: string;
  error: MusterError;
}

/**
 * One action on many accounts, each in a transaction of its own and logged as a single call would be, so that one that
 * fails does not stop the others. Throws `not_found` before anything is done when organization or group are not there.
 */
export async function changeAccounts(
  db: Db,
  actor: Actor,
  instanceId: string,
  bulk: AccountBulk,
): Promise<{ done: number; failed: BulkFailure[] }> {
  const change = await changeOf(db, actor, instanceId, bulk);
  const ids = [...new Set(bulk.accountIds)];
  const names = await usernames(db, instanceId, ids);
  const failures = new Map<string, MusterError>();
  const waiting = ids.values();
  const work = async () => {
    for (const id of waiting)
      try {
        if (!names.has(id)) throw notFound(id);
        await change(id);
      } catch (thrown) {
        failures.set(id, asMusterError(thrown));
      }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const failed = ids.flatMap((accountId) => {
    const error = failures.get(accountId);
    return error ? [{ accountId, label: names.get(accountId) ?? accountId, error }] : [];
  });
  return { done: ids.length - failed.length, failed };
}

/** What the action does to one account. */
async function changeOf(
  db: Db,
  actor: Actor,
  instanceId: string,
  { action, orgId = '', groupId = '', force }: AccountBulk,
): Promise<(id: string) => Promise<unknown>> {
  const patch = (fields: AccountPatch) => (id: string) => updateAccount(db, actor, instanceId, id, fields);
  switch (action) {
    case 'enable':
    case 'disable':
      return patch({ enabled: action === 'enable' });
    case 'lock':
      return patch({ lockedUntil: LOCKED_FOR_GOOD });
    case 'unlock':
      return patch({ lockedUntil: null });
    case 'delete':
      return (id) => deleteAccount(db, actor, instanceId, id, { force });
    case 'move': {
      const { id: primaryOrgId } = await orgRow(db, instanceId, orgId, { field: 'orgId' });
      return patch({ primaryOrgId });
    }
    case 'addToGroup': {
      const group = await groupRow(db, instanceId, groupId);
      return (id) => addMembers(db, actor, instanceId, group.id, [id]);
    }
  }
}

/** Of the instance's own accounts only. */
async function usernames(
  sql: Sql,
  instanceId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql.query<{ id: string; username: string }>(
    `SELECT id, username FROM account WHERE instance_id = $1 AND id = ANY($2)`,
    [lookupText(instanceId), ids.map(lookupText)],
  );
  return new Map(rows.map(({ id, username }) => [id, username]));
}

function notFound(id: string): MusterError {
  return new MusterError('not_found', { what: 'account', id: lookupText(id).slice(0, 80) });
}
