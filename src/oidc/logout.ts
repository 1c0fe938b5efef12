/** Log-out that an application asks for (OpenID Connect RP-Initiated Logout 1.0). */
import { compactVerify, decodeProtectedHeader } from 'jose';
import type { PersonDeps, SignedIn } from '../logon/person.ts';
import { endSession } from '../logon/person.ts';
import { SIGNING_ALGORITHM, signingKeysOf } from '../signing/keys.ts';
import { findOidc, type OidcApplication } from './client.ts';
import { issuerOf } from './names.ts';

/** What the application may send; each at most once. */
export const LOGOUT_PARAMETERS = [
  'id_token_hint',
  'client_id',
  'post_logout_redirect_uri',
  'state',
  'logout_hint',
  'ui_locales',
] as const;
export type LogoutParameters = Partial<Record<(typeof LOGOUT_PARAMETERS)[number], string>>;

export interface LogoutRequest {
  application: OidcApplication | undefined;
  /** Where the person is sent afterwards; checked. */
  to: string | undefined;
  /** The hint names this session: the person at this browser asked for it at the application. */
  ofSession: boolean;
}

/** Refused, with what the page tells: error and description as in other answers of the protocol. */
export class LogoutRefused extends Error {}

/** Checks the request. Throws LogoutRefused; then nobody is sent anywhere. */
export async function readLogout(
  deps: PersonDeps,
  instanceId: string,
  given: LogoutParameters,
  person: SignedIn | undefined,
): Promise<LogoutRequest> {
  const hint =
    given.id_token_hint === undefined ? undefined : await readHint(deps, instanceId, given.id_token_hint);
  if (hint && given.client_id !== undefined && given.client_id !== hint.aud)
    throw new LogoutRefused('client_id does not match the id_token_hint');
  const clientId = hint?.aud ?? given.client_id;
  const application = clientId === undefined ? undefined : await findOidc(deps.db, instanceId, clientId);
  if (clientId !== undefined && !application) throw new LogoutRefused('client is not known');
  return {
    application,
    to: targetOf(application, given),
    ofSession: hint !== undefined && person !== undefined && hint.sid === person.sessionId,
  };
}

/** Only an address that is registered for it, exactly as it is there. */
function targetOf(application: OidcApplication | undefined, given: LogoutParameters): string | undefined {
  const asked = given.post_logout_redirect_uri;
  if (asked === undefined) return undefined;
  // Without a client there is nothing to check against: then it is not used.
  if (!application) return undefined;
  if (!application.oidc.postLogoutRedirectUris.includes(asked))
    throw new LogoutRefused('post_logout_redirect_uri is not registered');
  const url = new URL(asked);
  if (given.state !== undefined) url.searchParams.set('state', given.state);
  return url.href;
}

/** An ID token of ours, whether or not it has run out (§4): that it names a session is all that is taken from it. */
async function readHint(
  deps: PersonDeps,
  instanceId: string,
  jwt: string,
): Promise<{ aud: string; sid: unknown }> {
  try {
    const { kid, alg, typ } = decodeProtectedHeader(jwt);
    if (alg !== SIGNING_ALGORITHM || (typ !== undefined && typ !== 'JWT')) throw new Error('not an ID token');
    const keys = await signingKeysOf(deps, instanceId, 'oidc');
    const key = keys.find((candidate) => candidate.kid === kid);
    if (!key) throw new Error('unknown key');
    const { payload } = await compactVerify(jwt, key.publicJwk, { algorithms: [SIGNING_ALGORITHM] });
    const { iss, aud, sid, events } = JSON.parse(new TextDecoder().decode(payload)) as Record<
      string,
      unknown
    >;
    if (iss !== issuerOf(deps.publicUrl, instanceId) || typeof aud !== 'string' || events !== undefined)
      throw new Error('not an ID token of this issuer');
    return { aud, sid };
  } catch {
    throw new LogoutRefused('id_token_hint could not be validated');
  }
}

/** Ends the session; back-channel notices follow from that (backchannel.ts). */
export async function logOut(deps: PersonDeps, person: SignedIn): Promise<void> {
  await endSession(deps.db, person.sessionId, 'logged_out');
}
