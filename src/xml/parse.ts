/** Reads XML that strangers sent. */
import { DOMParser, type Document, type Element, type Node } from '@xmldom/xmldom';
import { MusterError } from '../errors/error.ts';
import { isXmlText } from './markup.ts';
import { MESSAGE_LIMITS, refused, scanXml, type XmlLimits } from './scan.ts';

/** Node kinds of the DOM that a document can still have after `scanXml`. */
const KIND = { element: 1, text: 3, cdata: 4, comment: 8 } as const;
/** Attributes that one tool or another takes for an element's id. */
const ID_NAMES = new Set(['ID', 'Id', 'id']);

/**
 * A document without anything that readers understand differently: no DOCTYPE, entities, processing instructions; no
 * id twice; no comment within a value (other comments are left out); CDATA is plain text. Throws `xml_refused` or
 * `xml_malformed`.
 */
export function parseXml(
  text: string,
  limits: Partial<XmlLimits> = {},
): Document & { documentElement: Element } {
  const body = scanXml(text, { ...MESSAGE_LIMITS, ...limits });
  let document: Document;
  try {
    document = new DOMParser({
      locator: false,
      // XML 1.0 §2.11; the parser's own function follows XML 1.1.
      normalizeLineEndings: (source) => source.replace(/\r\n?/g, '\n'),
      onError(_level, message) {
        throw new Error(message);
      },
    }).parseFromString(body, 'text/xml');
  } catch (error) {
    throw new MusterError('xml_malformed', {}, error);
  }
  const root = document.documentElement;
  if (!root) throw new MusterError('xml_malformed');
  simplify(document);
  return document as Document & { documentElement: Element };
}

/** Bytes as text: UTF-8 and nothing else. */
export function decodeXml(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new MusterError('xml_malformed', {}, error);
  }
}

function simplify(document: Document): void {
  const ids = new Set<string>();
  const waiting: Node[] = [...document.childNodes];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (node.nodeType === KIND.comment) {
      if (hasText(node.parentNode)) throw refused('a comment within a value');
      node.parentNode?.removeChild(node);
    } else if (node.nodeType === KIND.cdata) {
      node.parentNode?.replaceChild(document.createTextNode(node.nodeValue ?? ''), node);
    } else if (node.nodeType === KIND.element) {
      checkAttributes(node as Element, ids);
      waiting.push(...node.childNodes);
    }
    if (!isXmlText(node.nodeValue ?? '')) throw refused('a control character');
  }
  document.normalize();
}

function hasText(node: Node | null): boolean {
  return [...(node?.childNodes ?? [])].some(
    ({ nodeType, nodeValue }) =>
      (nodeType === KIND.text || nodeType === KIND.cdata) && nodeValue?.trim() !== '',
  );
}

function checkAttributes(element: Element, ids: Set<string>): void {
  for (const { localName, value } of element.attributes) {
    if (!isXmlText(value)) throw refused('a control character');
    if (localName === null || !ID_NAMES.has(localName)) continue;
    if (ids.has(value)) throw refused('the same ID twice');
    ids.add(value);
  }
}
