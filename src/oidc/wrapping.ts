/** What happens around each request of a provider: headers, the audit log, whom to tell of the end of a session. */
import type { IncomingMessage } from 'node:http';
import { errors, type KoaContextWithOIDC, type Provider } from 'oidc-provider';
import { type AuditEvent, recordAudit } from '../audit/record.ts';
import { hsts } from '../http/answers.ts';
import { pageHeaders } from '../http/page.ts';
import { rememberClient } from './backchannel.ts';
import { applicationOf } from './client.ts';
import { nameSubject } from './introspection.ts';
import { accountOf } from './policy.ts';
import type { OidcDeps } from './provider.ts';
import { stateOf } from './session.ts';

type Context = KoaContextWithOIDC & { oidc?: KoaContextWithOIDC['oidc'] };

/** What somebody brought along for the form of the device page, which oidc-provider would send on by a script. */
export const prefilled = new WeakMap<IncomingMessage, string>();

/** Puts itself before the routes of the provider. */
export function wrap(provider: Provider, deps: OidcDeps, instanceId: string): void {
  const told = new WeakMap<object, AuditEvent[]>();
  const tell = (
    ctx: KoaContextWithOIDC,
    event: Omit<AuditEvent, 'instanceId' | 'category' | 'actor' | 'address'>,
  ) => {
    const events = told.get(ctx.req) ?? [];
    told.set(ctx.req, [...events, { ...aboutRequest(ctx, instanceId), ...event }]);
  };
  provider.use(async (ctx, next) => {
    Object.assign(ctx.state, { prefilled: prefilled.get(ctx.req) });
    ctx.set(headersOf(deps));
    await next();
    const { oidc } = ctx as unknown as Context;
    if (oidc?.route === 'introspection') nameSubject(ctx);
    if (oidc?.params?.response_mode === 'form_post' && ctx.type === 'text/html')
      allowTarget(ctx, oidc.params);
    for (const event of told.get(ctx.req) ?? []) await recordAudit(deps.db, event);
    const given = (ctx.state as Given).given;
    if (given) await rememberClient(deps.db, given);
  });
  provider.on('authorization.success', (ctx) => {
    const { person } = stateOf(ctx);
    const { client } = ctx.oidc;
    const account = accountOf(ctx);
    // Pushed and device requests are no sign-in yet.
    if (!person || !client || !account) return;
    const application = applicationOf(client);
    const isDevice = ctx.oidc.deviceCode !== undefined;
    if (application.oidc.backchannelLogoutUri !== null && !isDevice) {
      const { sessionId } = person;
      (ctx.state as Given).given = {
        instanceId,
        sessionId,
        applicationId: application.id,
        subject: account.subject,
      };
    }
    const details = {
      protocol: 'oidc',
      applicationUsername: account.username,
      scope: ctx.oidc.params?.scope,
    };
    tell(ctx, { action: 'sso.given', result: 'ok', details });
  });
  provider.on('interaction.started', (ctx, prompt) => {
    if (prompt.name === 'access') tell(ctx, refused(accountOf(ctx)?.refusal));
  });
  provider.on('authorization.error', (ctx, error) => {
    if (ctx.oidc.route === 'authorization' && error instanceof errors.AccessDenied)
      tell(ctx, refused(accountOf(ctx)?.refusal ?? 'access_denied'));
  });
  provider.on('grant.revoked', (ctx) => {
    if (ctx.oidc.route === 'token') tell(ctx, refused('token_used_twice'));
  });
  provider.on('grant.error', (ctx, error) => {
    if (/used already/.test((error as errors.OIDCProviderError).error_detail ?? ''))
      tell(ctx, refused('token_used_twice'));
  });
  // Koa's own, which the types of oidc-provider leave out.
  (provider as NodeJS.EventEmitter).on('error', (error) =>
    deps.log.error({ err: error, instanceId }, 'OpenID Connect failed'),
  );
}

interface Given {
  given?: Parameters<typeof rememberClient>[1];
}

const refused = (reason: string | undefined) => ({
  action: 'sso.refused',
  result: 'refused' as const,
  reason,
});

function aboutRequest(ctx: KoaContextWithOIDC, instanceId: string) {
  const { person } = stateOf(ctx);
  const { client } = ctx.oidc;
  const application = {
    kind: 'application' as const,
    id: client?.clientId ?? null,
    name: client?.clientName ?? '',
  };
  return {
    instanceId,
    category: 'sso' as const,
    actor: person ? { kind: 'person' as const, id: person.accountId, name: person.username } : application,
    subject: application,
    address: ctx.ip,
    agent: ctx.get('user-agent') || undefined,
  };
}

/** A strict policy for whatever is answered; the one script there is (form_post) is added by its hash. */
function headersOf({ publicUrl }: OidcDeps): Record<string, string> {
  const { 'content-type': _, 'cache-control': __, ...headers } = pageHeaders();
  const policy = headers['content-security-policy']!.replace(
    "default-src 'none'",
    "default-src 'none'; script-src",
  );
  return {
    ...headers,
    'content-security-policy': policy,
    ...hsts(publicUrl.startsWith('https:')),
  };
}

/** Where the form goes, the application answers with redirects of its own, to which browsers apply the same rule. */
function allowTarget(
  ctx: { response: { get(name: string): string }; set(name: string, value: string): void },
  params: { redirect_uri?: unknown },
): void {
  const url = URL.parse(String(params.redirect_uri));
  if (!url) return;
  const schemes = url.protocol === 'http:' ? 'http: https:' : url.protocol;
  const policy = ctx.response.get('content-security-policy');
  ctx.set('content-security-policy', policy.replace(/form-action [^;]*/, `form-action ${schemes}`));
}
