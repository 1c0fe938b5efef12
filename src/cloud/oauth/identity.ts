import { createHmac } from 'node:crypto';
import { defaultDomain } from '../accounts.ts';

/** The RAM user an id_token tells of, with the alias of its cloud account. */
export interface Identity {
  readonly account_id: string;
  readonly user_id: string;
  readonly user_name: string;
  readonly display_name: string;
  readonly alias: string;
}

/** Columns of an Identity, `u` being cloud_user and `a` its cloud_account. */
export const IDENTITY_COLUMNS = 'a.id AS account_id, u.id AS user_id, u.user_name, u.display_name, a.alias';

/**
 * What the scopes tell of a RAM user (“Overview of OAuth applications”). The OpenID in `sub` is the same for every
 * application and, as RAM promises, does not contain the user's id or name.
 */
export function identityClaims(
  identity: Identity,
  scopes: readonly string[],
  subjectSalt: string,
): { sub: string } & Record<string, string> {
  const upn = `${identity.user_name}@${defaultDomain(identity.alias)}`;
  return {
    sub: createHmac('sha256', subjectSalt).update(identity.user_id).digest('base64url'),
    ...(scopes.includes('aliuid') && { aid: identity.account_id, uid: identity.user_id }),
    ...(scopes.includes('profile') && { type: 'user', login_name: upn, upn, name: identity.display_name }),
  };
}
