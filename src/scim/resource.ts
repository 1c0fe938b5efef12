import { MusterError } from '../errors/error.ts';
import type { Resource, ResourceType } from './schema.ts';
import { readAttributes } from './value.ts';

/**
 * A resource from the body of POST or PUT: what a client may write and the schema knows; the rest (`id`, `meta`,
 * `groups`, unknown attributes) is left out, as RFC 7644 §3.3 and every client that echoes what it read ask for.
 */
export function readResource(type: ResourceType, body: Record<string, unknown>): Resource {
  const schemas = Object.entries(body).find(([name]) => name.toLowerCase() === 'schemas')?.[1];
  // Legacy or foreign URNs pass: OneLogin sends whatever its administrator typed.
  if (schemas !== undefined && !(Array.isArray(schemas) && schemas.every((urn) => typeof urn === 'string'))) {
    throw new MusterError('scim_value_type', { field: 'schemas', expected: 'a list of texts' });
  }
  const resource = readAttributes(type, undefined, body) ?? {};
  requireAll(type, resource);
  return resource;
}

/** Throws `scim_value_required` when a required attribute that clients write is missing or empty. */
export function requireAll(type: ResourceType, resource: Resource): void {
  for (const { name, required, mutability } of type.schema.attributes) {
    if (!required || mutability === 'readOnly') continue;
    const value = resource[name];
    if (value === undefined || value === '') throw new MusterError('scim_value_required', { field: name });
  }
}
