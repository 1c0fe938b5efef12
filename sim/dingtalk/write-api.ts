/** What changes the directory on the older host, with the refusals of DingTalk's table of codes. */
import { legacyOk, plain, type SimAnswer } from './answers.ts';
import { type Company, ROOT, type User } from './company.ts';
import type { Call, Input } from './directory-api.ts';

const permission = 'qyapi_manage_addresslist';
const USERID = /^[A-Za-z0-9][\w.@-]{0,63}$/;
const DEPARTMENTS_MAX = 100;
/** Fields a person is given as they are; everything else has rules of its own. */
const FIELDS = [
  'job_number',
  'title',
  'email',
  'org_email',
  'telephone',
  'work_place',
  'remark',
  'hide_mobile',
  'extension',
];

export const WRITES: Record<string, Call> = {
  '/topapi/v2/user/create': { permission, answer: createUser },
  '/topapi/v2/user/update': { permission, answer: updateUser },
  '/topapi/v2/user/delete': {
    permission,
    answer(company, { userid }) {
      if (!company.users.has(String(userid))) return plain('60121');
      company.removeUser(String(userid));
      return legacyOk(undefined);
    },
  },
  '/topapi/v2/department/create': { permission, answer: createDepartment },
  '/topapi/v2/department/update': { permission, answer: updateDepartment },
  '/topapi/v2/department/delete': {
    permission,
    answer(company, { dept_id: given }) {
      const id = Number(given);
      if (id === ROOT) return plain('60007');
      if (!company.departments.has(id)) return plain('60003');
      if (company.members(id).length > 0) return plain('60005');
      if (company.children(id).length > 0) return plain('60006');
      company.removeDepartment(id);
      return legacyOk(undefined);
    },
  },
};

function createUser(company: Company, input: Input): SimAnswer {
  const { userid = `manager${1000 + company.users.size}`, name, mobile } = input;
  if (typeof name !== 'string' || name === '') return plain('60112');
  if (!USERID.test(String(userid))) return plain('400002');
  const number = numberOf(mobile);
  if (!number) return plain('60103');
  const departments = departmentsOf(company, input.dept_id_list);
  if (!Array.isArray(departments)) return departments;
  if (company.users.has(String(userid))) return plain('60102');
  const taken = takenBy(company, undefined, number, input.email);
  if (taken) return taken;
  const fields = { ...given(input), ...number };
  const user = company.addUser({ userid: String(userid), name, departments, active: false, fields });
  return legacyOk({ userid: user.userid, unionid: user.unionid });
}

function updateUser(company: Company, input: Input): SimAnswer {
  const user = company.users.get(String(input.userid));
  if (!user) return plain('60121');
  if (input.name === '') return plain('60112');
  const number = input.mobile === undefined ? undefined : numberOf(input.mobile);
  if (input.mobile !== undefined && !number) return plain('60103');
  // Who has logged on has a number of DingTalk's own, which a company cannot change.
  if (number && user.active && number.mobile !== user.fields.mobile) return plain('40022');
  const taken = takenBy(company, user, number, input.email);
  if (taken) return taken;
  const departments =
    input.dept_id_list === undefined ? user.departments : departmentsOf(company, input.dept_id_list);
  if (!Array.isArray(departments)) return departments;
  const name = typeof input.name === 'string' ? { name: input.name } : {};
  company.changeUser(user.userid, { ...given(input), ...number, ...name });
  if (departments.join() !== user.departments.join()) company.moveUser(user.userid, departments);
  return legacyOk(undefined);
}

const given = (input: Input): Input =>
  Object.fromEntries(FIELDS.filter((name) => input[name] !== undefined).map((name) => [name, input[name]]));

/** A number of mainland China stands alone, any other as +region-number. */
export function numberOf(mobile: unknown): { mobile: string; state_code: string } | undefined {
  const [, region = '86', number] = /^(?:\+(\d{1,6})-)?(\d{5,15})$/.exec(String(mobile ?? '')) ?? [];
  return number === undefined ? undefined : { mobile: number, state_code: region };
}

function takenBy(
  company: Company,
  self: User | undefined,
  number: { mobile: string; state_code: string } | undefined,
  email: unknown,
): SimAnswer | undefined {
  for (const user of company.users.values()) {
    if (user === self) continue;
    const { fields } = user;
    const isSame = fields.mobile === number?.mobile && (fields.state_code ?? '86') === number?.state_code;
    if (number && isSame) return plain('60104');
    if (email && fields.email === email) return plain('60106');
  }
  return undefined;
}

/** The ids come as one text. */
function departmentsOf(company: Company, list: unknown): number[] | SimAnswer {
  const ids = typeof list === 'string' && list !== '' ? list.split(',').map(Number) : [];
  if (ids.length === 0 || ids.length > DEPARTMENTS_MAX) return plain('400002');
  if (ids.some((id) => !company.departments.has(id))) return plain('60003');
  return ids.some((id) => !company.sees(id)) ? plain('50004') : ids;
}

function createDepartment(company: Company, input: Input): SimAnswer {
  const parent = Number(input.parent_id);
  if (!company.departments.has(parent)) return plain('60004');
  if (!company.sees(parent)) return plain('50004');
  const wrong = wrongName(company, input.name, parent, undefined);
  if (wrong) return wrong;
  const mark = typeof input.source_identifier === 'string' ? input.source_identifier : undefined;
  return legacyOk({ dept_id: company.addDepartment(String(input.name), parent, 99, mark) });
}

function updateDepartment(company: Company, input: Input): SimAnswer {
  const id = Number(input.dept_id);
  const department = company.departments.get(id);
  if (!department) return plain('60003');
  if (department.parent === undefined) return plain('60018');
  const parent = Number(input.parent_id ?? department.parent);
  if (!company.departments.has(parent)) return plain('60004');
  for (let at: number | undefined = parent; at !== undefined; at = company.departments.get(at)?.parent)
    if (at === id) return plain('60010');
  const wrong = wrongName(company, input.name ?? department.name, parent, id);
  if (wrong) return wrong;
  company.changeDepartment(id, { name: String(input.name ?? department.name), parent });
  return legacyOk(undefined);
}

function wrongName(
  company: Company,
  name: unknown,
  parent: number,
  self: number | undefined,
): SimAnswer | undefined {
  if (typeof name !== 'string' || name === '' || name.length > 64) return plain('60001');
  if (/[-,，]/.test(name)) return plain('60009');
  const namesake = company.children(parent).some((child) => child.name === name && child.id !== self);
  return namesake ? plain('60008') : undefined;
}
