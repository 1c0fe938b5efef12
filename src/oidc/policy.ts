/** What has to happen before an application gets its answer: log-on, leave to use the application, consent. */
import { interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider';
import type { Sql } from '../db/db.ts';
import type { PersonAccount } from './account.ts';
import { applicationOf } from './client.ts';
import { notAllowed } from './consent.ts';

const { Check, Prompt } = interactionPolicy;

export const accountOf = (ctx: KoaContextWithOIDC) => ctx.oidc.account as PersonAccount | undefined;

/** The result of a consent page; who gave it is compared, since the person at the browser may be another one by now. */
const hasConsented = (ctx: KoaContextWithOIDC) =>
  (ctx.oidc.result as { consent?: { accountId?: string } } | undefined)?.consent?.accountId ===
  ctx.oidc.session?.accountId;

function requestedScopes(ctx: KoaContextWithOIDC): string[] {
  return [...ctx.oidc.requestParamOIDCScopes];
}

async function needsConsent(sql: Sql, ctx: KoaContextWithOIDC): Promise<boolean> {
  const { client, account } = ctx.oidc;
  if (!client || !account || hasConsented(ctx)) return false;
  if (ctx.oidc.prompts.has('consent')) return true;
  const application = applicationOf(client);
  if (!application.oidc.consent) return false;
  const missing = await notAllowed(sql, application.id, account.accountId, requestedScopes(ctx));
  return missing.length > 0;
}

const hasLoggedOn = (ctx: KoaContextWithOIDC) => ctx.oidc.result?.login !== undefined;

function isTooOld(ctx: KoaContextWithOIDC): boolean {
  const { max_age: maxAge } = ctx.oidc.params ?? {};
  return maxAge !== undefined && ctx.oidc.session!.past(Number(maxAge)) && !hasLoggedOn(ctx);
}

/** The hint names somebody else than the person who is there (OpenID Connect Core §3.1.2.1). */
function isSomebodyElse(ctx: KoaContextWithOIDC): boolean {
  const hint = ctx.oidc.entities.IdTokenHint as { payload: { sub?: unknown } } | undefined;
  return hint !== undefined && !hasLoggedOn(ctx) && hint.payload.sub !== accountOf(ctx)?.subject;
}

/** The prompts in the order in which they are looked at; the first that is not fulfilled leads to its page. */
export function policyOf(sql: Sql): interactionPolicy.Prompt[] {
  return [
    new Prompt(
      { name: 'login', requestable: true },
      new Check('no_session', 'nobody is logged on', (ctx) => !ctx.oidc.session?.accountId),
      new Check('max_age', 'the log-on is too old', isTooOld),
      new Check('id_token_hint', 'somebody else is logged on', isSomebodyElse),
    ),
    new Prompt({ name: 'select_account', requestable: true }),
    new Prompt(
      { name: 'access' },
      new Check(
        'refused',
        'the person may not use this application',
        'access_denied',
        (ctx) => accountOf(ctx)?.refusal !== undefined,
      ),
    ),
    new Prompt(
      { name: 'consent', requestable: true },
      new Check('scopes', 'the person has not allowed this yet', 'consent_required', (ctx) =>
        needsConsent(sql, ctx),
      ),
    ),
  ];
}

/**
 * `loadExistingGrant` of oidc-provider: a new grant for each request that nothing stands in the way of, so that a code or
 * refresh token used twice takes with it what came of the same request, and nothing else.
 */
export async function grantFor(sql: Sql, ctx: KoaContextWithOIDC) {
  const { client, provider } = ctx.oidc;
  const account = accountOf(ctx);
  if (!client || !account || account.refusal !== undefined) return undefined;
  if (isTooOld(ctx) || isSomebodyElse(ctx) || (await needsConsent(sql, ctx))) return undefined;
  if (['login', 'select_account'].some((name) => ctx.oidc.promptPending(name))) return undefined;
  const grant = new provider.Grant({ accountId: account.accountId, clientId: client.clientId });
  grant.addOIDCScope(requestedScopes(ctx).join(' '));
  await grant.save();
  return grant;
}
