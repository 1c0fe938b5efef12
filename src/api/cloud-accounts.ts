import { z } from 'zod';
import {
  type AccountRef,
  createCloudAccount,
  deleteCloudAccount,
  listCloudAccounts,
  requireAccount,
  updateCloudAccount,
} from '../cloud/accounts.ts';
import { listLog } from '../cloud/log.ts';
import { CloudAccount, CloudAccountCreate, CloudAccountPatch, CloudLogEntry } from '../model/cloud.ts';
import { decodeNumberCursor, listOf, PageQuery, pageOf, toPage } from './page.ts';
import { type ApiDeps, Nothing, type Route, route } from './route.ts';

export const CLOUD_ACCOUNT = '/instances/{instance}/cloud-accounts/{cloudAccount}';

/** A cloud account with the addresses that a provisioning needs. */
const ShownAccount = CloudAccount.extend({
  scimBaseUrl: z.string().meta({ title: 'SCIM Base URL', zh: 'SCIM Base URL' }),
  tokenEndpoint: z.string().meta({ title: 'Token Endpoint', zh: 'Token Endpoint' }),
}).meta({ id: 'CloudAccountWithEndpoints' });

function shown({ publicUrl }: ApiDeps, account: CloudAccount): z.infer<typeof ShownAccount> {
  const root = `${publicUrl}/ram/${account.id}`;
  return { ...account, scimBaseUrl: `${root}/scim`, tokenEndpoint: `${root}/oauth/v1/token` };
}

/** The cloud account of a path, bound to its instance. */
export function accountRef(params: { instance: string; cloudAccount: string }): AccountRef {
  return { instanceId: params.instance, accountId: params.cloudAccount };
}

export const cloudAccountRoutes: readonly Route[] = [
  route({
    id: 'listCloudAccounts',
    method: 'GET',
    path: '/instances/{instance}/cloud-accounts',
    can: 'read',
    summary: 'Cloud accounts: the RAM sides of an instance',
    reply: listOf(ShownAccount),
    run: async ({ db, deps }, { params }) => ({
      items: (await listCloudAccounts(db, params.instance)).map((account) => shown(deps, account)),
    }),
  }),
  route({
    id: 'createCloudAccount',
    method: 'POST',
    path: '/instances/{instance}/cloud-accounts',
    can: 'admin',
    summary: 'Add a cloud account',
    body: CloudAccountCreate,
    reply: ShownAccount,
    creates: true,
    run: async ({ db, deps, actor }, { params, body }) =>
      shown(deps, await createCloudAccount(db, actor, params.instance, body)),
  }),
  route({
    id: 'getCloudAccount',
    method: 'GET',
    path: CLOUD_ACCOUNT,
    can: 'read',
    summary: 'One cloud account, with its quota and number of RAM users',
    reply: ShownAccount,
    run: async ({ db, deps }, { params }) => shown(deps, await requireAccount(db, accountRef(params))),
  }),
  route({
    id: 'updateCloudAccount',
    method: 'PATCH',
    path: CLOUD_ACCOUNT,
    can: 'admin',
    summary: 'Change name, alias or quota of RAM users',
    body: CloudAccountPatch,
    reply: ShownAccount,
    run: async ({ db, deps, actor }, { params, body }) =>
      shown(deps, await updateCloudAccount(db, actor, accountRef(params), body)),
  }),
  route({
    id: 'deleteCloudAccount',
    method: 'DELETE',
    path: CLOUD_ACCOUNT,
    can: 'admin',
    summary: 'Remove a cloud account with its applications, tokens and users',
    reply: Nothing,
    run: ({ db, actor }, { params }) => deleteCloudAccount(db, actor, accountRef(params)),
  }),
  route({
    id: 'listCloudLog',
    method: 'GET',
    path: `${CLOUD_ACCOUNT}/log`,
    can: 'read',
    summary: 'What was written on the RAM side, newest first',
    query: PageQuery.extend({
      subject: z.string().max(64).optional().meta({ description: 'Id of a user or application' }),
    }),
    reply: pageOf(CloudLogEntry),
    async run({ db }, { params, query }) {
      await requireAccount(db, accountRef(params));
      const before = decodeNumberCursor(query.cursor);
      const rows = await listLog(db, accountRef(params), {
        limit: query.limit + 1,
        ...(query.subject === undefined ? {} : { subjectId: query.subject }),
        ...(before === undefined ? {} : { before }),
      });
      return toPage(rows, query.limit, ({ seq }) => seq);
    },
  }),
];
