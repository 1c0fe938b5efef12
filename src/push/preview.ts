import type { Sql } from '../db/db.ts';
import type { PushChange, PushPreview } from '../model/application.ts';
import { type LoadedApplication, loadApplication, type Seals } from './applications.ts';
import { candidates, judgeLeaving, leavingRows, type ProjectOptions } from './project.ts';

/** What One-click Push would do now, by the same decisions, without writing or sending anything; `limit`: changes shown. */
export async function previewPush(
  sql: Sql,
  seals: Pick<Seals, 'open'>,
  instanceId: string,
  idOrName: string,
  limit: number,
): Promise<PushPreview> {
  const application = await loadApplication(sql, seals, instanceId, idOrName);
  const operations = { create: true, update: true, delete: application.settings.operations.delete };
  const options: ProjectOptions = { touched: null, operations };
  const preview: PushPreview = {
    total: 0,
    create: 0,
    update: 0,
    disable: 0,
    delete: 0,
    same: 0,
    refused: 0,
    held: false,
    changes: [],
  };
  const note = (change: PushChange) => {
    preview[change.op]++;
    if (preview.changes.length < limit) preview.changes.push(change);
  };
  const looked = new Set<string>();
  for await (const batch of candidates(sql, application, options))
    for (const { accountId, label, acked, decision } of batch) {
      looked.add(accountId);
      const { user: after, why, state } = decision;
      if (state === 'synced') preview.same++;
      else
        note({
          accountId,
          label,
          op: state === 'parked' ? 'refused' : decision.op,
          why,
          before: acked,
          after,
        });
    }
  for (const { accountId, label, acked } of await leavingRows(sql, application, options)) {
    looked.add(accountId);
    const op = application.settings.deprovision === 'disable' ? 'disable' : 'delete';
    const why = 'the account is deleted or no longer in the sync scope';
    note({ accountId, label, op, why, before: acked, after: null });
  }
  await noteWaiting(sql, application, looked, note);
  preview.held = (await judgeLeaving(sql, application, options)).hold;
  preview.same += await countSame(sql, application, looked);
  const { id: applicationId, kind, settings } = application;
  const organizations = await kind.structurePlan?.(sql, { applicationId, instanceId }, settings);
  if (organizations) preview.organizations = organizations;
  preview.total =
    preview.create + preview.update + preview.disable + preview.delete + preview.same + preview.refused;
  return preview;
}

/** Rows that are due, refused or in conflict already: the push tries them again. */
async function noteWaiting(
  sql: Sql,
  { id }: LoadedApplication,
  looked: ReadonlySet<string>,
  note: (change: PushChange) => void,
): Promise<void> {
  const { rows } = await sql.query<PushChange & { state: string }>(
    `SELECT account_id AS "accountId", label, op, state, acked AS before, desired AS after FROM target_link
      WHERE application_id = $1 AND state IN ('due', 'parked', 'conflict', 'off', 'held') ORDER BY account_id`,
    [id],
  );
  for (const { state, ...change } of rows)
    if (!looked.has(change.accountId))
      note({
        ...change,
        why: Object.hasOwn(WAITING, state) ? WAITING[state]! : `it is tried again (${state})`,
      });
}

const WAITING: Readonly<Record<string, string>> = {
  due: 'it is due already',
  held: 'it waits for a person to release it',
};

async function countSame(sql: Sql, { id }: LoadedApplication, looked: ReadonlySet<string>): Promise<number> {
  const { rows } = await sql.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM target_link WHERE application_id = $1 AND state = 'synced' AND NOT (account_id = ANY($2))`,
    [id, [...looked]],
  );
  return rows[0]!.n;
}
