/** What administrators do to the company, and which of it WeCom tells. */
import { ROOT, type SimDepartment, type SimMember } from './company.ts';
import type { Outbox } from './outbox.ts';
import type { WeComState } from './state.ts';

type Fields = Record<string, string>;

export class Edits {
  readonly #state: WeComState;
  readonly #outbox: Outbox;

  constructor(state: WeComState, outbox: Outbox) {
    this.#state = state;
    this.#outbox = outbox;
  }

  addMember(given: Partial<SimMember> & Pick<SimMember, 'userid' | 'name'>): SimMember {
    if (this.#state.member(given.userid)) throw new Error(`there is a ${given.userid} already`);
    const department = given.department ?? [ROOT];
    const member: SimMember = {
      order: department.map(() => 0),
      position: '',
      is_leader_in_dept: department.map(() => 0),
      direct_leader: [],
      telephone: '',
      alias: '',
      status: 4,
      main_department: department[0]!,
      extattr: { attrs: [] },
      mobile: '',
      gender: '0',
      email: '',
      biz_mail: '',
      avatar: '',
      qr_code: '',
      address: '',
      ...given,
      department,
    };
    this.#state.company.members.set(member.userid.toLowerCase(), member);
    this.#changed('create_user', { UserID: member.userid, Department: department.join(',') }, () =>
      longForm(member),
    );
    return member;
  }

  /** Names, numbers and status: the short form tells nothing of them. */
  changeMember(userid: string, fields: Partial<SimMember>): SimMember {
    const member = this.#member(userid);
    Object.assign(member, fields);
    this.#state.changed();
    if (this.#outbox.push?.longForm) this.#outbox.tell('update_user', longForm(member));
    return member;
  }

  moveMember(userid: string, department: number[]): SimMember {
    const member = this.#member(userid);
    Object.assign(member, {
      department,
      order: department.map(() => 0),
      is_leader_in_dept: department.map(() => 0),
      main_department: department[0],
    });
    this.#changed('update_user', { UserID: member.userid, Department: department.join(',') }, () =>
      longForm(member),
    );
    return member;
  }

  /** The userid may be changed once. */
  renameMember(userid: string, to: string): SimMember {
    const member = this.#member(userid);
    const { members } = this.#state.company;
    const before = member.userid;
    members.delete(before.toLowerCase());
    member.userid = to;
    members.set(to.toLowerCase(), member);
    for (const other of members.values())
      other.direct_leader = other.direct_leader.map((id) => (id === before ? to : id));
    this.#changed('update_user', { UserID: before, NewUserID: to });
    return member;
  }

  removeMember(userid: string): void {
    const member = this.#member(userid);
    this.#state.company.members.delete(userid.toLowerCase());
    for (const tag of this.#state.company.tags.values()) tag.users.delete(member.userid);
    this.#changed('delete_user', { UserID: member.userid });
  }

  addDepartment(name: string, parentid: number = ROOT, id?: number): SimDepartment {
    const { departments } = this.#state.company;
    const department: SimDepartment = {
      id: id ?? Math.max(...departments.keys()) + 1,
      name,
      name_en: '',
      department_leader: [],
      parentid,
      order: 1000,
    };
    departments.set(department.id, department);
    this.#changed('create_party', { Id: String(department.id), ParentId: String(parentid) }, () => ({
      Name: name,
      Order: String(department.order),
    }));
    return department;
  }

  changeDepartment(id: number, fields: Partial<Omit<SimDepartment, 'id'>>): SimDepartment {
    const department = this.#department(id);
    const { parentid } = department;
    Object.assign(department, fields);
    this.#state.changed();
    if (department.parentid !== parentid || this.#outbox.push?.longForm)
      this.#outbox.tell('update_party', {
        Id: String(id),
        ParentId: String(department.parentid),
        ...(this.#outbox.push?.longForm ? { Name: department.name } : {}),
      });
    return department;
  }

  removeDepartment(id: number): void {
    this.#department(id);
    const { departments, members } = this.#state.company;
    if ([...departments.values()].some(({ parentid }) => parentid === id))
      throw new Error('there are departments below');
    if ([...members.values()].some(({ department }) => department.includes(id)))
      throw new Error('there are members in it');
    departments.delete(id);
    this.#changed('delete_party', { Id: String(id) });
  }

  setTag(tagid: number, tagname: string, users: string[], parties: number[] = []): void {
    const { tags } = this.#state.company;
    const before = tags.get(tagid)?.users ?? new Set<string>();
    const after = new Set(users);
    tags.set(tagid, { tagid, tagname, users: after, parties: new Set(parties) });
    this.#changed('update_tag', {
      TagId: String(tagid),
      AddUserItems: users.filter((id) => !before.has(id)).join(','),
      DelUserItems: [...before].filter((id) => !after.has(id)).join(','),
    });
  }

  #changed(type: string, short: Fields, rest?: () => Fields): void {
    this.#state.changed();
    this.#outbox.tell(type, { ...(this.#outbox.push?.longForm ? rest?.() : {}), ...short });
  }

  #member(userid: string): SimMember {
    const member = this.#state.member(userid);
    if (!member) throw new Error(`there is no ${userid}`);
    return member;
  }

  #department(id: number): SimDepartment {
    const department = this.#state.company.departments.get(id);
    if (!department) throw new Error(`there is no department ${id}`);
    return department;
  }
}

function longForm(member: SimMember): Fields {
  return {
    UserID: member.userid,
    Name: member.name,
    Department: member.department.join(','),
    MainDepartment: String(member.main_department),
    IsLeaderInDept: member.is_leader_in_dept.join(','),
    DirectLeader: member.direct_leader.join(','),
    Position: member.position,
    Mobile: member.mobile,
    Gender: member.gender,
    Email: member.email,
    BizMail: member.biz_mail,
    Status: String(member.status),
    Alias: member.alias,
    Telephone: member.telephone,
  };
}
