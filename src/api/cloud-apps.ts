import { z } from 'zod';
import {
  addScope,
  authoriseApp,
  createApp,
  deauthoriseApp,
  deleteApp,
  getApp,
  listApps,
  updateApp,
} from '../cloud/apps.ts';
import { createSecret, deleteSecret, listSecrets } from '../cloud/secrets.ts';
import {
  CloudApp,
  CloudAppCreate,
  CloudAppPatch,
  CloudAppSecret,
  CloudAppSecretCreated,
  CloudScope,
} from '../model/cloud.ts';
import { accountRef, CLOUD_ACCOUNT } from './cloud-accounts.ts';
import { listOf } from './page.ts';
import { Nothing, type Route, route } from './route.ts';

const ONE = `${CLOUD_ACCOUNT}/apps/{app}` as const;

export const cloudAppRoutes: readonly Route[] = [
  route({
    id: 'listCloudApps',
    method: 'GET',
    path: `${CLOUD_ACCOUNT}/apps`,
    can: 'read',
    summary: 'OAuth applications of a cloud account',
    reply: listOf(CloudApp),
    run: async ({ db }, { params }) => ({ items: await listApps(db, accountRef(params)) }),
  }),
  route({
    id: 'createCloudApp',
    method: 'POST',
    path: `${CLOUD_ACCOUNT}/apps`,
    can: 'admin',
    summary: 'Create an OAuth application',
    body: CloudAppCreate,
    reply: CloudApp,
    creates: true,
    run: ({ db, actor }, { params, body }) => createApp(db, actor, accountRef(params), body),
  }),
  route({
    id: 'getCloudApp',
    method: 'GET',
    path: ONE,
    can: 'read',
    summary: 'One OAuth application',
    reply: CloudApp,
    run: ({ db }, { params }) => getApp(db, accountRef(params), params.app),
  }),
  route({
    id: 'updateCloudApp',
    method: 'PATCH',
    path: ONE,
    can: 'admin',
    summary: 'Change an OAuth application; lists are replaced',
    body: CloudAppPatch,
    reply: CloudApp,
    run: ({ db, actor }, { params, body }) => updateApp(db, actor, accountRef(params), params.app, body),
  }),
  route({
    id: 'deleteCloudApp',
    method: 'DELETE',
    path: ONE,
    can: 'admin',
    summary: 'Delete an OAuth application; its secrets and tokens end at once',
    reply: Nothing,
    run: ({ db, actor }, { params }) => deleteApp(db, actor, accountRef(params), params.app),
  }),
  route({
    id: 'addCloudAppScope',
    method: 'POST',
    path: `${ONE}/scopes`,
    can: 'admin',
    summary: 'Add OAuth Scope',
    body: z.strictObject({ scope: CloudScope }).meta({ id: 'CloudAppScope' }),
    reply: CloudApp,
    run: ({ db, actor }, { params, body }) => addScope(db, actor, accountRef(params), params.app, body.scope),
  }),
  route({
    id: 'authoriseCloudApp',
    method: 'POST',
    path: `${ONE}/authorise`,
    can: 'admin',
    summary: 'Authorise a server application for its scopes, all or some',
    body: z
      .strictObject({ scopes: z.array(CloudScope).max(20).optional() })
      .meta({ id: 'CloudAppAuthorise' }),
    reply: CloudApp,
    run: ({ db, actor }, { params, body }) =>
      authoriseApp(db, actor, accountRef(params), params.app, body.scopes),
  }),
  route({
    id: 'deauthoriseCloudApp',
    method: 'POST',
    path: `${ONE}/deauthorise`,
    can: 'admin',
    summary: 'Take the authorisation of a server application back; its tokens lose their scopes at once',
    reply: CloudApp,
    run: ({ db, actor }, { params }) => deauthoriseApp(db, actor, accountRef(params), params.app),
  }),
  route({
    id: 'listCloudAppSecrets',
    method: 'GET',
    path: `${ONE}/secrets`,
    can: 'read',
    summary: 'Application secrets, without their values',
    reply: listOf(CloudAppSecret),
    run: async ({ db }, { params }) => ({ items: await listSecrets(db, accountRef(params), params.app) }),
  }),
  route({
    id: 'createCloudAppSecret',
    method: 'POST',
    path: `${ONE}/secrets`,
    can: 'admin',
    summary: 'Create an application secret; the answer shows its value this once',
    reply: CloudAppSecretCreated,
    creates: true,
    run: ({ db, actor }, { params }) => createSecret(db, actor, accountRef(params), params.app),
  }),
  route({
    id: 'deleteCloudAppSecret',
    method: 'DELETE',
    path: `${ONE}/secrets/{secret}`,
    can: 'admin',
    summary: 'Delete an application secret; the tokens got with it end at once',
    reply: Nothing,
    run: ({ db, actor }, { params }) =>
      deleteSecret(db, actor, accountRef(params), params.app, params.secret),
  }),
];
