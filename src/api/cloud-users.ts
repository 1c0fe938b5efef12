import { z } from 'zod';
import {
  addAttachment,
  createUser,
  deleteUser,
  getUser,
  listUsers,
  removeAttachment,
  setLoginPassword,
  updateUser,
} from '../cloud/users.ts';
import {
  CloudAttachment,
  CloudPassword,
  CloudUser,
  CloudUserCreate,
  CloudUserPatch,
  CloudUserQuery,
} from '../model/cloud.ts';
import { accountRef, CLOUD_ACCOUNT } from './cloud-accounts.ts';
import { decodeCursor, PageQuery, pageOf, toPage } from './page.ts';
import { Nothing, type Route, route } from './route.ts';

const ONE = `${CLOUD_ACCOUNT}/users/{user}` as const;

const userRef = (params: { instance: string; cloudAccount: string; user: string }) => ({
  ...accountRef(params),
  userId: params.user,
});

export const cloudUserRoutes: readonly Route[] = [
  route({
    id: 'listCloudUsers',
    method: 'GET',
    path: `${CLOUD_ACCOUNT}/users`,
    can: 'read',
    summary: 'RAM users, oldest first',
    query: PageQuery.extend(CloudUserQuery.pick({ search: true, provisionType: true }).shape),
    reply: pageOf(CloudUser),
    async run({ db }, { params, query }) {
      const { limit, cursor, ...filter } = query;
      const rows = await listUsers(db, accountRef(params), {
        ...filter,
        after: decodeCursor(cursor),
        limit: limit + 1,
      });
      return toPage(rows, limit, ({ userId }) => userId);
    },
  }),
  route({
    id: 'createCloudUser',
    method: 'POST',
    path: `${CLOUD_ACCOUNT}/users`,
    can: 'operate',
    summary: 'Create a RAM user by hand (synchronization type Manual)',
    body: CloudUserCreate,
    reply: CloudUser,
    creates: true,
    run: ({ db, actor }, { params, body }) => createUser(db, actor, accountRef(params), body),
  }),
  route({
    id: 'getCloudUser',
    method: 'GET',
    path: ONE,
    can: 'read',
    summary: 'One RAM user',
    reply: CloudUser,
    run: ({ db }, { params }) => getUser(db, userRef(params)),
  }),
  route({
    id: 'updateCloudUser',
    method: 'PATCH',
    path: ONE,
    can: 'operate',
    summary: 'Rename a RAM user',
    body: CloudUserPatch,
    reply: CloudUser,
    run: ({ db, actor }, { params, body }) => updateUser(db, actor, userRef(params), body),
  }),
  route({
    id: 'deleteCloudUser',
    method: 'DELETE',
    path: ONE,
    can: 'operate',
    summary: 'Delete a RAM user that holds nothing any more',
    reply: Nothing,
    run: ({ db, actor }, { params }) => deleteUser(db, actor, userRef(params)),
  }),
  route({
    id: 'setCloudUserPassword',
    method: 'PUT',
    path: `${ONE}/password`,
    can: 'admin',
    summary: 'Set the console password of a RAM user, or take it away with null',
    body: z.strictObject({ password: CloudPassword.nullable() }).meta({ id: 'CloudUserPassword' }),
    reply: Nothing,
    run: ({ db, actor }, { params, body }) => setLoginPassword(db, actor, userRef(params), body.password),
  }),
  route({
    id: 'addCloudUserAttachment',
    method: 'POST',
    path: `${ONE}/attachments`,
    can: 'operate',
    summary: 'Give a RAM user an access key, MFA device, policy or group, by name',
    body: CloudAttachment,
    reply: CloudUser,
    run: ({ db, actor }, { params, body }) => addAttachment(db, actor, userRef(params), body),
  }),
  route({
    id: 'removeCloudUserAttachment',
    method: 'DELETE',
    path: `${ONE}/attachments`,
    can: 'operate',
    summary: 'Take one away again',
    body: CloudAttachment,
    reply: CloudUser,
    run: ({ db, actor }, { params, body }) => removeAttachment(db, actor, userRef(params), body),
  }),
];
