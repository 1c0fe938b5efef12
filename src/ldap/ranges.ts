import { protocolError } from './ber.ts';
import type { LdapConnection } from './connection.ts';
import type { LdapEntry } from './entry.ts';
import { present } from './filter.ts';
import { search } from './reader.ts';

export interface RangedValues {
  values: string[];
  /** The further answers as sent, for the hash of the whole object. */
  raw: Buffer[];
}

interface Piece {
  values: string[];
  /** Where the next piece begins; undefined after the last. */
  next: number | undefined;
}

/**
 * All values of an attribute that came only in part, as `member;range=0-1499` (MS-ADTS 3.1.1.3.1.3.3: Windows cuts at
 * 1,500 values by itself and leaves an empty `member` beside it). Undefined when the entry holds no range of it.
 */
export async function readRanges(
  connection: LdapConnection,
  entry: LdapEntry,
  attribute: string,
): Promise<RangedValues | undefined> {
  let piece = rangeOf(entry, attribute, 0);
  if (!piece) return undefined;
  const dn = entry.dn;
  const values = piece.values;
  const raw: Buffer[] = [];
  while (piece.next !== undefined) {
    const from: number = piece.next;
    const attributes = [`${attribute};range=${from}-*`];
    const [more] = await search(connection, {
      base: dn,
      scope: 'base',
      filter: present('objectClass'),
      attributes,
    });
    if (!more) throw protocolError(`${dn} vanished while its ${attribute} was read`);
    raw.push(more.raw);
    // Beyond the last value there is no such attribute: the group has become smaller meanwhile.
    piece = rangeOf(more, attribute, from) ?? { values: [], next: undefined };
    for (const value of piece.values) values.push(value);
  }
  return { values, raw };
}

function rangeOf(entry: LdapEntry, attribute: string, from: number): Piece | undefined {
  const prefix = `${attribute.toLowerCase()};range=`;
  let piece: Piece | undefined;
  entry.visit((name, reader, end) => {
    if (!name.toLowerCase().startsWith(prefix)) {
      reader.offset = end;
      return;
    }
    const values: string[] = [];
    while (reader.offset < end) values.push(reader.text());
    const bounds = /^(\d{1,9})-(\d{1,9}|\*)$/.exec(name.slice(prefix.length));
    const last = bounds?.[2] === '*' ? undefined : Number(bounds?.[2]);
    const fits = Number(bounds?.[1]) === from && (last === undefined || (values.length > 0 && last >= from));
    if (!fits) throw protocolError(`range ${name} where one from ${from} was due`);
    piece = { values, next: last === undefined ? undefined : last + 1 };
  });
  return piece;
}
