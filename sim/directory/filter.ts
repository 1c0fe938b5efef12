import { type BerReader, protocolError } from '../../src/ldap/ber.ts';
import { type Entry, type Value, valuesOf } from './entry.ts';
import { syntaxOf } from './schema.ts';
import type { DirectoryStore } from './store.ts';

export type Filter = (entry: Entry) => boolean;

const BIT_AND = '1.2.840.113556.1.4.803';
const BIT_OR = '1.2.840.113556.1.4.804';
const IN_CHAIN = '1.2.840.113556.1.4.1941';
const NOTHING: Filter = () => false;

/**
 * Reads a filter (RFC 4511 §4.5.1.7) with the meanings of Active Directory (MS-ADTS 3.1.1.3.1.3): approximate is equal,
 * an absent attribute is unequal, wildcards never match a DN, a rule it does not know matches nothing.
 */
export function readFilter(reader: BerReader, store: DirectoryStore): Filter {
  const tag = reader.peek();
  switch (tag) {
    case 0xa0:
    case 0xa1: {
      const inner = reader.sub(tag);
      const parts: Filter[] = [];
      while (inner.more) parts.push(readFilter(inner, store));
      return tag === 0xa0
        ? (entry) => parts.every((part) => part(entry))
        : (entry) => parts.some((part) => part(entry));
    }
    case 0xa2: {
      const part = readFilter(reader.sub(tag), store);
      return (entry) => !part(entry);
    }
    case 0xa3:
    case 0xa8: {
      const { attribute, value } = readAssertion(reader, tag);
      return equality(store, attribute, value);
    }
    case 0xa4:
      return readSubstrings(reader.sub(tag));
    case 0xa5:
    case 0xa6: {
      const { attribute, value } = readAssertion(reader, tag);
      return order(attribute, value, tag === 0xa5 ? (sign) => sign >= 0 : (sign) => sign <= 0);
    }
    case 0x87: {
      const attribute = reader.text(tag).toLowerCase();
      return (entry) => valuesOf(entry, attribute).length > 0;
    }
    case 0xa9:
      return readExtensible(reader.sub(tag), store);
    default:
      throw protocolError(`no filter begins with ${tag}`);
  }
}

function readAssertion(reader: BerReader, tag: number): { attribute: string; value: Buffer } {
  const inner = reader.sub(tag);
  return { attribute: inner.text().toLowerCase(), value: inner.bytes() };
}

function equality(store: DirectoryStore, attribute: string, value: Buffer): Filter {
  const text = value.toString('utf8');
  switch (syntaxOf(attribute)) {
    case 'bytes':
      return (entry) => valuesOf(entry, attribute).some((own) => value.equals(own as Buffer));
    case 'link': {
      // Looked up once per search, then compared by object: a DN need not be spelled as we spell it.
      const target = store.find(text);
      return target ? (entry) => entry.links.get(attribute)?.has(target) === true : NOTHING;
    }
    case 'dn': {
      if (attribute === 'distinguishedname') {
        const target = store.find(text);
        return (entry) => entry === target;
      }
      // Active Directory takes the display name of a class for the DN of its schema object.
      const wanted = text.includes('=') ? fold(text) : undefined;
      const prefix = `cn=${fold(text)},cn=schema,`;
      return (entry) =>
        valuesOf(entry, attribute).some((own) =>
          wanted === undefined ? fold(own).startsWith(prefix) : fold(own) === wanted,
        );
    }
    case 'integer': {
      const wanted = toInteger(text);
      if (wanted === undefined) return NOTHING;
      return (entry) => valuesOf(entry, attribute).some((own) => BigInt(String(own)) === wanted);
    }
    default: {
      const wanted = fold(text);
      return (entry) => valuesOf(entry, attribute).some((own) => fold(own) === wanted);
    }
  }
}

function order(attribute: string, value: Buffer, accepts: (sign: number) => boolean): Filter {
  const text = value.toString('utf8');
  if (syntaxOf(attribute) === 'integer') {
    const bound = toInteger(text);
    if (bound === undefined) return NOTHING;
    return (entry) => valuesOf(entry, attribute).some((own) => accepts(compare(BigInt(String(own)), bound)));
  }
  const bound = fold(text);
  return (entry) => valuesOf(entry, attribute).some((own) => accepts(compare(fold(own), bound)));
}

function readSubstrings(inner: BerReader): Filter {
  const attribute = inner.text().toLowerCase();
  const parts: { tag: number; text: string }[] = [];
  const list = inner.sub(0x30);
  while (list.more) {
    const tag = list.peek();
    parts.push({ tag, text: fold(list.text(tag)) });
  }
  if (syntaxOf(attribute) !== 'text') return NOTHING;
  return (entry) => valuesOf(entry, attribute).some((own) => hasParts(fold(own), parts));
}

function hasParts(text: string, parts: readonly { tag: number; text: string }[]): boolean {
  let from = 0;
  for (const part of parts) {
    if (part.tag === 0x82) return text.length - from >= part.text.length && text.endsWith(part.text);
    const at = text.indexOf(part.text, from);
    if (at < 0 || (part.tag === 0x80 && at !== 0)) return false;
    from = at + part.text.length;
  }
  return true;
}

function readExtensible(inner: BerReader, store: DirectoryStore): Filter {
  const rule = inner.peek() === 0x81 ? inner.text(0x81) : '';
  const attribute = inner.peek() === 0x82 ? inner.text(0x82).toLowerCase() : '';
  const value = inner.bytes(0x83);
  if (inner.more) inner.skip();
  const text = value.toString('utf8');
  switch (rule) {
    case '':
      return equality(store, attribute, value);
    case BIT_AND:
    case BIT_OR: {
      const bits = toInteger(text);
      if (bits === undefined || syntaxOf(attribute) !== 'integer') return NOTHING;
      return (entry) =>
        valuesOf(entry, attribute).some((own) => {
          const common = BigInt(String(own)) & bits;
          return rule === BIT_AND ? common === bits : common !== 0n;
        });
    }
    case IN_CHAIN: {
      const target = store.find(text);
      if (!target || syntaxOf(attribute) !== 'link') return NOTHING;
      return (entry) => reaches(entry, attribute, target, new Set());
    }
    default:
      return NOTHING;
  }
}

function reaches(entry: Entry, attribute: string, target: Entry, seen: Set<Entry>): boolean {
  for (const next of entry.links.get(attribute) ?? []) {
    if (next === target) return true;
    if (seen.has(next)) continue;
    seen.add(next);
    if (reaches(next, attribute, target, seen)) return true;
  }
  return false;
}

function fold(value: Value): string {
  return String(value).normalize('NFC').toLowerCase();
}

function toInteger(text: string): bigint | undefined {
  return /^-?\d+$/.test(text) ? BigInt(text) : undefined;
}

function compare<T extends string | bigint>(left: T, right: T): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
