import { z } from 'zod';
import { createGroup, deleteGroup, getGroup, listGroups, updateGroup } from '../directory/groups.ts';
import { addMembers, listMembers, removeMembers } from '../directory/members.ts';
import { Account } from '../model/account.ts';
import { Group, GroupCreate, GroupPatch } from '../model/group.ts';
import { ForceQuery } from './accounts.ts';
import { decodeCursor, PageQuery, pageOf, toPage } from './page.ts';
import { Nothing, type Route, route } from './route.ts';

const ONE = '/instances/{instance}/groups/{group}';

const Members = z
  .strictObject({ accountIds: z.array(z.string().min(1).max(64)).min(1).max(1000) })
  .meta({ id: 'MemberIds' });

export const groupRoutes: readonly Route[] = [
  route({
    id: 'listGroups',
    method: 'GET',
    path: '/instances/{instance}/groups',
    can: 'read',
    summary: 'Groups by name',
    query: PageQuery.extend({
      prefix: z.string().max(64).optional().meta({ description: 'What the names begin with, in any case' }),
    }),
    reply: pageOf(Group),
    async run({ db }, { params, query }) {
      const page = { prefix: query.prefix, after: decodeCursor(query.cursor), limit: query.limit + 1 };
      return toPage(await listGroups(db, params.instance, page), query.limit, ({ name }) => name);
    },
  }),
  route({
    id: 'createGroup',
    method: 'POST',
    path: '/instances/{instance}/groups',
    can: 'operate',
    summary: 'Create a group',
    body: GroupCreate,
    reply: Group,
    creates: true,
    run: ({ db, actor }, { params, body }) => createGroup(db, actor, params.instance, body),
  }),
  route({
    id: 'getGroup',
    method: 'GET',
    path: ONE,
    can: 'read',
    summary: 'One group, by id or name',
    reply: Group,
    run: ({ db }, { params }) => getGroup(db, params.instance, params.group),
  }),
  route({
    id: 'updateGroup',
    method: 'PATCH',
    path: ONE,
    can: 'operate',
    summary: 'Rename or describe a group',
    body: GroupPatch,
    reply: Group,
    run: ({ db, actor, expectedVersion }, { params, body }) =>
      updateGroup(db, actor, params.instance, params.group, body, expectedVersion),
  }),
  route({
    id: 'deleteGroup',
    method: 'DELETE',
    path: ONE,
    can: 'operate',
    summary: 'Move a group to the recycle bin, with its members',
    query: ForceQuery,
    reply: Nothing,
    run: ({ db, actor, expectedVersion }, { params, query }) =>
      deleteGroup(db, actor, params.instance, params.group, { force: query.force, expectedVersion }),
  }),
  route({
    id: 'listGroupMembers',
    method: 'GET',
    path: `${ONE}/members`,
    can: 'read',
    summary: 'The members of a group, each with the source that keeps it there',
    query: PageQuery,
    reply: pageOf(z.strictObject({ account: Account, sourceId: z.string().nullable() })),
    async run({ db }, { params, query }) {
      const page = { after: decodeCursor(query.cursor), limit: query.limit + 1 };
      const rows = await listMembers(db, params.instance, params.group, page);
      return toPage(rows, query.limit, ({ account }) => account.id);
    },
  }),
  route({
    id: 'addGroupMembers',
    method: 'POST',
    path: `${ONE}/members`,
    can: 'operate',
    summary: 'Make accounts members of a group',
    body: Members,
    reply: z.strictObject({ added: z.number().int() }),
    run: async ({ db, actor }, { params, body }) => ({
      added: await addMembers(db, actor, params.instance, params.group, body.accountIds),
    }),
  }),
  route({
    id: 'removeGroupMembers',
    method: 'DELETE',
    path: `${ONE}/members`,
    can: 'operate',
    summary: 'End memberships that were given by hand',
    body: Members,
    reply: z.strictObject({ removed: z.number().int() }),
    run: async ({ db, actor }, { params, body }) => ({
      removed: await removeMembers(db, actor, params.instance, params.group, body.accountIds),
    }),
  }),
];
