/** What Lark shows of people and departments: every field by its permission, what is empty left out. */
import type { Company, Department } from './company.ts';
import { ROOT, type User } from './person.ts';

export type Shown = Record<string, unknown>;

/** In which ids a caller wants people and departments. */
export interface IdTypes {
  user: string;
  department: string;
}

export const DEFAULT_IDS: IdTypes = { user: 'open_id', department: 'open_department_id' };

/** Fields that come by their own permission; whatever else there is comes with the basic one. */
const USER_FIELDS: Record<string, readonly string[]> = {
  'contact:user.base:readonly': ['name', 'en_name', 'nickname', 'avatar'],
  'contact:user.email:readonly': ['email', 'enterprise_email'],
  'contact:user.phone:readonly': ['mobile', 'mobile_visible'],
  'contact:user.gender:readonly': ['gender'],
  'contact:user.department:readonly': ['department_ids', 'orders', 'leader_user_id'],
  'contact:user.employee:readonly': [
    'status',
    'employee_no',
    'employee_type',
    'join_time',
    'job_title',
    'city',
    'work_station',
    'is_tenant_manager',
    'custom_attrs',
  ],
  'contact:user.employee_id:readonly': ['user_id'],
};
const DEPARTMENT_FIELDS: Record<string, readonly string[]> = {
  'contact:department.base:readonly': ['name', 'i18n_name', 'chat_id'],
  'contact:department.organize:readonly': [
    'parent_department_id',
    'order',
    'leader_user_id',
    'leaders',
    'member_count',
    'primary_member_count',
    'unit_ids',
  ],
};

export function userId(user: User, type: string): string {
  if (type === 'union_id') return user.unionId;
  return type === 'user_id' ? user.userId : user.openId;
}

export function departmentId({ openId, id }: Department, type: string): string {
  return type === 'department_id' ? id : openId;
}

export function shownUser(company: Company, user: User, ids: IdTypes, withdrawn: ReadonlySet<string>): Shown {
  const { departments, fields, status, name, manager } = user;
  const inType = (id: string) =>
    id === ROOT ? ROOT : departmentId(company.departments.get(id)!, ids.department);
  const leader = manager === undefined ? undefined : company.byAnyId(manager);
  const all: Shown = {
    union_id: user.unionId,
    open_id: user.openId,
    user_id: user.userId,
    name,
    ...fields,
    status,
    department_ids: departments.map(inType),
    leader_user_id: leader && userId(leader, ids.user),
    orders: departments.map((id, index) => ({
      department_id: inType(id),
      user_order: 100 + (Number(fields.join_time ?? 0) % 97),
      department_order: departments.length - index,
      is_primary_dept: index === 0,
    })),
  };
  return permitted(all, USER_FIELDS, withdrawn);
}

export function shownDepartment(
  company: Company,
  department: Department,
  ids: IdTypes,
  withdrawn: ReadonlySet<string>,
): Shown {
  const { openId, id, name, parent, order } = department;
  const above = company.departments.get(parent);
  const leaders = department.leaders.flatMap((one) => {
    const user = company.users.get(one);
    return user ? [userId(user, ids.user)] : [];
  });
  const all: Shown = {
    open_department_id: openId,
    department_id: id,
    name,
    i18n_name: { zh_cn: name, en_us: '', ja_jp: '' },
    parent_department_id: above ? departmentId(above, ids.department) : ROOT,
    order: String(order),
    leader_user_id: leaders[0],
    leaders: leaders.map((leaderID, index) => ({ leaderType: index === 0 ? 1 : 2, leaderID })),
    unit_ids: [],
    member_count: company.count(openId),
    primary_member_count: company.members(openId).length,
    status: { is_deleted: false },
  };
  return permitted(all, DEPARTMENT_FIELDS, withdrawn);
}

function permitted(
  all: Shown,
  fields: Record<string, readonly string[]>,
  withdrawn: ReadonlySet<string>,
): Shown {
  const hidden = new Set(
    Object.entries(fields).flatMap(([permission, names]) => (withdrawn.has(permission) ? names : [])),
  );
  return Object.fromEntries(
    Object.entries(all).filter(([name, value]) => {
      const isEmpty = value === '' || value === undefined || (Array.isArray(value) && value.length === 0);
      return !isEmpty && !hidden.has(name);
    }),
  );
}
