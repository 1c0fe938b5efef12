/** Reads elements by their full name, children only: nothing is ever searched for somewhere below. */
import type { Element } from '@xmldom/xmldom';

/** Child elements, in document order, optionally of one name. */
export function childrenOf(parent: Element, namespace?: string, localName?: string): Element[] {
  return [...parent.childNodes].filter(
    (node): node is Element => node.nodeType === 1 && isNamed(node as Element, namespace, localName),
  );
}

/** The only child of this name; undefined where there is none or more than one. */
export function onlyChild(parent: Element, namespace: string, localName: string): Element | undefined {
  const found = childrenOf(parent, namespace, localName);
  return found.length === 1 ? found[0] : undefined;
}

export function isNamed(element: Element, namespace?: string, localName?: string): boolean {
  return (
    (namespace === undefined || element.namespaceURI === namespace) &&
    (localName === undefined || element.localName === localName)
  );
}

/** The text of an element that holds text only, without white space around it; undefined if it has elements. */
export function textOf(element: Element | undefined): string | undefined {
  if (element === undefined || childrenOf(element).length > 0) return undefined;
  return (element.textContent ?? '').replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '');
}

/** An attribute without namespace; undefined where it is absent. */
export function attributeOf(element: Element, name: string): string | undefined {
  return element.getAttributeNode(name)?.value;
}
