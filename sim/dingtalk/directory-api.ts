/** The directory on the older host: every path with what it answers. */
import { legacyOk, plain, type SimAnswer, wrapped } from './answers.ts';
import type { Company, Department, User } from './company.ts';
import { ROOT } from './company.ts';
import type { Faults } from './faults.ts';
import { numberOf, WRITES } from './write-api.ts';

export type Input = Record<string, unknown>;

export interface Call {
  /** Permission that the call needs. */
  permission: string;
  answer(company: Company, input: Input, hidden: ReadonlySet<string>): SimAnswer;
}

const DEPARTMENTS = 'qyapi_get_department_list';
const MEMBERS = 'qyapi_get_department_member';
const MEMBER = 'qyapi_get_member';
const ORDERS = ['entry_asc', 'entry_desc', 'modify_asc', 'modify_desc', 'custom'];

/** Answers a directory call, or undefined where there is no such path. */
export function directoryAnswer(
  company: Company,
  faults: Faults,
  path: string,
  input: Input,
): SimAnswer | undefined {
  const calls = Object.hasOwn(WRITES, path) ? WRITES : CALLS;
  const call = Object.hasOwn(calls, path) ? calls[path] : undefined;
  if (!call) return undefined;
  if (faults.withdrawn.has(call.permission))
    return wrapped('60011', `应用尚未开通所需的权限：[${call.permission}]，点击链接申请并开通即可`);
  return call.answer(company, input, faults.hidden);
}

/** A department that is named and may be seen, else the refusal. */
function at(company: Company, id: unknown): Department | SimAnswer {
  const number = Number(id ?? ROOT);
  if (!Number.isSafeInteger(number) || number < 1) return plain('400002');
  const department = company.departments.get(number);
  if (!department) return plain('60003');
  return company.sees(number) ? department : plain('50004');
}

const isAnswer = (value: object): value is SimAnswer => 'status' in value;

function onDepartment(
  answer: (company: Company, department: Department, input: Input, hidden: ReadonlySet<string>) => SimAnswer,
) {
  return (company: Company, input: Input, hidden: ReadonlySet<string>): SimAnswer => {
    const department = at(company, input.dept_id);
    return isAnswer(department) ? department : answer(company, department, input, hidden);
  };
}

const CALLS: Record<string, Call> = {
  '/topapi/v2/department/listsub': {
    permission: DEPARTMENTS,
    answer: onDepartment((company, { id }) =>
      legacyOk(
        company.children(id).map(({ id: child, name, parent, mark }) => ({
          dept_id: child,
          name,
          parent_id: parent,
          create_dept_group: true,
          auto_add_user: true,
          ...(mark === undefined ? {} : { source_identifier: mark }),
        })),
      ),
    ),
  },
  '/topapi/v2/department/listsubid': {
    permission: DEPARTMENTS,
    answer: onDepartment((company, { id }) =>
      legacyOk({ dept_id_list: company.children(id).map((child) => child.id) }),
    ),
  },
  '/topapi/v2/department/get': {
    permission: DEPARTMENTS,
    answer: onDepartment((company, { id, name, parent, order }) =>
      legacyOk({
        dept_id: id,
        name,
        ...(parent === undefined ? {} : { parent_id: parent }),
        order,
        create_dept_group: true,
        auto_add_user: true,
        hide_dept: false,
        dept_permits: [],
        user_permits: [],
        outer_dept: false,
        member_count: company.members(id).length,
        dept_manager_userid_list: company
          .members(id)
          .filter((userid) => company.users.get(userid)!.leads.includes(id)),
      }),
    ),
  },
  '/topapi/v2/department/listparentbydept': {
    permission: DEPARTMENTS,
    answer: onDepartment((company, department) => {
      const path: number[] = [];
      for (let next: Department | undefined = department; next; ) {
        path.push(next.id);
        next = next.parent === undefined ? undefined : company.departments.get(next.parent);
      }
      return legacyOk({ parent_id_list: path });
    }),
  },
  '/topapi/v2/user/list': { permission: MEMBERS, answer: onDepartment(listUsers) },
  '/topapi/user/listid': {
    permission: MEMBERS,
    answer: onDepartment((company, { id }) => legacyOk({ userid_list: [...company.members(id)] })),
  },
  '/topapi/user/count': {
    permission: MEMBERS,
    answer: (company, { only_active: onlyActive }) => {
      if (!onlyActive || onlyActive === 'false') return legacyOk({ count: company.users.size });
      return legacyOk({ count: [...company.users.values()].filter(({ active }) => active).length });
    },
  },
  '/topapi/v2/user/get': {
    permission: MEMBER,
    answer: (company, { userid }, hidden) => {
      const user = company.users.get(String(userid));
      if (!user) return plain('60121');
      return company.seesUser(user) ? legacyOk(ownRecord(company, user, hidden)) : plain('50002');
    },
  },
  '/topapi/user/getbyunionid': {
    permission: MEMBER,
    answer: (company, { unionid }) => {
      for (const user of company.users.values())
        if (user.unionid === unionid) return legacyOk({ contact_type: 0, userid: user.userid });
      return plain('60121');
    },
  },
  '/topapi/v2/user/getbymobile': {
    permission: 'qyapi_get_member_by_mobile',
    answer: (company, { mobile }) => {
      const number = numberOf(mobile);
      for (const { userid, fields } of company.users.values())
        if (fields.mobile === number?.mobile && (fields.state_code ?? '86') === number?.state_code)
          return legacyOk({ userid });
      return plain('60121');
    },
  },
  '/topapi/role/list': {
    permission: DEPARTMENTS,
    answer: (company, { offset = 0, size = 20 }) => {
      const groups = [...Map.groupBy(company.roles.values(), ({ group }) => group)].map(
        ([name, roles], index) => ({
          groupId: 1000 + index,
          name,
          roles: roles.map((role) => ({ id: role.id, name: role.name })),
        }),
      );
      return offsetPage(groups, offset, size, 200);
    },
  },
  '/topapi/role/simplelist': {
    permission: MEMBERS,
    answer: (company, { role_id: role, offset = 0, size = 20 }) => {
      const users = [...company.users.values()].filter(
        (user) => user.roles.includes(Number(role)) && company.seesUser(user),
      );
      return offsetPage(
        users.map(({ userid, name }) => ({ userid, name })),
        offset,
        size,
        100,
      );
    },
  },
};

function offsetPage(list: unknown[], offset: unknown, size: unknown, max: number): SimAnswer {
  const from = Number(offset);
  const to = from + Math.min(Number(size), max);
  return legacyOk({ hasMore: to < list.length, list: list.slice(from, to) });
}

function listUsers(
  company: Company,
  { id }: Department,
  { cursor, size, order_field: order = 'custom' }: Input,
  hidden: ReadonlySet<string>,
): SimAnswer {
  const from = Number(cursor);
  const count = Number(size);
  if (
    !Number.isSafeInteger(from) ||
    from < 0 ||
    !(count >= 1 && count <= 100) ||
    !ORDERS.includes(String(order))
  )
    return plain('400002');
  const ids = order === 'custom' ? company.members(id) : sorted(company, company.members(id), String(order));
  const to = from + count;
  const more = to < ids.length;
  return legacyOk({
    has_more: more,
    ...(more ? { next_cursor: to } : {}),
    list: ids.slice(from, to).map((userid) => listRow(company.users.get(userid)!, id, hidden)),
  });
}

function sorted(company: Company, ids: readonly string[], order: string): string[] {
  const [by, direction] = order.split('_');
  const value = ({ modified, fields }: User) => (by === 'modify' ? modified : Number(fields.hired_date));
  const sign = direction === 'desc' ? -1 : 1;
  return ids.toSorted((a, b) => sign * (value(company.users.get(a)!) - value(company.users.get(b)!)));
}

const ONLY_IN_OWN_RECORD = new Set(['senior', 'real_authed']);

function listRow(user: User, department: number, hidden: ReadonlySet<string>): Input {
  return {
    ...common(user, hidden, ONLY_IN_OWN_RECORD),
    dept_order: orderOf(user),
    leader: user.leads.includes(department),
  };
}

function ownRecord(company: Company, user: User, hidden: ReadonlySet<string>): Input {
  const { departments, leads, manager, roles } = user;
  return {
    ...common(user, hidden),
    ...(manager === undefined ? {} : { manager_userid: manager }),
    leader_in_dept: departments.map((id) => ({ dept_id: id, leader: leads.includes(id) })),
    dept_order_list: departments.map((id) => ({
      dept_id: id,
      order: orderOf(user),
    })),
    ...(roles.length === 0
      ? {}
      : {
          role_list: roles.flatMap((id) => {
            const role = company.roles.get(id);
            return role ? [{ id, name: role.name, group_name: role.group }] : [];
          }),
        }),
  };
}

/** The sort key stays with a person while others come and go. */
function orderOf({ fields }: User): number {
  return 176_000_000 - Math.floor(Number(fields.hired_date ?? 0) / 86_400_000);
}

function common(user: User, hidden: ReadonlySet<string>, left: ReadonlySet<string> = new Set()): Input {
  const { userid, unionid, name, active, departments, fields } = user;
  const filled = Object.entries(fields).filter(
    ([field, value]) =>
      value !== '' && value !== null && value !== undefined && !hidden.has(field) && !left.has(field),
  );
  return { userid, unionid, name, active, dept_id_list: departments, ...Object.fromEntries(filled) };
}
