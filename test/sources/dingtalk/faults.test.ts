import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Fault } from '../../../sim/dingtalk/faults.ts';
import type { DingTalkSim } from '../../../sim/dingtalk/server.ts';
import { MusterError } from '../../../src/errors/error.ts';
import { DingTalk } from '../../../src/sources/dingtalk/api.ts';
import { dingtalk } from '../../../src/sources/dingtalk/index.ts';
import type { Finding, Source } from '../../../src/sources/source.ts';
import { configOf, inWorld, io, readAll } from './world.ts';

const code = (wanted: string) => (error: unknown) => error instanceof MusterError && error.code === wanted;
const everybody = async (sim: DingTalkSim, source: Source) => {
  const { keys } = await readAll(source);
  assert.deepEqual([...keys('user')].sort(), [...sim.company.users.keys()].sort());
};
const findings = async (source: Source) => {
  const found: Finding[] = [];
  for await (const finding of source.check()) found.push(finding);
  return found;
};

describe('a call that fails and may succeed again', () => {
  for (const fault of [
    'limit_app',
    'limit_all',
    'limit_plain',
    'busy',
    'error',
    'gateway',
    'blocked',
    'cut',
    'reset',
    'token',
  ] satisfies Fault[]) {
    test(`${fault}: everybody is read in the end`, async () => {
      await inWorld({ people: 120 }, async ({ sim, source }) => {
        sim.faults.plan({ fault, path: '/topapi/v2/user/list', after: 3 });
        if (fault !== 'token') sim.faults.plan({ fault, path: '/topapi/v2/department/listsub', after: 2 });
        await everybody(sim, source);
      });
    });
  }

  test('an answer that takes too long is asked for again', async () => {
    await inWorld({ people: 50, config: { requestTimeoutMs: 300 } }, async ({ sim, source }) => {
      sim.faults.slowMs = 3000;
      sim.faults.plan({ fault: 'slow', path: '/topapi/v2/user/list', after: 1 });
      await everybody(sim, source);
    });
  });
});

describe('a call that does not succeed ends the run', () => {
  for (const [fault, expected, times] of [
    ['html', 'web_api_not_json', 1],
    ['reset', 'web_api_unreachable', 1000],
  ] as const) {
    test(fault, async () => {
      await inWorld({ people: 50 }, async ({ sim, source }) => {
        sim.faults.plan({ fault, path: '/topapi/v2/user/list', after: 3, times });
        await assert.rejects(readAll(source), code(expected));
      });
    });
  }

  test('a permission withdrawn in the middle', async () => {
    await inWorld({ people: 100, config: { concurrency: 2 } }, async ({ sim, source }) => {
      sim.onCall = (path) => {
        if (path === '/topapi/v2/user/list' && sim.counts[path]! > 5)
          sim.faults.withdrawn.add('qyapi_get_department_member');
      };
      await assert.rejects(readAll(source), (error: unknown) => {
        assert.ok(code('web_api_permission')(error));
        assert.equal((error as MusterError).params.permission, 'qyapi_get_department_member');
        return true;
      });
    });
  });

  test('the server is stopped', async () => {
    await inWorld({ people: 300, config: { concurrency: 1 } }, async ({ sim, config }) => {
      const abort = new AbortController();
      const source = dingtalk.open(config, io(abort.signal));
      sim.onCall = (path) => {
        if (path === '/topapi/v2/user/list') abort.abort(new Error('stopped'));
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
        if (voided || path !== '/topapi/v2/user/list' || sim.counts[path]! < 6) return;
        voided = true;
        sim.tokens.void();
      };
      await everybody(sim, source);
      assert.equal(sim.counts['/gettoken'], 2);
    });
  });

  test('is fetched again before it ends', async () => {
    await inWorld({ people: 50, tokenSeconds: 1000 }, async ({ sim, config }) => {
      let now = new Date();
      const app = new DingTalk(config, { ...io(), now: () => now });
      await app.token();
      await app.token();
      assert.equal(sim.counts['/gettoken'], 1);
      now = new Date(now.getTime() + 900_000);
      await app.token();
      assert.equal(sim.counts['/gettoken'], 2);
      await app.close();
    });
  });

  test('that is refused over and over ends the run', async () => {
    await inWorld({ people: 50 }, async ({ sim, source }) => {
      sim.faults.plan({ fault: 'token', path: '/topapi/', times: 1000 });
      await assert.rejects(readAll(source), code('web_api_token_refused'));
    });
  });
});

test('at the documented limits no call is refused', async () => {
  // The pace of the settings by default is below what the vendor counts.
  await inWorld({ people: 300, limits: true, config: { callsPerSecond: 19 } }, async ({ sim, source }) => {
    await everybody(sim, source);
    assert.equal(sim.counts['/topapi/v2/user/list'], sim.company.departments.size, 'none was repeated');
  });
});

describe('Test connection', () => {
  const failing = async (sim: DingTalkSim, changed: Record<string, unknown> = {}) => {
    const source = dingtalk.open(configOf(sim, changed), io());
    const found = await findings(source);
    await source.close();
    return found.filter(({ ok }) => !ok);
  };

  test('goes through when all is well, with counts and samples', async () => {
    await inWorld({ people: 100, config: { events: 'stream' } }, async ({ sim, source }) => {
      const found = await findings(source);
      assert.deepEqual(
        found.filter(({ ok }) => !ok),
        [],
      );
      const steps = new Set(found.map(({ step }) => step));
      for (const step of [
        'host',
        'credentials',
        'address',
        'range',
        'permission',
        'count',
        'sample',
        'fields',
        'stream',
      ])
        assert.ok(steps.has(step), step);
      const count = found.find(({ data }) => data?.kind === 'user');
      assert.equal(count?.data?.count, sim.company.users.size);
    });
  });

  test('names what is wrong, and shows the address to add', async () => {
    await inWorld({ people: 60 }, async ({ sim }) => {
      const [wrong] = await failing(sim, { appSecret: 'wrong' });
      assert.deepEqual([wrong!.step, wrong!.error!.code], ['credentials', 'web_api_credentials']);
      const [host] = await failing(sim, { oapiOrigin: 'http://127.0.0.1:1', connectTimeoutMs: 500 });
      assert.deepEqual([host!.step, host!.error!.code], ['host', 'web_api_unreachable']);
      sim.faults.addressRefused = true;
      const [address] = await failing(sim);
      assert.deepEqual([address!.step, address!.error!.code], ['address', 'web_api_ip_refused']);
      assert.equal(address!.error!.params.address, '203.0.113.9');
      sim.faults.addressRefused = false;
      sim.faults.withdrawn.add('qyapi_get_department_member');
      sim.faults.withdrawn.add('qyapi_get_department_list');
      const missing = await failing(sim);
      assert.deepEqual(
        missing.map(({ step, error }) => [step, String(error!.params.permission).split('（')[0]]),
        [
          ['permission', 'qyapi_get_department_list'],
          ['permission', 'qyapi_get_department_member'],
        ],
      );
    });
  });

  test('tells of fields that are kept back and of a range that is a part', async () => {
    await inWorld({ people: 100 }, async ({ sim, source }) => {
      sim.faults.hidden.add('mobile').add('state_code');
      sim.company.visible = { departments: [37_010], users: [] };
      const found = await findings(source);
      const fields = found.find(({ step }) => step === 'fields')!;
      assert.match(fields.detail.en, /fieldMobile/);
      assert.equal(found.find(({ step }) => step === 'range')!.data?.warning, true);
    });
  });
});

describe('looking around', () => {
  test('shows the tree level by level', async () => {
    await inWorld({ people: 100 }, async ({ sim, source }) => {
      const top = await source.children();
      assert.deepEqual(
        top.nodes.map(({ locator }) => Number(locator)).sort(),
        sim.company
          .children(1)
          .map(({ id }) => id)
          .sort(),
      );
      const below = await source.children('37001');
      for (const { locator, hasChildren } of below.nodes)
        assert.equal(hasChildren, sim.company.children(Number(locator)).length > 0);
      sim.company.visible = { departments: [37_002], users: [] };
      const part = await source.children();
      assert.deepEqual(
        part.nodes.map(({ locator }) => locator),
        ['37002'],
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
          [attributes.name, attributes.email, attributes.org_email].some((value) =>
            String(value).includes(surname),
          ),
        );
      assert.equal((await source.sample({ kind: 'org', limit: 5 })).length, 5);
      const [role] = await source.sample({ kind: 'group', search: '财务', limit: 5 });
      assert.equal(role!.attributes.group_name, '职务');
    });
  });
});
