import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { DingTalkSim } from '../../../sim/dingtalk/server.ts';
import { MusterError } from '../../../src/errors/error.ts';
import { dingtalk } from '../../../src/sources/dingtalk/index.ts';
import { configOf, inWorld, io, readAll } from './world.ts';

const sorted = (keys: Iterable<string>) => [...keys].sort();
const people = (sim: DingTalkSim) => sorted(sim.company.users.keys());
const code = (wanted: string) => (error: unknown) => error instanceof MusterError && error.code === wanted;

describe('a full pass', () => {
  test('gives everybody once, every department but the company itself, every role', async () => {
    await inWorld({ people: 300, config: { groupSync: true } }, async ({ sim, source }) => {
      const { totals, keys, of, records } = await readAll(source);
      const { company } = sim;
      assert.deepEqual(sorted(keys('user')), people(sim));
      assert.deepEqual(
        sorted(keys('org')),
        sorted([...company.departments.keys()].filter((id) => id !== 1).map(String)),
      );
      assert.deepEqual(totals.org + totals.user + totals.group, records.length);
      for (const { id, parent } of company.departments.values())
        if (id !== 1) assert.equal(of('org', String(id)).parents()[0], String(parent));
      for (const role of company.roles.values()) {
        const members = [...company.users.values()].filter(({ roles }) => roles.includes(role.id));
        assert.deepEqual(
          sorted(of('group', String(role.id)).refs()),
          sorted(members.map(({ userid }) => of('user', userid).locator)),
        );
      }
      assert.deepEqual(totals.withheld, ['telephone', 'remark', 'avatar', 'manager_userid']);
    });
  });

  test('gives people in several departments with all of them and with those they lead', async () => {
    await inWorld({ people: 300 }, async ({ sim, source }) => {
      const { of } = await readAll(source);
      const several = [...sim.company.users.values()].filter(({ departments }) => departments.length > 1);
      assert.ok(several.length > 5);
      for (const { userid, departments, leads } of several) {
        const record = of('user', userid);
        const [main, ...others] = departments.map(String);
        assert.equal(record.parents()[0], main);
        assert.equal(record.parents().at(-1), '1');
        assert.deepEqual(record.further?.(), others);
        const attributes = record.attributes();
        assert.equal(attributes.mainDepartment, main);
        assert.deepEqual(attributes.leaderOf ?? [], leads.map(String));
      }
    });
  });

  test('keeps ids as they are and names with all their characters', async () => {
    await inWorld({ people: 100 }, async ({ sim, source }) => {
      const { of } = await readAll(source);
      const zeros = [...sim.company.users.keys()].filter((id) => id.startsWith('0'));
      assert.ok(zeros.length > 10);
      for (const id of zeros) assert.equal(of('user', id).key, id);
      const rare = [...sim.company.users.values()].find(({ name }) => name === '𠮷田光')!;
      assert.equal(of('user', rare.userid).attributes().name, '𠮷田光');
    });
  });

  test('says who is enabled, as the settings want it for those not activated', async () => {
    for (const [unactivated, wanted] of [
      ['enabled', true],
      ['disabled', false],
      ['skip', undefined],
    ] as const) {
      await inWorld({ people: 100, config: { unactivated } }, async ({ sim, source }) => {
        const { keys, of } = await readAll(source);
        const users = [...sim.company.users.values()];
        const invited = users.find(({ active }) => !active)!;
        const frozen = users.find(({ fields }) => fields.disable_status === true)!;
        assert.equal(of('user', frozen.userid).attributes().enabled, false);
        if (wanted === undefined) assert.ok(!keys('user').includes(invited.userid));
        else assert.equal(of('user', invited.userid).attributes().enabled, wanted);
      });
    }
  });

  test('has the same hashes the next time, and others where something changed', async () => {
    await inWorld({ people: 200, config: { groupSync: true } }, async ({ sim, source, config }) => {
      const hashes = ({ records }: Awaited<ReturnType<typeof readAll>>) =>
        new Map(records.map(({ kind, key, hash }) => [`${kind} ${key}`, hash.toString('hex')]));
      const before = hashes(await readAll(source));
      const [a, b, c] = [...sim.company.users.keys()];
      sim.company.changeUser(a!, { title: '新职位' });
      sim.company.moveUser(b!, [37_009]);
      sim.company.changeDepartment(37_003, { name: '新部门' });
      sim.company.setRoles(c!, [...sim.company.roles.keys()]);
      const again = dingtalk.open(config, io());
      const after = hashes(await readAll(again));
      await again.close();
      const changed = [...after].filter(([name, hash]) => before.get(name) !== hash).map(([name]) => name);
      assert.ok(changed.includes(`user ${a}`));
      assert.ok(changed.includes(`user ${b}`));
      assert.ok(changed.includes('org 37003'));
      assert.deepEqual(
        changed.filter((name) => name.startsWith('user')).length,
        2,
        'a role changes its group, not the person',
      );
    });
  });

  test('reads 20,000 people', async () => {
    await inWorld({ people: 20_000 }, async ({ sim, source }) => {
      const { keys, totals } = await readAll(source);
      assert.equal(totals.user, sim.company.users.size);
      assert.equal(new Set(keys('user')).size, totals.user);
      assert.equal(totals.org, sim.company.departments.size - 1);
      // One look at each department, nothing asked twice.
      assert.equal(sim.counts['/topapi/v2/department/listsub'], sim.company.departments.size);
      assert.equal(sim.counts['/topapi/user/listid'], undefined);
    });
  });

  test('in detail gives managers and roles, by one call a person', async () => {
    await inWorld({ people: 60, config: { details: true } }, async ({ sim, source }) => {
      const { of, totals } = await readAll(source);
      for (const { userid, manager, roles, leads } of sim.company.users.values()) {
        const attributes = of('user', userid).attributes();
        assert.equal(attributes.manager_userid, manager);
        assert.deepEqual(
          attributes.roles ?? [],
          roles.map((id) => sim.company.roles.get(id)!.name),
        );
        assert.deepEqual(attributes.leaderOf ?? [], leads.map(String));
      }
      assert.ok(!totals.withheld!.includes('manager_userid'));
    });
  });
});

test('in detail, who is listed but may not be read alone is there all the same', async () => {
  await inWorld({ people: 60, config: { details: true } }, async ({ sim, source }) => {
    const [one] = sim.company.users.values();
    const real = sim.company.seesUser.bind(sim.company);
    sim.company.seesUser = (user) => user !== one && real(user);
    const { keys, of } = await readAll(source);
    assert.deepEqual(sorted(keys('user')), people(sim));
    assert.equal(of('user', one!.userid).attributes().name, one!.name);
  });
});

test('a range that is narrowed in the middle ends the run', async () => {
  await inWorld({ people: 100, config: { concurrency: 2 } }, async ({ sim, source }) => {
    sim.onCall = (path) => {
      if (path === '/topapi/v2/user/list' && sim.counts[path]! > 4)
        sim.company.visible = { departments: [37_010], users: [] };
    };
    await assert.rejects(readAll(source), code('web_api_range'));
  });
});

describe('the scope', () => {
  test('source nodes stand for the organization; what lies below comes along', async () => {
    await inWorld({ people: 300, config: { sourceNodes: ['37002', '37001'] } }, async ({ sim, source }) => {
      const { keys, of } = await readAll(source);
      const below = (id: number): number[] => [
        id,
        ...sim.company.children(id).flatMap(({ id: child }) => below(child)),
      ];
      const departments = below(37_001);
      assert.ok(departments.includes(37_002), 'one node lies within the other');
      assert.deepEqual(sorted(keys('org')), sorted(departments.filter((id) => id !== 37_001).map(String)));
      const inside = [...sim.company.users.values()].filter(({ departments: of }) =>
        of.some((id) => departments.includes(id)),
      );
      assert.deepEqual(sorted(keys('user')), sorted(inside.map(({ userid }) => userid)));
      // Departments outside are none of ours, even for those who are in one of them too.
      for (const { userid } of inside) {
        const record = of('user', userid);
        assert.equal(record.parents().at(-1), '37001');
        assert.ok(
          [...record.parents(), ...(record.further?.() ?? [])].every((id) =>
            departments.includes(Number(id)),
          ),
        );
      }
    });
  });

  test('an application that sees a part reads that part, departments and single people', async () => {
    await inWorld({ people: 300 }, async ({ sim, source }) => {
      const alone = [...sim.company.users.values()].find(({ departments }) => departments[0] === 37_016)!;
      sim.company.visible = { departments: [37_002, 37_010], users: [alone.userid] };
      const { keys, of } = await readAll(source);
      assert.deepEqual(of('org', '37002').parents(), []);
      assert.ok(keys('user').includes(alone.userid));
      for (const id of keys('user')) assert.ok(sim.company.seesUser(sim.company.users.get(id)!));
      const seen = [...sim.company.users.values()].filter((user) => sim.company.seesUser(user));
      assert.equal(keys('user').length, seen.length);
    });
  });

  test('a source node outside the range ends the run', async () => {
    await inWorld({ people: 100, config: { sourceNodes: ['37001'] } }, async ({ sim, source }) => {
      sim.company.visible = { departments: [37_010], users: [] };
      await assert.rejects(readAll(source), code('web_api_range'));
    });
  });
});

describe('what is kept back', () => {
  test('fields that nobody has are withheld, with what is made of them', async () => {
    await inWorld({ people: 100 }, async ({ sim, source }) => {
      for (const field of ['mobile', 'state_code', 'org_email', 'email']) sim.faults.hidden.add(field);
      const { totals } = await readAll(source);
      for (const name of ['mobile', 'email', 'org_email', 'phoneRegion', 'phoneNumber', 'username'])
        assert.ok(totals.withheld!.includes(name), name);
    });
  });

  test('a field that one person has is not, though all others lack it', async () => {
    await inWorld({ people: 100 }, async ({ sim, source }) => {
      const [one] = sim.company.users.keys();
      for (const id of sim.company.users.keys())
        sim.company.changeUser(id, { mobile: id === one ? '13800000001' : '' });
      const { totals, of } = await readAll(source);
      assert.ok(!totals.withheld!.includes('mobile'));
      assert.equal(of('user', one!).attributes().phoneNumber, '13800000001');
    });
  });
});

test('an answer without a list is no empty list', async () => {
  for (const path of ['/topapi/v2/department/listsub', '/topapi/v2/user/list'])
    await inWorld({ people: 50 }, async ({ sim, source }) => {
      sim.faults.plan({ fault: 'empty', path, after: 2 });
      await assert.rejects(readAll(source), code('web_api_answer_odd'));
    });
});

test('unknown fields, texts in place of numbers and truth values, nulls are taken as they come', async () => {
  await inWorld({ people: 50 }, async ({ sim, source, config }) => {
    const [first] = sim.company.users.values();
    Object.assign(first!.fields, {
      brand_new: 'x',
      nested: { a: 1 },
      job_number: null,
      disable_status: 'true',
      hired_date: String(Date.UTC(2020, 1, 2)),
    });
    // As some answers have them.
    (first as { departments: unknown }).departments = first!.departments.map(String);
    const record = (await readAll(source)).of('user', first!.userid);
    const attributes = record.attributes();
    assert.equal(attributes.brand_new, 'x');
    assert.equal(attributes.enabled, false);
    assert.equal(attributes.hiredAt, '2020-02-02T00:00:00.000Z');
    assert.equal(record.parents()[0], String(first!.departments[0]));
    assert.equal(config.unactivated, 'enabled');
  });
});

test('the settings are the defaults of the vendor unless changed', async () => {
  await inWorld({ people: 1 }, async ({ sim }) => {
    const { callsPerSecond, oapiOrigin } = dingtalk.config.parse({
      appKey: 'a',
      appSecret: 'b',
    }) as ReturnType<typeof configOf>;
    assert.equal(oapiOrigin, 'https://oapi.dingtalk.com');
    assert.ok(callsPerSecond < 20);
    assert.equal(configOf(sim, { oapiOrigin: `${sim.url}/` }).oapiOrigin, sim.url);
  });
});
