import { z } from 'zod';
import { LOCKED_FOR_GOOD } from '../directory/account-bulk.ts';
import { listAccounts } from '../directory/account-list.ts';
import {
  clearOverrides,
  createAccount,
  deleteAccount,
  getAccount,
  listFurtherOrgKeepers,
  setFurtherOrgs,
  updateAccount,
} from '../directory/accounts.ts';
import { listChanges } from '../directory/change-log.ts';
import { listGroupsOf } from '../directory/members.ts';
import { accountProvenance } from '../directory/provenance.ts';
import { searchAccounts } from '../directory/search.ts';
import { forgetFailures } from '../logon/password-admin.ts';
import { Account, AccountCreate, AccountPatch } from '../model/account.ts';
import { ChangeEntry } from '../model/change-entry.ts';
import { Group } from '../model/group.ts';
import { FieldProvenance } from '../model/provenance.ts';
import { AccountQuery, accountFilter } from './account-query.ts';
import { byOf } from './by.ts';
import { decodeCursor, decodeNumberCursor, listOf, PageQuery, pageOf, toPage } from './page.ts';
import { Nothing, type Route, route } from './route.ts';

const COLLECTION = '/instances/{instance}/accounts';
const ONE = '/instances/{instance}/accounts/{account}';

export const ForceQuery = z.strictObject({
  force: z.stringbool().default(false).meta({ description: 'Also when a source keeps it' }),
});

const Ids = z.array(z.string().min(1).max(64)).max(200);

/** A switch of the account as a call of its own, for people; a PATCH does the same. */
const switchRoute = (id: string, verb: string, summary: string, patch: () => AccountPatch): Route =>
  route({
    id,
    method: 'POST',
    path: `${ONE}/${verb}` as `${typeof ONE}/verb`,
    can: 'operate',
    summary,
    reply: Account,
    run: ({ db, actor, expectedVersion }, { params }) =>
      updateAccount(db, actor, params.instance, params.account, patch(), expectedVersion),
  });

export const accountRoutes: readonly Route[] = [
  route({
    id: 'listAccounts',
    method: 'GET',
    path: COLLECTION,
    can: 'read',
    summary: 'Accounts by username: all, or those that fit every filter given',
    query: PageQuery.extend(AccountQuery.shape),
    reply: pageOf(Account),
    async run({ db }, { params, query }) {
      const rows = await listAccounts(db, params.instance, {
        ...accountFilter(query),
        after: decodeCursor(query.cursor),
        limit: query.limit + 1,
      });
      return toPage(rows, query.limit, ({ username }) => username);
    },
  }),
  route({
    id: 'searchAccounts',
    method: 'GET',
    path: '/instances/{instance}/account-search',
    can: 'read',
    summary: 'At most 50 accounts whose username, display name, e-mail or phone number begins with the term',
    query: z.strictObject({ term: z.string().min(1).max(256) }),
    reply: listOf(Account),
    run: async ({ db }, { params, query }) => ({
      items: await searchAccounts(db, params.instance, query.term),
    }),
  }),
  route({
    id: 'createAccount',
    method: 'POST',
    path: COLLECTION,
    can: 'operate',
    summary: 'Create an account',
    body: AccountCreate,
    reply: Account,
    creates: true,
    run: ({ db, actor }, { params, body }) => createAccount(db, actor, params.instance, body),
  }),
  route({
    id: 'getAccount',
    method: 'GET',
    path: ONE,
    can: 'read',
    summary: 'One account, by id or username',
    reply: Account,
    run: ({ db }, { params }) => getAccount(db, params.instance, params.account),
  }),
  route({
    id: 'updateAccount',
    method: 'PATCH',
    path: ONE,
    can: 'operate',
    summary:
      'Change an account; what a source fills becomes an override. If-Match guards against lost updates',
    body: AccountPatch,
    reply: Account,
    run: ({ db, actor, expectedVersion }, { params, body }) =>
      updateAccount(db, actor, params.instance, params.account, body, expectedVersion),
  }),
  route({
    id: 'deleteAccount',
    method: 'DELETE',
    path: ONE,
    can: 'operate',
    summary: 'Move an account to the recycle bin',
    query: ForceQuery,
    reply: Nothing,
    run: ({ db, actor, expectedVersion }, { params, query }) =>
      deleteAccount(db, actor, params.instance, params.account, { force: query.force, expectedVersion }),
  }),
  switchRoute('enableAccount', 'enable', 'Enable an account', () => ({ enabled: true })),
  switchRoute('disableAccount', 'disable', 'Disable an account', () => ({ enabled: false })),
  switchRoute('lockAccount', 'lock', 'Lock an account until it is unlocked', () => ({
    lockedUntil: LOCKED_FOR_GOOD,
  })),
  route({
    id: 'unlockAccount',
    method: 'POST',
    path: `${ONE}/unlock`,
    can: 'operate',
    summary: 'Unlock an account, and forget how often a password for it was wrong',
    reply: Account,
    async run(call, { params }) {
      const { db, actor, expectedVersion } = call;
      const patch = { lockedUntil: null };
      const account = await updateAccount(db, actor, params.instance, params.account, patch, expectedVersion);
      await forgetFailures(db, byOf(call), params.instance, account.id);
      return account;
    },
  }),
  route({
    id: 'moveAccount',
    method: 'POST',
    path: `${ONE}/move`,
    can: 'operate',
    summary: 'Give an account another primary organization',
    body: z.strictObject({ orgId: z.string().min(1).max(64) }).meta({ id: 'AccountMove' }),
    reply: Account,
    run: ({ db, actor, expectedVersion }, { params, body }) =>
      updateAccount(
        db,
        actor,
        params.instance,
        params.account,
        { primaryOrgId: body.orgId },
        expectedVersion,
      ),
  }),
  route({
    id: 'clearAccountOverrides',
    method: 'POST',
    path: `${ONE}/clear-overrides`,
    can: 'operate',
    summary: 'Give fields changed by hand the value of their source again',
    body: z
      .strictObject({ fields: z.array(z.string().min(1).max(64)).min(1).max(60) })
      .meta({ id: 'OverridesClear' }),
    reply: Account,
    run: ({ db, actor }, { params, body }) =>
      clearOverrides(db, actor, params.instance, params.account, body.fields),
  }),
  route({
    id: 'getAccountOrgs',
    method: 'GET',
    path: `${ONE}/orgs`,
    can: 'read',
    summary: 'The primary organization of an account and the further ones',
    reply: z
      .strictObject({
        primaryOrgId: z.string(),
        furtherOrgIds: z.array(z.string()),
        /** The same, each with the source that keeps it; null: given by hand. */
        further: z.array(z.strictObject({ orgId: z.string(), sourceId: z.string().nullable() })),
      })
      .meta({ id: 'AccountOrgs' }),
    async run({ db }, { params }) {
      const { id, primaryOrgId } = await getAccount(db, params.instance, params.account);
      const further = await listFurtherOrgKeepers(db, id);
      return { primaryOrgId, furtherOrgIds: further.map(({ orgId }) => orgId), further };
    },
  }),
  route({
    id: 'setAccountOrgs',
    method: 'PUT',
    path: `${ONE}/orgs`,
    can: 'operate',
    summary: 'Set the further organizations of an account that are given by hand; those a source keeps stay',
    body: z.strictObject({ furtherOrgIds: Ids }).meta({ id: 'FurtherOrgs' }),
    reply: z.strictObject({ furtherOrgIds: z.array(z.string()) }),
    run: async ({ db, actor }, { params, body }) => ({
      furtherOrgIds: await setFurtherOrgs(db, actor, params.instance, params.account, body.furtherOrgIds),
    }),
  }),
  route({
    id: 'getAccountGroups',
    method: 'GET',
    path: `${ONE}/groups`,
    can: 'read',
    summary: 'The groups an account is in, each with the source that keeps it there',
    reply: listOf(z.strictObject({ group: Group, sourceId: z.string().nullable() })),
    async run({ db }, { params }) {
      const { id } = await getAccount(db, params.instance, params.account);
      return { items: await listGroupsOf(db, id) };
    },
  }),
  route({
    id: 'getAccountHistory',
    method: 'GET',
    path: `${ONE}/history`,
    can: 'read',
    summary: 'What happened to an account, newest first; by id also after its deletion',
    query: PageQuery,
    reply: pageOf(ChangeEntry),
    async run({ db }, { params, query }) {
      const entityId = params.account.startsWith('user_')
        ? params.account
        : (await getAccount(db, params.instance, params.account)).id;
      const before = decodeNumberCursor(query.cursor);
      const rows = await listChanges(db, params.instance, { entityId, before, limit: query.limit + 1 });
      return toPage(rows, query.limit, ({ seq }) => seq);
    },
  }),
  route({
    id: 'getAccountProvenance',
    method: 'GET',
    path: `${ONE}/provenance`,
    can: 'read',
    summary: 'Where each field of an account comes from, and what every source says of it',
    reply: listOf(FieldProvenance),
    run: async ({ db }, { params }) => ({
      items: await accountProvenance(db, params.instance, params.account),
    }),
  }),
];
