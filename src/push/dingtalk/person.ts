/**
 * People of DingTalk as accounts become them: flat, under DingTalk's names, with `departments` as ids of our
 * organizations, since those stay when departments are made anew. Pure.
 */
import { MusterError } from '../../errors/error.ts';
import { type CompiledMappings, targetField } from '../../expressions/mapping.ts';
import type { DingTalkProvisioning } from '../../model/dingtalk-provisioning.ts';
import { idText, type Raw } from '../../sources/dingtalk/api.ts';
import { type FlatUser, mappedValues, sendable } from '../flat-user.ts';

/** “Create a user” (topapi/v2/user/create), with the lengths DingTalk takes. */
const FIELDS: Readonly<Record<string, number>> = {
  userid: 64,
  name: 80,
  mobile: 30,
  job_number: 50,
  title: 200,
  email: 50,
  org_email: 100,
  telephone: 50,
  work_place: 100,
  remark: 2000,
  hide_mobile: 5,
  extension: 2000,
};
const REQUIRED = ['userid', 'name', 'mobile'];
const USERID = /^[A-Za-z0-9][\w.@-]{0,63}$/;
/** A number of mainland China stands alone, any other behind its region. */
const MOBILE = /^(\d{5,15}|\+\d{1,6}-\d{4,15})$/;
const HOME = '86';

/** Stands for the department that all others lie below. */
export const TOP = 'root';

/** Throws `mapping_target_unknown`, `push_value_missing`. */
export function checkPersonMappings({ mappings }: Pick<DingTalkProvisioning, 'mappings'>): void {
  const targets = mappings.map(({ target }) => targetField(target, 'user'));
  const unknown = targets.find((name) => !Object.hasOwn(FIELDS, name));
  if (unknown !== undefined)
    throw new MusterError('mapping_target_unknown', {
      field: unknown.slice(0, 80),
      kind: 'person in DingTalk',
    });
  const missing = REQUIRED.find((name) => !targets.includes(name));
  if (missing !== undefined) throw new MusterError('push_value_missing', { name: '', field: missing });
}

/** The person the mappings make of an account. Throws the mapping's failure, `push_value_missing`, `push_value_invalid`. */
export function desiredPerson(
  mappings: CompiledMappings,
  attributes: Record<string, unknown>,
  label: string,
): FlatUser {
  const values = mappedValues(mappings, attributes);
  const person: FlatUser = {};
  for (const [name, maxLength] of Object.entries(FIELDS)) {
    const rule = { name, isFlag: name === 'hide_mobile', maxLength };
    const value = Object.hasOwn(values, name) ? sendable(rule, values[name], label) : null;
    if (value !== null) person[name] = value;
    else if (REQUIRED.includes(name))
      throw new MusterError('push_value_missing', { name: label, field: name });
  }
  const invalid = (field: string, reason: string) =>
    new MusterError('push_value_invalid', { name: label, field, reason });
  if (!USERID.test(String(person.userid)))
    throw invalid('userid', 'letters, digits and _ - . @ only, beginning with a letter or digit');
  if (!MOBILE.test(String(person.mobile)))
    throw invalid('mobile', 'digits only, outside mainland China as +region-number');
  return person;
}

/** Where an account belongs: its primary organization first; organizations outside `orgs` do not count. */
export function departmentsOf(
  primary: string,
  further: readonly string[],
  orgs: { root: string | null; ids: ReadonlySet<string> },
): string {
  const places = [primary, ...further].flatMap((id) =>
    id === orgs.root ? [TOP] : orgs.ids.has(id) ? [id] : [],
  );
  return [...new Set(places)].join(',') || TOP;
}

/** A person DingTalk sent, in the same form. `orgOf`: the organization of a department, undefined for a foreign one. */
export function personOf(
  raw: Raw,
  orgOf: (department: string) => string | undefined,
): Record<string, unknown> {
  const person: Record<string, unknown> = {};
  for (const name of Object.keys(FIELDS))
    if (raw[name] !== undefined && raw[name] !== '') person[name] = raw[name];
  if (raw.mobile !== undefined) person.mobile = mobileOf(raw);
  const departments = Array.isArray(raw.dept_id_list) ? raw.dept_id_list.map(idText) : [];
  person.departments = departments.map((id) => orgOf(id) ?? `#${id}`).join(',');
  return person;
}

/** The number in the form in which people are compared and made. */
export function mobileOf({ mobile, state_code: region }: Raw): string {
  const code = region === undefined || region === null || region === '' ? HOME : String(region);
  return code === HOME || String(mobile).startsWith('+') ? String(mobile) : `+${code}-${mobile}`;
}

/** Is the person there what it should be, in the fields that are mapped? A userid never changes. */
export function isSamePerson(
  there: Record<string, unknown>,
  wanted: FlatUser,
  mapped: ReadonlySet<string>,
): boolean {
  const places = (value: unknown) => String(value).split(',').sort().join(',');
  const same = (name: string) => (there[name] ?? null) === (wanted[name] ?? null);
  return (
    [...mapped].every((name) => name === 'userid' || same(name)) &&
    (wanted.departments === undefined || places(there.departments) === places(wanted.departments))
  );
}

/** The fields to send so that `acked` becomes `wanted`; what is not wanted any more is sent empty. */
export function changeOf(acked: FlatUser | null, wanted: FlatUser): Raw {
  const change: Raw = {};
  for (const [name, value] of Object.entries(wanted))
    if (name !== 'userid' && acked?.[name] !== value) change[name] = value;
  for (const name of Object.keys(acked ?? {}))
    if (name !== 'userid' && name !== 'departments' && !Object.hasOwn(wanted, name)) change[name] = '';
  return change;
}
