import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MusterError } from '../../../src/errors/error.ts';
import { wecomConfig } from '../../../src/sources/wecom/config.ts';
import { findings, inWorld, type Mode, readAll } from './world.ts';

const failsWith =
  (code: string, text = /./) =>
  (error: unknown) =>
    error instanceof MusterError && error.code === code && text.test(error.message);

describe('a full pass goes on after', () => {
  test('tokens that ended in the middle, each got again once', () =>
    inWorld({ people: 300 }, async ({ sim, source }) => {
      let lists = 0;
      sim.onCall = (path) => {
        if (path === 'user/list' && ++lists === 3) sim.expireTokens();
      };
      const { totals } = await readAll(source);
      assert.equal(totals.user, sim.company.members.size);
      // One of the application, one of Contacts sync, and each once more at most.
      assert.ok(sim.counts.gettoken! >= 3 && sim.counts.gettoken! <= 4, String(sim.counts.gettoken));
    }));

  test('codes of limits, a busy system, broken connections and error pages', () =>
    inWorld({ people: 300 }, async ({ sim, source }) => {
      sim.faults.plan({ kind: 'code', number: 45009, path: 'user/list' });
      sim.faults.plan({ kind: 'code', number: 45033, path: 'department/list' });
      sim.faults.plan({ kind: 'code', number: -1, path: 'user/list_id' });
      sim.faults.plan({ kind: 'code', number: 40014, path: 'department/simplelist' });
      sim.faults.plan({ kind: 'reset', path: 'user/list', after: 3 });
      sim.faults.plan({ kind: 'status', number: 502, path: 'user/list', after: 5 });
      const { totals } = await readAll(source);
      assert.equal(totals.user, sim.company.members.size);
    }));

  test('the limit itself', () =>
    inWorld({ people: 400, mode: 'app', callsPerMinute: 10 }, async ({ sim, source }) => {
      sim.onCall = () => {
        // A minute passes.
        if (sim.counts['user/list'] === 12) sim.callsPerMinute = undefined;
      };
      assert.equal((await readAll(source)).totals.user, sim.company.members.size);
      assert.ok(sim.counts['user/list']! > 12);
    }));

  test('pages of ids as small as they come', () =>
    inWorld({ people: 120, mode: 'sync' }, async ({ sim, source }) => {
      sim.pageMax = 7;
      assert.equal((await readAll(source)).totals.user, sim.company.members.size);
    }));

  test('lists of members that are not allowed: they are read one by one', () =>
    inWorld({ people: 60 }, async ({ sim, source }) => {
      sim.forbidden.add('app user/list');
      sim.forbidden.add('app department/list');
      const { totals, of } = await readAll(source);
      assert.equal(totals.user, sim.company.members.size);
      assert.equal(sim.counts['user/get'], sim.company.members.size);
      assert.equal(typeof of('org', '2').attributes().name, 'string');
    }));
});

describe('a full pass ends, and nothing is compared, with', () => {
  for (const [path, mode] of [
    ['department/list', 'app'],
    ['department/simplelist', 'both'],
    ['user/list', 'app'],
    ['user/simplelist', 'app'],
    ['user/list_id', 'both'],
  ] as [string, Mode][])
    test(`an answer of ${path} without its list`, () =>
      inWorld({ people: 60, mode }, async ({ sim, source }) => {
        sim.faults.plan({ kind: 'cut', path });
        await assert.rejects(readAll(source), failsWith('web_api_answer_odd'));
      }));

  test('a page that fails each time', () =>
    inWorld({ people: 60 }, async ({ sim, source }) => {
      sim.faults.plan({ kind: 'reset', path: 'user/list_id', times: 100 });
      await assert.rejects(readAll(source), failsWith('web_api_unreachable'));
    }));

  test('a cursor that comes back', () =>
    inWorld({ people: 60, mode: 'sync' }, async ({ sim, source }) => {
      sim.pageMax = 5;
      sim.onCall = (path, input) => {
        if (path === 'user/list_id' && input.cursor !== undefined)
          input.cursor = Buffer.from('5').toString('base64url');
      };
      await assert.rejects(readAll(source), failsWith('web_api_answer_odd', /cursor/));
    }));

  test('a permission withdrawn, an address no longer trusted, a wrong secret', () =>
    inWorld({ people: 60, mode: 'app' }, async ({ sim, source, open }) => {
      sim.forbidden.add('app user/list');
      await assert.rejects(readAll(source), failsWith('web_api_permission', /user\/list.*48002/));
      sim.trusted = [];
      await assert.rejects(readAll(source), failsWith('web_api_ip_refused', /127\.0\.0\.1/));
      await assert.rejects(
        readAll(open('app', { appSecret: 'another' })),
        failsWith('web_api_credentials', /40001/),
      );
    }));

  test('a wait that somebody ends', () =>
    inWorld({ people: 60 }, async ({ sim, source }) => {
      sim.faults.plan({ kind: 'code', number: 48009, path: 'user/list_id' });
      await assert.rejects(readAll(source), failsWith('web_api_permission', /通讯录同步 user\/list_id/));
    }));
});

describe('settings', () => {
  const base = { corpId: 'ww1' };

  test('want one of the two secrets, and token and key for a callback', () => {
    assert.ok(!wecomConfig.safeParse(base).success);
    assert.ok(wecomConfig.safeParse({ ...base, appSecret: 'a' }).success);
    assert.ok(wecomConfig.safeParse({ ...base, syncSecret: 's' }).success);
    const callback = { ...base, syncSecret: 's', events: 'callback', callbackToken: 't' };
    assert.ok(!wecomConfig.safeParse(callback).success);
    assert.ok(wecomConfig.safeParse({ ...callback, callbackAesKey: 'a'.repeat(43) }).success);
  });

  test('keep to the limits of WeCom as they come', () => {
    const { callsPerSecond, callsInBurst } = wecomConfig.parse({ ...base, appSecret: 'a' });
    assert.ok(callsInBurst + 60 * callsPerSecond <= 10_000);
    assert.ok(callsInBurst + 3600 * callsPerSecond <= 150_000);
  });
});

describe('Test connection', () => {
  const steps = (found: { step: string; ok: boolean }[]) =>
    found.map(({ step, ok }) => `${step}${ok ? '' : ' failed'}`);

  test('with both secrets goes through every step and says what is withheld', () =>
    inWorld({ people: 120, config: { groupSync: true } }, async ({ sim, source }) => {
      const found = await findings(source);
      assert.deepEqual(steps(found), [
        'host',
        'credentials',
        'credentials',
        'address',
        'address',
        'range',
        ...Array(5).fill('permission'),
        'count',
        'sample',
        'fields',
      ]);
      const fields = found.at(-1)!;
      assert.deepEqual(
        ['mobile', 'email', 'biz_mail'].filter((name) => !(fields.data!.withheld as string[]).includes(name)),
        [],
      );
      assert.match(fields.detail.en, /snsapi_privateinfo/);
      assert.match(fields.detail.zh, /授权/);
      const { departments, people } = found.find(({ step }) => step === 'count')!.data!;
      assert.deepEqual(
        { departments, people },
        { departments: sim.company.departments.size - 1, people: sim.company.members.size },
      );
    }));

  test('counts and reads fields with the application alone, and says that the callback is set', () =>
    inWorld(
      {
        people: 60,
        mode: 'app',
        privateFields: true,
        config: { events: 'callback', callbackToken: 't', callbackAesKey: 'a'.repeat(43) },
      },
      async ({ sim, source }) => {
        const found = await findings(source);
        assert.ok(found.every(({ ok }) => ok));
        assert.equal(found.find(({ step }) => step === 'count')!.data!.people, sim.company.members.size);
        assert.match(found.find(({ step }) => step === 'fields')!.detail.en, /come along/);
        assert.equal(found.at(-1)!.step, 'callback');
      },
    ));

  test('with the contact-sync secret alone says that there are only ids', () =>
    inWorld({ people: 60, mode: 'sync' }, async ({ source }) => {
      const found = await findings(source);
      assert.ok(found.every(({ ok }) => ok));
      assert.match(found.find(({ step }) => step === 'range')!.detail.en, /ids only/);
    }));

  test('stops at what the rest depends on, with the remedy', () =>
    inWorld({ people: 60 }, async ({ sim, source, open }) => {
      const last = async (from: typeof source) => (await findings(from)).at(-1)!;
      assert.partialDeepStrictEqual(await last(open('app', { appSecret: 'wrong' })), {
        step: 'credentials',
        error: { code: 'web_api_credentials' },
      });
      assert.partialDeepStrictEqual(await last(open('app', { apiOrigin: 'http://127.0.0.1:9' })), {
        step: 'host',
        error: { code: 'web_api_unreachable' },
      });
      sim.trusted = [];
      const refused = await last(source);
      assert.partialDeepStrictEqual(refused, { step: 'address', error: { code: 'web_api_ip_refused' } });
      assert.match(refused.detail.zh, /127\.0\.0\.1/);
      sim.trusted = undefined;
      sim.forbidden.add('sync user/list_id');
      const denied = await findings(source);
      assert.deepEqual(
        denied.filter(({ ok }) => !ok).map(({ error }) => error!.code),
        ['web_api_permission'],
      );
      sim.forbidden.clear();
      sim.agentClosed = true;
      assert.match((await last(source)).detail.en, /disabled/);
      sim.agentClosed = false;
      sim.range = { departments: [2], users: [] };
      const narrow = await findings(source);
      assert.equal(narrow.at(-1)!.error!.code, 'web_api_range');
      assert.ok(narrow.some(({ step, data }) => step === 'range' && data?.warning === true));
    }));
});

describe('a look at the company', () => {
  for (const mode of ['both', 'app', 'sync'] as Mode[])
    test(`one level of departments, and samples (${mode})`, () =>
      inWorld({ people: 150, mode }, async ({ sim, source }) => {
        const top = await source.children();
        assert.equal(top.parent, '1');
        const expected = [...sim.company.departments.values()].filter(({ parentid }) => parentid === 1);
        assert.deepEqual(
          top.nodes.map(({ locator }) => locator).sort(),
          expected.map(({ id }) => String(id)).sort(),
        );
        const parent = top.nodes.find(({ hasChildren }) => hasChildren)!;
        const below = await source.children(parent.locator);
        assert.ok(below.nodes.length > 0);
        const [member] = sim.company.members.values();
        const search = member!.userid.slice(0, 5);
        const people = await source.sample({ kind: 'user', search, limit: 3 });
        assert.ok(people.length > 0 && people.length <= 3);
        assert.ok(
          people.every(({ attributes }) => JSON.stringify(attributes).toLowerCase().includes(search)),
        );
        assert.equal((await source.sample({ kind: 'org', limit: 2 })).length, 2);
        assert.equal((await source.sample({ kind: 'group', limit: 5 })).length, sim.company.tags.size);
      }));
});
