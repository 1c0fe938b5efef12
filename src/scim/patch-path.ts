import { MusterError } from '../errors/error.ts';
import { type Filter, parseFilter } from './filter.ts';
import { type AttributePath, resolvePath } from './path.ts';
import { type Attribute, findAttribute, type ResourceType } from './schema.ts';

/** Where a PATCH operation works: `emails[type eq "work"].value` is path emails, that filter, sub `value`. */
export interface PatchPath {
  readonly path: AttributePath;
  readonly filter?: Filter;
  readonly sub?: Attribute;
}

const MAX_LENGTH = 8192;
// attribute path, optional [filter], optional .sub; the greedy filter ends at the last bracket.
const SHAPE = /^([^[\]\s]+)(?:\[([\s\S]*)\](?:\.([^.[\]\s]+))?)?$/;

/**
 * Reads the `path` of a PATCH operation (RFC 7644 §3.5.2). Undefined for an attribute the schema does not know;
 * throws `scim_path_invalid` for what cannot be a path and `scim_filter_*` for a bad filter in it.
 */
export function parsePatchPath(type: ResourceType, text: string): PatchPath | undefined {
  const invalid = () =>
    new MusterError('scim_path_invalid', { field: 'path', path: text.slice(0, 80).toWellFormed() });
  const [, name, filterText, subName] = (text.length <= MAX_LENGTH && SHAPE.exec(text.trim())) || [];
  if (name === undefined || !/^[\w$:.-]+$/.test(name)) throw invalid();
  const path = resolvePath(type, name);
  if (path === undefined) return undefined;
  if (filterText === undefined) return { path };
  const attribute = path.at(-1)!;
  if (!attribute.multiValued || attribute.type !== 'complex') throw invalid();
  const filter = parseFilter(type, filterText, attribute);
  if (subName === undefined) return { path, filter };
  const sub = findAttribute(type, attribute, subName);
  if (sub === undefined) throw invalid();
  return { path, filter, sub };
}
