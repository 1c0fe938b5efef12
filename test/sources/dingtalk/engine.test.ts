/** DingTalk through the whole engine: from the simulated company into the directory, by full runs and by events. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { type DingTalkSim, startDingTalk } from '../../../sim/dingtalk/server.ts';
import { randomOf } from '../../../sim/directory/random.ts';
import { listRunRecords } from '../../../src/runs/runs.ts';
import { dingtalk } from '../../../src/sources/dingtalk/index.ts';
import type { SourceKind } from '../../../src/sources/source.ts';
import { updateSource } from '../../../src/sync/source-settings.ts';
import { ACTOR, Engine } from '../../sync/engine.ts';
import { settingsOf, until } from './world.ts';

const UNLIMITED = { users: 1_000_000, orgs: 1_000_000, groups: 1_000_000, share: 100 };

let engine: Engine;
let sim: DingTalkSim;
let made = 0;

beforeEach(async () => {
  engine = await Engine.start();
  (engine.deps.kinds as Map<string, SourceKind>).set(dingtalk.kind, dingtalk as SourceKind);
  await engine.startIntake();
  sim = await startDingTalk({ people: 120, seed: ++made, stream: { repeatMs: 300 } });
});
afterEach(async () => {
  await engine.stop();
  await sim.close();
});

interface Row {
  username: string;
  display_name: string;
  email: string | null;
  phone_number: string | null;
  enabled: boolean;
  org: string;
  further: string[];
}

/** Accounts of a source by the key of their record. */
async function accounts(source: string): Promise<Map<string, Row>> {
  const { rows } = await engine.db.query<Row & { key: string }>(
    `SELECT l.key, a.username, a.display_name, a.email, a.phone_number, a.enabled, o.name AS org,
            ARRAY(SELECT p.name FROM account_further_org m JOIN org_unit p ON p.id = m.org_id WHERE m.account_id = a.id) AS further
       FROM link l JOIN account a ON a.id = l.entity_id JOIN org_unit o ON o.id = a.primary_org_id
      WHERE l.source_id = $1 AND l.kind = 'user' AND l.gone_since IS NULL`,
    [source],
  );
  return new Map(rows.map(({ key, ...row }) => [key, row]));
}

/** What the directory should hold of the company. */
function wanted(): Map<string, Omit<Row, 'further'>> {
  return new Map(
    [...sim.company.users.values()].map(({ userid, name, departments, fields }) => {
      const email = String(fields.org_email || fields.email || '') || null;
      const department = sim.company.departments.get(departments[0]!)!;
      return [
        userid,
        {
          username: email?.split('@')[0] ?? String(fields.job_number || userid),
          display_name: name,
          email,
          phone_number: fields.mobile ? String(fields.mobile) : null,
          enabled: fields.disable_status !== true,
          org: department.id === 1 ? 'Acme' : department.name,
        },
      ];
    }),
  );
}

const plain = (rows: Map<string, Row>) =>
  new Map(
    [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, { further: _further, ...row }]) => [key, row]),
  );
const inOrder = <T>(rows: Map<string, T>) => new Map([...rows].sort(([a], [b]) => (a < b ? -1 : 1)));

async function outcomesOf(run: string): Promise<string[]> {
  const records = await listRunRecords(engine.db, run, { limit: 1000 });
  return records.map(({ outcome, code }) => `${outcome} ${code}`);
}

function bind(changed: Record<string, unknown> = {}, more: Record<string, unknown> = {}): Promise<string> {
  return engine.source({ name: 'DingTalk', kind: 'dingtalk', config: settingsOf(sim, changed), ...more });
}

test('everybody arrives as the default mappings have them; the second run has nothing to do', async () => {
  const source = await bind({ groupSync: true });
  const first = await engine.sync(source);
  assert.equal(first.state, 'success', JSON.stringify(await engine.rejected(first.id)));
  assert.deepEqual(plain(await accounts(source)), inOrder(wanted()));
  const several = [...sim.company.users.values()].find(({ departments }) => departments.length > 1)!;
  const [, ...further] = several.departments.map((id) => sim.company.departments.get(id)!.name);
  assert.deepEqual((await accounts(source)).get(several.userid)!.further, further);
  const role = [...sim.company.roles.values()][1]!;
  assert.equal(
    (await engine.members(`${role.group} / ${role.name}`)).length,
    [...sim.company.users.values()].filter(({ roles }) => roles.includes(role.id)).length,
  );
  const second = await engine.sync(source);
  const { user, org, group } = second.counters as Record<string, { same: number; read: number }>;
  for (const counters of [user!, org!, group!]) assert.equal(counters.same, counters.read);
});

test('an event over Stream becomes a change of the account', async () => {
  const source = await bind({ events: 'stream' });
  assert.equal((await engine.sync(source)).state, 'success');
  await until(() => sim.gateway.open > 0);
  const [first, second] = [...sim.company.users.keys()];
  sim.company.changeUser(first!, { name: '改名', mobile: '13911112222' });
  sim.company.addUser({
    userid: '000777',
    name: '新人',
    departments: [37_002],
    fields: { org_email: 'xinren@corp.example' },
  });
  const created = sim.company.addDepartment('新部门', 37_001);
  sim.company.moveUser(second!, [created]);
  await until(async () => {
    const rows = await accounts(source);
    return (
      rows.get(first!)?.display_name === '改名' &&
      rows.get('000777')?.username === 'xinren' &&
      rows.get(second!)?.org === '新部门'
    );
  });
  sim.company.removeUser('000777');
  await until(async () => !(await accounts(source)).has('000777'));
  await sim.outbox.settled();
  assert.deepEqual(plain(await accounts(source)), inOrder(wanted()));
  assert.ok(sim.gateway.answers.every(({ answer }) => answer === 'SUCCESS'));
});

test('a range that was narrowed deletes nobody, and who leaves meanwhile goes', async () => {
  const source = await bind({}, { guard: UNLIMITED });
  assert.equal((await engine.sync(source)).state, 'success');
  const all = (await accounts(source)).size;
  sim.company.visible = { departments: [37_010], users: [] };
  const inSight = [...sim.company.users.values()].filter((user) => sim.company.seesUser(user));
  const narrowed = await engine.sync(source);
  assert.equal(narrowed.state, 'partial_success');
  assert.equal(narrowed.books?.balanced, true);
  assert.equal(narrowed.counters.user!.hidden, all - inSight.length);
  assert.deepEqual([...new Set(await outcomesOf(narrowed.id))], ['hidden record_hidden']);
  const hidden = [...sim.company.users.values()].find((user) => !sim.company.seesUser(user))!;
  sim.company.removeUser(hidden.userid);
  sim.company.removeUser(inSight[0]!.userid);
  const after = await engine.sync(source);
  assert.equal(after.counters.user!.deleted, 2, 'DingTalk tells who is no longer there from who is hidden');
  const before = (await accounts(source)).size;
  assert.equal(before, all - 2);
  sim.company.visible = { departments: [], users: [] };
  const none = await engine.sync(source);
  assert.equal(none.state, 'failed');
  assert.equal((await accounts(source)).size, before);
});

test('what the settings leave out goes, the new source node among it', async () => {
  const source = await bind({}, { guard: UNLIMITED });
  assert.equal((await engine.sync(source)).state, 'success');
  const config = settingsOf(sim, { sourceNodes: ['37001'] });
  await updateSource(engine.db, engine.deps, ACTOR, 'acme', source, { config });
  const run = await engine.sync(source);
  assert.equal(run.state, 'success', JSON.stringify(await engine.rejected(run.id)));
  assert.equal(run.counters.user!.hidden, 0);
  const { rows } = await engine.db.query(
    `SELECT FROM link WHERE source_id = $1 AND kind = 'org' AND key = '37001' AND gone_since IS NULL`,
    [source],
  );
  assert.equal(rows.length, 0);
});

test('a page that fails ends the run, and nobody is compared', async () => {
  const source = await bind({}, { guard: UNLIMITED });
  assert.equal((await engine.sync(source)).state, 'success');
  const before = (await accounts(source)).size;
  sim.faults.plan({ fault: 'html', path: '/topapi/v2/user/list', after: 4 });
  assert.equal((await engine.sync(source)).state, 'failed');
  assert.equal((await accounts(source)).size, before);
});

test('permissions for telephone and mail withdrawn leave what was there, usernames too', async () => {
  const source = await bind();
  assert.equal((await engine.sync(source)).state, 'success');
  const before = plain(await accounts(source));
  for (const field of ['mobile', 'state_code', 'email', 'org_email']) sim.faults.hidden.add(field);
  assert.equal((await engine.sync(source)).state, 'success');
  assert.deepEqual(plain(await accounts(source)), before);
  sim.faults.hidden.clear();
  const [cleared] = sim.company.users.keys();
  sim.company.changeUser(cleared!, { mobile: '' });
  assert.equal((await engine.sync(source)).state, 'success');
  assert.deepEqual(
    plain(await accounts(source)),
    inOrder(wanted()),
    'one empty field among filled ones is empty',
  );
});

test('whatever happens to events, a check makes both sides equal', async () => {
  const source = await bind({ events: 'stream' }, { guard: UNLIMITED });
  assert.equal((await engine.sync(source)).state, 'success');
  await until(() => sim.gateway.open > 0);
  const random = randomOf(made);
  const { company, outbox } = sim;
  let newcomers = 0;
  const edit = () => {
    const departments = [...company.departments.keys()];
    const user = random.pick([...company.users.keys()]);
    const what = random.below(6);
    if (what === 0)
      company.changeUser(user, { name: `改${random.digits(4)}`, mobile: `138${random.digits(8)}` });
    else if (what === 1) company.moveUser(user, [random.pick(departments)]);
    else if (what === 2) company.removeUser(user);
    else if (what === 3)
      company.addUser({
        userid: `n${++newcomers}`,
        name: '新人',
        departments: [random.pick(departments)],
        fields: { org_email: `newcomer${newcomers}@corp.example` },
      });
    else if (what === 4) company.addDepartment(`部门${random.digits(5)}`, random.pick(departments));
    else company.changeDepartment(random.pick(departments.slice(1)), { name: `改名${random.digits(5)}` });
  };
  for (let round = 0; round < 5; round++) {
    outbox.hold();
    for (let i = 0; i < 12; i++) edit();
    outbox.release({ shuffle: true, double: random.chance(0.5), lose: 0.3, seed: random.below(1000) });
    await outbox.settled();
    const check = await engine.check(source);
    assert.equal(check.state, 'success', JSON.stringify(await engine.rejected(check.id)));
    assert.deepEqual(plain(await accounts(source)), inOrder(wanted()));
  }
});
