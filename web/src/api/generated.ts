export interface Account {
  /**
   * Created at
   * @format date-time
   * @pattern ^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z))$
   */
  createdAt: string;
  /** Custom fields */
  custom: Partial<Record<string, (string | number | boolean) | null>>;
  /** Description */
  description: string | null;
  /** Display name */
  displayName: string | null;
  /** E-mail */
  email: string | null;
  /** E-mail verified */
  emailVerified: boolean;
  /** Enabled */
  enabled: boolean;
  /** Expires at */
  expiresAt: string | null;
  /** External ID */
  externalId: string | null;
  /**
   * ID
   * @pattern ^user_[0-9a-z]{26}$
   */
  id: string;
  /** Locked until */
  lockedUntil: string | null;
  /** Password set */
  passwordSet: boolean;
  /** Phone number */
  phoneNumber: string | null;
  /** Phone region */
  phoneRegion: string | null;
  /** Phone verified */
  phoneVerified: boolean;
  /** Language */
  preferredLanguage: string | null;
  /**
   * Primary organization
   * @maxLength 64
   */
  primaryOrgId: string;
  /** Source ID */
  sourceId: string | null;
  /** Source type */
  sourceType: string;
  /**
   * Updated at
   * @format date-time
   * @pattern ^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z))$
   */
  updatedAt: string;
  /**
   * Username
   * @pattern ^[A-Za-z0-9_.@-]{1,256}$
   */
  username: string;
  /**
   * Version
   * @min -9007199254740991
   * @max 9007199254740991
   */
  version: number;
}

export interface AccountBulk {
  /**
   * Accounts
   * @maxItems 1000
   * @minItems 1
   */
  accountIds: string[];
  /** Action */
  action:
    | "enable"
    | "disable"
    | "lock"
    | "unlock"
    | "delete"
    | "move"
    | "addToGroup";
  /** Also when a source keeps it */
  force?: boolean;
  /**
   * Group
   * @minLength 1
   * @maxLength 64
   */
  groupId?: string;
  /**
   * Organization
   * @minLength 1
   * @maxLength 64
   */
  orgId?: string;
}

export interface AccountBulkResult {
  /**
   * @min -9007199254740991
   * @max 9007199254740991
   */
  done: number;
  failed: {
    accountId: string;
    code: string;
    label: string;
    message: string;
    remedy: string;
  }[];
}

export interface AccountCount {
  /**
   * @min -9007199254740991
   * @max 9007199254740991
   */
  count: number;
}

export interface AccountCreate {
  /** Custom fields */
  custom?: Partial<Record<string, (string | number | boolean) | null>>;
  /** Description */
  description?: string | null;
  /** Display name */
  displayName?: string | null;
  /** E-mail */
  email?: string | null;
  /** E-mail verified */
  emailVerified?: boolean;
  /** Enabled */
  enabled?: boolean;
  /** Expires at */
  expiresAt?: string | null;
  /** External ID */
  externalId?: string | null;
  /** @maxItems 200 */
  groupIds?: string[];
  /** Locked until */
  lockedUntil?: string | null;
  /** @maxItems 50 */
  orgIds?: string[];
  /** Phone number */
  phoneNumber?: string | null;
  /** Phone region */
  phoneRegion?: string | null;
  /** Phone verified */
  phoneVerified?: boolean;
  /** Language */
  preferredLanguage?: string | null;
  /**
   * Primary organization
   * @maxLength 64
   */
  primaryOrgId?: string;
  /**
   * Username
   * @pattern ^[A-Za-z0-9_.@-]{1,256}$
   */
  username: string;
}

export interface AccountFactors {
  /** Verified e-mail */
  email: string | null;
  /** Passkeys */
  passkeys: Passkey[];
  /**
   * Recovery codes left
   * @min -9007199254740991
   * @max 9007199254740991
   */
  recoveryLeft: number;
  /** Authenticator app */
  totp: {
    /**
     * @format date-time
     * @pattern ^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z))$
     */
    confirmedAt: string;
  } | null;
}

export interface AccountImport {
  /** Accounts that exist already */
  existing: "skip" | "update";
  /** Mode */
  mode: "check" | "apply";
  /**
   * Rows
   * Each with the fields of AccountImportRow
   * @maxItems 500
   * @minItems 1
   */
  rows: Partial<Record<string, any>>[];
}

export interface AccountImportResult {
  counts: Partial<
    Record<"create" | "update" | "same" | "skip" | "refused", number>
  >;
  rows: {
    accountId: string | null;
    after: Partial<Record<string, any>> | null;
    before: Partial<Record<string, any>> | null;
    code: string | null;
    field: string | null;
    message: string | null;
    outcome: "create" | "update" | "same" | "skip" | "refused";
    remedy: string | null;
    /**
     * @min -9007199254740991
     * @max 9007199254740991
     */
    row: number;
    username: string | null;
  }[];
}

export interface AccountLogon {
  blockedUntil: string | null;
  /**
   * @min -9007199254740991
   * @max 9007199254740991
   */
  failures: number;
  passwordChangedAt: string | null;
  passwordExpiresAt: string | null;
  passwordSet: boolean;
  passwordTemporary: boolean;
  /**
   * @min -9007199254740991
   * @max 9007199254740991
   */
  sessions: number;
}

export interface AccountMove {
  /**
   * @minLength 1
   * @maxLength 64
   */
  orgId: string;
}

export interface AccountOrgs {
  further: {
    orgId: string;
    sourceId: string | null;
  }[];
  furtherOrgIds: string[];
  primaryOrgId: string;
}

export interface AccountPatch {
  /** Custom fields */
  custom?: Partial<Record<string, (string | number | boolean) | null>>;
  /** Description */
  description?: string | null;
  /** Display name */
  displayName?: string | null;
  /** E-mail */
  email?: string | null;
  /** E-mail verified */
  emailVerified?: boolean;
  /** Enabled */
  enabled?: boolean;
  /** Expires at */
  expiresAt?: string | null;
  /** External ID */
  externalId?: string | null;
  /** Locked until */
  lockedUntil?: string | null;
  /** Phone number */
  phoneNumber?: string | null;
  /** Phone region */
  phoneRegion?: string | null;
  /** Phone verified */
  phoneVerified?: boolean;
  /** Language */
  preferredLanguage?: string | null;
  /**
   * Primary organization
   * @maxLength 64
   */
  primaryOrgId?: string;
  /**
   * Username
   * @pattern ^[A-Za-z0-9_.@-]{1,256}$
   */
  username?: string;
}

export interface Administrator {
  /**
   * @format date-time
   * @pattern ^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z))$
   */
  createdAt: string;
  /** Disabled */
  disabled: boolean;
  id: string;
  lastLogonAt: string | null;
  role: Role;
  /**
   * Username
   * @pattern ^[A-Za-z0-9_.@-]{1,64}$
   */
  username: string;
}

export interface AdministratorCreate {
  /**
   * Password
   * @minLength 12
   * @maxLength 256
   */
  password: string;
  role: Role;
  /**
   * Username
   * @pattern ^[A-Za-z0-9_.@-]{1,64}$
   */
  username: string;
}

export interface AdministratorPatch {
  /** Disabled */
  disabled?: boolean;
  /**
   * Password
   * @minLength 12
   * @maxLength 256
   */
  password?: string;
  role?: Role;
}

export interface Application {
  /**
   * @format date-time
   * @pattern ^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z))$
   */
  createdAt: string;
  /** Provision accounts to the application */
  enabled: boolean;
  id: string;
  instanceId: string;
  /**
   * Name
   * @minLength 1
   * @maxLength 64
   */
  name: string;
  pause: {
    code: string;
    message: string;
    remedy: string;
  } | null;
  pausedUntil: string | null;
  provisioning: Provisioning | null;
  template: string;
  /**
   * @format date-time
   * @pattern ^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z))$
   */
  updatedAt: string;
  /**
   * @min -9007199254740991
   * @max 9007199254740991
   */
  version: number;
}

export interface ApplicationAccessTrial {
  account: string;
  accountId: string;
  allowed: boolean;
  by: "everyone" | ApplicationAssignment[];
  reason:
    | "sso_disabled"
    | "not_assigned"
    | "no_application_username"
    | "application_username_taken"
    | "account_unusable"
    | null;
  reasonText: {
    en: string;
    zh: string;
  } | null;
  usernames: string[];
  values: {
    error: {
      code: string;
      message: string;
      remedy: string;
    } | null;
    name: string;
    value: any;
  }[];
}

export interface ApplicationAccount {
  account: string;
  accountId: string;
  /**
   * @format date-time
   * @pattern ^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z))$
   */
  createdAt: string;
  displayName: string | null;
  id: string;
  isDeleted: boolean;
  username: string;
}

export interface ApplicationAccountsCreate {
  /**
   * @maxItems 100
   * @minItems 1
   */
  items: {
    /**
     * @minLength 1
     * @maxLength 64
     */
    accountId: string;
    /**
     * @minLength 1
     * @maxLength 256
     */
    username: string;
  }[];
}

export interface ApplicationAssignment {
  /**
   * @format date-time
   * @pattern ^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z))$
   */
  createdAt: string;
  id: string;
  isDeleted: boolean;
  kind: "account" | "org" | "group" | "rule";
  name: string;
  rule: string | null;
  subjectId: string | null;
}

export interface ApplicationAssignmentCreate {
  /**
   * @maxItems 100
   * @minItems 1
   */
  ids: string[];
  kind: "account" | "org" | "group";
}

export interface ApplicationCreate {
  /** Provision accounts to the application */
  enabled?: boolean;
  /**
   * Name
   * @minLength 1
   * @maxLength 64
   */
  name: string;
  parameters?: Partial<Record<string, string>>;
  provisioning?: {
    /** Authentication */
    auth?: "client_credentials" | "bearer";
    /**
     * SCIM Base URL
     * @maxLength 500
     */
    baseUrl?: string;
    /**
     * Bearer Token
     * @maxLength 8000
     */
    bearerToken?: string;
    /** CA certificate (PEM) */
    caCertificate?: string | null;
    /** Client authentication */
    clientAuth?: "client_secret_basic" | "client_secret_post";
    /** Client ID */
    clientId?: string | null;
    /**
     * Client Secret
     * @maxLength 2000
     */
    clientSecret?: string;
    /**
     * Requests at once
     * @min 1
     * @max 256
     */
    concurrency?: number;
    /**
     * Connect timeout (ms)
     * @min 100
     * @max 60000
     */
    connectTimeoutMs?: number;
    /**
     * Department
     * @pattern ^[1-9]\d{0,15}$
     */
    departmentId?: string;
    /** When an account leaves */
    deprovision?: "delete" | "disable" | "leave";
    dialect?: {
      /**
       * Attributes
       * @maxItems 40
       * @minItems 1
       */
      attributes?: string[];
      /** Knows active */
      canDisable?: boolean;
      /** User name without domain */
      dropsDomain?: boolean;
      /** Groups */
      groups?: "none" | "push" | "users-first" | "entitlements";
      /** User name in lower case */
      lowerCase?: boolean;
      /**
       * Found by
       * @maxItems 2
       * @minItems 1
       */
      match?: ("externalId" | "userName")[];
      /** Members per request */
      memberChunk?: number | null;
      /**
       * Page size
       * @min 1
       * @max 1000
       */
      pageSize?: number;
      /**
       * Required attributes
       * @maxItems 40
       */
      required?: string[];
      /** Required OAuth scope */
      scope?: string | null;
      /** Token parameters in */
      tokenParameters?: "query" | "body";
      /** Updates by */
      update?: "put" | "patch";
    };
    /** Disabled accounts */
    disabled?: "keep" | "remove";
    /** Users that exist already */
    existing?: "conflict" | "adopt";
    /** Full push scope */
    fullPush?: {
      /** Accounts */
      users: boolean;
    };
    /** Deletion protection */
    guard?: PushGuard;
    /**
     * Field mapping
     * @maxItems 60
     * @minItems 1
     */
    mappings?: FieldMapping[];
    /**
     * Found by
     * @maxItems 2
     */
    match?: ("mobile" | "job_number")[];
    /** Operations pushed at once */
    operations?: PushOperations;
    /** Organizations */
    organizations?: "departments" | "none";
    /**
     * Writes per second
     * @min 0.1
     * @max 100000
     */
    rate?: number;
    /**
     * Request timeout (ms)
     * @min 100
     * @max 300000
     */
    requestTimeoutMs?: number;
    /** Sync scope */
    scope?: PushScope;
    /** Token Endpoint */
    tokenUrl?: string | null;
  };
  /** @maxLength 40 */
  template: string;
}

export interface ApplicationDraft {
  /**
   * Id or name of a stored application: settings left out and masked secrets are taken from it
   * @maxLength 64
   */
  application?: string;
  provisioning?: {
    /** Authentication */
    auth?: "client_credentials" | "bearer";
    /**
     * SCIM Base URL
     * @maxLength 500
     */
    baseUrl?: string;
    /**
     * Bearer Token
     * @maxLength 8000
     */
    bearerToken?: string;
    /** CA certificate (PEM) */
    caCertificate?: string | null;
    /** Client authentication */
    clientAuth?: "client_secret_basic" | "client_secret_post";
    /** Client ID */
    clientId?: string | null;
    /**
     * Client Secret
     * @maxLength 2000
     */
    clientSecret?: string;
    /**
     * Requests at once
     * @min 1
     * @max 256
     */
    concurrency?: number;
    /**
     * Connect timeout (ms)
     * @min 100
     * @max 60000
     */
    connectTimeoutMs?: number;
    /**
     * Department
     * @pattern ^[1-9]\d{0,15}$
     */
    departmentId?: string;
    /** When an account leaves */
    deprovision?: "delete" | "disable" | "leave";
    dialect?: {
      /**
       * Attributes
       * @maxItems 40
       * @minItems 1
       */
      attributes?: string[];
      /** Knows active */
      canDisable?: boolean;
      /** User name without domain */
      dropsDomain?: boolean;
      /** Groups */
      groups?: "none" | "push" | "users-first" | "entitlements";
      /** User name in lower case */
      lowerCase?: boolean;
      /**
       * Found by
       * @maxItems 2
       * @minItems 1
       */
      match?: ("externalId" | "userName")[];
      /** Members per request */
      memberChunk?: number | null;
      /**
       * Page size
       * @min 1
       * @max 1000
       */
      pageSize?: number;
      /**
       * Required attributes
       * @maxItems 40
       */
      required?: string[];
      /** Required OAuth scope */
      scope?: string | null;
      /** Token parameters in */
      tokenParameters?: "query" | "body";
      /** Updates by */
      update?: "put" | "patch";
    };
    /** Disabled accounts */
    disabled?: "keep" | "remove";
    /** Users that exist already */
    existing?: "conflict" | "adopt";
    /** Full push scope */
    fullPush?: {
      /** Accounts */
      users: boolean;
    };
    /** Deletion protection */
    guard?: PushGuard;
    /**
     * Field mapping
     * @maxItems 60
     * @minItems 1
     */
    mappings?: FieldMapping[];
    /**
     * Found by
     * @maxItems 2
     */
    match?: ("mobile" | "job_number")[];
    /** Operations pushed at once */
    operations?: PushOperations;
    /** Organizations */
    organizations?: "departments" | "none";
    /**
     * Writes per second
     * @min 0.1
     * @max 100000
     */
    rate?: number;
    /**
     * Request timeout (ms)
     * @min 100
     * @max 300000
     */
    requestTimeoutMs?: number;
    /** Sync scope */
    scope?: PushScope;
    /** Token Endpoint */
    tokenUrl?: string | null;
  };
  /**
   * @minLength 1
   * @maxLength 40
   */
  template: string;
}

export interface ApplicationIcon {
  /** @pattern ^#[0-9a-f]{6}$ */
  colour: string;
  /**
   * @minLength 1
   * @maxLength 3
   */
  letters: string;
}

export interface ApplicationPatch {
  /** Provision accounts to the application */
  enabled?: boolean;
  /**
   * Name
   * @minLength 1
   * @maxLength 64
   */
  name?: string;
  provisioning?: {
    /** Authentication */
    auth?: "client_credentials" | "bearer";
    /**
     * SCIM Base URL
     * @maxLength 500
     */
    baseUrl?: string;
    /**
     * Bearer Token
     * @maxLength 8000
     */
    bearerToken?: string;
    /** CA certificate (PEM) */
    caCertificate?: string | null;
    /** Client authentication */
    clientAuth?: "client_secret_basic" | "client_secret_post";
    /** Client ID */
    clientId?: string | null;
    /**
     * Client Secret
     * @maxLength 2000
     */
    clientSecret?: string;
    /**
     * Requests at once
     * @min 1
     * @max 256
     */
    concurrency?: number;
    /**
     * Connect timeout (ms)
     * @min 100
     * @max 60000
     */
    connectTimeoutMs?: number;
    /**
     * Department
     * @pattern ^[1-9]\d{0,15}$
     */
    departmentId?: string;
    /** When an account leaves */
    deprovision?: "delete" | "disable" | "leave";
    dialect?: {
      /**
       * Attributes
       * @maxItems 40
       * @minItems 1
       */
      attributes?: string[];
      /** Knows active */
      canDisable?: boolean;
      /** User name without domain */
      dropsDomain?: boolean;
      /** Groups */
      groups?: "none" | "push" | "users-first" | "entitlements";
      /** User name in lower case */
      lowerCase?: boolean;
      /**
       * Found by
       * @maxItems 2
       * @minItems 1
       */
      match?: ("externalId" | "userName")[];
      /** Members per request */
      memberChunk?: number | null;
      /**
       * Page size
       * @min 1
       * @max 1000
       */
      pageSize?: number;
      /**
       * Required attributes
       * @maxItems 40
       */
      required?: string[];
      /** Required OAuth scope */
      scope?: string | null;
      /** Token parameters in */
      tokenParameters?: "query" | "body";
      /** Updates by */
      update?: "put" | "patch";
    };
    /** Disabled accounts */
    disabled?: "keep" | "remove";
    /** Users that exist already */
    existing?: "conflict" | "adopt";
    /** Full push scope */
    fullPush?: {
      /** Accounts */
      users: boolean;
    };
    /** Deletion protection */
    guard?: PushGuard;
    /**
     * Field mapping
     * @maxItems 60
     * @minItems 1
     */
    mappings?: FieldMapping[];
    /**
     * Found by
     * @maxItems 2
     */
    match?: ("mobile" | "job_number")[];
    /** Operations pushed at once */
    operations?: PushOperations;
    /** Organizations */
    organizations?: "departments" | "none";
    /**
     * Writes per second
     * @min 0.1
     * @max 100000
     */
    rate?: number;
    /**
     * Request timeout (ms)
     * @min 100
     * @max 300000
     */
    requestTimeoutMs?: number;
    /** Sync scope */
    scope?: PushScope;
    /** Token Endpoint */
    tokenUrl?: string | null;
  };
}

export interface ApplicationRuleCreate {
  /**
   * Name
   * @minLength 1
   * @maxLength 64
   */
  name: string;
  /**
   * Rule
   * @minLength 1
   * @maxLength 2000
   */
  rule: string;
}

export interface ApplicationSso {
  applicationId: string;
  /** Application username */
  applicationUsername: ApplicationUsername;
  /** Who may sign in */
  authorisation: "everyone" | "assigned";
  /** Sign-in */
  enabled: boolean;
  oidc: OidcSettings | null;
  parameters: Partial<Record<string, string>>;
  /** On the portal */
  portal: "shown" | "hidden";
  /** Protocol */
  protocol: "none" | "oidc" | "saml";
  saml: SamlSettings | null;
  template: string | null;
  updatedAt: string | null;
  /**
   * @min -9007199254740991
   * @max 9007199254740991
   */
  version: number;
}

export interface ApplicationSsoDetails {
  addresses: Partial<Record<string, string>>;
  applicationId: string;
  /** Application username */
  applicationUsername: ApplicationUsername;
  /** Who may sign in */
  authorisation: "everyone" | "assigned";
  /** Sign-in */
  enabled: boolean;
  guide: {
    en: string[];
    zh: string[];
  } | null;
  oidc: OidcSettings | null;
  parameters: Partial<Record<string, string>>;
  /** On the portal */
  portal: "shown" | "hidden";
  /** Protocol */
  protocol: "none" | "oidc" | "saml";
  saml: SamlSettings | null;
  template: string | null;
  updatedAt: string | null;
  /**
   * @min -9007199254740991
   * @max 9007199254740991
   */
  version: number;
}

export interface ApplicationSsoPatch {
  /** Application username */
  applicationUsername?: ApplicationUsername;
  /** Who may sign in */
  authorisation?: "everyone" | "assigned";
  /** Sign-in */
  enabled?: boolean;
  oidc?: OidcSettingsInput | null;
  parameters?: Partial<Record<string, string>>;
  /** On the portal */
  portal?: "shown" | "hidden";
  saml?: SamlSettingsInput | null;
  /**
   * @minLength 1
   * @maxLength 40
   */
  template?: string;
}

export interface ApplicationTemplate {
  config: Partial<Record<string, any>>;
  id: string;
  kind: string;
  provisioning: Partial<Record<string, any>>;
  secrets: string[];
  title: {
    en: string;
    zh: string;
  };
}

export interface ApplicationUser {
  account: string;
  accountId: string;
  by: ("everyone" | "account" | "org" | "group" | "rule")[];
  displayName: string | null;
  usernames: string[];
}

export interface ApplicationUserCounts {
  /**
   * @min -9007199254740991
   * @max 9007199254740991
   */
  accounts: number;
  /**
   * @min -9007199254740991
   * @max 9007199254740991
   */
  allowed: number;
  /**
   * @min -9007199254740991
   * @max 9007199254740991
   */
  byAccount: number;
  /**
   * @min -9007199254740991
   * @max 9007199254740991
   */
  byGroup: number;
  /**
   * @min -9007199254740991
   * @max 9007199254740991
   */
  byOrg: number;
  /**
   * @min -9007199254740991
   * @max 9007199254740991
   */
  byRule: number;
  complete: boolean;
  duplicates: {
    accounts: string[];
    username: string;
  }[];
  /**
   * @min -9007199254740991
   * @max 9007199254740991
   */
  withoutUsername: number;
}

export type ApplicationUsername =
  | {
      by: "username";
    }
  | {
      by: "expression";
      /**
       * @minLength 1
       * @maxLength 2000
       */
      expression: string;
    }
  | {
      by: "manual";
    };

export interface AssignmentIds {
  /**
   * @maxItems 100
   * @minItems 1
   */
  ids: string[];
}

export interface AuditEntry {
  /** Action */
  action: string;
  actorId: string | null;
  actorKind: "person" | "administrator" | "token" | "application" | "system";
  /** Who */
  actorName: string;
  /** Address */
  address: string | null;
  after: Partial<Record<string, any>> | null;
  agent: string | null;
  /**
   * Time
   * @format date-time
   * @pattern ^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{6}(?:Z))$
   */
  at: string;
  before: Partial<Record<string, any>> | null;
  /** Kind */
  category:
    | "logon"
    | "session"
    | "sso"
    | "administration"
    | "sync"
    | "push"
    | "audit";
  details: Partial<Record<string, any>> | null;
  hash: string | null;
  /**
   * @min -9007199254740991
   * @max 9007199254740991
   */
  id: number;
  instanceId: string | null;
  position: number | null;
  /** Reason */
  reason: string | null;
  /** Result */
  result: "ok" | "refused" | "failed";
  subjectId: string | null;
  subjectKind: string | null;
  /** What */
  subjectName: string | null;
}

export interface AuditStream {
  /**
   * @format date-time
   * @pattern ^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z))$
   */
  createdAt: string;
  /**
   * @min -9007199254740991
   * @max 9007199254740991
   */
  delivered: number;
  /** Enabled */
  enabled: boolean;
  error: {
    code: string;
    message: string;
    /**
     * @format date-time
     * @pattern ^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z))$
     */
    nextAt: string;
    remedy: string;
  } | null;
  id: string;
  instanceId: string | null;
  /**
   * Name
   * @minLength 1
   * @maxLength 64
   */
  name: string;
  target: AuditStreamTarget;
  /**
   * @min -9007199254740991
   * @max 9007199254740991
   */
  waiting: number;
}

export interface AuditStreamCreate {
  /** Enabled */
  enabled?: boolean;
  /** @default "now" */
  from?: "now" | "beginning";
  /**
   * Name
   * @minLength 1
   * @maxLength 64
   */
  name: string;
  target: AuditStreamTargetInput;
}

export interface AuditStreamPatch {
  /** Enabled */
  enabled?: boolean;
  /**
   * Name
   * @minLength 1
   * @maxLength 64
   */
  name?: string;
  target?: AuditStreamTargetInput;
}

export type AuditStreamTarget =
  | {
      kind: "webhook";
      /**
       * Signing secret
       * @maxLength 256
       */
      secret: string;
      /**
       * URL
       * @format uri
       * @maxLength 2000
       */
      url: string;
    }
  | {
      /**
       * Certificates (PEM)
       * @default null
       */
      ca: string | null;
      /**
       * Host
       * @pattern ^[A-Za-z0-9.:_[\]-]{1,255}$
       */
      host: string;
      kind: "syslog";
      /**
       * Port
       * @min 1
       * @max 65535
       * @default 6514
       */
      port: number;
      /**
       * Transport
       * @default "tls"
       */
      transport: "tls" | "tcp" | "udp";
    };

export type AuditStreamTargetInput =
  | {
      kind: "webhook";
      /**
       * Signing secret
       * @maxLength 256
       */
      secret: string;
      /**
       * URL
       * @format uri
       * @maxLength 2000
       */
      url: string;
    }
  | {
      /**
       * Certificates (PEM)
       * @default null
       */
      ca?: string | null;
      /**
       * Host
       * @pattern ^[A-Za-z0-9.:_[\]-]{1,255}$
       */
      host: string;
      kind: "syslog";
      /**
       * Port
       * @min 1
       * @max 65535
       * @default 6514
       */
      port?: number;
      /**
       * Transport
       * @default "tls"
       */
      transport?: "tls" | "tcp" | "udp";
    };

export interface AuditVerdict {
  /**
   * @min -9007199254740991
   * @max 9007199254740991
   */
  entries: number;
  findings: {
    detail: string;
    kind: "missing" | "changed" | "anchor" | "head" | "run";
    /**
     * @min -9007199254740991
     * @max 9007199254740991
     */
    position: number;
  }[];
  head: {
    hash: string;
    /**
     * @min -9007199254740991
     * @max 9007199254740991
     */
    position: number;
  } | null;
  intact: boolean;
  /**
   * @min -9007199254740991
   * @max 9007199254740991
   */
  pending: number;
  /**
   * @min -9007199254740991
   * @max 9007199254740991
   */
  runs: number;
}

export interface CatalogueEntry {
  accounts: {
    several: boolean;
    shared: boolean;
  };
  category: "cloud" | "development" | "operations" | "office" | "standard";
  description: {
    en: string;
    zh: string;
  };
  guide: {
    en: string[];
    zh: string[];
  };
  icon: ApplicationIcon;
  id: string;
  parameters: CatalogueParameter[];
  protocol: "oidc" | "saml";
  provisioning: string | null;
  tested: boolean;
  testedWith: {
    en: string;
    zh: string;
  } | null;
  title: {
    en: string;
    zh: string;
  };
}

export interface CatalogueParameter {
  default: string | null;
  example: string;
  help: {
    en: string;
    zh: string;
  };
  /** @pattern ^[a-zA-Z]{1,40}$ */
  name: string;
  pattern: string;
  title: {
    en: string;
    zh: string;
  };
}

export interface CertificateFacts {
  /** Fingerprint (SHA-256) */
  fingerprint: string;
  /**
   * Valid until
   * @format date-time
   * @pattern ^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z))$
   */
  notAfter: string;
  /** Certificate (PEM) */
  pem: string;
  /** Subject */
  subject: string;
}

export interface ChangeEntry {
  actor: string;
  after: Partial<Record<string, any>> | null;
  /**
   * @format date-time
   * @pattern ^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z))$
   */
  at: string;
  before: Partial<Record<string, any>> | null;
  entity: string;
  entityId: string;
  op: string;
  runId: string | null;
  /**
   * @min -9007199254740991
   * @max 9007199254740991
   */
  seq: number;
}

export interface CloudAccountCreate {
  /**
   * Account alias
   * @minLength 3
   * @maxLength 64
   * @pattern ^[a-z0-9](-?[a-z0-9])*$
   */
  alias?: string;
  /**
   * Name
   * @minLength 1
   * @maxLength 64
   */
  name: string;
  /**
   * RAM user quota
   * @min 0
   * @max 1000000
   */
  userQuota?: number;
}

export interface CloudAccountPatch {
  /**
   * Account alias
   * @minLength 3
   * @maxLength 64
   * @pattern ^[a-z0-9](-?[a-z0-9])*$
   */
  alias?: string;
  /**
   * Name
   * @minLength 1
   * @maxLength 64
   */
  name?: string;
  /**
   * RAM user quota
   * @min 0
   * @max 1000000
   */
  userQuota?: number;
}

export interface CloudAccountWithEndpoints {
  /**
   * Account alias
   * @minLength 3
   * @maxLength 64
   * @pattern ^[a-z0-9](-?[a-z0-9])*$
   */
  alias: string;
  /**
   * @format date-time
   * @pattern ^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z))$
   */
  createDate: string;
  /** Default domain */
  defaultDomain: string;
  id: string;
  /**
   * Name
   * @minLength 1
   * @maxLength 64
   */
  name: string;
  /** SCIM Base URL */
  scimBaseUrl: string;
  /** Token Endpoint */
  tokenEndpoint: string;
  /**
   * @format date-time
   * @pattern ^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z))$
   */
  updateDate: string;
  /**
   * RAM users
   * @min -9007199254740991
   * @max 9007199254740991
   */
  userCount: number;
  /**
   * RAM user quota
   * @min 0
   * @max 1000000
   */
  userQuota: number;
}

export interface CloudApp {
  /**
   * Access token validity (seconds)
   * @min 900
   * @max 10800
   */
  accessTokenValidity: number;
  accountId: string;
  /** Application ID */
  appId: string;
  /**
   * Application name
   * @pattern ^[A-Za-z0-9._-]{1,64}$
   */
  appName: string;
  /** Application type */
  appType: "WebApp" | "NativeApp" | "ServerApp";
  /** Authorised */
  authorised: boolean;
  /**
   * @format date-time
   * @pattern ^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z))$
   */
  createDate: string;
  delegatedScopes: ("openid" | "profile" | "aliuid" | "/acs/scim")[];
  /**
   * Display name
   * @minLength 1
   * @maxLength 24
   */
  displayName: string;
  /**
   * OAuth scopes
   * @maxItems 20
   */
  predefinedScopes: ("openid" | "profile" | "aliuid" | "/acs/scim")[];
  /**
   * Callback URLs
   * @maxItems 10
   */
  redirectUris: string[];
  /**
   * Refresh token validity (seconds)
   * @min 7200
   * @max 31536000
   */
  refreshTokenValidity: number;
  /** Secret required */
  secretRequired: boolean;
  /**
   * @format date-time
   * @pattern ^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z))$
   */
  updateDate: string;
}

export interface CloudAppAuthorise {
  /** @maxItems 20 */
  scopes?: ("openid" | "profile" | "aliuid" | "/acs/scim")[];
}

export interface CloudAppCreate {
  /**
   * Access token validity (seconds)
   * @min 900
   * @max 10800
   */
  accessTokenValidity?: number;
  /**
   * Application name
   * @pattern ^[A-Za-z0-9._-]{1,64}$
   */
  appName: string;
  /** Application type */
  appType: "WebApp" | "NativeApp" | "ServerApp";
  /**
   * Display name
   * @minLength 1
   * @maxLength 24
   */
  displayName: string;
  /**
   * OAuth scopes
   * @maxItems 20
   */
  predefinedScopes?: ("openid" | "profile" | "aliuid" | "/acs/scim")[];
  /**
   * Callback URLs
   * @maxItems 10
   */
  redirectUris?: string[];
  /**
   * Refresh token validity (seconds)
   * @min 7200
   * @max 31536000
   */
  refreshTokenValidity?: number;
  /** Secret required */
  secretRequired?: boolean;
}

export interface CloudAppPatch {
  /**
   * Access token validity (seconds)
   * @min 900
   * @max 10800
   */
  accessTokenValidity?: number;
  /**
   * Display name
   * @minLength 1
   * @maxLength 24
   */
  displayName?: string;
  /**
   * OAuth scopes
   * @maxItems 20
   */
  predefinedScopes?: ("openid" | "profile" | "aliuid" | "/acs/scim")[];
  /**
   * Callback URLs
   * @maxItems 10
   */
  redirectUris?: string[];
  /**
   * Refresh token validity (seconds)
   * @min 7200
   * @max 31536000
   */
  refreshTokenValidity?: number;
  /** Secret required */
  secretRequired?: boolean;
}

export interface CloudAppScope {
  scope: "openid" | "profile" | "aliuid" | "/acs/scim";
}

export interface CloudAppSecret {
  appId: string;
  /**
   * Secret ID
   * @format uuid
   * @pattern ^([0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1-8][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}|00000000-0000-0000-0000-000000000000|ffffffff-ffff-ffff-ffff-ffffffffffff)$
   */
  appSecretId: string;
  /**
   * @format date-time
   * @pattern ^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z))$
   */
  createDate: string;
}

export interface CloudAppSecretCreated {
  appId: string;
  /**
   * Secret ID
   * @format uuid
   * @pattern ^([0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1-8][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}|00000000-0000-0000-0000-000000000000|ffffffff-ffff-ffff-ffff-ffffffffffff)$
   */
  appSecretId: string;
  /** Secret (shown once) */
  appSecretValue: string;
  /**
   * @format date-time
   * @pattern ^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z))$
   */
  createDate: string;
}

export interface CloudAttachment {
  /** Kind */
  kind: "AccessKey" | "MFADevice" | "Policy" | "Group";
  /**
   * Name
   * @minLength 1
   * @maxLength 128
   */
  name: string;
}

export interface CloudIdentityProvider {
  certificates: {
    /** SHA-256 fingerprint */
    fingerprint: string;
    /**
     * Valid until
     * @format date-time
     * @pattern ^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z))$
     */
    notAfter: string;
    /**
     * Valid from
     * @format date-time
     * @pattern ^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z))$
     */
    notBefore: string;
    /** Subject */
    subject: string;
  }[];
  /** Entity ID */
  entityId: string;
  /** SSO URL */
  ssoUrl: string;
}

export interface CloudLogEntry {
  action: string;
  actor: string;
  after: Partial<Record<string, any>> | null;
  /**
   * @format date-time
   * @pattern ^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z))$
   */
  at: string;
  before: Partial<Record<string, any>> | null;
  /**
   * @min -9007199254740991
   * @max 9007199254740991
   */
  seq: number;
  subjectId: string;
}

export interface CloudUser {
  /** Holds */
  attachments: CloudAttachment[];
  /**
   * @format date-time
   * @pattern ^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z))$
   */
  createDate: string;
  /**
   * Display name
   * @minLength 1
   * @maxLength 128
   */
  displayName: string;
  /** External ID */
  externalId: string | null;
  /** Console password set */
  loginProfile: boolean;
  /** Synchronization type */
  provisionType: "Manual" | "SCIM";
  /**
   * @format date-time
   * @pattern ^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z))$
   */
  updateDate: string;
  /** User ID */
  userId: string;
  /**
   * User name
   * @pattern ^[A-Za-z0-9._-]{1,64}$
   */
  userName: string;
  /** Logon name */
  userPrincipalName: string;
  /**
   * @min -9007199254740991
   * @max 9007199254740991
   */
  version: number;
}

export interface CloudUserCreate {
  /**
   * Display name
   * @minLength 1
   * @maxLength 128
   */
  displayName?: string;
  /**
   * User name
   * @pattern ^[A-Za-z0-9._-]{1,64}$
   */
  userName: string;
}

export interface CloudUserPassword {
  password: string | null;
}

export interface CloudUserPatch {
  /**
   * Display name
   * @minLength 1
   * @maxLength 128
   */
  displayName?: string;
  /**
   * User name
   * @pattern ^[A-Za-z0-9._-]{1,64}$
   */
  userName?: string;
}

export interface CloudUserSso {
  /** Assertion consumer service */
  acsUrl: string;
  /** Signature of requests */
  authnSignAlgo: "rsa-sha256" | "rsa-sha512";
  /** Auxiliary domain */
  auxiliaryDomain: string | null;
  /** Domain alias */
  domainAlias: string | null;
  identityProvider: CloudIdentityProvider | null;
  /** Log-on page of RAM users */
  logonUrl: string;
  /** Metadata document */
  metadataDocument: string | null;
  /** SP entity ID */
  spEntityId: string;
  /** SP metadata URL */
  spMetadataUrl: string;
  /** SSO status */
  ssoEnabled: boolean;
  /** NameID with domain */
  ssoLoginWithDomain: boolean;
  /**
   * @format date-time
   * @pattern ^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z))$
   */
  updateDate: string;
}

export interface CloudUserSsoPatch {
  /** Signature of requests */
  authnSignAlgo?: "rsa-sha256" | "rsa-sha512";
  /** Auxiliary domain */
  auxiliaryDomain?: string | null;
  /** Domain alias */
  domainAlias?: string | null;
  /** Metadata document */
  metadataDocument?: string | null;
  /** SSO status */
  ssoEnabled?: boolean;
  /** NameID with domain */
  ssoLoginWithDomain?: boolean;
}

export interface CustomField {
  /**
   * ID
   * @pattern ^[a-z][a-z_]{0,39}$
   */
  id: string;
  /** In the portal */
  portal: "hide" | "read_only" | "read_write";
  /** Required */
  required: boolean;
  /**
   * Title
   * @minLength 1
   * @maxLength 64
   */
  title: string;
  /** Type */
  type: "string" | "number" | "boolean";
  /** Unique */
  unique: boolean;
}

export interface CustomFieldCreate {
  /**
   * ID
   * @pattern ^[a-z][a-z_]{0,39}$
   */
  id: string;
  /** In the portal */
  portal?: "hide" | "read_only" | "read_write";
  /** Required */
  required?: boolean;
  /**
   * Title
   * @minLength 1
   * @maxLength 64
   */
  title: string;
  /** Type */
  type: "string" | "number" | "boolean";
  /** Unique */
  unique?: boolean;
}

export interface CustomFieldPatch {
  /** In the portal */
  portal?: "hide" | "read_only" | "read_write";
}

export interface Dashboard {
  accounts: {
    /**
     * @min -9007199254740991
     * @max 9007199254740991
     */
    disabled: number;
    /**
     * @min -9007199254740991
     * @max 9007199254740991
     */
    enabled: number;
    /**
     * @min -9007199254740991
     * @max 9007199254740991
     */
    expired: number;
    /**
     * @min -9007199254740991
     * @max 9007199254740991
     */
    locked: number;
    /**
     * @min -9007199254740991
     * @max 9007199254740991
     */
    total: number;
  };
  appSecrets: {
    appId: string;
    appName: string;
    /**
     * @format uuid
     * @pattern ^([0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1-8][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}|00000000-0000-0000-0000-000000000000|ffffffff-ffff-ffff-ffff-ffffffffffff)$
     */
    appSecretId: string;
    cloudAccountId: string;
    cloudAccountName: string;
    /**
     * @format date-time
     * @pattern ^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z))$
     */
    createDate: string;
  }[];
  applications: {
    enabled: boolean;
    id: string;
    lastPush: {
      /**
       * @format date-time
       * @pattern ^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z))$
       */
      createdAt: string;
      endedAt: string | null;
      runId: string;
      state:
        | "pending"
        | "running"
        | "planned"
        | "awaiting_confirmation"
        | "success"
        | "partial_success"
        | "failed"
        | "cancelled"
        | "discarded";
    } | null;
    links: Partial<
      Record<
        | "due"
        | "synced"
        | "parked"
        | "conflict"
        | "held"
        | "off"
        | "left"
        | "disabled",
        number
      >
    >;
    name: string;
    pause: {
      code: string;
      message: string;
      remedy: string;
    } | null;
    pausedUntil: string | null;
  }[];
  days: {
    changes: {
      /**
       * @min -9007199254740991
       * @max 9007199254740991
       */
      created: number;
      /**
       * @min -9007199254740991
       * @max 9007199254740991
       */
      deleted: number;
      /**
       * @min -9007199254740991
       * @max 9007199254740991
       */
      updated: number;
    };
    /**
     * @format date
     * @pattern ^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))$
     */
    day: string;
    runs: {
      /**
       * @min -9007199254740991
       * @max 9007199254740991
       */
      count: number;
      kind: "sync" | "push";
      state:
        | "pending"
        | "running"
        | "planned"
        | "awaiting_confirmation"
        | "success"
        | "partial_success"
        | "failed"
        | "cancelled"
        | "discarded";
    }[];
  }[];
  /**
   * @min -9007199254740991
   * @max 9007199254740991
   */
  groups: number;
  /**
   * @min -9007199254740991
   * @max 9007199254740991
   */
  orgs: number;
  sources: {
    /**
     * @min -9007199254740991
     * @max 9007199254740991
     */
    count: number;
    kind: string | null;
    name: string | null;
    sourceId: string | null;
  }[];
  stopped: {
    accountId: string;
    applicationId: string;
    applicationName: string;
    code: string;
    /**
     * @min -9007199254740991
     * @max 9007199254740991
     */
    count: number;
    label: string;
    message: string;
    remedy: string;
    state:
      | "due"
      | "synced"
      | "parked"
      | "conflict"
      | "held"
      | "off"
      | "left"
      | "disabled";
  }[];
  timezone: string;
  tokens?: {
    /**
     * @format date-time
     * @pattern ^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z))$
     */
    expiresAt: string;
    id: string;
    instanceId: string | null;
    name: string;
  }[];
}

export interface DingTalkProvisioning {
  /**
   * Address of the directory API
   * @maxLength 500
   */
  baseUrl: string;
  /** CA certificate (PEM) */
  caCertificate: string | null;
  /** Client ID (AppKey) */
  clientId: string | null;
  /**
   * Client secret (AppSecret)
   * @maxLength 2000
   */
  clientSecret?: string;
  /**
   * Requests at once
   * @min 1
   * @max 256
   */
  concurrency: number;
  /**
   * Connect timeout (ms)
   * @min 100
   * @max 60000
   */
  connectTimeoutMs: number;
  /**
   * Department
   * @pattern ^[1-9]\d{0,15}$
   */
  departmentId: string;
  /** When an account leaves */
  deprovision: "delete" | "leave";
  /** Disabled accounts */
  disabled: "keep" | "remove";
  /** Users that exist already */
  existing: "conflict" | "adopt";
  /** Full push scope */
  fullPush: {
    /** Accounts */
    users: boolean;
  };
  /** Deletion protection */
  guard: PushGuard;
  /**
   * Field mapping
   * @maxItems 60
   * @minItems 1
   */
  mappings: FieldMapping[];
  /**
   * Found by
   * @maxItems 2
   */
  match: ("mobile" | "job_number")[];
  /** Operations pushed at once */
  operations: PushOperations;
  /** Organizations */
  organizations: "departments" | "none";
  /**
   * Writes per second
   * @min 0.1
   * @max 100000
   */
  rate: number;
  /**
   * Request timeout (ms)
   * @min 100
   * @max 300000
   */
  requestTimeoutMs: number;
  /** Sync scope */
  scope: PushScope;
}

export interface ErrorEntry {
  code: string;
  en: {
    message: string;
    remedy: string;
  };
  retry: boolean;
  /**
   * @min -9007199254740991
   * @max 9007199254740991
   */
  status: number;
  zh: {
    message: string;
    remedy: string;
  };
}

export interface Explanation {
  account: {
    enabled: boolean;
    expired: boolean;
    id: string;
    organization: string;
    /**
     * @format date-time
     * @pattern ^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z))$
     */
    updatedAt: string;
    username: string;
  } | null;
  asked: string;
  deleted: {
    /**
     * @format date-time
     * @pattern ^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z))$
     */
    at: string;
    by: string;
    id: string;
    runId: string | null;
  } | null;
  match: {
    actor: string;
    /**
     * @format date-time
     * @pattern ^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z))$
     */
    at: string;
    op: string;
    runId: string | null;
  }[];
  records: {
    attributes: Partial<Record<string, any>>;
    /**
     * @format date-time
     * @pattern ^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z))$
     */
    changedAt: string;
    goneSince: string | null;
    key: string;
    locator: string;
    sourceId: string;
    sourceName: string;
  }[];
  rejections: {
    /**
     * @format date-time
     * @pattern ^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z))$
     */
    at: string;
    label: string;
    reason: {
      code: string;
      message: string;
      remedy: string;
    };
    runId: string;
    sourceName: string;
  }[];
  targets: {
    acknowledged: Partial<Record<string, any>> | null;
    acknowledgedAt: string | null;
    applicationId: string;
    applicationName: string;
    /**
     * @min -9007199254740991
     * @max 9007199254740991
     */
    attempts: number;
    desired: Partial<Record<string, any>> | null;
    enabled: boolean;
    inScope: boolean;
    nextAttemptAt: string | null;
    refusal: {
      at: string | null;
      code: string;
      message: string;
      remedy: string;
    } | null;
    remoteId: string | null;
    remoteName: string | null;
    state:
      | "due"
      | "synced"
      | "parked"
      | "conflict"
      | "held"
      | "off"
      | "left"
      | "disabled"
      | null;
    verdict: string;
  }[];
  values: FieldProvenance[];
  verdict: string;
}

export interface ExpressionHelp {
  functions: {
    en: string;
    example: string;
    idaas: boolean;
    name: string;
    result: string;
    signature: string;
    zh: string;
  }[];
  variables: {
    aliases: string[];
    en: string;
    example: string;
    fields: string[];
    name: string;
    place: "source" | "target" | "application" | "item";
    zh: string;
  }[];
}

export interface FieldMapping {
  /** Mapping identifier */
  match?: boolean;
  /**
   * Target field
   * @minLength 1
   * @maxLength 80
   */
  target: string;
  /** Kind */
  type: "constant" | "field" | "expression";
  /**
   * Value
   * @maxLength 4000
   */
  value: string;
}

export interface FieldProvenance {
  by: "source" | "override" | "manual";
  field: string;
  sourceId: string | null;
  sources: {
    sourceId: string;
    sourceName: string;
    value: string | number | boolean | null;
  }[];
  value: string | number | boolean | null;
}

export interface Finding {
  data: Partial<Record<string, any>>;
  detail: string;
  error: {
    code: string;
    message: string;
    remedy: string;
  } | null;
  ok: boolean;
  step: string;
}

export interface FurtherOrgs {
  /** @maxItems 200 */
  furtherOrgIds: string[];
}

export interface Group {
  /**
   * @format date-time
   * @pattern ^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z))$
   */
  createdAt: string;
  /** Description */
  description: string | null;
  /** External ID */
  externalId: string | null;
  id: string;
  /**
   * Name
   * @minLength 1
   * @maxLength 64
   */
  name: string;
  sourceId: string | null;
  sourceType: string;
  /**
   * @format date-time
   * @pattern ^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z))$
   */
  updatedAt: string;
  /**
   * @min -9007199254740991
   * @max 9007199254740991
   */
  version: number;
}

export interface GroupCreate {
  /** Description */
  description?: string | null;
  /** External ID */
  externalId?: string | null;
  /**
   * Name
   * @minLength 1
   * @maxLength 64
   */
  name: string;
}

export interface GroupPatch {
  /** Description */
  description?: string | null;
  /** External ID */
  externalId?: string | null;
  /**
   * Name
   * @minLength 1
   * @maxLength 64
   */
  name?: string;
}

export interface Guard {
  /**
   * Groups removed at most
   * @min 0
   * @max 10000000
   */
  groups: number;
  /**
   * Organizations removed at most
   * @min 0
   * @max 10000000
   */
  orgs: number;
  /**
   * Share of accounts removed at most, in percent
   * @min 0
   * @max 100
   */
  share: number;
  /**
   * Accounts removed at most
   * @min 0
   * @max 10000000
   */
  users: number;
}

export interface Instance {
  /**
   * @format date-time
   * @pattern ^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z))$
   */
  createdAt: string;
  /** Description */
  description: string | null;
  id: string;
  /**
   * Name
   * @minLength 1
   * @maxLength 64
   */
  name: string;
  rootOrgId: string;
  /**
   * @format date-time
   * @pattern ^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z))$
   */
  updatedAt: string;
}

export type InstanceContents = Partial<Record<string, number>>;

export interface InstanceCreate {
  /** Description */
  description?: string | null;
  /**
   * ID
   * @pattern ^[a-z][a-z0-9-]{1,39}$
   */
  id: string;
  /**
   * Name
   * @minLength 1
   * @maxLength 64
   */
  name: string;
}

export interface InstancePatch {
  /** Description */
  description?: string | null;
  /**
   * Name
   * @minLength 1
   * @maxLength 64
   */
  name?: string;
}

export interface KeyRotation {
  /**
   * Now
   * @default false
   */
  force?: boolean;
  /** Step */
  step: "prepare" | "switch" | "retire";
  use: "oidc" | "saml";
}

export interface Lab {
  allowed: boolean;
  application: {
    id: string;
    name: string;
  } | null;
  cloudAccount: {
    id: string;
    name: string;
  } | null;
  cloudApp: {
    id: string;
    name: string;
  } | null;
  directory: {
    /** Address */
    address: string;
    /** Base DN */
    baseDn: string;
    /** Bind account */
    bindAccount: string;
    /**
     * People
     * @min -9007199254740991
     * @max 9007199254740991
     */
    people: number;
  } | null;
  running: boolean;
  setUp: boolean;
  signIn: LabSignIn | null;
  source: {
    id: string;
    name: string;
  } | null;
}

export interface LabChange {
  /** Change */
  change: "join" | "leave" | "rename" | "move" | "disable";
  /**
   * People
   * @min 1
   * @max 50
   * @default 1
   */
  count?: number;
}

export interface LabEvent {
  /** Account */
  account: string;
  /** Name */
  name: string;
  text: string;
}

export interface LabReady {
  allowed: boolean;
  application: {
    id: string;
    name: string;
  } | null;
  cloudAccount: {
    id: string;
    name: string;
  } | null;
  cloudApp: {
    id: string;
    name: string;
  } | null;
  directory: {
    /** Address */
    address: string;
    /** Base DN */
    baseDn: string;
    /** Bind account */
    bindAccount: string;
    /**
     * People
     * @min -9007199254740991
     * @max 9007199254740991
     */
    people: number;
  } | null;
  made: ("source" | "cloudAccount" | "application" | "signIn")[];
  repaired: ("source" | "cloudAccount" | "application" | "signIn")[];
  running: boolean;
  setUp: boolean;
  signIn: LabSignIn | null;
  source: {
    id: string;
    name: string;
  } | null;
}

export interface LabRemoved {
  kept: {
    /**
     * @min -9007199254740991
     * @max 9007199254740991
     */
    accounts: number;
    /**
     * @min -9007199254740991
     * @max 9007199254740991
     */
    groups: number;
    /**
     * @min -9007199254740991
     * @max 9007199254740991
     */
    organizations: number;
    /**
     * @min -9007199254740991
     * @max 9007199254740991
     */
    ramUsers: number;
  };
  removed: ("source" | "cloudAccount" | "application" | "signIn")[];
  text: string;
}

export interface LabSetUp {
  /**
   * Parts to set up; all of them when left out
   * @maxItems 4
   * @minItems 1
   */
  steps?: ("source" | "cloudAccount" | "application" | "signIn")[];
}

export interface LabSignIn {
  /** Log-on page */
  logonUrl: string;
  person: {
    /** Name */
    name: string;
    /** Password */
    password: string | null;
    /** User name */
    username: string;
  } | null;
  /** Portal */
  portalUrl: string;
  /** RAM log-on page */
  ramLogonUrl: string;
}

export interface Leavers {
  /**
   * Delete after days
   * @min 1
   * @max 3650
   */
  days?: number;
  /** When a person is gone */
  policy: "delete" | "disable" | "disable_then_delete";
}

export interface LinkAccounts {
  /**
   * Only these accounts; all when left out
   * @maxItems 1000
   * @minItems 1
   */
  accountIds?: string[];
}

export type LinkCounts = Partial<
  Record<
    | "due"
    | "synced"
    | "parked"
    | "conflict"
    | "held"
    | "off"
    | "left"
    | "disabled",
    number
  >
>;

export interface Logon {
  /**
   * @minLength 1
   * @maxLength 256
   */
  password: string;
  /**
   * Username
   * @pattern ^[A-Za-z0-9_.@-]{1,64}$
   */
  username: string;
}

export interface LogonFacts {
  logonUrl: string;
  mail: boolean;
  methods: LogonMethodFacts[];
  people: {
    /**
     * @min -9007199254740991
     * @max 9007199254740991
     */
    count: number;
    email: boolean;
    passkey: boolean;
    totp: boolean;
  }[];
  portalUrl: string;
}

export interface LogonLimits {
  /**
   * Wrong passwords before the first wait
   * @min 1
   * @max 50
   */
  attempts: number;
  /**
   * Wrong directory passwords before a wait
   * @min 1
   * @max 20
   */
  directoryAttempts: number;
  /**
   * That wait in minutes
   * @min 1
   * @max 1440
   */
  directoryWaitMinutes: number;
  /**
   * Wrong passwords before the lock
   * @min 2
   * @max 100
   */
  lockAfter: number;
  /**
   * Locked for minutes
   * @min 1
   * @max 525600
   */
  lockMinutes: number;
}

export interface LogonMethod {
  /**
   * @format date-time
   * @pattern ^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z))$
   */
  createdAt: string;
  enabled: boolean;
  id: string;
  kind: "password" | "source" | "oidc" | "passkey";
  settings: Partial<Record<string, any>>;
  shownTitle: {
    /** @maxLength 500 */
    en: string;
    /** @maxLength 500 */
    zh: string;
  };
  sourceId: string | null;
  sourceKind: string | null;
  title: {
    /**
     * @minLength 1
     * @maxLength 40
     */
    en: string;
    /**
     * @minLength 1
     * @maxLength 40
     */
    zh: string;
  } | null;
  /**
   * @format date-time
   * @pattern ^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z))$
   */
  updatedAt: string;
  /**
   * @min -9007199254740991
   * @max 9007199254740991
   */
  version: number;
}

export interface LogonMethodCreate {
  /** @default false */
  enabled?: boolean;
  kind: "oidc";
  settings: Partial<Record<string, any>>;
  /** @default null */
  title?: {
    /**
     * @minLength 1
     * @maxLength 40
     */
    en: string;
    /**
     * @minLength 1
     * @maxLength 40
     */
    zh: string;
  } | null;
}

export interface LogonMethodFacts {
  id: string;
  problem: {
    code: string;
    message: string;
    remedy: string;
  } | null;
  protection: "encrypted" | "local" | "none" | null;
  redirectUri: string | null;
  sourceEnabled: boolean | null;
}

export interface LogonMethodPatch {
  enabled?: boolean;
  settings?: Partial<Record<string, any>>;
  title?: {
    /**
     * @minLength 1
     * @maxLength 40
     */
    en: string;
    /**
     * @minLength 1
     * @maxLength 40
     */
    zh: string;
  } | null;
}

export interface LogonSchemas {
  directory: Partial<Record<string, any>>;
  limits: Partial<Record<string, any>>;
  oidc: Partial<Record<string, any>>;
  passwordPolicy: Partial<Record<string, any>>;
  session: Partial<Record<string, any>>;
  special: string;
  templates: Partial<
    Record<
      "none" | "low" | "common" | "recommended" | "high",
      {
        /**
         * Must contain
         * @maxItems 4
         */
        classes: ("lower" | "upper" | "digit" | "special")[];
        /**
         * Must not contain
         * @maxItems 4
         */
        forbidden: ("username" | "displayName" | "phone" | "email")[];
        /**
         * Shortest length
         * @min 4
         * @max 64
         */
        minLength: number;
      }
    >
  >;
}

export interface LogonSettings {
  /** “Forgot password” by e-mail */
  forgotPassword: boolean;
  /** Guessing */
  limits: LogonLimits;
  /** Look of the log-on page */
  look: LookSettings;
  /**
   * Order of the methods
   * Ids; those not named come last
   * @maxItems 100
   */
  methodOrder: string[];
  /** Password policy */
  passwordPolicy: PasswordPolicy;
  /**
   * Fields people may edit
   * @maxItems 5
   */
  portalFields: (
    | "displayName"
    | "preferredLanguage"
    | "email"
    | "phone"
    | "description"
  )[];
  /** Second factor */
  secondFactor: SecondFactorPolicy;
  /** Sessions */
  session: SessionLimits;
  /**
   * @min -9007199254740991
   * @max 9007199254740991
   */
  version: number;
}

export interface LogonSettingsPatch {
  /** “Forgot password” by e-mail */
  forgotPassword?: boolean;
  /** Guessing */
  limits?: LogonLimits;
  /** Look of the log-on page */
  look?: LookSettings;
  /**
   * Order of the methods
   * Ids; those not named come last
   * @maxItems 100
   */
  methodOrder?: string[];
  /** Password policy */
  passwordPolicy?: PasswordPolicy;
  /**
   * Fields people may edit
   * @maxItems 5
   */
  portalFields?: (
    | "displayName"
    | "preferredLanguage"
    | "email"
    | "phone"
    | "description"
  )[];
  /** Second factor */
  secondFactor?: SecondFactorPolicy;
  /** Sessions */
  session?: SessionLimits;
}

export interface LookSettings {
  /**
   * Colour
   * @pattern ^#[0-9a-f]{6}$
   */
  colour: string;
  /** Name of the company */
  companyName: string | null;
  /** Logo */
  logo: string | null;
  /** Notice on the log-on page */
  notice: {
    /** @maxLength 500 */
    en: string;
    /** @maxLength 500 */
    zh: string;
  } | null;
}

export interface MappingTrial {
  kind: "user" | "org" | "group";
  /** @maxItems 100 */
  mappings: FieldMapping[];
  /**
   * Attributes of records, as a sample gives them
   * @maxItems 20
   */
  records: Partial<Record<string, string | number | boolean | string[]>>[];
}

export interface MappingTrialError {
  code: string;
  field: string | null;
  message: string;
  position: number | null;
  remedy: string;
}

export interface MappingTrialRecord {
  error: MappingTrialError | null;
  fields: {
    error: MappingTrialError | null;
    target: string;
    value: string | number | boolean | null;
  }[];
  values: Partial<Record<string, string | number | boolean | null>> | null;
}

export interface Mappings {
  /**
   * Group fields
   * @maxItems 20
   */
  group: FieldMapping[];
  /**
   * Organization fields
   * @maxItems 20
   */
  org: FieldMapping[];
  /**
   * Account fields
   * @maxItems 100
   */
  user: FieldMapping[];
}

export interface MemberIds {
  /**
   * @maxItems 1000
   * @minItems 1
   */
  accountIds: string[];
}

export interface OidcClientSecret {
  /**
   * @format date-time
   * @pattern ^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z))$
   */
  createdAt: string;
  /** Ends with */
  ending: string;
  id: string;
  /** Last used */
  lastUsedAt: string | null;
}

export interface OidcClientSecretCreated {
  /**
   * @format date-time
   * @pattern ^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z))$
   */
  createdAt: string;
  /** Ends with */
  ending: string;
  id: string;
  /** Last used */
  lastUsedAt: string | null;
  /** Client secret */
  secret: string;
}

export interface OidcEndpoints {
  /** Authorization */
  authorization: string;
  /** Client ID */
  clientId: string;
  /** Device authorization */
  deviceAuthorization: string;
  /** Discovery */
  discovery: string;
  /** Log-out */
  endSession: string;
  /** Introspection */
  introspection: string;
  /** Issuer */
  issuer: string;
  /** Public keys */
  jwks: string;
  /** Revocation */
  revocation: string;
  /** Start of a log-on */
  start: string;
  /** Token */
  token: string;
  /** User info */
  userinfo: string;
}

export interface OidcSettings {
  /**
   * Access token format
   * @default "opaque"
   */
  accessTokenFormat: "opaque" | "jwt";
  /**
   * Access token lives (s)
   * @min 60
   * @max 86400
   * @default 1200
   */
  accessTokenSeconds: number;
  /**
   * Back-channel log-out
   * @default null
   */
  backchannelLogoutUri: string | null;
  /**
   * Further claims
   * @maxItems 50
   * @default []
   */
  claims: {
    /**
     * @minLength 1
     * @maxLength 2000
     */
    expression: string;
    /** @pattern ^[A-Za-z][A-Za-z0-9_.:/-]{0,99}$ */
    name: string;
  }[];
  /**
   * Client authentication
   * @default "client_secret_basic"
   */
  clientAuthentication: "client_secret_basic" | "client_secret_post" | "none";
  /**
   * Ask for consent
   * @default false
   */
  consent: boolean;
  /**
   * Grant types
   * @maxItems 4
   * @minItems 1
   * @default ["authorization_code","refresh_token"]
   */
  grantTypes: (
    | "authorization_code"
    | "refresh_token"
    | "client_credentials"
    | "urn:ietf:params:oauth:grant-type:device_code"
  )[];
  /**
   * ID token lives (s)
   * @min 60
   * @max 86400
   * @default 300
   */
  idTokenSeconds: number;
  /**
   * Address of the application
   * @default null
   */
  loginUri: string | null;
  /**
   * PKCE required
   * @default true
   */
  pkceRequired: boolean;
  /**
   * Redirect URIs after log-out
   * @maxItems 50
   * @default []
   */
  postLogoutRedirectUris: RedirectUri[];
  /**
   * Redirect URIs
   * @maxItems 50
   * @default []
   */
  redirectUris: RedirectUri[];
  /**
   * Refresh token lives (s)
   * @min 300
   * @max 31536000
   * @default 86400
   */
  refreshTokenSeconds: number;
  /**
   * Scopes
   * @default ["openid","profile","email","offline_access"]
   */
  scopes: (
    | "openid"
    | "profile"
    | "email"
    | "phone"
    | "groups"
    | "offline_access"
  )[];
  /**
   * Subject
   * @minLength 1
   * @maxLength 2000
   * @default "user.userId"
   */
  subject: string;
}

export interface OidcSettingsInput {
  /**
   * Access token format
   * @default "opaque"
   */
  accessTokenFormat?: "opaque" | "jwt";
  /**
   * Access token lives (s)
   * @min 60
   * @max 86400
   * @default 1200
   */
  accessTokenSeconds?: number;
  /**
   * Back-channel log-out
   * @default null
   */
  backchannelLogoutUri?: string | null;
  /**
   * Further claims
   * @maxItems 50
   * @default []
   */
  claims?: {
    /**
     * @minLength 1
     * @maxLength 2000
     */
    expression: string;
    /** @pattern ^[A-Za-z][A-Za-z0-9_.:/-]{0,99}$ */
    name: string;
  }[];
  /**
   * Client authentication
   * @default "client_secret_basic"
   */
  clientAuthentication?: "client_secret_basic" | "client_secret_post" | "none";
  /**
   * Ask for consent
   * @default false
   */
  consent?: boolean;
  /**
   * Grant types
   * @maxItems 4
   * @minItems 1
   * @default ["authorization_code","refresh_token"]
   */
  grantTypes?: (
    | "authorization_code"
    | "refresh_token"
    | "client_credentials"
    | "urn:ietf:params:oauth:grant-type:device_code"
  )[];
  /**
   * ID token lives (s)
   * @min 60
   * @max 86400
   * @default 300
   */
  idTokenSeconds?: number;
  /**
   * Address of the application
   * @default null
   */
  loginUri?: string | null;
  /**
   * PKCE required
   * @default true
   */
  pkceRequired?: boolean;
  /**
   * Redirect URIs after log-out
   * @maxItems 50
   * @default []
   */
  postLogoutRedirectUris?: RedirectUri[];
  /**
   * Redirect URIs
   * @maxItems 50
   * @default []
   */
  redirectUris?: RedirectUri[];
  /**
   * Refresh token lives (s)
   * @min 300
   * @max 31536000
   * @default 86400
   */
  refreshTokenSeconds?: number;
  /**
   * Scopes
   * @default ["openid","profile","email","offline_access"]
   */
  scopes?: (
    | "openid"
    | "profile"
    | "email"
    | "phone"
    | "groups"
    | "offline_access"
  )[];
  /**
   * Subject
   * @minLength 1
   * @maxLength 2000
   * @default "user.userId"
   */
  subject?: string;
}

export interface Organization {
  /**
   * @format date-time
   * @pattern ^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z))$
   */
  createdAt: string;
  /** Description */
  description: string | null;
  /** External ID */
  externalId: string | null;
  id: string;
  /**
   * Name
   * @minLength 1
   * @maxLength 64
   */
  name: string;
  parentId: string | null;
  sourceId: string | null;
  sourceType: string;
  /**
   * @format date-time
   * @pattern ^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z))$
   */
  updatedAt: string;
  /**
   * @min -9007199254740991
   * @max 9007199254740991
   */
  version: number;
}

export interface OrganizationCreate {
  /** Description */
  description?: string | null;
  /** External ID */
  externalId?: string | null;
  /**
   * Name
   * @minLength 1
   * @maxLength 64
   */
  name: string;
  /**
   * Parent organization
   * @maxLength 64
   */
  parentId?: string;
}

export interface OrganizationNode {
  /**
   * @format date-time
   * @pattern ^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z))$
   */
  createdAt: string;
  /**
   * @min -9007199254740991
   * @max 9007199254740991
   */
  depth: number;
  /** Description */
  description: string | null;
  /** External ID */
  externalId: string | null;
  id: string;
  /**
   * Name
   * @minLength 1
   * @maxLength 64
   */
  name: string;
  parentId: string | null;
  path: string;
  sourceId: string | null;
  sourceType: string;
  /**
   * @format date-time
   * @pattern ^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z))$
   */
  updatedAt: string;
  /**
   * @min -9007199254740991
   * @max 9007199254740991
   */
  version: number;
}

export interface OrganizationPatch {
  /** Description */
  description?: string | null;
  /** External ID */
  externalId?: string | null;
  /**
   * Name
   * @minLength 1
   * @maxLength 64
   */
  name?: string;
  /**
   * Parent organization
   * @maxLength 64
   */
  parentId?: string;
}

export interface OverridesClear {
  /**
   * @maxItems 60
   * @minItems 1
   */
  fields: string[];
}

export interface Passkey {
  /**
   * Created at
   * @format date-time
   * @pattern ^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z))$
   */
  createdAt: string;
  id: string;
  /** Last used at */
  lastUsedAt: string | null;
  /** Name */
  name: string;
  /** Synchronized between devices */
  synced: boolean;
}

export interface PasswordChange {
  /**
   * Present password
   * @minLength 1
   * @maxLength 256
   */
  current: string;
  /**
   * Password
   * @minLength 12
   * @maxLength 256
   */
  password: string;
}

export interface PasswordPolicy {
  /** Own rules */
  custom: {
    /**
     * Must contain
     * @maxItems 4
     */
    classes: ("lower" | "upper" | "digit" | "special")[];
    /**
     * Must not contain
     * @maxItems 4
     */
    forbidden: ("username" | "displayName" | "phone" | "email")[];
    /**
     * Shortest length
     * @min 4
     * @max 64
     */
    minLength: number;
  };
  /** Expiry */
  expiry: {
    /** When it has expired */
    action: "forbid_login" | "force_update_password" | "remind_update_password";
    /**
     * Valid for days
     * @min 0
     * @max 3650
     */
    days: number;
    /**
     * Remind days before
     * @min 0
     * @max 90
     */
    noticeDays: number;
  };
  /**
   * Last passwords that must not be used again
   * @min 0
   * @max 24
   */
  history: number;
  /** Refuse well-known passwords */
  refuseWeak: boolean;
  /** Complexity */
  template: "none" | "low" | "common" | "recommended" | "high" | "custom";
  /** Who logs on with a well-known password */
  weakAtLogon: "allow" | "force_update_password" | "forbid_login";
}

export interface PasswordRules {
  classes: ("lower" | "upper" | "digit" | "special")[];
  forbidden: ("username" | "displayName" | "phone" | "email")[];
  /**
   * @min -9007199254740991
   * @max 9007199254740991
   */
  history: number;
  /**
   * @min -9007199254740991
   * @max 9007199254740991
   */
  maxLength: number;
  /**
   * @min -9007199254740991
   * @max 9007199254740991
   */
  minLength: number;
  special: string;
  weak: boolean;
}

export interface PasswordSet {
  /**
   * Password
   * Left out: one is made and shown this once
   * @minLength 1
   * @maxLength 256
   */
  password?: string;
  /**
   * To be changed at the next log-on
   * @default true
   */
  temporary?: boolean;
}

export interface PasswordTrial {
  /** @maxLength 64 */
  accountId?: string;
  /**
   * @minLength 1
   * @maxLength 256
   */
  password: string;
  /** To be tried instead of the stored one */
  policy?: PasswordPolicy;
}

export interface PasswordTrialResult {
  faults: {
    fault: string;
    text: {
      /** @maxLength 500 */
      en: string;
      /** @maxLength 500 */
      zh: string;
    };
  }[];
  ok: boolean;
  rules: PasswordRules;
}

export interface PasswordWasSet {
  password: string | null;
  temporary: boolean;
}

export interface PersonSession {
  accountId: string;
  address: string | null;
  agent: string | null;
  /**
   * @format date-time
   * @pattern ^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z))$
   */
  authenticatedAt: string;
  current: boolean;
  id: string;
  /**
   * @format date-time
   * @pattern ^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z))$
   */
  lastSeenAt: string;
  methods: string[];
  /**
   * @format date-time
   * @pattern ^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z))$
   */
  startedAt: string;
  username: string;
}

export interface PlanCount {
  /**
   * @min -9007199254740991
   * @max 9007199254740991
   */
  count: number;
  kind: string;
  op: string;
}

export interface PlanLine {
  after: Partial<Record<string, any>> | null;
  before: Partial<Record<string, any>> | null;
  entityId: string | null;
  kind: string;
  label: string;
  /**
   * @min -9007199254740991
   * @max 9007199254740991
   */
  n: number;
  op: string;
  why: string;
}

export interface Problem {
  code: string;
  detail: string;
  errors: {
    field: string;
    message: string;
  }[];
  remedy: string;
  requestId: string;
  /**
   * @min -9007199254740991
   * @max 9007199254740991
   */
  status: number;
  title: string;
  type: string;
}

export type Provisioning = ScimProvisioning | DingTalkProvisioning;

export interface PushChange {
  accountId: string;
  after: Partial<Record<string, any>> | null;
  before: Partial<Record<string, any>> | null;
  label: string;
  op: "create" | "update" | "disable" | "delete" | "refused";
  why: string;
}

export interface PushGuard {
  /**
   * Deletions at most
   * @min 0
   * @max 10000000
   */
  deletions: number;
  /**
   * Share of accounts deleted at most, in percent
   * @min 0
   * @max 100
   */
  share: number;
}

export interface PushOperations {
  /** Create account */
  create: boolean;
  /** Delete account */
  delete: boolean;
  /** Update account */
  update: boolean;
}

export interface PushPreview {
  changes: PushChange[];
  /**
   * @min -9007199254740991
   * @max 9007199254740991
   */
  create: number;
  /**
   * @min -9007199254740991
   * @max 9007199254740991
   */
  delete: number;
  /**
   * @min -9007199254740991
   * @max 9007199254740991
   */
  disable: number;
  held: boolean;
  organizations?: {
    /**
     * @min -9007199254740991
     * @max 9007199254740991
     */
    create: number;
    /**
     * @min -9007199254740991
     * @max 9007199254740991
     */
    delete: number;
    /**
     * @min -9007199254740991
     * @max 9007199254740991
     */
    update: number;
  };
  /**
   * @min -9007199254740991
   * @max 9007199254740991
   */
  refused: number;
  /**
   * @min -9007199254740991
   * @max 9007199254740991
   */
  same: number;
  /**
   * @min -9007199254740991
   * @max 9007199254740991
   */
  total: number;
  /**
   * @min -9007199254740991
   * @max 9007199254740991
   */
  update: number;
}

export interface PushScope {
  /**
   * Groups
   * @maxItems 200
   */
  groupIds: string[];
  /**
   * Organizations
   * @maxItems 200
   */
  orgIds: string[];
}

export interface RecycleBinItem {
  /**
   * @format date-time
   * @pattern ^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z))$
   */
  deletedAt: string;
  deletedBy: string;
  entity: "account" | "org" | "group";
  id: string;
  name: string;
  runId: string | null;
}

export type RedirectUri = string;

export interface Restored {
  entity: "account" | "org" | "group";
  id: string;
}

/** Role */
export type Role = "admin" | "operator" | "read-only";

export interface Run {
  books: {
    balanced: boolean;
    lines: {
      left: number;
      right: number;
      what: string;
    }[];
  } | null;
  counters: Partial<Record<string, Partial<Record<string, number>>>>;
  /**
   * @format date-time
   * @pattern ^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z))$
   */
  createdAt: string;
  createdBy: string;
  endedAt: string | null;
  error: {
    code: string;
    message: string;
    remedy: string;
  } | null;
  guard: Partial<Record<string, any>> | null;
  id: string;
  instanceId: string;
  kind: "sync" | "push";
  mode: "run" | "plan";
  progress: {
    done?: number;
    rate?: number;
    step?: string;
    total?: number;
  };
  rate: number | null;
  seconds: number | null;
  startedAt: string | null;
  state:
    | "pending"
    | "running"
    | "planned"
    | "awaiting_confirmation"
    | "success"
    | "partial_success"
    | "failed"
    | "cancelled"
    | "discarded";
  subjectId: string;
  subjectName: string | null;
  trigger: string;
}

export interface RunRecord {
  code: string;
  field: string | null;
  key: string;
  kind: string;
  label: string;
  message: string;
  outcome: string;
  remedy: string;
}

export interface SamlEndpoints {
  /** Signing certificates */
  certificates: CertificateFacts[];
  /** IdP entity ID */
  entityId: string;
  /** Log-out URL */
  logoutUrl: string | null;
  /** Metadata URL */
  metadataUrl: string;
  /** SSO URL */
  ssoUrl: string;
  /** Start URL */
  startUrl: string;
}

export interface SamlSettings {
  /**
   * Assertion consumer services
   * @maxItems 20
   * @minItems 1
   */
  acsUrls: string[];
  /**
   * Assertion lives (s)
   * @min 30
   * @max 3600
   * @default 300
   */
  assertionSeconds: number;
  /**
   * Attribute statements
   * @maxItems 50
   * @default []
   */
  attributes: {
    /**
     * @minLength 1
     * @maxLength 2000
     */
    expression: string;
    /** @default "basic" */
    format: "basic" | "uri" | "unspecified";
    /**
     * @minLength 1
     * @maxLength 300
     */
    name: string;
  }[];
  /**
   * Clock skew (s)
   * @min 0
   * @max 600
   * @default 60
   */
  clockSkewSeconds: number;
  /**
   * Default RelayState
   * @default null
   */
  defaultRelayState: string | null;
  /**
   * Encrypt the assertion
   * @default false
   */
  encryptAssertion: boolean;
  /**
   * Log-on begins at
   * @default "both"
   */
  initiatedBy: "sp" | "both";
  /**
   * NameID value
   * @minLength 1
   * @maxLength 2000
   * @default "appUser.username"
   */
  nameId: string;
  /**
   * NameID format
   * @default "unspecified"
   */
  nameIdFormat: "unspecified" | "emailAddress" | "persistent" | "transient";
  /**
   * Only signed requests
   * @default false
   */
  requireSignedRequests: boolean;
  /**
   * Sign the assertion
   * @default true
   */
  signAssertion: boolean;
  /**
   * Sign the response
   * @default false
   */
  signResponse: boolean;
  /**
   * Log-out address
   * @default null
   */
  singleLogoutUrl: string | null;
  /**
   * Certificates of the SP
   * @maxItems 4
   * @default []
   */
  spCertificates: string[];
  /**
   * SP entity ID
   * @minLength 1
   * @maxLength 1024
   */
  spEntityId: string;
}

export interface SamlSettingsInput {
  /**
   * Assertion consumer services
   * @maxItems 20
   * @minItems 1
   */
  acsUrls: string[];
  /**
   * Assertion lives (s)
   * @min 30
   * @max 3600
   * @default 300
   */
  assertionSeconds?: number;
  /**
   * Attribute statements
   * @maxItems 50
   * @default []
   */
  attributes?: {
    /**
     * @minLength 1
     * @maxLength 2000
     */
    expression: string;
    /** @default "basic" */
    format?: "basic" | "uri" | "unspecified";
    /**
     * @minLength 1
     * @maxLength 300
     */
    name: string;
  }[];
  /**
   * Clock skew (s)
   * @min 0
   * @max 600
   * @default 60
   */
  clockSkewSeconds?: number;
  /**
   * Default RelayState
   * @default null
   */
  defaultRelayState?: string | null;
  /**
   * Encrypt the assertion
   * @default false
   */
  encryptAssertion?: boolean;
  /**
   * Log-on begins at
   * @default "both"
   */
  initiatedBy?: "sp" | "both";
  /**
   * NameID value
   * @minLength 1
   * @maxLength 2000
   * @default "appUser.username"
   */
  nameId?: string;
  /**
   * NameID format
   * @default "unspecified"
   */
  nameIdFormat?: "unspecified" | "emailAddress" | "persistent" | "transient";
  /**
   * Only signed requests
   * @default false
   */
  requireSignedRequests?: boolean;
  /**
   * Sign the assertion
   * @default true
   */
  signAssertion?: boolean;
  /**
   * Sign the response
   * @default false
   */
  signResponse?: boolean;
  /**
   * Log-out address
   * @default null
   */
  singleLogoutUrl?: string | null;
  /**
   * Certificates of the SP
   * @maxItems 4
   * @default []
   */
  spCertificates?: string[];
  /**
   * SP entity ID
   * @minLength 1
   * @maxLength 1024
   */
  spEntityId: string;
}

export interface SampleRecord {
  attributes: Partial<Record<string, string | number | boolean | string[]>>;
  key: string;
  label: string;
  locator: string;
}

export interface Schedule {
  /**
   * Time (cron)
   * @minLength 1
   * @maxLength 100
   */
  cron: string;
  /**
   * Time zone
   * @minLength 1
   * @maxLength 64
   */
  timezone: string;
}

export interface ScimDialect {
  /**
   * Attributes
   * @maxItems 40
   * @minItems 1
   */
  attributes: string[];
  /** Knows active */
  canDisable: boolean;
  /** User name without domain */
  dropsDomain: boolean;
  /** Groups */
  groups: "none" | "push" | "users-first" | "entitlements";
  /** User name in lower case */
  lowerCase: boolean;
  /**
   * Found by
   * @maxItems 2
   * @minItems 1
   */
  match: ("externalId" | "userName")[];
  /** Members per request */
  memberChunk: number | null;
  /**
   * Page size
   * @min 1
   * @max 1000
   */
  pageSize: number;
  /**
   * Required attributes
   * @maxItems 40
   */
  required: string[];
  /** Required OAuth scope */
  scope: string | null;
  /** Token parameters in */
  tokenParameters: "query" | "body";
  /** Updates by */
  update: "put" | "patch";
}

export interface ScimProvisioning {
  /** Authentication */
  auth: "client_credentials" | "bearer";
  /**
   * SCIM Base URL
   * @maxLength 500
   */
  baseUrl: string;
  /**
   * Bearer Token
   * @maxLength 8000
   */
  bearerToken?: string;
  /** CA certificate (PEM) */
  caCertificate: string | null;
  /** Client authentication */
  clientAuth: "client_secret_basic" | "client_secret_post";
  /** Client ID */
  clientId: string | null;
  /**
   * Client Secret
   * @maxLength 2000
   */
  clientSecret?: string;
  /**
   * Requests at once
   * @min 1
   * @max 256
   */
  concurrency: number;
  /**
   * Connect timeout (ms)
   * @min 100
   * @max 60000
   */
  connectTimeoutMs: number;
  /** When an account leaves */
  deprovision: "delete" | "disable" | "leave";
  /** What the target understands */
  dialect: ScimDialect;
  /** Disabled accounts */
  disabled: "keep" | "remove";
  /** Users that exist already */
  existing: "conflict" | "adopt";
  /** Full push scope */
  fullPush: {
    /** Accounts */
    users: boolean;
  };
  /** Deletion protection */
  guard: PushGuard;
  /**
   * Field mapping
   * @maxItems 60
   * @minItems 1
   */
  mappings: FieldMapping[];
  /** Operations pushed at once */
  operations: PushOperations;
  /**
   * Writes per second
   * @min 0.1
   * @max 100000
   */
  rate: number;
  /**
   * Request timeout (ms)
   * @min 100
   * @max 300000
   */
  requestTimeoutMs: number;
  /** Sync scope */
  scope: PushScope;
  /** Token Endpoint */
  tokenUrl: string | null;
}

export interface SecondFactorPolicy {
  /**
   * What counts
   * @maxItems 3
   * @minItems 1
   */
  factors: ("totp" | "email" | "passkey")[];
  /** Second factor */
  policy: "off" | "smart" | "always";
  /**
   * Remember a browser for days
   * @min 0
   * @max 365
   */
  rememberDays: number;
}

export interface Session {
  instanceId: string | null;
  kind: "token" | "session";
  name: string;
  role: Role;
}

export interface SessionLimits {
  /**
   * Ends after minutes in any case
   * @min 5
   * @max 129600
   */
  absoluteMinutes: number;
  /**
   * Ends when idle for minutes
   * @min 5
   * @max 43200
   */
  idleMinutes: number;
}

export interface SigningKey {
  /** Certificate */
  certificate: string;
  /**
   * @format date-time
   * @pattern ^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z))$
   */
  createdAt: string;
  /** Fingerprint */
  fingerprint: string;
  kid: string;
  /**
   * Certificate valid until
   * @format date-time
   * @pattern ^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z))$
   */
  notAfter: string;
  signedUntil: string | null;
  signsSince: string | null;
  /** State */
  state: "current" | "next" | "previous";
  use: "oidc" | "saml";
}

export interface SigningKeyList {
  applications: {
    id: string;
    name: string;
  }[];
  items: SigningKey[];
}

export interface Source {
  /** Settings */
  config: Partial<Record<string, any>>;
  /**
   * @format date-time
   * @pattern ^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z))$
   */
  createdAt: string;
  /** Enabled */
  enabled: boolean;
  /** Sync protection */
  guard: Guard;
  id: string;
  instanceId: string;
  /**
   * Kind
   * @maxLength 20
   */
  kind: string;
  /** Leavers */
  leavers: Leavers;
  /** Field mapping */
  mappings: Mappings;
  /**
   * Name
   * @minLength 1
   * @maxLength 64
   */
  name: string;
  nextRunAt: string | null;
  /**
   * Priority (lower wins)
   * @min 0
   * @max 10000
   */
  priority: number;
  /** Scheduled check */
  schedule: Schedule | null;
  /**
   * Target organization
   * @maxLength 64
   */
  targetOrgId: string;
  /**
   * @format date-time
   * @pattern ^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z))$
   */
  updatedAt: string;
  /**
   * @min -9007199254740991
   * @max 9007199254740991
   */
  version: number;
}

export interface SourceBrowse {
  config: Partial<Record<string, any>>;
  /**
   * @minLength 1
   * @maxLength 20
   */
  kind: string;
  /**
   * Locator of a node: what lies directly below it; the top of the source when left out
   * @minLength 1
   * @maxLength 2000
   */
  parent?: string;
  /**
   * Id or name of a stored source: masked secrets are taken from it
   * @maxLength 64
   */
  source?: string;
}

export interface SourceCallback {
  lastEventAt: string | null;
  lastProbeAt: string | null;
  lastRefusal: {
    code: string;
    message: string;
    remedy: string;
  } | null;
  lastRefusedAt: string | null;
  url: string | null;
  /**
   * @min -9007199254740991
   * @max 9007199254740991
   */
  waitingEvents: number;
}

export interface SourceCreate {
  /** Settings */
  config: Partial<Record<string, any>>;
  /** Enabled */
  enabled?: boolean;
  /** Sync protection */
  guard?: Guard;
  /**
   * Kind
   * @maxLength 20
   */
  kind: string;
  /** Leavers */
  leavers?: Leavers;
  /** Field mapping */
  mappings?: Mappings;
  /**
   * Name
   * @minLength 1
   * @maxLength 64
   */
  name: string;
  /**
   * Priority (lower wins)
   * @min 0
   * @max 10000
   */
  priority?: number;
  /** Scheduled check */
  schedule?: Schedule | null;
  /**
   * Target organization
   * @maxLength 64
   */
  targetOrgId?: string;
}

export interface SourceDraft {
  config: Partial<Record<string, any>>;
  /**
   * @minLength 1
   * @maxLength 20
   */
  kind: string;
  /**
   * Id or name of a stored source: masked secrets are taken from it
   * @maxLength 64
   */
  source?: string;
}

export interface SourceKind {
  config: Partial<Record<string, any>>;
  defaultMappings: Mappings;
  kind: string;
  secrets: string[];
  title: {
    en: string;
    zh: string;
  };
}

export interface SourceLevel {
  nodes: SourceNode[];
  parent: string;
  truncated: boolean;
}

export interface SourceNode {
  hasChildren: boolean;
  locator: string;
  name: string;
}

export interface SourcePatch {
  /** Settings */
  config?: Partial<Record<string, any>>;
  /** Enabled */
  enabled?: boolean;
  /** Sync protection */
  guard?: Guard;
  /** Leavers */
  leavers?: Leavers;
  /** Field mapping */
  mappings?: Mappings;
  /**
   * Name
   * @minLength 1
   * @maxLength 64
   */
  name?: string;
  /**
   * Priority (lower wins)
   * @min 0
   * @max 10000
   */
  priority?: number;
  /** Scheduled check */
  schedule?: Schedule | null;
  /**
   * Target organization
   * @maxLength 64
   */
  targetOrgId?: string;
}

export interface SourceSample {
  config: Partial<Record<string, any>>;
  /**
   * @minLength 1
   * @maxLength 20
   */
  kind: string;
  /**
   * @min 1
   * @max 20
   * @default 5
   */
  limit?: number;
  /** Which kind of record */
  record: "user" | "org" | "group";
  /**
   * A part of a name; the first records found when left out
   * @maxLength 100
   */
  search?: string;
  /**
   * Id or name of a stored source: masked secrets are taken from it
   * @maxLength 64
   */
  source?: string;
}

export interface SpMetadata {
  canEncrypt: boolean;
  certificates: CertificateFacts[];
  nameIdFormats: (
    | "unspecified"
    | "emailAddress"
    | "persistent"
    | "transient"
  )[];
  settings: {
    /**
     * Assertion consumer services
     * @maxItems 20
     * @minItems 1
     */
    acsUrls: string[];
    nameIdFormat: "unspecified" | "emailAddress" | "persistent" | "transient";
    requireSignedRequests: boolean;
    signAssertion: boolean;
    signResponse: boolean;
    singleLogoutUrl: string | null;
    spCertificates: string[];
    /**
     * SP entity ID
     * @minLength 1
     * @maxLength 1024
     */
    spEntityId: string;
  };
}

export interface SpMetadataInput {
  /**
   * SP metadata (XML)
   * @minLength 1
   * @maxLength 900000
   */
  metadata: string;
}

export interface SsoSchemas {
  oidc: Partial<Record<string, any>>;
  saml: Partial<Record<string, any>>;
}

export interface TargetLink {
  accountId: string;
  acknowledged: Partial<Record<string, any>> | null;
  acknowledgedAt: string | null;
  applicationId: string;
  /**
   * @min -9007199254740991
   * @max 9007199254740991
   */
  attempts: number;
  desired: Partial<Record<string, any>> | null;
  error: {
    /**
     * @format date-time
     * @pattern ^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z))$
     */
    at: string;
    code: string;
    detail: string | null;
    message: string;
    remedy: string;
    requestId: string | null;
    scimType: string | null;
    status: number | null;
  } | null;
  label: string;
  nextAttemptAt: string | null;
  op: "create" | "update" | "disable" | "delete";
  remoteId: string | null;
  remoteName: string | null;
  state:
    | "due"
    | "synced"
    | "parked"
    | "conflict"
    | "held"
    | "off"
    | "left"
    | "disabled";
}

export interface Token {
  /**
   * @format date-time
   * @pattern ^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z))$
   */
  createdAt: string;
  createdBy: string;
  /** Expires at */
  expiresAt: string | null;
  id: string;
  /** Limited to instance */
  instanceId: string | null;
  lastUsedAt: string | null;
  /**
   * Name
   * @minLength 1
   * @maxLength 64
   */
  name: string;
  role: Role;
}

export interface TokenCreate {
  /** Expires at */
  expiresAt?: string | null;
  /** Limited to instance */
  instanceId?: string | null;
  /**
   * Name
   * @minLength 1
   * @maxLength 64
   */
  name: string;
  role: Role;
}

export interface TokenCreated {
  /**
   * @format date-time
   * @pattern ^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z))$
   */
  createdAt: string;
  createdBy: string;
  /** Expires at */
  expiresAt: string | null;
  id: string;
  /** Limited to instance */
  instanceId: string | null;
  lastUsedAt: string | null;
  /**
   * Name
   * @minLength 1
   * @maxLength 64
   */
  name: string;
  role: Role;
  token: string;
}

export interface Version {
  version: string;
}

export type QueryParamsType = Record<string | number, any>;
export type ResponseFormat = keyof Omit<Body, "body" | "bodyUsed">;

export interface FullRequestParams extends Omit<RequestInit, "body"> {
  /** set parameter to `true` for call `securityWorker` for this request */
  secure?: boolean;
  /** request path */
  path: string;
  /** content type of request body */
  type?: ContentType;
  /** query params */
  query?: QueryParamsType;
  /** format of response (i.e. response.json() -> format: "json") */
  format?: ResponseFormat;
  /** request body */
  body?: unknown;
  /** base url */
  baseUrl?: string;
  /** request cancellation token */
  cancelToken?: CancelToken;
}

export type RequestParams = Omit<
  FullRequestParams,
  "body" | "method" | "query" | "path"
>;

export interface ApiConfig<SecurityDataType = unknown> {
  baseUrl?: string;
  baseApiParams?: Omit<RequestParams, "baseUrl" | "cancelToken" | "signal">;
  securityWorker?: (
    securityData: SecurityDataType | null,
  ) => Promise<RequestParams | void> | RequestParams | void;
  customFetch?: typeof fetch;
}

export interface HttpResponse<D extends unknown, E extends unknown = unknown>
  extends Response {
  data: D;
  error: E;
}

type CancelToken = Symbol | string | number;

export type ContentType =
  | "application/json"
  | "application/vnd.api+json"
  | "multipart/form-data"
  | "application/x-www-form-urlencoded"
  | "text/plain";

export class HttpClient<SecurityDataType = unknown> {
  public baseUrl: string = "/api/v1";
  private securityData: SecurityDataType | null = null;
  private securityWorker?: ApiConfig<SecurityDataType>["securityWorker"];
  private abortControllers = new Map<CancelToken, AbortController>();
  private customFetch = (...fetchParams: Parameters<typeof fetch>) =>
    fetch(...fetchParams);

  private baseApiParams: RequestParams = {
    credentials: "same-origin",
    headers: {},
    redirect: "follow",
    referrerPolicy: "no-referrer",
  };

  constructor(apiConfig: ApiConfig<SecurityDataType> = {}) {
    Object.assign(this, apiConfig);
  }

  public setSecurityData = (data: SecurityDataType | null) => {
    this.securityData = data;
  };

  protected encodeQueryParam(key: string, value: any) {
    const encodedKey = encodeURIComponent(key);
    return `${encodedKey}=${encodeURIComponent(typeof value === "number" ? value : `${value}`)}`;
  }

  protected addQueryParam(query: QueryParamsType, key: string) {
    return this.encodeQueryParam(key, query[key]);
  }

  protected addArrayQueryParam(query: QueryParamsType, key: string) {
    const value = query[key];
    return value.map((v: any) => this.encodeQueryParam(key, v)).join("&");
  }

  protected toQueryString(rawQuery?: QueryParamsType): string {
    const query = rawQuery || {};
    const keys = Object.keys(query).filter(
      (key) => "undefined" !== typeof query[key],
    );
    return keys
      .map((key) =>
        Array.isArray(query[key])
          ? this.addArrayQueryParam(query, key)
          : this.addQueryParam(query, key),
      )
      .join("&");
  }

  protected addQueryParams(rawQuery?: QueryParamsType): string {
    const queryString = this.toQueryString(rawQuery);
    return queryString ? `?${queryString}` : "";
  }

  private contentFormatters: Record<ContentType, (input: any) => any> = {
    ["application/json"]: (input: any) =>
      input !== null && (typeof input === "object" || typeof input === "string")
        ? JSON.stringify(input)
        : input,
    ["application/vnd.api+json"]: (input: any) =>
      input !== null && (typeof input === "object" || typeof input === "string")
        ? JSON.stringify(input)
        : input,
    ["text/plain"]: (input: any) =>
      input !== null && typeof input !== "string"
        ? JSON.stringify(input)
        : input,
    ["multipart/form-data"]: (input: any) => {
      if (input instanceof FormData) {
        return input;
      }

      return Object.keys(input || {}).reduce((formData, key) => {
        const property = input[key];
        formData.append(
          key,
          property instanceof Blob
            ? property
            : typeof property === "object" && property !== null
              ? JSON.stringify(property)
              : `${property}`,
        );
        return formData;
      }, new FormData());
    },
    ["application/x-www-form-urlencoded"]: (input: any) =>
      this.toQueryString(input),
  };

  protected mergeRequestParams(
    params1: RequestParams,
    params2?: RequestParams,
  ): RequestParams {
    return {
      ...this.baseApiParams,
      ...params1,
      ...(params2 || {}),
      headers: {
        ...(this.baseApiParams.headers || {}),
        ...(params1.headers || {}),
        ...((params2 && params2.headers) || {}),
      },
    };
  }

  protected createAbortSignal = (
    cancelToken: CancelToken,
  ): AbortSignal | undefined => {
    if (this.abortControllers.has(cancelToken)) {
      const abortController = this.abortControllers.get(cancelToken);
      if (abortController) {
        return abortController.signal;
      }
      return void 0;
    }

    const abortController = new AbortController();
    this.abortControllers.set(cancelToken, abortController);
    return abortController.signal;
  };

  public abortRequest = (cancelToken: CancelToken) => {
    const abortController = this.abortControllers.get(cancelToken);

    if (abortController) {
      abortController.abort();
      this.abortControllers.delete(cancelToken);
    }
  };

  public request = async <T = any, E = any>({
    body,
    secure,
    path,
    type,
    query,
    format,
    baseUrl,
    cancelToken,
    ...params
  }: FullRequestParams): Promise<HttpResponse<T, E>> => {
    const secureParams =
      ((typeof secure === "boolean" ? secure : this.baseApiParams.secure) &&
        this.securityWorker &&
        (await this.securityWorker(this.securityData))) ||
      {};
    const requestParams = this.mergeRequestParams(params, secureParams);
    const queryString = query && this.toQueryString(query);
    const payloadFormatter = this.contentFormatters[type || "application/json"];
    const responseFormat = format || requestParams.format;

    return this.customFetch(
      `${baseUrl || this.baseUrl || ""}${path}${queryString ? `?${queryString}` : ""}`,
      {
        ...requestParams,
        headers: {
          ...(requestParams.headers || {}),
          ...(type && type !== "multipart/form-data"
            ? { "Content-Type": type }
            : {}),
        },
        signal:
          (cancelToken
            ? this.createAbortSignal(cancelToken)
            : requestParams.signal) || null,
        body:
          typeof body === "undefined" || body === null
            ? null
            : payloadFormatter(body),
      },
    ).then(async (response) => {
      const r = response as HttpResponse<T, E>;
      r.data = null as unknown as T;
      r.error = null as unknown as E;

      const responseToParse = responseFormat ? response.clone() : response;
      const data = !responseFormat
        ? r
        : await responseToParse[responseFormat]()
            .then((data) => {
              if (r.ok) {
                r.data = data;
              } else {
                r.error = data;
              }
              return r;
            })
            .catch((e) => {
              r.error = e;
              return r;
            });

      if (cancelToken) {
        this.abortControllers.delete(cancelToken);
      }

      if (!response.ok) throw data;
      return data;
    });
  };
}

/**
 * @title Muster administration API
 * @version 0
 * @license Apache-2.0
 * @baseUrl /api/v1
 *
 * Lists are paged: pass `nextCursor` back as `cursor`. Errors are RFC 9457 problem details with a stable `code`. Calls that create take `Idempotency-Key`: a repeated call gets the first answer for 24 hours.
 */
export class Api<
  SecurityDataType extends unknown,
> extends HttpClient<SecurityDataType> {
  version = {
    /**
     * @description Open to every caller who is known.
     *
     * @tags version
     * @name GetVersion
     * @summary The version of this server
     * @request GET:/version
     * @secure
     */
    getVersion: (params: RequestParams = {}) =>
      this.request<Version, Problem>({
        path: `/version`,
        method: "GET",
        secure: true,
        format: "json",
        ...params,
      }),
  };
  errors = {
    /**
     * @description Needs no log-on.
     *
     * @tags errors
     * @name GetError
     * @summary One error by its code
     * @request GET:/errors/{code}
     */
    getError: (code: string, params: RequestParams = {}) =>
      this.request<ErrorEntry, Problem>({
        path: `/errors/${encodeURIComponent(code)}`,
        method: "GET",
        format: "json",
        ...params,
      }),

    /**
     * @description Needs no log-on.
     *
     * @tags errors
     * @name ListErrors
     * @summary Every error Muster can report, in English and Chinese
     * @request GET:/errors
     */
    listErrors: (params: RequestParams = {}) =>
      this.request<
        {
          items: ErrorEntry[];
        },
        Problem
      >({
        path: `/errors`,
        method: "GET",
        format: "json",
        ...params,
      }),
  };
  session = {
    /**
     * @description Open to every caller who is known.
     *
     * @tags session
     * @name ChangeOwnPassword
     * @summary Change one’s own password, with a session; other sessions and one’s tokens end, this one gets a new cookie
     * @request PUT:/session/password
     * @secure
     */
    changeOwnPassword: (data: PasswordChange, params: RequestParams = {}) =>
      this.request<void, Problem>({
        path: `/session/password`,
        method: "PUT",
        body: data,
        secure: true,
        type: "application/json",
        ...params,
      }),

    /**
     * @description Open to every caller who is known.
     *
     * @tags session
     * @name GetSession
     * @summary Who am I: the caller, and what it may do
     * @request GET:/session
     * @secure
     */
    getSession: (params: RequestParams = {}) =>
      this.request<Session, Problem>({
        path: `/session`,
        method: "GET",
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Open to every caller who is known.
     *
     * @tags session
     * @name LogOff
     * @summary Log off: end the session of the cookie
     * @request DELETE:/session
     * @secure
     */
    logOff: (params: RequestParams = {}) =>
      this.request<void, Problem>({
        path: `/session`,
        method: "DELETE",
        secure: true,
        ...params,
      }),

    /**
     * @description Needs no log-on.
     *
     * @tags session
     * @name LogOn
     * @summary Log an administrator on; the answer sets the session cookie
     * @request POST:/session
     */
    logOn: (data: Logon, params: RequestParams = {}) =>
      this.request<Session, Problem>({
        path: `/session`,
        method: "POST",
        body: data,
        type: "application/json",
        format: "json",
        ...params,
      }),
  };
  administrators = {
    /**
     * @description Needs the role admin. Not open to tokens that are limited to one instance.
     *
     * @tags administrators
     * @name CreateAdministrator
     * @summary Add an administrator
     * @request POST:/administrators
     * @secure
     */
    createAdministrator: (
      data: AdministratorCreate,
      params: RequestParams = {},
    ) =>
      this.request<Administrator, Problem>({
        path: `/administrators`,
        method: "POST",
        body: data,
        secure: true,
        type: "application/json",
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role admin. Not open to tokens that are limited to one instance.
     *
     * @tags administrators
     * @name DeleteAdministrator
     * @summary Remove an administrator
     * @request DELETE:/administrators/{administrator}
     * @secure
     */
    deleteAdministrator: (administrator: string, params: RequestParams = {}) =>
      this.request<void, Problem>({
        path: `/administrators/${encodeURIComponent(administrator)}`,
        method: "DELETE",
        secure: true,
        ...params,
      }),

    /**
     * @description Needs the role admin. Not open to tokens that are limited to one instance.
     *
     * @tags administrators
     * @name GetAdministrator
     * @summary One administrator, by id or user name
     * @request GET:/administrators/{administrator}
     * @secure
     */
    getAdministrator: (administrator: string, params: RequestParams = {}) =>
      this.request<Administrator, Problem>({
        path: `/administrators/${encodeURIComponent(administrator)}`,
        method: "GET",
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role admin. Not open to tokens that are limited to one instance.
     *
     * @tags administrators
     * @name ListAdministrators
     * @summary The people who administer Muster
     * @request GET:/administrators
     * @secure
     */
    listAdministrators: (params: RequestParams = {}) =>
      this.request<
        {
          items: Administrator[];
        },
        Problem
      >({
        path: `/administrators`,
        method: "GET",
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role admin. Not open to tokens that are limited to one instance.
     *
     * @tags administrators
     * @name UpdateAdministrator
     * @summary Change role or password, disable or enable; a new password ends all sessions and tokens
     * @request PATCH:/administrators/{administrator}
     * @secure
     */
    updateAdministrator: (
      administrator: string,
      data: AdministratorPatch,
      params: RequestParams = {},
    ) =>
      this.request<Administrator, Problem>({
        path: `/administrators/${encodeURIComponent(administrator)}`,
        method: "PATCH",
        body: data,
        secure: true,
        type: "application/json",
        format: "json",
        ...params,
      }),
  };
  tokens = {
    /**
     * @description Needs the role admin. Not open to tokens that are limited to one instance.
     *
     * @tags tokens
     * @name CreateToken
     * @summary Make an API token; the answer shows it this once
     * @request POST:/tokens
     * @secure
     */
    createToken: (data: TokenCreate, params: RequestParams = {}) =>
      this.request<TokenCreated, Problem>({
        path: `/tokens`,
        method: "POST",
        body: data,
        secure: true,
        type: "application/json",
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role admin. Not open to tokens that are limited to one instance.
     *
     * @tags tokens
     * @name DeleteToken
     * @summary Remove an API token; it ends at once
     * @request DELETE:/tokens/{token}
     * @secure
     */
    deleteToken: (token: string, params: RequestParams = {}) =>
      this.request<void, Problem>({
        path: `/tokens/${encodeURIComponent(token)}`,
        method: "DELETE",
        secure: true,
        ...params,
      }),

    /**
     * @description Needs the role admin. Not open to tokens that are limited to one instance.
     *
     * @tags tokens
     * @name ListTokens
     * @summary API tokens, without their secrets
     * @request GET:/tokens
     * @secure
     */
    listTokens: (params: RequestParams = {}) =>
      this.request<
        {
          items: Token[];
        },
        Problem
      >({
        path: `/tokens`,
        method: "GET",
        secure: true,
        format: "json",
        ...params,
      }),
  };
  instances = {
    /**
     * @description Needs the role admin. Not open to tokens that are limited to one instance.
     *
     * @tags instances
     * @name CreateInstance
     * @summary Create an instance with its root organization
     * @request POST:/instances
     * @secure
     */
    createInstance: (data: InstanceCreate, params: RequestParams = {}) =>
      this.request<Instance, Problem>({
        path: `/instances`,
        method: "POST",
        body: data,
        secure: true,
        type: "application/json",
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role admin.
     *
     * @tags instances
     * @name DeleteInstance
     * @summary Delete an instance with all that is in it, for good
     * @request DELETE:/instances/{instance}
     * @secure
     */
    deleteInstance: (
      instance: string,
      query?: {
        /**
         * The id of the instance, to say that it is meant
         * @maxLength 64
         */
        confirm?: string;
      },
      params: RequestParams = {},
    ) =>
      this.request<void, Problem>({
        path: `/instances/${encodeURIComponent(instance)}`,
        method: "DELETE",
        query: query,
        secure: true,
        ...params,
      }),

    /**
     * @description Needs the role read-only, operator or admin.
     *
     * @tags instances
     * @name GetInstance
     * @summary One instance
     * @request GET:/instances/{instance}
     * @secure
     */
    getInstance: (instance: string, params: RequestParams = {}) =>
      this.request<Instance, Problem>({
        path: `/instances/${encodeURIComponent(instance)}`,
        method: "GET",
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Open to every caller who is known.
     *
     * @tags instances
     * @name ListInstances
     * @summary The instances the caller may use
     * @request GET:/instances
     * @secure
     */
    listInstances: (
      query?: {
        /**
         * `nextCursor` of the answer before; left out for the first page
         * @minLength 1
         * @maxLength 400
         */
        cursor?: string;
        /**
         * Items in one answer
         * @min 1
         * @max 500
         * @default 50
         */
        limit?: number;
      },
      params: RequestParams = {},
    ) =>
      this.request<
        {
          items: Instance[];
          nextCursor: string | null;
        },
        Problem
      >({
        path: `/instances`,
        method: "GET",
        query: query,
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role admin.
     *
     * @tags instances
     * @name UpdateInstance
     * @summary Rename or describe an instance
     * @request PATCH:/instances/{instance}
     * @secure
     */
    updateInstance: (
      instance: string,
      data: InstancePatch,
      params: RequestParams = {},
    ) =>
      this.request<Instance, Problem>({
        path: `/instances/${encodeURIComponent(instance)}`,
        method: "PATCH",
        body: data,
        secure: true,
        type: "application/json",
        format: "json",
        ...params,
      }),
  };
  contents = {
    /**
     * @description Needs the role read-only, operator or admin.
     *
     * @tags contents
     * @name GetInstanceContents
     * @summary How much an instance holds, by kind: what would go with it
     * @request GET:/instances/{instance}/contents
     * @secure
     */
    getInstanceContents: (instance: string, params: RequestParams = {}) =>
      this.request<InstanceContents, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/contents`,
        method: "GET",
        secure: true,
        format: "json",
        ...params,
      }),
  };
  fields = {
    /**
     * @description Needs the role admin.
     *
     * @tags fields
     * @name CreateCustomField
     * @summary Define a custom field
     * @request POST:/instances/{instance}/fields
     * @secure
     */
    createCustomField: (
      instance: string,
      data: CustomFieldCreate,
      params: RequestParams = {},
    ) =>
      this.request<CustomField, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/fields`,
        method: "POST",
        body: data,
        secure: true,
        type: "application/json",
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role admin.
     *
     * @tags fields
     * @name DeleteCustomField
     * @summary Delete a custom field with every value of it
     * @request DELETE:/instances/{instance}/fields/{field}
     * @secure
     */
    deleteCustomField: (
      instance: string,
      field: string,
      params: RequestParams = {},
    ) =>
      this.request<void, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/fields/${encodeURIComponent(field)}`,
        method: "DELETE",
        secure: true,
        ...params,
      }),

    /**
     * @description Needs the role read-only, operator or admin.
     *
     * @tags fields
     * @name GetCustomField
     * @summary One custom field
     * @request GET:/instances/{instance}/fields/{field}
     * @secure
     */
    getCustomField: (
      instance: string,
      field: string,
      params: RequestParams = {},
    ) =>
      this.request<CustomField, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/fields/${encodeURIComponent(field)}`,
        method: "GET",
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role read-only, operator or admin.
     *
     * @tags fields
     * @name ListCustomFields
     * @summary Custom fields of accounts
     * @request GET:/instances/{instance}/fields
     * @secure
     */
    listCustomFields: (instance: string, params: RequestParams = {}) =>
      this.request<
        {
          items: CustomField[];
        },
        Problem
      >({
        path: `/instances/${encodeURIComponent(instance)}/fields`,
        method: "GET",
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role admin.
     *
     * @tags fields
     * @name UpdateCustomField
     * @summary Change what people may do with a custom field in the portal
     * @request PATCH:/instances/{instance}/fields/{field}
     * @secure
     */
    updateCustomField: (
      instance: string,
      field: string,
      data: CustomFieldPatch,
      params: RequestParams = {},
    ) =>
      this.request<CustomField, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/fields/${encodeURIComponent(field)}`,
        method: "PATCH",
        body: data,
        secure: true,
        type: "application/json",
        format: "json",
        ...params,
      }),
  };
  dashboard = {
    /**
     * @description Needs the role read-only, operator or admin.
     *
     * @tags dashboard
     * @name GetDashboard
     * @summary An instance at a glance: how many, what happened in 30 days, what is stuck and what grows old
     * @request GET:/instances/{instance}/dashboard
     * @secure
     */
    getDashboard: (
      instance: string,
      query?: {
        /**
         * Time zone
         * Where days begin, e.g. Asia/Shanghai
         * @maxLength 64
         * @default "UTC"
         */
        timezone?: string;
      },
      params: RequestParams = {},
    ) =>
      this.request<Dashboard, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/dashboard`,
        method: "GET",
        query: query,
        secure: true,
        format: "json",
        ...params,
      }),
  };
  accounts = {
    /**
     * @description Needs the role operator or admin.
     *
     * @tags accounts
     * @name ClearAccountOverrides
     * @summary Give fields changed by hand the value of their source again
     * @request POST:/instances/{instance}/accounts/{account}/clear-overrides
     * @secure
     */
    clearAccountOverrides: (
      instance: string,
      account: string,
      data: OverridesClear,
      params: RequestParams = {},
    ) =>
      this.request<Account, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/accounts/${encodeURIComponent(account)}/clear-overrides`,
        method: "POST",
        body: data,
        secure: true,
        type: "application/json",
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role operator or admin.
     *
     * @tags accounts
     * @name CreateAccount
     * @summary Create an account
     * @request POST:/instances/{instance}/accounts
     * @secure
     */
    createAccount: (
      instance: string,
      data: AccountCreate,
      params: RequestParams = {},
    ) =>
      this.request<Account, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/accounts`,
        method: "POST",
        body: data,
        secure: true,
        type: "application/json",
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role operator or admin.
     *
     * @tags accounts
     * @name DeleteAccount
     * @summary Move an account to the recycle bin
     * @request DELETE:/instances/{instance}/accounts/{account}
     * @secure
     */
    deleteAccount: (
      instance: string,
      account: string,
      query?: {
        /** Also when a source keeps it */
        force?: string;
      },
      params: RequestParams = {},
    ) =>
      this.request<void, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/accounts/${encodeURIComponent(account)}`,
        method: "DELETE",
        query: query,
        secure: true,
        ...params,
      }),

    /**
     * @description Needs the role operator or admin.
     *
     * @tags accounts
     * @name DisableAccount
     * @summary Disable an account
     * @request POST:/instances/{instance}/accounts/{account}/disable
     * @secure
     */
    disableAccount: (
      instance: string,
      account: string,
      params: RequestParams = {},
    ) =>
      this.request<Account, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/accounts/${encodeURIComponent(account)}/disable`,
        method: "POST",
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role operator or admin.
     *
     * @tags accounts
     * @name EnableAccount
     * @summary Enable an account
     * @request POST:/instances/{instance}/accounts/{account}/enable
     * @secure
     */
    enableAccount: (
      instance: string,
      account: string,
      params: RequestParams = {},
    ) =>
      this.request<Account, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/accounts/${encodeURIComponent(account)}/enable`,
        method: "POST",
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role operator or admin.
     *
     * @tags accounts
     * @name EndSessionsOfAccount
     * @summary Log an account out everywhere
     * @request DELETE:/instances/{instance}/accounts/{account}/sessions
     * @secure
     */
    endSessionsOfAccount: (
      instance: string,
      account: string,
      params: RequestParams = {},
    ) =>
      this.request<
        {
          /**
           * @min -9007199254740991
           * @max 9007199254740991
           */
          ended: number;
        },
        Problem
      >({
        path: `/instances/${encodeURIComponent(instance)}/accounts/${encodeURIComponent(account)}/sessions`,
        method: "DELETE",
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role read-only, operator or admin.
     *
     * @tags accounts
     * @name GetAccount
     * @summary One account, by id or username
     * @request GET:/instances/{instance}/accounts/{account}
     * @secure
     */
    getAccount: (
      instance: string,
      account: string,
      params: RequestParams = {},
    ) =>
      this.request<Account, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/accounts/${encodeURIComponent(account)}`,
        method: "GET",
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role read-only, operator or admin.
     *
     * @tags accounts
     * @name GetAccountFactors
     * @summary The second factors of an account
     * @request GET:/instances/{instance}/accounts/{account}/factors
     * @secure
     */
    getAccountFactors: (
      instance: string,
      account: string,
      params: RequestParams = {},
    ) =>
      this.request<AccountFactors, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/accounts/${encodeURIComponent(account)}/factors`,
        method: "GET",
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role read-only, operator or admin.
     *
     * @tags accounts
     * @name GetAccountGroups
     * @summary The groups an account is in, each with the source that keeps it there
     * @request GET:/instances/{instance}/accounts/{account}/groups
     * @secure
     */
    getAccountGroups: (
      instance: string,
      account: string,
      params: RequestParams = {},
    ) =>
      this.request<
        {
          items: {
            group: Group;
            sourceId: string | null;
          }[];
        },
        Problem
      >({
        path: `/instances/${encodeURIComponent(instance)}/accounts/${encodeURIComponent(account)}/groups`,
        method: "GET",
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role read-only, operator or admin.
     *
     * @tags accounts
     * @name GetAccountHistory
     * @summary What happened to an account, newest first; by id also after its deletion
     * @request GET:/instances/{instance}/accounts/{account}/history
     * @secure
     */
    getAccountHistory: (
      instance: string,
      account: string,
      query?: {
        /**
         * `nextCursor` of the answer before; left out for the first page
         * @minLength 1
         * @maxLength 400
         */
        cursor?: string;
        /**
         * Items in one answer
         * @min 1
         * @max 500
         * @default 50
         */
        limit?: number;
      },
      params: RequestParams = {},
    ) =>
      this.request<
        {
          items: ChangeEntry[];
          nextCursor: string | null;
        },
        Problem
      >({
        path: `/instances/${encodeURIComponent(instance)}/accounts/${encodeURIComponent(account)}/history`,
        method: "GET",
        query: query,
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role read-only, operator or admin.
     *
     * @tags accounts
     * @name GetAccountLogon
     * @summary Password, failed log-ons and sessions of an account
     * @request GET:/instances/{instance}/accounts/{account}/logon
     * @secure
     */
    getAccountLogon: (
      instance: string,
      account: string,
      params: RequestParams = {},
    ) =>
      this.request<AccountLogon, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/accounts/${encodeURIComponent(account)}/logon`,
        method: "GET",
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role read-only, operator or admin.
     *
     * @tags accounts
     * @name GetAccountOrgs
     * @summary The primary organization of an account and the further ones
     * @request GET:/instances/{instance}/accounts/{account}/orgs
     * @secure
     */
    getAccountOrgs: (
      instance: string,
      account: string,
      params: RequestParams = {},
    ) =>
      this.request<AccountOrgs, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/accounts/${encodeURIComponent(account)}/orgs`,
        method: "GET",
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role read-only, operator or admin.
     *
     * @tags accounts
     * @name GetAccountProvenance
     * @summary Where each field of an account comes from, and what every source says of it
     * @request GET:/instances/{instance}/accounts/{account}/provenance
     * @secure
     */
    getAccountProvenance: (
      instance: string,
      account: string,
      params: RequestParams = {},
    ) =>
      this.request<
        {
          items: FieldProvenance[];
        },
        Problem
      >({
        path: `/instances/${encodeURIComponent(instance)}/accounts/${encodeURIComponent(account)}/provenance`,
        method: "GET",
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role read-only, operator or admin.
     *
     * @tags accounts
     * @name ListAccounts
     * @summary Accounts by username: all, or those that fit every filter given
     * @request GET:/instances/{instance}/accounts
     * @secure
     */
    listAccounts: (
      instance: string,
      query?: {
        /**
         * `nextCursor` of the answer before; left out for the first page
         * @minLength 1
         * @maxLength 400
         */
        cursor?: string;
        /** The switch alone, whether locked or expired */
        enabled?: string;
        /**
         * Id of a group
         * @maxLength 64
         */
        group?: string;
        /**
         * Items in one answer
         * @min 1
         * @max 500
         * @default 50
         */
        limit?: number;
        /**
         * Id of an organization
         * @maxLength 64
         */
        org?: string;
        /**
         * What username, display name, e-mail or phone number begins with, in any case
         * @maxLength 256
         */
        q?: string;
        /**
         * Id of a source, or build_in
         * @maxLength 64
         */
        source?: string;
        /** One each: disabled, else expired, else locked, else enabled */
        status?: "enabled" | "disabled" | "locked" | "expired";
        /** With the organizations below it */
        subtree?: string;
      },
      params: RequestParams = {},
    ) =>
      this.request<
        {
          items: Account[];
          nextCursor: string | null;
        },
        Problem
      >({
        path: `/instances/${encodeURIComponent(instance)}/accounts`,
        method: "GET",
        query: query,
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role operator or admin.
     *
     * @tags accounts
     * @name LockAccount
     * @summary Lock an account until it is unlocked
     * @request POST:/instances/{instance}/accounts/{account}/lock
     * @secure
     */
    lockAccount: (
      instance: string,
      account: string,
      params: RequestParams = {},
    ) =>
      this.request<Account, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/accounts/${encodeURIComponent(account)}/lock`,
        method: "POST",
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role operator or admin.
     *
     * @tags accounts
     * @name MoveAccount
     * @summary Give an account another primary organization
     * @request POST:/instances/{instance}/accounts/{account}/move
     * @secure
     */
    moveAccount: (
      instance: string,
      account: string,
      data: AccountMove,
      params: RequestParams = {},
    ) =>
      this.request<Account, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/accounts/${encodeURIComponent(account)}/move`,
        method: "POST",
        body: data,
        secure: true,
        type: "application/json",
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role operator or admin.
     *
     * @tags accounts
     * @name RemoveAccountPasskey
     * @summary Remove one passkey of an account
     * @request DELETE:/instances/{instance}/accounts/{account}/factors/passkeys/{passkey}
     * @secure
     */
    removeAccountPasskey: (
      instance: string,
      account: string,
      passkey: string,
      params: RequestParams = {},
    ) =>
      this.request<void, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/accounts/${encodeURIComponent(account)}/factors/passkeys/${encodeURIComponent(passkey)}`,
        method: "DELETE",
        secure: true,
        ...params,
      }),

    /**
     * @description Needs the role operator or admin.
     *
     * @tags accounts
     * @name RemoveAccountTotp
     * @summary Remove the authenticator app of an account
     * @request DELETE:/instances/{instance}/accounts/{account}/factors/totp
     * @secure
     */
    removeAccountTotp: (
      instance: string,
      account: string,
      params: RequestParams = {},
    ) =>
      this.request<void, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/accounts/${encodeURIComponent(account)}/factors/totp`,
        method: "DELETE",
        secure: true,
        ...params,
      }),

    /**
     * @description Needs the role operator or admin.
     *
     * @tags accounts
     * @name ResetAccountFactors
     * @summary Remove every second factor of an account, and let it try again at once
     * @request DELETE:/instances/{instance}/accounts/{account}/factors
     * @secure
     */
    resetAccountFactors: (
      instance: string,
      account: string,
      params: RequestParams = {},
    ) =>
      this.request<void, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/accounts/${encodeURIComponent(account)}/factors`,
        method: "DELETE",
        secure: true,
        ...params,
      }),

    /**
     * @description Needs the role operator or admin.
     *
     * @tags accounts
     * @name SetAccountOrgs
     * @summary Set the further organizations of an account that are given by hand; those a source keeps stay
     * @request PUT:/instances/{instance}/accounts/{account}/orgs
     * @secure
     */
    setAccountOrgs: (
      instance: string,
      account: string,
      data: FurtherOrgs,
      params: RequestParams = {},
    ) =>
      this.request<
        {
          furtherOrgIds: string[];
        },
        Problem
      >({
        path: `/instances/${encodeURIComponent(instance)}/accounts/${encodeURIComponent(account)}/orgs`,
        method: "PUT",
        body: data,
        secure: true,
        type: "application/json",
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role operator or admin.
     *
     * @tags accounts
     * @name SetAccountPassword
     * @summary Set a password, given or made; one that is made is shown this once. Sessions of the account end
     * @request PUT:/instances/{instance}/accounts/{account}/password
     * @secure
     */
    setAccountPassword: (
      instance: string,
      account: string,
      data: PasswordSet,
      params: RequestParams = {},
    ) =>
      this.request<PasswordWasSet, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/accounts/${encodeURIComponent(account)}/password`,
        method: "PUT",
        body: data,
        secure: true,
        type: "application/json",
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role operator or admin.
     *
     * @tags accounts
     * @name UnlockAccount
     * @summary Unlock an account, and forget how often a password for it was wrong
     * @request POST:/instances/{instance}/accounts/{account}/unlock
     * @secure
     */
    unlockAccount: (
      instance: string,
      account: string,
      params: RequestParams = {},
    ) =>
      this.request<Account, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/accounts/${encodeURIComponent(account)}/unlock`,
        method: "POST",
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role operator or admin.
     *
     * @tags accounts
     * @name UpdateAccount
     * @summary Change an account; what a source fills becomes an override. If-Match guards against lost updates
     * @request PATCH:/instances/{instance}/accounts/{account}
     * @secure
     */
    updateAccount: (
      instance: string,
      account: string,
      data: AccountPatch,
      params: RequestParams = {},
    ) =>
      this.request<Account, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/accounts/${encodeURIComponent(account)}`,
        method: "PATCH",
        body: data,
        secure: true,
        type: "application/json",
        format: "json",
        ...params,
      }),
  };
  accountSearch = {
    /**
     * @description Needs the role read-only, operator or admin.
     *
     * @tags account-search
     * @name SearchAccounts
     * @summary At most 50 accounts whose username, display name, e-mail or phone number begins with the term
     * @request GET:/instances/{instance}/account-search
     * @secure
     */
    searchAccounts: (
      instance: string,
      query: {
        /**
         * @minLength 1
         * @maxLength 256
         */
        term: string;
      },
      params: RequestParams = {},
    ) =>
      this.request<
        {
          items: Account[];
        },
        Problem
      >({
        path: `/instances/${encodeURIComponent(instance)}/account-search`,
        method: "GET",
        query: query,
        secure: true,
        format: "json",
        ...params,
      }),
  };
  accountCount = {
    /**
     * @description Needs the role read-only, operator or admin.
     *
     * @tags account-count
     * @name CountAccounts
     * @summary How many accounts fit every filter given
     * @request GET:/instances/{instance}/account-count
     * @secure
     */
    countAccounts: (
      instance: string,
      query?: {
        /** The switch alone, whether locked or expired */
        enabled?: string;
        /**
         * Id of a group
         * @maxLength 64
         */
        group?: string;
        /**
         * Id of an organization
         * @maxLength 64
         */
        org?: string;
        /**
         * What username, display name, e-mail or phone number begins with, in any case
         * @maxLength 256
         */
        q?: string;
        /**
         * Id of a source, or build_in
         * @maxLength 64
         */
        source?: string;
        /** One each: disabled, else expired, else locked, else enabled */
        status?: "enabled" | "disabled" | "locked" | "expired";
        /** With the organizations below it */
        subtree?: string;
      },
      params: RequestParams = {},
    ) =>
      this.request<AccountCount, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/account-count`,
        method: "GET",
        query: query,
        secure: true,
        format: "json",
        ...params,
      }),
  };
  accountBulk = {
    /**
     * @description Needs the role operator or admin.
     *
     * @tags account-bulk
     * @name ChangeAccounts
     * @summary One action on up to 1,000 accounts; one that fails does not stop the others
     * @request POST:/instances/{instance}/account-bulk
     * @secure
     */
    changeAccounts: (
      instance: string,
      data: AccountBulk,
      params: RequestParams = {},
    ) =>
      this.request<AccountBulkResult, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/account-bulk`,
        method: "POST",
        body: data,
        secure: true,
        type: "application/json",
        format: "json",
        ...params,
      }),
  };
  accountExport = {
    /**
     * @description Needs the role read-only, operator or admin.
     *
     * @tags account-export
     * @name ExportAccounts
     * @summary The accounts that fit every filter given, as a CSV file
     * @request GET:/instances/{instance}/account-export
     * @secure
     */
    exportAccounts: (
      instance: string,
      query?: {
        /**
         * Ids of fields with commas between; `org` is the path of the organization, `custom.<id>` a custom field
         * @minLength 1
         * @maxLength 4000
         */
        columns?: string;
        /** The switch alone, whether locked or expired */
        enabled?: string;
        /**
         * Id of a group
         * @maxLength 64
         */
        group?: string;
        /** Titles in the first line; ids of fields when left out */
        labels?: "en" | "zh";
        /**
         * Id of an organization
         * @maxLength 64
         */
        org?: string;
        /**
         * What username, display name, e-mail or phone number begins with, in any case
         * @maxLength 256
         */
        q?: string;
        /**
         * Id of a source, or build_in
         * @maxLength 64
         */
        source?: string;
        /** One each: disabled, else expired, else locked, else enabled */
        status?: "enabled" | "disabled" | "locked" | "expired";
        /** With the organizations below it */
        subtree?: string;
      },
      params: RequestParams = {},
    ) =>
      this.request<string, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/account-export`,
        method: "GET",
        query: query,
        secure: true,
        ...params,
      }),
  };
  accountImport = {
    /**
     * @description Needs the role operator or admin.
     *
     * @tags account-import
     * @name ImportAccounts
     * @summary Create and update up to 500 accounts from the rows of a table, or see what that would do
     * @request POST:/instances/{instance}/account-import
     * @secure
     */
    importAccounts: (
      instance: string,
      data: AccountImport,
      params: RequestParams = {},
    ) =>
      this.request<AccountImportResult, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/account-import`,
        method: "POST",
        body: data,
        secure: true,
        type: "application/json",
        format: "json",
        ...params,
      }),
  };
  logonSettings = {
    /**
     * @description Needs the role read-only, operator or admin.
     *
     * @tags logon-settings
     * @name GetLogonSettings
     * @summary How people log on: password policy, second factor, sessions, limits, look of the page
     * @request GET:/instances/{instance}/logon-settings
     * @secure
     */
    getLogonSettings: (instance: string, params: RequestParams = {}) =>
      this.request<LogonSettings, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/logon-settings`,
        method: "GET",
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role admin.
     *
     * @tags logon-settings
     * @name UpdateLogonSettings
     * @summary Change how people log on; a changed password rule binds new passwords only
     * @request PATCH:/instances/{instance}/logon-settings
     * @secure
     */
    updateLogonSettings: (
      instance: string,
      data: LogonSettingsPatch,
      params: RequestParams = {},
    ) =>
      this.request<LogonSettings, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/logon-settings`,
        method: "PATCH",
        body: data,
        secure: true,
        type: "application/json",
        format: "json",
        ...params,
      }),
  };
  logonSchemas = {
    /**
     * @description Needs the role read-only, operator or admin. Not open to tokens that are limited to one instance.
     *
     * @tags logon-schemas
     * @name GetLogonSchemas
     * @summary The schemas of the settings of log-on, and what the templates of the password policy ask
     * @request GET:/logon-schemas
     * @secure
     */
    getLogonSchemas: (params: RequestParams = {}) =>
      this.request<LogonSchemas, Problem>({
        path: `/logon-schemas`,
        method: "GET",
        secure: true,
        format: "json",
        ...params,
      }),
  };
  logonFacts = {
    /**
     * @description Needs the role read-only, operator or admin.
     *
     * @tags logon-facts
     * @name GetLogonFacts
     * @summary Addresses of log-on and portal, what each method lacks, how many people have a second factor
     * @request GET:/instances/{instance}/logon-facts
     * @secure
     */
    getLogonFacts: (instance: string, params: RequestParams = {}) =>
      this.request<LogonFacts, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/logon-facts`,
        method: "GET",
        secure: true,
        format: "json",
        ...params,
      }),
  };
  logonMethods = {
    /**
     * @description Needs the role admin.
     *
     * @tags logon-methods
     * @name CreateLogonMethod
     * @summary Add an OpenID provider to log on with
     * @request POST:/instances/{instance}/logon-methods
     * @secure
     */
    createLogonMethod: (
      instance: string,
      data: LogonMethodCreate,
      params: RequestParams = {},
    ) =>
      this.request<LogonMethod, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/logon-methods`,
        method: "POST",
        body: data,
        secure: true,
        type: "application/json",
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role admin.
     *
     * @tags logon-methods
     * @name DeleteLogonMethod
     * @summary Remove an OpenID provider; the other ways are switched off instead
     * @request DELETE:/instances/{instance}/logon-methods/{method}
     * @secure
     */
    deleteLogonMethod: (
      instance: string,
      method: string,
      params: RequestParams = {},
    ) =>
      this.request<void, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/logon-methods/${encodeURIComponent(method)}`,
        method: "DELETE",
        secure: true,
        ...params,
      }),

    /**
     * @description Needs the role read-only, operator or admin.
     *
     * @tags logon-methods
     * @name GetLogonMethod
     * @summary One way to log on
     * @request GET:/instances/{instance}/logon-methods/{method}
     * @secure
     */
    getLogonMethod: (
      instance: string,
      method: string,
      params: RequestParams = {},
    ) =>
      this.request<LogonMethod, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/logon-methods/${encodeURIComponent(method)}`,
        method: "GET",
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role read-only, operator or admin.
     *
     * @tags logon-methods
     * @name ListLogonMethods
     * @summary The ways to log on, in the order of the page; each source that can has one
     * @request GET:/instances/{instance}/logon-methods
     * @secure
     */
    listLogonMethods: (instance: string, params: RequestParams = {}) =>
      this.request<
        {
          items: LogonMethod[];
        },
        Problem
      >({
        path: `/instances/${encodeURIComponent(instance)}/logon-methods`,
        method: "GET",
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role admin.
     *
     * @tags logon-methods
     * @name UpdateLogonMethod
     * @summary Switch a way to log on on or off (delegated authentication), rename it, change its settings
     * @request PATCH:/instances/{instance}/logon-methods/{method}
     * @secure
     */
    updateLogonMethod: (
      instance: string,
      method: string,
      data: LogonMethodPatch,
      params: RequestParams = {},
    ) =>
      this.request<LogonMethod, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/logon-methods/${encodeURIComponent(method)}`,
        method: "PATCH",
        body: data,
        secure: true,
        type: "application/json",
        format: "json",
        ...params,
      }),
  };
  passwordTrial = {
    /**
     * @description Needs the role admin.
     *
     * @tags password-trial
     * @name TryPassword
     * @summary Try a password against the policy; nothing is set
     * @request POST:/instances/{instance}/password-trial
     * @secure
     */
    tryPassword: (
      instance: string,
      data: PasswordTrial,
      params: RequestParams = {},
    ) =>
      this.request<PasswordTrialResult, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/password-trial`,
        method: "POST",
        body: data,
        secure: true,
        type: "application/json",
        format: "json",
        ...params,
      }),
  };
  sessions = {
    /**
     * @description Needs the role operator or admin.
     *
     * @tags sessions
     * @name EndSession
     * @summary End a session; applications that ask for it are told
     * @request DELETE:/instances/{instance}/sessions/{session}
     * @secure
     */
    endSession: (
      instance: string,
      session: string,
      params: RequestParams = {},
    ) =>
      this.request<void, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/sessions/${encodeURIComponent(session)}`,
        method: "DELETE",
        secure: true,
        ...params,
      }),

    /**
     * @description Needs the role read-only, operator or admin.
     *
     * @tags sessions
     * @name ListSessions
     * @summary Live sessions of people, the newest first
     * @request GET:/instances/{instance}/sessions
     * @secure
     */
    listSessions: (
      instance: string,
      query?: {
        /**
         * Id or user name of one account
         * @minLength 1
         * @maxLength 256
         */
        account?: string;
        /**
         * `nextCursor` of the answer before; left out for the first page
         * @minLength 1
         * @maxLength 400
         */
        cursor?: string;
        /**
         * Items in one answer
         * @min 1
         * @max 500
         * @default 50
         */
        limit?: number;
      },
      params: RequestParams = {},
    ) =>
      this.request<
        {
          items: PersonSession[];
          nextCursor: string | null;
        },
        Problem
      >({
        path: `/instances/${encodeURIComponent(instance)}/sessions`,
        method: "GET",
        query: query,
        secure: true,
        format: "json",
        ...params,
      }),
  };
  orgs = {
    /**
     * @description Needs the role operator or admin.
     *
     * @tags orgs
     * @name CreateOrganization
     * @summary Create an organization, below the root unless a parent is named
     * @request POST:/instances/{instance}/orgs
     * @secure
     */
    createOrganization: (
      instance: string,
      data: OrganizationCreate,
      params: RequestParams = {},
    ) =>
      this.request<Organization, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/orgs`,
        method: "POST",
        body: data,
        secure: true,
        type: "application/json",
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role operator or admin.
     *
     * @tags orgs
     * @name DeleteOrganization
     * @summary Move an empty organization to the recycle bin
     * @request DELETE:/instances/{instance}/orgs/{org}
     * @secure
     */
    deleteOrganization: (
      instance: string,
      org: string,
      query?: {
        /** Also when a source keeps it */
        force?: string;
      },
      params: RequestParams = {},
    ) =>
      this.request<void, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/orgs/${encodeURIComponent(org)}`,
        method: "DELETE",
        query: query,
        secure: true,
        ...params,
      }),

    /**
     * @description Needs the role read-only, operator or admin.
     *
     * @tags orgs
     * @name GetOrganization
     * @summary One organization
     * @request GET:/instances/{instance}/orgs/{org}
     * @secure
     */
    getOrganization: (
      instance: string,
      org: string,
      params: RequestParams = {},
    ) =>
      this.request<Organization, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/orgs/${encodeURIComponent(org)}`,
        method: "GET",
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role read-only, operator or admin.
     *
     * @tags orgs
     * @name GetOrganizationTree
     * @summary An organization and all below it, parents first, each with its path
     * @request GET:/instances/{instance}/orgs/{org}/tree
     * @secure
     */
    getOrganizationTree: (
      instance: string,
      org: string,
      params: RequestParams = {},
    ) =>
      this.request<
        {
          items: OrganizationNode[];
        },
        Problem
      >({
        path: `/instances/${encodeURIComponent(instance)}/orgs/${encodeURIComponent(org)}/tree`,
        method: "GET",
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role read-only, operator or admin.
     *
     * @tags orgs
     * @name ListOrganizations
     * @summary Organizations, all or those directly below one
     * @request GET:/instances/{instance}/orgs
     * @secure
     */
    listOrganizations: (
      instance: string,
      query?: {
        /**
         * `nextCursor` of the answer before; left out for the first page
         * @minLength 1
         * @maxLength 400
         */
        cursor?: string;
        /**
         * Items in one answer
         * @min 1
         * @max 500
         * @default 50
         */
        limit?: number;
        /**
         * Id of an organization: only those directly below it
         * @maxLength 64
         */
        parent?: string;
      },
      params: RequestParams = {},
    ) =>
      this.request<
        {
          items: Organization[];
          nextCursor: string | null;
        },
        Problem
      >({
        path: `/instances/${encodeURIComponent(instance)}/orgs`,
        method: "GET",
        query: query,
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role operator or admin.
     *
     * @tags orgs
     * @name UpdateOrganization
     * @summary Rename, describe or move an organization
     * @request PATCH:/instances/{instance}/orgs/{org}
     * @secure
     */
    updateOrganization: (
      instance: string,
      org: string,
      data: OrganizationPatch,
      params: RequestParams = {},
    ) =>
      this.request<Organization, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/orgs/${encodeURIComponent(org)}`,
        method: "PATCH",
        body: data,
        secure: true,
        type: "application/json",
        format: "json",
        ...params,
      }),
  };
  groups = {
    /**
     * @description Needs the role operator or admin.
     *
     * @tags groups
     * @name AddGroupMembers
     * @summary Make accounts members of a group
     * @request POST:/instances/{instance}/groups/{group}/members
     * @secure
     */
    addGroupMembers: (
      instance: string,
      group: string,
      data: MemberIds,
      params: RequestParams = {},
    ) =>
      this.request<
        {
          /**
           * @min -9007199254740991
           * @max 9007199254740991
           */
          added: number;
        },
        Problem
      >({
        path: `/instances/${encodeURIComponent(instance)}/groups/${encodeURIComponent(group)}/members`,
        method: "POST",
        body: data,
        secure: true,
        type: "application/json",
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role operator or admin.
     *
     * @tags groups
     * @name CreateGroup
     * @summary Create a group
     * @request POST:/instances/{instance}/groups
     * @secure
     */
    createGroup: (
      instance: string,
      data: GroupCreate,
      params: RequestParams = {},
    ) =>
      this.request<Group, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/groups`,
        method: "POST",
        body: data,
        secure: true,
        type: "application/json",
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role operator or admin.
     *
     * @tags groups
     * @name DeleteGroup
     * @summary Move a group to the recycle bin, with its members
     * @request DELETE:/instances/{instance}/groups/{group}
     * @secure
     */
    deleteGroup: (
      instance: string,
      group: string,
      query?: {
        /** Also when a source keeps it */
        force?: string;
      },
      params: RequestParams = {},
    ) =>
      this.request<void, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/groups/${encodeURIComponent(group)}`,
        method: "DELETE",
        query: query,
        secure: true,
        ...params,
      }),

    /**
     * @description Needs the role read-only, operator or admin.
     *
     * @tags groups
     * @name GetGroup
     * @summary One group, by id or name
     * @request GET:/instances/{instance}/groups/{group}
     * @secure
     */
    getGroup: (instance: string, group: string, params: RequestParams = {}) =>
      this.request<Group, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/groups/${encodeURIComponent(group)}`,
        method: "GET",
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role read-only, operator or admin.
     *
     * @tags groups
     * @name ListGroupMembers
     * @summary The members of a group, each with the source that keeps it there
     * @request GET:/instances/{instance}/groups/{group}/members
     * @secure
     */
    listGroupMembers: (
      instance: string,
      group: string,
      query?: {
        /**
         * `nextCursor` of the answer before; left out for the first page
         * @minLength 1
         * @maxLength 400
         */
        cursor?: string;
        /**
         * Items in one answer
         * @min 1
         * @max 500
         * @default 50
         */
        limit?: number;
      },
      params: RequestParams = {},
    ) =>
      this.request<
        {
          items: {
            account: Account;
            sourceId: string | null;
          }[];
          nextCursor: string | null;
        },
        Problem
      >({
        path: `/instances/${encodeURIComponent(instance)}/groups/${encodeURIComponent(group)}/members`,
        method: "GET",
        query: query,
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role read-only, operator or admin.
     *
     * @tags groups
     * @name ListGroups
     * @summary Groups by name
     * @request GET:/instances/{instance}/groups
     * @secure
     */
    listGroups: (
      instance: string,
      query?: {
        /**
         * `nextCursor` of the answer before; left out for the first page
         * @minLength 1
         * @maxLength 400
         */
        cursor?: string;
        /**
         * Items in one answer
         * @min 1
         * @max 500
         * @default 50
         */
        limit?: number;
        /**
         * What the names begin with, in any case
         * @maxLength 64
         */
        prefix?: string;
      },
      params: RequestParams = {},
    ) =>
      this.request<
        {
          items: Group[];
          nextCursor: string | null;
        },
        Problem
      >({
        path: `/instances/${encodeURIComponent(instance)}/groups`,
        method: "GET",
        query: query,
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role operator or admin.
     *
     * @tags groups
     * @name RemoveGroupMembers
     * @summary End memberships that were given by hand
     * @request DELETE:/instances/{instance}/groups/{group}/members
     * @secure
     */
    removeGroupMembers: (
      instance: string,
      group: string,
      data: MemberIds,
      params: RequestParams = {},
    ) =>
      this.request<
        {
          /**
           * @min -9007199254740991
           * @max 9007199254740991
           */
          removed: number;
        },
        Problem
      >({
        path: `/instances/${encodeURIComponent(instance)}/groups/${encodeURIComponent(group)}/members`,
        method: "DELETE",
        body: data,
        secure: true,
        type: "application/json",
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role operator or admin.
     *
     * @tags groups
     * @name UpdateGroup
     * @summary Rename or describe a group
     * @request PATCH:/instances/{instance}/groups/{group}
     * @secure
     */
    updateGroup: (
      instance: string,
      group: string,
      data: GroupPatch,
      params: RequestParams = {},
    ) =>
      this.request<Group, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/groups/${encodeURIComponent(group)}`,
        method: "PATCH",
        body: data,
        secure: true,
        type: "application/json",
        format: "json",
        ...params,
      }),
  };
  changes = {
    /**
     * @description Needs the role admin. Not open to tokens that are limited to one instance.
     *
     * @tags changes
     * @name ListAdministrationChanges
     * @summary The change log of administrators and tokens, newest first
     * @request GET:/changes
     * @secure
     */
    listAdministrationChanges: (
      query?: {
        /** @maxLength 256 */
        actor?: string;
        /**
         * `nextCursor` of the answer before; left out for the first page
         * @minLength 1
         * @maxLength 400
         */
        cursor?: string;
        /**
         * Id of what was changed
         * @maxLength 64
         */
        entity?: string;
        /**
         * Items in one answer
         * @min 1
         * @max 500
         * @default 50
         */
        limit?: number;
        /**
         * Id of the run that changed it
         * @maxLength 64
         */
        run?: string;
        /**
         * @format date-time
         * @pattern ^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|([+-](?:[01]\d|2[0-3]):[0-5]\d)))$
         */
        since?: string;
      },
      params: RequestParams = {},
    ) =>
      this.request<
        {
          items: ChangeEntry[];
          nextCursor: string | null;
        },
        Problem
      >({
        path: `/changes`,
        method: "GET",
        query: query,
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role read-only, operator or admin.
     *
     * @tags changes
     * @name ListChanges
     * @summary The change log of an instance, newest first
     * @request GET:/instances/{instance}/changes
     * @secure
     */
    listChanges: (
      instance: string,
      query?: {
        /** @maxLength 256 */
        actor?: string;
        /**
         * `nextCursor` of the answer before; left out for the first page
         * @minLength 1
         * @maxLength 400
         */
        cursor?: string;
        /**
         * Id of what was changed
         * @maxLength 64
         */
        entity?: string;
        /**
         * Items in one answer
         * @min 1
         * @max 500
         * @default 50
         */
        limit?: number;
        /**
         * Id of the run that changed it
         * @maxLength 64
         */
        run?: string;
        /**
         * @format date-time
         * @pattern ^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|([+-](?:[01]\d|2[0-3]):[0-5]\d)))$
         */
        since?: string;
      },
      params: RequestParams = {},
    ) =>
      this.request<
        {
          items: ChangeEntry[];
          nextCursor: string | null;
        },
        Problem
      >({
        path: `/instances/${encodeURIComponent(instance)}/changes`,
        method: "GET",
        query: query,
        secure: true,
        format: "json",
        ...params,
      }),
  };
  recycleBin = {
    /**
     * @description Needs the role read-only, operator or admin.
     *
     * @tags recycle-bin
     * @name ListDeleted
     * @summary Deleted accounts, organizations and groups, latest first
     * @request GET:/instances/{instance}/recycle-bin
     * @secure
     */
    listDeleted: (
      instance: string,
      query?: {
        /**
         * `nextCursor` of the answer before; left out for the first page
         * @minLength 1
         * @maxLength 400
         */
        cursor?: string;
        entity?: "account" | "org" | "group";
        /**
         * Items in one answer
         * @min 1
         * @max 500
         * @default 50
         */
        limit?: number;
      },
      params: RequestParams = {},
    ) =>
      this.request<
        {
          items: RecycleBinItem[];
          nextCursor: string | null;
        },
        Problem
      >({
        path: `/instances/${encodeURIComponent(instance)}/recycle-bin`,
        method: "GET",
        query: query,
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role admin.
     *
     * @tags recycle-bin
     * @name PurgeDeleted
     * @summary Delete for good what lies in the recycle bin
     * @request DELETE:/instances/{instance}/recycle-bin/{deleted}
     * @secure
     */
    purgeDeleted: (
      instance: string,
      deleted: string,
      params: RequestParams = {},
    ) =>
      this.request<void, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/recycle-bin/${encodeURIComponent(deleted)}`,
        method: "DELETE",
        secure: true,
        ...params,
      }),

    /**
     * @description Needs the role operator or admin.
     *
     * @tags recycle-bin
     * @name RestoreDeleted
     * @summary Bring back what was deleted, under its old id
     * @request POST:/instances/{instance}/recycle-bin/{deleted}/restore
     * @secure
     */
    restoreDeleted: (
      instance: string,
      deleted: string,
      params: RequestParams = {},
    ) =>
      this.request<Restored, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/recycle-bin/${encodeURIComponent(deleted)}/restore`,
        method: "POST",
        secure: true,
        format: "json",
        ...params,
      }),
  };
  audit = {
    /**
     * @description Needs the role read-only, operator or admin.
     *
     * @tags audit
     * @name ListAudit
     * @summary The audit log of an instance, newest first
     * @request GET:/instances/{instance}/audit
     * @secure
     */
    listAudit: (
      instance: string,
      query?: {
        /** @maxLength 100 */
        action?: string;
        /** @maxLength 256 */
        actor?: string;
        /** @maxLength 100 */
        address?: string;
        category?:
          | "logon"
          | "session"
          | "sso"
          | "administration"
          | "sync"
          | "push"
          | "audit";
        /**
         * `nextCursor` of the answer before; left out for the first page
         * @minLength 1
         * @maxLength 400
         */
        cursor?: string;
        /**
         * Items in one answer
         * @min 1
         * @max 500
         * @default 50
         */
        limit?: number;
        result?: "ok" | "refused" | "failed";
        /**
         * @format date-time
         * @pattern ^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|([+-](?:[01]\d|2[0-3]):[0-5]\d)))$
         */
        since?: string;
        /** @maxLength 256 */
        subject?: string;
        /**
         * @format date-time
         * @pattern ^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|([+-](?:[01]\d|2[0-3]):[0-5]\d)))$
         */
        until?: string;
      },
      params: RequestParams = {},
    ) =>
      this.request<
        {
          items: AuditEntry[];
          nextCursor: string | null;
        },
        Problem
      >({
        path: `/instances/${encodeURIComponent(instance)}/audit`,
        method: "GET",
        query: query,
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role admin. Not open to tokens that are limited to one instance.
     *
     * @tags audit
     * @name ListInstallationAudit
     * @summary The audit log of the installation, newest first
     * @request GET:/audit
     * @secure
     */
    listInstallationAudit: (
      query?: {
        /** @maxLength 100 */
        action?: string;
        /** @maxLength 256 */
        actor?: string;
        /** @maxLength 100 */
        address?: string;
        category?:
          | "logon"
          | "session"
          | "sso"
          | "administration"
          | "sync"
          | "push"
          | "audit";
        /**
         * `nextCursor` of the answer before; left out for the first page
         * @minLength 1
         * @maxLength 400
         */
        cursor?: string;
        /**
         * all instances too
         * @default "all"
         */
        installation?: "own" | "all";
        /**
         * Items in one answer
         * @min 1
         * @max 500
         * @default 50
         */
        limit?: number;
        result?: "ok" | "refused" | "failed";
        /**
         * @format date-time
         * @pattern ^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|([+-](?:[01]\d|2[0-3]):[0-5]\d)))$
         */
        since?: string;
        /** @maxLength 256 */
        subject?: string;
        /**
         * @format date-time
         * @pattern ^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|([+-](?:[01]\d|2[0-3]):[0-5]\d)))$
         */
        until?: string;
      },
      params: RequestParams = {},
    ) =>
      this.request<
        {
          items: AuditEntry[];
          nextCursor: string | null;
        },
        Problem
      >({
        path: `/audit`,
        method: "GET",
        query: query,
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role admin. Not open to tokens that are limited to one instance.
     *
     * @tags audit
     * @name VerifyAudit
     * @summary Check that the audit log is as it was written; `known` is the end of the chain as noted elsewhere
     * @request POST:/audit/verify
     * @secure
     */
    verifyAudit: (
      data: {
        known?: {
          /** @pattern ^[0-9a-fA-F]{64}$ */
          hash: string;
          /**
           * @min 1
           * @max 9007199254740991
           */
          position: number;
        };
      },
      params: RequestParams = {},
    ) =>
      this.request<AuditVerdict, Problem>({
        path: `/audit/verify`,
        method: "POST",
        body: data,
        secure: true,
        type: "application/json",
        format: "json",
        ...params,
      }),
  };
  auditLines = {
    /**
     * @description Needs the role read-only, operator or admin.
     *
     * @tags audit-lines
     * @name ExportAuditLines
     * @summary The audit log of an instance as JSON Lines
     * @request GET:/instances/{instance}/audit-lines
     * @secure
     */
    exportAuditLines: (
      instance: string,
      query?: {
        /** @maxLength 100 */
        action?: string;
        /** @maxLength 256 */
        actor?: string;
        /** @maxLength 100 */
        address?: string;
        category?:
          | "logon"
          | "session"
          | "sso"
          | "administration"
          | "sync"
          | "push"
          | "audit";
        result?: "ok" | "refused" | "failed";
        /**
         * @format date-time
         * @pattern ^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|([+-](?:[01]\d|2[0-3]):[0-5]\d)))$
         */
        since?: string;
        /** @maxLength 256 */
        subject?: string;
        /**
         * @format date-time
         * @pattern ^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|([+-](?:[01]\d|2[0-3]):[0-5]\d)))$
         */
        until?: string;
      },
      params: RequestParams = {},
    ) =>
      this.request<string, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/audit-lines`,
        method: "GET",
        query: query,
        secure: true,
        ...params,
      }),

    /**
     * @description Needs the role admin. Not open to tokens that are limited to one instance.
     *
     * @tags audit-lines
     * @name ExportInstallationAuditLines
     * @summary The audit log of the installation as JSON Lines
     * @request GET:/audit-lines
     * @secure
     */
    exportInstallationAuditLines: (
      query?: {
        /** @maxLength 100 */
        action?: string;
        /** @maxLength 256 */
        actor?: string;
        /** @maxLength 100 */
        address?: string;
        category?:
          | "logon"
          | "session"
          | "sso"
          | "administration"
          | "sync"
          | "push"
          | "audit";
        /**
         * all instances too
         * @default "all"
         */
        installation?: "own" | "all";
        result?: "ok" | "refused" | "failed";
        /**
         * @format date-time
         * @pattern ^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|([+-](?:[01]\d|2[0-3]):[0-5]\d)))$
         */
        since?: string;
        /** @maxLength 256 */
        subject?: string;
        /**
         * @format date-time
         * @pattern ^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|([+-](?:[01]\d|2[0-3]):[0-5]\d)))$
         */
        until?: string;
      },
      params: RequestParams = {},
    ) =>
      this.request<string, Problem>({
        path: `/audit-lines`,
        method: "GET",
        query: query,
        secure: true,
        ...params,
      }),
  };
  auditTable = {
    /**
     * @description Needs the role read-only, operator or admin.
     *
     * @tags audit-table
     * @name ExportAuditTable
     * @summary The audit log of an instance as CSV
     * @request GET:/instances/{instance}/audit-table
     * @secure
     */
    exportAuditTable: (
      instance: string,
      query?: {
        /** @maxLength 100 */
        action?: string;
        /** @maxLength 256 */
        actor?: string;
        /** @maxLength 100 */
        address?: string;
        category?:
          | "logon"
          | "session"
          | "sso"
          | "administration"
          | "sync"
          | "push"
          | "audit";
        result?: "ok" | "refused" | "failed";
        /**
         * @format date-time
         * @pattern ^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|([+-](?:[01]\d|2[0-3]):[0-5]\d)))$
         */
        since?: string;
        /** @maxLength 256 */
        subject?: string;
        /**
         * @format date-time
         * @pattern ^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|([+-](?:[01]\d|2[0-3]):[0-5]\d)))$
         */
        until?: string;
      },
      params: RequestParams = {},
    ) =>
      this.request<string, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/audit-table`,
        method: "GET",
        query: query,
        secure: true,
        ...params,
      }),

    /**
     * @description Needs the role admin. Not open to tokens that are limited to one instance.
     *
     * @tags audit-table
     * @name ExportInstallationAuditTable
     * @summary The audit log of the installation as CSV
     * @request GET:/audit-table
     * @secure
     */
    exportInstallationAuditTable: (
      query?: {
        /** @maxLength 100 */
        action?: string;
        /** @maxLength 256 */
        actor?: string;
        /** @maxLength 100 */
        address?: string;
        category?:
          | "logon"
          | "session"
          | "sso"
          | "administration"
          | "sync"
          | "push"
          | "audit";
        /**
         * all instances too
         * @default "all"
         */
        installation?: "own" | "all";
        result?: "ok" | "refused" | "failed";
        /**
         * @format date-time
         * @pattern ^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|([+-](?:[01]\d|2[0-3]):[0-5]\d)))$
         */
        since?: string;
        /** @maxLength 256 */
        subject?: string;
        /**
         * @format date-time
         * @pattern ^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|([+-](?:[01]\d|2[0-3]):[0-5]\d)))$
         */
        until?: string;
      },
      params: RequestParams = {},
    ) =>
      this.request<string, Problem>({
        path: `/audit-table`,
        method: "GET",
        query: query,
        secure: true,
        ...params,
      }),
  };
  auditStreams = {
    /**
     * @description Needs the role admin.
     *
     * @tags audit-streams
     * @name CreateAuditStream
     * @summary Send the audit log of an instance to a webhook or a syslog server from now on
     * @request POST:/instances/{instance}/audit-streams
     * @secure
     */
    createAuditStream: (
      instance: string,
      data: AuditStreamCreate,
      params: RequestParams = {},
    ) =>
      this.request<AuditStream, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/audit-streams`,
        method: "POST",
        body: data,
        secure: true,
        type: "application/json",
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role admin.
     *
     * @tags audit-streams
     * @name DeleteAuditStream
     * @summary Send the audit log there no longer
     * @request DELETE:/instances/{instance}/audit-streams/{stream}
     * @secure
     */
    deleteAuditStream: (
      instance: string,
      stream: string,
      params: RequestParams = {},
    ) =>
      this.request<void, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/audit-streams/${encodeURIComponent(stream)}`,
        method: "DELETE",
        secure: true,
        ...params,
      }),

    /**
     * @description Needs the role read-only, operator or admin.
     *
     * @tags audit-streams
     * @name ListAuditStreams
     * @summary Where the audit log of an instance is sent to, secrets masked
     * @request GET:/instances/{instance}/audit-streams
     * @secure
     */
    listAuditStreams: (instance: string, params: RequestParams = {}) =>
      this.request<
        {
          items: AuditStream[];
        },
        Problem
      >({
        path: `/instances/${encodeURIComponent(instance)}/audit-streams`,
        method: "GET",
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role admin.
     *
     * @tags audit-streams
     * @name TestAuditStream
     * @summary Send one entry made for the purpose and see whether it arrives
     * @request POST:/instances/{instance}/audit-streams/{stream}/test
     * @secure
     */
    testAuditStream: (
      instance: string,
      stream: string,
      params: RequestParams = {},
    ) =>
      this.request<void, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/audit-streams/${encodeURIComponent(stream)}/test`,
        method: "POST",
        secure: true,
        ...params,
      }),

    /**
     * @description Needs the role admin.
     *
     * @tags audit-streams
     * @name UpdateAuditStream
     * @summary Change where the audit log is sent to; a masked secret stays unless the address changes
     * @request PATCH:/instances/{instance}/audit-streams/{stream}
     * @secure
     */
    updateAuditStream: (
      instance: string,
      stream: string,
      data: AuditStreamPatch,
      params: RequestParams = {},
    ) =>
      this.request<AuditStream, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/audit-streams/${encodeURIComponent(stream)}`,
        method: "PATCH",
        body: data,
        secure: true,
        type: "application/json",
        format: "json",
        ...params,
      }),
  };
  sourceKinds = {
    /**
     * @description Open to every caller who is known.
     *
     * @tags source-kinds
     * @name ListSourceKinds
     * @summary The kinds of sources, each with the JSON Schema of its settings
     * @request GET:/source-kinds
     * @secure
     */
    listSourceKinds: (params: RequestParams = {}) =>
      this.request<
        {
          items: SourceKind[];
        },
        Problem
      >({
        path: `/source-kinds`,
        method: "GET",
        secure: true,
        format: "json",
        ...params,
      }),
  };
  sources = {
    /**
     * @description Needs the role admin.
     *
     * @tags sources
     * @name CreateSource
     * @summary Add a source
     * @request POST:/instances/{instance}/sources
     * @secure
     */
    createSource: (
      instance: string,
      data: SourceCreate,
      params: RequestParams = {},
    ) =>
      this.request<Source, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/sources`,
        method: "POST",
        body: data,
        secure: true,
        type: "application/json",
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role admin.
     *
     * @tags sources
     * @name DeleteSource
     * @summary Remove a source; the accounts it brought stay
     * @request DELETE:/instances/{instance}/sources/{source}
     * @secure
     */
    deleteSource: (
      instance: string,
      source: string,
      params: RequestParams = {},
    ) =>
      this.request<void, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/sources/${encodeURIComponent(source)}`,
        method: "DELETE",
        secure: true,
        ...params,
      }),

    /**
     * @description Needs the role read-only, operator or admin.
     *
     * @tags sources
     * @name GetSource
     * @summary One source, by id or name, secrets masked
     * @request GET:/instances/{instance}/sources/{source}
     * @secure
     */
    getSource: (instance: string, source: string, params: RequestParams = {}) =>
      this.request<Source, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/sources/${encodeURIComponent(source)}`,
        method: "GET",
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role read-only, operator or admin.
     *
     * @tags sources
     * @name GetSourceCallback
     * @summary Where a source calls when something has changed, and how its calls went
     * @request GET:/instances/{instance}/sources/{source}/callback
     * @secure
     */
    getSourceCallback: (
      instance: string,
      source: string,
      params: RequestParams = {},
    ) =>
      this.request<SourceCallback, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/sources/${encodeURIComponent(source)}/callback`,
        method: "GET",
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role read-only, operator or admin.
     *
     * @tags sources
     * @name ListSources
     * @summary Sources by priority, secrets masked
     * @request GET:/instances/{instance}/sources
     * @secure
     */
    listSources: (instance: string, params: RequestParams = {}) =>
      this.request<
        {
          items: Source[];
        },
        Problem
      >({
        path: `/instances/${encodeURIComponent(instance)}/sources`,
        method: "GET",
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role operator or admin.
     *
     * @tags sources
     * @name PlanSource
     * @summary Plan a synchronization: what it would do, kept until it is applied or discarded
     * @request POST:/instances/{instance}/sources/{source}/plan
     * @secure
     */
    planSource: (
      instance: string,
      source: string,
      params: RequestParams = {},
    ) =>
      this.request<Run, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/sources/${encodeURIComponent(source)}/plan`,
        method: "POST",
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role operator or admin.
     *
     * @tags sources
     * @name SyncSource
     * @summary Start a full synchronization
     * @request POST:/instances/{instance}/sources/{source}/sync
     * @secure
     */
    syncSource: (
      instance: string,
      source: string,
      params: RequestParams = {},
    ) =>
      this.request<Run, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/sources/${encodeURIComponent(source)}/sync`,
        method: "POST",
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role operator or admin.
     *
     * @tags sources
     * @name TestSource
     * @summary Test connection of a stored source, step by step
     * @request POST:/instances/{instance}/sources/{source}/test
     * @secure
     */
    testSource: (
      instance: string,
      source: string,
      params: RequestParams = {},
    ) =>
      this.request<string, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/sources/${encodeURIComponent(source)}/test`,
        method: "POST",
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role admin.
     *
     * @tags sources
     * @name UpdateSource
     * @summary Change a source; masked or absent secrets stay as they are
     * @request PATCH:/instances/{instance}/sources/{source}
     * @secure
     */
    updateSource: (
      instance: string,
      source: string,
      data: SourcePatch,
      params: RequestParams = {},
    ) =>
      this.request<Source, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/sources/${encodeURIComponent(source)}`,
        method: "PATCH",
        body: data,
        secure: true,
        type: "application/json",
        format: "json",
        ...params,
      }),
  };
  sourceTest = {
    /**
     * @description Needs the role admin.
     *
     * @tags source-test
     * @name TestSourceDraft
     * @summary Test connection with settings that are not stored yet, step by step
     * @request POST:/instances/{instance}/source-test
     * @secure
     */
    testSourceDraft: (
      instance: string,
      data: SourceDraft,
      params: RequestParams = {},
    ) =>
      this.request<string, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/source-test`,
        method: "POST",
        body: data,
        secure: true,
        type: "application/json",
        format: "json",
        ...params,
      }),
  };
  sourceBrowse = {
    /**
     * @description Needs the role admin.
     *
     * @tags source-browse
     * @name BrowseSourceDraft
     * @summary One level of the live tree of a source, to pick source nodes from
     * @request POST:/instances/{instance}/source-browse
     * @secure
     */
    browseSourceDraft: (
      instance: string,
      data: SourceBrowse,
      params: RequestParams = {},
    ) =>
      this.request<SourceLevel, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/source-browse`,
        method: "POST",
        body: data,
        secure: true,
        type: "application/json",
        format: "json",
        ...params,
      }),
  };
  sourceSample = {
    /**
     * @description Needs the role admin.
     *
     * @tags source-sample
     * @name SampleSourceDraft
     * @summary Some records of a source as they are now, with the attributes a mapping sees
     * @request POST:/instances/{instance}/source-sample
     * @secure
     */
    sampleSourceDraft: (
      instance: string,
      data: SourceSample,
      params: RequestParams = {},
    ) =>
      this.request<
        {
          items: SampleRecord[];
        },
        Problem
      >({
        path: `/instances/${encodeURIComponent(instance)}/source-sample`,
        method: "POST",
        body: data,
        secure: true,
        type: "application/json",
        format: "json",
        ...params,
      }),
  };
  expressionFunctions = {
    /**
     * @description Open to every caller who is known.
     *
     * @tags expression-functions
     * @name GetExpressionFunctions
     * @summary The functions and names of data an expression may use, in English and Chinese
     * @request GET:/expression-functions
     * @secure
     */
    getExpressionFunctions: (params: RequestParams = {}) =>
      this.request<ExpressionHelp, Problem>({
        path: `/expression-functions`,
        method: "GET",
        secure: true,
        format: "json",
        ...params,
      }),
  };
  mappingTrial = {
    /**
     * @description Needs the role admin.
     *
     * @tags mapping-trial
     * @name TryMappings
     * @summary What mappings of a source would make of records, field by field, as a sync would do it
     * @request POST:/instances/{instance}/mapping-trial
     * @secure
     */
    tryMappings: (
      instance: string,
      data: MappingTrial,
      params: RequestParams = {},
    ) =>
      this.request<
        {
          items: MappingTrialRecord[];
        },
        Problem
      >({
        path: `/instances/${encodeURIComponent(instance)}/mapping-trial`,
        method: "POST",
        body: data,
        secure: true,
        type: "application/json",
        format: "json",
        ...params,
      }),
  };
  runs = {
    /**
     * @description Needs the role operator or admin.
     *
     * @tags runs
     * @name ApplyRun
     * @summary Apply a plan that waits, exactly as planned
     * @request POST:/instances/{instance}/runs/{run}/apply
     * @secure
     */
    applyRun: (instance: string, run: string, params: RequestParams = {}) =>
      this.request<Run, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/runs/${encodeURIComponent(run)}/apply`,
        method: "POST",
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role operator or admin.
     *
     * @tags runs
     * @name CancelRun
     * @summary Stop a run
     * @request POST:/instances/{instance}/runs/{run}/cancel
     * @secure
     */
    cancelRun: (instance: string, run: string, params: RequestParams = {}) =>
      this.request<Run, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/runs/${encodeURIComponent(run)}/cancel`,
        method: "POST",
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role read-only, operator or admin.
     *
     * @tags runs
     * @name CountPlanLines
     * @summary How many lines of the kept plan of a run do what
     * @request GET:/instances/{instance}/runs/{run}/plan-counts
     * @secure
     */
    countPlanLines: (
      instance: string,
      run: string,
      params: RequestParams = {},
    ) =>
      this.request<
        {
          items: PlanCount[];
        },
        Problem
      >({
        path: `/instances/${encodeURIComponent(instance)}/runs/${encodeURIComponent(run)}/plan-counts`,
        method: "GET",
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role operator or admin.
     *
     * @tags runs
     * @name DiscardRun
     * @summary Discard a plan that waits
     * @request POST:/instances/{instance}/runs/{run}/discard
     * @secure
     */
    discardRun: (instance: string, run: string, params: RequestParams = {}) =>
      this.request<Run, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/runs/${encodeURIComponent(run)}/discard`,
        method: "POST",
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role read-only, operator or admin.
     *
     * @tags runs
     * @name GetRun
     * @summary One run, with counters, progress and the check of its books
     * @request GET:/instances/{instance}/runs/{run}
     * @secure
     */
    getRun: (instance: string, run: string, params: RequestParams = {}) =>
      this.request<Run, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/runs/${encodeURIComponent(run)}`,
        method: "GET",
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role read-only, operator or admin.
     *
     * @tags runs
     * @name ListPlanLines
     * @summary The kept plan of a run, line by line
     * @request GET:/instances/{instance}/runs/{run}/plan
     * @secure
     */
    listPlanLines: (
      instance: string,
      run: string,
      query?: {
        /**
         * `nextCursor` of the answer before; left out for the first page
         * @minLength 1
         * @maxLength 400
         */
        cursor?: string;
        /**
         * Items in one answer
         * @min 1
         * @max 500
         * @default 50
         */
        limit?: number;
        /**
         * Only this: create, update, delete, disable, …
         * @maxLength 20
         */
        op?: string;
      },
      params: RequestParams = {},
    ) =>
      this.request<
        {
          items: PlanLine[];
          nextCursor: string | null;
        },
        Problem
      >({
        path: `/instances/${encodeURIComponent(instance)}/runs/${encodeURIComponent(run)}/plan`,
        method: "GET",
        query: query,
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role read-only, operator or admin.
     *
     * @tags runs
     * @name ListRunRecords
     * @summary Records of a run that did not end well, each with reason and remedy
     * @request GET:/instances/{instance}/runs/{run}/records
     * @secure
     */
    listRunRecords: (
      instance: string,
      run: string,
      query?: {
        /**
         * `nextCursor` of the answer before; left out for the first page
         * @minLength 1
         * @maxLength 400
         */
        cursor?: string;
        /**
         * Items in one answer
         * @min 1
         * @max 500
         * @default 50
         */
        limit?: number;
      },
      params: RequestParams = {},
    ) =>
      this.request<
        {
          items: RunRecord[];
          nextCursor: string | null;
        },
        Problem
      >({
        path: `/instances/${encodeURIComponent(instance)}/runs/${encodeURIComponent(run)}/records`,
        method: "GET",
        query: query,
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role read-only, operator or admin.
     *
     * @tags runs
     * @name ListRuns
     * @summary Runs of synchronization and push, newest first
     * @request GET:/instances/{instance}/runs
     * @secure
     */
    listRuns: (
      instance: string,
      query?: {
        /**
         * `nextCursor` of the answer before; left out for the first page
         * @minLength 1
         * @maxLength 400
         */
        cursor?: string;
        kind?: "sync" | "push";
        /**
         * Items in one answer
         * @min 1
         * @max 500
         * @default 50
         */
        limit?: number;
        state?:
          | "pending"
          | "running"
          | "planned"
          | "awaiting_confirmation"
          | "success"
          | "partial_success"
          | "failed"
          | "cancelled"
          | "discarded";
        /**
         * Id of a source or application
         * @maxLength 64
         */
        subject?: string;
      },
      params: RequestParams = {},
    ) =>
      this.request<
        {
          items: Run[];
          nextCursor: string | null;
        },
        Problem
      >({
        path: `/instances/${encodeURIComponent(instance)}/runs`,
        method: "GET",
        query: query,
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role read-only, operator or admin.
     *
     * @tags runs
     * @name WatchRun
     * @summary A run as it goes: events `progress`, at last `end`
     * @request GET:/instances/{instance}/runs/{run}/events
     * @secure
     */
    watchRun: (instance: string, run: string, params: RequestParams = {}) =>
      this.request<string, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/runs/${encodeURIComponent(run)}/events`,
        method: "GET",
        secure: true,
        ...params,
      }),
  };
  applicationTemplates = {
    /**
     * @description Open to every caller who is known.
     *
     * @tags application-templates
     * @name ListApplicationTemplates
     * @summary The templates of applications, each with its default provisioning
     * @request GET:/application-templates
     * @secure
     */
    listApplicationTemplates: (params: RequestParams = {}) =>
      this.request<
        {
          items: ApplicationTemplate[];
        },
        Problem
      >({
        path: `/application-templates`,
        method: "GET",
        secure: true,
        format: "json",
        ...params,
      }),
  };
  applications = {
    /**
     * @description Needs the role admin.
     *
     * @tags applications
     * @name AddApplicationAccounts
     * @summary Give accounts their names at an application; at most 100, all or none
     * @request POST:/instances/{instance}/applications/{application}/accounts
     * @secure
     */
    addApplicationAccounts: (
      instance: string,
      application: string,
      data: ApplicationAccountsCreate,
      params: RequestParams = {},
    ) =>
      this.request<
        {
          items: ApplicationAccount[];
        },
        Problem
      >({
        path: `/instances/${encodeURIComponent(instance)}/applications/${encodeURIComponent(application)}/accounts`,
        method: "POST",
        body: data,
        secure: true,
        type: "application/json",
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role admin.
     *
     * @tags applications
     * @name AddApplicationRule
     * @summary Assign an application to everybody for whom a condition holds when they sign in
     * @request POST:/instances/{instance}/applications/{application}/rules
     * @secure
     */
    addApplicationRule: (
      instance: string,
      application: string,
      data: ApplicationRuleCreate,
      params: RequestParams = {},
    ) =>
      this.request<ApplicationAssignment, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/applications/${encodeURIComponent(application)}/rules`,
        method: "POST",
        body: data,
        secure: true,
        type: "application/json",
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role admin.
     *
     * @tags applications
     * @name AssignApplication
     * @summary Assign an application to accounts, organizations with all below them, or groups; at most 100
     * @request POST:/instances/{instance}/applications/{application}/assignments
     * @secure
     */
    assignApplication: (
      instance: string,
      application: string,
      data: ApplicationAssignmentCreate,
      params: RequestParams = {},
    ) =>
      this.request<
        {
          /**
           * @min -9007199254740991
           * @max 9007199254740991
           */
          assigned: number;
        },
        Problem
      >({
        path: `/instances/${encodeURIComponent(instance)}/applications/${encodeURIComponent(application)}/assignments`,
        method: "POST",
        body: data,
        secure: true,
        type: "application/json",
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role read-only, operator or admin.
     *
     * @tags applications
     * @name CheckApplicationAccess
     * @summary What one account would meet at an application: allowed or not and why, its names, and what is told of it
     * @request GET:/instances/{instance}/applications/{application}/users/{account}
     * @secure
     */
    checkApplicationAccess: (
      instance: string,
      application: string,
      account: string,
      params: RequestParams = {},
    ) =>
      this.request<ApplicationAccessTrial, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/applications/${encodeURIComponent(application)}/users/${encodeURIComponent(account)}`,
        method: "GET",
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role read-only, operator or admin.
     *
     * @tags applications
     * @name CountApplicationUsers
     * @summary How many may sign in to an application, and whose names are missing or doubled
     * @request GET:/instances/{instance}/applications/{application}/user-counts
     * @secure
     */
    countApplicationUsers: (
      instance: string,
      application: string,
      params: RequestParams = {},
    ) =>
      this.request<ApplicationUserCounts, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/applications/${encodeURIComponent(application)}/user-counts`,
        method: "GET",
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role read-only, operator or admin.
     *
     * @tags applications
     * @name CountTargetLinks
     * @summary How many accounts are in each state at the target
     * @request GET:/instances/{instance}/applications/{application}/link-counts
     * @secure
     */
    countTargetLinks: (
      instance: string,
      application: string,
      params: RequestParams = {},
    ) =>
      this.request<LinkCounts, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/applications/${encodeURIComponent(application)}/link-counts`,
        method: "GET",
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role admin.
     *
     * @tags applications
     * @name CreateApplication
     * @summary Add an application, from a template of a target or an entry of the catalogue
     * @request POST:/instances/{instance}/applications
     * @secure
     */
    createApplication: (
      instance: string,
      data: ApplicationCreate,
      params: RequestParams = {},
    ) =>
      this.request<Application, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/applications`,
        method: "POST",
        body: data,
        secure: true,
        type: "application/json",
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role admin.
     *
     * @tags applications
     * @name CreateClientSecret
     * @summary Create a client secret, shown this once; two may exist at a time
     * @request POST:/instances/{instance}/applications/{application}/oidc/secrets
     * @secure
     */
    createClientSecret: (
      instance: string,
      application: string,
      params: RequestParams = {},
    ) =>
      this.request<OidcClientSecretCreated, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/applications/${encodeURIComponent(application)}/oidc/secrets`,
        method: "POST",
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role admin.
     *
     * @tags applications
     * @name DeleteApplication
     * @summary Remove an application; its remote users stay as they are
     * @request DELETE:/instances/{instance}/applications/{application}
     * @secure
     */
    deleteApplication: (
      instance: string,
      application: string,
      params: RequestParams = {},
    ) =>
      this.request<void, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/applications/${encodeURIComponent(application)}`,
        method: "DELETE",
        secure: true,
        ...params,
      }),

    /**
     * @description Needs the role admin.
     *
     * @tags applications
     * @name DeleteClientSecret
     * @summary Delete a client secret; it is refused from then on
     * @request DELETE:/instances/{instance}/applications/{application}/oidc/secrets/{secret}
     * @secure
     */
    deleteClientSecret: (
      instance: string,
      application: string,
      secret: string,
      params: RequestParams = {},
    ) =>
      this.request<void, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/applications/${encodeURIComponent(application)}/oidc/secrets/${encodeURIComponent(secret)}`,
        method: "DELETE",
        secure: true,
        ...params,
      }),

    /**
     * @description Needs the role read-only, operator or admin.
     *
     * @tags applications
     * @name GetApplication
     * @summary One application, by id or name, secrets masked
     * @request GET:/instances/{instance}/applications/{application}
     * @secure
     */
    getApplication: (
      instance: string,
      application: string,
      params: RequestParams = {},
    ) =>
      this.request<Application, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/applications/${encodeURIComponent(application)}`,
        method: "GET",
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role read-only, operator or admin.
     *
     * @tags applications
     * @name GetIdpMetadata
     * @summary The metadata of the identity provider that this application sees, as a file
     * @request GET:/instances/{instance}/applications/{application}/saml/metadata
     * @secure
     */
    getIdpMetadata: (
      instance: string,
      application: string,
      params: RequestParams = {},
    ) =>
      this.request<string, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/applications/${encodeURIComponent(application)}/saml/metadata`,
        method: "GET",
        secure: true,
        ...params,
      }),

    /**
     * @description Needs the role read-only, operator or admin.
     *
     * @tags applications
     * @name GetOidcEndpoints
     * @summary What the application has to know of OpenID Connect here
     * @request GET:/instances/{instance}/applications/{application}/oidc/endpoints
     * @secure
     */
    getOidcEndpoints: (
      instance: string,
      application: string,
      params: RequestParams = {},
    ) =>
      this.request<OidcEndpoints, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/applications/${encodeURIComponent(application)}/oidc/endpoints`,
        method: "GET",
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role read-only, operator or admin.
     *
     * @tags applications
     * @name GetSamlEndpoints
     * @summary What to enter at the service provider: entity ID, addresses, certificates
     * @request GET:/instances/{instance}/applications/{application}/saml
     * @secure
     */
    getSamlEndpoints: (
      instance: string,
      application: string,
      params: RequestParams = {},
    ) =>
      this.request<SamlEndpoints, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/applications/${encodeURIComponent(application)}/saml`,
        method: "GET",
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role read-only, operator or admin.
     *
     * @tags applications
     * @name GetSso
     * @summary How people sign in to an application, with its addresses here and the steps at the other side
     * @request GET:/instances/{instance}/applications/{application}/sso
     * @secure
     */
    getSso: (
      instance: string,
      application: string,
      params: RequestParams = {},
    ) =>
      this.request<ApplicationSsoDetails, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/applications/${encodeURIComponent(application)}/sso`,
        method: "GET",
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role read-only, operator or admin.
     *
     * @tags applications
     * @name ListApplicationAccounts
     * @summary Names at an application that were given by hand
     * @request GET:/instances/{instance}/applications/{application}/accounts
     * @secure
     */
    listApplicationAccounts: (
      instance: string,
      application: string,
      query?: {
        /** @maxLength 64 */
        account?: string;
        /**
         * `nextCursor` of the answer before; left out for the first page
         * @minLength 1
         * @maxLength 400
         */
        cursor?: string;
        /**
         * Items in one answer
         * @min 1
         * @max 500
         * @default 50
         */
        limit?: number;
      },
      params: RequestParams = {},
    ) =>
      this.request<
        {
          items: ApplicationAccount[];
          nextCursor: string | null;
        },
        Problem
      >({
        path: `/instances/${encodeURIComponent(instance)}/applications/${encodeURIComponent(application)}/accounts`,
        method: "GET",
        query: query,
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role read-only, operator or admin.
     *
     * @tags applications
     * @name ListApplications
     * @summary Applications, secrets masked
     * @request GET:/instances/{instance}/applications
     * @secure
     */
    listApplications: (instance: string, params: RequestParams = {}) =>
      this.request<
        {
          items: Application[];
        },
        Problem
      >({
        path: `/instances/${encodeURIComponent(instance)}/applications`,
        method: "GET",
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role read-only, operator or admin.
     *
     * @tags applications
     * @name ListApplicationUsers
     * @summary Who may sign in to an application, why, and under which name
     * @request GET:/instances/{instance}/applications/{application}/users
     * @secure
     */
    listApplicationUsers: (
      instance: string,
      application: string,
      query?: {
        /**
         * `nextCursor` of the answer before; left out for the first page
         * @minLength 1
         * @maxLength 400
         */
        cursor?: string;
        /**
         * Items in one answer
         * @min 1
         * @max 500
         * @default 50
         */
        limit?: number;
      },
      params: RequestParams = {},
    ) =>
      this.request<
        {
          items: ApplicationUser[];
          nextCursor: string | null;
        },
        Problem
      >({
        path: `/instances/${encodeURIComponent(instance)}/applications/${encodeURIComponent(application)}/users`,
        method: "GET",
        query: query,
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role read-only, operator or admin.
     *
     * @tags applications
     * @name ListAssignments
     * @summary What an application is assigned to: accounts, organizations, groups, rules
     * @request GET:/instances/{instance}/applications/{application}/assignments
     * @secure
     */
    listAssignments: (
      instance: string,
      application: string,
      query?: {
        /**
         * `nextCursor` of the answer before; left out for the first page
         * @minLength 1
         * @maxLength 400
         */
        cursor?: string;
        kind?: "account" | "org" | "group" | "rule";
        /**
         * Items in one answer
         * @min 1
         * @max 500
         * @default 50
         */
        limit?: number;
      },
      params: RequestParams = {},
    ) =>
      this.request<
        {
          items: ApplicationAssignment[];
          nextCursor: string | null;
        },
        Problem
      >({
        path: `/instances/${encodeURIComponent(instance)}/applications/${encodeURIComponent(application)}/assignments`,
        method: "GET",
        query: query,
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role read-only, operator or admin.
     *
     * @tags applications
     * @name ListClientSecrets
     * @summary Client secrets of an application, without their values
     * @request GET:/instances/{instance}/applications/{application}/oidc/secrets
     * @secure
     */
    listClientSecrets: (
      instance: string,
      application: string,
      params: RequestParams = {},
    ) =>
      this.request<
        {
          items: OidcClientSecret[];
        },
        Problem
      >({
        path: `/instances/${encodeURIComponent(instance)}/applications/${encodeURIComponent(application)}/oidc/secrets`,
        method: "GET",
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role read-only, operator or admin.
     *
     * @tags applications
     * @name ListTargetLinks
     * @summary What the target acknowledged of each account, and what it refused
     * @request GET:/instances/{instance}/applications/{application}/links
     * @secure
     */
    listTargetLinks: (
      instance: string,
      application: string,
      query?: {
        /**
         * Id of an account
         * @maxLength 64
         */
        account?: string;
        /**
         * `nextCursor` of the answer before; left out for the first page
         * @minLength 1
         * @maxLength 400
         */
        cursor?: string;
        /** Only those with an error */
        failed?: string;
        /**
         * Items in one answer
         * @min 1
         * @max 500
         * @default 50
         */
        limit?: number;
        state?:
          | "due"
          | "synced"
          | "parked"
          | "conflict"
          | "held"
          | "off"
          | "left"
          | "disabled";
      },
      params: RequestParams = {},
    ) =>
      this.request<
        {
          items: TargetLink[];
          nextCursor: string | null;
        },
        Problem
      >({
        path: `/instances/${encodeURIComponent(instance)}/applications/${encodeURIComponent(application)}/links`,
        method: "GET",
        query: query,
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role operator or admin.
     *
     * @tags applications
     * @name PreviewPush
     * @summary What One-click Push would do now
     * @request GET:/instances/{instance}/applications/{application}/preview
     * @secure
     */
    previewPush: (
      instance: string,
      application: string,
      query?: {
        /**
         * Changes shown
         * @min 0
         * @max 1000
         * @default 100
         */
        limit?: number;
      },
      params: RequestParams = {},
    ) =>
      this.request<PushPreview, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/applications/${encodeURIComponent(application)}/preview`,
        method: "GET",
        query: query,
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role operator or admin.
     *
     * @tags applications
     * @name PushApplication
     * @summary One-click Push
     * @request POST:/instances/{instance}/applications/{application}/push
     * @secure
     */
    pushApplication: (
      instance: string,
      application: string,
      params: RequestParams = {},
    ) =>
      this.request<Run, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/applications/${encodeURIComponent(application)}/push`,
        method: "POST",
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role operator or admin.
     *
     * @tags applications
     * @name ReleaseHeldLinks
     * @summary Let deletions that the protection holds be made
     * @request POST:/instances/{instance}/applications/{application}/release
     * @secure
     */
    releaseHeldLinks: (
      instance: string,
      application: string,
      data: LinkAccounts,
      params: RequestParams = {},
    ) =>
      this.request<
        {
          /**
           * @min -9007199254740991
           * @max 9007199254740991
           */
          count: number;
        },
        Problem
      >({
        path: `/instances/${encodeURIComponent(instance)}/applications/${encodeURIComponent(application)}/release`,
        method: "POST",
        body: data,
        secure: true,
        type: "application/json",
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role admin.
     *
     * @tags applications
     * @name RemoveApplicationAccounts
     * @summary Take names at an application away, by the ids of the list; at most 100
     * @request DELETE:/instances/{instance}/applications/{application}/accounts
     * @secure
     */
    removeApplicationAccounts: (
      instance: string,
      application: string,
      data: AssignmentIds,
      params: RequestParams = {},
    ) =>
      this.request<
        {
          /**
           * @min -9007199254740991
           * @max 9007199254740991
           */
          removed: number;
        },
        Problem
      >({
        path: `/instances/${encodeURIComponent(instance)}/applications/${encodeURIComponent(application)}/accounts`,
        method: "DELETE",
        body: data,
        secure: true,
        type: "application/json",
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role operator or admin.
     *
     * @tags applications
     * @name RetryTargetLinks
     * @summary Try what was parked or refused again
     * @request POST:/instances/{instance}/applications/{application}/retry
     * @secure
     */
    retryTargetLinks: (
      instance: string,
      application: string,
      data: LinkAccounts,
      params: RequestParams = {},
    ) =>
      this.request<
        {
          /**
           * @min -9007199254740991
           * @max 9007199254740991
           */
          count: number;
        },
        Problem
      >({
        path: `/instances/${encodeURIComponent(instance)}/applications/${encodeURIComponent(application)}/retry`,
        method: "POST",
        body: data,
        secure: true,
        type: "application/json",
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role operator or admin.
     *
     * @tags applications
     * @name TestApplication
     * @summary Test Connectivity of a stored application, step by step
     * @request POST:/instances/{instance}/applications/{application}/test
     * @secure
     */
    testApplication: (
      instance: string,
      application: string,
      params: RequestParams = {},
    ) =>
      this.request<string, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/applications/${encodeURIComponent(application)}/test`,
        method: "POST",
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role admin.
     *
     * @tags applications
     * @name UnassignApplication
     * @summary Take assignments away, by their ids; at most 100
     * @request DELETE:/instances/{instance}/applications/{application}/assignments
     * @secure
     */
    unassignApplication: (
      instance: string,
      application: string,
      data: AssignmentIds,
      params: RequestParams = {},
    ) =>
      this.request<
        {
          /**
           * @min -9007199254740991
           * @max 9007199254740991
           */
          removed: number;
        },
        Problem
      >({
        path: `/instances/${encodeURIComponent(instance)}/applications/${encodeURIComponent(application)}/assignments`,
        method: "DELETE",
        body: data,
        secure: true,
        type: "application/json",
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role admin.
     *
     * @tags applications
     * @name UpdateApplication
     * @summary Change an application or its provisioning; masked or absent secrets stay as they are
     * @request PATCH:/instances/{instance}/applications/{application}
     * @secure
     */
    updateApplication: (
      instance: string,
      application: string,
      data: ApplicationPatch,
      params: RequestParams = {},
    ) =>
      this.request<Application, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/applications/${encodeURIComponent(application)}`,
        method: "PATCH",
        body: data,
        secure: true,
        type: "application/json",
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role admin.
     *
     * @tags applications
     * @name UpdateSso
     * @summary Change how people sign in to an application, or give it a template to do so
     * @request PATCH:/instances/{instance}/applications/{application}/sso
     * @secure
     */
    updateSso: (
      instance: string,
      application: string,
      data: ApplicationSsoPatch,
      params: RequestParams = {},
    ) =>
      this.request<ApplicationSsoDetails, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/applications/${encodeURIComponent(application)}/sso`,
        method: "PATCH",
        body: data,
        secure: true,
        type: "application/json",
        format: "json",
        ...params,
      }),
  };
  applicationCatalogue = {
    /**
     * @description Open to every caller who is known.
     *
     * @tags application-catalogue
     * @name ListApplicationCatalogue
     * @summary What applications can be made from: sign-in, and the target that comes with it
     * @request GET:/application-catalogue
     * @secure
     */
    listApplicationCatalogue: (params: RequestParams = {}) =>
      this.request<
        {
          items: CatalogueEntry[];
        },
        Problem
      >({
        path: `/application-catalogue`,
        method: "GET",
        secure: true,
        format: "json",
        ...params,
      }),
  };
  ssoSchemas = {
    /**
     * @description Open to every caller who is known.
     *
     * @tags sso-schemas
     * @name GetSsoSchemas
     * @summary The schemas of the settings of OpenID Connect and SAML
     * @request GET:/sso-schemas
     * @secure
     */
    getSsoSchemas: (params: RequestParams = {}) =>
      this.request<SsoSchemas, Problem>({
        path: `/sso-schemas`,
        method: "GET",
        secure: true,
        format: "json",
        ...params,
      }),
  };
  sso = {
    /**
     * @description Needs the role read-only, operator or admin.
     *
     * @tags sso
     * @name ListSso
     * @summary How people sign in to the applications that they sign in to
     * @request GET:/instances/{instance}/sso
     * @secure
     */
    listSso: (instance: string, params: RequestParams = {}) =>
      this.request<
        {
          items: ApplicationSso[];
        },
        Problem
      >({
        path: `/instances/${encodeURIComponent(instance)}/sso`,
        method: "GET",
        secure: true,
        format: "json",
        ...params,
      }),
  };
  signingKeys = {
    /**
     * @description Needs the role read-only, operator or admin.
     *
     * @tags signing-keys
     * @name ListSigningKeys
     * @summary Published signing keys and certificates, and the applications that depend on them
     * @request GET:/instances/{instance}/signing-keys
     * @secure
     */
    listSigningKeys: (
      instance: string,
      query: {
        use: "oidc" | "saml";
      },
      params: RequestParams = {},
    ) =>
      this.request<SigningKeyList, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/signing-keys`,
        method: "GET",
        query: query,
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role admin.
     *
     * @tags signing-keys
     * @name RotateSigningKey
     * @summary Take one step of a key rotation: prepare, switch, retire. SAML partners need the next certificate before the switch
     * @request POST:/instances/{instance}/signing-keys/rotate
     * @secure
     */
    rotateSigningKey: (
      instance: string,
      data: KeyRotation,
      params: RequestParams = {},
    ) =>
      this.request<SigningKeyList, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/signing-keys/rotate`,
        method: "POST",
        body: data,
        secure: true,
        type: "application/json",
        format: "json",
        ...params,
      }),
  };
  applicationTest = {
    /**
     * @description Needs the role admin.
     *
     * @tags application-test
     * @name TestApplicationDraft
     * @summary Test Connectivity with settings that are not stored yet, step by step
     * @request POST:/instances/{instance}/application-test
     * @secure
     */
    testApplicationDraft: (
      instance: string,
      data: ApplicationDraft,
      params: RequestParams = {},
    ) =>
      this.request<string, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/application-test`,
        method: "POST",
        body: data,
        secure: true,
        type: "application/json",
        format: "json",
        ...params,
      }),
  };
  explain = {
    /**
     * @description Needs the role read-only, operator or admin.
     *
     * @tags explain
     * @name ExplainAccount
     * @summary Why is this person, or why is this person not, at a target
     * @request GET:/instances/{instance}/explain
     * @secure
     */
    explainAccount: (
      instance: string,
      query: {
        /**
         * Username, e-mail address or id, or the name of a record
         * @minLength 1
         * @maxLength 256
         */
        who: string;
      },
      params: RequestParams = {},
    ) =>
      this.request<Explanation, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/explain`,
        method: "GET",
        query: query,
        secure: true,
        format: "json",
        ...params,
      }),
  };
  cloudAccounts = {
    /**
     * @description Needs the role admin.
     *
     * @tags cloud-accounts
     * @name AddCloudAppScope
     * @summary Add OAuth Scope
     * @request POST:/instances/{instance}/cloud-accounts/{cloudAccount}/apps/{app}/scopes
     * @secure
     */
    addCloudAppScope: (
      instance: string,
      cloudAccount: string,
      app: string,
      data: CloudAppScope,
      params: RequestParams = {},
    ) =>
      this.request<CloudApp, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/cloud-accounts/${encodeURIComponent(cloudAccount)}/apps/${encodeURIComponent(app)}/scopes`,
        method: "POST",
        body: data,
        secure: true,
        type: "application/json",
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role operator or admin.
     *
     * @tags cloud-accounts
     * @name AddCloudUserAttachment
     * @summary Give a RAM user an access key, MFA device, policy or group, by name
     * @request POST:/instances/{instance}/cloud-accounts/{cloudAccount}/users/{user}/attachments
     * @secure
     */
    addCloudUserAttachment: (
      instance: string,
      cloudAccount: string,
      user: string,
      data: CloudAttachment,
      params: RequestParams = {},
    ) =>
      this.request<CloudUser, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/cloud-accounts/${encodeURIComponent(cloudAccount)}/users/${encodeURIComponent(user)}/attachments`,
        method: "POST",
        body: data,
        secure: true,
        type: "application/json",
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role admin.
     *
     * @tags cloud-accounts
     * @name AuthoriseCloudApp
     * @summary Authorise a server application for its scopes, all or some
     * @request POST:/instances/{instance}/cloud-accounts/{cloudAccount}/apps/{app}/authorise
     * @secure
     */
    authoriseCloudApp: (
      instance: string,
      cloudAccount: string,
      app: string,
      data: CloudAppAuthorise,
      params: RequestParams = {},
    ) =>
      this.request<CloudApp, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/cloud-accounts/${encodeURIComponent(cloudAccount)}/apps/${encodeURIComponent(app)}/authorise`,
        method: "POST",
        body: data,
        secure: true,
        type: "application/json",
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role admin.
     *
     * @tags cloud-accounts
     * @name CreateCloudAccount
     * @summary Add a cloud account
     * @request POST:/instances/{instance}/cloud-accounts
     * @secure
     */
    createCloudAccount: (
      instance: string,
      data: CloudAccountCreate,
      params: RequestParams = {},
    ) =>
      this.request<CloudAccountWithEndpoints, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/cloud-accounts`,
        method: "POST",
        body: data,
        secure: true,
        type: "application/json",
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role admin.
     *
     * @tags cloud-accounts
     * @name CreateCloudApp
     * @summary Create an OAuth application
     * @request POST:/instances/{instance}/cloud-accounts/{cloudAccount}/apps
     * @secure
     */
    createCloudApp: (
      instance: string,
      cloudAccount: string,
      data: CloudAppCreate,
      params: RequestParams = {},
    ) =>
      this.request<CloudApp, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/cloud-accounts/${encodeURIComponent(cloudAccount)}/apps`,
        method: "POST",
        body: data,
        secure: true,
        type: "application/json",
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role admin.
     *
     * @tags cloud-accounts
     * @name CreateCloudAppSecret
     * @summary Create an application secret; the answer shows its value this once
     * @request POST:/instances/{instance}/cloud-accounts/{cloudAccount}/apps/{app}/secrets
     * @secure
     */
    createCloudAppSecret: (
      instance: string,
      cloudAccount: string,
      app: string,
      params: RequestParams = {},
    ) =>
      this.request<CloudAppSecretCreated, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/cloud-accounts/${encodeURIComponent(cloudAccount)}/apps/${encodeURIComponent(app)}/secrets`,
        method: "POST",
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role operator or admin.
     *
     * @tags cloud-accounts
     * @name CreateCloudUser
     * @summary Create a RAM user by hand (synchronization type Manual)
     * @request POST:/instances/{instance}/cloud-accounts/{cloudAccount}/users
     * @secure
     */
    createCloudUser: (
      instance: string,
      cloudAccount: string,
      data: CloudUserCreate,
      params: RequestParams = {},
    ) =>
      this.request<CloudUser, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/cloud-accounts/${encodeURIComponent(cloudAccount)}/users`,
        method: "POST",
        body: data,
        secure: true,
        type: "application/json",
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role admin.
     *
     * @tags cloud-accounts
     * @name DeauthoriseCloudApp
     * @summary Take the authorisation of a server application back; its tokens lose their scopes at once
     * @request POST:/instances/{instance}/cloud-accounts/{cloudAccount}/apps/{app}/deauthorise
     * @secure
     */
    deauthoriseCloudApp: (
      instance: string,
      cloudAccount: string,
      app: string,
      params: RequestParams = {},
    ) =>
      this.request<CloudApp, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/cloud-accounts/${encodeURIComponent(cloudAccount)}/apps/${encodeURIComponent(app)}/deauthorise`,
        method: "POST",
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role admin.
     *
     * @tags cloud-accounts
     * @name DeleteCloudAccount
     * @summary Remove a cloud account with its applications, tokens and users
     * @request DELETE:/instances/{instance}/cloud-accounts/{cloudAccount}
     * @secure
     */
    deleteCloudAccount: (
      instance: string,
      cloudAccount: string,
      params: RequestParams = {},
    ) =>
      this.request<void, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/cloud-accounts/${encodeURIComponent(cloudAccount)}`,
        method: "DELETE",
        secure: true,
        ...params,
      }),

    /**
     * @description Needs the role admin.
     *
     * @tags cloud-accounts
     * @name DeleteCloudApp
     * @summary Delete an OAuth application; its secrets and tokens end at once
     * @request DELETE:/instances/{instance}/cloud-accounts/{cloudAccount}/apps/{app}
     * @secure
     */
    deleteCloudApp: (
      instance: string,
      cloudAccount: string,
      app: string,
      params: RequestParams = {},
    ) =>
      this.request<void, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/cloud-accounts/${encodeURIComponent(cloudAccount)}/apps/${encodeURIComponent(app)}`,
        method: "DELETE",
        secure: true,
        ...params,
      }),

    /**
     * @description Needs the role admin.
     *
     * @tags cloud-accounts
     * @name DeleteCloudAppSecret
     * @summary Delete an application secret; the tokens got with it end at once
     * @request DELETE:/instances/{instance}/cloud-accounts/{cloudAccount}/apps/{app}/secrets/{secret}
     * @secure
     */
    deleteCloudAppSecret: (
      instance: string,
      cloudAccount: string,
      app: string,
      secret: string,
      params: RequestParams = {},
    ) =>
      this.request<void, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/cloud-accounts/${encodeURIComponent(cloudAccount)}/apps/${encodeURIComponent(app)}/secrets/${encodeURIComponent(secret)}`,
        method: "DELETE",
        secure: true,
        ...params,
      }),

    /**
     * @description Needs the role operator or admin.
     *
     * @tags cloud-accounts
     * @name DeleteCloudUser
     * @summary Delete a RAM user that holds nothing any more
     * @request DELETE:/instances/{instance}/cloud-accounts/{cloudAccount}/users/{user}
     * @secure
     */
    deleteCloudUser: (
      instance: string,
      cloudAccount: string,
      user: string,
      params: RequestParams = {},
    ) =>
      this.request<void, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/cloud-accounts/${encodeURIComponent(cloudAccount)}/users/${encodeURIComponent(user)}`,
        method: "DELETE",
        secure: true,
        ...params,
      }),

    /**
     * @description Needs the role read-only, operator or admin.
     *
     * @tags cloud-accounts
     * @name GetCloudAccount
     * @summary One cloud account, with its quota and number of RAM users
     * @request GET:/instances/{instance}/cloud-accounts/{cloudAccount}
     * @secure
     */
    getCloudAccount: (
      instance: string,
      cloudAccount: string,
      params: RequestParams = {},
    ) =>
      this.request<CloudAccountWithEndpoints, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/cloud-accounts/${encodeURIComponent(cloudAccount)}`,
        method: "GET",
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role read-only, operator or admin.
     *
     * @tags cloud-accounts
     * @name GetCloudApp
     * @summary One OAuth application
     * @request GET:/instances/{instance}/cloud-accounts/{cloudAccount}/apps/{app}
     * @secure
     */
    getCloudApp: (
      instance: string,
      cloudAccount: string,
      app: string,
      params: RequestParams = {},
    ) =>
      this.request<CloudApp, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/cloud-accounts/${encodeURIComponent(cloudAccount)}/apps/${encodeURIComponent(app)}`,
        method: "GET",
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role read-only, operator or admin.
     *
     * @tags cloud-accounts
     * @name GetCloudUser
     * @summary One RAM user
     * @request GET:/instances/{instance}/cloud-accounts/{cloudAccount}/users/{user}
     * @secure
     */
    getCloudUser: (
      instance: string,
      cloudAccount: string,
      user: string,
      params: RequestParams = {},
    ) =>
      this.request<CloudUser, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/cloud-accounts/${encodeURIComponent(cloudAccount)}/users/${encodeURIComponent(user)}`,
        method: "GET",
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role read-only, operator or admin.
     *
     * @tags cloud-accounts
     * @name GetUserSso
     * @summary User SSO of a cloud account: settings, identity provider, addresses of this side
     * @request GET:/instances/{instance}/cloud-accounts/{cloudAccount}/user-sso
     * @secure
     */
    getUserSso: (
      instance: string,
      cloudAccount: string,
      params: RequestParams = {},
    ) =>
      this.request<CloudUserSso, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/cloud-accounts/${encodeURIComponent(cloudAccount)}/user-sso`,
        method: "GET",
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role read-only, operator or admin.
     *
     * @tags cloud-accounts
     * @name ListCloudAccounts
     * @summary Cloud accounts: the RAM sides of an instance
     * @request GET:/instances/{instance}/cloud-accounts
     * @secure
     */
    listCloudAccounts: (instance: string, params: RequestParams = {}) =>
      this.request<
        {
          items: CloudAccountWithEndpoints[];
        },
        Problem
      >({
        path: `/instances/${encodeURIComponent(instance)}/cloud-accounts`,
        method: "GET",
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role read-only, operator or admin.
     *
     * @tags cloud-accounts
     * @name ListCloudApps
     * @summary OAuth applications of a cloud account
     * @request GET:/instances/{instance}/cloud-accounts/{cloudAccount}/apps
     * @secure
     */
    listCloudApps: (
      instance: string,
      cloudAccount: string,
      params: RequestParams = {},
    ) =>
      this.request<
        {
          items: CloudApp[];
        },
        Problem
      >({
        path: `/instances/${encodeURIComponent(instance)}/cloud-accounts/${encodeURIComponent(cloudAccount)}/apps`,
        method: "GET",
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role read-only, operator or admin.
     *
     * @tags cloud-accounts
     * @name ListCloudAppSecrets
     * @summary Application secrets, without their values
     * @request GET:/instances/{instance}/cloud-accounts/{cloudAccount}/apps/{app}/secrets
     * @secure
     */
    listCloudAppSecrets: (
      instance: string,
      cloudAccount: string,
      app: string,
      params: RequestParams = {},
    ) =>
      this.request<
        {
          items: CloudAppSecret[];
        },
        Problem
      >({
        path: `/instances/${encodeURIComponent(instance)}/cloud-accounts/${encodeURIComponent(cloudAccount)}/apps/${encodeURIComponent(app)}/secrets`,
        method: "GET",
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role read-only, operator or admin.
     *
     * @tags cloud-accounts
     * @name ListCloudLog
     * @summary What was written on the RAM side, newest first
     * @request GET:/instances/{instance}/cloud-accounts/{cloudAccount}/log
     * @secure
     */
    listCloudLog: (
      instance: string,
      cloudAccount: string,
      query?: {
        /**
         * `nextCursor` of the answer before; left out for the first page
         * @minLength 1
         * @maxLength 400
         */
        cursor?: string;
        /**
         * Items in one answer
         * @min 1
         * @max 500
         * @default 50
         */
        limit?: number;
        /**
         * Id of a user or application
         * @maxLength 64
         */
        subject?: string;
      },
      params: RequestParams = {},
    ) =>
      this.request<
        {
          items: CloudLogEntry[];
          nextCursor: string | null;
        },
        Problem
      >({
        path: `/instances/${encodeURIComponent(instance)}/cloud-accounts/${encodeURIComponent(cloudAccount)}/log`,
        method: "GET",
        query: query,
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role read-only, operator or admin.
     *
     * @tags cloud-accounts
     * @name ListCloudUsers
     * @summary RAM users, oldest first
     * @request GET:/instances/{instance}/cloud-accounts/{cloudAccount}/users
     * @secure
     */
    listCloudUsers: (
      instance: string,
      cloudAccount: string,
      query?: {
        /**
         * `nextCursor` of the answer before; left out for the first page
         * @minLength 1
         * @maxLength 400
         */
        cursor?: string;
        /**
         * Items in one answer
         * @min 1
         * @max 500
         * @default 50
         */
        limit?: number;
        provisionType?: "Manual" | "SCIM";
        /** @maxLength 64 */
        search?: string;
      },
      params: RequestParams = {},
    ) =>
      this.request<
        {
          items: CloudUser[];
          nextCursor: string | null;
        },
        Problem
      >({
        path: `/instances/${encodeURIComponent(instance)}/cloud-accounts/${encodeURIComponent(cloudAccount)}/users`,
        method: "GET",
        query: query,
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role operator or admin.
     *
     * @tags cloud-accounts
     * @name RemoveCloudUserAttachment
     * @summary Take one away again
     * @request DELETE:/instances/{instance}/cloud-accounts/{cloudAccount}/users/{user}/attachments
     * @secure
     */
    removeCloudUserAttachment: (
      instance: string,
      cloudAccount: string,
      user: string,
      data: CloudAttachment,
      params: RequestParams = {},
    ) =>
      this.request<CloudUser, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/cloud-accounts/${encodeURIComponent(cloudAccount)}/users/${encodeURIComponent(user)}/attachments`,
        method: "DELETE",
        body: data,
        secure: true,
        type: "application/json",
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role admin.
     *
     * @tags cloud-accounts
     * @name SetCloudUserPassword
     * @summary Set the console password of a RAM user, or take it away with null
     * @request PUT:/instances/{instance}/cloud-accounts/{cloudAccount}/users/{user}/password
     * @secure
     */
    setCloudUserPassword: (
      instance: string,
      cloudAccount: string,
      user: string,
      data: CloudUserPassword,
      params: RequestParams = {},
    ) =>
      this.request<void, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/cloud-accounts/${encodeURIComponent(cloudAccount)}/users/${encodeURIComponent(user)}/password`,
        method: "PUT",
        body: data,
        secure: true,
        type: "application/json",
        ...params,
      }),

    /**
     * @description Needs the role admin.
     *
     * @tags cloud-accounts
     * @name SetUserSso
     * @summary Change user SSO; on, RAM users log on through the identity provider only
     * @request PATCH:/instances/{instance}/cloud-accounts/{cloudAccount}/user-sso
     * @secure
     */
    setUserSso: (
      instance: string,
      cloudAccount: string,
      data: CloudUserSsoPatch,
      params: RequestParams = {},
    ) =>
      this.request<CloudUserSso, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/cloud-accounts/${encodeURIComponent(cloudAccount)}/user-sso`,
        method: "PATCH",
        body: data,
        secure: true,
        type: "application/json",
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role admin.
     *
     * @tags cloud-accounts
     * @name UpdateCloudAccount
     * @summary Change name, alias or quota of RAM users
     * @request PATCH:/instances/{instance}/cloud-accounts/{cloudAccount}
     * @secure
     */
    updateCloudAccount: (
      instance: string,
      cloudAccount: string,
      data: CloudAccountPatch,
      params: RequestParams = {},
    ) =>
      this.request<CloudAccountWithEndpoints, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/cloud-accounts/${encodeURIComponent(cloudAccount)}`,
        method: "PATCH",
        body: data,
        secure: true,
        type: "application/json",
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role admin.
     *
     * @tags cloud-accounts
     * @name UpdateCloudApp
     * @summary Change an OAuth application; lists are replaced
     * @request PATCH:/instances/{instance}/cloud-accounts/{cloudAccount}/apps/{app}
     * @secure
     */
    updateCloudApp: (
      instance: string,
      cloudAccount: string,
      app: string,
      data: CloudAppPatch,
      params: RequestParams = {},
    ) =>
      this.request<CloudApp, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/cloud-accounts/${encodeURIComponent(cloudAccount)}/apps/${encodeURIComponent(app)}`,
        method: "PATCH",
        body: data,
        secure: true,
        type: "application/json",
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role operator or admin.
     *
     * @tags cloud-accounts
     * @name UpdateCloudUser
     * @summary Rename a RAM user
     * @request PATCH:/instances/{instance}/cloud-accounts/{cloudAccount}/users/{user}
     * @secure
     */
    updateCloudUser: (
      instance: string,
      cloudAccount: string,
      user: string,
      data: CloudUserPatch,
      params: RequestParams = {},
    ) =>
      this.request<CloudUser, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/cloud-accounts/${encodeURIComponent(cloudAccount)}/users/${encodeURIComponent(user)}`,
        method: "PATCH",
        body: data,
        secure: true,
        type: "application/json",
        format: "json",
        ...params,
      }),
  };
  spMetadata = {
    /**
     * @description Needs the role admin.
     *
     * @tags sp-metadata
     * @name ReadSpMetadata
     * @summary What the SAML metadata of a service provider says, as settings; nothing is saved
     * @request POST:/instances/{instance}/sp-metadata
     * @secure
     */
    readSpMetadata: (
      instance: string,
      data: SpMetadataInput,
      params: RequestParams = {},
    ) =>
      this.request<SpMetadata, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/sp-metadata`,
        method: "POST",
        body: data,
        secure: true,
        type: "application/json",
        format: "json",
        ...params,
      }),
  };
  lab = {
    /**
     * @description Needs the role admin.
     *
     * @tags lab
     * @name ChangeLab
     * @summary Let people of the example company join, leave, change their name, move or be disabled
     * @request POST:/instances/{instance}/lab/changes
     * @secure
     */
    changeLab: (
      instance: string,
      data: LabChange,
      params: RequestParams = {},
    ) =>
      this.request<
        {
          items: LabEvent[];
        },
        Problem
      >({
        path: `/instances/${encodeURIComponent(instance)}/lab/changes`,
        method: "POST",
        body: data,
        secure: true,
        type: "application/json",
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role read-only, operator or admin.
     *
     * @tags lab
     * @name GetLab
     * @summary The lab: an example company to try the whole way with, and whether it is set up
     * @request GET:/instances/{instance}/lab
     * @secure
     */
    getLab: (instance: string, params: RequestParams = {}) =>
      this.request<Lab, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/lab`,
        method: "GET",
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role admin.
     *
     * @tags lab
     * @name RemoveLab
     * @summary Remove source and application of the lab and stop its LDAP server; accounts and RAM users stay
     * @request DELETE:/instances/{instance}/lab
     * @secure
     */
    removeLab: (instance: string, params: RequestParams = {}) =>
      this.request<LabRemoved, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/lab`,
        method: "DELETE",
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Needs the role admin.
     *
     * @tags lab
     * @name SetUpLab
     * @summary Set up what the lab lacks: source, cloud account, application, sign-in; nothing is synchronized or pushed
     * @request POST:/instances/{instance}/lab
     * @secure
     */
    setUpLab: (instance: string, data: LabSetUp, params: RequestParams = {}) =>
      this.request<LabReady, Problem>({
        path: `/instances/${encodeURIComponent(instance)}/lab`,
        method: "POST",
        body: data,
        secure: true,
        type: "application/json",
        format: "json",
        ...params,
      }),
  };
}
