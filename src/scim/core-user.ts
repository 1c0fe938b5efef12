import { type Attribute, attribute, resourceType, type Schema } from './schema.ts';

const text = (name: string, description: string) => attribute(name, 'string', description);

/** The shape of most multi-valued attributes (RFC 7643 §2.4). */
function plural(
  name: string,
  description: string,
  types: readonly string[],
  value: Attribute = text('value', 'The value.'),
): Attribute {
  return attribute(name, 'complex', description, {
    multiValued: true,
    sub: [
      value,
      text('display', 'Name for display.'),
      attribute(
        'type',
        'string',
        'What the value is for.',
        types.length === 0 ? {} : { canonicalValues: types },
      ),
      attribute('primary', 'boolean', 'The preferred one; true at most once.'),
    ],
  });
}

const NAME = attribute('name', 'complex', 'The parts of the name.', {
  sub: [
    text('formatted', 'The full name.'),
    text('familyName', 'Family name.'),
    text('givenName', 'Given name.'),
    text('middleName', 'Middle names.'),
    text('honorificPrefix', 'Title before the name.'),
    text('honorificSuffix', 'Suffix after the name.'),
  ],
});

const ADDRESSES = attribute('addresses', 'complex', 'Postal addresses.', {
  multiValued: true,
  sub: [
    attribute('formatted', 'string', 'The whole address.', { multiline: true }),
    attribute('streetAddress', 'string', 'Street and number.', { multiline: true }),
    text('locality', 'Town.'),
    text('region', 'State or region.'),
    text('postalCode', 'Postal code.'),
    text('country', 'Country, ISO 3166-1 alpha 2.'),
    attribute('type', 'string', 'What the address is for.', { canonicalValues: ['work', 'home', 'other'] }),
    attribute('primary', 'boolean', 'The preferred one; true at most once.'),
  ],
});

const GROUPS = attribute('groups', 'complex', 'Groups the user is in.', {
  multiValued: true,
  mutability: 'readOnly',
  sub: [
    attribute('value', 'string', 'Id of the group.', { mutability: 'readOnly', caseExact: true }),
    attribute('$ref', 'reference', 'URL of the group.', {
      mutability: 'readOnly',
      referenceTypes: ['Group'],
    }),
    attribute('display', 'string', 'Name of the group.', { mutability: 'readOnly' }),
    attribute('type', 'string', 'direct or indirect.', {
      mutability: 'readOnly',
      canonicalValues: ['direct', 'indirect'],
    }),
  ],
});

/** RFC 7643 §4.1. */
export const USER_SCHEMA: Schema = {
  id: 'urn:ietf:params:scim:schemas:core:2.0:User',
  name: 'User',
  description: 'User Account',
  attributes: [
    attribute('userName', 'string', 'Name the user logs on with.', {
      required: true,
      uniqueness: 'server',
      maxLength: 256,
    }),
    NAME,
    attribute('displayName', 'string', 'Name for display.', { maxLength: 256 }),
    text('nickName', 'Casual name.'),
    attribute('profileUrl', 'reference', 'URL of a profile page.', { referenceTypes: ['external'] }),
    text('title', 'Job title.'),
    text('userType', 'Relation to the organization.'),
    text('preferredLanguage', 'Preferred language.'),
    text('locale', 'Place for formats.'),
    text('timezone', 'Time zone, as in the IANA database.'),
    attribute('active', 'boolean', 'Whether the user may log on.'),
    attribute('password', 'string', 'Password, only ever written.', {
      mutability: 'writeOnly',
      returned: 'never',
      caseExact: true,
      maxLength: 1024,
    }),
    plural('emails', 'E-mail addresses.', ['work', 'home', 'other']),
    plural('phoneNumbers', 'Telephone numbers.', ['work', 'home', 'mobile', 'fax', 'pager', 'other']),
    plural('ims', 'Instant messaging addresses.', []),
    plural(
      'photos',
      'Pictures.',
      ['photo', 'thumbnail'],
      attribute('value', 'reference', 'URL of the picture.', { referenceTypes: ['external'] }),
    ),
    ADDRESSES,
    GROUPS,
    plural('entitlements', 'Entitlements.', []),
    plural('roles', 'Roles.', []),
    plural('x509Certificates', 'Certificates.', [], attribute('value', 'binary', 'DER, base64.')),
  ],
};

/** RFC 7643 §4.3. */
export const ENTERPRISE_SCHEMA: Schema = {
  id: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
  name: 'EnterpriseUser',
  description: 'Enterprise User',
  attributes: [
    text('employeeNumber', 'Number of the employee.'),
    text('costCenter', 'Cost centre.'),
    text('organization', 'Organization.'),
    text('division', 'Division.'),
    text('department', 'Department.'),
    attribute('manager', 'complex', 'The manager.', {
      sub: [
        attribute('value', 'string', 'Id of the manager.', { caseExact: true }),
        attribute('$ref', 'reference', 'URL of the manager.', { referenceTypes: ['User'] }),
        attribute('displayName', 'string', 'Name of the manager.', { mutability: 'readOnly' }),
      ],
    }),
  ],
};

export const USER = resourceType({
  name: 'User',
  endpoint: '/Users',
  description: 'User Account',
  schema: USER_SCHEMA,
  extensions: [ENTERPRISE_SCHEMA],
  legacyUrns: ['urn:scim:schemas:core:2.0:User', 'urn:scim:schemas:core:2.0', 'urn:scim:schemas:core:1.0'],
});
