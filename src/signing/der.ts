/** Writes the few DER forms (X.690) that a certificate is made of. */

/** One value: tag, length, content. */
export function element(tag: number, ...content: Uint8Array[]): Buffer {
  const body = Buffer.concat(content);
  return Buffer.concat([Buffer.from([tag]), lengthOf(body.length), body]);
}

export const sequence = (...content: Uint8Array[]) => element(0x30, ...content);
export const setOf = (...content: Uint8Array[]) => element(0x31, ...content);
export const octetString = (content: Uint8Array) => element(0x04, content);
export const utf8String = (text: string) => element(0x0c, Buffer.from(text, 'utf8'));
export const bool = (value: boolean) => element(0x01, Buffer.from([value ? 0xff : 0]));
/** `[number] EXPLICIT`. */
export const explicit = (number: number, content: Uint8Array) => element(0xa0 | number, content);

/** A number that is not negative, given as its big-endian bytes. */
export function integer(bytes: Uint8Array): Buffer {
  let from = 0;
  while (from < bytes.length - 1 && bytes[from] === 0) from++;
  const digits = bytes.subarray(from);
  const padded = digits.length === 0 || digits[0]! >= 0x80 ? [Buffer.from([0]), digits] : [digits];
  return element(0x02, ...padded);
}

/** Bits that fill the bytes but for the last `unused` ones. */
export const bitString = (bytes: Uint8Array, unused = 0) => element(0x03, Buffer.from([unused]), bytes);

/** An object identifier such as `2.5.4.3`. */
export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return element(0x06, Buffer.from([first * 40 + second, ...rest].flatMap(base128)));
}

/** UTCTime up to 2049 and GeneralizedTime from 2050 on, as RFC 5280 §4.1.2.5 asks; fractions of a second are cut. */
export function time(at: Date): Buffer {
  const digits = at
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(/[-:T]/g, '');
  return at.getUTCFullYear() < 2050
    ? element(0x17, Buffer.from(digits.slice(2), 'latin1'))
    : element(0x18, Buffer.from(digits, 'latin1'));
}

function base128(value: number): number[] {
  const bytes = [value % 128];
  for (let left = Math.floor(value / 128); left > 0; left = Math.floor(left / 128))
    bytes.unshift((left % 128) + 128);
  return bytes;
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const bytes: number[] = [];
  for (let left = length; left > 0; left = Math.floor(left / 256)) bytes.unshift(left % 256);
  return Buffer.from([0x80 | bytes.length, ...bytes]);
}
