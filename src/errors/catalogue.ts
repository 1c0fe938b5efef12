import { api } from './catalogue/api.ts';
import { audit } from './catalogue/audit.ts';
import { delegated } from './catalogue/delegated.ts';
import { directory } from './catalogue/directory.ts';
import { expressions } from './catalogue/expressions.ts';
import { factors } from './catalogue/factors.ts';
import { foundation } from './catalogue/foundation.ts';
import { lab } from './catalogue/lab.ts';
import { ldap } from './catalogue/ldap.ts';
import { logon } from './catalogue/logon.ts';
import { oidc } from './catalogue/oidc.ts';
import { push } from './catalogue/push.ts';
import { ram } from './catalogue/ram.ts';
import { saml } from './catalogue/saml.ts';
import { sso } from './catalogue/sso.ts';
import { sync } from './catalogue/sync.ts';
import { webApi } from './catalogue/web-api.ts';

/**
 * One failure a person can meet. `en`/`zh`: [what happened, what to do]; `{name}` is filled from the error's params.
 * `status`: HTTP status in the administration API. `retry`: the same call can succeed later without a change here.
 */
export type Catalogue = Record<
  string,
  {
    status: number;
    retry?: true;
    en: readonly [what: string, remedy: string];
    zh: readonly [what: string, remedy: string];
  }
>;

/** Every failure the program can report, by stable code. Used by API, CLI, run records and console alike. */
export const catalogue = {
  ...api,
  ...foundation,
  ...directory,
  ...expressions,
  ...ldap,
  ...sync,
  ...push,
  ...ram,
  ...lab,
  ...webApi,
  ...audit,
  ...saml,
  ...oidc,
  ...sso,
  ...factors,
  ...delegated,
  ...logon,
} as const satisfies Catalogue;

export type ErrorCode = keyof typeof catalogue;
