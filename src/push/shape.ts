/**
 * What a target is to have of an account: mapped values as flat SCIM attributes (`userName`, `name.givenName`,
 * `emails`), compared and stored that way, and made into a SCIM resource or PATCH only when sent. Pure.
 */
import { MusterError } from '../errors/error.ts';
import type { CompiledMappings } from '../expressions/mapping.ts';
import { targetField } from '../expressions/mapping.ts';
import type { ScimDialect, ScimProvisioning } from '../model/scim-provisioning.ts';
import { type FlatUser, mappedValues, sendable } from './flat-user.ts';

export const USER_URN = 'urn:ietf:params:scim:schemas:core:2.0:User';
const ENTERPRISE_URN = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const ENTERPRISE = new Set(['employeeNumber', 'costCenter', 'organization', 'division', 'department']);
const LISTS = new Set(['emails', 'phoneNumbers', 'entitlements']);
const SIMPLE = new Set([
  'userName',
  'externalId',
  'displayName',
  'active',
  'nickName',
  'title',
  'userType',
  'preferredLanguage',
  'locale',
  'timezone',
  'name.givenName',
  'name.familyName',
  'name.middleName',
  'name.formatted',
]);

/** Throws `mapping_target_unknown` for a mapping to something the target does not take, or that we cannot send. */
export function checkMappedAttributes({ mappings, dialect }: ScimProvisioning): void {
  const known = (name: string) => SIMPLE.has(name) || LISTS.has(name) || ENTERPRISE.has(name);
  for (const { target } of mappings) {
    const field = targetField(target, 'user');
    if (!dialect.attributes.includes(field) || !known(field))
      throw new MusterError('mapping_target_unknown', {
        field: field.slice(0, 80),
        kind: 'user of this target',
      });
  }
  const targets = new Set(mappings.map(({ target }) => targetField(target, 'user')));
  const missing = ['userName', ...dialect.required].find((name) => !targets.has(name));
  if (missing !== undefined) throw new MusterError('push_value_missing', { name: '', field: missing });
}

/** The form in which the target compares names; equal keys are the same name. */
export function nameKey(dialect: Pick<ScimDialect, 'dropsDomain'>, name: string): string {
  const at = dialect.dropsDomain ? name.lastIndexOf('@') : -1;
  return (at === -1 ? name : name.slice(0, at)).normalize('NFC').toLowerCase();
}

/** The user the mappings make of an account. Throws the mapping's failure, `push_value_missing`, `push_value_invalid`. */
export function desiredUser(
  mappings: CompiledMappings,
  dialect: ScimDialect,
  attributes: Record<string, unknown>,
  label: string,
): FlatUser {
  const values = mappedValues(mappings, attributes);
  const user: FlatUser = {};
  for (const name of dialect.attributes) {
    const value = Object.hasOwn(values, name) ? sendable(ruleOf(name), values[name], label) : null;
    if (value === null) {
      if (name === 'userName' || dialect.required.includes(name))
        throw new MusterError('push_value_missing', { name: label, field: name });
    } else user[name] = name === 'userName' && dialect.lowerCase ? String(value).toLowerCase() : value;
  }
  return user;
}

const ruleOf = (name: string) => ({ name, isFlag: name === 'active', maxLength: 1024 });

/** The SCIM resource that POST and PUT send. */
export function resourceOf(user: FlatUser): Record<string, unknown> {
  const resource: Record<string, unknown> = { schemas: [USER_URN] };
  const name: Record<string, unknown> = {};
  const enterprise: Record<string, unknown> = {};
  for (const [path, value] of Object.entries(user)) {
    if (path.startsWith('name.')) name[path.slice('name.'.length)] = value;
    else if (ENTERPRISE.has(path)) enterprise[path] = value;
    else resource[path] = LISTS.has(path) ? listOf(path, value) : value;
  }
  if (Object.keys(name).length > 0) resource.name = name;
  if (Object.keys(enterprise).length > 0) {
    resource.schemas = [USER_URN, ENTERPRISE_URN];
    resource[ENTERPRISE_URN] = enterprise;
  }
  return resource;
}

function listOf(path: string, value: string | boolean): object[] {
  return path === 'entitlements' ? [{ value }] : [{ value, type: 'work', primary: true }];
}

/** PATCH that turns what the target acknowledged into `user`: one operation with a path per changed attribute (RFC 7644 §3.5.2). */
export function patchOf(acked: FlatUser | null, user: FlatUser): Record<string, unknown> {
  const operations: object[] = [];
  const pathOf = (name: string) => (ENTERPRISE.has(name) ? `${ENTERPRISE_URN}:${name}` : name);
  for (const [name, value] of Object.entries(user))
    if (acked?.[name] !== value)
      operations.push({
        op: 'replace',
        path: pathOf(name),
        value: LISTS.has(name) ? listOf(name, value) : value,
      });
  for (const name of Object.keys(acked ?? {}))
    if (!Object.hasOwn(user, name)) operations.push({ op: 'remove', path: pathOf(name) });
  return { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations: operations };
}

/** Does the target already hold exactly this user, as far as the dialect's attributes go? */
export function holds(dialect: ScimDialect, remote: Record<string, unknown>, user: FlatUser): boolean {
  return dialect.attributes.every((name) => {
    const theirs = remote[name];
    const ours = user[name];
    if (name === 'userName' && dialect.dropsDomain && typeof theirs === 'string' && typeof ours === 'string')
      return nameKey(dialect, theirs) === nameKey(dialect, ours);
    return (theirs ?? null) === (ours ?? null);
  });
}

/** The dialect's attributes of a resource the target sent, flat; own properties only. */
export function flatOf(dialect: ScimDialect, resource: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(dialect.attributes.map((name) => [name, readFlat(resource, name)]));
}

function readFlat(resource: Record<string, unknown>, name: string): unknown {
  if (name.startsWith('name.')) return own(own(resource, 'name'), name.slice('name.'.length));
  if (ENTERPRISE.has(name)) return own(own(resource, ENTERPRISE_URN), name);
  const value = own(resource, name);
  return LISTS.has(name) && Array.isArray(value) ? own(value[0], 'value') : value;
}

function own(object: unknown, key: string): unknown {
  return typeof object === 'object' && object !== null && Object.hasOwn(object, key)
    ? (object as Record<string, unknown>)[key]
    : undefined;
}
