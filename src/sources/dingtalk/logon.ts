/** Log-on with DingTalk: by scan on a page of DingTalk, or inside DingTalk. Proves a person, decides nothing. */
import { MusterError } from '../../errors/error.ts';
import { type DingTalk, idText, type Raw } from './api.ts';
import type { DingTalkConfig } from './config.ts';
import { NO_CODE, NO_USER } from './judge.ts';

/** Who logged on, as a source knows the person. */
export interface LoggedOn {
  /** Key of the person's record. */
  key: string;
  /** The same person in all applications of one developer. */
  unionId: string;
  name: string;
}

/** Where a browser is sent; it comes back with `authCode` and `state`, or with `error`. */
export function logonAddress(
  { loginOrigin, appKey, corpId }: DingTalkConfig,
  { redirectUri, state }: { redirectUri: string; state: string },
): string {
  const query = new URLSearchParams({
    redirect_uri: redirectUri,
    response_type: 'code',
    client_id: appKey,
    // With corpid the person picks a company, and only members of ours get through.
    scope: corpId === '' ? 'openid' : 'openid corpid',
    state,
    prompt: 'consent',
    ...(corpId === '' ? {} : { corpId }),
  });
  return `${loginOrigin}/oauth2/auth?${query}`;
}

/** The code in the address DingTalk sends the browser back to; throws `vendor_logon_refused`. */
export function logonCode(query: Record<string, string>): string {
  const code = query.authCode ?? query.code ?? '';
  if (code === '')
    throw refused(query.error ? `DingTalk says ${query.error.slice(0, 100)}` : 'there is no code');
  return code;
}

/** Exchanges the code of the browser; throws `vendor_logon_refused`, and `vendor_logon_stranger` for who is not of this company. */
export async function logOn(app: DingTalk, code: string): Promise<LoggedOn> {
  const { appKey: clientId, appSecret: clientSecret, corpId } = app.config;
  const token = await orRefused(
    app.askModern({
      method: 'POST',
      path: '/v1.0/oauth2/userAccessToken',
      body: { clientId, clientSecret, code, grantType: 'authorization_code' },
    }),
  );
  const { accessToken } = token;
  if (typeof accessToken !== 'string') throw refused('DingTalk gave no token for the code');
  if (corpId !== '' && typeof token.corpId === 'string' && token.corpId !== '' && token.corpId !== corpId)
    throw stranger();
  const me = await app.askModern({
    method: 'GET',
    path: '/v1.0/contact/users/me',
    headers: { 'x-acs-dingtalk-access-token': accessToken },
  });
  const { unionId, nick } = me;
  if (typeof unionId !== 'string' || unionId === '') throw refused('DingTalk does not say who it is');
  const { code: answer, result } = await app.ask('/topapi/user/getbyunionid', { unionid: unionId }, NO_USER);
  if (answer !== '0') throw stranger();
  const { userid, contact_type: type } = result as Raw;
  // Contacts outside the company have ids as well.
  if (userid === undefined || (type !== undefined && String(type) !== '0')) throw stranger();
  return { key: idText(userid), unionId, name: typeof nick === 'string' ? nick : '' };
}

/** Exchanges the code that a page inside DingTalk got from `requestAuthCode`. */
export async function logOnInside(app: DingTalk, code: string): Promise<LoggedOn> {
  const { code: answer, result } = await app.ask('/topapi/v2/user/getuserinfo', { code }, [
    ...NO_CODE,
    ...NO_USER,
  ]);
  if (NO_CODE.includes(answer)) throw refused('the code is used up or too old');
  if (answer !== '0') throw stranger();
  const { userid, unionid, name } = result as Raw;
  if (userid === undefined) throw stranger();
  return {
    key: idText(userid),
    unionId: typeof unionid === 'string' ? unionid : '',
    name: typeof name === 'string' ? name : '',
  };
}

/** A refused code is the person's affair; that credentials or addresses are wrong is the administrator's. */
async function orRefused(asked: Promise<Raw>): Promise<Raw> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof MusterError && error.code === 'web_api_refused')
      throw refused(`${error.params.code} ${error.params.message}`);
    throw error;
  }
}

const refused = (reason: string) => new MusterError('vendor_logon_refused', { vendor: 'DingTalk', reason });
const stranger = () => new MusterError('vendor_logon_stranger', { vendor: 'DingTalk' });
