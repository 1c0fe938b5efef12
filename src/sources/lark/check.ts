/** Test connection: what the app reaches, may and sees, each with the name of the permission in the developer console. */
import { MusterError } from '../../errors/error.ts';
import type { Finding } from '../source.ts';
import { badFinding as bad, goodFinding as good, isHostFailure } from '../web-api/finding.ts';
import { sideBySide } from '../web-api/side-by-side.ts';
import { isEmpty, type Raw } from '../web-api/values.ts';
import type { Lark } from './api.ts';
import { sampleOf } from './browse.ts';
import { keyOf, SeenFields } from './convert.ts';
import { loadTree, type Tree } from './tree.ts';

const SAMPLES = 3;
/** People are counted department by department, as nothing counts them; in a larger company nobody waits for it. */
const COUNTED = 60;
/** Departments looked into for somebody whose fields can be looked at. */
const LOOKED = 10;
const BASE = 'contact:contact.base:readonly';
const GROUP = 'contact:group:readonly';

/** Which permission brings fields that nobody has. */
const FIELD_PERMISSIONS: readonly { permission: string; fields: readonly string[] }[] = [
  { permission: 'contact:user.base:readonly', fields: ['name', 'avatar'] },
  { permission: 'contact:user.email:readonly', fields: ['email', 'enterprise_email'] },
  { permission: 'contact:user.phone:readonly', fields: ['mobile'] },
  { permission: 'contact:user.department:readonly', fields: ['department_ids', 'orders', 'leader_user_id'] },
  {
    permission: 'contact:user.employee:readonly',
    fields: ['status', 'employee_type', 'join_time', 'job_title', 'city'],
  },
  { permission: 'contact:user.employee_id:readonly', fields: ['user_id'] },
];

/** Step by step; only an aborted signal throws, every failure is a finding. */
export async function* checkLark(
  app: Lark,
  signal: AbortSignal | undefined,
): AsyncGenerator<Finding, void, void> {
  const { host } = app;
  try {
    await app.token();
    yield good('host', `${host} answers.`, `${host} 可以访问。`);
    yield good('credentials', 'Lark accepts App ID and App Secret.', '飞书接受 App ID 与 App Secret。');
  } catch (error) {
    const isHost = isHostFailure(error);
    if (!isHost) yield good('host', `${host} answers.`, `${host} 可以访问。`);
    yield bad(isHost ? 'host' : 'credentials', error, signal);
    return;
  }
  if (!(yield* checkPermissions(app, signal))) return;
  const tree = yield* checkRange(app, signal);
  if (!tree) return;
  yield* checkContent(app, tree, signal);
  yield* checkFields(app, tree, signal);
  yield* checkEvents(app, signal);
}

/** The first call with a token, so a refused address shows here as well. */
async function* checkPermissions(
  app: Lark,
  signal: AbortSignal | undefined,
): AsyncGenerator<Finding, boolean, void> {
  const asked: [permission: string, work: () => Promise<unknown>][] = [[BASE, () => app.range()]];
  if (app.config.groupSync) asked.push([GROUP, () => app.groups()]);
  let missing = false;
  for (const [index, [permission, work]] of asked.entries())
    try {
      await work();
      if (index === 0)
        yield good('address', 'Lark accepts calls from this server.', '飞书接受来自本服务器的调用。');
      yield good('permission', `The permission ${permission} is there.`, `已有权限 ${permission}。`);
    } catch (error) {
      missing = true;
      const isAddress = error instanceof MusterError && error.code === 'web_api_ip_refused';
      yield bad(isAddress ? 'address' : 'permission', named(error, permission), signal);
      if (isAddress) return false;
    }
  return !missing;
}

async function* checkRange(
  app: Lark,
  signal: AbortSignal | undefined,
): AsyncGenerator<Finding, Tree | undefined, void> {
  try {
    const tree = await loadTree(app);
    const count = [...tree.organizations()].length;
    const { users, groups } = tree.singly;
    if (tree.whole)
      yield good('range', 'The contact scope of the app is all staff.', '应用的通讯录权限范围为全部成员。');
    else
      yield good(
        'range',
        `The app reads ${count} departments, ${users.length} people by name and ${groups.length} user groups besides. Others are not known to it.`,
        `应用读取 ${count} 个部门，另有单独加入的 ${users.length} 名成员与 ${groups.length} 个用户组；其余不可见。`,
        { warning: !tree.limited },
      );
    yield* checkDepartments(tree);
    return tree;
  } catch (error) {
    const isName = error instanceof MusterError && error.code === 'web_api_permission';
    yield bad(isName ? 'permission' : 'range', error, signal);
    return undefined;
  }
}

/** Names are there, or there would be no tree. */
function* checkDepartments(tree: Tree): Generator<Finding, void, void> {
  const rows = [...tree.organizations()].map(([, raw]) => raw);
  if (
    rows.length === 0 ||
    rows.some(({ order, leader_user_id: leader }) => !isEmpty(order) || !isEmpty(leader))
  )
    return;
  const permission = 'contact:department.organize:readonly';
  yield good(
    'fields',
    `Departments come without order, leaders and numbers of members: every run reads them twice. Add the permission ${permission}.`,
    `部门信息中没有排序、负责人与成员数，每次同步需读取两遍。请添加权限 ${permission}。`,
    { permissions: [permission], warning: true },
  );
}

async function* checkContent(
  app: Lark,
  tree: Tree,
  signal: AbortSignal | undefined,
): AsyncGenerator<Finding, void, void> {
  try {
    const departments = [...tree.organizations()].length;
    yield good('count', `${departments} departments.`, `${departments} 个部门。`, {
      kind: 'org',
      count: departments,
    });
    const people = await countPeople(app, tree);
    if (people !== undefined)
      yield good('count', `${people} people.`, `${people} 名成员。`, { kind: 'user', count: people });
    for (const { key, attributes } of await sampleOf(app, { kind: 'user', limit: SAMPLES })) {
      const name = String(attributes.displayName);
      yield good('sample', name, name, { key, attributes });
    }
  } catch (error) {
    yield bad('count', error, signal);
  }
}

async function countPeople(app: Lark, tree: Tree): Promise<number | undefined> {
  const ids = tree.readable();
  if (ids.length > COUNTED) return undefined;
  const found = new Set<unknown>(tree.singly.users);
  for await (const rows of sideBySide(ids, app.config.concurrency, (id) => app.users(id)))
    for (const raw of typeof rows === 'string' ? [] : rows) found.add(keyOf(raw));
  return found.size;
}

/** Fields that none of the people looked at has: empty for all of them, or kept back. */
async function* checkFields(
  app: Lark,
  tree: Tree,
  signal: AbortSignal | undefined,
): AsyncGenerator<Finding, void, void> {
  try {
    const people = await somePeople(app, tree);
    if (people.length === 0) return;
    const seen = new SeenFields(app.config);
    for (const raw of people) seen.note(raw);
    const missing = new Set(seen.withheld());
    const lacking = FIELD_PERMISSIONS.filter(({ fields }) => fields.every((name) => missing.has(name)));
    if (lacking.length === 0) {
      yield good(
        'fields',
        'E-mail, telephone number, departments and status come along.',
        '邮箱、手机号、部门与状态均可读取。',
      );
      return;
    }
    for (const { permission, fields } of lacking)
      yield good(
        'fields',
        `None of ${people.length} people looked at has ${fields.join(', ')}. If they are filled in Lark, add the permission ${permission} and publish a new version of the app.${consequence[permission]?.en ?? ''}`,
        `所查看的 ${people.length} 名成员均无 ${fields.join('、')}。若飞书中已填写，请添加权限 ${permission} 并发布应用新版本。${consequence[permission]?.zh ?? ''}`,
        { withheld: fields, permissions: [permission], warning: true },
      );
  } catch (error) {
    yield bad('fields', error, signal);
  }
}

const consequence: Record<string, { en: string; zh: string }> = {
  'contact:user.employee:readonly': {
    en: ' Without it people who are suspended in Lark look like everybody else: newcomers get enabled accounts.',
    zh: '缺少该权限时，飞书中已暂停的成员与其他成员无法区分，新成员将获得启用的账户。',
  },
  'contact:user.department:readonly': {
    en: ' Without it events cannot tell where somebody moved; only the scheduled check finds it.',
    zh: '缺少该权限时，事件无法得知成员调动至何处，仅能由定时校对发现。',
  },
};

async function somePeople(app: Lark, tree: Tree): Promise<Raw[]> {
  const found: Raw[] = [];
  for (const id of tree.readable().slice(0, LOOKED)) {
    const rows = await app.users(id);
    if (typeof rows !== 'string') found.push(...rows);
  }
  return found;
}

async function* checkEvents(app: Lark, signal: AbortSignal | undefined): AsyncGenerator<Finding, void, void> {
  const { events, encryptKey } = app.config;
  if (events === 'callback')
    yield good(
      'callback',
      `The verification token is set${encryptKey === undefined ? '; an Encrypt Key would sign and encrypt events as well' : ', and the Encrypt Key'}. Save the callback address in the developer console: Lark then tries it.`,
      `已设置 Verification Token${encryptKey === undefined ? '；建议同时设置 Encrypt Key 以加密并签名事件' : '与 Encrypt Key'}。请在开发者后台保存请求地址，飞书将立即验证。`,
      encryptKey === undefined ? { warning: true } : undefined,
    );
  else if (events === 'connection')
    try {
      await app.connection();
      yield good('connection', 'Lark lets us open a persistent connection.', '飞书允许建立长连接。');
    } catch (error) {
      yield bad('connection', error, signal);
    }
}

/** Lark lists all that would help; the smallest is what people should look for. */
function named(error: unknown, permission: string): unknown {
  if (!(error instanceof MusterError) || error.code !== 'web_api_permission') return error;
  return new MusterError('web_api_permission', { ...error.params, permission }, error);
}
