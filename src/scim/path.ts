import { type Attribute, findAttribute, type ResourceType } from './schema.ts';

/** Attributes from the top of the resource down: `[emails, value]`, `[urn:…:User, manager, displayName]`. */
export type AttributePath = readonly [Attribute, ...Attribute[]];

/**
 * Resolves `name`, `name.sub`, `urn:…:name.sub` or the URN of an extension, whatever the case.
 * Undefined when the schema has no such attribute.
 */
export function resolvePath(type: ResourceType, text: string): AttributePath | undefined {
  const lower = text.toLowerCase();
  if (!lower.startsWith('urn:')) return walk(type, undefined, text.split('.'));
  for (const urn of type.coreUrns) {
    if (lower.startsWith(`${urn}:`)) return walk(type, undefined, text.slice(urn.length + 1).split('.'));
  }
  for (const { id } of type.extensions) {
    const urn = id.toLowerCase();
    const extension = type.attributes.get(urn)!;
    if (lower === urn) return [extension];
    if (lower.startsWith(`${urn}:`)) {
      const rest = walk(type, extension, text.slice(urn.length + 1).split('.'));
      return rest && [extension, ...rest];
    }
  }
  return undefined;
}

/** A path as people write it: extension attributes after a colon, sub-attributes after a dot. */
export function pathText(path: readonly Attribute[]): string {
  return path.reduce((text, { name }, at) => {
    if (at === 0) return name;
    return `${text}${at === 1 && text.startsWith('urn:') ? ':' : '.'}${name}`;
  }, '');
}

function walk(
  type: ResourceType,
  parent: Attribute | undefined,
  names: readonly string[],
): AttributePath | undefined {
  const path: Attribute[] = [];
  let at = parent;
  for (const name of names) {
    const next = findAttribute(type, at, name);
    if (next === undefined) return undefined;
    path.push(next);
    at = next;
  }
  return path.length === 0 ? undefined : (path as unknown as AttributePath);
}
