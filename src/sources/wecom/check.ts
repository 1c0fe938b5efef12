/** Test connection: what each secret reaches, may and sees, with what to do about it in the admin console. */
import { MusterError } from '../../errors/error.ts';
import type { Finding } from '../source.ts';
import { badFinding as bad, goodFinding as good, isHostFailure } from '../web-api/finding.ts';
import { sideBySide } from '../web-api/side-by-side.ts';
import type { Caller, WeCom } from './api.ts';
import { sampleOf } from './browse.ts';
import { ROOT_DEPARTMENT } from './config.ts';
import { SeenFields, userKey } from './convert.ts';
import { collectIds, outOfRange } from './people.ts';
import { tagCaller } from './tags.ts';
import { loadTree, type Tree } from './tree.ts';

const SAMPLES = 3;
/** People are counted department by department where nothing counts them; in a larger company nobody waits for it. */
const COUNTED = 200;
/** Departments looked into for somebody whose fields can be looked at. */
const LOOKED = 10;

const SECRETS: Record<Caller, { en: string; zh: string }> = {
  app: { en: 'app secret', zh: '应用 Secret' },
  sync: { en: 'contact-sync secret', zh: '通讯录同步 Secret' },
};

/** Step by step; only an aborted signal throws, every failure is a finding. */
export async function* checkWeCom(
  app: WeCom,
  signal: AbortSignal | undefined,
): AsyncGenerator<Finding, void, void> {
  if (!(yield* checkCredentials(app, signal))) return;
  if (!(yield* checkAddresses(app, signal))) return;
  if (!(yield* checkAgent(app, signal))) return;
  const tree = yield* checkPermissions(app, signal);
  if (!tree) return;
  yield* checkContent(app, tree, signal);
  yield* checkFields(app, tree, signal);
  yield* checkEvents(app);
}

const callersOf = (app: WeCom): Caller[] => (['app', 'sync'] as const).filter((caller) => app.has(caller));

async function* checkCredentials(
  app: WeCom,
  signal: AbortSignal | undefined,
): AsyncGenerator<Finding, boolean, void> {
  const { host } = app;
  let reached = false;
  for (const caller of callersOf(app)) {
    const { en, zh } = SECRETS[caller];
    try {
      await app.token(caller);
      if (!reached) yield good('host', `${host} answers.`, `${host} 可以访问。`);
      yield good('credentials', `WeCom accepts CorpID and ${en}.`, `企业微信接受企业 ID 与${zh}。`);
    } catch (error) {
      const isHost = isHostFailure(error);
      if (!isHost && !reached) yield good('host', `${host} answers.`, `${host} 可以访问。`);
      yield bad(isHost ? 'host' : 'credentials', error, signal);
      return false;
    }
    reached = true;
  }
  return true;
}

/** A token is given to every address; the calls with it are not. Each secret has a list of trusted addresses of its own. */
async function* checkAddresses(
  app: WeCom,
  signal: AbortSignal | undefined,
): AsyncGenerator<Finding, boolean, void> {
  for (const caller of callersOf(app)) {
    const { en, zh } = SECRETS[caller];
    try {
      if (caller === 'app') await app.departments({ as: 'app' });
      else await app.departmentIds({ as: 'sync' });
    } catch (error) {
      if (error instanceof MusterError && error.code === 'web_api_ip_refused') {
        yield bad('address', error, signal);
        return false;
      }
      // What else is wrong with the call is the permission's step to say.
    }
    yield good(
      'address',
      `WeCom accepts calls of the ${en} from this server.`,
      `企业微信接受来自本服务器的${zh}调用。`,
    );
  }
  return true;
}

async function* checkAgent(
  app: WeCom,
  signal: AbortSignal | undefined,
): AsyncGenerator<Finding, boolean, void> {
  try {
    const agent = await app.agent();
    if (!agent) return true;
    if (agent.closed) {
      const what = `anything while the app “${agent.name}” is disabled`;
      yield bad('range', new MusterError('web_api_range', { host: app.host, what }), signal);
      return false;
    }
    if (agent.departments.includes(ROOT_DEPARTMENT)) {
      yield good('range', 'The app sees the whole company.', '应用可见整个企业。');
      return true;
    }
    const { departments, users, tags } = agent;
    yield good(
      'range',
      `The app sees ${departments.length} departments with what lies below, ${users.length} people by name and ${tags.length} tags; nothing else. For the whole company set its visible range to the topmost department.`,
      `应用可见 ${departments.length} 个部门及其下内容、${users.length} 名单独成员与 ${tags.length} 个标签，其余不可见。如需同步整个企业，请将可见范围设为顶级部门。`,
      { departments: departments.slice(0, 100), warning: true },
    );
    return true;
  } catch (error) {
    yield bad('range', error, signal);
    return false;
  }
}

/** Each call by itself, with the secret that makes it. */
async function* checkPermissions(
  app: WeCom,
  signal: AbortSignal | undefined,
): AsyncGenerator<Finding, Tree | undefined, void> {
  const asked: [en: string, zh: string, work: () => Promise<unknown>][] = [];
  if (app.has('sync'))
    asked.push(
      [
        'The contact-sync secret may list ids of departments.',
        '通讯录同步 Secret 可获取部门 ID 列表。',
        () => app.departmentIds({ as: 'sync' }),
      ],
      [
        'The contact-sync secret may list ids of members.',
        '通讯录同步 Secret 可获取成员 ID 列表。',
        () => app.memberIds().next(),
      ],
    );
  if (app.has('app'))
    asked.push(
      [
        'The app secret may list departments.',
        '应用 Secret 可获取部门列表。',
        () => app.departments({ as: 'app' }),
      ],
      [
        'The app secret may list members of a department.',
        '应用 Secret 可获取部门成员详情。',
        () => firstMembers(app),
      ],
    );
  if (app.config.groupSync)
    asked.push(['Tags can be listed.', '可获取标签列表。', () => app.tags({ as: tagCaller(app) })]);
  let missing = false;
  for (const [en, zh, work] of asked)
    try {
      await work();
      yield good('permission', en, zh);
    } catch (error) {
      missing = true;
      yield bad('permission', error, signal);
    }
  if (missing) return undefined;
  return yield* checkSight(app, signal);
}

async function firstMembers(app: WeCom): Promise<void> {
  const [first] = (await app.departments({ as: 'app' })) ?? [];
  if (first) await app.users(String(first.id), { as: 'app' });
}

/** What one secret names and the other may not see. */
async function* checkSight(
  app: WeCom,
  signal: AbortSignal | undefined,
): AsyncGenerator<Finding, Tree | undefined, void> {
  try {
    const tree = await loadTree(app);
    if (tree.by === undefined) {
      yield good(
        'range',
        'The contact-sync secret gives ids only: accounts have their userid for a name, organizations their number. Add the app secret for names.',
        '通讯录同步 Secret 仅提供 ID：账户以 userid 为名，组织以编号为名。请添加应用 Secret 以获取名称。',
        { warning: true },
      );
      return tree;
    }
    const hidden = tree.undescribed();
    if (hidden.length === 0) return tree;
    const error = outOfRange(app.host, 'department', hidden);
    if (app.config.unseen === 'stop') {
      yield bad('range', error, signal);
      return undefined;
    }
    yield good('range', error.text('en').message, error.text('zh').message, {
      departments: hidden.slice(0, 100),
      warning: true,
    });
    return tree;
  } catch (error) {
    yield bad('range', error, signal);
    return undefined;
  }
}

async function* checkContent(
  app: WeCom,
  tree: Tree,
  signal: AbortSignal | undefined,
): AsyncGenerator<Finding, void, void> {
  try {
    const departments = [...tree.organizations()].length;
    const people = await countPeople(app, tree);
    if (people === undefined)
      yield good('count', `${departments} departments.`, `${departments} 个部门。`, { departments });
    else
      yield good(
        'count',
        `${departments} departments, ${people} people.`,
        `${departments} 个部门，${people} 名成员。`,
        {
          departments,
          people,
        },
      );
    const samples = await sampleOf(app, { kind: 'user', limit: SAMPLES });
    const names = samples.map(({ attributes }) => String(attributes.displayName)).join(', ');
    yield good('sample', `For example: ${names || 'nobody'}.`, `例如：${names || '无'}。`, { samples });
  } catch (error) {
    yield bad('count', error, signal);
  }
}

async function countPeople(app: WeCom, tree: Tree): Promise<number | undefined> {
  if (app.has('sync')) {
    const people = await collectIds(app);
    return people.filter(({ departments }) => departments.some((id) => tree.has(id))).length;
  }
  const scope = tree.scope();
  if (scope.length > COUNTED) return undefined;
  const found = new Set<string>();
  const work = (id: string) => app.userIds(id, { as: 'app' });
  for await (const ids of sideBySide(scope, app.config.concurrency, work))
    for (const id of typeof ids === 'string' ? [] : ids) found.add(userKey(id));
  return found.size;
}

async function* checkFields(
  app: WeCom,
  tree: Tree,
  signal: AbortSignal | undefined,
): AsyncGenerator<Finding, void, void> {
  const { by } = tree;
  if (by === undefined) return;
  try {
    const fields = new SeenFields();
    let looked = 0;
    for (const id of tree
      .scope()
      .filter((one) => tree.isDescribed(one))
      .slice(0, LOOKED)) {
      const rows = await app.users(id, { as: by });
      for (const raw of typeof rows === 'string' ? [] : rows) {
        looked++;
        fields.note(raw);
      }
    }
    if (looked === 0) return;
    const withheld = fields.withheldPrivately();
    if (withheld.length === 0)
      yield good('fields', 'Mobile numbers and e-mail addresses come along.', '手机号与邮箱均可读取。');
    else
      yield good(
        'fields',
        `None of ${looked} people looked at has ${withheld.join(', ')}. WeCom gives these to no app made since June 2022; each member may agree to show them at log-on inside WeCom (snsapi_privateinfo), once the administrator has allowed the app to ask for these fields.`,
        `所查看的 ${looked} 名成员均无 ${withheld.join('、')}。2022 年 6 月后创建的应用无法读取这些字段；管理员允许应用申请这些字段后，可在企业微信内登录时由成员本人授权（snsapi_privateinfo）。`,
        { withheld, warning: true },
      );
  } catch (error) {
    yield bad('fields', error, signal);
  }
}

async function* checkEvents(app: WeCom): AsyncGenerator<Finding, void, void> {
  if (app.config.events === 'callback')
    yield good(
      'callback',
      'Token and EncodingAESKey are set. Save the callback address under Contacts sync: WeCom then tries it.',
      '已设置 Token 与 EncodingAESKey。请在“通讯录同步”中保存回调地址，企业微信将立即验证。',
    );
}
