/** Decisions about requests of clients that oidc-provider leaves to us. */
import type { Client, KoaContextWithOIDC } from 'oidc-provider';

/**
 * Honours `offline_access` without `prompt=consent` too, where the administrator has allowed it to the application: that is
 * the other condition OpenID Connect Core §11 speaks of. oidc-provider has dropped the scope by now; the parameter
 * `access_type` (Google's name for the same wish) carries it through pushed requests.
 */
export function asksOffline(
  ctx: KoaContextWithOIDC,
  accessType: string | undefined,
  client: Client,
): undefined {
  const params = ctx.oidc.params!;
  const sent = ctx.method === 'POST' ? ctx.oidc.body : ctx.query;
  const asked = accessType === 'offline' || scopesOf(sent?.scope).includes('offline_access');
  const allowed =
    scopesOf(client.scope).includes('offline_access') && client.grantTypeAllowed('refresh_token');
  if (!asked || !allowed) {
    params.access_type = undefined;
    return;
  }
  params.access_type = 'offline';
  params.scope = [...new Set([...scopesOf(params.scope), 'offline_access'])].join(' ');
}

const scopesOf = (scope: unknown) => (typeof scope === 'string' ? scope.split(' ').filter(Boolean) : []);

/**
 * Scripts on other sites may read answers only where their site is one the application gets people back to: everything of
 * a public client, of a confidential one the user info alone, since its secret has no business in a browser.
 */
export function allowedOrigin(ctx: KoaContextWithOIDC, origin: string, client: Client): boolean {
  if (origin === 'null') return false;
  if (ctx.oidc.route !== 'userinfo' && client.tokenEndpointAuthMethod !== 'none') return false;
  return (client.redirectUris ?? []).some((uri) => URL.parse(uri)?.origin === origin);
}
