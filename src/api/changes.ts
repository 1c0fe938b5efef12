import { z } from 'zod';
import { listChanges } from '../directory/change-log.ts';
import { binCursor, listBin, purgeDeleted, restoreDeleted } from '../directory/deleted-entries.ts';
import { ChangeEntry } from '../model/change-entry.ts';
import { BinEntity, BinItem } from '../model/recycle-bin.ts';
import { decodeCursor, decodeNumberCursor, PageQuery, pageOf, toPage } from './page.ts';
import { Nothing, type Route, route } from './route.ts';

const ChangeQuery = PageQuery.extend({
  entity: z.string().max(64).optional().meta({ description: 'Id of what was changed' }),
  run: z.string().max(64).optional().meta({ description: 'Id of the run that changed it' }),
  actor: z.string().max(256).optional(),
  since: z.iso.datetime({ offset: true }).optional(),
});

/** The log of an instance; `''` is that of administrators and tokens, which belong to none. */
async function changes(
  db: Parameters<typeof listChanges>[0],
  instanceId: string,
  query: z.infer<typeof ChangeQuery>,
) {
  const rows = await listChanges(db, instanceId, {
    entityId: query.entity,
    runId: query.run,
    actor: query.actor,
    since: query.since === undefined ? undefined : new Date(query.since),
    before: decodeNumberCursor(query.cursor),
    limit: query.limit + 1,
  });
  return toPage(rows, query.limit, ({ seq }) => seq);
}

export const changeRoutes: readonly Route[] = [
  route({
    id: 'listChanges',
    method: 'GET',
    path: '/instances/{instance}/changes',
    can: 'read',
    summary: 'The change log of an instance, newest first',
    query: ChangeQuery,
    reply: pageOf(ChangeEntry),
    run: ({ db }, { params, query }) => changes(db, params.instance, query),
  }),
  route({
    id: 'listAdministrationChanges',
    method: 'GET',
    path: '/changes',
    can: 'admin',
    summary: 'The change log of administrators and tokens, newest first',
    query: ChangeQuery,
    reply: pageOf(ChangeEntry),
    run: ({ db }, { query }) => changes(db, '', query),
  }),
  route({
    id: 'listDeleted',
    method: 'GET',
    path: '/instances/{instance}/recycle-bin',
    can: 'read',
    summary: 'Deleted accounts, organizations and groups, latest first',
    query: PageQuery.extend({ entity: BinEntity.optional() }),
    reply: pageOf(BinItem),
    async run({ db }, { params, query }) {
      const filter = { entity: query.entity, after: decodeCursor(query.cursor), limit: query.limit + 1 };
      return toPage(await listBin(db, params.instance, filter), query.limit, binCursor);
    },
  }),
  route({
    id: 'restoreDeleted',
    method: 'POST',
    path: '/instances/{instance}/recycle-bin/{deleted}/restore',
    can: 'operate',
    summary: 'Bring back what was deleted, under its old id',
    reply: z.strictObject({ entity: BinEntity, id: z.string() }).meta({ id: 'Restored' }),
    run: ({ db, actor }, { params }) => restoreDeleted(db, actor, params.instance, params.deleted),
  }),
  route({
    id: 'purgeDeleted',
    method: 'DELETE',
    path: '/instances/{instance}/recycle-bin/{deleted}',
    can: 'admin',
    summary: 'Delete for good what lies in the recycle bin',
    reply: Nothing,
    run: ({ db, actor }, { params }) => purgeDeleted(db, actor, params.instance, params.deleted),
  }),
];
