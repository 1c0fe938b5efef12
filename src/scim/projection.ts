import { isObject } from './body.ts';
import { type AttributePath, resolvePath } from './path.ts';
import type { Attribute, Resource, ResourceType } from './schema.ts';

/** What a client asked to see; undefined lists ask for the default. */
export interface Projection {
  readonly include: readonly AttributePath[] | undefined;
  readonly exclude: readonly AttributePath[];
}

/**
 * Reads `attributes` and `excludedAttributes` (RFC 7644 §3.9); unknown names ask for nothing. Undefined when neither
 * is given.
 */
export function readProjection(
  type: ResourceType,
  attributes: string | undefined,
  excluded: string | undefined,
): Projection | undefined {
  if (attributes === undefined && excluded === undefined) return undefined;
  const paths = (names: string) =>
    names
      .split(',')
      .map((name) => resolvePath(type, name.trim()))
      .filter((path) => path !== undefined);
  return {
    include: attributes === undefined ? undefined : paths(attributes),
    exclude: excluded === undefined ? [] : paths(excluded),
  };
}

/** The part of a resource that may be and was asked to be returned; `id` and `schemas` always are. */
export function project(
  type: ResourceType,
  resource: Resource,
  projection: Projection | undefined,
): Resource {
  const { include, exclude } = projection ?? { include: undefined, exclude: [] };
  return projectObject([...type.attributes.values()], resource, include, exclude) ?? {};
}

function projectObject(
  attributes: readonly Attribute[],
  object: Resource,
  include: readonly (readonly Attribute[])[] | undefined,
  exclude: readonly (readonly Attribute[])[],
): Resource | undefined {
  const shown: Resource = {};
  for (const attribute of attributes) {
    const value = Object.hasOwn(object, attribute.name) ? object[attribute.name] : undefined;
    if (value === undefined || value === null) continue;
    const included = include?.filter(([first]) => first === attribute);
    const excluded = exclude.filter(([first]) => first === attribute);
    if (!isShown(attribute, included, excluded)) continue;
    const rest = (paths: readonly (readonly Attribute[])[]) =>
      paths.map((path) => path.slice(1)).filter((path) => path.length > 0);
    const deeper =
      included === undefined || included.some((path) => path.length === 1) ? undefined : rest(included);
    const part = projectValue(attribute, value, deeper, rest(excluded));
    if (part !== undefined) shown[attribute.name] = part;
  }
  return Object.keys(shown).length === 0 ? undefined : shown;
}

function isShown(
  attribute: Attribute,
  included: readonly (readonly Attribute[])[] | undefined,
  excluded: readonly (readonly Attribute[])[],
): boolean {
  if (attribute.returned === 'never') return false;
  if (attribute.returned === 'always') return true;
  if (excluded.some((path) => path.length === 1)) return false;
  return included === undefined ? attribute.returned === 'default' : included.length > 0;
}

function projectValue(
  attribute: Attribute,
  value: unknown,
  include: readonly (readonly Attribute[])[] | undefined,
  exclude: readonly (readonly Attribute[])[],
): unknown {
  const { sub } = attribute;
  if (sub === undefined) return value;
  const one = (element: unknown) =>
    isObject(element) ? projectObject(sub, element, include, exclude) : undefined;
  if (!Array.isArray(value)) return one(value);
  const elements = value.map(one).filter((element) => element !== undefined);
  return elements.length === 0 ? undefined : elements;
}
