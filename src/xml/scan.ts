/** What is looked at in the bare text, before a parser builds anything of it. */
import { MusterError } from '../errors/error.ts';
import { isXmlText } from './markup.ts';

export interface XmlLimits {
  /** UTF-16 units of the text. */
  readonly size: number;
  readonly depth: number;
  readonly elements: number;
  readonly attributes: number;
}

/** Ample for any SAML message; metadata may be larger. */
export const MESSAGE_LIMITS: XmlLimits = { size: 256 * 1024, depth: 40, elements: 4000, attributes: 60 };

const DECLARATION =
  /^<\?xml\s+version\s*=\s*(["'])1\.0\1(?:\s+encoding\s*=\s*(["'])(?:utf-8|us-ascii)\2)?(?:\s+standalone\s*=\s*(["'])(?:yes|no)\3)?\s*\?>/i;
const REFERENCE = /&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-f]{1,6});)/i;

export const refused = (what: string) => new MusterError('xml_refused', { what });
const malformed = () => new MusterError('xml_malformed');

/**
 * The text without its XML declaration. Refuses a DOCTYPE (and with it every entity of one's own), processing
 * instructions, characters XML cannot hold, and documents over the limits. One pass, in linear time.
 */
export function scanXml(text: string, limits: XmlLimits): string {
  if (text.length > limits.size) throw refused(`more than ${limits.size} characters`);
  if (!isXmlText(text)) throw refused('a control character');
  const declaration = DECLARATION.exec(text)?.[0] ?? '';
  const body = text.slice(declaration.length);
  scanMarkup(body, limits);
  if (REFERENCE.test(body)) throw refused('an entity');
  return body;
}

function scanMarkup(text: string, limits: XmlLimits): void {
  let depth = 0;
  let elements = 0;
  for (let at = text.indexOf('<'); at !== -1; at = text.indexOf('<', at)) {
    const kind = text[at + 1];
    if (kind === '?') throw refused('a processing instruction');
    if (kind === '!') at = skipComment(text, at);
    else {
      const tag = readTag(text, at);
      if (tag.attributes > limits.attributes) throw refused('too many attributes');
      if (kind === '/') depth -= 1;
      else if (++elements > limits.elements) throw refused('too many elements');
      else if (!tag.empty && ++depth > limits.depth) throw refused('elements nested too deeply');
      at = tag.end;
    }
  }
}

function skipComment(text: string, at: number): number {
  const [start, stop] = text.startsWith('<!--', at)
    ? ['<!--', '-->']
    : text.startsWith('<![CDATA[', at)
      ? ['<![CDATA[', ']]>']
      : [];
  if (start === undefined || stop === undefined) throw refused('a DOCTYPE');
  const end = text.indexOf(stop, at + start.length);
  if (end === -1) throw malformed();
  return end + stop.length;
}

function readTag(text: string, start: number): { end: number; empty: boolean; attributes: number } {
  const pattern = /[^<>"']+|"[^<"]*"|'[^<']*'/y;
  pattern.lastIndex = start + 1;
  let attributes = 0;
  let end = start + 1;
  while (pattern.test(text)) {
    if (text[end] === '"' || text[end] === "'") attributes += 1;
    end = pattern.lastIndex;
  }
  if (text[end] !== '>') throw malformed();
  return { end: end + 1, empty: text[end - 1] === '/', attributes };
}
