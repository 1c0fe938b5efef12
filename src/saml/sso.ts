/** Signs people in: from an application's request, or from the portal. */
import { personAt, type RefusedAtApplication } from '../applications/access.ts';
import type { ErrorCode } from '../errors/catalogue.ts';
import { MusterError } from '../errors/error.ts';
import { currentPerson, logonAddress, type SignedIn } from '../logon/person.ts';
import { attributesFor } from './attributes.ts';
import { authnContextFor } from './authn-context.ts';
import { type AuthnRequest, readAuthnRequest } from './authn-request.ts';
import { audit, envelopeFor, type From, type Here, type SamlDeps } from './here.ts';
import { type Binding, readMessage } from './message.ts';
import { nameIdFor, nameIdFormatFor, type PersonHere } from './name-id.ts';
import { STATUS } from './names.ts';
import type { Parameters } from './parameters.ts';
import { findRequest, isFirst, keepRequest, takeRequest } from './pending.ts';
import { errorResponse, newId, successResponse } from './response.ts';
import { keepSession } from './sessions.ts';

/** What the browser is told to do next. */
export type Next =
  | { readonly kind: 'go'; readonly to: string }
  | {
      readonly kind: 'post';
      readonly action: string;
      readonly message: string;
      readonly relayState: string | undefined;
    };

const REFUSED: Readonly<Record<RefusedAtApplication, ErrorCode>> = {
  sso_disabled: 'saml_disabled',
  not_assigned: 'saml_not_assigned',
  no_application_username: 'saml_no_username',
  application_username_taken: 'saml_username_taken',
  account_unusable: 'saml_account_unusable',
};

/**
 * Takes a request in and gives the token by which this browser comes back for the answer. Nothing is answered yet: the
 * browser brings its session only on a call of its own.
 */
export async function acceptRequest(
  deps: SamlDeps,
  here: Here,
  parameters: Parameters,
  binding: Binding,
  browser: string,
): Promise<string> {
  const { application, saml, endpoints } = here;
  if (!application.sso.enabled) throw new MusterError('saml_disabled');
  const rules = { certificates: saml.spCertificates, required: saml.requireSignedRequests };
  const { root, relayState, signed } = readMessage(parameters, binding, rules);
  const request = readAuthnRequest(root, { saml, destination: endpoints.sso, now: deps.now(), signed });
  return deps.db.tx(async (sql) => {
    if (!(await isFirst(sql, application.id, request.id))) throw new MusterError('saml_request_replayed');
    return keepRequest(sql, application.id, browser, { request, relayState });
  });
}

/** Answers a request that was taken in, once; or sends the person to the log-on first. */
export async function answerRequest(
  deps: SamlDeps,
  here: Here,
  {
    token,
    browser,
    cookie,
    from,
  }: { token: string; browser: string; cookie: string | undefined; from: From },
): Promise<Next> {
  const { application, paths } = here;
  const waiting = await findRequest(deps.db, application.id, browser, token);
  if (waiting === undefined) throw new MusterError('saml_request_gone');
  const { request, createdAt } = waiting;
  const person = await currentPerson(deps, application.instanceId, cookie);
  const isFresh = person !== undefined && (!request.forceAuthn || person.at >= createdAt);
  if (!isFresh && !request.isPassive && request.isPostAnswer) {
    const back = `${paths.entityId}/resume?request=${token}`;
    const to = logonAddress(application.instanceId, back, request.forceAuthn ? { prompt: 'login' } : {});
    return { kind: 'go', to };
  }
  const taken = await takeRequest(deps.db, application.id, browser, token);
  if (taken === undefined) throw new MusterError('saml_request_gone');
  const asked = { ...taken.request, relayState: taken.relayState };
  if (!request.isPostAnswer)
    return refuse(deps, here, asked, from, STATUS.requester, STATUS.unsupportedBinding);
  if (!isFresh) return refuse(deps, here, asked, from, STATUS.responder, STATUS.noPassive);
  return give(deps, here, person, asked, from);
}

/** Signs in without a request, as a tile of the portal does. `relayState`: what the address asks for. */
export async function startAtPortal(
  deps: SamlDeps,
  here: Here,
  { relayState, cookie, from }: { relayState: string | undefined; cookie: string | undefined; from: From },
): Promise<Next> {
  const { application, saml, paths } = here;
  if (!application.sso.enabled) throw new MusterError('saml_disabled');
  if (saml.initiatedBy !== 'both') throw new MusterError('saml_not_from_portal');
  const wanted = relayState ?? saml.defaultRelayState ?? undefined;
  if (wanted !== undefined && wanted !== saml.defaultRelayState && !isLocal(wanted)) {
    throw new MusterError('saml_relay_state_foreign');
  }
  const person = await currentPerson(deps, application.instanceId, cookie);
  if (person === undefined) {
    const query = relayState === undefined ? '' : `?${new URLSearchParams({ RelayState: relayState })}`;
    return { kind: 'go', to: logonAddress(application.instanceId, `${paths.start}${query}`) };
  }
  return give(deps, here, person, { acsUrl: saml.acsUrls[0]!, relayState: wanted }, from);
}

/** A path at the application itself: whoever made the link cannot lead to another site. */
function isLocal(relayState: string): boolean {
  return (
    relayState.length <= 2000 && /^\/(?![/\\])[\x21-\x7e]*$/.test(relayState) && !relayState.includes('\\')
  );
}

/** What is asked for: by a request, or (without id) by the portal. */
type Asked = Partial<AuthnRequest> & { readonly acsUrl: string; readonly relayState: string | undefined };

async function give(deps: SamlDeps, here: Here, signedIn: SignedIn, asked: Asked, from: From): Promise<Next> {
  const { application, saml } = here;
  from.person = signedIn;
  const person = await personAt(deps.db, application, signedIn.accountId);
  if (!person.ok) throw new MusterError(REFUSED[person.reason], { application: application.name });
  const format = nameIdFormatFor(saml, {
    nameIdFormat: asked.nameIdFormat,
    spNameQualifier: asked.spNameQualifier,
  });
  if (format === undefined)
    return refuse(deps, here, asked, from, STATUS.requester, STATUS.invalidNameIdPolicy);
  const { contexts = [], comparison = 'exact' } = asked;
  const authnContext = authnContextFor(signedIn.methods, { contexts, comparison });
  if (authnContext === undefined)
    return refuse(deps, here, asked, from, STATUS.responder, STATUS.noAuthnContext);
  const nameId = await nameIdFor(deps.db, application, saml, format, person);
  if (asked.subject !== undefined && asked.subject !== nameId.value) {
    return refuse(deps, here, asked, from, STATUS.requester, STATUS.unknownPrincipal);
  }
  const sessionIndex = newId();
  const envelope = await envelopeFor(deps, here, asked.acsUrl, asked.id);
  const message = await successResponse(saml, envelope, {
    nameId,
    attributes: attributesFor(saml, person),
    authnContext,
    authnInstant: signedIn.at,
    sessionIndex,
  });
  await deps.db.tx(async (sql) => {
    const { accountId, sessionId } = signedIn;
    await keepSession(sql, {
      sessionIndex,
      applicationId: application.id,
      sessionId,
      accountId,
      nameId: nameId.value,
    });
    await audit(sql, here, from, given(person, asked));
  });
  return { kind: 'post', action: asked.acsUrl, message, relayState: asked.relayState };
}

function given(person: PersonHere, asked: Asked) {
  return {
    action: 'sso.given',
    result: 'ok' as const,
    details: {
      protocol: 'saml',
      applicationUsername: person.username,
      acsUrl: asked.acsUrl,
      initiatedBy: asked.id === undefined ? 'portal' : 'application',
    },
  };
}

/** Tells the application, signed, that it gets no assertion, and why (SAML Profiles §4.1.4.2). */
async function refuse(
  deps: SamlDeps,
  here: Here,
  asked: Asked,
  from: From,
  ...codes: readonly string[]
): Promise<Next> {
  const envelope = await envelopeFor(deps, here, asked.acsUrl, asked.id);
  const message = errorResponse(envelope, codes);
  const reason = codes.at(-1)?.split(':').at(-1);
  await audit(deps.db, here, from, { action: 'sso.refused', result: 'refused', reason });
  return { kind: 'post', action: asked.acsUrl, message, relayState: asked.relayState };
}
