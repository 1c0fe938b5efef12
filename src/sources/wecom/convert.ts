/** From WeCom's objects to records of a source. Pure. */
import type { Attributes, SourceRecord } from '../source.ts';
import { canonicalHash } from '../web-api/canonical.ts';
import {
  idText,
  idTexts,
  isEmpty,
  localPart,
  objects,
  pinyinOf,
  plainAttributes,
  type Raw,
  without,
} from '../web-api/values.ts';
import type { Tag } from './api.ts';
import type { WeComConfig } from './config.ts';

/** A member as one secret or the other shows it. */
export interface Person {
  /** As WeCom spells it. */
  id: string;
  /** Everything WeCom said; `userid` alone where it told no more. */
  raw: Raw;
  /** In scope, the main one first. */
  departments: string[];
}

/** Where a department lies: itself first, then the enclosing ones. */
export type PathOf = (department: string) => string[];

/** WeCom tells userids apart without regard to case, and spells the same one differently at times. */
export const userKey = (id: string): string => id.toLowerCase();
/** What a person is referred to by; ids of people, departments and tags may be the same digits. */
export const userLocator = (id: string): string => `user:${userKey(id)}`;
export const tagLocator = (id: string): string => `tag:${id}`;

/** Of the answer, not of the member. */
const ENVELOPE = ['errcode', 'errmsg'];
/** WeCom leaves these out for everybody where the application may not have them. */
const PRIVATE = ['mobile', 'email', 'biz_mail', 'gender', 'avatar', 'thumb_avatar', 'qr_code', 'address'];
const OPTIONAL = [
  ...PRIVATE,
  'alias',
  'english_name',
  'position',
  'external_position',
  'telephone',
  'direct_leader',
  'extattr',
  'external_profile',
];
/** Missing only where nothing but ids is to be had. */
const ALWAYS = ['name', 'status', 'main_department', 'order', 'is_leader_in_dept'];
const STATUS = { active: '1', notActivated: '4' };
const USERNAME = /^[A-Za-z0-9_.@-]{1,256}$/;

/** The member without what belongs to the answer that brought it. */
export function plainPerson(raw: Raw): Raw {
  return without(raw, ENVELOPE);
}

/** Ids of all departments, the main one first. */
export function departmentsOf({ department, main_department: main }: Raw): string[] {
  const ids = [...new Set(idTexts(department))];
  const first = isEmpty(main) ? undefined : idText(main);
  return first !== undefined && ids.includes(first) ? [first, ...ids.filter((id) => id !== first)] : ids;
}

/** Undefined: the settings leave out who has not activated WeCom. */
export function personRecord(
  { id, raw, departments }: Person,
  pathOf: PathOf,
  config: WeComConfig,
): SourceRecord | undefined {
  if (config.unactivated === 'skip' && statusOf(raw) === STATUS.notActivated) return undefined;
  const [main] = departments;
  return {
    kind: 'user',
    key: userKey(id),
    locator: userLocator(id),
    hash: canonicalHash([raw, departments]),
    parents: () => (main === undefined ? [] : pathOf(main)),
    further: () => departments.slice(1),
    attributes: () => personAttributes({ id, raw, departments }, config),
    refs: () => [],
  };
}

export function departmentRecord(id: string, raw: Raw, pathOf: PathOf): SourceRecord {
  const kept = without(raw, ENVELOPE);
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

/** `users` may name one twice, and in any spelling. */
export function tagRecord({ id, name }: Tag, users: Iterable<string>): SourceRecord {
  const members = [...new Set([...users].map(userLocator))].sort();
  return {
    kind: 'group',
    key: id,
    locator: tagLocator(id),
    hash: canonicalHash([name, members]),
    parents: () => [],
    attributes: () => ({ tagid: id, name }),
    refs: () => members,
  };
}

/** Everything WeCom says of a member, under its names, and what is derived from it (names in camel case). */
export function personAttributes({ id, raw, departments }: Person, config: WeComConfig): Attributes {
  const attributes: Attributes = { ...plainAttributes(raw), userid: id };
  Object.assign(attributes, extensionAttributes(raw));
  const { leads, orders } = perDepartment(raw);
  const leaderOf = departments.filter((department) => leads.has(department));
  if (leaderOf.length > 0) attributes.leaderOf = leaderOf;
  const [main] = departments;
  if (main !== undefined) {
    attributes.mainDepartment = main;
    const order = orders.get(main);
    if (order !== undefined) attributes.mainDepartmentOrder = order;
  }
  const [manager] = idTexts(raw.direct_leader);
  if (manager !== undefined) attributes.manager = manager;
  const status = statusOf(raw);
  if (status !== undefined)
    attributes.enabled =
      status === STATUS.active || (status === STATUS.notActivated && config.unactivated !== 'disabled');
  attributes.displayName = typeof raw.name === 'string' && raw.name !== '' ? raw.name : id;
  attributes.username = usernameOf(id, raw, config);
  return attributes;
}

function statusOf({ status }: Raw): string | undefined {
  return isEmpty(status) ? undefined : idText(status);
}

/** `order` and `is_leader_in_dept` run parallel to `department`. */
function perDepartment(raw: Raw): { leads: Set<string>; orders: Map<string, number> } {
  const departments = Array.isArray(raw.department) ? raw.department.map(idText) : [];
  const parallel = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
  const leader = parallel(raw.is_leader_in_dept);
  const order = parallel(raw.order);
  const leads = new Set(departments.filter((_, at) => Number(leader[at]) === 1));
  const orders = new Map<string, number>();
  for (const [at, id] of departments.entries()) {
    const number = Number(order[at]);
    if (!isEmpty(order[at]) && Number.isFinite(number)) orders.set(id, number);
  }
  return { leads, orders };
}

function usernameOf(id: string, raw: Raw, { usernameRule }: WeComConfig): string {
  const candidates: Record<WeComConfig['usernameRule'], () => (string | undefined)[]> = {
    userid: () => [],
    mail: () => [localPart(raw.biz_mail), localPart(raw.email)],
    pinyin: () => [pinyinOf(raw.name)],
  };
  return candidates[usernameRule]().find((name) => name !== undefined && USERNAME.test(name)) ?? id;
}

/** Fields that the company added: `extattr.<name>`, on the card for outsiders `external_profile.<name>`. */
function extensionAttributes({ extattr, external_profile: profile }: Raw): Attributes {
  const attributes: Attributes = {};
  for (const [prefix, list] of [
    ['extattr', (extattr as Raw | null | undefined)?.attrs],
    ['external_profile', (profile as Raw | null | undefined)?.external_attr],
  ] as const)
    for (const row of objects(list)) {
      const text = (row.text as Raw | null | undefined)?.value ?? (row.web as Raw | null | undefined)?.url;
      if (typeof row.name === 'string' && typeof text === 'string' && text !== '')
        attributes[`${prefix}.${row.name}`] = text;
    }
  return attributes;
}

/** Notes which of the optional fields came for anybody. */
export class SeenFields {
  readonly #seen = new Set<string>();

  note(raw: Raw): void {
    for (const name of [...OPTIONAL, ...ALWAYS]) if (hasValue(raw[name])) this.#seen.add(name);
  }

  /** Private fields, where not one came for anybody: the application gets none, since no company leaves all empty. */
  withheldPrivately(): readonly string[] {
    return PRIVATE.some((name) => this.#seen.has(name)) ? [] : PRIVATE;
  }

  /** Fields that nobody had, with what is derived from them: kept back rather than empty for all. */
  withheld({ usernameRule }: WeComConfig): string[] {
    const missing = [...OPTIONAL, ...ALWAYS].filter((name) => !this.#seen.has(name));
    const lacks = (...names: string[]) => names.every((name) => missing.includes(name));
    return [
      ...missing,
      ...(lacks('name') ? ['displayName'] : []),
      ...(lacks('status') ? ['enabled'] : []),
      ...(lacks('direct_leader') ? ['manager'] : []),
      ...(usernameRule === 'mail' && lacks('biz_mail', 'email') ? ['username'] : []),
      ...(usernameRule === 'pinyin' && lacks('name') ? ['username'] : []),
    ];
  }
}

/** A list of additional fields that is empty says nothing. */
function hasValue(value: unknown): boolean {
  if (isEmpty(value)) return false;
  if (typeof value !== 'object' || Array.isArray(value)) return true;
  return Object.values(value as Raw).some((inner) => !isEmpty(inner));
}
