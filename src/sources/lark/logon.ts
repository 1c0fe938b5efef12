/** Log-on with Lark: on its page, by scan or password, or inside Lark. Proves a person, decides nothing. */
import { createHash, randomBytes } from 'node:crypto';
import { MusterError } from '../../errors/error.ts';
import { isEmpty, type Raw } from '../web-api/values.ts';
import type { Lark } from './api.ts';
import { accountsOriginOf, type LarkConfig } from './config.ts';
import { isResigned, keyOf } from './convert.ts';
import { codeOf, NO_USER, OUT_OF_RANGE } from './judge.ts';

/** Who logged on, as a source knows the person. */
export interface LoggedOn {
  /** Key of the person's record. */
  key: string;
  /** The same person in this app only. */
  openId: string;
  name: string;
}

export interface LogonRequest {
  /** As the app's security settings list it. */
  redirectUri: string;
  state: string;
  /** Of `newVerifier`, kept until the code comes back. */
  verifier: string;
}

/** What proves that whoever brings the code is who asked for it (PKCE, RFC 7636). */
export const newVerifier = (): string => randomBytes(32).toString('base64url');

/** Where a browser is sent, inside Lark or outside; it comes back with `code` and `state`, or with `error`. */
export function logonAddress(config: LarkConfig, { redirectUri, state, verifier }: LogonRequest): string {
  const query = new URLSearchParams({
    client_id: config.appId,
    response_type: 'code',
    redirect_uri: redirectUri,
    state,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  return `${accountsOriginOf(config)}/open-apis/authen/v1/authorize?${query}`;
}

/** The code in the address Lark sends the browser back to; throws `vendor_logon_refused`. */
export function logonCode({ code = '', error }: Record<string, string>): string {
  if (code === '') throw refused(error ? `Lark says ${error.slice(0, 100)}` : 'there is no code');
  return code;
}

/** Of the exchange: what is wrong with the app, not with the code (Lark, “Get user_access_token”). */
const APP_REFUSED = new Set(['20002', '20009', '20048']);
/** Failures that pass by themselves. */
const BUSY = new Set(['20050', '20072']);

/** Exchanges the code of the browser; throws `vendor_logon_refused`, and `vendor_logon_stranger` for who is not of this company. */
export async function logOn(
  app: Lark,
  code: string,
  { redirectUri, verifier }: Pick<LogonRequest, 'redirectUri' | 'verifier'>,
): Promise<LoggedOn> {
  const { appId, appSecret } = app.config;
  const token = await tokenFor(app, {
    grant_type: 'authorization_code',
    client_id: appId,
    client_secret: appSecret,
    code,
    redirect_uri: redirectUri,
    code_verifier: verifier,
  });
  const me = await whoIs(app, token);
  const key = keyOf(me);
  if (key === undefined || typeof me.open_id !== 'string') throw refused('Lark does not say who it is');
  await assertOurs(app, me, key);
  return { key, openId: me.open_id, name: typeof me.name === 'string' ? me.name : '' };
}

async function tokenFor(app: Lark, body: Raw): Promise<string> {
  const path = '/open-apis/authen/v2/oauth/token';
  try {
    const { access_token: token } = await app.askAs({ method: 'POST', path, body });
    if (typeof token === 'string' && token !== '') return token;
  } catch (error) {
    if (!(error instanceof MusterError) || error.code !== 'web_api_refused') throw error;
    const said = String(error.params.code);
    const { host, message } = error.params;
    if (APP_REFUSED.has(said))
      throw new MusterError('web_api_credentials', { host: host!, reason: `${said} ${message}` }, error);
    if (BUSY.has(said)) throw error;
    throw refused(`${said} ${message}`);
  }
  throw refused('Lark gave no token for the code');
}

async function whoIs(app: Lark, token: string): Promise<Raw> {
  const path = '/open-apis/authen/v1/user_info';
  const headers = { authorization: `Bearer ${token}` };
  // Bad token, no such user, resigned, suspended.
  const body = await app.askAs({ method: 'GET', path, headers }, ['20005', '20008', '20021', '20022']);
  const code = codeOf(body);
  if (code !== '0') throw refused(`${code} ${String(body.msg ?? '').slice(0, 100)}`);
  return (body.data ?? {}) as Raw;
}

/** E-mail address and number are typed by administrators of any company, so they prove nothing. */
async function assertOurs(app: Lark, { tenant_key: tenant }: Raw, key: string): Promise<void> {
  const { tenantKey } = app.config;
  if (tenantKey !== '') {
    if (tenant !== tenantKey) throw stranger();
    return;
  }
  const raw = await app.user(key, [...NO_USER, ...OUT_OF_RANGE]);
  if (typeof raw === 'string' || isEmpty(raw.union_id) || isResigned(raw)) throw stranger();
}

const refused = (reason: string) => new MusterError('vendor_logon_refused', { vendor: 'Lark', reason });
const stranger = () => new MusterError('vendor_logon_stranger', { vendor: 'Lark' });
