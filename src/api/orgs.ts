import { z } from 'zod';
import { createOrg, deleteOrg, getOrg, getSubtree, listOrgs, updateOrg } from '../directory/orgs.ts';
import { Org, OrgCreate, OrgNode, OrgPatch } from '../model/org.ts';
import { ForceQuery } from './accounts.ts';
import { decodeCursor, listOf, PageQuery, pageOf, toPage } from './page.ts';
import { Nothing, type Route, route } from './route.ts';

const ONE = '/instances/{instance}/orgs/{org}';

export const orgRoutes: readonly Route[] = [
  route({
    id: 'listOrganizations',
    method: 'GET',
    path: '/instances/{instance}/orgs',
    can: 'read',
    summary: 'Organizations, all or those directly below one',
    query: PageQuery.extend({
      parent: z
        .string()
        .max(64)
        .optional()
        .meta({ description: 'Id of an organization: only those directly below it' }),
    }),
    reply: pageOf(Org),
    async run({ db }, { params, query }) {
      const page = { parentId: query.parent, after: decodeCursor(query.cursor), limit: query.limit + 1 };
      return toPage(await listOrgs(db, params.instance, page), query.limit, ({ id }) => id);
    },
  }),
  route({
    id: 'createOrganization',
    method: 'POST',
    path: '/instances/{instance}/orgs',
    can: 'operate',
    summary: 'Create an organization, below the root unless a parent is named',
    body: OrgCreate,
    reply: Org,
    creates: true,
    run: ({ db, actor }, { params, body }) => createOrg(db, actor, params.instance, body),
  }),
  route({
    id: 'getOrganization',
    method: 'GET',
    path: ONE,
    can: 'read',
    summary: 'One organization',
    reply: Org,
    run: ({ db }, { params }) => getOrg(db, params.instance, params.org),
  }),
  route({
    id: 'getOrganizationTree',
    method: 'GET',
    path: `${ONE}/tree`,
    can: 'read',
    summary: 'An organization and all below it, parents first, each with its path',
    reply: listOf(OrgNode),
    run: async ({ db }, { params }) => ({ items: await getSubtree(db, params.instance, params.org) }),
  }),
  route({
    id: 'updateOrganization',
    method: 'PATCH',
    path: ONE,
    can: 'operate',
    summary: 'Rename, describe or move an organization',
    body: OrgPatch,
    reply: Org,
    run: ({ db, actor, expectedVersion }, { params, body }) =>
      updateOrg(db, actor, params.instance, params.org, body, expectedVersion),
  }),
  route({
    id: 'deleteOrganization',
    method: 'DELETE',
    path: ONE,
    can: 'operate',
    summary: 'Move an empty organization to the recycle bin',
    query: ForceQuery,
    reply: Nothing,
    run: ({ db, actor, expectedVersion }, { params, query }) =>
      deleteOrg(db, actor, params.instance, params.org, { force: query.force, expectedVersion }),
  }),
];
