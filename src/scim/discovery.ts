import type { Attribute, ResourceType, Schema } from './schema.ts';

const SCHEMA_URN = 'urn:ietf:params:scim:schemas:core:2.0:Schema';
const TYPE_URN = 'urn:ietf:params:scim:schemas:core:2.0:ResourceType';
const CONFIG_URN = 'urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig';
const LIST_URN = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';

/** What a server really does; advertised only if true. */
export interface ServerAbilities {
  readonly patch: boolean;
  readonly etag: boolean;
  readonly filterMaxResults: number;
  readonly authentication: { readonly name: string; readonly description: string };
}

/** RFC 7643 §5. `base`: public URL of the SCIM root. */
export function serviceProviderConfig(base: string, abilities: ServerAbilities): object {
  return {
    schemas: [CONFIG_URN],
    patch: { supported: abilities.patch },
    // authentik sizes its group operations by maxOperations even where bulk is off.
    bulk: { supported: false, maxOperations: 100, maxPayloadSize: 1_048_576 },
    filter: { supported: true, maxResults: abilities.filterMaxResults },
    changePassword: { supported: false },
    sort: { supported: false },
    etag: { supported: abilities.etag },
    authenticationSchemes: [
      {
        type: 'oauthbearertoken',
        ...abilities.authentication,
        specUri: 'https://www.rfc-editor.org/rfc/rfc6750',
        primary: true,
      },
    ],
    meta: { resourceType: 'ServiceProviderConfig', location: `${base}/ServiceProviderConfig` },
  };
}

export function schemaResources(base: string, types: readonly ResourceType[]): (object & { id: string })[] {
  const schemas = new Map<string, Schema>();
  for (const type of types) {
    for (const schema of [type.schema, ...type.extensions]) schemas.set(schema.id, schema);
  }
  return [...schemas.values()].map((schema) => ({
    schemas: [SCHEMA_URN],
    id: schema.id,
    name: schema.name,
    description: schema.description,
    attributes: schema.attributes.map(describe),
    meta: { resourceType: 'Schema', location: `${base}/Schemas/${schema.id}` },
  }));
}

export function typeResources(base: string, types: readonly ResourceType[]): (object & { id: string })[] {
  return types.map((type) => ({
    schemas: [TYPE_URN],
    id: type.name,
    name: type.name,
    endpoint: type.endpoint,
    description: type.description,
    schema: type.schema.id,
    schemaExtensions: type.extensions.map(({ id }) => ({ schema: id, required: false })),
    meta: { resourceType: 'ResourceType', location: `${base}/ResourceTypes/${type.name}` },
  }));
}

export function listResponse(resources: readonly object[]): object {
  return {
    schemas: [LIST_URN],
    totalResults: resources.length,
    startIndex: 1,
    itemsPerPage: resources.length,
    Resources: resources,
  };
}

function describe(attribute: Attribute): object {
  const { name, type, multiValued, description, required, caseExact, mutability, returned, uniqueness } =
    attribute;
  return {
    name,
    type,
    multiValued,
    description,
    required,
    ...(attribute.canonicalValues === undefined ? {} : { canonicalValues: attribute.canonicalValues }),
    caseExact,
    mutability,
    returned,
    uniqueness,
    ...(attribute.referenceTypes === undefined ? {} : { referenceTypes: attribute.referenceTypes }),
    ...(attribute.sub === undefined ? {} : { subAttributes: attribute.sub.map(describe) }),
  };
}
