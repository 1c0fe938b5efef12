/** WeCom through the whole engine: from the simulated company into the directory, by full runs and by callbacks. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import Fastify, { type FastifyInstance } from 'fastify';
import { randomOf } from '../../../sim/directory/random.ts';
import { startWeCom, type WeComSim } from '../../../sim/wecom/server.ts';
import { callbackRoutes } from '../../../src/callbacks/routes.ts';
import { listRunRecords } from '../../../src/runs/runs.ts';
import type { SourceKind } from '../../../src/sources/source.ts';
import { wecom } from '../../../src/sources/wecom/index.ts';
import { updateSource } from '../../../src/sync/source-settings.ts';
import { ACTOR, Engine, log } from '../../sync/engine.ts';
import { type Mode, settingsOf, until } from './world.ts';

const UNLIMITED = { users: 1_000_000, orgs: 1_000_000, groups: 1_000_000, share: 100 };
const TOKEN = 'hubToken1';
const KEY = 'MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY';
const CALLBACK = { events: 'callback', callbackToken: TOKEN, callbackAesKey: KEY };

let engine: Engine;
let sim: WeComSim;
let receiver: FastifyInstance;
let made = 0;

beforeEach(async () => {
  engine = await Engine.start();
  (engine.deps.kinds as Map<string, SourceKind>).set(wecom.kind, wecom as SourceKind);
  await engine.startIntake();
  sim = await startWeCom({ people: 120, seed: ++made });
  receiver = Fastify();
  const { kinds, open } = engine.deps;
  const deps = { db: engine.db, kinds, open, publicUrl: 'http://muster.example', log, now: () => new Date() };
  receiver.register(callbackRoutes, deps);
});
afterEach(async () => {
  await sim.close();
  await receiver.close();
  await engine.stop();
});

interface Row {
  username: string;
  external_id: string;
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
    `SELECT l.key, a.username, a.external_id, a.display_name, a.email, a.phone_number, a.enabled, o.name AS org,
            ARRAY(SELECT p.name FROM account_further_org m JOIN org_unit p ON p.id = m.org_id
                   WHERE m.account_id = a.id ORDER BY p.name) AS further
       FROM link l JOIN account a ON a.id = l.entity_id JOIN org_unit o ON o.id = a.primary_org_id
      WHERE l.source_id = $1 AND l.kind = 'user' AND l.gone_since IS NULL ORDER BY l.key`,
    [source],
  );
  return new Map(rows.map(({ key, ...row }) => [key, row]));
}

/** What the directory should hold of the company. */
function wanted(): Map<string, Row> {
  const nameOf = (id: number) => (id === 1 ? 'Acme' : sim.company.departments.get(id)!.name);
  const rows = [...sim.company.members].map(([key, member]): [string, Row] => {
    const { userid, name, department, main_department: main, status } = member;
    const primary = department.includes(main) ? main : department[0]!;
    return [
      key,
      {
        username: userid,
        external_id: userid,
        display_name: name,
        email: sim.privateFields ? member.biz_mail || member.email || null : null,
        phone_number: sim.privateFields ? member.mobile || null : null,
        enabled: status === 1 || status === 4,
        org: nameOf(primary),
        further: department
          .filter((id) => id !== primary && id !== 1)
          .map(nameOf)
          .sort(),
      },
    ];
  });
  return new Map(rows.sort(([a], [b]) => (a < b ? -1 : 1)));
}

async function bind(
  mode: Mode = 'both',
  changed: Record<string, unknown> = {},
  more: Record<string, unknown> = {},
): Promise<string> {
  const config = settingsOf(sim, mode, changed);
  return engine.source({ name: 'WeCom', kind: 'wecom', config, ...more });
}

/** Names of departments may be equal in one organization of ours, and then differ from WeCom's: not in these companies. */
async function assertSame(source: string): Promise<void> {
  const rows = await accounts(source);
  for (const row of rows.values()) row.further.sort();
  assert.deepEqual(rows, wanted());
}

/** The callback address as it is saved in the console, which tries it at once. */
async function callBack(source: string): Promise<void> {
  const url = await receiver.listen({ port: 0, host: '127.0.0.1' });
  sim.outbox.push = { url: `${url}/callbacks/${source}`, token: TOKEN, aesKey: KEY };
  assert.equal((await sim.outbox.checkUrl()).outcome, 'taken');
}

for (const mode of ['both', 'app'] as Mode[])
  test(`everybody arrives as the default mappings have them; the second run has nothing to do (${mode})`, async () => {
    const source = await bind(mode, { groupSync: true });
    const first = await engine.sync(source);
    assert.equal(first.state, 'success', JSON.stringify(await engine.rejected(first.id)));
    await assertSame(source);
    assert.deepEqual(await engine.members('乒乓球协会'), [...sim.company.tags.get(1)!.users]);
    const second = await engine.sync(source);
    const { user, org, group } = second.counters as Record<string, { same: number; read: number }>;
    for (const counters of [user!, org!, group!]) assert.equal(counters.same, counters.read);
  });

test('names that only ids were known of come with the application, and stay without it', async () => {
  const source = await bind('sync');
  assert.equal((await engine.sync(source)).state, 'success');
  for (const [, row] of await accounts(source)) assert.equal(row.display_name, row.username);
  const change = (mode: Mode) =>
    updateSource(engine.db, engine.deps, ACTOR, 'acme', source, { config: settingsOf(sim, mode) });
  await change('both');
  assert.equal((await engine.sync(source)).state, 'success');
  await assertSame(source);
  await change('sync');
  assert.equal((await engine.sync(source)).state, 'success');
  const names = (rows: Map<string, Row>) =>
    [...rows.values()].map(({ display_name: name, enabled }) => [name, enabled]);
  assert.deepEqual(names(await accounts(source)), names(wanted()));
});

test('an event becomes a change of the account', async () => {
  const source = await bind('both', { ...CALLBACK, groupSync: true });
  assert.equal((await engine.sync(source)).state, 'success');
  await callBack(source);
  const [, second] = [...sim.company.members.keys()];
  sim.edits.addMember({ userid: 'XinRen', name: '新人', department: [2], status: 1 });
  const created = sim.edits.addDepartment('新部门', 2);
  sim.edits.moveMember(second!, [created.id, 3]);
  sim.edits.setTag(1, '乒乓球协会', ['XinRen']);
  await until(async () => {
    const rows = await accounts(source);
    return rows.get('xinren')?.username === 'XinRen' && rows.get(second!)?.org === '新部门';
  });
  await sim.outbox.settled();
  await engine.settled(source);
  await assertSame(source);
  assert.deepEqual(await engine.members('乒乓球协会'), ['XinRen']);
  sim.edits.removeMember('XINREN');
  await until(async () => !(await accounts(source)).has('xinren'));
  await sim.outbox.settled();
  assert.ok(sim.outbox.deliveries.every(({ outcome, text }) => outcome === 'taken' && text === 'success'));
});

test('a userid that was changed is a new account, and the old one goes', async () => {
  const source = await bind('both', CALLBACK);
  assert.equal((await engine.sync(source)).state, 'success');
  await callBack(source);
  const [first] = sim.company.members.keys();
  sim.edits.renameMember(first!, 'renamed');
  await until(async () => {
    const rows = await accounts(source);
    return rows.has('renamed') && !rows.has(first!);
  });
});

test('calls that are spoilt are refused, and change nothing', async () => {
  const source = await bind('both', CALLBACK);
  assert.equal((await engine.sync(source)).state, 'success');
  await callBack(source);
  const [key, member] = [...sim.company.members][0]!;
  sim.company.members.delete(key);
  sim.changed();
  for (const spoilt of ['signature', 'receiver', 'time', 'key', 'dtd'] as const) {
    const { outcome, status } = await sim.outbox.pushOnce('delete_user', { UserID: member.userid }, spoilt);
    assert.deepEqual([outcome, status], ['refused', 403], spoilt);
    if (spoilt !== 'dtd') assert.equal((await sim.outbox.checkUrl(spoilt)).outcome, 'refused', spoilt);
  }
  const { rows } = await engine.db.query('SELECT FROM source_event');
  assert.equal(rows.length, 0);
  assert.ok((await accounts(source)).has(key));
  await sim.outbox.pushOnce('delete_user', { UserID: member.userid });
  await until(async () => !(await accounts(source)).has(key));
});

test('with ids alone an event is enough as well', async () => {
  const source = await bind('sync', CALLBACK);
  assert.equal((await engine.sync(source)).state, 'success');
  await callBack(source);
  const [first] = sim.company.members.keys();
  sim.edits.addMember({ userid: 'fresh', name: '不可见', department: [2] });
  sim.edits.removeMember(first!);
  await until(async () => {
    const rows = await accounts(source);
    return rows.get('fresh')?.display_name === 'fresh' && !rows.has(first!);
  });
});

test('a range that was narrowed deletes nobody', async () => {
  const source = await bind('both', {}, { guard: UNLIMITED });
  const alone = await bind('app', {}, { name: 'alone', guard: UNLIMITED });
  assert.equal((await engine.sync(source)).state, 'success');
  assert.equal((await engine.sync(alone)).state, 'success');
  const before = (await accounts(source)).size;
  sim.range = { departments: [5], users: [] };
  const narrowed = await engine.sync(source);
  assert.equal(narrowed.state, 'failed');
  assert.equal(narrowed.error?.code, 'web_api_range');
  assert.equal((await accounts(source)).size, before);
  // The application alone lists whom it sees; asked for one by one, WeCom tells out of sight from gone.
  const hidden = [...sim.company.members.values()].filter((member) => !sim.seesMember(member));
  const seen = await engine.sync(alone);
  assert.equal(seen.state, 'partial_success');
  assert.equal(seen.books?.balanced, true);
  assert.equal(seen.counters.user!.hidden, hidden.length);
  assert.deepEqual(
    new Set((await listRunRecords(engine.db, seen.id, { limit: 1000 })).map(({ code }) => code)),
    new Set(['record_hidden']),
  );
  sim.edits.removeMember(hidden[0]!.userid);
  assert.equal((await engine.sync(alone)).counters.user!.hidden, hidden.length - 1);
  assert.equal((await accounts(alone)).size, before - 1);
});

test('private fields withdrawn leave what was there', async () => {
  sim.privateFields = true;
  const source = await bind();
  assert.equal((await engine.sync(source)).state, 'success');
  await assertSame(source);
  const before = await accounts(source);
  sim.privateFields = false;
  assert.equal((await engine.sync(source)).state, 'success');
  assert.deepEqual(await accounts(source), before);
  sim.privateFields = true;
  const [cleared] = sim.company.members.keys();
  sim.edits.changeMember(cleared!, { mobile: '', biz_mail: '', email: '' });
  assert.equal((await engine.sync(source)).state, 'success');
  await assertSame(source);
});

test('whatever happens to events, a check makes both sides equal', async () => {
  const source = await bind('both', CALLBACK, { guard: UNLIMITED });
  assert.equal((await engine.sync(source)).state, 'success');
  await callBack(source);
  const random = randomOf(made);
  const { company, edits, outbox } = sim;
  let newcomers = 0;
  const leavers: string[] = [];
  const edit = () => {
    const departments = [...company.departments.keys()];
    const user = random.pick([...company.members.keys()]);
    const what = random.below(7);
    if (what === 0) edits.changeMember(user, { name: `改${random.digits(4)}`, status: random.pick([1, 2]) });
    else if (what === 1)
      edits.moveMember(user, [...new Set([random.pick(departments), random.pick(departments)])]);
    else if (what === 2) {
      leavers.push(company.members.get(user)!.userid);
      edits.removeMember(user);
    } else if (what === 3)
      edits.addMember({ userid: `N${++newcomers}`, name: '新人', department: [random.pick(departments)] });
    else if (what === 4) edits.addDepartment(`部门${random.digits(6)}`, random.pick(departments));
    else if (what === 5)
      edits.changeDepartment(random.pick(departments.slice(1)), { name: `改名${random.digits(6)}` });
    // Back with the same userid, in another case.
    else if (leavers.length > 0)
      edits.addMember({ userid: leavers.pop()!.toUpperCase(), name: '回', department: [2] });
  };
  for (let round = 0; round < 5; round++) {
    outbox.hold();
    for (let i = 0; i < 12; i++) edit();
    outbox.release({ shuffle: true, double: random.chance(0.5), lose: 0.3, seed: random.below(1000) });
    await outbox.settled();
    const check = await engine.check(source);
    assert.equal(check.state, 'success', JSON.stringify(await engine.rejected(check.id)));
    await assertSame(source);
  }
});
