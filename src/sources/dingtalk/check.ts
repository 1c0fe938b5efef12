/** Test connection: what the application reaches, may and sees, each with the name of the permission in the console. */
import { asMusterError, MusterError } from '../../errors/error.ts';
import type { Finding } from '../source.ts';
import type { DingTalk, Raw } from './api.ts';
import { idText } from './api.ts';
import { sampleOf } from './browse.ts';
import { ROOT_DEPARTMENT } from './config.ts';
import { SeenFields } from './convert.ts';
import { type Start, startOf } from './read.ts';

const SAMPLES = 3;

/** As the developer console calls them. */
const PERMISSIONS = {
  departments: 'qyapi_get_department_list（通讯录部门信息读权限）',
  members: 'qyapi_get_department_member（通讯录部门成员读权限）',
  member: 'qyapi_get_member（成员信息读权限）',
  mobile: 'fieldMobile（企业员工手机号信息）',
  profile: 'fieldEmail（邮箱等个人信息）',
};

/** Which permission brings a field that nobody has. */
const FIELD_PERMISSIONS: Record<string, string> = {
  mobile: PERMISSIONS.mobile,
  state_code: PERMISSIONS.mobile,
  email: PERMISSIONS.profile,
  org_email: PERMISSIONS.profile,
  work_place: PERMISSIONS.profile,
  remark: PERMISSIONS.profile,
  extension: PERMISSIONS.profile,
};

/** Step by step; only an aborted signal throws, every failure is a finding. */
export async function* checkDingTalk(
  app: DingTalk,
  signal: AbortSignal | undefined,
): AsyncGenerator<Finding, void, void> {
  const host = app.legacy.host;
  try {
    await app.token();
    yield good('host', `${host} answers.`, `${host} 可以访问。`);
    yield good(
      'credentials',
      'DingTalk accepts client ID and secret.',
      '钉钉接受 Client ID 与 Client Secret。',
    );
  } catch (error) {
    const isHost = error instanceof MusterError && /unreachable|timeout|tls|not_json/.test(error.code);
    if (!isHost) yield good('host', `${host} answers.`, `${host} 可以访问。`);
    yield bad(isHost ? 'host' : 'credentials', error, signal);
    return;
  }
  const start = yield* checkRange(app, signal);
  if (!start) return;
  const people = yield* checkPermissions(app, start, signal);
  if (!people) return;
  yield* checkContent(app, start, signal);
  yield* checkFields(app, people);
  yield* checkEvents(app, signal);
}

/** The first call with a token, so a refused address shows here as well. */
async function* checkRange(
  app: DingTalk,
  signal: AbortSignal | undefined,
): AsyncGenerator<Finding, Start | undefined, void> {
  try {
    const start = await startOf(app);
    yield good('address', 'DingTalk accepts calls from this server.', '钉钉接受来自本服务器的调用。');
    const count = start.departments.length;
    if (start.whole) yield good('range', 'The application sees the whole company.', '应用可见整个企业。');
    else
      yield good(
        'range',
        `The application reads ${count} departments with what lies below, and ${start.users.length} people besides. Others are not known to it.`,
        `应用读取 ${count} 个部门及其下内容，另有 ${start.users.length} 名成员；其余不可见。`,
        { departments: start.departments.slice(0, 100), warning: app.config.sourceNodes === undefined },
      );
    return start;
  } catch (error) {
    const refused = error instanceof MusterError && error.code === 'web_api_ip_refused';
    yield bad(refused ? 'address' : 'range', error, signal);
    return undefined;
  }
}

/** Each permission by the call that needs it; gives the people of the first department that has any. */
async function* checkPermissions(
  app: DingTalk,
  { departments }: Start,
  signal: AbortSignal | undefined,
): AsyncGenerator<Finding, Raw[] | undefined, void> {
  let missing = false;
  const permission = async function* (name: string, work: () => Promise<unknown>) {
    try {
      await work();
      yield good('permission', `The permission ${name} is there.`, `已有权限 ${name}。`);
    } catch (error) {
      missing = true;
      yield bad('permission', named(error, name), signal);
    }
  };
  const [first = ROOT_DEPARTMENT] = departments;
  yield* permission(PERMISSIONS.departments, async () => {
    for (const id of departments.slice(0, 20)) await app.department(id);
    await app.childDepartments(first);
  });
  let people: Raw[] = [];
  yield* permission(PERMISSIONS.members, async () => {
    people = await firstPeople(app, first);
  });
  const [person] = people;
  if (person) yield* permission(PERMISSIONS.member, () => app.user(idText(person.userid)));
  return missing ? undefined : people;
}

/** People of the department or, where it has none itself, of one below. */
async function firstPeople(app: DingTalk, id: string): Promise<Raw[]> {
  const queue = [id];
  for (let looked = 0; looked < 10 && looked < queue.length; looked++) {
    const page = await app.users(queue[looked]!, 0);
    if (page && page.users.length > 0) return page.users;
    const below = (await app.childDepartments(queue[looked]!)) ?? [];
    queue.push(...below.map(({ dept_id: child }) => idText(child)));
  }
  return [];
}

async function* checkContent(
  app: DingTalk,
  start: Start,
  signal: AbortSignal | undefined,
): AsyncGenerator<Finding, void, void> {
  try {
    if (start.whole) {
      const count = await app.countUsers();
      yield good('count', `${count} people in the company.`, `企业共有 ${count} 名成员。`, {
        kind: 'user',
        count,
      });
    }
    const [first = ROOT_DEPARTMENT] = start.departments;
    const count = (await app.childDepartmentIds(first))?.length ?? 0;
    yield good(
      'count',
      `${count} departments directly below department ${first}.`,
      `部门 ${first} 下有 ${count} 个直属子部门。`,
      { kind: 'org', count },
    );
    for (const { key, attributes } of await sampleOf(app, { kind: 'user', limit: SAMPLES })) {
      const name = `${attributes.name ?? key}`;
      yield good('sample', name, name, { key, attributes });
    }
  } catch (error) {
    yield bad('count', error, signal);
  }
}

/** Fields that none of a page of people has: empty for all of them, or kept back. */
async function* checkFields(app: DingTalk, people: readonly Raw[]): AsyncGenerator<Finding, void, void> {
  if (people.length === 0) return;
  const seen = new SeenFields();
  for (const raw of people) seen.note(raw);
  const missing = seen.withheld(app.config).filter((name) => Object.hasOwn(FIELD_PERMISSIONS, name));
  if (missing.length === 0) {
    yield good('fields', 'Telephone numbers and e-mail addresses come along.', '手机号与邮箱均可读取。');
    return;
  }
  const permissions = [...new Set(missing.map((name) => FIELD_PERMISSIONS[name]!))];
  yield good(
    'fields',
    `None of ${people.length} people looked at has ${missing.join(', ')}. If they are filled in DingTalk, add the permission ${permissions.join(', ')}.`,
    `所查看的 ${people.length} 名成员均无 ${missing.join('、')}。若钉钉中已填写，请添加权限 ${permissions.join('、')}。`,
    { withheld: missing, permissions, warning: true },
  );
}

async function* checkEvents(
  app: DingTalk,
  signal: AbortSignal | undefined,
): AsyncGenerator<Finding, void, void> {
  if (app.config.events === 'callback') {
    yield good(
      'callback',
      'Token and key of HTTP push are set. Save the callback address in the console: DingTalk then tries it.',
      '已设置 HTTP 推送的 Token 与密钥。请在开放平台保存回调地址，钉钉将立即验证。',
    );
  } else if (app.config.events === 'stream') {
    try {
      const { appKey: clientId, appSecret: clientSecret } = app.config;
      await app.askModern({
        method: 'POST',
        path: '/v1.0/gateway/connections/open',
        headers: { accept: 'application/json' },
        body: { clientId, clientSecret, ua: 'muster', subscriptions: [{ type: 'EVENT', topic: '*' }] },
      });
      yield good('stream', 'The gateway of Stream mode lets us connect.', 'Stream 模式网关允许连接。');
    } catch (error) {
      yield bad('stream', error, signal);
    }
  }
}

/** DingTalk names the permission in its words; the console's are what people look for. */
function named(error: unknown, permission: string): unknown {
  if (!(error instanceof MusterError) || error.code !== 'web_api_permission') return error;
  return new MusterError('web_api_permission', { ...error.params, permission }, error);
}

function good(step: Finding['step'], en: string, zh: string, data?: Record<string, unknown>): Finding {
  return { step, ok: true, detail: { en, zh }, ...(data ? { data } : {}) };
}

function bad(step: Finding['step'], thrown: unknown, signal: AbortSignal | undefined): Finding {
  signal?.throwIfAborted();
  const error = asMusterError(thrown);
  const { code, params } = error;
  return {
    step,
    ok: false,
    detail: { en: error.text('en').message, zh: error.text('zh').message },
    error: { code, params },
  };
}
