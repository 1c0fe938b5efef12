import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { LarkSim } from '../../../sim/lark/server.ts';
import { MusterError } from '../../../src/errors/error.ts';
import { lark } from '../../../src/sources/lark/index.ts';
import { inWorld, io, readAll } from './world.ts';

const sorted = (keys: Iterable<string>) => [...keys].sort();
const people = (sim: LarkSim) => sorted(sim.company.users.keys());
const code = (wanted: string) => (error: unknown) => error instanceof MusterError && error.code === wanted;
const LIST = '/open-apis/contact/v3/users/find_by_department';

describe('a full pass', () => {
  test('gives everybody once, every department but the company itself, every user group', async () => {
    await inWorld({ people: 300, config: { groupSync: true } }, async ({ sim, source }) => {
      const { totals, keys, of, records } = await readAll(source);
      const { company } = sim;
      assert.deepEqual(sorted(keys('user')), people(sim));
      assert.deepEqual(sorted(keys('org')), sorted(company.departments.keys()));
      assert.equal(totals.org + totals.user + totals.group, records.length);
      for (const { openId, parent } of company.departments.values())
        assert.equal(of('org', openId).parents()[0], parent);
      assert.deepEqual(
        of('group', 'g100001').refs(),
        sorted(company.groups.get('g100001')!.users.map((id) => `user:${id}`)),
      );
      const { users, departments } = company.groups.get('g100002')!;
      const inside = [...company.users.values()].filter(({ departments: of }) =>
        of.some((id) => company.path(id).includes(departments[0]!)),
      );
      assert.deepEqual(
        of('group', 'g100002').refs(),
        sorted(new Set([...users, ...inside.map(({ unionId }) => unionId)].map((id) => `user:${id}`))),
      );
      assert.ok(!totals.withheld!.includes('status') && totals.withheld!.includes('country'));
    });
  });

  test('gives people in several departments with all of them and with those they lead', async () => {
    await inWorld({ people: 300 }, async ({ sim, source }) => {
      const { of } = await readAll(source);
      const several = [...sim.company.users.values()].filter(({ departments }) => departments.length > 1);
      assert.ok(several.length > 5);
      for (const { unionId, departments } of several) {
        const record = of('user', unionId);
        const [main, ...others] = departments;
        assert.equal(record.parents()[0], main);
        assert.equal(record.parents().at(-1), '0');
        assert.deepEqual(record.further?.(), others);
      }
      for (const { openId, leaders } of sim.company.departments.values())
        for (const leader of leaders)
          if (sim.company.users.get(leader)!.departments.includes(openId))
            assert.ok((of('user', leader).attributes().leaderOf as string[]).includes(openId));
      const [root] = sim.company.members('0');
      assert.deepEqual(of('user', root!).parents(), ['0']);
    });
  });

  test('keeps ids as they are and names with all their characters, and leaves out who resigned', async () => {
    await inWorld({ people: 100 }, async ({ sim, source }) => {
      const { of, keys } = await readAll(source);
      const rare = [...sim.company.users.values()].find(({ name }) => name === '𠮷田光')!;
      assert.equal(of('user', rare.unionId).attributes().displayName, '𠮷田光');
      const [gone] = sim.company.resigned.keys();
      assert.ok(gone !== undefined && !keys('user').includes(gone));
      // Somebody new with the user_id of somebody who left is somebody else.
      const [first] = sim.company.users.values();
      sim.company.removeUser(first!.unionId);
      const added = sim.company.addUser({ name: '新人', departments: ['0'], userId: first!.userId });
      const after = await readAll(source);
      assert.ok(after.keys('user').includes(added.unionId) && !after.keys('user').includes(first!.unionId));
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
        const invited = users.find(({ status }) => status.is_unjoin)!;
        const frozen = users.find(({ status }) => status.is_frozen)!;
        assert.equal(of('user', frozen.unionId).attributes().enabled, false);
        if (wanted === undefined) assert.ok(!keys('user').includes(invited.unionId));
        else assert.equal(of('user', invited.unionId).attributes().enabled, wanted);
      });
    }
  });

  test('has the same hashes the next time, and others where something changed', async () => {
    await inWorld({ people: 200, config: { groupSync: true } }, async ({ sim, source, config }) => {
      const hashes = ({ records }: Awaited<ReturnType<typeof readAll>>) =>
        new Map(records.map(({ kind, key, hash }) => [`${kind} ${key}`, hash.toString('hex')]));
      const before = hashes(await readAll(source));
      const [a, b, c] = [...sim.company.users.values()].filter(({ departments }) => departments[0] !== '0');
      const [first, second] = sim.company.departments.keys();
      sim.company.changeUser(a!.unionId, { job_title: '新职位' });
      sim.company.moveUser(b!.unionId, [first!]);
      sim.company.changeDepartment(second!, { name: '新部门' });
      sim.company.groups.get('g100001')!.users = [c!.unionId];
      const again = lark.open(config, io());
      const after = hashes(await readAll(again));
      await again.close();
      const changed = [...after].filter(([name, hash]) => before.get(name) !== hash).map(([name]) => name);
      assert.deepEqual(
        sorted(changed),
        sorted([`user ${a!.unionId}`, `user ${b!.unionId}`, `org ${second}`, 'group g100001']),
      );
    });
  });

  test('reads 20,000 people', async () => {
    await inWorld({ people: 20_000 }, async ({ sim, source }) => {
      const { keys } = await readAll(source);
      assert.equal(keys('user').length, sim.company.users.size);
      assert.equal(new Set(keys('user')).size, sim.company.users.size);
      assert.equal(
        sim.counts[LIST],
        1 + sim.company.departments.size + pagesBeyond(sim),
        'nobody is read twice',
      );
    });
  });
});

/** Calls for the second and further pages of departments. */
function pagesBeyond({ company }: LarkSim): number {
  const pages = ['0', ...company.departments.keys()].map((id) => Math.ceil(company.members(id).length / 50));
  return pages.reduce((sum, one) => sum + Math.max(one - 1, 0), 0);
}

describe('a part of the company', () => {
  test('source nodes are read with what lies below; one may lie within another', async () => {
    await inWorld({ people: 300 }, async ({ sim, config }) => {
      const { company } = sim;
      const [top] = company.departments.keys();
      const [child] = company.children(top!);
      const source = lark.open({ ...config, sourceNodes: [top!, child!.openId] }, io());
      const { keys, of } = await readAll(source);
      await source.close();
      const departments = [top!, ...company.below(top!).map(({ openId }) => openId)];
      assert.deepEqual(sorted(keys('org')), sorted(departments.slice(1)));
      const inside = [...company.users.values()].filter(({ departments: of }) =>
        of.some((id) => departments.includes(id)),
      );
      assert.deepEqual(sorted(keys('user')), sorted(inside.map(({ unionId }) => unionId)));
      // Departments outside are none of ours, even for those who are in one of them too.
      for (const { unionId } of inside) {
        const record = of('user', unionId);
        assert.equal(record.parents().at(-1), top);
        const all = [...record.parents(), ...(record.further?.() ?? [])];
        assert.ok(all.every((id) => departments.includes(id)));
      }
    });
  });

  test('an app that sees a part reads that part: departments, single people, user groups', async () => {
    await inWorld({ people: 300 }, async ({ sim, source }) => {
      const { company } = sim;
      const [a, b] = company.children('0').map(({ openId }) => openId);
      const outside = [...company.users.values()].filter(({ departments }) =>
        departments.every((id) => !company.path(id).includes(a!) && !company.path(id).includes(b!)),
      );
      const [alone, member] = outside;
      company.groups.get('g100001')!.users = [member!.unionId];
      company.visible = { departments: [a!, b!], users: [alone!.unionId], groups: ['g100001'] };
      const { keys, of } = await readAll(source);
      const seen = [...company.users.values()].filter((user) => company.seesUser(user));
      assert.deepEqual(sorted(keys('user')), sorted(seen.map(({ unionId }) => unionId)));
      assert.ok(keys('user').includes(alone!.unionId) && keys('user').includes(member!.unionId));
      assert.deepEqual(of('user', alone!.unionId).parents(), alone!.departments[0] === '0' ? ['0'] : []);
      assert.deepEqual(of('org', a!).parents(), ['0']);
      assert.equal(
        keys('org').length,
        [...company.departments.keys()].filter((id) => company.sees(id)).length,
      );
    });
  });

  test('an app that sees nothing, or no longer the source node, ends the run', async () => {
    await inWorld({ people: 100 }, async ({ sim, config, source }) => {
      const [a, b] = sim.company.children('0').map(({ openId }) => openId);
      sim.company.visible = { departments: [], users: [], groups: [] };
      await assert.rejects(readAll(source), code('web_api_range'));
      sim.company.visible = { departments: [b!], users: [], groups: [] };
      for (const node of [a!, 'od-gone']) {
        const limited = lark.open({ ...config, sourceNodes: [node] }, io());
        await assert.rejects(readAll(limited), code('web_api_range'));
        await limited.close();
      }
    });
  });

  test('a scope that is narrowed while it is read ends the run', async () => {
    await inWorld({ people: 300, config: { concurrency: 1 } }, async ({ sim, source }) => {
      const [, b] = sim.company.children('0').map(({ openId }) => openId);
      sim.onCall = (path) => {
        if (path === LIST && sim.counts[LIST]! > 5)
          sim.company.visible = { departments: [b!], users: [], groups: [] };
      };
      await assert.rejects(readAll(source), code('web_api_range'));
    });
  });
});

describe('a company that changes while it is read', () => {
  /** Does something once, when a department's people are asked for the nth time. */
  const meanwhile = (sim: LarkSim, calls: number, change: () => void) => {
    let done = false;
    sim.onCall = (path) => {
      if (done || path !== LIST || sim.counts[LIST]! < calls) return;
      done = true;
      change();
    };
  };
  /** The last department that is read, and the first. */
  const ends = ({ company }: LarkSim) => {
    const all = company.below('0').filter(({ openId }) => company.members(openId).length > 1);
    return { first: all[0]!.openId, last: all.at(-1)!.openId };
  };

  test('people who move from where nobody looked yet to where everybody was seen are found', async () => {
    await inWorld({ people: 300, config: { concurrency: 1 } }, async ({ sim, source }) => {
      const { first, last } = ends(sim);
      const [mover] = sim.company.members(last);
      meanwhile(sim, 8, () => sim.company.moveUser(mover!, [first]));
      const { keys, of } = await readAll(source);
      assert.deepEqual(sorted(keys('user')), people(sim));
      assert.equal(of('user', mover!).parents()[0], first);
    });
  });

  test('so are they where Lark tells no numbers of members', async () => {
    await inWorld({ people: 300, config: { concurrency: 1 } }, async ({ sim, source }) => {
      sim.faults.withdrawn.add('contact:department.organize:readonly');
      const { first, last } = ends(sim);
      const [mover] = sim.company.members(last);
      meanwhile(sim, 8, () => sim.company.moveUser(mover!, [first]));
      const { keys, of } = await readAll(source);
      assert.deepEqual(sorted(keys('user')), people(sim));
      // Nor parents: lists of one level tell them.
      for (const { openId, parent } of sim.company.departments.values())
        assert.equal(of('org', openId).parents()[0], parent);
    });
  });

  test('who goes from the company itself into a department, and the other way, too', async () => {
    await inWorld({ people: 300, config: { concurrency: 1 } }, async ({ sim, source }) => {
      const { first, last } = ends(sim);
      const [out] = sim.company.members(last);
      meanwhile(sim, 8, () => {
        sim.company.moveUser(out!, ['0']);
        sim.company.addUser({ name: '新人', departments: [first] });
      });
      const { keys, of } = await readAll(source);
      assert.deepEqual(sorted(keys('user')), people(sim));
      assert.deepEqual(of('user', out!).parents(), ['0']);
    });
  });

  test('departments that are new, moved or removed are as they are at the end', async () => {
    await inWorld({ people: 300, config: { concurrency: 1 } }, async ({ sim, source }) => {
      const { company } = sim;
      const { first, last } = ends(sim);
      let created = '';
      meanwhile(sim, 8, () => {
        created = company.addDepartment('新部门', first);
        for (const id of company.members(last)) company.moveUser(id, [created]);
        company.removeDepartment(last);
        company.changeDepartment(company.children('0')[1]!.openId, { parent: first });
      });
      const { keys, of } = await readAll(source);
      assert.deepEqual(sorted(keys('user')), people(sim));
      assert.deepEqual(sorted(keys('org')), sorted(company.departments.keys()));
      for (const { openId, parent } of company.departments.values())
        assert.equal(of('org', openId).parents()[0], parent);
      assert.equal(of('user', company.members(created)[0]!).parents()[0], created);
    });
  });

  test('departments that lie in each other, or in none, do not go round for ever', async () => {
    await inWorld({ people: 100 }, async ({ sim, source }) => {
      const { company } = sim;
      const [top] = company.departments.values();
      const [child] = company.children(top!.openId);
      // As two moves seen half way.
      top!.parent = child!.openId;
      const orphan = company.children('0').at(-1)!;
      Object.assign(orphan, { parent: 'od-gone' });
      company.below = () => [...company.departments.values()];
      company.path = (id) => [id];
      const { keys, of } = await readAll(source);
      assert.deepEqual(sorted(keys('user')), people(sim));
      assert.deepEqual(of('org', top!.openId).parents(), [child!.openId]);
      assert.equal(keys('org').length, company.departments.size);
    });
  });

  test('a company too large for one list of all levels is read level by level', async () => {
    await inWorld({ people: 300 }, async ({ sim, source }) => {
      sim.company.recursionMax = 10;
      const { keys, of } = await readAll(source);
      assert.deepEqual(sorted(keys('org')), sorted(sim.company.departments.keys()));
      for (const { openId, parent } of sim.company.departments.values())
        assert.equal(of('org', openId).parents()[0], parent);
      assert.deepEqual(sorted(keys('user')), people(sim));
    });
  });
});

describe('what is kept back', () => {
  test('fields that nobody has are withheld, with what is made of them', async () => {
    await inWorld({ people: 100 }, async ({ sim, source }) => {
      for (const field of ['email', 'phone', 'employee'])
        sim.faults.withdrawn.add(`contact:user.${field}:readonly`);
      const { totals, records } = await readAll(source);
      for (const name of ['mobile', 'email', 'enterprise_email', 'status', 'enabled', 'joinedAt', 'username'])
        assert.ok(totals.withheld!.includes(name), name);
      for (const record of records) assert.ok(!('enabled' in record.attributes()), 'unknown, not active');
    });
  });

  test('a field that one person has is not, though all others lack it', async () => {
    await inWorld({ people: 100 }, async ({ sim, source }) => {
      const [one] = sim.company.users.keys();
      for (const id of sim.company.users.keys())
        sim.company.changeUser(id, { mobile: id === one ? '+8613800000001' : '' });
      const { totals, of } = await readAll(source);
      assert.ok(!totals.withheld!.includes('mobile'));
      assert.equal(of('user', one!).attributes().mobile, '+8613800000001');
    });
  });

  test('departments of people are known from the lists where people do not tell them', async () => {
    await inWorld({ people: 200 }, async ({ sim, source }) => {
      sim.faults.withdrawn.add('contact:user.department:readonly');
      const { keys, of } = await readAll(source);
      assert.deepEqual(sorted(keys('user')), people(sim));
      for (const { unionId, departments } of sim.company.users.values()) {
        const record = of('user', unionId);
        assert.deepEqual(sorted([record.parents()[0]!, ...(record.further?.() ?? [])]), sorted(departments));
      }
    });
  });

  test('without names of departments the run ends: what they are called stays', async () => {
    await inWorld({ people: 100 }, async ({ sim, source }) => {
      sim.faults.withdrawn.add('contact:department.base:readonly');
      await assert.rejects(readAll(source), code('web_api_permission'));
    });
  });
});

test('an answer without a list is no empty list', async () => {
  for (const [fault, path] of [
    ['empty', '/open-apis/contact/v3/departments/0/children'],
    ['empty', LIST],
    ['no_token', LIST],
  ] as const)
    await inWorld({ people: 50 }, async ({ sim, source }) => {
      sim.faults.plan({ fault, path, after: path === LIST ? 2 : 0 });
      await assert.rejects(readAll(source), code('web_api_answer_odd'));
    });
});

test('unknown fields, texts in place of numbers, nulls are taken as they come', async () => {
  await inWorld({ people: 50 }, async ({ sim, source }) => {
    const [first] = sim.company.users.values();
    Object.assign(first!.fields, {
      brand_new: 'x',
      nested: { a: 1 },
      employee_no: null,
      avatar: null,
      custom_attrs: null,
      join_time: '1615381092',
    });
    const attributes = (await readAll(source)).of('user', first!.unionId).attributes();
    assert.equal(attributes.brand_new, 'x');
    assert.equal(attributes.joinedAt, '2021-03-10T12:58:12.000Z');
    assert.ok(!('nested' in attributes) && !('employee_no' in attributes));
  });
});
