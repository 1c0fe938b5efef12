/** Who may ask about a token, and who may end it. */
import type { AccessToken, Client, ClientCredentials, KoaContextWithOIDC, RefreshToken } from 'oidc-provider';
import type { Sql } from '../db/db.ts';
import { accountAt } from './account.ts';
import { applicationOf } from './client.ts';

type Token = AccessToken | ClientCredentials | RefreshToken;

/**
 * Applications with a secret may ask about any token of the instance that somebody brought to them: they are the APIs. A
 * public client may ask about its own. A token of somebody who may no longer use its application is not active.
 */
export async function mayIntrospect(
  sql: Sql,
  ctx: KoaContextWithOIDC,
  client: Client,
  token: Token,
): Promise<boolean> {
  if (client.tokenEndpointAuthMethod === 'none' && token.clientId !== client.clientId) return false;
  const owner = await ctx.oidc.provider.Client.find(token.clientId!);
  if (!owner) return false;
  const { accountId } = token as { accountId?: string };
  if (accountId === undefined) return true;
  const account = await accountAt(sql, applicationOf(owner), accountId);
  (ctx.state as { subject?: string }).subject = account.subject;
  return account.refusal === undefined;
}

/** The answer names the person as the application of the token knows them. */
export function nameSubject(ctx: { state: unknown; body: unknown }): void {
  const { subject } = ctx.state as { subject?: string };
  const body = ctx.body as { active?: boolean; sub?: string } | undefined;
  if (body?.active === true && body.sub !== undefined && subject !== undefined) body.sub = subject;
}

/** Only the token's own application; others get the answer of RFC 7009 §2.2 for a token that is none. */
export async function mayRevoke(_ctx: KoaContextWithOIDC, client: Client, token: Token): Promise<boolean> {
  return token.clientId === client.clientId;
}
