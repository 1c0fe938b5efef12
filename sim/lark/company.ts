/** A company in Lark: departments, people, user groups, what the app may see of them, and what happens to them. */
import { createHash } from 'node:crypto';
import { type CompanySettings, makeCompanyPeople } from '../company/company.ts';
import { ACTIVE, makeUser, ROOT, type User } from './person.ts';

export interface Department {
  openId: string;
  /** Given by an administrator, and perhaps used again after a deletion. */
  id: string;
  name: string;
  /** Of the department above; `0` is the company. */
  parent: string;
  order: number;
  /** By union_id, the main one first. */
  leaders: string[];
}

export interface Group {
  id: string;
  name: string;
  /** 1: people are put in; 2: a rule fills it. */
  type: 1 | 2;
  users: string[];
  departments: string[];
}

/** What the app may see. */
export interface Visible {
  departments: string[];
  users: string[];
  groups: string[];
}

/** What Lark tells of a change, before it is given its form. */
export type CompanyEvent =
  | { type: 'created' | 'updated' | 'deleted'; user: User; changed?: Record<string, unknown> }
  | { type: 'created' | 'updated' | 'deleted'; department: Department; changed?: Record<string, unknown> }
  | { type: 'scope'; before: Visible | undefined; after: Visible | undefined };

/** Told as events of their own. */
const SEPARATE = ['mobile', 'email'];

export class Company {
  readonly tenantKey = 'tenant0000000001';
  readonly departments = new Map<string, Department>();
  readonly users = new Map<string, User>();
  /** Still found by their ids. */
  readonly resigned = new Map<string, User>();
  readonly groups = new Map<string, Group>();
  /** Undefined: all staff. */
  visible: Visible | undefined;
  /** Departments below one beyond which a list of all levels is refused. */
  recursionMax = Number.POSITIVE_INFINITY;
  readonly #children = new Map<string, string[]>([[ROOT, []]]);
  readonly #members = new Map<string, Set<string>>([[ROOT, new Set()]]);
  readonly #byOpenId = new Map<string, User>();
  readonly #tell: (event: CompanyEvent) => void;
  readonly #seed: number;
  #counts: Map<string, Set<string>> | undefined;
  #made = 0;

  constructor(settings: CompanySettings, tell: (event: CompanyEvent) => void) {
    this.#tell = tell;
    this.#seed = settings.seed ?? 1;
    this.#fill(settings);
  }

  #fill(settings: CompanySettings): void {
    const { departments, people } = makeCompanyPeople(settings);
    const ids = departments.map(({ index, name, parent, order }) => {
      const openId = this.departmentId(index);
      const above = parent === undefined ? ROOT : this.departmentId(parent);
      this.#putDepartment({ openId, id: `D${index}`, name, parent: above, order: order * 100, leaders: [] });
      return openId;
    });
    for (const person of people) {
      const user = makeUser(person, (kind, index) => this.#hex(kind, index), ids);
      if (person.standing === 'resigned') {
        this.resigned.set(user.unionId, user);
        this.#byOpenId.set(user.openId, user);
        continue;
      }
      this.#putUser(user);
      for (const at of person.leads) this.departments.get(ids[at]!)!.leaders.push(user.unionId);
    }
    const all = [...this.users.keys()];
    const some = all.filter((_, index) => index % 17 === 0);
    this.groups.set('g100001', { id: 'g100001', name: '党员', type: 1, users: some, departments: [] });
    const rule = { type: 2 as const, users: [all[0]!], departments: [ids[0]!] };
    this.groups.set('g100002', { id: 'g100002', name: '总部全员', ...rule });
  }

  /** Of the department that the generator made at this place. */
  departmentId(index: number): string {
    return `od-${this.#hex('department', index)}`;
  }

  #hex(kind: string, index: number): string {
    return createHash('md5').update(`${this.#seed} ${kind} ${index}`).digest('hex');
  }

  /** Direct children in the order of the address book. */
  children(id: string): Department[] {
    const list = (this.#children.get(id) ?? []).map((child) => this.departments.get(child)!);
    return list.sort((a, b) => a.order - b.order);
  }

  /** Level by level. */
  below(id: string): Department[] {
    const found = this.children(id);
    for (const { openId } of found) found.push(...this.children(openId));
    return found;
  }

  /** Direct members by union_id. */
  members(id: string): string[] {
    return [...(this.#members.get(id) ?? [])];
  }

  /** Of the department and all below it, each once. */
  count(id: string): number {
    if (!this.#counts) {
      this.#counts = new Map([...this.departments.keys()].map((one) => [one, new Set<string>()]));
      for (const { unionId, departments } of this.users.values())
        for (const department of departments)
          for (const at of this.path(department)) this.#counts.get(at)?.add(unionId);
    }
    return this.#counts.get(id)?.size ?? 0;
  }

  /** The department and those around it. */
  path(id: string): string[] {
    const path: string[] = [];
    for (let at: string | undefined = id; at && at !== ROOT && !path.includes(at); ) {
      path.push(at);
      at = this.departments.get(at)?.parent;
    }
    return path;
  }

  byAnyId(id: string): User | undefined {
    const known = this.users.get(id) ?? this.resigned.get(id) ?? this.#byOpenId.get(id);
    if (known) return known;
    for (const user of this.users.values()) if (user.userId === id) return user;
    return undefined;
  }

  addDepartment(name: string, parent: string, order = 9900): string {
    const number = 1_000_000 + this.#made++;
    const openId = this.departmentId(number);
    const department = { openId, id: `D${number}`, name, parent, order, leaders: [] };
    this.#putDepartment(department);
    this.#tell({ type: 'created', department });
    return openId;
  }

  /** Renames, moves, gives other leaders. */
  changeDepartment(
    id: string,
    change: Partial<Pick<Department, 'name' | 'parent' | 'order' | 'leaders'>>,
  ): void {
    const department = this.departments.get(id)!;
    const before = { ...department };
    if (change.parent !== undefined && change.parent !== department.parent) {
      this.#dropChild(department);
      this.#children.get(change.parent)!.push(id);
    }
    Object.assign(department, change);
    this.#counts = undefined;
    const changed = Object.fromEntries(
      Object.keys(change).map((name) => [name, before[name as keyof Department]]),
    );
    this.#tell({ type: 'updated', department, changed });
  }

  /** Only without people and children, as in Lark. */
  removeDepartment(id: string): void {
    if (this.members(id).length > 0 || this.children(id).length > 0)
      throw new Error(`department ${id} is not empty`);
    const department = this.departments.get(id)!;
    this.#dropChild(department);
    this.departments.delete(id);
    this.#counts = undefined;
    this.#tell({ type: 'deleted', department });
  }

  addUser(given: Pick<User, 'name' | 'departments'> & Partial<User>): User {
    const number = 1_000_000 + this.#made++;
    const added: User = {
      unionId: `on_${this.#hex('union', number)}`,
      openId: `ou_${this.#hex('open', number)}`,
      userId: this.#hex('user', number).slice(0, 8),
      manager: undefined,
      status: { ...ACTIVE },
      fields: {},
      ...given,
    };
    this.resigned.delete(added.unionId);
    this.#putUser(added);
    this.#tell({ type: 'created', user: added });
    return added;
  }

  /** Other fields; an empty text clears one. */
  changeUser(id: string, change: Record<string, unknown>): void {
    const user = this.users.get(id)!;
    const { name, status, manager, ...fields } = change;
    const before = { name: user.name, status: { ...user.status }, ...user.fields };
    if (typeof name === 'string') user.name = name;
    if (typeof manager === 'string') user.manager = manager;
    if (typeof status === 'object') Object.assign(user.status, status);
    Object.assign(user.fields, fields);
    const names = Object.keys(change);
    for (const part of [names.filter((one) => !SEPARATE.includes(one)), ...SEPARATE.map((one) => [one])]) {
      const mine = part.filter((one) => names.includes(one));
      if (mine.length === 0) continue;
      const changed = Object.fromEntries(mine.map((one) => [one, before[one as 'name']]));
      this.#tell({ type: 'updated', user, changed });
    }
  }

  moveUser(id: string, departments: string[]): void {
    const user = this.users.get(id)!;
    const before = user.departments;
    this.#leaveDepartments(user);
    user.departments = departments;
    this.#enterDepartments(user);
    this.#tell({ type: 'updated', user, changed: { department_ids: before } });
  }

  /** Out of all lists at once; by id the person is still there, as resigned. */
  removeUser(id: string): void {
    const user = this.users.get(id)!;
    this.#leaveDepartments(user);
    this.users.delete(id);
    const { departments } = user;
    const gone = { ...user, departments: [], status: { ...ACTIVE, is_resigned: true, is_activated: false } };
    this.resigned.set(id, gone);
    this.#byOpenId.set(user.openId, gone);
    for (const group of this.groups.values()) group.users = group.users.filter((one) => one !== id);
    this.#tell({ type: 'deleted', user, changed: { department_ids: departments, open_id: user.openId } });
  }

  /** As a new version of the app with another contact scope does. */
  see(visible: Visible | undefined): void {
    const before = this.visible;
    this.visible = visible;
    this.#tell({ type: 'scope', before, after: visible });
  }

  /** True for what lies in the contact scope. */
  sees(id: string): boolean {
    if (!this.visible) return true;
    return this.path(id).some((at) => this.visible!.departments.includes(at));
  }

  seesUser({ unionId, departments }: User): boolean {
    if (!this.visible) return true;
    const { users, groups } = this.visible;
    return (
      users.includes(unionId) ||
      groups.some((id) => this.groups.get(id)?.users.includes(unionId)) ||
      departments.some((id) => this.sees(id))
    );
  }

  #putDepartment(department: Department): void {
    const { openId, parent } = department;
    this.departments.set(openId, department);
    this.#children.set(openId, []);
    this.#members.set(openId, new Set());
    this.#children.get(parent)!.push(openId);
    this.#counts = undefined;
  }

  #dropChild({ openId, parent }: Department): void {
    const siblings = this.#children.get(parent)!;
    siblings.splice(siblings.indexOf(openId), 1);
  }

  #putUser(user: User): void {
    this.users.set(user.unionId, user);
    this.#byOpenId.set(user.openId, user);
    this.#enterDepartments(user);
  }

  #enterDepartments({ unionId, departments }: User): void {
    for (const id of departments) this.#members.get(id)!.add(unionId);
    this.#counts = undefined;
  }

  #leaveDepartments({ unionId, departments }: User): void {
    for (const id of departments) this.#members.get(id)!.delete(unionId);
    this.#counts = undefined;
  }
}
