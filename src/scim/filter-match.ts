import { isObject } from './body.ts';
import type { Filter, Operator } from './filter.ts';
import { type Attribute, comparable, type Resource } from './schema.ts';
import { instantOf, isUnassigned } from './value.ts';

type Comparable = string | number | boolean;

/** Whether a resource (or, for the inner filter of `[…]`, one element) meets the filter. */
export function matches(filter: Filter, resource: Resource): boolean {
  switch (filter.kind) {
    case 'and':
      return matches(filter.left, resource) && matches(filter.right, resource);
    case 'or':
      return matches(filter.left, resource) || matches(filter.right, resource);
    case 'not':
      return !matches(filter.inner, resource);
    case 'present':
      return valuesAt(resource, filter.path).some(isPresent);
    case 'element':
      return valuesAt(resource, filter.path).some(
        (element) => isObject(element) && matches(filter.inner, element),
      );
    case 'compare':
      return compareAny(filter, valuesAt(resource, filter.path));
  }
}

/** The values at a path; several where an attribute on the way is multi-valued. */
export function valuesAt(resource: Resource, path: readonly Attribute[]): unknown[] {
  let values: unknown[] = [resource];
  for (const { name } of path) {
    values = values.flatMap((value) => {
      // A simple element of a list stands for its own `value`.
      if (!isObject(value)) return name === 'value' ? [value] : [];
      return Object.hasOwn(value, name) && !isUnassigned(value[name]) ? value[name] : [];
    });
  }
  return values;
}

function isPresent(value: unknown): boolean {
  return isObject(value) ? Object.keys(value).length > 0 : !isUnassigned(value) && value !== '';
}

function compareAny(filter: Filter & { kind: 'compare' }, values: readonly unknown[]): boolean {
  const { operator, value } = filter;
  const attribute = filter.path.at(-1)!;
  if (value === null) return (values.length === 0) === (operator === 'eq');
  // An absent value is not identical to any, so `ne` holds; every other operator needs a value.
  if (values.length === 0) return operator === 'ne';
  const right = typeof value === 'string' ? comparable(attribute, value) : value;
  return values.some((left) => {
    const typed = typedValue(attribute, left);
    return typed !== undefined && compare(operator, typed, right);
  });
}

function typedValue(attribute: Attribute, value: unknown): Comparable | undefined {
  if (typeof value === 'string') {
    return attribute.type === 'dateTime' ? instantOf(value) : comparable(attribute, value);
  }
  return typeof value === 'number' || typeof value === 'boolean' ? value : undefined;
}

function compare(operator: Operator, left: Comparable, right: Comparable): boolean {
  switch (operator) {
    case 'eq':
      return left === right;
    case 'ne':
      return left !== right;
    case 'co':
      return String(left).includes(String(right));
    case 'sw':
      return String(left).startsWith(String(right));
    case 'ew':
      return String(left).endsWith(String(right));
    case 'gt':
      return left > right;
    case 'ge':
      return left >= right;
    case 'lt':
      return left < right;
    case 'le':
      return left <= right;
  }
}
