import { SamlEndpoints, SpMetadata, SpMetadataInput } from '../model/saml.ts';
import { type EndpointDeps, samlEndpoints, samlMetadataOf } from '../saml/endpoints.ts';
import { readSpMetadata } from '../saml/sp-metadata.ts';
import { type ApiDeps, fileRoute, type Route, route } from './route.ts';

const ONE = '/instances/{instance}/applications/{application}/saml';

const endpointDeps = (deps: ApiDeps): EndpointDeps => ({
  db: deps.db,
  publicUrl: deps.publicUrl,
  sealer: { seal: deps.seal, open: deps.open },
});

export const samlRoutes: readonly Route[] = [
  route({
    id: 'readSpMetadata',
    method: 'POST',
    path: '/instances/{instance}/sp-metadata',
    can: 'admin',
    summary: 'What the SAML metadata of a service provider says, as settings; nothing is saved',
    body: SpMetadataInput,
    reply: SpMetadata,
    run: async (_call, { body }) => readSpMetadata(body.metadata),
  }),
  route({
    id: 'getSamlEndpoints',
    method: 'GET',
    path: ONE,
    can: 'read',
    summary: 'What to enter at the service provider: entity ID, addresses, certificates',
    reply: SamlEndpoints,
    run: ({ deps }, { params }) => samlEndpoints(endpointDeps(deps), params.instance, params.application),
  }),
  fileRoute({
    id: 'getIdpMetadata',
    method: 'GET',
    path: `${ONE}/metadata`,
    can: 'read',
    summary: 'The metadata of the identity provider that this application sees, as a file',
    media: 'text/xml',
    run: ({ deps }, { params }) => ({
      name: `${params.application}-idp-metadata.xml`,
      pieces: (async function* () {
        yield await samlMetadataOf(endpointDeps(deps), params.instance, params.application);
      })(),
    }),
  }),
];
