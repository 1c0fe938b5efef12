/** From DingTalk's objects to records of a source. Pure. */
import type { Attributes, SourceRecord } from '../source.ts';
import { canonicalHash } from '../web-api/canonical.ts';
import { localPart, objects, pinyinOf, plainAttributes, without } from '../web-api/values.ts';
import { idText, type Raw, truth } from './api.ts';
import type { DingTalkConfig } from './config.ts';

/** A person with what DingTalk says per department brought together. */
export interface Person {
  id: string;
  /** The object without what depends on the department it was listed in. */
  raw: Raw;
  /** In scope, the main one first. */
  departments: string[];
  /** Departments in scope that the person leads. */
  leads: string[];
  /** Sort key by department in scope. */
  orders: Record<string, number>;
}

/** Where a department lies: itself first, then the enclosing ones. */
export type PathOf = (department: string) => string[];

/** What a person is referred to by; ids of people and departments may be the same digits. */
export const userLocator = (id: string): string => `user:${id}`;
export const roleLocator = (id: string): string => `role:${id}`;

/** Said of the listed department in lists, of all departments in a person's own record. */
const PER_DEPARTMENT = ['dept_order', 'leader', 'leader_in_dept', 'dept_order_list'];
/** In a person's own record only: left out where lists are read, so that both ways give the same. */
const DETAIL_ONLY = ['manager_userid', 'senior', 'real_authed', 'role_list', 'union_emp_ext', 'create_time'];
/** Change with every newcomer, and say nothing of the department. */
const COUNTS = ['member_count', 'owning_member_count'];

/** Fields that DingTalk leaves out where they are empty, and for everybody where the permission is missing. */
const OPTIONAL = [
  'mobile',
  'state_code',
  'email',
  'org_email',
  'telephone',
  'title',
  'job_number',
  'work_place',
  'remark',
  'extension',
  'avatar',
  'hired_date',
  'manager_userid',
];
/** The number of someone without a country code is one of mainland China. */
const DEFAULT_REGION = '86';
const USERNAME = /^[A-Za-z0-9_.@-]{1,256}$/;

/** `raw` as one form, whether it was listed or read by itself. */
export function plainPerson(raw: Raw, config: DingTalkConfig): Raw {
  const dropped = config.details ? PER_DEPARTMENT : [...PER_DEPARTMENT, ...DETAIL_ONLY];
  return without(raw, dropped);
}

/** What a person's own record says per department. */
export function perDepartment(raw: Raw): { leads: string[]; orders: Record<string, number> } {
  const leads: string[] = [];
  const orders: Record<string, number> = {};
  for (const row of objects(raw.leader_in_dept)) if (truth(row.leader)) leads.push(idText(row.dept_id));
  for (const row of objects(raw.dept_order_list)) {
    const order = Number(row.order);
    if (Number.isFinite(order)) orders[idText(row.dept_id)] = order;
  }
  return { leads, orders };
}

/** Ids of all departments of a person, the main one first as far as DingTalk tells. */
export function departmentsOf(raw: Raw): string[] {
  const list = Array.isArray(raw.dept_id_list)
    ? raw.dept_id_list.filter((id) => id !== null).map(idText)
    : [];
  return [...new Set(list)];
}

export function personRecord(person: Person, pathOf: PathOf, config: DingTalkConfig): SourceRecord {
  const { id, raw, departments } = person;
  const leads = person.leads.toSorted();
  return {
    kind: 'user',
    key: id,
    locator: userLocator(id),
    hash: canonicalHash([raw, departments, leads, person.orders]),
    parents: () => (departments[0] === undefined ? [] : pathOf(departments[0])),
    further: () => departments.slice(1),
    attributes: () => personAttributes({ ...person, leads }, config),
    refs: () => [],
  };
}

export function departmentRecord(id: string, raw: Raw, pathOf: PathOf): SourceRecord {
  const kept = without(raw, COUNTS);
  return {
    kind: 'org',
    key: id,
    locator: id,
    hash: canonicalHash(kept),
    parents: () => pathOf(id).slice(1),
    attributes: () => plainAttributes(kept),
    refs: () => [],
  };
}

export function roleRecord(raw: Raw, users: readonly string[]): SourceRecord {
  const id = idText(raw.id);
  return {
    kind: 'group',
    key: id,
    locator: roleLocator(id),
    hash: canonicalHash([raw, users.toSorted()]),
    parents: () => [],
    attributes: () => plainAttributes(raw),
    refs: () => users.map(userLocator),
  };
}

/** Everything DingTalk says of a person, under its names, and what is derived from it (names in camel case). */
export function personAttributes(person: Person, config: DingTalkConfig): Attributes {
  const { raw, departments, leads, orders } = person;
  const attributes = plainAttributes(raw);
  Object.assign(attributes, extensionAttributes(raw.extension));
  const roles = objects(raw.role_list).map(({ name }) => idText(name));
  if (roles.length > 0) attributes.roles = roles;
  if (leads.length > 0) attributes.leaderOf = leads;
  const [main] = departments;
  if (main !== undefined) {
    attributes.mainDepartment = main;
    if (orders[main] !== undefined) attributes.mainDepartmentOrder = orders[main];
  }
  const hired = Number(raw.hired_date);
  if (raw.hired_date && Number.isFinite(hired) && Math.abs(hired) < 8.64e15)
    attributes.hiredAt = new Date(hired).toISOString();
  attributes.enabled = isEnabled(raw, config);
  Object.assign(attributes, phoneOf(raw));
  attributes.username = usernameOf(raw, config);
  return attributes;
}

/** An account that the company manages can be switched off; one not activated is what the settings say. */
function isEnabled({ disable_status: disabled, active }: Raw, { unactivated }: DingTalkConfig): boolean {
  if (truth(disabled)) return false;
  return unactivated !== 'disabled' || active === undefined || truth(active);
}

/** The number apart from its country code, digits only. */
function phoneOf({ mobile, state_code: region }: Raw): Attributes {
  const digits = (value: unknown) =>
    (value === undefined || value === null ? '' : idText(value)).replace(/\D/g, '');
  const number = digits(mobile);
  if (number === '') return {};
  return { phoneRegion: digits(region) || DEFAULT_REGION, phoneNumber: number };
}

function usernameOf(raw: Raw, { usernameRule }: DingTalkConfig): string {
  const id = idText(raw.userid);
  const number = typeof raw.job_number === 'string' ? raw.job_number.trim() : '';
  const candidates: Record<DingTalkConfig['usernameRule'], () => (string | undefined)[]> = {
    mail: () => [localPart(raw.org_email), localPart(raw.email), number],
    pinyin: () => [pinyinOf(raw.name)],
    job_number: () => [number],
    userid: () => [],
  };
  return candidates[usernameRule]().find((name) => name !== undefined && USERNAME.test(name)) ?? id;
}

/** Custom attributes are JSON in a text: each becomes `extension.<name>`. */
function extensionAttributes(extension: unknown): Attributes {
  if (typeof extension !== 'string') return {};
  try {
    const parsed: unknown = JSON.parse(extension);
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return {};
    const plain = plainAttributes(parsed as Raw);
    return Object.fromEntries(Object.entries(plain).map(([name, value]) => [`extension.${name}`, value]));
  } catch {
    return {};
  }
}

/** Notes which of the optional fields came for anybody. */
export class SeenFields {
  readonly #seen = new Set<string>();

  note(raw: Raw): void {
    for (const name of OPTIONAL) {
      const value = raw[name];
      if (value !== undefined && value !== null && value !== '') this.#seen.add(name);
    }
  }

  /** Fields that nobody had, with what is derived from them: kept back rather than empty for all. */
  withheld({ usernameRule }: DingTalkConfig): string[] {
    const missing = OPTIONAL.filter((name) => !this.#seen.has(name));
    const lacks = (...names: string[]) => names.every((name) => missing.includes(name));
    return [
      ...missing,
      ...(lacks('mobile') ? ['phoneRegion', 'phoneNumber'] : []),
      ...(lacks('hired_date') ? ['hiredAt'] : []),
      ...(usernameRule === 'mail' && lacks('org_email', 'email') ? ['username'] : []),
    ];
  }
}
