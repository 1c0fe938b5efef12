import { BerReader, protocolError, Tag } from './ber.ts';
import { Op } from './messages.ts';

/** An attribute name made ready for comparison with raw bytes, ASCII case ignored. */
export interface AttributeName {
  readonly text: string;
  readonly lower: Buffer;
}

export function attributeName(text: string): AttributeName {
  return { text, lower: Buffer.from(text.toLowerCase(), 'latin1') };
}

/**
 * A SearchResultEntry as a view on the message it came in: nothing is decoded before it is asked for, so an entry
 * that turns out unchanged costs a look-up and a hash. Malformed content throws `ldap_protocol` when it is reached.
 */
export class LdapEntry {
  private readonly buffer: Buffer;
  private readonly start: number;
  private readonly end: number;

  /** `reader` stands before the operation of a SearchResultEntry message. */
  constructor(reader: BerReader) {
    this.end = reader.enter(Op.searchEntry);
    this.start = reader.offset;
    this.buffer = reader.buffer;
    reader.offset = this.end;
  }

  get dn(): string {
    return this.body().text();
  }

  get size(): number {
    return this.end - this.start;
  }

  /** DN and attributes as the server sent them, without message id and controls. */
  get raw(): Buffer {
    return this.buffer.subarray(this.start, this.end);
  }

  /** First value of an attribute, as a view; undefined when it is not there or has no value. */
  first(name: AttributeName): Buffer | undefined {
    const values = this.find(name);
    return values?.more ? values.bytes() : undefined;
  }

  firstText(name: AttributeName): string | undefined {
    const values = this.find(name);
    return values?.more ? values.text() : undefined;
  }

  texts(name: AttributeName): string[] {
    const values = this.find(name);
    const texts: string[] = [];
    while (values?.more) texts.push(values.text());
    return texts;
  }

  /**
   * Calls `visit` for each attribute in the order sent, with its name as the server spells it (options included) and
   * the one shared reader standing before the first value; values end at offset `end`, where it must be left.
   */
  visit(visit: (name: string, reader: BerReader, end: number) => void): void {
    const reader = this.list();
    while (reader.more) {
      const next = reader.enter(Tag.sequence);
      const name = reader.text();
      const end = reader.enter(Tag.set);
      if (end > next) throw protocolError('values beyond their attribute');
      visit(name, reader, end);
      if (reader.offset !== end) throw protocolError('value beyond its attribute');
      reader.offset = next;
    }
  }

  private find(name: AttributeName): BerReader | undefined {
    const { buffer } = this;
    const { lower } = name;
    const list = this.list();
    while (list.more) {
      const next = list.enter(Tag.sequence);
      const nameEnd = list.enter(Tag.octets);
      if (nameEnd - list.offset === lower.length && sameName(buffer, list.offset, lower)) {
        return new BerReader(buffer, nameEnd, next).sub(Tag.set);
      }
      list.offset = next;
    }
    return undefined;
  }

  private body(): BerReader {
    return new BerReader(this.buffer, this.start, this.end);
  }

  private list(): BerReader {
    const body = this.body();
    body.skip();
    return body.sub(Tag.sequence);
  }
}

function sameName(buffer: Buffer, offset: number, lower: Buffer): boolean {
  for (let i = 0; i < lower.length; i++) {
    const byte = buffer[offset + i]!;
    if ((byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte) !== lower[i]) return false;
  }
  return true;
}
