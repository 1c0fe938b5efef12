/** People as accounts of oidc-provider, as the application they sign in to may see them. */
import type { Account, KoaContextWithOIDC } from 'oidc-provider';
import { personAt, type RefusedAtApplication } from '../applications/access.ts';
import type { Sql } from '../db/db.ts';
import { furtherClaims, standardClaims, subjectOf } from './claims.ts';
import { applicationOf, type OidcApplication } from './client.ts';

export type Refusal = RefusedAtApplication | 'subject_missing';

/** Claims that no scope of oidc-provider knows travel under this name to where claims are written (provider.ts). */
export const FURTHER = Symbol('further claims');

export interface PersonAccount extends Account {
  /** Why the person may not use the application; `subject` is then empty. */
  refusal: Refusal | undefined;
  /** `sub` at this application. */
  subject: string;
  username: string;
}

/** The account, and whether it may use the application at this moment. */
export async function accountAt(
  sql: Sql,
  application: OidcApplication,
  accountId: string,
): Promise<PersonAccount> {
  const person = await personAt(sql, application, accountId);
  if (!person.ok) return refused(accountId, person.reason);
  const { models } = person;
  const subject = subjectOf(application.oidc, models);
  if (subject === undefined) return refused(accountId, 'subject_missing');
  return {
    accountId,
    refusal: undefined,
    subject,
    username: person.username,
    claims: () => ({
      ...standardClaims(models),
      sub: accountId,
      [FURTHER]: { ...furtherClaims(application.oidc, models), sub: subject },
    }),
  };
}

const refused = (accountId: string, refusal: Refusal): PersonAccount => ({
  accountId,
  refusal,
  subject: '',
  username: '',
  claims: () => ({ sub: accountId }),
});

/**
 * `findAccount` of oidc-provider. While somebody signs in the account comes whether it may or not, so that a page can say
 * why not; where a token or code is used (`source`), an account that may no longer is none.
 */
export async function findAccount(
  sql: Sql,
  ctx: KoaContextWithOIDC,
  accountId: string,
  source: unknown,
): Promise<PersonAccount | undefined> {
  const { client } = ctx.oidc;
  if (!client) return undefined;
  const account = await accountAt(sql, applicationOf(client), accountId);
  return source !== undefined && account.refusal !== undefined ? undefined : account;
}
