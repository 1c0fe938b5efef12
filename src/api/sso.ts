import { catalogueEntry, guideOf } from '../applications/catalogue.ts';
import { getSso, listSso, updateSso } from '../applications/sso.ts';
import { settingsSchema, withoutReferences } from '../model/settings-schema.ts';
import type { ApplicationSso as Shown } from '../model/sso.ts';
import {
  ApplicationSso,
  ApplicationSsoDetails,
  OidcSettings,
  SamlSettings,
  SsoPatch,
  SsoSchemas,
} from '../model/sso.ts';
import { listOf } from './page.ts';
import { type Route, route } from './route.ts';

const ONE = '/instances/{instance}/applications/{application}/sso';

/** Where an application finds its identity provider here. */
export function addressesOf(publicUrl: string, instance: string, application: string) {
  const entityId = `${publicUrl}/${instance}/saml/${application}`;
  return {
    entityId,
    metadataUrl: `${entityId}/metadata`,
    ssoUrl: `${entityId}/sso`,
    issuer: `${publicUrl}/${instance}/oidc`,
  };
}

function details(publicUrl: string, instance: string, sso: Shown) {
  const addresses = addressesOf(publicUrl, instance, sso.applicationId);
  const entry = sso.template === null ? undefined : catalogueEntry(sso.template);
  return { ...sso, addresses, guide: entry ? guideOf(entry, addresses) : null };
}

export const ssoRoutes: readonly Route[] = [
  route({
    id: 'getSsoSchemas',
    method: 'GET',
    path: '/sso-schemas',
    can: 'own',
    summary: 'The schemas of the settings of OpenID Connect and SAML',
    reply: SsoSchemas,
    run: async () => ({
      oidc: withoutReferences(settingsSchema(OidcSettings).schema),
      saml: withoutReferences(settingsSchema(SamlSettings).schema),
    }),
  }),
  route({
    id: 'listSso',
    method: 'GET',
    path: '/instances/{instance}/sso',
    can: 'read',
    summary: 'How people sign in to the applications that they sign in to',
    reply: listOf(ApplicationSso),
    run: async ({ db }, { params }) => ({ items: await listSso(db, params.instance) }),
  }),
  route({
    id: 'getSso',
    method: 'GET',
    path: ONE,
    can: 'read',
    summary: 'How people sign in to an application, with its addresses here and the steps at the other side',
    reply: ApplicationSsoDetails,
    run: async ({ db, deps }, { params }) =>
      details(deps.publicUrl, params.instance, await getSso(db, params.instance, params.application)),
  }),
  route({
    id: 'updateSso',
    method: 'PATCH',
    path: ONE,
    can: 'admin',
    summary: 'Change how people sign in to an application, or give it a template to do so',
    body: SsoPatch,
    reply: ApplicationSsoDetails,
    run: async ({ db, deps, actor, expectedVersion }, { params, body }) =>
      details(
        deps.publicUrl,
        params.instance,
        await updateSso(db, deps, actor, params.instance, params.application, body, expectedVersion),
      ),
  }),
];
