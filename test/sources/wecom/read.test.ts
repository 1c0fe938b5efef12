import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { WeComSim } from '../../../sim/wecom/server.ts';
import { MusterError } from '../../../src/errors/error.ts';
import { inWorld, type Mode, readAll } from './world.ts';

const failsWith =
  (code: string, text = /./) =>
  (error: unknown) =>
    error instanceof MusterError && error.code === code && text.test(error.message);

const keysOf = (sim: WeComSim) => [...sim.company.members.keys()].sort();

describe('a full pass', () => {
  for (const mode of ['both', 'app'] as Mode[])
    test(`gives every department and member (${mode})`, () =>
      inWorld({ mode, people: 300 }, async ({ sim, source }) => {
        const { totals, of, keys } = await readAll(source);
        const { departments, members } = sim.company;
        assert.deepEqual(keys('user').sort(), keysOf(sim));
        assert.deepEqual(
          keys('org')
            .map(Number)
            .sort((a, b) => a - b),
          [...departments.keys()].filter((id) => id !== 1),
        );
        assert.equal(totals.user, members.size);
        const several = [...members.values()].find(({ department }) => department.length > 1)!;
        const record = of('user', several.userid.toLowerCase());
        assert.deepEqual(record.further!(), [String(several.department[1])]);
        assert.equal(record.parents()[0], String(several.department[0]));
        assert.equal(record.parents().at(-1), '1');
        const leader = [...members.values()].find(({ is_leader_in_dept: leads }) => leads[0] === 1)!;
        const attributes = of('user', leader.userid.toLowerCase()).attributes();
        assert.deepEqual(attributes.leaderOf, [String(leader.department[0])]);
        assert.equal(attributes.mainDepartment, String(leader.main_department));
        assert.equal(attributes['extattr.工号'], leader.extattr.attrs[0]!.text.value);
        assert.equal(attributes.mobile, undefined);
        assert.ok(totals.withheld!.includes('mobile') && totals.withheld!.includes('biz_mail'));
        assert.ok(!totals.withheld!.includes('name') && !totals.withheld!.includes('extattr'));
        const [first] = [...departments.values()].filter(({ parentid }) => parentid > 1);
        assert.deepEqual(of('org', String(first!.id)).parents().at(0), String(first!.parentid));
        assert.equal(of('org', String(first!.id)).attributes().name, first!.name);
      }));

  test('twice gives the same hashes, with one secret or two', () =>
    inWorld({ people: 120, config: { groupSync: true } }, async ({ source, open }) => {
      const hashes = async (from: typeof source) =>
        new Map(
          (await readAll(from)).records.map(({ kind, key, hash }) => [
            `${kind} ${key}`,
            hash.toString('hex'),
          ]),
        );
      const first = await hashes(source);
      assert.deepEqual(await hashes(source), first);
      assert.deepEqual(await hashes(open('app', { groupSync: true })), first);
    }));

  test('an application made before June 2022 gets mobile and e-mail', () =>
    inWorld({ privateFields: true, config: { usernameRule: 'mail' } }, async ({ sim, source }) => {
      const { totals, of } = await readAll(source);
      const [key, member] = [...sim.company.members][0]!;
      assert.partialDeepStrictEqual(of('user', key).attributes(), {
        mobile: member.mobile,
        biz_mail: member.biz_mail,
        username: member.biz_mail.split('@')[0]!,
      });
      for (const name of ['mobile', 'biz_mail', 'username'])
        assert.ok(!totals.withheld!.includes(name), name);
    }));

  test('standing decides what is enabled, and who is left out', () =>
    inWorld({ people: 100, config: { unactivated: 'disabled' } }, async ({ sim, source, open }) => {
      const { of } = await readAll(source);
      const members = [...sim.company.members.values()];
      const one = (status: number) =>
        members.find((member) => member.status === status)!.userid.toLowerCase();
      assert.equal(of('user', one(1)).attributes().enabled, true);
      assert.equal(of('user', one(2)).attributes().enabled, false);
      assert.equal(of('user', one(4)).attributes().enabled, false);
      const skipped = await readAll(open('both', { unactivated: 'skip' }));
      assert.ok(!skipped.keys('user').includes(one(4)));
      assert.ok(skipped.keys('user').includes(one(2)));
    }));

  test('20,000 people', () =>
    inWorld({ people: 20_000 }, async ({ sim, source }) => {
      const { totals, keys } = await readAll(source);
      assert.equal(totals.user, sim.company.members.size);
      assert.equal(new Set(keys('user')).size, totals.user);
      assert.equal(totals.org, sim.company.departments.size - 1);
      // Lists, not people one by one.
      assert.equal(sim.counts['user/get'], undefined);
      assert.ok(sim.counts['user/list_id']! >= 2);
    }));
});

describe('the contact-sync secret alone', () => {
  test('gives ids, and everything else is withheld', () =>
    inWorld({ mode: 'sync', people: 80 }, async ({ sim, source }) => {
      const { totals, of, keys } = await readAll(source);
      assert.deepEqual(keys('user').sort(), keysOf(sim));
      const [key, member] = [...sim.company.members][0]!;
      const record = of('user', key);
      assert.partialDeepStrictEqual(record.attributes(), {
        userid: member.userid,
        username: member.userid,
        displayName: member.userid,
      });
      assert.equal(record.parents()[0], String(member.department[0]));
      for (const name of ['name', 'displayName', 'status', 'enabled', 'mobile'])
        assert.ok(totals.withheld!.includes(name), name);
      assert.equal(sim.counts['user/list'], undefined);
    }));

  test('gives everything where it is used since before August 2022', () =>
    inWorld({ mode: 'sync', oldSync: true }, async ({ sim, source }) => {
      const { totals, of, keys } = await readAll(source);
      assert.deepEqual(keys('user').sort(), keysOf(sim));
      const [key, member] = [...sim.company.members][0]!;
      assert.partialDeepStrictEqual(of('user', key).attributes(), {
        name: member.name,
        mobile: member.mobile,
      });
      assert.ok(!totals.withheld!.includes('mobile'));
    }));
});

describe('what the application may not see', () => {
  const narrowed = (unseen: string) => ({ people: 100, config: { unseen } });
  const hide = (sim: WeComSim) => {
    const hidden = sim.edits.addDepartment('机密', 1);
    sim.edits.addMember({ userid: 'Secret.One', name: '隐', department: [hidden.id] });
    sim.range = {
      departments: [...sim.company.departments.values()]
        .filter(({ parentid, id }) => parentid === 1 && id !== hidden.id)
        .map(({ id }) => id),
      users: [],
    };
    return String(hidden.id);
  };

  test('ends the run, by name, unless the settings say otherwise', () =>
    inWorld(narrowed('stop'), async ({ sim, source }) => {
      const hidden = hide(sim);
      await assert.rejects(readAll(source), failsWith('web_api_range', new RegExp(`department ${hidden}`)));
    }));

  test('a range narrowed while people are read ends the run', () =>
    inWorld(narrowed('stop'), async ({ sim, source }) => {
      sim.onCall = (path) => {
        if (path === 'user/list') sim.range = { departments: [2], users: [] };
      };
      await assert.rejects(readAll(source), failsWith('web_api_range', /member .* more/));
    }));

  test('comes by id alone where that is wanted', () =>
    inWorld(narrowed('ids'), async ({ sim, source }) => {
      const hidden = hide(sim);
      const { of, totals } = await readAll(source);
      assert.equal(of('user', 'secret.one').attributes().displayName, 'Secret.One');
      assert.deepEqual(of('user', 'secret.one').parents(), [hidden, '1']);
      assert.equal(of('org', hidden).attributes().name, undefined);
      assert.ok(!totals.withheld!.includes('name'));
    }));

  test('is no part of the source where that is wanted', () =>
    inWorld(narrowed('skip'), async ({ sim, source }) => {
      const hidden = hide(sim);
      const { keys } = await readAll(source);
      assert.ok(!keys('user').includes('secret.one'));
      assert.ok(!keys('org').includes(hidden));
    }));

  test('with the application alone nothing tells of it; without any range the run ends', () =>
    inWorld({ mode: 'app', people: 100 }, async ({ sim, source }) => {
      const hidden = hide(sim);
      const { keys, of } = await readAll(source);
      assert.ok(!keys('org').includes(hidden) && keys('org').includes('2'));
      // The company itself is out of sight: what lies below hangs where the source is mapped to.
      assert.deepEqual(of('org', '2').parents(), []);
      sim.range = { departments: [], users: [] };
      await assert.rejects(readAll(source), failsWith('web_api_range', /any department/));
    }));

  test('people seen by name are read by the AgentId', () =>
    inWorld({ mode: 'app', people: 100 }, async ({ sim, source, open }) => {
      hide(sim);
      sim.range.users = ['Secret.One'];
      assert.deepEqual((await readAll(source)).of('user', 'secret.one').parents(), []);
      const without = await readAll(open('app', { agentId: '' }));
      assert.ok(!without.keys('user').includes('secret.one'));
    }));

  test('a source node that vanishes ends the run, and below one only its people are read', () =>
    inWorld({ people: 200, config: { sourceNodes: ['2'] } }, async ({ sim, source, open }) => {
      const { keys, of } = await readAll(source);
      const below = new Set(sim.departmentsBelow(2).map(({ id }) => id));
      const expected = [...sim.company.members]
        .filter(([, { department }]) => department.some((id) => below.has(id)))
        .map(([key]) => key);
      assert.deepEqual(keys('user').sort(), expected.sort());
      assert.ok(!keys('org').includes('2'));
      for (const key of keys('org')) assert.equal(of('org', key).parents().at(-1), '2');
      await assert.rejects(
        readAll(open('both', { sourceNodes: ['999'] })),
        failsWith('web_api_range', /999/),
      );
    }));
});

describe('traps', () => {
  test('userids that differ only in case are one person', () =>
    inWorld({ people: 60 }, async ({ sim, source }) => {
      sim.edits.addMember({ userid: 'Zhang.San', name: '张三', department: [2] });
      sim.capitalIds = true;
      const { keys, of } = await readAll(source);
      assert.deepEqual(keys('user').sort(), keysOf(sim));
      assert.equal(of('user', 'zhang.san').attributes().userid, 'Zhang.San');
    }));

  test('a department loop and an orphan end nowhere, and lose nobody', () =>
    inWorld({ people: 60, mode: 'app' }, async ({ sim, source }) => {
      const a = sim.edits.addDepartment('甲', 1);
      const b = sim.edits.addDepartment('乙', a.id);
      sim.edits.changeDepartment(a.id, { parentid: b.id });
      const orphan = sim.edits.addDepartment('孤', 987_654);
      sim.edits.addMember({ userid: 'loop', name: '环', department: [b.id] });
      sim.edits.addMember({ userid: 'orphan', name: '孤', department: [orphan.id] });
      // They are in sight, whatever lies above them.
      sim.range = { departments: [1, a.id, b.id, orphan.id], users: [] };
      const { of } = await readAll(source);
      assert.deepEqual(of('user', 'loop').parents(), [String(b.id), String(a.id)]);
      assert.deepEqual(of('org', String(orphan.id)).parents(), []);
      assert.deepEqual(of('user', 'orphan').parents(), [String(orphan.id)]);
    }));

  for (const mode of ['both', 'app'] as Mode[])
    test(`who is moved while lists are read is not lost (${mode})`, () =>
      inWorld({ people: 200, mode, config: { concurrency: 1 } }, async ({ sim, source }) => {
        const late = sim.edits.addDepartment('最后', 1);
        sim.edits.addMember({ userid: 'mover', name: '移', department: [late.id] });
        let moved = false;
        sim.onCall = (path, { department_id: id }) => {
          // The list of department 2 was read before the one the mover is in.
          if (moved || path !== 'user/list' || Number(id) !== late.id) return;
          moved = true;
          sim.edits.moveMember('mover', [2]);
        };
        const { of } = await readAll(source);
        assert.ok(moved);
        assert.equal(of('user', 'mover').parents()[0], '2');
      }));

  for (const mode of ['both', 'app'] as Mode[])
    test(`a department made meanwhile comes with its people (${mode})`, () =>
      inWorld({ people: 100, mode, config: { concurrency: 1 } }, async ({ sim, source }) => {
        let made: string | undefined;
        sim.onCall = (path) => {
          if (made !== undefined || path !== 'user/list') return;
          const { id } = sim.edits.addDepartment('新', 1);
          made = String(id);
          sim.edits.addMember({ userid: 'newcomer', name: '新', department: [id] });
        };
        const { of } = await readAll(source);
        assert.equal(of('org', made!).attributes().name, '新');
        assert.deepEqual(of('user', 'newcomer').parents(), [made, '1']);
      }));

  test('a department removed meanwhile harms nobody', () =>
    inWorld({ people: 100, mode: 'app', config: { concurrency: 1 } }, async ({ sim, source }) => {
      const doomed = sim.edits.addDepartment('散', 1);
      let done = false;
      sim.onCall = (path) => {
        if (done || path !== 'user/list') return;
        done = true;
        sim.edits.removeDepartment(doomed.id);
      };
      const { keys } = await readAll(source);
      assert.deepEqual(keys('user').sort(), keysOf(sim));
      assert.ok(!keys('org').includes(String(doomed.id)));
    }));

  test('numbers as texts, nulls, unknown keys and characters of four bytes', () =>
    inWorld({ people: 50 }, async ({ sim, source }) => {
      sim.edits.addMember({
        userid: '007',
        name: '𠮷野家',
        department: [2],
        ...({
          status: '1',
          main_department: '2',
          alias: null,
          something_new: { a: [1] },
          order: ['5'],
        } as object),
      });
      const attributes = (await readAll(source)).of('user', '007').attributes();
      assert.partialDeepStrictEqual(attributes, {
        userid: '007',
        name: '𠮷野家',
        enabled: true,
        mainDepartment: '2',
        mainDepartmentOrder: 5,
      });
      assert.equal(attributes.alias, undefined);
    }));
});

describe('tags as groups', () => {
  test('hold members and those of departments', () =>
    inWorld({ people: 100, config: { groupSync: true } }, async ({ sim, source }) => {
      const [first] = sim.company.members.values();
      sim.edits.setTag(7, '0号标签', [first!.userid], [2]);
      const { of, totals } = await readAll(source);
      assert.equal(totals.group, sim.company.tags.size);
      const below = new Set(sim.departmentsBelow(2).map(({ id }) => id));
      const expected = [...sim.company.members.values()]
        .filter(
          ({ userid, department }) => userid === first!.userid || department.some((id) => below.has(id)),
        )
        .map(({ userid }) => `user:${userid.toLowerCase()}`);
      assert.deepEqual(of('group', '7').refs().toSorted(), [...new Set(expected)].sort());
      assert.equal(of('group', '7').attributes().name, '0号标签');
    }));
});
