/** SCIM targets we know, as data: what each understands and the settings a new application starts with. */
import type { Provisioning } from '../model/application.ts';
import type { FieldMapping } from '../model/mapping.ts';
import type { ScimDialect, ScimProvisioning } from '../model/scim-provisioning.ts';

export interface Preset<S extends Provisioning = Provisioning> {
  /** Stored with the application; never renamed. */
  readonly id: string;
  readonly title: { en: string; zh: string };
  readonly provisioning: S;
}

const CORE = [
  'userName',
  'externalId',
  'displayName',
  'active',
  'name.givenName',
  'name.familyName',
  'name.formatted',
  'nickName',
  'title',
  'preferredLanguage',
  'locale',
  'timezone',
  'emails',
  'phoneNumbers',
];
const ENTERPRISE = ['employeeNumber', 'department', 'organization', 'division', 'costCenter'];

const field = (target: string, value: string): FieldMapping => ({ target, type: 'field', value });
const expression = (target: string, value: string): FieldMapping => ({ target, type: 'expression', value });

const CORE_MAPPINGS = [
  field('externalId', 'id'),
  field('userName', 'username'),
  expression('displayName', 'Coalesce(user.displayName, user.username)'),
  field('emails', 'email'),
  field('active', 'active'),
];

const DIALECT: ScimDialect = {
  match: ['externalId', 'userName'],
  update: 'patch',
  tokenParameters: 'body',
  attributes: CORE,
  required: ['userName'],
  lowerCase: false,
  dropsDomain: false,
  canDisable: true,
  groups: 'push',
  memberChunk: 100,
  scope: null,
  pageSize: 100,
};

const PROVISIONING: ScimProvisioning = {
  scope: { orgIds: [], groupIds: [] },
  baseUrl: 'https://scim.example.com/v2',
  auth: 'bearer',
  tokenUrl: null,
  clientId: null,
  clientAuth: 'client_secret_basic',
  operations: { create: true, update: true, delete: true },
  fullPush: { users: true },
  mappings: CORE_MAPPINGS,
  existing: 'conflict',
  deprovision: 'disable',
  guard: { deletions: 30, share: 10 },
  disabled: 'keep',
  rate: 5,
  concurrency: 4,
  caCertificate: null,
  connectTimeoutMs: 5000,
  requestTimeoutMs: 30_000,
  dialect: DIALECT,
};

function preset(
  id: string,
  title: Preset['title'],
  { dialect, ...settings }: Partial<Omit<ScimProvisioning, 'dialect'>> & { dialect?: Partial<ScimDialect> },
): Preset<ScimProvisioning> {
  return { id, title, provisioning: { ...PROVISIONING, ...settings, dialect: { ...DIALECT, ...dialect } } };
}

const same = (name: string) => ({ en: name, zh: name });

export const SCIM_PRESETS: readonly Preset<ScimProvisioning>[] = [
  // “Provision users to Alibaba Cloud RAM using SCIM”: four attributes, PUT, no groups, names in any case, no disabled state.
  preset(
    'alibaba-ram',
    { en: 'Alibaba Cloud RAM (user SSO)', zh: '阿里云 RAM（用户 SSO）' },
    {
      baseUrl: 'https://scim.aliyun.com',
      auth: 'client_credentials',
      tokenUrl: 'https://oauth.aliyun.com/v1/token',
      mappings: [
        field('externalId', 'id'),
        expression('userName', 'Lower(user.username)'),
        expression('displayName', 'Coalesce(user.displayName, user.username)'),
      ],
      deprovision: 'delete',
      dialect: {
        update: 'put',
        tokenParameters: 'query',
        attributes: ['externalId', 'userName', 'displayName'],
        required: ['externalId', 'userName', 'displayName'],
        lowerCase: true,
        dropsDomain: true,
        canDisable: false,
        groups: 'none',
        memberChunk: null,
        scope: '/acs/scim',
      },
    },
  ),
  preset(
    'alibaba-cloudsso',
    { en: 'Alibaba Cloud CloudSSO', zh: '阿里云云 SSO' },
    { dialect: { lowerCase: true } },
  ),
  preset('aws-idc', same('AWS IAM Identity Center'), { rate: 10, dialect: { match: ['userName'] } }),
  preset('slack', same('Slack'), { rate: 3, concurrency: 2, dialect: { match: ['userName'] } }),
  // 1,000 users an hour.
  preset('github-emu', same('GitHub Enterprise Managed Users'), {
    rate: 0.27,
    concurrency: 2,
    dialect: { groups: 'users-first' },
  }),
  preset('gitlab-group', same('GitLab group'), {
    concurrency: 2,
    dialect: { groups: 'none', memberChunk: null },
  }),
  preset('atlassian', same('Atlassian'), {
    concurrency: 2,
    dialect: { match: ['userName', 'externalId'], update: 'put' },
  }),
  preset('salesforce', same('Salesforce'), {
    auth: 'client_credentials',
    dialect: {
      match: ['userName'],
      attributes: [...CORE, 'entitlements'],
      groups: 'entitlements',
      memberChunk: null,
    },
  }),
  preset('zoom', same('Zoom'), {
    auth: 'client_credentials',
    rate: 1,
    concurrency: 1,
    dialect: { match: ['userName'], update: 'put', lowerCase: true },
  }),
  preset(
    'generic-strict',
    { en: 'Any SCIM 2.0 target', zh: '通用 SCIM 2.0' },
    { rate: 10, concurrency: 8, dialect: { attributes: [...CORE, ...ENTERPRISE] } },
  ),
];

/** By id. */
export const PRESETS: ReadonlyMap<string, Preset<ScimProvisioning>> = new Map(
  SCIM_PRESETS.map((entry) => [entry.id, entry]),
);
