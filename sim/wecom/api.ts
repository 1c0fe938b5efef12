/** The calls of WeCom's API that a directory makes; every error inside HTTP 200. */
import type { SimMember } from './company.ts';
import type { Logon } from './logon.ts';
import type { Caller, WeComState } from './state.ts';

/** Query and body together, as the calls take either. */
export type Input = Record<string, unknown>;
type Body = Record<string, unknown>;

/** An error code with its text. */
export class Refusal {
  readonly code: number;
  readonly text: string;

  constructor(code: number, text: string) {
    this.code = code;
    this.text = text;
  }
}

export type Answer = Body | Refusal;

const PAGE_MAX = 10_000;
const OUT_OF_RANGE = new Refusal(60011, 'no privilege to access/modify contact/party/agent');
const IDS_ONLY = new Refusal(48009, 'api forbidden for contact sync');

/** `gettoken`: the one call without a token. */
export function giveToken(sim: WeComState, { corpid, corpsecret }: Input): Answer {
  sim.count('gettoken');
  if (corpid !== sim.corpId) return new Refusal(40013, 'invalid corpid');
  if (!corpsecret) return new Refusal(41004, 'corpsecret missing');
  const caller = (['app', 'sync'] as const).find((one) => sim.secrets[one] === corpsecret);
  if (!caller) return new Refusal(40001, 'invalid credential');
  return { access_token: sim.issue(caller), expires_in: sim.tokenSeconds };
}

/** Any other call, once it is known whose it is; undefined where there is no such API. */
export function answerCall(
  sim: WeComState,
  logon: Logon,
  path: string,
  input: Input,
  caller: Caller,
): Answer | undefined {
  const text = (name: string) => String(input[name] ?? '');
  switch (path) {
    case 'department/list':
      return departmentList(sim, text('id'), caller);
    case 'department/simplelist':
      return departmentSimpleList(sim, text('id'), caller);
    case 'department/get':
      return departmentGet(sim, text('id'), caller);
    case 'user/list':
      return membersOf(sim, input, caller, (member) => sim.shown(member, caller));
    case 'user/simplelist':
      return membersOf(sim, input, caller, ({ userid, name, department }) => ({ userid, name, department }));
    case 'user/get':
      return userGet(sim, text('userid'), caller);
    case 'user/list_id':
      return listId(sim, input, caller);
    case 'tag/list':
      return { taglist: [...sim.company.tags.values()].map(({ tagid, tagname }) => ({ tagid, tagname })) };
    case 'tag/get':
      return tagGet(sim, text('tagid'), caller);
    case 'agent/get':
      return agentGet(sim, text('agentid'), caller);
    case 'auth/getuserinfo':
      return logon.userInfo(text('code')) ?? new Refusal(40029, 'invalid code');
    case 'user/getuserinfo':
      return olderUserInfo(logon, text('code'));
    case 'auth/getuserdetail':
      return logon.userDetail(text('user_ticket')) ?? new Refusal(40029, 'invalid user_ticket');
    case 'getcallbackip':
    case 'get_api_domain_ip':
      return { ip_list: ['127.0.0.1'] };
    default:
      return undefined;
  }
}

/** The same under the names of old. */
function olderUserInfo(logon: Logon, code: string): Answer {
  const { userid, openid } = logon.userInfo(code) ?? {};
  if (userid === undefined && openid === undefined) return new Refusal(40029, 'invalid code');
  return userid === undefined ? { OpenId: openid } : { UserId: userid, DeviceId: 'device' };
}

const idsOnly = (sim: WeComState, caller: Caller): boolean => caller === 'sync' && !sim.oldSync;

function departmentList(sim: WeComState, id: string, caller: Caller): Answer {
  if (idsOnly(sim, caller)) return IDS_ONLY;
  const rows = id ? sim.departmentsBelow(Number(id)) : [...sim.company.departments.values()];
  return { department: rows.filter((row) => caller === 'sync' || sim.seesDepartment(row.id)) };
}

function departmentSimpleList(sim: WeComState, id: string, caller: Caller): Answer {
  const rows = id ? sim.departmentsBelow(Number(id)) : [...sim.company.departments.values()];
  return {
    department_id: rows
      .filter((row) => caller === 'sync' || sim.seesDepartment(row.id))
      .map(({ id: own, parentid, order }) => ({ id: own, parentid, order })),
  };
}

function departmentGet(sim: WeComState, id: string, caller: Caller): Answer {
  if (idsOnly(sim, caller)) return IDS_ONLY;
  const department = sim.company.departments.get(Number(id));
  if (!department) return new Refusal(60123, 'invalid party id');
  if (caller === 'app' && !sim.seesDepartment(department.id)) return OUT_OF_RANGE;
  return { department };
}

function membersOf(
  sim: WeComState,
  { department_id: id, fetch_child: deep }: Input,
  caller: Caller,
  show: (member: SimMember) => Body,
): Answer {
  if (idsOnly(sim, caller)) return IDS_ONLY;
  if (!sim.company.departments.has(Number(id))) return new Refusal(60003, 'department not found');
  if (caller === 'app' && !sim.seesDepartment(Number(id))) return OUT_OF_RANGE;
  const ids = deep === '1' ? sim.departmentsBelow(Number(id)).map((row) => row.id) : [Number(id)];
  const members = new Set(ids.flatMap((one) => sim.membersOf(one)));
  return { userlist: [...members].map(show) };
}

function userGet(sim: WeComState, userid: string, caller: Caller): Answer {
  if (idsOnly(sim, caller)) return IDS_ONLY;
  const member = sim.member(userid);
  if (!member) return new Refusal(60111, 'userid not found');
  if (caller === 'app' && !sim.seesMember(member)) return OUT_OF_RANGE;
  return sim.shown(member, caller);
}

function listId(sim: WeComState, { cursor, limit }: Input, caller: Caller): Answer {
  if (caller !== 'sync') return new Refusal(48002, 'api forbidden');
  const size = Number(limit ?? PAGE_MAX);
  if (!(size >= 1 && size <= PAGE_MAX)) return new Refusal(40058, 'invalid limit');
  const rows = [...sim.company.members.values()].flatMap(({ userid, department }) =>
    department.map((id) => ({
      userid: sim.capitalIds ? userid.toUpperCase() : userid,
      department: id,
    })),
  );
  const from = Number(Buffer.from(String(cursor ?? ''), 'base64url').toString() || 0);
  if (!Number.isSafeInteger(from)) return new Refusal(40058, 'invalid cursor');
  const end = from + Math.min(size, sim.pageMax);
  return {
    next_cursor: end < rows.length ? Buffer.from(String(end)).toString('base64url') : '',
    dept_user: rows.slice(from, end),
  };
}

function tagGet(sim: WeComState, tagid: string, caller: Caller): Answer {
  const tag = sim.company.tags.get(Number(tagid));
  if (!tag) return new Refusal(40068, 'invalid tagid');
  const sees = (member: SimMember | undefined): member is SimMember =>
    member !== undefined && (caller === 'sync' || sim.seesMember(member));
  const members = [...tag.users].map((id) => sim.member(id)).filter(sees);
  return {
    tagname: tag.tagname,
    userlist: members.map(({ userid, name }) => ({ userid, name })),
    partylist: [...tag.parties].filter((id) => caller === 'sync' || sim.seesDepartment(id)),
  };
}

function agentGet(sim: WeComState, agentid: string, caller: Caller): Answer {
  if (caller !== 'app' || agentid !== sim.agentId)
    return new Refusal(301002, 'not allow operate other agent');
  return {
    agentid: Number(sim.agentId),
    name: 'Muster',
    allow_userinfos: { user: sim.range.users.map((userid) => ({ userid })) },
    allow_partys: { partyid: sim.range.departments },
    allow_tags: { tagid: [] },
    close: sim.agentClosed ? 1 : 0,
    redirect_domain: '',
    isreportenter: 0,
    home_url: '',
  };
}
