import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { DingTalkSim } from '../../../sim/dingtalk/server.ts';
import { inWorld, readAll } from './world.ts';

const sorted = (keys: Iterable<string>) => [...keys].sort();
const people = (sim: DingTalkSim) => sorted(sim.company.users.keys());

describe('a company that changes while it is read', () => {
  /** Does something once, when the first page of a department's people is asked for. */
  const meanwhile = (sim: DingTalkSim, department: number, change: () => void) => {
    let done = false;
    sim.onCall = (path, { dept_id: id }) => {
      if (done || path !== '/topapi/v2/user/list' || Number(id) !== department) return;
      done = true;
      change();
    };
  };

  test('people who move from where nobody looked yet to where everybody was seen are found', async () => {
    await inWorld({ people: 300, config: { concurrency: 1 } }, async ({ sim, source }) => {
      const last = [...sim.company.departments.keys()].findLast((id) => sim.company.members(id).length > 0)!;
      const [mover] = sim.company.members(last);
      const first = 37_001;
      // The last department's people are listed after the first one's.
      meanwhile(sim, 37_010, () => sim.company.moveUser(mover!, [first]));
      const { keys, of } = await readAll(source);
      assert.deepEqual(sorted(keys('user')), people(sim));
      assert.equal(of('user', mover!).parents()[0], String(first));
      assert.ok(sim.counts['/topapi/user/listid']! > 0, 'somebody was missing at first');
    });
  });

  test('so is a department with everybody in it', async () => {
    await inWorld({ people: 300, config: { concurrency: 1 } }, async ({ sim, source }) => {
      // From below the last centre, not looked at yet, to below the first one, which was.
      const moved = sim.company.children(37_021).find(({ id }) => sim.company.members(id).length > 0)!.id;
      meanwhile(sim, 37_010, () => sim.company.changeDepartment(moved, { parent: 37_001 }));
      const { keys, of } = await readAll(source);
      assert.deepEqual(sorted(keys('user')), people(sim));
      assert.equal(of('org', String(moved)).parents()[0], '37001');
      assert.ok(sim.counts['/topapi/user/listid']! > 0, 'somebody was missing at first');
    });
  });

  test('a department that is removed is left out, its people are where they went', async () => {
    await inWorld({ people: 300, config: { concurrency: 1 } }, async ({ sim, source }) => {
      const gone = sim.company.children(37_021).at(-1)!.id;
      meanwhile(sim, 37_001, () => {
        for (const id of [...sim.company.members(gone)]) sim.company.moveUser(id, [37_001]);
        for (const { id } of sim.company.children(gone)) sim.company.changeDepartment(id, { parent: 37_021 });
        sim.company.removeDepartment(gone);
      });
      const { keys } = await readAll(source);
      assert.deepEqual(sorted(keys('user')), people(sim));
      assert.ok(!keys('org').includes(String(gone)));
    });
  });

  test('departments that lie in each other do not go round for ever', async () => {
    await inWorld({ people: 100 }, async ({ sim, source }) => {
      const [child] = sim.company.children(37_001);
      // A parent below its own child, as two moves seen half way.
      const real = sim.company.children.bind(sim.company);
      sim.company.children = (id) =>
        id === child!.id ? [...real(id), sim.company.departments.get(37_001)!] : real(id);
      const { keys, of } = await readAll(source);
      assert.deepEqual(sorted(keys('user')), people(sim));
      assert.equal(of('org', String(child!.id)).parents()[0], '37001');
    });
  });
});
