import { MusterError } from '../errors/error.ts';

/** A message longer than this is refused before it is buffered; the largest real ones are group entries of some MB. */
export const MAX_MESSAGE_BYTES = 64 * 1024 * 1024;
/** Nesting allowed below one message; real messages stay under 10, filters under 20. */
export const MAX_DEPTH = 64;

/** The universal tags LDAP uses (X.690 §8, RFC 4511 §5.1). */
export const Tag = {
  boolean: 0x01,
  integer: 0x02,
  octets: 0x04,
  enumerated: 0x0a,
  sequence: 0x30,
  set: 0x31,
} as const;

/** One tag-length-value, its value the concatenation of `parts`. */
export function tlv(tag: number, ...parts: Buffer[]): Buffer {
  let length = 0;
  for (const part of parts) length += part.length;
  const header = lengthBytes(length);
  const out = Buffer.allocUnsafe(1 + header + length);
  out[0] = tag;
  if (header === 1) out[1] = length;
  else {
    out[1] = 0x80 | (header - 1);
    out.writeUIntBE(length, 2, header - 1);
  }
  let offset = 1 + header;
  for (const part of parts) offset += part.copy(out, offset);
  return out;
}

function lengthBytes(length: number): number {
  if (length < 0x80) return 1;
  if (length < 0x100) return 2;
  if (length < 0x10000) return 3;
  return length < 0x1000000 ? 4 : 5;
}

export function sequence(...parts: Buffer[]): Buffer {
  return tlv(Tag.sequence, ...parts);
}

/** An OCTET STRING; text is written as UTF-8. */
export function octets(value: string | Buffer, tag: number = Tag.octets): Buffer {
  return tlv(tag, typeof value === 'string' ? Buffer.from(value, 'utf8') : value);
}

/** A signed INTEGER of up to 48 bits in its shortest form; `Tag.enumerated` for an ENUMERATED. */
export function integer(value: number, tag: number = Tag.integer): Buffer {
  let bytes = 1;
  while (bytes < 6 && (value < -(2 ** (8 * bytes - 1)) || value >= 2 ** (8 * bytes - 1))) bytes++;
  const content = Buffer.allocUnsafe(bytes);
  content.writeIntBE(value, 0, bytes);
  return tlv(tag, content);
}

export function boolean(value: boolean, tag: number = Tag.boolean): Buffer {
  return tlv(tag, Buffer.of(value ? 0xff : 0));
}

/** `what` is technical and in English in both languages: it is for the maker of the server, not for the reader. */
export function protocolError(what: string): MusterError {
  return new MusterError('ldap_protocol', { what });
}

/**
 * A cursor over BER elements inside one Buffer, bounded by `end`; nothing is copied. Every length is checked against
 * the bounds before it is used; whatever does not fit throws `ldap_protocol`. Definite lengths and one-byte tags only,
 * as LDAP demands (RFC 4511 §5.1); lengths need not be in their shortest form (AD writes four bytes always).
 */
export class BerReader {
  readonly buffer: Buffer;
  readonly end: number;
  readonly depth: number;
  offset: number;

  constructor(buffer: Buffer, offset = 0, end = buffer.length, depth = 0) {
    if (depth > MAX_DEPTH) throw protocolError(`nested more than ${MAX_DEPTH} deep`);
    this.buffer = buffer;
    this.offset = offset;
    this.end = end;
    this.depth = depth;
  }

  get more(): boolean {
    return this.offset < this.end;
  }

  /** The tag of the next element, or -1 at the end. */
  peek(): number {
    return this.offset < this.end ? this.buffer[this.offset]! : -1;
  }

  /** Moves to the first byte of the next element's value and returns the offset just after its last. */
  enter(tag: number): number {
    if (this.peek() !== tag) throw protocolError(`${hex(tag)} expected, ${hex(this.peek())} found`);
    return this.enterAny();
  }

  /** Skips the next element, whatever it is. */
  skip(): void {
    this.offset = this.enterAny();
  }

  /** The next element, which must be constructed, as a reader of its own; this one moves behind it. */
  sub(tag: number): BerReader {
    const end = this.enter(tag);
    const inner = new BerReader(this.buffer, this.offset, end, this.depth + 1);
    this.offset = end;
    return inner;
  }

  /** A view (not a copy) of the value of the next element. */
  bytes(tag: number = Tag.octets): Buffer {
    const end = this.enter(tag);
    const value = this.buffer.subarray(this.offset, end);
    this.offset = end;
    return value;
  }

  /** The value of the next element as UTF-8 text; bytes that are no UTF-8 become U+FFFD. */
  text(tag: number = Tag.octets): string {
    const end = this.enter(tag);
    const value = this.buffer.toString('utf8', this.offset, end);
    this.offset = end;
    return value;
  }

  /** A signed integer of at most 48 bits. */
  int(tag: number = Tag.integer): number {
    const end = this.enter(tag);
    const length = end - this.offset;
    if (length < 1 || length > 6) throw protocolError(`integer of ${length} bytes`);
    const value = this.buffer.readIntBE(this.offset, length);
    this.offset = end;
    return value;
  }

  bool(tag: number = Tag.boolean): boolean {
    const value = this.bytes(tag);
    if (value.length !== 1) throw protocolError(`boolean of ${value.length} bytes`);
    return value[0] !== 0;
  }

  /** Refuses what is left over, where the protocol leaves no room for extensions. */
  finish(): void {
    if (this.offset !== this.end) throw protocolError(`${this.end - this.offset} bytes too many`);
  }

  private enterAny(): number {
    const { buffer, end } = this;
    let at = this.offset;
    if (at + 2 > end) throw protocolError('element cut short');
    if ((buffer[at]! & 0x1f) === 0x1f) throw protocolError('tag of several bytes');
    let length = buffer[at + 1]!;
    at += 2;
    if (length >= 0x80) {
      const count = length & 0x7f;
      if (count < 1 || count > 4) throw protocolError(`length of ${count} bytes`);
      if (at + count > end) throw protocolError('length cut short');
      length = buffer.readUIntBE(at, count);
      at += count;
    }
    if (length > end - at) throw protocolError(`element of ${length} bytes where ${end - at} are left`);
    this.offset = at;
    return at + length;
  }
}

function hex(tag: number): string {
  return tag < 0 ? 'the end' : `0x${tag.toString(16).padStart(2, '0')}`;
}
