import { MusterError } from '../errors/error.ts';
import { isObject } from './body.ts';
import type { Filter } from './filter.ts';
import { matches } from './filter-match.ts';
import type { PatchPath } from './patch-path.ts';
import { pathText } from './path.ts';
import { type Attribute, comparable, type Resource, type ResourceType } from './schema.ts';
import { isPrimary, isUnassigned, readElement, readList, readValue } from './value.ts';

/** Adds or replaces the value at a path, in place. Throws `scim_read_only`, `scim_no_target` or `scim_value_*`. */
export function changeAt(
  type: ResourceType,
  resource: Resource,
  target: PatchPath,
  op: 'add' | 'replace',
  value: unknown,
): void {
  refuseReadOnly(target);
  const { holder, attribute, elements } = holderOf(resource, target);
  if (target.filter !== undefined) {
    changeElements(type, holder, { ...target, filter: target.filter }, op, value);
  } else if (elements !== undefined) {
    changeSub(type, elements, target, value);
  } else if (isUnassigned(value)) {
    if (op === 'replace') unset(resource, target.path);
  } else if (attribute.multiValued) {
    changeList(type, holder, target, op, value);
  } else {
    assign(type, holder, attribute, value, pathText(target.path));
  }
}

/** Removes what a path (and for Entra's form the value) names, in place; nothing there is no error. */
export function clearAt(type: ResourceType, resource: Resource, target: PatchPath, value: unknown): void {
  refuseReadOnly(target);
  const attribute = target.path.at(-1)!;
  const { filter, sub } = target;
  if (filter === undefined && (!attribute.multiValued || isUnassigned(value))) {
    unset(resource, target.path);
    return;
  }
  const { holder } = holderOf(resource, target);
  const keep = (stays: (element: unknown) => boolean) =>
    store(holder, attribute, elementsOf(holder, attribute).filter(stays));
  if (filter === undefined) {
    // Entra: path "members", value [{"value": "id"}] means these members, not all of them.
    const named = readList(type, attribute, Array.isArray(value) ? value : [value]) ?? [];
    keep((element) => !named.some((one) => isSame(attribute, element, one)));
  } else if (sub === undefined) {
    keep((element) => !holds(filter, element));
  } else {
    for (const element of elementsOf(holder, attribute)) {
      if (isObject(element) && holds(filter, element)) delete element[sub.name];
    }
    keep((element) => !isObject(element) || Object.keys(element).length > 0);
  }
}

function changeList(
  type: ResourceType,
  holder: Resource,
  target: PatchPath,
  op: 'add' | 'replace',
  value: unknown,
): void {
  const attribute = target.path.at(-1)!;
  const given =
    readList(type, attribute, Array.isArray(value) ? value : [value], pathText(target.path)) ?? [];
  const present = op === 'add' ? elementsOf(holder, attribute) : [];
  const fresh = given.filter((element) => !present.some((kept) => isSame(attribute, kept, element)));
  store(holder, attribute, withOnePrimary([...present, ...fresh], fresh));
}

function changeElements(
  type: ResourceType,
  holder: Resource,
  target: PatchPath & { filter: Filter },
  op: 'add' | 'replace',
  value: unknown,
): void {
  const attribute = target.path.at(-1)!;
  const present = elementsOf(holder, attribute);
  let hits = present.filter(
    (element): element is Resource => isObject(element) && holds(target.filter, element),
  );
  if (hits.length === 0) {
    const made = elementFrom(attribute, target, op);
    if (made === undefined) throw new MusterError('scim_no_target', { field: pathText(target.path) });
    present.push(made);
    hits = [made];
  }
  const field = `${pathText(target.path)}[]`;
  for (const hit of hits) {
    if (target.sub !== undefined) {
      assign(type, hit, target.sub, value, `${field}.${target.sub.name}`);
      continue;
    }
    const given = readElement(type, attribute, value, field);
    if (!isObject(given)) throw new MusterError('scim_value_type', { field, expected: 'an object' });
    Object.assign(hit, given);
  }
  store(holder, attribute, withOnePrimary(present, hits));
}

/**
 * The element that a filter describes, for `add`, and for Entra's `replace` of a sub-attribute of the work (or
 * another canonical, or the primary) element a user lacks. Any other replace that hits nothing has no target.
 */
function elementFrom(
  attribute: Attribute,
  { filter, sub }: PatchPath,
  op: 'add' | 'replace',
): Resource | undefined {
  const element: Resource = {};
  const describe = (part: Filter | undefined): boolean => {
    if (part?.kind === 'and') return describe(part.left) && describe(part.right);
    if (part?.kind !== 'compare' || part.operator !== 'eq' || part.path.length !== 1 || part.value === null) {
      return false;
    }
    const [described] = part.path;
    element[described.name] = part.value;
    const canonical = described.canonicalValues ?? [];
    return op === 'add' || described.key === 'primary' || canonical.includes(String(part.value));
  };
  const complete = describe(filter);
  return complete && (op === 'add' || sub !== undefined) && attribute.mutability !== 'readOnly'
    ? element
    : undefined;
}

/** `emails.value` without a filter: the sub-attribute of every element. */
function changeSub(
  type: ResourceType,
  elements: readonly unknown[],
  target: PatchPath,
  value: unknown,
): void {
  const sub = target.path.at(-1)!;
  if (elements.length === 0) throw new MusterError('scim_no_target', { field: pathText(target.path) });
  for (const element of elements) {
    if (isObject(element)) assign(type, element, sub, value, pathText(target.path));
  }
}

function assign(
  type: ResourceType,
  holder: Resource,
  attribute: Attribute,
  value: unknown,
  field: string,
): void {
  const read = readValue(type, attribute, value, field);
  const present = holder[attribute.name];
  if (attribute.mutability === 'immutable' && present !== undefined && present !== read) {
    throw new MusterError('scim_read_only', { field });
  }
  if (read === undefined) delete holder[attribute.name];
  // A complex value changes the sub-attributes it names and keeps the others (RFC 7644 §3.5.2.3).
  else if (attribute.type === 'complex' && isObject(read) && isObject(present)) Object.assign(present, read);
  else holder[attribute.name] = read;
}

interface Place {
  readonly holder: Resource;
  readonly attribute: Attribute;
  /** Set when the path goes through a multi-valued attribute to a sub-attribute of its elements. */
  readonly elements?: readonly unknown[];
}

/** The object that holds the last attribute of a path; complex attributes on the way are made. */
function holderOf(resource: Resource, { path }: PatchPath): Place {
  let holder = resource;
  for (const step of path.slice(0, -1)) {
    if (step.multiValued) return { holder, attribute: path.at(-1)!, elements: elementsOf(holder, step) };
    const inner = holder[step.name];
    if (isObject(inner)) holder = inner;
    else {
      const made: Resource = {};
      holder[step.name] = made;
      holder = made;
    }
  }
  return { holder, attribute: path.at(-1)! };
}

function unset(resource: Resource, path: readonly Attribute[]): void {
  const [first, ...rest] = path;
  if (first === undefined) return;
  const value = resource[first.name];
  if (rest.length === 0) delete resource[first.name];
  else if (Array.isArray(value)) for (const element of value) unset(element as Resource, rest);
  else if (isObject(value)) {
    unset(value, rest);
    if (Object.keys(value).length === 0) delete resource[first.name];
  }
}

function refuseReadOnly({ path, sub }: PatchPath): void {
  if ([...path, ...(sub === undefined ? [] : [sub])].some(({ mutability }) => mutability === 'readOnly')) {
    throw new MusterError('scim_read_only', { field: pathText(path) });
  }
}

function elementsOf(holder: Resource, attribute: Attribute): unknown[] {
  const present = holder[attribute.name];
  return Array.isArray(present) ? present : [];
}

function store(holder: Resource, attribute: Attribute, elements: unknown[]): void {
  if (elements.length === 0) delete holder[attribute.name];
  else holder[attribute.name] = elements;
}

function holds(filter: Filter, element: unknown): boolean {
  return isObject(element) && matches(filter, element);
}

/** Same element: the same `value` (a member is its id, whatever display name it came with), or all alike. */
function isSame(attribute: Attribute, left: unknown, right: unknown): boolean {
  if (!isObject(left) || !isObject(right)) return left === right;
  const value = attribute.sub?.find(({ key }) => key === 'value');
  if (value?.mutability === 'immutable' || Object.keys(right).length === 1) {
    const [a, b] = [left.value, right.value];
    if (typeof a === 'string' && typeof b === 'string') {
      return value !== undefined && comparable(value, a) === comparable(value, b);
    }
  }
  return JSON.stringify(left) === JSON.stringify(right);
}

/** A newly set `primary: true` clears the old one (RFC 7644 §3.5.2). */
function withOnePrimary(elements: unknown[], changed: readonly unknown[]): unknown[] {
  const primary = changed.findLast(isPrimary);
  if (primary === undefined) return elements;
  for (const element of elements) {
    if (element !== primary && isPrimary(element)) (element as Resource).primary = false;
  }
  return elements;
}
