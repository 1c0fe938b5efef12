import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { afterEventRun } from '../../src/runs/event-run.ts';
import { createRun } from '../../src/runs/runs.ts';
import { storeEvents } from '../../src/sync/events.ts';
import { startDueSyncs } from '../../src/sync/scheduler.ts';
import { Engine, log, until } from './engine.ts';

let engine: Engine;
let source: string;
before(async () => {
  engine = await Engine.start();
  await engine.startIntake();
  source = await engine.source({ schedule: { cron: '0 0 1 1 *', timezone: 'UTC' } });
  await engine.sync(source);
});
after(() => engine.stop());

/** A run that an event started, at work until it is let go. */
async function working(): Promise<{ letGo(): void }> {
  const gate = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  engine.memory.beforeReread = async () => {
    begun.resolve();
    await gate.promise;
  };
  await storeEvents(engine.db, source, [
    { id: `${Math.random()}`, touched: [{ kind: 'user', id: 'key-x' }] },
  ]);
  await begun.promise;
  return { letGo: gate.resolve };
}
const manual = () =>
  createRun(engine.db, { instanceId: 'acme', kind: 'sync', subjectId: source, createdBy: 'test' });

test('who starts a run waits for one of events, and is refused only for others', async () => {
  const { letGo } = await working();
  await assert.rejects(manual(), { code: 'run_active' });
  const waiting = afterEventRun(engine.db, source, manual);
  letGo();
  assert.equal((await engine.ended(await waiting)).state, 'success');
  // Somebody else's run, which takes its time.
  engine.memory.items = [engine.memory.user('anna')];
  engine.memory.fault = 'hangs';
  const long = await manual();
  await until(async () => (await engine.run(long)).state === 'running');
  await assert.rejects(afterEventRun(engine.db, source, manual), { code: 'run_active' });
  await engine.cancel(long);
  await engine.ended(long);
  engine.memory.fault = 'none';
});

test('a scheduled check whose time comes meanwhile is made afterwards', async () => {
  const { letGo } = await working();
  const soon = new Date(Date.now() + 1000 * 86_400_000);
  await startDueSyncs(engine.db, log, soon);
  letGo();
  await engine.settled(source);
  await startDueSyncs(engine.db, log, soon);
  await until(async () => (await engine.runs(source)).some(({ trigger }) => trigger === 'schedule'));
});
