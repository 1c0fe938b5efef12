/** The simulated Lark, proven by the vendor's own SDK: its client, its dispatcher of events, its persistent connection. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import * as sdk from '@larksuiteoapi/node-sdk';
import { type LarkSim, startLark } from '../../../sim/lark/server.ts';
import { until } from './world.ts';

const quiet = { error() {}, warn() {}, info() {}, debug() {}, trace() {} };

let sim: LarkSim;
let client: sdk.Client;
before(async () => {
  sim = await startLark({
    people: 200,
    gateway: { repeatMs: 100, partBytes: 200, reconnectNonceSeconds: 0 },
  });
  client = clientWith(sim.appSecret);
});
after(() => sim.close());

function clientWith(appSecret: string, cache = memory()): sdk.Client {
  return new sdk.Client({ appId: sim.appId, appSecret, domain: sim.url, logger: quiet, cache });
}

/** The SDK's own would be shared by all clients of the process. */
function memory(): sdk.Cache {
  const held = new Map<unknown, unknown>();
  return {
    get: async (key) => held.get(key),
    set: async (key, value) => {
      held.set(key, value);
      return true;
    },
  };
}

/** The answer in the error that the SDK throws. */
const refused = (code: number, status: number) => (error: unknown) => {
  const { response } = error as { response: { status: number; data: { code: number } } };
  assert.deepEqual([response.data.code, response.status], [code, status]);
  return true;
};

describe('Client', () => {
  test('gets a token, and is told that the secret is wrong', async () => {
    const { tenant_access_token: token } = (await client.auth.v3.tenantAccessToken.internal({
      data: { app_id: sim.appId, app_secret: sim.appSecret },
    })) as { tenant_access_token?: string };
    assert.match(token!, /^t-/);
    const wrong = clientWith('wrong').contact.v3.scope.list({ params: {} });
    await assert.rejects(wrong, (error: { response?: { data: { code: number } } }) => {
      assert.equal(error.response?.data.code, 10014);
      return true;
    });
  });

  test('walks all departments and their people, page by page', async () => {
    const departments = new Map<string, string>();
    for await (const page of await client.contact.v3.department.childrenWithIterator({
      path: { department_id: '0' },
      params: { fetch_child: true, department_id_type: 'open_department_id', page_size: 7 },
    }))
      for (const { open_department_id: id, parent_department_id: parent } of page?.items ?? [])
        departments.set(id!, parent!);
    assert.deepEqual(
      departments,
      new Map([...sim.company.departments.values()].map(({ openId, parent }) => [openId, parent])),
    );
    const people = new Map<string, string>();
    for (const id of ['0', ...departments.keys()])
      for await (const page of await client.contact.v3.user.findByDepartmentWithIterator({
        params: { department_id: id, user_id_type: 'union_id', page_size: 5 },
      }))
        for (const { union_id: union, mobile } of page?.items ?? []) people.set(union!, mobile!);
    assert.deepEqual([...people.keys()].sort(), [...sim.company.users.keys()].sort());
    for (const [id, mobile] of people) assert.equal(mobile, sim.company.users.get(id)!.fields.mobile);
  });

  test('reads one person by each kind of id, one department, those above it', async () => {
    const [user] = sim.company.users.values();
    for (const [type, id] of [
      ['open_id', user!.openId],
      ['union_id', user!.unionId],
      ['user_id', user!.userId],
    ] as const) {
      const { data } = await client.contact.v3.user.get({
        path: { user_id: id },
        params: { user_id_type: type },
      });
      assert.equal(data!.user!.name, user!.name);
    }
    const deep = [...sim.company.departments.keys()].find((id) => sim.company.path(id).length > 2)!;
    const { data } = await client.contact.v3.department.get({ path: { department_id: deep } });
    assert.equal(data!.department!.member_count, sim.company.count(deep));
    const above = await client.contact.v3.department.parent({ params: { department_id: deep } });
    assert.deepEqual(
      above.data!.items!.map((one) => one.open_department_id),
      sim.company.path(deep).slice(1),
    );
    await assert.rejects(
      client.contact.v3.user.get({ path: { user_id: 'on_nobody' }, params: { user_id_type: 'union_id' } }),
      refused(41012, 400),
    );
    await assert.rejects(
      client.contact.v3.department.get({ path: { department_id: 'od-none' } }),
      refused(40015, 400),
    );
  });

  test('reads the contact scope and user groups', async () => {
    const { data } = await client.contact.v3.scope.list({ params: { page_size: 100 } });
    assert.deepEqual(
      data!.department_ids!.toSorted(),
      sim.company
        .children('0')
        .map(({ openId }) => openId)
        .sort(),
    );
    assert.deepEqual(data!.group_ids, [...sim.company.groups.keys()]);
    const groups = await client.contact.v3.group.simplelist({ params: { type: 1 } });
    assert.deepEqual(
      groups.data!.grouplist.map(({ id, name }) => [id, name]),
      [['g100001', '党员']],
    );
    const members: string[] = [];
    for (let token: string | undefined, more = true; more; ) {
      const { data: page } = await client.contact.v3.groupMember.simplelist({
        path: { group_id: 'g100001' },
        params: {
          member_id_type: 'union_id',
          member_type: 'user',
          page_size: 3,
          ...(token === undefined ? {} : { page_token: token }),
        },
      });
      members.push(...page!.memberlist.map(({ member_id: id }) => id));
      more = page!.has_more;
      token = page!.page_token;
    }
    assert.deepEqual(members, sim.company.groups.get('g100001')!.users);
    const inside = await client.contact.v3.groupMember.simplelist({
      path: { group_id: 'g100002' },
      params: { member_id_type: 'open_id', member_type: 'department' },
    });
    assert.deepEqual(
      inside.data!.memberlist.map(({ member_id: id }) => id),
      sim.company.groups.get('g100002')!.departments,
    );
  });

  test('is told of limits, of permissions that are missing, of a narrow scope, of a token that is void', async () => {
    const list = () => client.contact.v3.user.findByDepartment({ params: { department_id: '0' } });
    sim.faults.plan({ fault: 'limit' });
    await assert.rejects(list(), refused(99991400, 429));
    sim.faults.withdrawn.add('contact:group:readonly');
    await assert.rejects(client.contact.v3.group.simplelist({}), refused(99991672, 400));
    sim.faults.clear();
    sim.company.visible = { departments: [], users: [], groups: [] };
    await assert.rejects(list(), refused(40004, 403));
    sim.company.visible = undefined;
    sim.tokens.void();
    await assert.rejects(list(), refused(99991663, 400));
    const fresh = clientWith(sim.appSecret);
    const page = await fresh.contact.v3.user.findByDepartment({ params: { department_id: '0' } });
    assert.equal(page.code, 0);
    await assert.rejects(
      fresh.contact.v3.user.findByDepartment({ params: { department_id: '0', page_size: 51 } }),
      refused(40011, 400),
    );
  });
});

describe('EventDispatcher', () => {
  for (const encryptKey of [undefined, 'larkEncryptKey1'])
    test(`takes what is sent by HTTP ${encryptKey === undefined ? 'as it is' : 'encrypted and signed'}`, async () => {
      const got: { event_id?: string; object?: { union_id: string }; old_object?: object }[] = [];
      const dispatcher = new sdk.EventDispatcher({
        verificationToken: 'vtok',
        ...(encryptKey === undefined ? {} : { encryptKey }),
        logger: quiet,
      });
      dispatcher.register({
        'contact.user.updated_v3': async (data) => void got.push(data as (typeof got)[0]),
      });
      const handle = sdk.adaptDefault('/hook', dispatcher, { autoChallenge: true });
      const server = createServer((request, response) => void handle(request, response));
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as AddressInfo;
      sim.outbox.push = { url: `http://127.0.0.1:${port}/hook`, verificationToken: 'vtok', encryptKey };
      try {
        assert.equal((await sim.outbox.checkUrl()).outcome, 'taken');
        const [, user] = sim.company.users.values();
        sim.company.changeUser(user!.unionId, { job_title: '总监', mobile: '+8613911112222' });
        await sim.outbox.settled();
        assert.deepEqual(
          got.map(({ object, old_object: old }) => [object!.union_id, Object.keys(old!)]),
          [
            [user!.unionId, ['job_title']],
            [user!.unionId, ['mobile']],
          ],
        );
        assert.equal(new Set(got.map(({ event_id: id }) => id)).size, 2);
        if (encryptKey !== undefined) {
          await sim.outbox.pushOnce('contact.user.updated_v3', { object: {} }, 'signature');
          assert.equal(got.length, 2, 'a wrong signature reaches nobody');
        }
      } finally {
        sim.outbox.push = undefined;
        server.closeAllConnections();
        server.close();
      }
    });
});

describe('WSClient', () => {
  test('connects, joins events in parts, acknowledges them, and comes back after a break', async () => {
    const got: string[] = [];
    let fails = true;
    const dispatcher = new sdk.EventDispatcher({ logger: quiet }).register({
      'contact.user.updated_v3': async (data) => {
        got.push((data as { object: { union_id: string } }).object.union_id);
        if (fails) throw new Error('not stored');
      },
    });
    const ws = new sdk.WSClient({
      appId: sim.appId,
      appSecret: sim.appSecret,
      domain: sim.url,
      logger: quiet,
    });
    try {
      await ws.start({ eventDispatcher: dispatcher });
      await until(() => sim.gateway.open === 1 && sim.gateway.pings > 0);
      const [, , third, fourth] = sim.company.users.keys();
      sim.company.changeUser(third!, { job_title: '总监' });
      await until(() => sim.gateway.answers.some(({ code }) => code === 500));
      fails = false;
      await sim.outbox.settled();
      assert.equal(sim.gateway.answers.at(-1)!.code, 200);
      assert.ok(got.length >= 2 && got.every((id) => id === third));
      const before = sim.gateway.connected;
      sim.gateway.drop();
      await until(() => sim.gateway.connected > before && sim.gateway.open === 1);
      sim.company.changeUser(fourth!, { job_title: '总监' });
      await sim.outbox.settled();
      assert.equal(got.at(-1), fourth);
    } finally {
      ws.close({ force: true });
    }
  });
});
