/** What an application asks for in an AuthnRequest (SAML Core §3.4.1), checked against its settings. Pure. */
import type { Element } from '@xmldom/xmldom';
import { MusterError } from '../errors/error.ts';
import type { SamlSettings } from '../model/sso.ts';
import { attributeOf, childrenOf, isNamed, onlyChild, textOf } from '../xml/read.ts';
import { ASSERTION, POST_BINDING, PROTOCOL } from './names.ts';

/** Kept as JSON while the person logs on. */
export interface AuthnRequest {
  readonly id: string;
  /** Where the answer goes: one of the configured addresses. */
  readonly acsUrl: string;
  readonly forceAuthn: boolean;
  readonly isPassive: boolean;
  /** Format of NameIDPolicy, as a URN. */
  readonly nameIdFormat: string | undefined;
  readonly spNameQualifier: string | undefined;
  /** NameID of the subject the application wants to see, and no other. */
  readonly subject: string | undefined;
  /** Class references of RequestedAuthnContext, and how they are compared. */
  readonly contexts: readonly string[];
  readonly comparison: 'exact' | 'minimum' | 'maximum' | 'better';
  readonly isPostAnswer: boolean;
}

/** A request waits for nothing: it is made and sent in one go, give or take the clocks. */
const MAX_AGE_SECONDS = 300;
const COMPARISONS = ['exact', 'minimum', 'maximum', 'better'] as const;

export interface Expected {
  readonly saml: SamlSettings;
  readonly destination: string;
  readonly now: Date;
  readonly signed: boolean;
}

/** What every request has: SAML Core §3.2.1. Throws what a page tells. */
export function checkRequest(root: Element, name: string, expected: Expected): { id: string } {
  const { saml, destination, now, signed } = expected;
  if (!isNamed(root, PROTOCOL, name))
    throw new MusterError('saml_request_invalid', { what: 'another message' });
  if (attributeOf(root, 'Version') !== '2.0')
    throw new MusterError('saml_request_invalid', { what: 'Version' });
  const id = attributeOf(root, 'ID') ?? '';
  // NCName, of a length that nobody needs to exceed.
  if (!/^[A-Za-z_][\w.-]{0,255}$/.test(id)) throw new MusterError('saml_request_invalid', { what: 'ID' });
  const issuer = onlyChild(root, ASSERTION, 'Issuer');
  if (issuer === undefined || textOf(issuer) !== saml.spEntityId) throw new MusterError('saml_issuer_other');
  const sentTo = attributeOf(root, 'Destination');
  if (sentTo === undefined ? signed : sentTo !== destination) {
    throw new MusterError('saml_destination_other', { destination });
  }
  checkInstant(attributeOf(root, 'IssueInstant'), saml.clockSkewSeconds, now);
  return { id };
}

/** Reads an AuthnRequest. Throws what a page tells, since no address can be trusted with an answer. */
export function readAuthnRequest(root: Element, expected: Expected): AuthnRequest {
  const { id } = checkRequest(root, 'AuthnRequest', expected);
  const policy = onlyChild(root, PROTOCOL, 'NameIDPolicy');
  const wanted = onlyChild(root, PROTOCOL, 'RequestedAuthnContext');
  const subject = onlyChild(root, ASSERTION, 'Subject');
  const binding = attributeOf(root, 'ProtocolBinding');
  const references = wanted ? childrenOf(wanted) : [];
  return {
    id,
    acsUrl: acsOf(root, expected.saml),
    forceAuthn: booleanOf(root, 'ForceAuthn'),
    isPassive: booleanOf(root, 'IsPassive'),
    nameIdFormat: policy && attributeOf(policy, 'Format'),
    spNameQualifier: policy && attributeOf(policy, 'SPNameQualifier'),
    subject: subject && (textOf(onlyChild(subject, ASSERTION, 'NameID')) ?? ''),
    // A declaration instead of a class is something we never have; it stays a reference that nothing matches.
    contexts: references.map((reference) =>
      isNamed(reference, ASSERTION, 'AuthnContextClassRef') ? (textOf(reference) ?? '') : '',
    ),
    comparison: COMPARISONS.find((name) => wanted && attributeOf(wanted, 'Comparison') === name) ?? 'exact',
    isPostAnswer: binding === undefined || binding === POST_BINDING,
  };
}

/** SAML Core §3.4.1: an address or an index, not both; the first address where neither is given. */
function acsOf(root: Element, { acsUrls }: SamlSettings): string {
  const url = attributeOf(root, 'AssertionConsumerServiceURL');
  const index = attributeOf(root, 'AssertionConsumerServiceIndex');
  if (url !== undefined && index !== undefined) {
    throw new MusterError('saml_request_invalid', { what: 'AssertionConsumerServiceURL beside an index' });
  }
  const found =
    index === undefined
      ? acsUrls.find((known) => url === undefined || known === url)
      : /^\d{1,2}$/.test(index)
        ? acsUrls[Number(index)]
        : undefined;
  if (found === undefined) throw new MusterError('saml_acs_unknown');
  return found;
}

/** Not older than a few minutes and not from the future, by the skew that is allowed to clocks. */
function checkInstant(text: string | undefined, skewSeconds: number, now: Date): void {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/.test(text ?? '')) {
    throw new MusterError('saml_request_invalid', { what: 'IssueInstant' });
  }
  const age = (now.getTime() - Date.parse(text ?? '')) / 1000;
  if (!(age >= -skewSeconds && age <= MAX_AGE_SECONDS + skewSeconds)) {
    throw new MusterError('saml_request_expired', { seconds: skewSeconds });
  }
}

function booleanOf(element: Element, name: string): boolean {
  return ['true', '1'].includes(attributeOf(element, name) ?? '');
}
