import { serviceProvider } from '../cloud/user-sso/addresses.ts';
import { describeIdp, readIdpMetadata } from '../cloud/user-sso/idp-metadata.ts';
import { getUserSso, setUserSso } from '../cloud/user-sso/settings.ts';
import { type CloudUserSso, CloudUserSsoPatch, CloudUserSsoShown } from '../model/cloud.ts';
import { accountRef, CLOUD_ACCOUNT } from './cloud-accounts.ts';
import { type ApiDeps, type Route, route } from './route.ts';

const PATH = `${CLOUD_ACCOUNT}/user-sso` as const;

/** With what the metadata say, and what the identity provider has to be told of this side. */
function shown({ publicUrl }: ApiDeps, accountId: string, settings: CloudUserSso): CloudUserSsoShown {
  const { entityId, metadataUrl, acsUrl, logonUrl } = serviceProvider(publicUrl, accountId);
  const { metadataDocument } = settings;
  return {
    ...settings,
    identityProvider: metadataDocument === null ? null : describeIdp(readIdpMetadata(metadataDocument)),
    spEntityId: entityId,
    spMetadataUrl: metadataUrl,
    acsUrl,
    logonUrl,
  };
}

export const cloudUserSsoRoutes: readonly Route[] = [
  route({
    id: 'getUserSso',
    method: 'GET',
    path: PATH,
    can: 'read',
    summary: 'User SSO of a cloud account: settings, identity provider, addresses of this side',
    reply: CloudUserSsoShown,
    run: async ({ db, deps }, { params }) =>
      shown(deps, params.cloudAccount, await getUserSso(db, accountRef(params))),
  }),
  route({
    id: 'setUserSso',
    method: 'PATCH',
    path: PATH,
    can: 'admin',
    summary: 'Change user SSO; on, RAM users log on through the identity provider only',
    body: CloudUserSsoPatch,
    reply: CloudUserSsoShown,
    run: async ({ db, deps, actor }, { params, body }) =>
      shown(deps, params.cloudAccount, await setUserSso(db, actor, accountRef(params), body)),
  }),
];
