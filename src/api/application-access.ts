import { z } from 'zod';
import {
  addApplicationAccounts,
  listApplicationAccounts,
  removeApplicationAccounts,
} from '../applications/accounts.ts';
import { addRule, assign, listAssignments, unassign } from '../applications/assignments.ts';
import { countApplicationUsers, listApplicationUsers } from '../applications/people.ts';
import { checkAccess } from '../applications/trial.ts';
import {
  AccessTrial,
  ApplicationAccount,
  ApplicationAccountsCreate,
  ApplicationUser,
  ApplicationUserCounts,
  Assignment,
  AssignmentCreate,
  AssignmentIds,
  AssignmentKind,
  RuleCreate,
} from '../model/application-access.ts';
import { decodeCursor, encodeCursor, listOf, PageQuery, pageOf, toPage } from './page.ts';
import { type Route, route } from './route.ts';

const ONE = '/instances/{instance}/applications/{application}';

export const applicationAccessRoutes: readonly Route[] = [
  route({
    id: 'listAssignments',
    method: 'GET',
    path: `${ONE}/assignments`,
    can: 'read',
    summary: 'What an application is assigned to: accounts, organizations, groups, rules',
    query: PageQuery.extend({ kind: AssignmentKind.optional() }),
    reply: pageOf(Assignment),
    async run({ db }, { params, query }) {
      const page = { kind: query.kind, after: decodeCursor(query.cursor), limit: query.limit + 1 };
      const rows = await listAssignments(db, params.instance, params.application, page);
      return toPage(rows, query.limit, ({ id }) => id);
    },
  }),
  route({
    id: 'assignApplication',
    method: 'POST',
    path: `${ONE}/assignments`,
    can: 'admin',
    summary: 'Assign an application to accounts, organizations with all below them, or groups; at most 100',
    body: AssignmentCreate,
    reply: z.strictObject({ assigned: z.number().int() }),
    run: async ({ db, actor }, { params, body }) => ({
      assigned: await assign(db, actor, params.instance, params.application, body),
    }),
  }),
  route({
    id: 'unassignApplication',
    method: 'DELETE',
    path: `${ONE}/assignments`,
    can: 'admin',
    summary: 'Take assignments away, by their ids; at most 100',
    body: AssignmentIds,
    reply: z.strictObject({ removed: z.number().int() }),
    run: async ({ db, actor }, { params, body }) => ({
      removed: await unassign(db, actor, params.instance, params.application, body),
    }),
  }),
  route({
    id: 'addApplicationRule',
    method: 'POST',
    path: `${ONE}/rules`,
    can: 'admin',
    summary: 'Assign an application to everybody for whom a condition holds when they sign in',
    body: RuleCreate,
    reply: Assignment,
    creates: true,
    run: ({ db, actor }, { params, body }) => addRule(db, actor, params.instance, params.application, body),
  }),
  route({
    id: 'listApplicationAccounts',
    method: 'GET',
    path: `${ONE}/accounts`,
    can: 'read',
    summary: 'Names at an application that were given by hand',
    query: PageQuery.extend({ account: z.string().max(64).optional() }),
    reply: pageOf(ApplicationAccount),
    async run({ db }, { params, query }) {
      const page = { accountId: query.account, after: decodeCursor(query.cursor), limit: query.limit + 1 };
      const rows = await listApplicationAccounts(db, params.instance, params.application, page);
      return toPage(rows, query.limit, ({ id }) => id);
    },
  }),
  route({
    id: 'addApplicationAccounts',
    method: 'POST',
    path: `${ONE}/accounts`,
    can: 'admin',
    summary: 'Give accounts their names at an application; at most 100, all or none',
    body: ApplicationAccountsCreate,
    reply: listOf(ApplicationAccount),
    creates: true,
    run: async ({ db, actor }, { params, body }) => ({
      items: await addApplicationAccounts(db, actor, params.instance, params.application, body),
    }),
  }),
  route({
    id: 'removeApplicationAccounts',
    method: 'DELETE',
    path: `${ONE}/accounts`,
    can: 'admin',
    summary: 'Take names at an application away, by the ids of the list; at most 100',
    body: AssignmentIds,
    reply: z.strictObject({ removed: z.number().int() }),
    run: async ({ db, actor }, { params, body }) => ({
      removed: await removeApplicationAccounts(db, actor, params.instance, params.application, body),
    }),
  }),
  route({
    id: 'listApplicationUsers',
    method: 'GET',
    path: `${ONE}/users`,
    can: 'read',
    summary: 'Who may sign in to an application, why, and under which name',
    query: PageQuery,
    reply: pageOf(ApplicationUser),
    async run({ db }, { params, query }) {
      const page = { after: decodeCursor(query.cursor), limit: query.limit };
      const { people, next } = await listApplicationUsers(db, params.instance, params.application, page);
      return { items: people, nextCursor: next === null ? null : encodeCursor(next) };
    },
  }),
  route({
    id: 'countApplicationUsers',
    method: 'GET',
    path: `${ONE}/user-counts`,
    can: 'read',
    summary: 'How many may sign in to an application, and whose names are missing or doubled',
    reply: ApplicationUserCounts,
    run: ({ db }, { params }) => countApplicationUsers(db, params.instance, params.application),
  }),
  route({
    id: 'checkApplicationAccess',
    method: 'GET',
    path: `${ONE}/users/{account}`,
    can: 'read',
    summary:
      'What one account would meet at an application: allowed or not and why, its names, and what is told of it',
    reply: AccessTrial,
    run: ({ db, language }, { params }) =>
      checkAccess(db, params.instance, params.application, params.account, language),
  }),
];
