import { MusterError } from '../errors/error.ts';
import { boolean, octets, tlv } from './ber.ts';

const MAX_FILTER_DEPTH = 32;

/** Tags of RFC 4511 §4.5.1.7. */
const Choice = {
  and: 0xa0,
  or: 0xa1,
  not: 0xa2,
  equal: 0xa3,
  substrings: 0xa4,
  atLeast: 0xa5,
  atMost: 0xa6,
  present: 0x87,
  approximate: 0xa8,
  extensible: 0xa9,
} as const;
const COMPARISONS: Record<string, number> = {
  '=': Choice.equal,
  '>=': Choice.atLeast,
  '<=': Choice.atMost,
  '~=': Choice.approximate,
};

export function and(...filters: Buffer[]): Buffer {
  return filters.length === 1 ? filters[0]! : tlv(Choice.and, ...filters);
}

export function or(...filters: Buffer[]): Buffer {
  return filters.length === 1 ? filters[0]! : tlv(Choice.or, ...filters);
}

export function equals(attribute: string, value: string | Buffer): Buffer {
  return tlv(Choice.equal, octets(attribute), octets(value));
}

export function present(attribute: string): Buffer {
  return octets(attribute, Choice.present);
}

/** True for values that hold `text` anywhere; as BER the text needs no escapes and has no wildcards. */
export function contains(attribute: string, text: string): Buffer {
  return tlv(Choice.substrings, octets(attribute), tlv(0x30, octets(text, 0x81)));
}

/**
 * A filter in its text form (RFC 4515) as BER. White space between the parts is allowed, as people paste filters over
 * several lines. Throws `ldap_filter_invalid` with the name of the setting and the place where reading stopped.
 */
export function parseFilter(text: string, field: string): Buffer {
  const source = new FilterSource(text, field);
  source.space();
  const filter = parse(source, 0);
  source.space();
  if (source.at !== text.length) source.refuse();
  return filter;
}

/** The text and how far it is read. */
class FilterSource {
  readonly text: string;
  readonly field: string;
  at = 0;

  constructor(text: string, field: string) {
    this.text = text;
    this.field = field;
  }

  get next(): string | undefined {
    return this.text[this.at];
  }

  expect(character: string): void {
    if (this.next !== character) this.refuse();
    this.at++;
  }

  space(): void {
    while (/^[ \t\r\n]$/.test(this.next ?? '')) this.at++;
  }

  match(sticky: RegExp): RegExpExecArray {
    sticky.lastIndex = this.at;
    const found = sticky.exec(this.text) ?? this.refuse();
    this.at = sticky.lastIndex;
    return found;
  }

  refuse(at = this.at): never {
    const near = this.text.slice(at, at + 20);
    throw new MusterError('ldap_filter_invalid', { field: this.field, position: at + 1, near });
  }
}

function parse(source: FilterSource, depth: number): Buffer {
  if (depth > MAX_FILTER_DEPTH) source.refuse();
  source.expect('(');
  source.space();
  const filter = parseContent(source, depth);
  source.expect(')');
  return filter;
}

function parseContent(source: FilterSource, depth: number): Buffer {
  const operator = source.next;
  if (operator !== '&' && operator !== '|' && operator !== '!') return parseItem(source);
  source.at++;
  source.space();
  const parts: Buffer[] = [];
  while (source.next === '(') {
    parts.push(parse(source, depth + 1));
    source.space();
  }
  if (parts.length === 0 || (operator === '!' && parts.length > 1)) source.refuse();
  if (operator === '!') return tlv(Choice.not, ...parts);
  return tlv(operator === '&' ? Choice.and : Choice.or, ...parts);
}

function parseItem(source: FilterSource): Buffer {
  const start = source.at;
  const [, attribute, dn, rule, operator] = source.match(
    /((?:[A-Za-z][A-Za-z0-9-]*|\d+(?:\.\d+)+)(?:;[A-Za-z0-9-]+)*)?(:dn)?(?::([A-Za-z0-9.-]+))?(:=|[~><]?=)/y,
  );
  const valueAt = source.at;
  const [value] = source.match(/[^()\0]*/y);
  if (operator === ':=') {
    if (attribute === undefined && rule === undefined) source.refuse(start);
    if (value.includes('*')) source.refuse(valueAt + value.indexOf('*'));
    return tlv(
      Choice.extensible,
      ...(rule === undefined ? [] : [octets(rule, 0x81)]),
      ...(attribute === undefined ? [] : [octets(attribute, 0x82)]),
      octets(unescapeValue(value, valueAt, source), 0x83),
      ...(dn === undefined ? [] : [boolean(true, 0x84)]),
    );
  }
  if (attribute === undefined || dn !== undefined || rule !== undefined) source.refuse(start);
  if (operator === '=' && value === '*') return present(attribute);
  if (operator === '=' && value.includes('*')) return substrings(attribute, value, valueAt, source);
  if (value.includes('*')) source.refuse(valueAt + value.indexOf('*'));
  return tlv(COMPARISONS[operator!]!, octets(attribute), octets(unescapeValue(value, valueAt, source)));
}

function substrings(attribute: string, value: string, valueAt: number, source: FilterSource): Buffer {
  const pieces = value.split('*');
  const last = pieces.length - 1;
  const parts: Buffer[] = [];
  let at = valueAt;
  for (const [index, piece] of pieces.entries()) {
    if (piece !== '')
      parts.push(octets(unescapeValue(piece, at, source), index === 0 ? 0x80 : index === last ? 0x82 : 0x81));
    else if (index > 0 && index < last) source.refuse(at);
    at += piece.length + 1;
  }
  return tlv(Choice.substrings, octets(attribute), tlv(0x30, ...parts));
}

function unescapeValue(value: string, valueAt: number, source: FilterSource): Buffer {
  if (!value.includes('\\')) return Buffer.from(value, 'utf8');
  const bytes: Buffer[] = [];
  let from = 0;
  for (let at = value.indexOf('\\'); at >= 0; at = value.indexOf('\\', from)) {
    const hex = value.slice(at + 1, at + 3);
    if (!/^[0-9a-fA-F]{2}$/.test(hex)) source.refuse(valueAt + at);
    bytes.push(Buffer.from(value.slice(from, at), 'utf8'), Buffer.from(hex, 'hex'));
    from = at + 3;
  }
  bytes.push(Buffer.from(value.slice(from), 'utf8'));
  return Buffer.concat(bytes);
}
