import { MAX_MESSAGE_BYTES, protocolError, Tag } from './ber.ts';

const NONE = Buffer.alloc(0);

/**
 * Cuts a byte stream into whole LDAPMessages (RFC 4511 §4.1.1). Messages are views on the chunk they came in; only one
 * that lies across chunks is put together anew, once, when all its chunks are there.
 */
export class FrameSplitter {
  private chunks: Buffer[] = [];
  private held = 0;
  /** Bytes to hold before looking again: the length of the message begun, or of its header. */
  private wanted = 2;
  private readonly limit: number;

  constructor(limit = MAX_MESSAGE_BYTES) {
    this.limit = limit;
  }

  /** True when a message has begun and is not complete; at the end of a stream that means it was cut. */
  get partial(): boolean {
    return this.held > 0;
  }

  /**
   * The messages completed by `chunk`, in order, each with its outer header. Throws `ldap_protocol` on anything but
   * a SEQUENCE of definite length within the limit.
   */
  push(chunk: Buffer): Buffer[] {
    this.chunks.push(chunk);
    this.held += chunk.length;
    if (this.held < this.wanted) return [];
    const data = this.chunks.length === 1 ? chunk : Buffer.concat(this.chunks, this.held);
    const messages: Buffer[] = [];
    let at = 0;
    for (;;) {
      this.wanted = messageLength(data, at, this.limit);
      if (this.wanted > data.length - at) break;
      messages.push(data.subarray(at, at + this.wanted));
      at += this.wanted;
    }
    const rest = at === data.length ? NONE : data.subarray(at);
    this.chunks = rest.length === 0 ? [] : [rest];
    this.held = rest.length;
    return messages;
  }
}

/** Length of the message at `at` with its header; where the header is not all there, one byte more than is there. */
function messageLength(data: Buffer, at: number, limit: number): number {
  const left = data.length - at;
  if (left > 0 && data[at] !== Tag.sequence)
    throw protocolError(`message begins with 0x${data[at]!.toString(16)}`);
  if (left < 2) return 2;
  const first = data[at + 1]!;
  if (first < 0x80) return 2 + first;
  const count = first & 0x7f;
  if (count < 1 || count > 4) throw protocolError(`message length of ${count} bytes`);
  if (left < 2 + count) return 2 + count;
  const length = data.readUIntBE(at + 2, count);
  if (length > limit) throw protocolError(`message of ${length} bytes, more than ${limit}`);
  return 2 + count + length;
}
