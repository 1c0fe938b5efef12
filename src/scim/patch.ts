import { MusterError } from '../errors/error.ts';
import { isObject } from './body.ts';
import { changeAt, clearAt } from './patch-change.ts';
import { parsePatchPath } from './patch-path.ts';
import { requireAll } from './resource.ts';
import type { Resource, ResourceType } from './schema.ts';

export interface PatchOperation {
  readonly op: 'add' | 'replace' | 'remove';
  readonly path: string | undefined;
  readonly value: unknown;
}

const MAX_OPERATIONS = 1000;
// An attribute path, with a value filter where Entra writes one.
const KEY = /^[\w$:.-]+(\[.*\](\.[\w$]+)?)?$/s;

/** The operations of a PATCH body; `op` in any case, since Entra writes `Add`. Throws `scim_operation*`. */
export function readPatch(body: Record<string, unknown>): PatchOperation[] {
  const operations = member(body, 'operations');
  if (!Array.isArray(operations) || operations.length === 0 || operations.length > MAX_OPERATIONS) {
    throw new MusterError('scim_operations_missing', { field: 'Operations', max: MAX_OPERATIONS });
  }
  return operations.map((operation, at) => {
    const field = `Operations[${at}]`;
    if (!isObject(operation)) throw new MusterError('scim_value_type', { field, expected: 'an object' });
    const op = member(operation, 'op');
    const name = typeof op === 'string' ? op.toLowerCase() : '';
    if (name !== 'add' && name !== 'replace' && name !== 'remove') {
      throw new MusterError('scim_operation_unknown', { field: `${field}.op` });
    }
    const path = member(operation, 'path') ?? undefined;
    if (path !== undefined && typeof path !== 'string') {
      throw new MusterError('scim_value_type', { field: `${field}.path`, expected: 'a text' });
    }
    return { op: name, path: path === '' ? undefined : path, value: member(operation, 'value') };
  });
}

/**
 * The resource after all operations (RFC 7644 §3.5.2); the given one is not touched, so that a failure in any
 * operation changes nothing. Throws `scim_*`.
 */
export function applyPatch(
  type: ResourceType,
  resource: Resource,
  operations: readonly PatchOperation[],
): Resource {
  const patched = structuredClone(resource);
  for (const operation of operations) applyOperation(type, patched, operation);
  dropEmpty(patched);
  requireAll(type, patched);
  return patched;
}

function applyOperation(type: ResourceType, resource: Resource, { op, path, value }: PatchOperation): void {
  if (path === undefined) {
    if (op === 'remove') throw new MusterError('scim_no_target', { field: 'path' });
    mergeAll(type, resource, op, value);
    return;
  }
  const target = parsePatchPath(type, path);
  if (target === undefined) {
    if (type.unknownPath === 'ignore') return;
    throw new MusterError('scim_path_invalid', { field: 'path', path: path.slice(0, 80) });
  }
  if (op === 'remove') clearAt(type, resource, target, value);
  else changeAt(type, resource, target, op, value);
}

/** Without a path the value is a partial resource; its keys may be dotted or carry a URN, as Entra sends them. */
function mergeAll(type: ResourceType, resource: Resource, op: 'add' | 'replace', value: unknown): void {
  if (!isObject(value)) throw new MusterError('scim_value_type', { field: 'value', expected: 'an object' });
  for (const [key, part] of Object.entries(value)) {
    // Unknown keys are passed over, as in POST and PUT.
    const target = KEY.test(key) ? parsePatchPath(type, key) : undefined;
    if (target === undefined || target.path[0].key === 'schemas') continue;
    const [attribute] = target.path;
    if (attribute.mutability === 'readOnly' && isEcho(resource[attribute.name], part)) continue;
    if (attribute.key.startsWith('urn:') && target.path.length === 1 && isObject(part)) {
      for (const [name, inner] of Object.entries(part)) {
        const below = parsePatchPath(type, `${attribute.name}:${name}`);
        if (below !== undefined) changeAt(type, resource, below, op, inner);
      }
    } else {
      changeAt(type, resource, target, op, part);
    }
  }
}

/** A complex attribute of which nothing is left is unassigned. */
function dropEmpty(object: Resource): void {
  for (const [name, value] of Object.entries(object)) {
    if (!isObject(value)) continue;
    dropEmpty(value);
    if (Object.keys(value).length === 0) delete object[name];
  }
}

/** Okta repeats `id` in what it replaces: the value that is there anyway does no harm. */
function isEcho(present: unknown, given: unknown): boolean {
  return present !== undefined && JSON.stringify(present) === JSON.stringify(given);
}

function member(object: Record<string, unknown>, name: string): unknown {
  const key = Object.hasOwn(object, name)
    ? name
    : Object.keys(object).find((candidate) => candidate.toLowerCase() === name);
  return key === undefined ? undefined : object[key];
}
