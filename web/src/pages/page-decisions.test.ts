/** What pages decide before they draw: ids from names, health of targets, days as numbers. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InstanceId } from '../../../src/model/instance.ts';
import type { Dashboard } from '../api/generated.ts';
import { outcomesOf, runsOfKind } from './dashboard/day-numbers.ts';
import { daysBetween, healthOf, needingLook } from './dashboard/health.ts';
import { proposeId } from './instances/propose-id.ts';

test('an id proposed from a name is one the server takes', () => {
  const names = [
    'Example Ltd',
    'Ünïcode & Söhne',
    '示例公司',
    '42 Days',
    '--',
    'a',
    'x'.repeat(100),
    `${'y'.repeat(39)} z`,
  ];
  for (const name of names) assert.ok(InstanceId.safeParse(proposeId(name, [])).success, name);
  assert.equal(proposeId('Example Ltd', []), 'example-ltd');
  assert.equal(proposeId('Söhne', []), 'sohne');
});

test('an id that is taken gets a number, however long it is', () => {
  assert.equal(proposeId('Example', ['example', 'example-2']), 'example-3');
  const long = proposeId('x'.repeat(60), []);
  const next = proposeId('x'.repeat(60), [long]);
  assert.notEqual(next, long);
  assert.ok(InstanceId.safeParse(next).success);
});

test('the worst about a target is what is said of it', () => {
  const target: Dashboard['applications'][number] = {
    id: 'app_1',
    name: 'RAM',
    enabled: true,
    links: { synced: 10, due: 0 },
    pausedUntil: null,
    pause: null,
    lastPush: null,
  };
  const now = Date.parse('2030-01-01T00:00:00Z');
  const health = (change: Partial<typeof target>) => healthOf({ ...target, ...change }, now);
  const failed = {
    runId: 'run_1',
    state: 'failed',
    createdAt: '2030-01-01T00:00:00Z',
    endedAt: null,
  } as const;
  assert.equal(health({}), 'good');
  assert.equal(health({ links: { due: 2 } }), 'busy');
  assert.equal(health({ links: { due: 2, parked: 1 } }), 'look');
  assert.equal(health({ links: { parked: 1 }, lastPush: failed }), 'failed');
  assert.equal(health({ lastPush: failed, pausedUntil: '2030-01-01T00:05:00Z' }), 'paused');
  assert.equal(health({ pausedUntil: '2029-12-31T23:59:00Z' }), 'good');
  assert.equal(health({ enabled: false, lastPush: failed }), 'off');
  assert.equal(needingLook({ links: { parked: 1, conflict: 2, held: 3, due: 9 } }), 6);
});

test('runs of a day are summed by how they came out and by what they are', () => {
  const day = {
    day: '2030-01-01',
    changes: { created: 0, updated: 0, deleted: 0 },
    runs: [
      { kind: 'sync', state: 'success', count: 3 },
      { kind: 'push', state: 'success', count: 2 },
      { kind: 'push', state: 'awaiting_confirmation', count: 1 },
      { kind: 'sync', state: 'discarded', count: 4 },
    ],
  } satisfies Dashboard['days'][number];
  assert.deepEqual(outcomesOf(day), {
    runsWell: 5,
    runsPartly: 0,
    runsFailed: 0,
    runsOpen: 1,
    runsDropped: 4,
  });
  assert.equal(runsOfKind(day, 'sync'), 7);
  assert.equal(runsOfKind(day, 'push'), 3);
  assert.equal(daysBetween('2030-01-01T12:00:00Z', Date.parse('2030-01-03T11:00:00Z')), 1);
});
