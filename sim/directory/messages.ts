import { BerReader, integer, octets, sequence, Tag, tlv } from '../../src/ldap/ber.ts';
import { message, Op, PAGED_RESULTS } from '../../src/ldap/messages.ts';
import type { Value } from './entry.ts';

/** RFC 4511 appendix A. */
export const Code = {
  success: 0,
  operationsError: 1,
  protocolError: 2,
  sizeLimitExceeded: 4,
  authMethodNotSupported: 7,
  referral: 10,
  unavailableCriticalExtension: 12,
  noSuchObject: 32,
  invalidDnSyntax: 34,
  invalidCredentials: 49,
  unavailable: 52,
  unwillingToPerform: 53,
} as const;

export interface Result {
  code: number;
  message?: string;
  matchedDn?: string;
  referral?: string;
}

export type Scope = 'base' | 'one' | 'sub';

/** What follows `base` to `typesOnly` in a search request is the filter, which the store has to read. */
export interface SearchHead {
  base: string;
  scope: Scope;
  sizeLimit: number;
  typesOnly: boolean;
}

export interface Controls {
  paged?: { size: number; cookie: Buffer };
  /** LDAP_SERVER_DOMAIN_SCOPE_OID: no references, please. */
  domainScope: boolean;
  /** A critical control this server does not know. */
  unknown?: string;
}

export const DOMAIN_SCOPE = '1.2.840.113556.1.4.1339';
const NOTICE_OF_DISCONNECTION = '1.3.6.1.4.1.1466.20036';
const SCOPES = ['base', 'one', 'sub'] as const;
const CONTROLS = 0xa0;
const DELETE_REQUEST = 0x4a;

export function readSearchHead(operation: BerReader): SearchHead {
  const base = operation.text();
  const scope = SCOPES[operation.int(Tag.enumerated)] ?? 'sub';
  operation.skip();
  const sizeLimit = operation.int();
  operation.skip();
  return { base, scope, sizeLimit, typesOnly: operation.bool() };
}

export function readAttributeList(operation: BerReader): string[] {
  const list = operation.sub(Tag.sequence);
  const names: string[] = [];
  while (list.more) names.push(list.text());
  return names;
}

/** The controls behind an operation, if there are any. */
export function readControls(envelope: BerReader): Controls {
  const controls: Controls = { domainScope: false };
  if (envelope.peek() !== CONTROLS) return controls;
  const list = envelope.sub(CONTROLS);
  while (list.more) {
    const control = list.sub(Tag.sequence);
    const type = control.text();
    const critical = control.peek() === Tag.boolean && control.bool();
    if (type === PAGED_RESULTS) {
      const value = new BerReader(control.bytes()).sub(Tag.sequence);
      controls.paged = { size: value.int(), cookie: Buffer.from(value.bytes()) };
    } else if (type === DOMAIN_SCOPE) controls.domainScope = true;
    else if (critical) controls.unknown = type;
  }
  return controls;
}

export function resultMessage(id: number, tag: number, result: Result, cookie?: Buffer): Buffer {
  const operation = tlv(tag, ...resultParts(result));
  return message(id, operation, cookie === undefined ? [] : [pagedAnswer(cookie)]);
}

function resultParts(result: Result): Buffer[] {
  const parts = [
    integer(result.code, Tag.enumerated),
    octets(result.matchedDn ?? ''),
    octets(result.message ?? ''),
  ];
  if (result.referral !== undefined) parts.push(tlv(0xa3, octets(result.referral)));
  return parts;
}

function pagedAnswer(cookie: Buffer): Buffer {
  return sequence(octets(PAGED_RESULTS), octets(sequence(integer(0), octets(cookie))));
}

export function entryMessage(
  id: number,
  dn: string,
  attributes: ReadonlyMap<string, readonly Value[]>,
): Buffer {
  const list = Array.from(attributes, ([name, values]) =>
    sequence(octets(name), tlv(Tag.set, ...values.map((value) => octets(value)))),
  );
  return message(id, tlv(Op.searchEntry, octets(dn), sequence(...list)));
}

export function referenceMessage(id: number, url: string): Buffer {
  return message(id, tlv(Op.searchReference, octets(url)));
}

/** What a server says before it ends a connection on which it no longer understands the client (RFC 4511 §4.4.1). */
export function disconnectionNotice(): Buffer {
  const parts = resultParts({ code: Code.protocolError, message: 'malformed request' });
  return message(0, tlv(Op.extendedResponse, ...parts, octets(NOTICE_OF_DISCONNECTION, 0x8a)));
}

/** The response that belongs to a request: one tag further on, but for deletion, whose request is primitive. */
export function responseTag(requestTag: number): number {
  return requestTag === DELETE_REQUEST ? 0x6b : requestTag + 1;
}
