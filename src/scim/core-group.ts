import { attribute, resourceType, type Schema } from './schema.ts';

/** RFC 7643 §4.2. */
export const GROUP_SCHEMA: Schema = {
  id: 'urn:ietf:params:scim:schemas:core:2.0:Group',
  name: 'Group',
  description: 'Group',
  attributes: [
    attribute('displayName', 'string', 'Name of the group.', { required: true, maxLength: 256 }),
    attribute('members', 'complex', 'Members of the group.', {
      multiValued: true,
      sub: [
        attribute('value', 'string', 'Id of the member.', { mutability: 'immutable', caseExact: true }),
        attribute('$ref', 'reference', 'URL of the member.', {
          mutability: 'immutable',
          referenceTypes: ['User', 'Group'],
        }),
        attribute('type', 'string', 'User or Group.', {
          mutability: 'immutable',
          canonicalValues: ['User', 'Group'],
        }),
        attribute('display', 'string', 'Name of the member.', { mutability: 'readOnly' }),
      ],
    }),
  ],
};

export const GROUP = resourceType({
  name: 'Group',
  endpoint: '/Groups',
  description: 'Group',
  schema: GROUP_SCHEMA,
  legacyUrns: ['urn:scim:schemas:core:2.0:Group', 'urn:scim:schemas:core:2.0', 'urn:scim:schemas:core:1.0'],
});
