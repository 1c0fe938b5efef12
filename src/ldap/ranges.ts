import { MusterError } from '../errors/error.ts';
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

/** Far beyond any real group; a server that never ends must not fill the memory. */
const MAX_VALUES = 5_000_000;
const MAX_PIECES = 10_000;
const MAX_BYTES = 512 * 1024 * 1024;
/** All pieces of one object must have come after this many times the silence allowed. */
const PATIENCE = 60;

/**
 * All values of an attribute that came only in part, as `member;range=0-1499` (MS-ADTS 3.1.1.3.1.3.3: Windows cuts at
 * 1,500 values by itself and leaves an empty `member` beside it). Undefined when the entry holds no range of it. Throws
 * `ldap_protocol` when it does not end within 10,000 pieces, 5 million values or 512 MB, `ldap_slow` when it takes
 * 60 times `requestTimeoutMs`.
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
  const seconds = (connection.requestTimeoutMs * PATIENCE) / 1000;
  const until = performance.now() + seconds * 1000;
  let bytes = 0;
  while (piece.next !== undefined) {
    if (raw.length >= MAX_PIECES || Math.max(piece.next, values.length) > MAX_VALUES || bytes > MAX_BYTES)
      throw protocolError(`${attribute} of ${dn} does not end`);
    if (performance.now() > until)
      throw new MusterError('ldap_slow', { address: connection.address, seconds });
    const from: number = piece.next;
    const attributes = [`${attribute};range=${from}-*`];
    const [more] = await search(connection, {
      base: dn,
      scope: 'base',
      filter: present('objectClass'),
      attributes,
    });
    if (!more) throw protocolError(`${dn} vanished while its ${attribute} was read`);
    // A copy: the view would keep all else that came in the same chunk.
    raw.push(Buffer.from(more.raw));
    bytes += more.size;
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
