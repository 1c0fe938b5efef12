/** Log-out that begins at an application (SAML Profiles §4.4): the session here ends with the one there. */
import { deflateRawSync } from 'node:zlib';
import type { Element } from '@xmldom/xmldom';
import { MusterError } from '../errors/error.ts';
import { endSession } from '../logon/person.ts';
import type { SamlSettings } from '../model/sso.ts';
import { signatureFor, signOctets } from '../xml/algorithms.ts';
import { attributeOf, childrenOf, onlyChild, textOf } from '../xml/read.ts';
import { checkRequest } from './authn-request.ts';
import { audit, envelopeFor, type From, type Here, type SamlDeps } from './here.ts';
import { type Binding, readMessage } from './message.ts';
import { ASSERTION, PROTOCOL } from './names.ts';
import type { Parameters } from './parameters.ts';
import { isFirst } from './pending.ts';
import { type Envelope, logoutResponse, sign } from './response.ts';
import { takeSessions } from './sessions.ts';
import type { Next } from './sso.ts';

/** Whether log-out is offered: there is somewhere to answer, and a certificate to know the application by. */
export function offersLogout({ saml }: { readonly saml: SamlSettings }): boolean {
  return saml.singleLogoutUrl !== null && saml.spCertificates.length > 0;
}

/**
 * Ends the sessions behind a LogoutRequest, which has to be signed: anybody can make a browser send one. The answer goes
 * the way the request came. It is “Success” also where nothing was left to end.
 */
export async function logOutBy(
  deps: SamlDeps,
  here: Here,
  { parameters, binding, from }: { parameters: Parameters; binding: Binding; from: From },
): Promise<Next> {
  const { application, saml, endpoints } = here;
  const answerTo = saml.singleLogoutUrl;
  if (answerTo === null || !offersLogout(here)) throw new MusterError('saml_logout_not_offered');
  const rules = { certificates: saml.spCertificates, required: true };
  const { root, relayState } = readMessage(parameters, binding, rules);
  const { id } = checkRequest(root, 'LogoutRequest', {
    saml,
    destination: endpoints.logout,
    now: deps.now(),
    signed: true,
  });
  const { nameId, indexes } = readSubject(root, deps.now());
  await deps.db.tx(async (sql) => {
    if (!(await isFirst(sql, application.id, id))) throw new MusterError('saml_request_replayed');
    const ended = await takeSessions(sql, application.id, nameId, indexes);
    for (const { sessionId } of ended) await endSession(sql, sessionId, 'application');
    const details = { protocol: 'saml', sessions: ended.length };
    await audit(sql, here, from, { action: 'sso.logout', result: 'ok', details });
  });
  const envelope = await envelopeFor(deps, here, answerTo, id);
  const { xml, id: reference } = logoutResponse(envelope);
  return binding === 'redirect'
    ? { kind: 'go', to: redirected(envelope, xml, relayState) }
    : { kind: 'post', action: answerTo, message: sign(xml, reference, envelope.key), relayState };
}

function readSubject(root: Element, now: Date): { nameId: string; indexes: string[] } {
  const until = attributeOf(root, 'NotOnOrAfter');
  if (until !== undefined && !(Date.parse(until) > now.getTime())) {
    throw new MusterError('saml_request_expired', { seconds: 0 });
  }
  const nameId = textOf(onlyChild(root, ASSERTION, 'NameID'));
  if (!nameId) throw new MusterError('saml_request_invalid', { what: 'NameID' });
  const indexes = childrenOf(root, PROTOCOL, 'SessionIndex').map((index) => textOf(index) ?? '');
  return { nameId, indexes };
}

/** SAML Bindings §3.4.4.1. */
function redirected({ destination, key }: Envelope, xml: string, relayState: string | undefined): string {
  const privateKey = key.privateKey();
  const algorithm = signatureFor(privateKey);
  const pairs: [string, string | undefined][] = [
    ['SAMLResponse', deflateRawSync(xml).toString('base64')],
    ['RelayState', relayState],
    ['SigAlg', algorithm],
  ];
  const covered = pairs
    .filter((pair): pair is [string, string] => pair[1] !== undefined)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&');
  const signature = signOctets(algorithm, Buffer.from(covered), privateKey).toString('base64');
  const mark = destination.includes('?') ? '&' : '?';
  return `${destination}${mark}${covered}&Signature=${encodeURIComponent(signature)}`;
}
