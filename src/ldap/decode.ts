import { isUtf8 } from 'node:buffer';
import type { Attributes, AttributeValue } from '../sources/source.ts';
import type { BerReader } from './ber.ts';
import type { LdapEntry } from './entry.ts';

/** Text for a value that is none by itself; undefined leaves the value out. */
export type ValueDecoder = (value: Buffer) => string | undefined;

/**
 * The attributes of an entry that `spelling` names (lower case → wanted spelling, since servers differ in case): one
 * value as text, several as a list, none as absent. Whatever else a server sends is left out. Values that are no
 * UTF-8 (pictures, certificates) become Base64; `binary` decodes known ones (by lower-case name) its own way.
 */
export function decodeAttributes(
  entry: LdapEntry,
  spelling: ReadonlyMap<string, string>,
  binary?: ReadonlyMap<string, ValueDecoder>,
): Attributes {
  const attributes: Attributes = {};
  entry.visit((sent, reader, end) => {
    const lower = sent.toLowerCase();
    const name = spelling.get(lower);
    const value = name === undefined ? undefined : decodeValues(reader, end, binary?.get(lower));
    if (value !== undefined) attributes[name!] = value;
    reader.offset = end;
  });
  return attributes;
}

function decodeValues(
  reader: BerReader,
  end: number,
  decode: ValueDecoder | undefined,
): AttributeValue | undefined {
  let first: string | undefined;
  let all: string[] | undefined;
  while (reader.offset < end) {
    const text = decode ? decode(reader.bytes()) : textOf(reader);
    if (text === undefined) continue;
    if (first === undefined) first = text;
    else if (all) all.push(text);
    else all = [first, text];
  }
  return all ?? first;
}

function textOf(reader: BerReader): string {
  const start = reader.offset;
  const text = reader.text();
  if (!text.includes('\ufffd')) return text;
  reader.offset = start;
  const value = reader.bytes();
  return isUtf8(value) ? text : value.toString('base64');
}
