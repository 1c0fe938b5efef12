/** The contacts API: every path with what it answers. */
import { lacksPermission, ok, refusal, type SimAnswer } from './answers.ts';
import type { Company, Department } from './company.ts';
import type { Faults } from './faults.ts';
import { ROOT, type User } from './person.ts';
import { departmentId, type IdTypes, shownDepartment, shownUser, userId } from './shown.ts';

export type Query = Record<string, string>;

interface Call {
  company: Company;
  withdrawn: ReadonlySet<string>;
  query: Query;
  ids: IdTypes;
  /** What the path names. */
  id: string;
}

const BASE = 'contact:contact.base:readonly';
const WIDE = 'contact:contact:readonly_as_app';
const GROUP = 'contact:group:readonly';
const PAGE_MAX = 50;
const WIDE_PAGE_MAX = 100;

const PATHS: [pattern: RegExp, permissions: readonly string[], answer: (call: Call) => SimAnswer][] = [
  [/^\/departments\/([^/]+)\/children$/, [BASE, WIDE], listChildren],
  [/^\/departments\/parent$/, [BASE, WIDE], listParents],
  [/^\/departments\/batch$/, [BASE, WIDE], departmentBatch],
  [/^\/departments\/([^/]+)$/, [BASE, WIDE], oneDepartment],
  [/^\/users\/find_by_department$/, [BASE, WIDE], listUsers],
  [/^\/users\/batch$/, [BASE, WIDE], userBatch],
  [/^\/users\/([^/]+)$/, [BASE, WIDE], oneUser],
  [/^\/scopes$/, [BASE, WIDE], scopes],
  [/^\/group\/simplelist$/, [GROUP], listGroups],
  [/^\/group\/([^/]+)\/member\/simplelist$/, [GROUP], listGroupMembers],
];

/** Answers a call below `/open-apis/contact/v3`, or undefined where there is no such path. */
export function contactsAnswer(
  company: Company,
  { withdrawn }: Faults,
  path: string,
  query: Query,
): SimAnswer | undefined {
  for (const [pattern, permissions, answer] of PATHS) {
    const match = pattern.exec(path);
    if (!match) continue;
    if (permissions.every((permission) => withdrawn.has(permission)))
      return lacksPermission(permissions.filter((permission) => withdrawn.has(permission)));
    const { user_id_type: user = 'open_id', department_id_type: department = 'open_department_id' } = query;
    const id = decodeURIComponent(match[1] ?? '');
    return answer({ company, withdrawn, query, ids: { user, department }, id });
  }
  return undefined;
}

const isAnswer = (value: object): value is SimAnswer => 'status' in value && typeof value.status === 'number';

/** A department that is named and may be seen; ROOT only with the scope of all staff. */
function departmentAt({ company, ids }: Call, id: string | undefined): Department | typeof ROOT | SimAnswer {
  if (id === undefined || id === '') return refusal('40001');
  if (id === ROOT) return company.visible ? refusal('40004') : ROOT;
  const found =
    ids.department === 'department_id'
      ? [...company.departments.values()].find((one) => one.id === id)
      : company.departments.get(id);
  if (!found) return refusal('40015');
  return company.sees(found.openId) ? found : refusal('40004');
}

const openId = (department: Department | typeof ROOT): string =>
  department === ROOT ? ROOT : department.openId;

function listChildren(call: Call): SimAnswer {
  const { company, query } = call;
  const department = departmentAt(call, call.id);
  if (typeof department === 'object' && isAnswer(department)) return department;
  const id = openId(department);
  const isDeep = query.fetch_child === 'true';
  if (isDeep && company.below(id).length > company.recursionMax) return refusal('43010');
  const list = isDeep ? company.below(id) : company.children(id);
  return paged(call, list, 'items', PAGE_MAX, (one) => showDepartment(call, one));
}

function listParents(call: Call): SimAnswer {
  const department = departmentAt(call, call.query.department_id);
  if (typeof department === 'object' && isAnswer(department)) return department;
  const { company } = call;
  const above = department === ROOT ? [] : company.path(department.openId).slice(1);
  const list = above.filter((id) => company.sees(id)).map((id) => company.departments.get(id)!);
  return paged(call, list, 'items', PAGE_MAX, (one) => showDepartment(call, one));
}

function departmentBatch(call: Call): SimAnswer {
  const ids = call.query.department_ids?.split(',') ?? [];
  const items = ids.flatMap((id) => {
    const found = departmentAt(call, id);
    return typeof found === 'object' && !isAnswer(found) ? [showDepartment(call, found)] : [];
  });
  return ok({ items });
}

function oneDepartment(call: Call): SimAnswer {
  const department = departmentAt(call, call.id);
  if (department === ROOT) return ok({ department: { open_department_id: ROOT, department_id: ROOT } });
  return isAnswer(department) ? department : ok({ department: showDepartment(call, department) });
}

function listUsers(call: Call): SimAnswer {
  const department = departmentAt(call, call.query.department_id);
  if (typeof department === 'object' && isAnswer(department)) return department;
  const { company } = call;
  const list = company.members(openId(department)).map((id) => company.users.get(id)!);
  return paged(call, list, 'items', PAGE_MAX, (user) => showUser(call, user));
}

function userAt({ company, ids }: Call, id: string): User | SimAnswer {
  const user = company.byAnyId(id);
  if (!user || userId(user, ids.user) !== id) return refusal('41012');
  if (!company.visible || user.status.is_resigned) return user;
  return company.seesUser(user) ? user : refusal('41050');
}

function oneUser(call: Call): SimAnswer {
  const user = userAt(call, call.id);
  return 'unionId' in user ? ok({ user: showUser(call, user) }) : user;
}

function userBatch(call: Call): SimAnswer {
  const ids = call.query.user_ids?.split(',') ?? [];
  const users = ids.map((id) => userAt(call, id));
  return ok({ items: users.flatMap((user) => ('unionId' in user ? [showUser(call, user)] : [])) });
}

/** People first, then departments, then groups, in one sequence of pages. */
function scopes(call: Call): SimAnswer {
  const { company, ids } = call;
  const { visible } = company;
  const users = visible?.users ?? company.members(ROOT);
  const departments = visible?.departments ?? company.children(ROOT).map((one) => one.openId);
  const groups = visible?.groups ?? [...company.groups.keys()];
  const all = [
    ...users.map((id) => ['user_ids', userId(company.users.get(id)!, ids.user)]),
    ...departments.map((id) => [
      'department_ids',
      departmentId(company.departments.get(id)!, ids.department),
    ]),
    ...groups.map((id) => ['group_ids', id]),
  ] as [string, string][];
  const answer = paged(call, all, 'all', WIDE_PAGE_MAX, (one) => one);
  const { data } = (answer.body ?? {}) as { data?: Record<string, unknown> & { all?: [string, string][] } };
  if (!data) return answer;
  for (const [name, id] of data.all ?? []) data[name] = [...((data[name] as string[]) ?? []), id];
  delete data.all;
  return answer;
}

function listGroups(call: Call): SimAnswer {
  const { company, query } = call;
  const list = [...company.groups.values()].filter(
    ({ id, type }) => String(type) === (query.type ?? '1') && (company.visible?.groups.includes(id) ?? true),
  );
  return paged(call, list, 'grouplist', WIDE_PAGE_MAX, ({ id, name, type, users, departments }) => ({
    id,
    name,
    description: '',
    member_user_count: users.length,
    member_department_count: departments.length,
    type,
  }));
}

function listGroupMembers(call: Call): SimAnswer {
  const { company, query, id } = call;
  const group = company.groups.get(id);
  if (!group || !(company.visible?.groups.includes(id) ?? true)) return refusal('42009');
  const { member_id_type: idType = 'open_id', member_type: type = 'user' } = query;
  const ids =
    type === 'department'
      ? group.departments.map((one) => departmentId(company.departments.get(one)!, idType))
      : group.users.map((one) => userId(company.users.get(one)!, idType));
  return paged(call, ids, 'memberlist', WIDE_PAGE_MAX, (member) => ({
    member_id: member,
    member_type: type,
    member_id_type: idType,
  }));
}

const showUser = ({ company, ids, withdrawn }: Call, user: User) => shownUser(company, user, ids, withdrawn);
const showDepartment = ({ company, ids, withdrawn }: Call, department: Department) =>
  shownDepartment(company, department, ids, withdrawn);

/** A page; an empty list is left out, as Lark does. */
function paged<T>(
  { query, id }: Call,
  list: readonly T[],
  name: string,
  max: number,
  show: (one: T) => unknown,
): SimAnswer {
  const size = Number(query.page_size ?? (max === PAGE_MAX ? 10 : 50));
  if (!(Number.isInteger(size) && size >= 1 && size <= max)) return refusal('40011');
  // A token is good for the list it was given for.
  const about = `${name} ${id} ${query.department_id ?? ''} ${query.fetch_child ?? ''}`;
  const from =
    query.page_token === undefined || query.page_token === '' ? 0 : offsetIn(query.page_token, about);
  if (from === undefined) return refusal('40012');
  const to = from + size;
  const hasMore = to < list.length;
  const items = list.slice(from, to).map(show);
  return ok({
    has_more: hasMore,
    ...(hasMore ? { page_token: Buffer.from(JSON.stringify([to, about])).toString('base64') } : {}),
    ...(items.length > 0 ? { [name]: items } : {}),
  });
}

function offsetIn(token: string, about: string): number | undefined {
  try {
    const [offset, of] = JSON.parse(Buffer.from(token, 'base64').toString()) as [number, string];
    return of === about ? offset : undefined;
  } catch {
    return undefined;
  }
}
