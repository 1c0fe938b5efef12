import { OidcClientSecret, OidcClientSecretCreated, OidcEndpoints } from '../model/oidc.ts';
import { requireOidc } from '../oidc/client.ts';
import { endpointsOf } from '../oidc/names.ts';
import { createSecret, deleteSecret, listSecrets } from '../oidc/secrets.ts';
import { listOf } from './page.ts';
import { Nothing, type Route, route } from './route.ts';

const ONE = '/instances/{instance}/applications/{application}/oidc' as const;

export const oidcClientRoutes: readonly Route[] = [
  route({
    id: 'getOidcEndpoints',
    method: 'GET',
    path: `${ONE}/endpoints`,
    can: 'read',
    summary: 'What the application has to know of OpenID Connect here',
    reply: OidcEndpoints,
    run: async ({ db, deps }, { params }) => {
      const { id } = await requireOidc(db, params.instance, params.application);
      return endpointsOf(deps.publicUrl, params.instance, id);
    },
  }),
  route({
    id: 'listClientSecrets',
    method: 'GET',
    path: `${ONE}/secrets`,
    can: 'read',
    summary: 'Client secrets of an application, without their values',
    reply: listOf(OidcClientSecret),
    run: async ({ db }, { params }) => ({
      items: await listSecrets(db, params.instance, params.application),
    }),
  }),
  route({
    id: 'createClientSecret',
    method: 'POST',
    path: `${ONE}/secrets`,
    can: 'admin',
    summary: 'Create a client secret, shown this once; two may exist at a time',
    reply: OidcClientSecretCreated,
    creates: true,
    run: ({ db, actor }, { params }) => createSecret(db, actor, params.instance, params.application),
  }),
  route({
    id: 'deleteClientSecret',
    method: 'DELETE',
    path: `${ONE}/secrets/{secret}`,
    can: 'admin',
    summary: 'Delete a client secret; it is refused from then on',
    reply: Nothing,
    run: ({ db, actor }, { params }) =>
      deleteSecret(db, actor, params.instance, params.application, params.secret),
  }),
];
