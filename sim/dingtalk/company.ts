/** A company in DingTalk: departments, people, roles, what the application may see of them, and what happens to them. */
import { type CompanySettings, makeCompanyPeople } from '../company/company.ts';

export interface Department {
  id: number;
  name: string;
  /** Undefined: the company itself. */
  parent: number | undefined;
  order: number;
  /** `source_identifier`: what whoever made it calls it. */
  mark?: string | undefined;
}

export interface User {
  userid: string;
  unionid: string;
  name: string;
  departments: number[];
  /** Departments led. */
  leads: number[];
  manager: string | undefined;
  active: boolean;
  roles: number[];
  /** Everything else DingTalk answers, under its names; what is empty is left out of answers. */
  fields: Record<string, unknown>;
  /** Of the last change, for lists in that order. */
  modified: number;
}

export interface Role {
  id: number;
  name: string;
  group: string;
}

/** What DingTalk tells of a change, before a channel gives it its form. */
export interface CompanyEvent {
  type: string;
  users?: string[];
  departments?: number[];
  roles?: number[];
}

export const ROOT = 1;
const FIRST_DEPARTMENT = 37_001;
const FIRST_ROLE = 1_507_113_578;

const ROLES: readonly Omit<Role, 'id'>[] = [
  { name: '财务', group: '职务' },
  { name: '主管', group: '职务' },
  { name: '内网管理员', group: '信息技术' },
];

export class Company {
  readonly corpId = 'ding0000000000corp';
  readonly departments = new Map<number, Department>();
  readonly users = new Map<string, User>();
  readonly roles = new Map<number, Role>();
  /** Departments that the application may see, with everything below; undefined: the whole company. */
  visible: { departments: number[]; users: string[] } | undefined;
  readonly #children = new Map<number, number[]>();
  readonly #members = new Map<number, string[]>();
  readonly #tell: (event: CompanyEvent) => void;
  #clock = 0;
  #nextDepartment = FIRST_DEPARTMENT;

  constructor(settings: CompanySettings, tell: (event: CompanyEvent) => void) {
    this.#tell = tell;
    this.#putDepartment({ id: ROOT, name: '示例企业', parent: undefined, order: 0 });
    for (const [index, role] of ROLES.entries())
      this.roles.set(FIRST_ROLE + index, { id: FIRST_ROLE + index, ...role });
    this.#fill(settings);
  }

  #fill(settings: CompanySettings): void {
    const { departments, people } = makeCompanyPeople(settings);
    const idOf = (index: number) => FIRST_DEPARTMENT + index;
    for (const { index, name, parent, order } of departments) {
      const above = parent === undefined ? ROOT : idOf(parent);
      this.#putDepartment({ id: idOf(index), name, parent: above, order });
      this.#nextDepartment = idOf(index) + 1;
    }
    // Ids of people are theirs for good: some are digits with leading zeros, some were chosen.
    const userIds = people.map(({ index, account }) =>
      index % 3 === 0 ? account : String(index * 7919 + 13).padStart(12, '0'),
    );
    for (const person of people) {
      if (person.standing === 'resigned') continue;
      const frozen = person.standing === 'frozen';
      const { index, name, account, mail, mobile, staffNumber, title, joined } = person;
      this.#putUser({
        userid: userIds[index]!,
        unionid: `u${String(index).padStart(10, '0')}iE`,
        // Characters beyond the first plane occur in names.
        name: index === 21 ? '𠮷田光' : name,
        departments: person.departments.map(idOf),
        leads: person.leads.map(idOf),
        manager: person.manager === undefined ? undefined : userIds[person.manager],
        active: person.standing !== 'invited',
        roles: [
          ...(person.leads.length > 0 ? [FIRST_ROLE + 1] : []),
          ...(index % 17 === 0 ? [FIRST_ROLE] : []),
        ],
        fields: {
          mobile,
          state_code: '86',
          job_number: staffNumber,
          title,
          org_email: index % 5 === 4 ? '' : mail,
          email: index % 5 === 4 ? mail : '',
          work_place: index % 2 === 0 ? '杭州' : '',
          remark: '',
          telephone: '',
          hired_date: joined.getTime(),
          extension: index % 4 === 0 ? JSON.stringify({ 爱好: '旅游', 花名: account }) : '{}',
          admin: index === 0,
          boss: index === 0,
          senior: false,
          real_authed: true,
          hide_mobile: false,
          exclusive_account: frozen,
          ...(frozen ? { login_id: account, disable_status: true, exclusive_account_type: 'dingtalk' } : {}),
        },
        modified: 0,
      });
    }
  }

  /** Direct children in the order of the address book. */
  children(id: number): Department[] {
    const list = (this.#children.get(id) ?? []).map((child) => this.departments.get(child)!);
    return list.sort((a, b) => a.order - b.order);
  }

  /** userids of direct members. */
  members(id: number): readonly string[] {
    return this.#members.get(id) ?? [];
  }

  addDepartment(name: string, parent: number, order = 99, mark?: string): number {
    const id = this.#nextDepartment++;
    this.#putDepartment({ id, name, parent, order, mark });
    this.#tell({ type: 'org_dept_create', departments: [id] });
    return id;
  }

  /** Renames or moves. */
  changeDepartment(id: number, change: Partial<Pick<Department, 'name' | 'parent' | 'order'>>): void {
    const department = this.departments.get(id)!;
    if (change.parent !== undefined && change.parent !== department.parent) {
      this.#dropChild(department);
      this.#children.get(change.parent)!.push(id);
    }
    Object.assign(department, change);
    this.#tell({ type: 'org_dept_modify', departments: [id] });
  }

  /** Only without people and children, as in DingTalk. */
  removeDepartment(id: number): void {
    if (this.members(id).length > 0 || this.children(id).length > 0)
      throw new Error(`department ${id} is not empty`);
    this.#dropChild(this.departments.get(id)!);
    this.departments.delete(id);
    this.#tell({ type: 'org_dept_remove', departments: [id] });
  }

  addUser(user: Pick<User, 'userid' | 'name' | 'departments'> & Partial<User>): User {
    const added: User = {
      unionid: `u-${user.userid}`,
      leads: [],
      manager: undefined,
      active: true,
      roles: [],
      modified: 0,
      ...user,
      fields: { extension: '{}', admin: false, boss: false, exclusive_account: false, ...user.fields },
    };
    this.#putUser(added);
    this.#tell({ type: 'user_add_org', users: [added.userid] });
    return added;
  }

  /** Other fields; an empty text clears one. */
  changeUser(userid: string, fields: Record<string, unknown>): void {
    const user = this.users.get(userid)!;
    const { name, active, manager, ...others } = fields;
    if (typeof name === 'string') user.name = name;
    if (typeof manager === 'string') user.manager = manager;
    const activates = active === true && !user.active;
    if (typeof active === 'boolean') user.active = active;
    Object.assign(user.fields, others);
    user.modified = ++this.#clock;
    this.#tell({ type: activates ? 'user_active_org' : 'user_modify_org', users: [userid] });
  }

  moveUser(userid: string, departments: number[]): void {
    const user = this.users.get(userid)!;
    this.#leaveDepartments(user);
    user.departments = departments;
    user.leads = user.leads.filter((id) => departments.includes(id));
    this.#enterDepartments(user);
    user.modified = ++this.#clock;
    this.#tell({ type: 'user_dept_change', users: [userid], departments });
  }

  removeUser(userid: string): void {
    this.#leaveDepartments(this.users.get(userid)!);
    this.users.delete(userid);
    this.#tell({ type: 'user_leave_org', users: [userid] });
  }

  setRoles(userid: string, roles: number[]): void {
    const user = this.users.get(userid)!;
    const touched = [...new Set([...user.roles, ...roles])];
    user.roles = roles;
    this.#tell({ type: 'label_user_change', users: [userid], roles: touched });
  }

  /** True for what lies in the visible range. */
  sees(id: number): boolean {
    if (!this.visible) return true;
    for (let at: number | undefined = id, steps = 0; at !== undefined && steps < 100; steps++) {
      if (this.visible.departments.includes(at)) return true;
      at = this.departments.get(at)?.parent;
    }
    return false;
  }

  seesUser(user: User): boolean {
    return (
      !this.visible ||
      this.visible.users.includes(user.userid) ||
      user.departments.some((id) => this.sees(id))
    );
  }

  #putDepartment(department: Department): void {
    this.departments.set(department.id, department);
    this.#children.set(department.id, []);
    this.#members.set(department.id, []);
    if (department.parent !== undefined) this.#children.get(department.parent)!.push(department.id);
  }

  #dropChild({ id, parent }: Department): void {
    const siblings = this.#children.get(parent!)!;
    siblings.splice(siblings.indexOf(id), 1);
  }

  #putUser(user: User): void {
    this.users.set(user.userid, user);
    this.#enterDepartments(user);
  }

  #enterDepartments({ userid, departments }: User): void {
    for (const id of departments) this.#members.get(id)!.push(userid);
  }

  #leaveDepartments({ userid, departments }: User): void {
    for (const id of departments) {
      const members = this.#members.get(id)!;
      members.splice(members.indexOf(userid), 1);
    }
  }
}
