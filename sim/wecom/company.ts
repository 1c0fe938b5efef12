/** A company as WeCom holds it: departments by number, members by userid whatever its case, tags. */
import { type CompanyPerson, type CompanySettings, makeCompanyPeople } from '../company/company.ts';

export interface SimDepartment {
  id: number;
  name: string;
  name_en: string;
  department_leader: string[];
  parentid: number;
  /** Larger comes first. */
  order: number;
}

export interface SimMember {
  userid: string;
  name: string;
  department: number[];
  order: number[];
  position: string;
  is_leader_in_dept: number[];
  direct_leader: string[];
  telephone: string;
  alias: string;
  /** 1 active, 2 disabled, 4 not activated, 5 left. */
  status: number;
  main_department: number;
  extattr: { attrs: { type: number; name: string; text: { value: string } }[] };
  mobile: string;
  gender: string;
  email: string;
  biz_mail: string;
  avatar: string;
  qr_code: string;
  address: string;
  english_name?: string;
}

export interface SimTag {
  tagid: number;
  tagname: string;
  users: Set<string>;
  parties: Set<number>;
}

export const ROOT = 1;
/** Departments of the generated company count from here; below lie the few that a person would make by hand. */
const FIRST_DEPARTMENT = 2;
const STATUS = { active: 1, frozen: 2, invited: 4, resigned: 5 };
const ORDER_TOP = 100_000_000;

export interface SimCompany {
  departments: Map<number, SimDepartment>;
  /** By userid in lower case. */
  members: Map<string, SimMember>;
  tags: Map<number, SimTag>;
}

/** The same numbers give the same company. Who has resigned is in no list of WeCom, and so not here. */
export function makeWeComCompany(settings: CompanySettings): SimCompany {
  const made = makeCompanyPeople(settings);
  const idOf = (index: number) => index + FIRST_DEPARTMENT;
  const departments = new Map<number, SimDepartment>();
  const root = { id: ROOT, name: '示例公司', name_en: 'Example Corp', parentid: 0 };
  departments.set(ROOT, { ...root, department_leader: [], order: ORDER_TOP });
  for (const { index, name, parent, order } of made.departments)
    departments.set(idOf(index), {
      id: idOf(index),
      name,
      name_en: '',
      department_leader: [],
      parentid: parent === undefined ? ROOT : idOf(parent),
      order: ORDER_TOP - order * 1000,
    });
  const members = new Map<string, SimMember>();
  const accountOf = (index: number | undefined) =>
    index === undefined ? undefined : made.people[index]!.account;
  for (const person of made.people) {
    if (person.standing === 'resigned') continue;
    const member = memberOf(person, idOf, accountOf(person.manager));
    members.set(member.userid.toLowerCase(), member);
    for (const led of person.leads) departments.get(idOf(led))?.department_leader.push(member.userid);
  }
  const tags = new Map<number, SimTag>();
  const [first] = members.values();
  tags.set(1, {
    tagid: 1,
    tagname: '乒乓球协会',
    users: new Set(first ? [first.userid] : []),
    parties: new Set(),
  });
  tags.set(2, { tagid: 2, tagname: '研发全员', users: new Set(), parties: new Set([FIRST_DEPARTMENT]) });
  return { departments, members, tags };
}

function memberOf(
  person: CompanyPerson,
  idOf: (index: number) => number,
  manager: string | undefined,
): SimMember {
  const department = person.departments.map(idOf);
  return {
    userid: person.account,
    name: person.name,
    department,
    order: department.map((_, at) => at),
    position: person.title,
    is_leader_in_dept: person.departments.map((index) => (person.leads.includes(index) ? 1 : 0)),
    direct_leader: manager === undefined ? [] : [manager],
    telephone: '',
    alias: '',
    status: STATUS[person.standing],
    main_department: department[0]!,
    extattr: { attrs: [{ type: 0, name: '工号', text: { value: person.staffNumber } }] },
    mobile: person.mobile,
    gender: String((person.index % 2) + 1),
    email: person.mail,
    biz_mail: `${person.account}@example.wecom.work`,
    avatar: `https://wework.qpic.example/avatar/${person.index}`,
    qr_code: `https://open.work.weixin.example/wwopen/userQRCode?vcode=${person.index}`,
    address: '',
  };
}
