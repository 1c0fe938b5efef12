/** What events of DingTalk touch. Their spelling differs by channel and age, so names are read in any case. Pure. */
import type { SourceEvent, Touched } from '../source.ts';
import { idText, type Raw } from './api.ts';
import type { DingTalkConfig } from './config.ts';

/** One event as a channel gave it; Stream has type and id beside the data, HTTP push within. */
export interface GivenEvent {
  type: string;
  id?: string | undefined;
  data: Raw;
}

const PEOPLE = new Set([
  'user_add_org',
  'user_modify_org',
  'user_dept_change',
  'user_active_org',
  'user_leave_org',
  'org_admin_add',
  'org_admin_remove',
]);
const DEPARTMENTS = new Set(['org_dept_create', 'org_dept_modify', 'org_dept_remove']);
/** Roles are called labels in events. */
const ROLES = new Set([
  'user_role_change',
  'label_user_change',
  'label_conf_add',
  'label_conf_del',
  'label_conf_modify',
]);
const DISSOLVED = 'org_remove';
/** DingTalk tries whether the address answers. */
export const CHECK_URL = 'check_url';

/** Undefined where the event is of nothing that this source reads. */
export function understand(event: GivenEvent, config: DingTalkConfig): SourceEvent | undefined {
  const { type } = event;
  const data = lowerCased(event.data);
  const users = ids(data, 'userid', 'useridlist', 'optstaffid').map((id): Touched => ({ kind: 'user', id }));
  const id = event.id ?? ownId(data, type);
  if (PEOPLE.has(type)) return { id, touched: users.length > 0 ? users : null };
  if (DEPARTMENTS.has(type)) {
    const departments = ids(data, 'deptid').map((dept): Touched => ({ kind: 'org', id: dept }));
    return { id, touched: departments.length > 0 ? departments : null };
  }
  if (ROLES.has(type)) {
    if (!config.groupSync && !config.details) return undefined;
    const roles = ids(data, 'labelidlist', 'labelid', 'roleid').map(
      (role): Touched => ({ kind: 'group', id: role }),
    );
    const touched = [...(config.groupSync ? roles : []), ...(config.details ? users : [])];
    // A change of roles that does not say which: only reading all of them shows it.
    return { id, touched: config.groupSync && roles.length === 0 ? null : touched };
  }
  return type === DISSOLVED ? { id, touched: null } : undefined;
}

/** An event of the HTTP channel, which carries its type in itself. */
export function givenByHttp(data: Raw): GivenEvent {
  const { eventtype: type, eventid: id, bizid: business } = lowerCased(data);
  const named = [id, business].find((value) => typeof value === 'string' && value !== '');
  return { type: typeof type === 'string' ? type : '', id: named as string | undefined, data };
}

/** Older senders give no id: what repeats itself is then told by company, kind, time and whom it is about. */
function ownId(data: Raw, type: string): string {
  const about = ids(data, 'userid', 'useridlist', 'optstaffid', 'deptid', 'labelidlist', 'labelid', 'roleid');
  return [data.corpid ?? '', type, data.timestamp ?? data.eventtime ?? '', ...about].map(String).join(':');
}

function lowerCased(data: Raw): Raw {
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [name.toLowerCase(), value]));
}

function ids(data: Raw, ...names: string[]): string[] {
  const found = names.flatMap((name) => {
    const value = data[name];
    return (Array.isArray(value) ? value : [value]).filter(
      (one) => (typeof one === 'string' && one !== '') || typeof one === 'number',
    );
  });
  return [...new Set(found.map(idText))];
}
