/**
 * Names of directory entries in one canonical spelling, so that the same entry always has the same text: attribute
 * types and values in lower case, no space around separators, inner spaces single, every character with a meaning of
 * its own as `\xx`, the parts of a multi-valued RDN sorted. In this form a comma always separates two RDNs.
 */

/** What a DN must be free of to be canonical once it is in lower case; true for nearly all real ones. */
const NOT_PLAIN = /[\\"+;#<>]| [ ,=]|[,=] |\p{Cc}|^ | $|(?:^|,)(?:\d|oid\.)/iu;
const NOT_ASCII = /[^ -~]/;
/** RFC 4514 §3: the types that may come as OID or as name. */
const NAMES: Record<string, string> = {
  '2.5.4.3': 'cn',
  '2.5.4.7': 'l',
  '2.5.4.8': 'st',
  '2.5.4.10': 'o',
  '2.5.4.11': 'ou',
  '2.5.4.6': 'c',
  '2.5.4.9': 'street',
  '0.9.2342.19200300.100.1.25': 'dc',
  '0.9.2342.19200300.100.1.1': 'uid',
};

/** The canonical spelling of a DN (RFC 4514, with the quoted and `;` forms of RFC 2253); undefined if it is no DN. */
export function normalizeDn(dn: string): string | undefined {
  if (!NOT_PLAIN.test(dn)) {
    const lower = fold(dn);
    return isPlainDn(lower) ? lower : undefined;
  }
  const rdns: string[] = [];
  let at = 0;
  for (;;) {
    const parts: string[] = [];
    let separator: string | undefined = '+';
    while (separator === '+') {
      const ava = readAva(dn, at);
      if (!ava) return undefined;
      parts.push(ava.text);
      separator = dn[ava.end];
      at = ava.end + 1;
    }
    rdns.push(parts.sort().join('+'));
    if (separator === undefined) return rdns.join(',');
  }
}

/** Every RDN has a type before its first `=`; the empty DN is none that an entry of interest can have. */
function isPlainDn(lower: string): boolean {
  for (let at = 0; ; ) {
    const equals = lower.indexOf('=', at);
    const comma = lower.indexOf(',', at);
    if (equals <= at || (comma >= 0 && comma < equals)) return false;
    for (let i = at; i < equals; i++) {
      const c = lower.charCodeAt(i);
      if (!((c >= 0x61 && c <= 0x7a) || (i > at && ((c >= 0x30 && c <= 0x39) || c === 0x2d)))) return false;
    }
    if (comma < 0) return true;
    at = comma + 1;
  }
}

/** One `type=value` from `at`, canonical, and where its separator (or the end) is. */
function readAva(dn: string, at: number): { text: string; raw?: string; end: number } | undefined {
  const typed = /[ \r\n]*(?:oid\.)?([a-z][a-z0-9-]*|\d+(?:\.\d+)+)[ \r\n]*=[ \r\n]*/iy;
  typed.lastIndex = at;
  const found = typed.exec(dn);
  if (!found) return undefined;
  const type = found[1]!.toLowerCase();
  const value = readValue(dn, typed.lastIndex);
  if (!value) return undefined;
  return { ...value, text: `${Object.hasOwn(NAMES, type) ? NAMES[type] : type}=${value.text}` };
}

/** The value of the first RDN as people read it: escapes resolved, case and spaces as written. */
export function firstValue(dn: string): string | undefined {
  const ava = readAva(dn, 0);
  return ava && (ava.raw?.trim() ?? ava.text.slice(ava.text.indexOf('=') + 1));
}

/** `raw` is the value before it was made canonical; there is none for one given as hexadecimal BER. */
function readValue(dn: string, at: number): { text: string; raw?: string; end: number } | undefined {
  const hex = /#((?:[0-9a-f]{2})+)[ \r\n]*(?=[,;+]|$)/iy;
  hex.lastIndex = at;
  const encoded = hex.exec(dn);
  if (encoded) return { text: `#${encoded[1]!.toLowerCase()}`, end: hex.lastIndex };
  const pattern =
    dn[at] === '"' ? /"((?:[^"\\]|\\[\s\S])*)"[ \r\n]*(?=[,;+]|$)/y : /((?:[^,;+"\\]|\\[\s\S])*)(?=[,;+]|$)/y;
  pattern.lastIndex = at;
  const found = pattern.exec(dn);
  if (!found) return undefined;
  const raw = unescapeValue(found[1]!);
  return raw === undefined ? undefined : { text: canonicalValue(raw), raw, end: pattern.lastIndex };
}

/** Resolves `\,` and `\xx`; the bytes of the second form are UTF-8. Undefined at a lone backslash. */
function unescapeValue(value: string): string | undefined {
  // An unescaped space at the end belongs to the separator, an escaped one to the value; canonically both go.
  if (!value.includes('\\')) return value;
  let valid = true;
  const text = value.replace(/(?:\\[0-9a-f]{2})+|\\([\s\S])/gi, (match, character: string | undefined) => {
    if (character === undefined) return Buffer.from(match.replaceAll('\\', ''), 'hex').toString('utf8');
    if (!/[ "#+,;<=>\\]/.test(character)) valid = false;
    return character;
  });
  return valid ? text : undefined;
}

function canonicalValue(value: string): string {
  const folded = fold(value).replace(/ +/g, ' ').replace(/^ | $/g, '');
  return folded.replace(/[\\,+;"<>]|^#|\p{Cc}/gu, (c) => {
    return Array.from(Buffer.from(c), (byte) => `\\${byte.toString(16).padStart(2, '0')}`).join('');
  });
}

function fold(text: string): string {
  return (NOT_ASCII.test(text) ? text.normalize('NFC') : text).toLowerCase();
}

/** The canonical DN one level up; undefined at the top. */
export function parentDn(canonical: string): string | undefined {
  const comma = canonical.indexOf(',');
  return comma < 0 ? undefined : canonical.slice(comma + 1);
}

/** True when `canonical` lies anywhere below `above`. */
export function isBelow(canonical: string, above: string): boolean {
  return (
    canonical.length > above.length && canonical.endsWith(above) && canonical.at(-above.length - 1) === ','
  );
}

/** The canonical DNs enclosing an entry, nearest first, up to and including `top`. */
export function ancestors(canonical: string, top: string): string[] {
  const above: string[] = [];
  if (!isBelow(canonical, top)) return above;
  for (let dn = parentDn(canonical); dn !== undefined; dn = parentDn(dn)) {
    above.push(dn);
    if (dn === top) break;
  }
  return above;
}
