/** Which RAM user a NameID names (“SAML assertion attributes for user-based SSO”). */
import type { CloudUserSso } from '../../model/cloud.ts';
import { defaultDomain } from '../accounts.ts';

type NameRules = Pick<CloudUserSso, 'ssoLoginWithDomain' | 'domainAlias' | 'auxiliaryDomain'>;

/**
 * The RAM user name in a NameID; undefined for one that does not belong to this account. With domain it is
 * `name@suffix`, where the suffix is the default domain, the domain alias or, where there is no alias, the auxiliary
 * domain; else the bare name. Case does not matter.
 */
export function userNameOf(nameId: string, alias: string, rules: NameRules): string | undefined {
  const [, name = '', suffix] = /^([A-Za-z0-9._-]{1,64})(?:@([A-Za-z0-9.-]+))?$/.exec(nameId) ?? [];
  if (name === '') return undefined;
  if (!rules.ssoLoginWithDomain) return suffix === undefined ? name : undefined;
  const allowed = [defaultDomain(alias), rules.domainAlias ?? rules.auxiliaryDomain];
  return suffix !== undefined && allowed.includes(suffix.toLowerCase()) ? name : undefined;
}
