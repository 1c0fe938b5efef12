/** What a simulated vendor delivers to a bare client: the calls that nobody can do without, as fast as they are answered. */
import { Pool } from 'undici';
import type { VendorName } from '../src/lab/vendors.ts';

export interface ToldVendor {
  url: string;
  config: Record<string, string>;
  people: number;
}

export interface VendorFloor {
  seconds: number;
  /** Of the API that is called most, which is the one its limit slows down. */
  calls: number;
}

/** Connections, as many as a source has by default. */
const CONNECTIONS = 20;

// biome-ignore lint/suspicious/noExplicitAny: answers of vendors, read as they come
type Answer = any;

interface Bare {
  call(method: 'GET' | 'POST', path: string, query: Record<string, string>, body?: object): Promise<Answer>;
  /** Whom a list named; in several departments is one person. */
  people: Set<string>;
  config: Record<string, string>;
}

/** Reads everybody once; throws unless all are there. */
export async function measureVendor(
  vendor: VendorName,
  { url, config, people }: ToldVendor,
): Promise<VendorFloor> {
  const pool = new Pool(url, { connections: CONNECTIONS, pipelining: 1 });
  const counts = new Map<string, number>();
  const found = new Set<string>();
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  const bare: Bare = {
    config,
    people: found,
    async call(method, path, { bearer, ...query }, body) {
      const api = path.replace(/\/(od-[^/]+|0)(?=\/)/, '/:id');
      counts.set(api, (counts.get(api) ?? 0) + 1);
      const answer = await pool.request({
        method,
        path: `${path}?${new URLSearchParams(query)}`,
        headers: bearer === undefined ? headers : { ...headers, authorization: `Bearer ${bearer}` },
        ...(body && { body: JSON.stringify(body) }),
      });
      const read = (await answer.body.json()) as Answer;
      if (answer.statusCode !== 200 || (read.errcode ?? read.code ?? 0) !== 0)
        throw new Error(`${path}: ${answer.statusCode} ${JSON.stringify(read).slice(0, 200)}`);
      return read;
    },
  };
  const started = performance.now();
  try {
    await READ[vendor](bare);
    const seconds = (performance.now() - started) / 1000;
    if (found.size !== people) throw new Error(`the bare client read ${found.size} people, not ${people}`);
    return { seconds, calls: Math.max(...counts.values()) };
  } finally {
    await pool.destroy();
  }
}

const READ: Record<VendorName, (bare: Bare) => Promise<void>> = {
  async dingtalk({ call, people, config }) {
    const { access_token: token } = await call('GET', '/gettoken', {
      appkey: config.appKey!,
      appsecret: config.appSecret!,
    });
    const ask = (path: string, body: object) => call('POST', path, { access_token: token }, body);
    const users = async (id: number) => {
      for (let cursor: number | undefined = 0; cursor !== undefined; ) {
        const { result } = await ask('/topapi/v2/user/list', { dept_id: id, cursor, size: 100 });
        for (const { userid } of result.list) people.add(userid);
        cursor = result.next_cursor;
      }
    };
    const visit = async (id: number): Promise<void> => {
      const below = ask('/topapi/v2/department/listsub', { dept_id: id }).then(({ result }) =>
        Promise.all(result.map((child: Answer) => visit(child.dept_id))),
      );
      await Promise.all([below, users(id)]);
    };
    await visit(1);
  },
  async wecom({ call, people, config }) {
    const { access_token: token } = await call('GET', '/cgi-bin/gettoken', {
      corpid: config.corpId!,
      corpsecret: config.appSecret!,
    });
    const { department } = await call('GET', '/cgi-bin/department/list', { access_token: token });
    const visit = async ({ id }: Answer) => {
      const query = { access_token: token, department_id: String(id) };
      for (const { userid } of (await call('GET', '/cgi-bin/user/list', query)).userlist) people.add(userid);
    };
    await Promise.all(department.map(visit));
  },
  async lark({ call, people, config }) {
    const path = '/open-apis/auth/v3/tenant_access_token/internal';
    const secrets = { app_id: config.appId, app_secret: config.appSecret };
    const { tenant_access_token: bearer } = await call('POST', path, {}, secrets);
    const pages = async (at: string, query: Record<string, string>, take: (item: Answer) => void) => {
      for (let more: object | undefined = {}; more; ) {
        const { data } = await call('GET', `/open-apis/contact/v3${at}`, {
          ...{ bearer, page_size: '50' },
          ...query,
          ...more,
        });
        for (const item of data.items ?? []) take(item);
        more = data.has_more ? { page_token: data.page_token } : undefined;
      }
    };
    const departments = ['0'];
    await pages('/departments/0/children', { fetch_child: 'true' }, ({ open_department_id: id }) =>
      departments.push(id),
    );
    const visit = (id: string) =>
      pages('/users/find_by_department', { department_id: id }, ({ union_id: user }) => people.add(user));
    await Promise.all(departments.map(visit));
  },
};
