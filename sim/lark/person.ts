/** A person of the made-up company as Lark holds one. */
import type { CompanyPerson } from '../company/company.ts';

export interface Status {
  is_frozen: boolean;
  is_resigned: boolean;
  is_activated: boolean;
  is_exited: boolean;
  is_unjoin: boolean;
}

export interface User {
  unionId: string;
  openId: string;
  userId: string;
  name: string;
  /** By open_department_id, the main one first. */
  departments: string[];
  manager: string | undefined;
  status: Status;
  /** Everything else Lark answers, under its names; what is empty is left out of answers. */
  fields: Record<string, unknown>;
}

/** The company itself. */
export const ROOT = '0';

export const ACTIVE: Status = {
  is_frozen: false,
  is_resigned: false,
  is_activated: true,
  is_exited: false,
  is_unjoin: false,
};

/** `hex` makes ids that the same company always has; `departments` are ids by the generator's index. */
export function makeUser(
  person: CompanyPerson,
  hex: (kind: string, index: number) => string,
  departments: readonly string[],
): User {
  const { index, name, account, mail, mobile, staffNumber, title, joined, standing, manager } = person;
  const unionId = (of: number) => `on_${hex('union', of)}`;
  const status = { ...ACTIVE, is_frozen: standing === 'frozen' };
  if (standing === 'invited') Object.assign(status, { is_activated: false, is_unjoin: true });
  if (standing === 'resigned') Object.assign(status, { is_activated: false, is_resigned: true });
  return {
    unionId: unionId(index),
    openId: `ou_${hex('open', index)}`,
    userId: index % 3 === 0 ? account : hex('user', index).slice(0, 8),
    // Characters beyond the first plane occur in names.
    name: index === 21 ? '𠮷田光' : name,
    // Some are directly below the company.
    departments: index % 50 === 7 ? [ROOT] : person.departments.map((at) => departments[at]!),
    manager: manager === undefined ? undefined : unionId(manager),
    status,
    fields: {
      en_name: index % 4 === 0 ? account : '',
      mobile: `+86${mobile}`,
      mobile_visible: true,
      email: index % 5 === 4 ? mail : '',
      enterprise_email: index % 5 === 4 ? '' : mail,
      gender: index % 3,
      avatar: { avatar_72: `https://img.example/${index}_72`, avatar_origin: `https://img.example/${index}` },
      city: index % 2 === 0 ? '杭州' : '',
      work_station: '',
      join_time: Math.floor(joined.getTime() / 1000),
      employee_no: staffNumber,
      employee_type: 1,
      job_title: title,
      is_tenant_manager: index === 0,
      custom_attrs: index % 4 === 0 ? [{ type: 'TEXT', id: 'C-7034078', value: { text: account } }] : [],
    },
  };
}
