/** One entry of the catalogue as its file writes it. */
import type { z } from 'zod';
import type { CatalogueParameter, Guide, Icon, Words } from '../../model/application-catalogue.ts';
import type { ApplicationUsername, OidcSettings, SamlSettings, Sso } from '../../model/sso.ts';

export interface Entry {
  /** Stored with applications; never renamed. */
  readonly id: string;
  readonly title: Words;
  readonly description: Words;
  readonly category: 'cloud' | 'development' | 'operations' | 'office' | 'standard';
  readonly icon: Icon;
  readonly parameters: readonly CatalogueParameter[];
  /** `{name}` in texts stands for a parameter; what is left out has the defaults of the model. */
  readonly settings:
    | { readonly protocol: 'saml'; readonly saml: z.input<typeof SamlSettings> | null }
    | { readonly protocol: 'oidc'; readonly oidc: z.input<typeof OidcSettings> };
  readonly applicationUsername: ApplicationUsername;
  readonly authorisation: Sso['authorisation'];
  readonly accounts: AccountRule;
  /** The target that comes with it, by its template in `src/push/kinds.ts`; null where people only sign in. */
  readonly target: { readonly template: string; readonly settings?: Readonly<Record<string, string>> } | null;
  /** Steps. `{metadataUrl}`, `{entityId}`, `{ssoUrl}` and `{issuer}` are the application's own addresses here. */
  readonly guide: Guide;
  /** What it was tested against, and the test; null where nobody tried. */
  readonly tested: { readonly with: Words; readonly test: string } | null;
}

/** What the application's own accounts are like. */
export interface AccountRule {
  /** A person may have several: roles. */
  readonly several: boolean;
  /** Many people may have the same one. */
  readonly shared: boolean;
  /** What a name looks like there; null for anything. */
  readonly pattern: RegExp | null;
}

/** One account a person, of any name. */
export const PERSONAL: AccountRule = { several: false, shared: false, pattern: null };
/** A user name where letters, digits, point, hyphen and underscore are all there is (RAM: CreateUser). */
export const PLAIN_NAME: AccountRule = { ...PERSONAL, pattern: /^[A-Za-z0-9._-]{1,64}$/ };
/** Roles: several to a person, shared by many. */
export const ROLES: AccountRule = { several: true, shared: true, pattern: /^[A-Za-z0-9._-]{1,64}$/ };

export const BY_USERNAME: ApplicationUsername = { by: 'username' };

export const words = (en: string, zh: string): Words => ({ en, zh });
export const same = (name: string): Words => ({ en: name, zh: name });

/** A parameter; `fallback` is taken where none is given. */
export function parameter(
  name: string,
  title: Words,
  help: Words,
  pattern: string,
  example: string,
  fallback: string | null = null,
): CatalogueParameter {
  return { name, title, help, pattern, example, default: fallback };
}

/** Digits only: ids of accounts at clouds. */
export const DIGITS = '[0-9]{5,20}';
/** Letters, digits and `_ . -`: names of providers and enterprises. */
export const NAME = '[A-Za-z0-9._-]{1,128}';
export const DOMAIN = '[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+';
/** An address without query, fragment, quotes and a slash at its end. */
export const ADDRESS = 'https?://[A-Za-z0-9.:\\[\\]-]+(/[A-Za-z0-9._~%@:-]+)*';
/** An identifier as metadata gives it: address or URN. */
export const ENTITY = '[A-Za-z0-9.:/_~%@-]{1,300}';

/** Where the application itself is reached. */
export const BASE_URL = parameter(
  'url',
  words('Address', '应用地址'),
  words('Where people open it, without a slash at the end.', '用户访问该应用的地址，末尾不带斜杠。'),
  ADDRESS,
  'https://app.example.com',
);

/** The two values that services hand out in their own SP metadata. */
export const FROM_METADATA = [
  parameter(
    'entityId',
    words('SP entity ID', 'SP Entity ID'),
    words('entityID in the metadata of the service.', '服务提供方元数据中的 entityID。'),
    ENTITY,
    'https://service.example.com/saml/sp/d-123',
  ),
  parameter(
    'acsUrl',
    words('ACS URL', 'ACS 地址'),
    words('Location of AssertionConsumerService in it.', '元数据中 AssertionConsumerService 的 Location。'),
    ADDRESS,
    'https://service.example.com/saml/acs/123',
  ),
] as const;
