import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Fault } from '../../../sim/lark/faults.ts';
import type { LarkSim } from '../../../sim/lark/server.ts';
import { MusterError } from '../../../src/errors/error.ts';
import { Lark } from '../../../src/sources/lark/api.ts';
import { larkConfig } from '../../../src/sources/lark/config.ts';
import { lark } from '../../../src/sources/lark/index.ts';
import type { Source } from '../../../src/sources/source.ts';
import { configOf, findings, inWorld, io, readAll } from './world.ts';

const code = (wanted: string) => (error: unknown) => error instanceof MusterError && error.code === wanted;
const LIST = '/open-apis/contact/v3/users/find_by_department';
const CHILDREN = '/open-apis/contact/v3/departments/0/children';
const TOKEN = '/open-apis/auth/v3/tenant_access_token/internal';
const everybody = async (sim: LarkSim, source: Source) => {
  const { keys } = await readAll(source);
  assert.deepEqual([...keys('user')].sort(), [...sim.company.users.keys()].sort());
};

describe('a call that fails and may succeed again', () => {
  for (const fault of [
    'limit',
    'limit_old',
    'busy',
    'error',
    'gateway',
    'cut',
    'reset',
    'token',
  ] satisfies Fault[])
    test(`${fault}: everybody is read in the end`, async () => {
      await inWorld({ people: 120 }, async ({ sim, source }) => {
        sim.faults.plan({ fault, path: LIST, after: 3 });
        if (fault !== 'token') sim.faults.plan({ fault, path: CHILDREN });
        await everybody(sim, source);
      });
    });

  test('an answer that takes too long is asked for again', async () => {
    await inWorld({ people: 50, config: { requestTimeoutMs: 300 } }, async ({ sim, source }) => {
      sim.faults.slowMs = 3000;
      sim.faults.plan({ fault: 'slow', path: LIST, after: 1 });
      await everybody(sim, source);
    });
  });
});

describe('a call that does not succeed ends the run', () => {
  for (const [fault, expected, times] of [
    ['html', 'web_api_not_json', 1],
    ['quota', 'web_api_quota', 1],
    ['reset', 'web_api_unreachable', 1000],
  ] as const)
    test(fault, async () => {
      await inWorld({ people: 50 }, async ({ sim, source }) => {
        sim.faults.plan({ fault, path: LIST, after: 3, times });
        await assert.rejects(readAll(source), code(expected));
      });
    });

  test('a permission withdrawn in the middle', async () => {
    await inWorld({ people: 100, config: { concurrency: 2 } }, async ({ sim, source }) => {
      sim.onCall = (path) => {
        if (path !== LIST || sim.counts[LIST]! <= 5) return;
        sim.faults.withdrawn.add('contact:contact.base:readonly').add('contact:contact:readonly_as_app');
      };
      await assert.rejects(readAll(source), (error: unknown) => {
        assert.ok(code('web_api_permission')(error));
        assert.match(String((error as MusterError).params.permission), /^contact:contact\.base:readonly/);
        return true;
      });
    });
  });

  test('user groups that may not be read, where the app sees people through them', async () => {
    await inWorld({ people: 100 }, async ({ sim, source }) => {
      sim.company.visible = { departments: [], users: [], groups: ['g100001'] };
      sim.faults.withdrawn.add('contact:group:readonly');
      await assert.rejects(readAll(source), code('web_api_permission'));
    });
  });

  test('the server is stopped', async () => {
    await inWorld({ people: 300, config: { concurrency: 1 } }, async ({ sim, config }) => {
      const abort = new AbortController();
      const source = lark.open(config, io(abort.signal));
      sim.onCall = (path) => {
        if (path === LIST) abort.abort(new Error('stopped'));
      };
      await assert.rejects(readAll(source));
      await source.close();
    });
  });
});

describe('the token', () => {
  test('is fetched once for all calls, and once again when it is void in mid-run', async () => {
    await inWorld({ people: 600, config: { concurrency: 8 } }, async ({ sim, source }) => {
      let voided = false;
      sim.onCall = (path) => {
        if (voided || path !== LIST || sim.counts[LIST]! < 6) return;
        voided = true;
        sim.tokens.void();
      };
      await everybody(sim, source);
      assert.equal(sim.counts[TOKEN], 2);
    });
  });

  test('is fetched again before it ends', async () => {
    await inWorld({ people: 50, tokenSeconds: 1000 }, async ({ sim, config }) => {
      let now = new Date();
      const app = new Lark(config, { ...io(), now: () => now });
      await app.token();
      await app.token();
      assert.equal(sim.counts[TOKEN], 1);
      now = new Date(now.getTime() + 900_000);
      await app.token();
      assert.equal(sim.counts[TOKEN], 2);
      await app.close();
    });
  });

  test('that is refused over and over ends the run', async () => {
    await inWorld({ people: 50 }, async ({ sim, source }) => {
      sim.faults.plan({ fault: 'token', path: '/open-apis/contact/', times: 1000 });
      await assert.rejects(readAll(source), code('web_api_token_refused'));
    });
  });
});

test('at the documented limits hardly a call is refused', async () => {
  // The pace of the settings by default is below what the vendor counts.
  const { callsPerSecond, callsPerMinute } = larkConfig.parse({ appId: 'cli_1', appSecret: 's' });
  assert.ok(callsPerMinute <= 1000 && callsPerSecond <= 50);
  await inWorld(
    { people: 3000, limits: true, config: { callsPerSecond, callsPerMinute } },
    async ({ sim, source }) => {
      await everybody(sim, source);
      // Those that a busy machine sends late may arrive with the next.
      assert.ok(sim.counts[LIST]! < 1.1 * (1 + sim.company.departments.size), `${sim.counts[LIST]} calls`);
    },
  );
});

describe('Test connection', () => {
  const failing = async (sim: LarkSim, changed: Record<string, unknown> = {}) => {
    const source = lark.open(configOf(sim, changed), io());
    const found = await findings(source);
    await source.close();
    return found.filter(({ ok }) => !ok);
  };

  test('goes through when all is well, with counts and samples', async () => {
    const config = { events: 'connection', groupSync: true };
    await inWorld({ people: 100, config }, async ({ sim, source }) => {
      const found = await findings(source);
      assert.deepEqual(
        found.filter(({ ok, data }) => !ok || data?.warning),
        [],
      );
      const steps = new Set(found.map(({ step }) => step));
      for (const step of [
        'host',
        'credentials',
        'address',
        'permission',
        'range',
        'count',
        'sample',
        'fields',
        'connection',
      ])
        assert.ok(steps.has(step), step);
      assert.equal(found.find(({ data }) => data?.kind === 'user')?.data?.count, sim.company.users.size);
      assert.equal(found.find(({ data }) => data?.kind === 'org')?.data?.count, sim.company.departments.size);
      assert.equal(sim.gateway.connected, 0, 'nothing is opened');
    });
  });

  test('names what is wrong, and shows the address to add', async () => {
    await inWorld({ people: 60 }, async ({ sim }) => {
      const [wrong] = await failing(sim, { appSecret: 'wrong' });
      assert.deepEqual([wrong!.step, wrong!.error!.code], ['credentials', 'web_api_credentials']);
      const [host] = await failing(sim, { apiOrigin: 'http://127.0.0.1:1', connectTimeoutMs: 500 });
      assert.deepEqual([host!.step, host!.error!.code], ['host', 'web_api_unreachable']);
      sim.faults.addressRefused = true;
      const [address] = await failing(sim);
      assert.deepEqual([address!.step, address!.error!.code], ['address', 'web_api_ip_refused']);
      assert.equal(address!.error!.params.address, '203.0.113.9');
      sim.faults.addressRefused = false;
      for (const name of ['contact:contact.base', 'contact:group'])
        sim.faults.withdrawn.add(`${name}:readonly`);
      sim.faults.withdrawn.add('contact:contact:readonly_as_app');
      const missing = await failing(sim, { groupSync: true });
      assert.deepEqual(
        missing.map(({ step, error }) => [step, error!.params.permission]),
        [
          ['permission', 'contact:contact.base:readonly'],
          ['permission', 'contact:group:readonly'],
        ],
      );
      sim.faults.clear();
      sim.faults.withdrawn.add('contact:department.base:readonly');
      assert.deepEqual(
        (await failing(sim)).map(({ error }) => error!.params.permission),
        ['contact:department.base:readonly'],
      );
    });
  });

  test('tells of every permission whose fields are kept back, and of a scope that is a part', async () => {
    await inWorld({ people: 100 }, async ({ sim, source }) => {
      const withdrawn = ['base', 'email', 'phone', 'department', 'employee', 'employee_id'].map(
        (name) => `contact:user.${name}:readonly`,
      );
      for (const name of [...withdrawn, 'contact:department.organize:readonly'])
        sim.faults.withdrawn.add(name);
      const [a] = sim.company.children('0');
      sim.company.visible = { departments: [a!.openId], users: [], groups: [] };
      const found = await findings(source);
      assert.deepEqual(
        found.flatMap(({ step, data }) => (step === 'fields' ? (data!.permissions as string[]) : [])).sort(),
        [...withdrawn, 'contact:department.organize:readonly'].sort(),
      );
      assert.equal(found.find(({ step }) => step === 'range')!.data?.warning, true);
      assert.ok(found.every(({ ok }) => ok));
    });
  });

  test('says that nothing is in sight', async () => {
    await inWorld({ people: 50 }, async ({ sim }) => {
      sim.company.visible = { departments: [], users: [], groups: [] };
      const [range] = await failing(sim);
      assert.deepEqual([range!.step, range!.error!.code], ['range', 'web_api_range']);
    });
  });
});

describe('looking around', () => {
  test('shows the tree level by level', async () => {
    await inWorld({ people: 100 }, async ({ sim, source }) => {
      const { company } = sim;
      const top = await source.children();
      const ids = (list: { openId: string }[]) => list.map(({ openId }) => openId).sort();
      assert.deepEqual(top.nodes.map(({ locator }) => locator).sort(), ids(company.children('0')));
      const [first] = company.children('0');
      for (const { locator, hasChildren } of (await source.children(first!.openId)).nodes)
        assert.equal(hasChildren, company.children(locator).length > 0);
      const [inner] = company.children(first!.openId);
      company.visible = { departments: [inner!.openId], users: [], groups: [] };
      assert.deepEqual(
        (await source.children()).nodes.map(({ locator }) => locator),
        [inner!.openId],
      );
    });
  });

  test('gives samples by a part of the name', async () => {
    await inWorld({ people: 200, config: { groupSync: true } }, async ({ sim, source }) => {
      const surname = [...sim.company.users.values()][40]!.name[0]!;
      const found = await source.sample({ kind: 'user', search: surname, limit: 3 });
      assert.ok(found.length > 0 && found.length <= 3);
      for (const { attributes } of found)
        assert.ok(
          [attributes.name, attributes.en_name, attributes.enterprise_email, attributes.email].some((value) =>
            String(value).includes(surname),
          ),
        );
      assert.equal((await source.sample({ kind: 'org', limit: 5 })).length, 5);
      const [group] = await source.sample({ kind: 'group', search: '党', limit: 5 });
      assert.equal(group!.key, 'g100001');
    });
  });
});
