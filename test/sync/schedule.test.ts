import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { listRunRows } from '../../src/runs/runs.ts';
import { startDueSyncs, startScheduler } from '../../src/sync/scheduler.ts';
import { createSource, getSource, updateSource } from '../../src/sync/source-settings.ts';
import { ACTOR, Engine, log } from './engine.ts';

const DAILY = { cron: '45 1 * * *', timezone: 'Asia/Shanghai' };
const DAY_MS = 86_400_000;

let engine: Engine;
let source: string;
let due: Date;

before(async () => {
  engine = await Engine.start();
});
after(() => engine.stop());

beforeEach(async () => {
  await engine.db.query(`DELETE FROM run`);
  await engine.db.query(`DELETE FROM source`);
  engine.memory.fault = 'none';
  engine.memory.items = [engine.memory.user('zhangwei')];
  source = await engine.source({ schedule: DAILY });
  due = new Date((await shown()).nextRunAt!);
});

const shown = () => getSource(engine.db, engine.deps, 'acme', source);
const patch = (input: object) => updateSource(engine.db, engine.deps, ACTOR, 'acme', source, input);
const runs = () => listRunRows(engine.db, 'acme', { subjectId: source, limit: 100 });
const later = (ms: number) => new Date(due.getTime() + ms);

test('nothing starts before its time; at its time one run does, and the next time is a day later', async () => {
  await startDueSyncs(engine.db, log, later(-1));
  assert.equal((await runs()).length, 0);
  const { version, updatedAt } = await shown();
  await startDueSyncs(engine.db, log, due);
  const [run, ...others] = await runs();
  assert.deepEqual(others, []);
  assert.deepEqual([run!.trigger, run!.created_by, run!.mode], ['schedule', 'schedule', 'run']);
  assert.equal((await engine.ended(run!.id)).state, 'success');
  assert.deepEqual(Object.keys(await engine.accounts()), ['zhangwei']);
  const after = await shown();
  assert.equal(after.nextRunAt, later(DAY_MS).toISOString());
  // The clock is no change of the settings.
  assert.deepEqual([after.version, after.updatedAt], [version, updatedAt]);
});

test('of many processes that look at once, one starts the run', async () => {
  await Promise.all(Array.from({ length: 8 }, () => startDueSyncs(engine.db, log, due)));
  const [run, ...others] = await runs();
  assert.deepEqual(others, []);
  await engine.ended(run!.id);
  await Promise.all(Array.from({ length: 8 }, () => startDueSyncs(engine.db, log, later(1000))));
  assert.equal((await runs()).length, 1);
});

test('a time is passed over while a run of the source works, and no run is made up for it', async () => {
  engine.memory.fault = 'hangs';
  const busy = await engine.start(source);
  await startDueSyncs(engine.db, log, due);
  assert.deepEqual(
    (await runs()).map(({ id }) => id),
    [busy],
  );
  assert.equal((await shown()).nextRunAt, later(DAY_MS).toISOString());
  await engine.cancel(busy);
  await engine.ended(busy);
  await startDueSyncs(engine.db, log, later(1000));
  assert.equal((await runs()).length, 1);
});

test('times missed while no server ran are made up for by one run', async () => {
  await startDueSyncs(engine.db, log, later(10 * DAY_MS + 3_600_000));
  const [run, ...others] = await runs();
  assert.deepEqual(others, []);
  await engine.ended(run!.id);
  assert.equal((await shown()).nextRunAt, later(11 * DAY_MS).toISOString());
});

test('before its first sync a source whose plan waits is left alone; afterwards a time is a time', async () => {
  const plan = await engine.sync(source, 'plan');
  assert.equal(plan.state, 'planned');
  await startDueSyncs(engine.db, log, due);
  assert.deepEqual(
    (await runs()).map(({ id }) => id),
    [plan.id],
  );
  assert.equal((await shown()).nextRunAt, later(DAY_MS).toISOString());
  assert.equal((await engine.confirm(plan.id)).state, 'success');
  engine.memory.items.push(engine.memory.user('lina'));
  const next = await engine.sync(source, 'plan');
  await startDueSyncs(engine.db, log, later(DAY_MS));
  const [run] = await runs();
  assert.equal(run!.trigger, 'schedule');
  await engine.ended(run!.id);
  assert.deepEqual(Object.keys(await engine.accounts()), ['lina', 'zhangwei']);
  assert.equal((await engine.confirm(next.id)).error?.code, 'plan_stale');
});

test('a source whose first plan was discarded is run by its schedule', async () => {
  await engine.cancel((await engine.sync(source, 'plan')).id);
  await startDueSyncs(engine.db, log, due);
  const [run] = await runs();
  assert.equal((await engine.ended(run!.id)).state, 'success');
});

test('one source that works does not keep others from starting', async () => {
  const second = await createSource(engine.db, engine.deps, ACTOR, 'acme', {
    name: 'Second',
    kind: 'memory',
    config: {},
    schedule: DAILY,
  });
  engine.memory.fault = 'hangs';
  const busy = await engine.start(source);
  await startDueSyncs(engine.db, log, due);
  const started = await listRunRows(engine.db, 'acme', { subjectId: second.id, limit: 10 });
  assert.equal(started.length, 1);
  for (const id of [busy, started[0]!.id]) await engine.cancel(id);
  for (const id of [busy, started[0]!.id]) await engine.ended(id);
});

test('a source that is switched off, or whose schedule is taken away, does not start; switched on again it waits', async () => {
  assert.equal((await patch({ enabled: false })).nextRunAt, null);
  await startDueSyncs(engine.db, log, later(DAY_MS));
  assert.equal((await runs()).length, 0);
  const on = await patch({ enabled: true });
  assert.ok(Date.parse(on.nextRunAt!) > Date.now(), 'a time that passed meanwhile is not made up for');
  const none = await patch({ schedule: null });
  assert.deepEqual([none.schedule, none.nextRunAt], [null, null]);
  await startDueSyncs(engine.db, log, later(DAY_MS));
  assert.equal((await runs()).length, 0);
});

test('saving a source that is due passes over nothing; another schedule counts from now', async () => {
  const past = new Date(Date.now() - 60_000);
  await engine.db.query(`UPDATE source SET next_run_at = $2 WHERE id = $1`, [source, past]);
  assert.equal((await patch({ name: 'Renamed', schedule: DAILY })).nextRunAt, past.toISOString());
  const moved = await patch({ schedule: { ...DAILY, timezone: 'Europe/Berlin' } });
  assert.ok(Date.parse(moved.nextRunAt!) > Date.now());
});

test('a schedule nobody can read is refused with the field', async () => {
  await assert.rejects(patch({ schedule: { ...DAILY, cron: '61 1 * * *' } }), {
    code: 'schedule_cron_invalid',
    params: {
      field: 'schedule.cron',
      value: '61 1 * * *',
      reason: 'a field holds something that does not belong there',
      reasonZh: '某个字段的取值不正确',
    },
  });
  await assert.rejects(patch({ schedule: { ...DAILY, timezone: 'Mars/Base' } }), {
    code: 'schedule_timezone_unknown',
  });
  assert.deepEqual((await shown()).schedule, DAILY);
});

test('the scheduler looks as soon as it starts, and starts nothing twice', async () => {
  const first = startScheduler(engine.db, log, () => due);
  const second = startScheduler(engine.db, log, () => due);
  await Promise.all([first.stop(), second.stop()]);
  const [run, ...others] = await runs();
  assert.deepEqual(others, []);
  await engine.ended(run!.id);
});
