/** Log-on with WeCom: by scan on a page of WeCom, or inside WeCom. Proves a member, decides nothing. */
import { MusterError } from '../../errors/error.ts';
import type { Attributes } from '../source.ts';
import { plainAttributes, without } from '../web-api/values.ts';
import type { WeCom } from './api.ts';
import type { WeComConfig } from './config.ts';
import { userKey } from './convert.ts';
import { NO_CODE } from './judge.ts';

/** Who logged on, as a source knows the person. */
export interface LoggedOn {
  /** Key of the person's record. */
  key: string;
  /** As WeCom spells it. */
  userId: string;
  /** Opens what the member agreed to show, for half an hour; only after `consent` inside WeCom. */
  ticket?: string;
}

export interface LogonRequest {
  /** Its host is the application's trusted domain. */
  redirectUri: string;
  /** Up to 128 letters and digits. */
  state: string;
}

/** Where a browser outside WeCom is sent, to show the code to scan; it comes back with `code` and `state`. */
export function logonAddress(
  { loginOrigin, corpId, agentId }: WeComConfig,
  { redirectUri, state }: LogonRequest,
): string {
  const query = new URLSearchParams({
    login_type: 'CorpApp',
    appid: corpId,
    agentid: agentId,
    redirect_uri: redirectUri,
    state,
  });
  return `${loginOrigin}/wwlogin/sso/login?${query}`;
}

/**
 * Where a page inside WeCom is sent. With `consent` the member is asked to show mobile number, e-mail and the like: the
 * only way to them for applications made since June 2022.
 */
export function logonAddressInside(
  { authorizeOrigin, corpId, agentId }: WeComConfig,
  { redirectUri, state }: LogonRequest,
  consent: boolean,
): string {
  const query = new URLSearchParams({
    appid: corpId,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: consent ? 'snsapi_privateinfo' : 'snsapi_base',
    state,
    agentid: agentId,
  });
  return `${authorizeOrigin}/connect/oauth2/authorize?${query}#wechat_redirect`;
}

/** The code in the address WeCom sends the browser back to; throws `vendor_logon_refused`. */
export function logonCode({ code = '' }: Record<string, string>): string {
  if (code === '') throw refused('there is no code');
  return code;
}

/** Exchanges the code of the browser; throws `vendor_logon_refused`, and `vendor_logon_stranger` for who is not of this company. */
export async function logOn(app: WeCom, code: string): Promise<LoggedOn> {
  const path = '/cgi-bin/auth/getuserinfo';
  const { code: answer, body } = await app.ask({ method: 'GET', path, query: { code } }, NO_CODE);
  if (answer !== '0') throw refused('the code is used up or too old');
  const { userid, user_ticket: ticket } = body;
  // Strangers have an openid, contacts of the company an external_userid.
  if (typeof userid !== 'string' || userid === '') throw stranger();
  return {
    key: userKey(userid),
    userId: userid,
    ...(typeof ticket === 'string' && ticket !== '' ? { ticket } : {}),
  };
}

/** What the member agreed to show: mobile, email, biz_mail, gender and so on, those that are there. */
export async function consentedDetails(
  app: WeCom,
  { ticket, key }: Pick<LoggedOn, 'ticket' | 'key'>,
): Promise<Attributes> {
  if (ticket === undefined) return {};
  const path = '/cgi-bin/auth/getuserdetail';
  const { code, body } = await app.ask({ method: 'POST', path, body: { user_ticket: ticket } }, NO_CODE);
  if (code !== '0') throw refused('the ticket is too old');
  if (typeof body.userid !== 'string' || userKey(body.userid) !== key)
    throw refused('WeCom tells of somebody else');
  return plainAttributes(without(body, ['errcode', 'errmsg', 'userid']));
}

const refused = (reason: string) => new MusterError('vendor_logon_refused', { vendor: 'WeCom', reason });
const stranger = () => new MusterError('vendor_logon_stranger', { vendor: 'WeCom' });
