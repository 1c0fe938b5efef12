/**
 * Log-on on somebody else's page: a vendor's (DingTalk, WeCom, Lark) or an OpenID provider's. The browser leaves with a
 * state that only its own log-on under way knows, for one method, and that counts once.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { ErrorCode } from '../errors/catalogue.ts';
import { MusterError } from '../errors/error.ts';
import { OidcLogonSettings } from '../model/logon-source.ts';
import type { Step } from '../model/person-api.ts';
import { randomToken } from '../secrets/token.ts';
import type { LogonByRedirect } from '../sources/source.ts';
import { loadSource } from '../sync/source-settings.ts';
import { type Attempt, keepState, readState, takeState } from './attempt.ts';
import type { From, LogonDeps } from './deps.ts';
import { passFirstFactor } from './flow.ts';
import { oidcAddress, oidcClaims, ProviderRefused } from './inbound-oidc.ts';
import { auditLogon } from './logon-audit.ts';
import { openedSettings } from './method-settings.ts';
import { methodInUse, type StoredMethod } from './methods.ts';
import { accountOfClaims, type Recognised } from './oidc-account.ts';

/** What a redirect leaves with the log-on under way, under this name. */
const REDIRECT = 'redirect';
interface Kept {
  methodId: string;
  state: string;
  verifier: string;
  nonce: string;
}

/** A log-on that was refused; `reason` is for the log. */
class Refused extends Error {
  readonly code: ErrorCode;
  readonly reason: string;
  constructor(code: ErrorCode, reason: string, cause?: unknown) {
    super(reason, { cause });
    this.code = code;
    this.reason = reason;
  }
}

/** Where the browser is sent to log on with this method. Throws `logon_method_off`, `logon_provider_unavailable`. */
export async function beginRedirect(
  deps: LogonDeps,
  attempt: Attempt,
  methodId: string,
  from: From,
): Promise<string> {
  const { instanceId } = attempt;
  const method = await methodInUse(deps, instanceId, methodId);
  if (method.tab !== 'redirect') throw new MusterError('logon_method_off');
  // Letters and digits only: not every vendor gives anything else back as it was.
  const state = randomBytes(32).toString('hex');
  const kept: Kept = {
    methodId: method.id,
    state,
    verifier: randomToken(),
    nonce: randomToken(),
  };
  const request = { ...kept, redirectUri: redirectUri(deps, instanceId, method.id) };
  try {
    const to =
      method.kind === 'oidc'
        ? await oidcAddress(settingsOf(deps, method), request, attempt.hint)
        : await vendorAddress(deps, instanceId, method, request, from);
    await keepState(deps, attempt, REDIRECT, kept);
    return to;
  } catch (error) {
    const refused = refusedFor(error);
    await tell(deps, instanceId, method, from, refused);
    throw new MusterError(refused.code, { provider: nameOf(method) }, error);
  }
}

/**
 * The browser is back with this query at the address of this method. Throws `logon_back_refused` for a state that is not
 * of this browser and method, or was used, and what the other side or we have against the person.
 */
export async function finishRedirect(
  deps: LogonDeps,
  attempt: Attempt | undefined,
  back: { instanceId: string; methodId: string; address: URL },
  from: From,
): Promise<Step> {
  const { instanceId, methodId, address } = back;
  if (!attempt) throw new MusterError('logon_back_refused');
  const kept = await takeOwn(deps, attempt, methodId, address.searchParams.getAll('state'));
  if (!kept) {
    await tell(deps, instanceId, undefined, from, new Refused('logon_back_refused', 'state_foreign'));
    throw new MusterError('logon_back_refused');
  }
  const method = await methodInUse(deps, instanceId, methodId);
  let accountId: string;
  try {
    const request = { ...kept, redirectUri: redirectUri(deps, instanceId, methodId) };
    accountId =
      method.kind === 'oidc'
        ? recognised(
            await accountOfClaims(
              deps.db,
              { id: method.id, instanceId, settings: settingsOf(deps, method) },
              await oidcClaims(settingsOf(deps, method), address, request),
            ),
          )
        : await vendorAccount(deps, instanceId, method, address, request);
  } catch (error) {
    const refused = refusedFor(error);
    if (refused.code === 'logon_provider_unavailable')
      deps.log.warn({ method: methodId, err: error }, 'log-on by redirect: the other side cannot be asked');
    await tell(deps, instanceId, method, from, refused);
    throw new MusterError(refused.code, { provider: nameOf(method) }, error);
  }
  return passFirstFactor(deps, attempt, { accountId, methodId, amr: ['sso'] }, from);
}

/** What was kept for exactly this method and state; it is gone then, whatever becomes of the log-on. */
async function takeOwn(
  deps: LogonDeps,
  attempt: Attempt,
  methodId: string,
  states: string[],
): Promise<Kept | undefined> {
  const isOwn = (kept: Kept | undefined) =>
    kept !== undefined && kept.methodId === methodId && states.length === 1 && isSame(kept.state, states[0]!);
  // A guess takes nothing away from who is really on the way.
  if (!isOwn(await readState<Kept>(deps, attempt, REDIRECT))) return undefined;
  const kept = await takeState<Kept>(deps, attempt, REDIRECT);
  return isOwn(kept) ? kept : undefined;
}

function isSame(left: string, right: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(left), digest(right));
}

const redirectUri = ({ publicUrl }: LogonDeps, instanceId: string, methodId: string) =>
  `${publicUrl}/${instanceId}/login/back/${methodId}`;

const settingsOf = (deps: LogonDeps, method: StoredMethod): OidcLogonSettings =>
  OidcLogonSettings.parse(openedSettings(deps, method));

async function vendorOf(deps: LogonDeps, instanceId: string, method: StoredMethod) {
  const { kinds, sealer, db } = deps;
  const { config, kindOf } = await loadSource(
    db,
    { kinds, open: sealer.open },
    instanceId,
    method.source_id!,
  );
  const logon = kindOf.logon as LogonByRedirect<unknown>;
  logon.assertReady(config);
  return { config, logon };
}

async function vendorAddress(
  deps: LogonDeps,
  instanceId: string,
  method: StoredMethod,
  request: { redirectUri: string; state: string; verifier: string },
  { agent }: From,
): Promise<string> {
  const { config, logon } = await vendorOf(deps, instanceId, method);
  return logon.address(config, { ...request, inside: logon.app.test(agent) });
}

/** The account linked to the record of whoever came back: nothing else about the person counts. */
async function vendorAccount(
  deps: LogonDeps,
  instanceId: string,
  method: StoredMethod,
  address: URL,
  request: { redirectUri: string; verifier: string },
): Promise<string> {
  const { config, logon } = await vendorOf(deps, instanceId, method);
  const query = Object.fromEntries(address.searchParams);
  const { key } = await logon.whoCameBack(config, { log: deps.log, now: deps.now }, query, request);
  const { rows } = await deps.db.query<{ id: string }>(
    `SELECT a.id FROM link l JOIN account a ON a.id = l.entity_id
      WHERE l.source_id = $1 AND l.kind = 'user' AND l.key = $2 AND l.gone_since IS NULL AND a.instance_id = $3`,
    [method.source_id, key, instanceId],
  );
  if (!rows[0]) throw new Refused('logon_stranger', 'not_linked');
  return rows[0].id;
}

function recognised(found: Recognised): string {
  if ('accountId' in found) return found.accountId;
  throw new Refused(found.code, found.refused);
}

/** Failures of the other side as the person is told of them. */
function refusedFor(error: unknown): Refused {
  if (error instanceof Refused) return error;
  if (error instanceof ProviderRefused)
    return new Refused(
      error.down ? 'logon_provider_unavailable' : 'logon_provider_refused',
      error.reason,
      error,
    );
  if (!(error instanceof MusterError)) throw error;
  if (error.code === 'vendor_logon_stranger') return new Refused('logon_stranger', error.code, error);
  if (error.code === 'vendor_logon_refused') return new Refused('logon_provider_refused', error.code, error);
  return new Refused('logon_provider_unavailable', error.code, error);
}

function nameOf({ title, source_name, settings }: StoredMethod): string {
  return title?.en ?? source_name ?? String(settings.title ?? 'OpenID');
}

async function tell(
  deps: LogonDeps,
  instanceId: string,
  method: StoredMethod | undefined,
  from: From,
  { code, reason }: Refused,
): Promise<void> {
  const result = code === 'logon_provider_unavailable' ? 'failed' : 'refused';
  const details = method && { methodId: method.id };
  await auditLogon(deps.db, {
    instanceId,
    action: 'logon.refused',
    result,
    reason,
    account: undefined,
    from,
    ...(details && { details }),
  });
}
