/** From Lark's objects to records of a source. Pure. */
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
import type { LarkConfig } from './config.ts';

/** A person, with what their departments say of them. */
export interface Person {
  raw: Raw;
  /** In scope, the main one first. */
  departments: string[];
  /** Departments among them that the person leads. */
  leads: string[];
}

/** Where a department lies: itself first, then the enclosing ones. */
export type PathOf = (department: string) => string[];

/** What a person is referred to by, unlike anything of a department or a group. */
export const userLocator = (id: string): string => `user:${id}`;
export const groupLocator = (id: string): string => `group:${id}`;

/** Known to whoever asks in the name of a person only. */
const NOT_OURS = ['department_path'];
/** Change with every newcomer, and say nothing of the department. */
const COUNTS = ['member_count', 'primary_member_count'];
/** Lark leaves these out where they are empty, and for everybody where the permission is missing. */
const OPTIONAL = [
  'name',
  'en_name',
  'nickname',
  'email',
  'enterprise_email',
  'mobile',
  'mobile_visible',
  'gender',
  'avatar',
  'status',
  'user_id',
  'department_ids',
  'orders',
  'leader_user_id',
  'dotted_line_leader_user_ids',
  'job_title',
  'employee_no',
  'employee_type',
  'join_time',
  'city',
  'country',
  'work_station',
  'geo',
  'time_zone',
  'description',
  'is_tenant_manager',
  'job_level_id',
  'job_family_id',
  'custom_attrs',
];
const USERNAME = /^[A-Za-z0-9_.@-]{1,256}$/;

/** As people are known by: the same in all apps of the company. */
export const keyOf = ({ union_id: id }: Raw): string | undefined =>
  isEmpty(id) || typeof id === 'object' ? undefined : idText(id);

export const departmentId = ({ open_department_id: id }: Raw): string => idText(id);

/** Ids of all departments, the main one first; undefined where the application may not know them. */
export function departmentsOf({ department_ids: ids, orders }: Raw): string[] | undefined {
  if (ids === undefined || ids === null) return undefined;
  const all = [...new Set(idTexts(ids))];
  const rows = objects(orders);
  const order = (row: Raw): number => Number(row.department_order ?? Number.NEGATIVE_INFINITY);
  const main =
    rows.find((row) => row.is_primary_dept === true) ??
    rows.reduce<Raw | undefined>((best, row) => (!best || order(row) > order(best) ? row : best), undefined);
  const first = main && idText(main.department_id);
  return first !== undefined && all.includes(first) ? [first, ...all.filter((id) => id !== first)] : all;
}

/** Who leads a department, by union_id, deputies included. */
export function leadersOf({ leader_user_id: leader, leaders }: Raw): string[] {
  const listed = objects(leaders).map((row) => row.leaderID);
  return [...new Set(idTexts([leader, ...listed].filter((id) => !isEmpty(id))))];
}

export const isResigned = ({ status }: Raw): boolean => flagsOf(status).is_resigned === true;

const flagsOf = (status: unknown): Raw =>
  typeof status === 'object' && status !== null ? (status as Raw) : {};

/** Undefined: the settings leave out who has not activated Lark. */
export function personRecord(person: Person, pathOf: PathOf, config: LarkConfig): SourceRecord | undefined {
  const raw = without(person.raw, NOT_OURS);
  const { departments } = person;
  if (config.unactivated === 'skip' && isUnactivated(raw)) return undefined;
  const key = keyOf(raw)!;
  const leads = person.leads.toSorted();
  const [main] = departments;
  return {
    kind: 'user',
    key,
    locator: userLocator(key),
    hash: canonicalHash([raw, departments, leads]),
    parents: () => (main === undefined ? [] : pathOf(main)),
    further: () => departments.slice(1),
    attributes: () => personAttributes({ raw, departments, leads }, config),
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
    attributes: () => ({ ...plainAttributes(kept), ...i18nNames(kept), ...leaderAttributes(kept) }),
    refs: () => [],
  };
}

/** `users` may name one twice. */
export function groupRecord(raw: Raw, users: Iterable<string>): SourceRecord {
  const id = groupId(raw);
  const members = [...new Set(users)].map(userLocator).sort();
  const kept = without(raw, ['member_user_count', 'member_department_count']);
  return {
    kind: 'group',
    key: id,
    locator: groupLocator(id),
    hash: canonicalHash([kept, members]),
    parents: () => [],
    attributes: () => plainAttributes(kept),
    refs: () => members,
  };
}

export const groupId = ({ id, group_id: other }: Raw): string => idText(isEmpty(id) ? other : id);

/** Everything Lark says of a person, under its names, and what is derived from it (names in camel case). */
export function personAttributes({ raw, departments, leads }: Person, config: LarkConfig): Attributes {
  const attributes: Attributes = { ...plainAttributes(raw), ...customAttributes(raw.custom_attrs) };
  const { avatar, status, join_time: joined } = raw;
  if (typeof avatar === 'object' && avatar !== null) {
    const { avatar_origin: origin, avatar_640: large } = avatar as Raw;
    const address = isEmpty(origin) ? large : origin;
    if (typeof address === 'string' && address !== '') attributes.avatar = address;
  }
  for (const [flag, value] of Object.entries(flagsOf(status)))
    if (typeof value === 'boolean') attributes[`status.${flag}`] = value;
  if (leads.length > 0) attributes.leaderOf = leads;
  const [main] = departments;
  if (main !== undefined) {
    attributes.mainDepartment = main;
    const order = objects(raw.orders).find((row) => idText(row.department_id) === main)?.user_order;
    if (typeof order === 'number') attributes.mainDepartmentOrder = order;
  }
  if (typeof raw.leader_user_id === 'string' && raw.leader_user_id !== '')
    attributes.manager = raw.leader_user_id;
  const seconds = Number(joined);
  if (!isEmpty(joined) && seconds > 0 && seconds < 8.64e12)
    attributes.joinedAt = new Date(seconds * 1000).toISOString();
  const enabled = isEnabled(raw, config);
  if (enabled !== undefined) attributes.enabled = enabled;
  attributes.displayName = typeof raw.name === 'string' && raw.name !== '' ? raw.name : lastResort(raw);
  attributes.username = usernameOf(raw, config) ?? lastResort(raw);
  return attributes;
}

/** Undefined where Lark keeps the status back: who is suspended then looks like everybody else. */
function isEnabled(raw: Raw, { unactivated }: LarkConfig): boolean | undefined {
  if (isEmpty(raw.status) || typeof raw.status !== 'object') return undefined;
  const { is_frozen: frozen, is_resigned: resigned, is_exited: exited } = flagsOf(raw.status);
  if (frozen === true || resigned === true || exited === true) return false;
  return unactivated !== 'disabled' || !isUnactivated(raw);
}

function isUnactivated({ status }: Raw): boolean {
  const { is_activated: activated, is_unjoin: unjoined } = flagsOf(status);
  return activated === false || unjoined === true;
}

/** Undefined where not even the user_id is to be had. */
export function usernameOf(raw: Raw, { usernameRule }: LarkConfig): string | undefined {
  const text = (value: unknown) => (typeof value === 'string' ? value.trim() : undefined);
  const candidates: Record<LarkConfig['usernameRule'], () => (string | undefined)[]> = {
    mail: () => [localPart(raw.enterprise_email), localPart(raw.email)],
    pinyin: () => [pinyinOf(raw.name)],
    employee_no: () => [text(raw.employee_no)],
    user_id: () => [],
  };
  const all = [...candidates[usernameRule](), text(raw.user_id)];
  return all.find((name) => name !== undefined && USERNAME.test(name));
}

/** No name anybody would choose, but one that is never missing. */
const lastResort = (raw: Raw): string => keyOf(raw) ?? '';

/** Fields that the company added and lets the API read: `custom_attrs.<id of the field>`. */
function customAttributes(list: unknown): Attributes {
  const attributes: Attributes = {};
  for (const { id, value } of objects(list)) {
    if (isEmpty(id) || typeof value !== 'object' || value === null) continue;
    const { text, option_value: option, name, url, generic_user: user } = value as Raw;
    const said = [text, option, name, url, (user as Raw | null | undefined)?.id].find(
      (one) => typeof one === 'string' && one !== '',
    );
    if (said !== undefined) attributes[`custom_attrs.${idText(id)}`] = said as string;
  }
  return attributes;
}

function i18nNames({ i18n_name: names }: Raw): Attributes {
  if (typeof names !== 'object' || names === null) return {};
  return Object.fromEntries(
    Object.entries(names as Raw).flatMap(([language, name]) =>
      typeof name === 'string' && name !== '' ? [[`i18n_name.${language}`, name]] : [],
    ),
  );
}

function leaderAttributes(raw: Raw): Attributes {
  const leaders = leadersOf(raw);
  return leaders.length > 0 ? { leaders } : {};
}

/** Notes which of the optional fields came for anybody. */
export class SeenFields {
  readonly #config: LarkConfig;
  readonly #seen = new Set<string>();
  #namedByKey = false;

  constructor(config: LarkConfig) {
    this.#config = config;
  }

  note(raw: Raw): void {
    for (const name of OPTIONAL) if (!isEmpty(raw[name])) this.#seen.add(name);
    if (usernameOf(raw, this.#config) === undefined) this.#namedByKey = true;
  }

  /** Fields that nobody had, with what is derived from them: kept back rather than empty for all. */
  withheld(): string[] {
    const missing = OPTIONAL.filter((name) => !this.#seen.has(name));
    const lacks = (...names: string[]) => names.every((name) => missing.includes(name));
    const { usernameRule: rule } = this.#config;
    const ruleLacks = { mail: ['enterprise_email', 'email'], pinyin: ['name'] }[rule as string] ?? [rule];
    return [
      ...missing,
      ...(lacks('name') ? ['displayName'] : []),
      ...(lacks('status') ? ['enabled'] : []),
      ...(lacks('leader_user_id') ? ['manager'] : []),
      ...(lacks('join_time') ? ['joinedAt'] : []),
      ...(lacks('orders') ? ['mainDepartmentOrder'] : []),
      ...(lacks(...ruleLacks) || (this.#namedByKey && lacks('user_id')) ? ['username'] : []),
    ];
  }
}
