import { asMusterError, type MusterError } from '../errors/error.ts';
import type { Finding, RecordKind } from '../sources/source.ts';
import { LdapConnection } from './connection.ts';
import { type DirectoryPlan, endpointsOf, type KindPlan } from './directory-plan.ts';
import { assertReadable, standsForTarget, toRecord } from './directory-read.ts';
import { normalizeDn } from './dn.ts';
import type { LdapEntry } from './entry.ts';
import { present } from './filter.ts';
import { search, searchPaged } from './reader.ts';
import { connectTcp, type Endpoint, resolveHost, secure, showEndpoint } from './transport.ts';

/** Counting stops here: the figure is to be checked by eye, and the server may be slow. */
const COUNT_LIMIT = 100_000;
const SAMPLES = 3;

const NOUNS: Record<RecordKind, { en: string; zh: string }> = {
  org: { en: 'organizations', zh: '个组织' },
  user: { en: 'users', zh: '个用户' },
  group: { en: 'groups', zh: '个组' },
};

/**
 * Test connection, step by step: every address by DNS, TCP and TLS, then on the first good one the log-on, the DNs, the
 * counts and some users as they would be read. Only an aborted signal throws; every failure is a finding.
 */
export async function* checkDirectory(plan: DirectoryPlan): AsyncGenerator<Finding, void, void> {
  let connection: LdapConnection | undefined;
  try {
    for (const endpoint of endpointsOf(plan.config)) {
      const reached = yield* checkEndpoint(plan, endpoint);
      if (connection) reached?.close();
      else connection = reached;
    }
    if (!connection) return;
    if (yield* checkBind(plan, connection)) yield* checkContent(plan, connection);
  } finally {
    connection?.close();
  }
}

async function* checkEndpoint(
  plan: DirectoryPlan,
  endpoint: Endpoint,
): AsyncGenerator<Finding, LdapConnection | undefined, void> {
  const address = showEndpoint(endpoint);
  let step: Finding['step'] = 'dns';
  try {
    const found = (await resolveHost(endpoint)).join(', ');
    yield good('dns', `${endpoint.host} is ${found}.`, `${endpoint.host} 解析为 ${found}。`, { address });
    step = 'tcp';
    const socket = await connectTcp(endpoint, plan.connection);
    yield good('tcp', `${address} accepts connections.`, `${address} 可以连接。`, { address });
    step = 'tls';
    const secured = await secure(socket, endpoint, plan.connection);
    yield tlsFinding(address, secured.fingerprint);
    return new LdapConnection(secured, endpoint, plan.connection);
  } catch (error) {
    yield bad(plan, step, error);
    return undefined;
  }
}

function tlsFinding(address: string, fingerprint: string | undefined): Finding {
  if (fingerprint !== undefined) {
    const en = `Encrypted; the certificate of ${address} has the SHA-256 fingerprint ${fingerprint}.`;
    const zh = `连接已加密，${address} 的证书 SHA-256 指纹为 ${fingerprint}。`;
    return good('tls', en, zh, { address, fingerprint });
  }
  const en =
    'Not encrypted: the password of the bind account and, at log-on, of every user travels in clear. Choose StartTLS or LDAPS.';
  const zh = '连接未加密：绑定账户以及用户登录时的密码均以明文传输，建议改用 StartTLS 或 LDAPS。';
  return good('tls', en, zh, { address, warning: true });
}

async function* checkBind(
  plan: DirectoryPlan,
  connection: LdapConnection,
): AsyncGenerator<Finding, boolean, void> {
  const { bindAccount, bindPassword } = plan.config;
  try {
    await connection.bind(bindAccount, bindPassword);
    yield good('bind', `Logged on as ${bindAccount}.`, `已使用 ${bindAccount} 登录。`);
    return true;
  } catch (error) {
    yield bad(plan, 'bind', error);
    return false;
  }
}

async function* checkContent(
  plan: DirectoryPlan,
  connection: LdapConnection,
): AsyncGenerator<Finding, void, void> {
  let step: Finding['step'] = 'base';
  try {
    for (const dn of new Set([plan.config.baseDn, ...plan.nodes.map((node) => node.dn)])) {
      await assertReadable(connection, dn);
      yield good('base', `${dn} can be read.`, `可以读取 ${dn}。`, { dn });
    }
    step = 'count';
    const samples: { entry: LdapEntry; top: string }[] = [];
    for (const kind of ['org', 'user', 'group'] as const) {
      const count = await countKind(
        plan,
        connection,
        plan.kinds[kind],
        kind === 'user' ? samples : undefined,
      );
      yield countFinding(kind, count, kind !== 'group' || plan.config.groupSync);
    }
    step = 'sample';
    for (const { entry, top } of samples) yield await sample(plan, connection, entry.dn, top);
  } catch (error) {
    yield bad(plan, step, error);
  }
}

function countFinding(kind: RecordKind, count: number, isRead: boolean): Finding {
  const shown = count >= COUNT_LIMIT ? `${COUNT_LIMIT}+` : String(count);
  const en = `${shown} ${NOUNS[kind].en} found${isRead ? '.' : '; they are not read, because “Read groups” is off.'}`;
  const zh = `找到 ${shown} ${NOUNS[kind].zh}${isRead ? '。' : '；未启用“同步组”，不会读取。'}`;
  return good('count', en, zh, { kind, count });
}

/** Counts without holding what it counts, but for the first few entries when `samples` is given. */
async function countKind(
  plan: DirectoryPlan,
  connection: LdapConnection,
  { filter, kind }: KindPlan,
  samples: { entry: LdapEntry; top: string }[] = [],
): Promise<number> {
  let count = 0;
  for (const node of plan.nodes) {
    const attributes = [plan.dialect.keyAttribute];
    const request = { base: node.dn, scope: 'sub', filter, attributes } as const;
    for await (const batch of searchPaged(connection, request, plan.config.pageSize)) {
      // A server of another kind, or rights too narrow: what the first object lacks, all lack.
      if (count === 0 && batch[0]) toRecord(plan, kind, batch[0], node.locator);
      count += batch.filter(({ dn }) => !standsForTarget(kind, normalizeDn(dn), node.locator)).length;
      if (kind === 'user') {
        for (const entry of batch.slice(0, SAMPLES - samples.length))
          samples.push({ entry, top: node.locator });
      }
      if (count >= COUNT_LIMIT) return count;
    }
  }
  return count;
}

async function sample(
  plan: DirectoryPlan,
  connection: LdapConnection,
  dn: string,
  top: string,
): Promise<Finding> {
  const { attributes } = plan.kinds.user;
  const [entry] = await search(connection, {
    base: dn,
    scope: 'base',
    filter: present('objectClass'),
    attributes,
  });
  if (!entry) return good('sample', `${dn} is gone meanwhile.`, `${dn} 已不存在。`);
  const record = toRecord(plan, 'user', entry, top);
  const data = { key: record.key, parents: record.parents(), attributes: record.attributes() };
  return good('sample', dn, dn, data);
}

function good(step: Finding['step'], en: string, zh: string, data?: Record<string, unknown>): Finding {
  return { step, ok: true, detail: { en, zh }, ...(data ? { data } : {}) };
}

function bad(plan: DirectoryPlan, step: Finding['step'], thrown: unknown): Finding {
  plan.connection.signal?.throwIfAborted();
  const error: MusterError = asMusterError(thrown);
  const { code, params } = error;
  const { fingerprint } = params;
  return {
    step,
    ok: false,
    detail: { en: error.text('en').message, zh: error.text('zh').message },
    error: { code, params },
    ...(fingerprint === undefined ? {} : { data: { fingerprint } }),
  };
}
