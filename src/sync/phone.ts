/**
 * Splits a telephone number as directories hold it (`+86 139-0013-9000`, `0086…`, `(415) 555…`) into region and
 * number, digits only (IDaaS: region 1-6 digits, number 6-15). Country codes after ITU-T E.164: 1 and 7 have one
 * digit, the codes listed have two, all others three. A number without a country code takes `defaultRegion`.
 * Returns null for what is no full number (an extension, a word).
 */
export function splitPhone(
  text: string,
  defaultRegion = '86',
): { phoneRegion: string; phoneNumber: string } | null {
  const trimmed = text.trim();
  if (!/^[+0-9 ().\-/\u00a0]+$/.test(trimmed)) return null;
  const digits = trimmed.replace(/[^0-9]/g, '');
  const international = trimmed.startsWith('+') ? digits : digits.startsWith('00') ? digits.slice(2) : null;
  const [region, number] = international === null ? [defaultRegion, digits] : cut(international);
  return number.length >= 6 && number.length <= 15 ? { phoneRegion: region, phoneNumber: number } : null;
}

const TWO_DIGITS = new Set(
  '20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98'.split(
    ' ',
  ),
);

function cut(digits: string): [string, string] {
  const length =
    digits.startsWith('1') || digits.startsWith('7') ? 1 : TWO_DIGITS.has(digits.slice(0, 2)) ? 2 : 3;
  return [digits.slice(0, length), digits.slice(length)];
}
