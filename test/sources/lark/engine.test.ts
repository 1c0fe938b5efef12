/** Lark through the whole engine: from the simulated company into the directory, by full runs and by events. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { randomOf } from '../../../sim/directory/random.ts';
import { type LarkSim, startLark } from '../../../sim/lark/server.ts';
import { lark } from '../../../src/sources/lark/index.ts';
import type { SourceKind } from '../../../src/sources/source.ts';
import { Engine } from '../../sync/engine.ts';
import { settingsOf, until } from './world.ts';

const UNLIMITED = { users: 1_000_000, orgs: 1_000_000, groups: 1_000_000, share: 100 };
const LIST = '/open-apis/contact/v3/users/find_by_department';

let engine: Engine;
let sim: LarkSim;
let made = 0;

beforeEach(async () => {
  engine = await Engine.start();
  (engine.deps.kinds as Map<string, SourceKind>).set(lark.kind, lark as SourceKind);
  await engine.startIntake();
  sim = await startLark({ people: 120, seed: ++made, gateway: { repeatMs: 300 } });
});
afterEach(async () => {
  await engine.stop();
  await sim.close();
});

interface Row {
  username: string;
  display_name: string;
  email: string | null;
  phone_region: string | null;
  phone_number: string | null;
  enabled: boolean;
  org: string;
  further: string[];
}

/** Accounts of a source by the key of their record. */
async function accounts(source: string): Promise<Map<string, Row>> {
  const { rows } = await engine.db.query<Row & { key: string }>(
    `SELECT l.key, a.username, a.display_name, a.email, a.phone_region, a.phone_number, a.enabled, o.name AS org,
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
    [...sim.company.users.values()].map(({ unionId, userId, name, departments, fields, status }) => {
      const email = String(fields.enterprise_email || fields.email || '') || null;
      const mobile = String(fields.mobile ?? '');
      return [
        unionId,
        {
          username: email?.split('@')[0] ?? userId,
          display_name: name,
          email,
          phone_region: mobile === '' ? null : '86',
          phone_number: mobile === '' ? null : mobile.replace('+86', ''),
          enabled: !status.is_frozen,
          org: departments[0] === '0' ? 'Acme' : sim.company.departments.get(departments[0]!)!.name,
        },
      ];
    }),
  );
}

const inOrder = <T>(rows: Map<string, T>) => new Map([...rows].sort(([a], [b]) => (a < b ? -1 : 1)));
const plain = (rows: Map<string, Row>) =>
  inOrder(new Map([...rows].map(([key, { further: _further, ...row }]) => [key, row])));

function bind(changed: Record<string, unknown> = {}, more: Record<string, unknown> = {}): Promise<string> {
  return engine.source({ name: 'Lark', kind: 'lark', config: settingsOf(sim, changed), ...more });
}

test('everybody arrives as the default mappings have them; the second run has nothing to do', async () => {
  const source = await bind({ groupSync: true });
  const first = await engine.sync(source);
  assert.equal(first.state, 'success', JSON.stringify(await engine.rejected(first.id)));
  assert.deepEqual(plain(await accounts(source)), inOrder(wanted()));
  const several = [...sim.company.users.values()].find(({ departments }) => departments.length > 1)!;
  const [, ...further] = several.departments.map((id) => sim.company.departments.get(id)!.name);
  assert.deepEqual((await accounts(source)).get(several.unionId)!.further, further);
  assert.equal((await engine.members('党员')).length, sim.company.groups.get('g100001')!.users.length);
  const second = await engine.sync(source);
  const { user, org, group } = second.counters as Record<string, { same: number; read: number }>;
  for (const counters of [user!, org!, group!]) assert.equal(counters.same, counters.read);
});

test('an event over the persistent connection becomes a change of the account', async () => {
  const source = await bind({ events: 'connection' });
  assert.equal((await engine.sync(source)).state, 'success');
  await until(() => sim.gateway.open > 0);
  const [first, second] = sim.company.users.keys();
  const [top] = sim.company.departments.keys();
  sim.company.changeUser(first!, { name: '改名', mobile: '+8613911112222' });
  const newcomer = sim.company.addUser({
    name: '新人',
    departments: [top!],
    fields: { enterprise_email: 'xinren@corp.example' },
  });
  const created = sim.company.addDepartment('新部门', top!);
  sim.company.moveUser(second!, [created]);
  await until(async () => {
    const rows = await accounts(source);
    return (
      rows.get(first!)?.display_name === '改名' &&
      rows.get(first!)?.phone_number === '13911112222' &&
      rows.get(newcomer.unionId)?.username === 'xinren' &&
      rows.get(second!)?.org === '新部门'
    );
  });
  sim.company.removeUser(newcomer.unionId);
  await until(async () => !(await accounts(source)).has(newcomer.unionId));
  await sim.outbox.settled();
  assert.deepEqual(plain(await accounts(source)), inOrder(wanted()));
  assert.ok(sim.gateway.answers.every(({ code }) => code === 200));
});

test('a scope that was narrowed deletes nobody by itself, told by an event or not', async () => {
  const source = await bind({ events: 'connection' });
  assert.equal((await engine.sync(source)).state, 'success');
  await until(() => sim.gateway.open > 0);
  const before = (await accounts(source)).size;
  const [, b] = sim.company.children('0');
  sim.company.see({ departments: [b!.openId], users: [], groups: [] });
  // The event asks for a full check, and that keeps what it may not see.
  const runs = () =>
    engine.db.query<{ state: string }>(
      `SELECT state FROM run WHERE subject_id = $1 ORDER BY created_at DESC`,
      [source],
    );
  await until(async () => (await runs()).rows[0]!.state === 'partial_success');
  assert.equal((await accounts(source)).size, before);
  sim.company.visible = { departments: [], users: [], groups: [] };
  assert.equal((await engine.sync(source)).state, 'failed');
  assert.equal((await accounts(source)).size, before);
});

test('a page that fails ends the run, and nobody is compared', async () => {
  const source = await bind({}, { guard: UNLIMITED });
  assert.equal((await engine.sync(source)).state, 'success');
  const before = (await accounts(source)).size;
  sim.faults.plan({ fault: 'html', path: LIST, after: 4 });
  assert.equal((await engine.sync(source)).state, 'failed');
  assert.equal((await accounts(source)).size, before);
});

test('permissions withdrawn leave what was there: names, numbers, who is disabled', async () => {
  const source = await bind();
  assert.equal((await engine.sync(source)).state, 'success');
  const before = plain(await accounts(source));
  assert.ok([...before.values()].some(({ enabled }) => !enabled));
  for (const field of ['email', 'phone', 'employee', 'employee_id'])
    sim.faults.withdrawn.add(`contact:user.${field}:readonly`);
  assert.equal((await engine.sync(source)).state, 'success');
  assert.deepEqual(plain(await accounts(source)), before);
  sim.faults.clear();
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
  const source = await bind({ events: 'connection' }, { guard: UNLIMITED });
  assert.equal((await engine.sync(source)).state, 'success');
  await until(() => sim.gateway.open > 0);
  const random = randomOf(made);
  const { company, outbox } = sim;
  let newcomers = 0;
  const edit = () => {
    const departments = ['0', ...company.departments.keys()];
    const user = random.pick([...company.users.keys()]);
    const what = random.below(6);
    if (what === 0)
      company.changeUser(user, { name: `改${random.digits(4)}`, mobile: `+86138${random.digits(8)}` });
    else if (what === 1) company.moveUser(user, [random.pick(departments)]);
    else if (what === 2) company.removeUser(user);
    else if (what === 3)
      company.addUser({
        name: '新人',
        departments: [random.pick(departments)],
        fields: { enterprise_email: `newcomer${++newcomers}@corp.example` },
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
