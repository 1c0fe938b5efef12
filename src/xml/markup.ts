/** Writes XML. Text is escaped where it is put in, and text that XML cannot hold is refused. */
import { MusterError } from '../errors/error.ts';

/** A piece of finished XML, told apart from text, which is escaped. */
export interface Markup {
  readonly markup: string;
}

export type Child = Markup | string | undefined;

/** XML 1.0 §2.2: what may stand in a document, even as a character reference. */
const ILLEGAL = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u;
const ESCAPE: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#x27;',
};

/** Whether the text has only characters that an XML document can hold. */
export function isXmlText(text: string): boolean {
  return !ILLEGAL.test(text);
}

/**
 * Text as it stands in a document, for content and attribute values alike. White space other than blanks, and what
 * some parsers take for line ends, is written as a reference, so that every reader sees the same.
 */
export function escapeXml(text: string): string {
  if (!isXmlText(text)) throw new MusterError('xml_text_illegal');
  return text.replace(
    /[&<>"'\t\n\r\u0085\u2028\u2029]/g,
    (char) => ESCAPE[char] ?? `&#x${char.charCodeAt(0).toString(16).toUpperCase()};`,
  );
}

/** An element; attributes that are undefined are left out, as are such children. Names come from the program only. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | undefined>>,
  ...children: readonly Child[]
): Markup {
  const written = Object.entries(attributes)
    .filter((entry): entry is [string, string] => entry[1] !== undefined)
    .map(([key, value]) => ` ${key}="${escapeXml(value)}"`)
    .join('');
  const content = children
    .map((child) => (typeof child === 'string' ? escapeXml(child) : (child?.markup ?? '')))
    .join('');
  return { markup: content === '' ? `<${name}${written}/>` : `<${name}${written}>${content}</${name}>` };
}
