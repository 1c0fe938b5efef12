import { type BerReader, boolean, integer, octets, protocolError, sequence, Tag, tlv } from './ber.ts';

/** Tags of the protocol operations (RFC 4511 §4.2 to §4.13). */
export const Op = {
  bindRequest: 0x60,
  bindResponse: 0x61,
  unbindRequest: 0x42,
  searchRequest: 0x63,
  searchEntry: 0x64,
  searchDone: 0x65,
  searchReference: 0x73,
  extendedRequest: 0x77,
  extendedResponse: 0x78,
  intermediateResponse: 0x79,
} as const;

export const PAGED_RESULTS = '1.2.840.113556.1.4.319';
export const START_TLS = '1.3.6.1.4.1.1466.20037';

const CONTROLS = 0xa0;
const REFERRAL = 0xa3;
const SCOPES = { base: 0, one: 1, sub: 2 } as const;

/** `filter` is a filter already in BER (`parseFilter`). Attributes `['1.1']` asks for none. */
export interface SearchRequest {
  base: string;
  scope: keyof typeof SCOPES;
  filter: Buffer;
  attributes: readonly string[];
  /** 0 or absent: no limit of ours. */
  sizeLimit?: number;
}

/** An LDAPResult (RFC 4511 §4.1.9). */
export interface LdapResult {
  code: number;
  matchedDn: string;
  message: string;
  referrals: string[];
}

/** One LDAPMessage ready to send. */
export function message(id: number, operation: Buffer, controls: readonly Buffer[] = []): Buffer {
  return controls.length === 0
    ? sequence(integer(id), operation)
    : sequence(integer(id), operation, tlv(CONTROLS, ...controls));
}

/** A simple bind, version 3 (RFC 4511 §4.2). */
export function bindRequest(name: string, password: string): Buffer {
  return tlv(Op.bindRequest, integer(3), octets(name), octets(password, 0x80));
}

export function unbindRequest(): Buffer {
  return tlv(Op.unbindRequest);
}

export function startTlsRequest(): Buffer {
  return tlv(Op.extendedRequest, octets(START_TLS, 0x80));
}

export function searchRequest(request: SearchRequest): Buffer {
  return tlv(
    Op.searchRequest,
    octets(request.base),
    integer(SCOPES[request.scope], Tag.enumerated),
    integer(0, Tag.enumerated),
    integer(request.sizeLimit ?? 0),
    integer(0),
    boolean(false),
    request.filter,
    sequence(...request.attributes.map((name) => octets(name))),
  );
}

/** The paging control, critical: a server that cannot page must refuse instead of cutting the answer (RFC 2696). */
export function pagedResults(size: number, cookie: Buffer): Buffer {
  return sequence(octets(PAGED_RESULTS), boolean(true), octets(sequence(integer(size), octets(cookie))));
}

/** Reads the LDAPResult inside the response operation `tag`; the reader then stands before the controls. */
export function readResult(reader: BerReader, tag: number): LdapResult {
  const inner = reader.sub(tag);
  const result: LdapResult = {
    code: inner.int(Tag.enumerated),
    matchedDn: inner.text(),
    message: inner.text(),
    referrals: [],
  };
  if (inner.peek() === REFERRAL) {
    const urls = inner.sub(REFERRAL);
    while (urls.more) result.referrals.push(urls.text());
  }
  return result;
}

/** The cookie of the paging control behind a result, empty at the last page; undefined when there is no such control. */
export function readPagedCookie(reader: BerReader): Buffer | undefined {
  if (reader.peek() !== CONTROLS) return undefined;
  const controls = reader.sub(CONTROLS);
  while (controls.more) {
    const control = controls.sub(Tag.sequence);
    const type = control.text();
    if (control.peek() === Tag.boolean) control.skip();
    if (type !== PAGED_RESULTS) continue;
    const value = control.sub(Tag.octets).sub(Tag.sequence);
    value.int();
    return value.bytes();
  }
  return undefined;
}

/** Leaves the reader before the operation and returns the message id. */
export function readEnvelope(reader: BerReader): number {
  reader.enter(Tag.sequence);
  const id = reader.int();
  if (id < 0) throw protocolError(`message id ${id}`);
  return id;
}
