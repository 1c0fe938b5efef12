/** An element as a document of its own. */
import type { Element } from '@xmldom/xmldom';
import { escapeXml } from './markup.ts';

const XMLNS = 'http://www.w3.org/2000/xmlns/';

/**
 * The element as text, with every namespace declaration that is in scope. Its exclusive canonical form is the same as
 * in the document it stands in, but nothing else of that document is within reach of who reads it.
 */
export function isolate(element: Element): string {
  const inherited = new Map<string, string>();
  for (let at = element.parentNode; at?.nodeType === 1; at = at.parentNode) {
    for (const { name, value, namespaceURI } of (at as Element).attributes) {
      const own = element.getAttributeNode(name) !== null;
      if (namespaceURI === XMLNS && !own && !inherited.has(name)) inherited.set(name, value);
    }
  }
  return write(element, inherited);
}

function write(element: Element, further: ReadonlyMap<string, string> = new Map()): string {
  const attributes = [...element.attributes].map(({ name, value }) => [name, value] as const);
  const written = [...attributes, ...further].map(([name, value]) => ` ${name}="${escapeXml(value)}"`);
  const content = [...element.childNodes].map((node) =>
    node.nodeType === 1 ? write(node as Element) : escapeXml(node.nodeValue ?? ''),
  );
  return `<${element.tagName}${written.join('')}>${content.join('')}</${element.tagName}>`;
}
