/** Reads what an identity provider answers (SAML Profiles §4.1.4.2 f.), as RAM asks for it. Pure: nothing is stored here. */
import type { Document, Element } from '@xmldom/xmldom';
import { MusterError } from '../../errors/error.ts';
import { decodeXml, parseXml } from '../../xml/parse.ts';
import { attributeOf, childrenOf, isNamed, onlyChild, textOf } from '../../xml/read.ts';
import { isSigned, verifySigned } from '../../xml/verify.ts';
import type { IdentityProvider } from './idp-metadata.ts';

const PROTOCOL = 'urn:oasis:names:tc:SAML:2.0:protocol';
const ASSERTION = 'urn:oasis:names:tc:SAML:2.0:assertion';
const BEARER = 'urn:oasis:names:tc:SAML:2.0:cm:bearer';
const SUCCESS = 'urn:oasis:names:tc:SAML:2.0:status:Success';
/** How far the clocks of the two sides may be apart. */
export const CLOCK_SKEW_SECONDS = 60;
/** Conditions that mean nothing more here than what is done anyway. */
const KNOWN_CONDITIONS = new Set(['AudienceRestriction', 'OneTimeUse', 'ProxyRestriction']);

export interface Expected {
  readonly entityId: string;
  readonly acsUrl: string;
  readonly idp: IdentityProvider;
  readonly now: Date;
}

/** What a good answer says. */
export interface Answered {
  readonly nameId: string;
  readonly assertionId: string;
  /** The AuthnRequest it answers; undefined where the log-on began at the identity provider. */
  readonly inResponseTo: string | undefined;
  /** From then on nobody would take it any more. */
  readonly expiresAt: Date;
  readonly sessionExpiresAt: Date | undefined;
}

/** `reason` tells what was wrong: the log keeps it, and the page shows it for the administrator. */
export function refuseAnswer(reason: string, cause?: unknown): never {
  throw new MusterError('ram_sso_refused', { reason }, cause);
}

/** The answer in the form field SAMLResponse. Throws `ram_sso_refused`. */
export function readResponse(base64: string, expected: Expected): Answered {
  const document = parse(base64);
  const response = document.documentElement;
  if (!isNamed(response, PROTOCOL, 'Response') || attributeOf(response, 'Version') !== '2.0') {
    refuseAnswer('not_a_response');
  }
  checkEnvelope(response, expected);
  const assertion = signedAssertion(document, response, expected.idp.certificates);
  const answered = readAssertion(assertion, expected);
  // The envelope need not be signed, so it cannot overrule the assertion; where they differ something was changed.
  if (attributeOf(response, 'InResponseTo') !== answered.inResponseTo) refuseAnswer('in_response_to');
  return answered;
}

function parse(base64: string): Document & { documentElement: Element } {
  const compact = base64.replace(/[ \t\r\n]+/g, '');
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(compact)) refuseAnswer('not_base64');
  return refusing(() => parseXml(decodeXml(Buffer.from(compact, 'base64'))));
}

/** Failures of the XML layer become the reason. */
function refusing<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    return refuseAnswer(error instanceof MusterError ? error.code : 'xml_malformed', error);
  }
}

function checkEnvelope(response: Element, { acsUrl, idp }: Expected): void {
  const destination = attributeOf(response, 'Destination');
  // SAML Bindings §3.5.5.2: a signed message must say where it was meant to go.
  if (destination === undefined ? isSigned(response) : destination !== acsUrl) refuseAnswer('destination');
  const issuers = childrenOf(response, ASSERTION, 'Issuer');
  if (issuers.some((issuer) => textOf(issuer) !== idp.entityId)) refuseAnswer('issuer');
  const status = onlyChild(response, PROTOCOL, 'Status');
  const code = status && onlyChild(status, PROTOCOL, 'StatusCode');
  if (code === undefined || attributeOf(code, 'Value') !== SUCCESS) refuseAnswer('status');
}

/** The one assertion, read from the octets that its own signature covers. */
function signedAssertion(document: Document, response: Element, certificates: readonly string[]): Element {
  const all = [...document.getElementsByTagNameNS(ASSERTION, '*')];
  if (all.some(({ localName }) => localName?.startsWith('Encrypted'))) refuseAnswer('encrypted');
  const assertions = childrenOf(response, ASSERTION, 'Assertion');
  const [assertion] = assertions;
  if (assertion === undefined) return refuseAnswer('no_assertion');
  // Also none hidden elsewhere: nobody has a use for a second one but who wants the wrong one to be read.
  if (all.filter(({ localName }) => localName === 'Assertion').length > 1) refuseAnswer('several_assertions');
  return refusing(() => {
    if (isSigned(response)) verifySigned(document, response, certificates);
    return verifySigned(document, assertion, certificates);
  });
}

function readAssertion(assertion: Element, expected: Expected): Answered {
  const assertionId = attributeOf(assertion, 'ID');
  if (!assertionId || attributeOf(assertion, 'Version') !== '2.0') return refuseAnswer('assertion');
  if (textOf(onlyChild(assertion, ASSERTION, 'Issuer')) !== expected.idp.entityId) refuseAnswer('issuer');
  const subject = onlyChild(assertion, ASSERTION, 'Subject');
  if (subject === undefined) return refuseAnswer('subject');
  const confirmed = readConfirmation(subject, expected);
  checkConditions(assertion, expected);
  return {
    nameId: readNameId(subject),
    assertionId,
    ...confirmed,
    sessionExpiresAt: readStatement(assertion, expected.now),
  };
}

function readNameId(subject: Element): string {
  const [nameId, ...more] = childrenOf(subject).filter(
    ({ localName }) => localName !== 'SubjectConfirmation',
  );
  if (nameId === undefined || more.length > 0 || !isNamed(nameId, ASSERTION, 'NameID')) {
    return refuseAnswer('name_id');
  }
  return textOf(nameId) || refuseAnswer('name_id');
}

function readConfirmation(
  subject: Element,
  { acsUrl, now }: Expected,
): Pick<Answered, 'inResponseTo' | 'expiresAt'> {
  const confirmation = onlyChild(subject, ASSERTION, 'SubjectConfirmation');
  const data = confirmation && onlyChild(confirmation, ASSERTION, 'SubjectConfirmationData');
  if (
    confirmation === undefined ||
    data === undefined ||
    attributeOf(confirmation, 'Method') !== BEARER ||
    childrenOf(confirmation).length > 1
  ) {
    return refuseAnswer('subject_confirmation');
  }
  if (attributeOf(data, 'Recipient') !== acsUrl) refuseAnswer('recipient');
  const until = attributeOf(data, 'NotOnOrAfter');
  if (until === undefined) return refuseAnswer('subject_confirmation');
  checkTimes(data, now);
  const expiresAt = new Date(instant(until).getTime() + CLOCK_SKEW_SECONDS * 1000);
  return { inResponseTo: attributeOf(data, 'InResponseTo'), expiresAt };
}

function checkConditions(assertion: Element, { entityId, now }: Expected): void {
  const conditions = onlyChild(assertion, ASSERTION, 'Conditions') ?? refuseAnswer('conditions');
  checkTimes(conditions, now);
  // SAML Core §2.5.1: with a condition that is not understood the assertion cannot be called valid.
  const known = childrenOf(conditions).every(
    ({ namespaceURI, localName }) => namespaceURI === ASSERTION && KNOWN_CONDITIONS.has(localName ?? ''),
  );
  if (!known) refuseAnswer('conditions');
  const restrictions = childrenOf(conditions, ASSERTION, 'AudienceRestriction');
  const meant = restrictions.map((restriction) =>
    childrenOf(restriction, ASSERTION, 'Audience').some((audience) => textOf(audience) === entityId),
  );
  if (meant.length === 0 || meant.includes(false)) refuseAnswer('audience');
}

/** SessionNotOnOrAfter, the earliest where there are several. */
function readStatement(assertion: Element, now: Date): Date | undefined {
  const statements = childrenOf(assertion, ASSERTION, 'AuthnStatement');
  if (statements.length === 0) return refuseAnswer('authn_statement');
  const ends = statements
    .map((statement) => attributeOf(statement, 'SessionNotOnOrAfter'))
    .filter((end) => end !== undefined)
    .map((end) => instant(end).getTime());
  if (ends.length === 0) return undefined;
  const end = Math.min(...ends);
  if (end <= now.getTime()) refuseAnswer('session_over');
  return new Date(end);
}

function checkTimes(element: Element, now: Date): void {
  const from = attributeOf(element, 'NotBefore');
  const until = attributeOf(element, 'NotOnOrAfter');
  const skew = CLOCK_SKEW_SECONDS * 1000;
  if (from !== undefined && instant(from).getTime() - skew > now.getTime()) refuseAnswer('not_yet_valid');
  if (until !== undefined && instant(until).getTime() + skew <= now.getTime()) refuseAnswer('expired');
}

/** SAML Core §1.3.3: UTC, written with Z. */
function instant(text: string): Date {
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(text) ? new Date(text) : new Date(Number.NaN);
  return Number.isNaN(time.getTime()) ? refuseAnswer('time') : time;
}
