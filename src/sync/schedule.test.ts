import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertSchedule, nextTime } from './schedule.ts';

const SATURDAY = new Date('2026-03-28T00:00:00Z');

const TIMES: [cron: string, timezone: string, next: string][] = [
  ['45 1 * * *', 'UTC', '2026-03-28T01:45:00.000Z'],
  ['45 1 * * *', 'Asia/Shanghai', '2026-03-28T17:45:00.000Z'],
  ['  45   1 * * * ', 'UTC', '2026-03-28T01:45:00.000Z'],
  ['0 45 1 * * ?', 'Asia/Shanghai', '2026-03-28T17:45:00.000Z'],
  ['30 45 1 ? * *', 'UTC', '2026-03-28T01:45:30.000Z'],
  // Monday is 1 in Unix and 2 in Quartz.
  ['0 8 * * 1', 'UTC', '2026-03-30T08:00:00.000Z'],
  ['0 0 8 ? * 2', 'UTC', '2026-03-30T08:00:00.000Z'],
  ['0 0 8 ? * MON-FRI', 'UTC', '2026-03-30T08:00:00.000Z'],
  ['0 0/20 * * * ?', 'UTC', '2026-03-28T00:20:00.000Z'],
  ['0 0 L * *', 'UTC', '2026-03-31T00:00:00.000Z'],
];

for (const [cron, timezone, next] of TIMES)
  test(`${cron} in ${timezone} comes next at ${next}`, () =>
    assert.equal(nextTime({ cron, timezone }, SATURDAY)?.toISOString(), next));

test('a time is never its own next one', () => {
  const schedule = { cron: '45 1 * * *', timezone: 'UTC' };
  const at = nextTime(schedule, SATURDAY)!;
  assert.equal(nextTime(schedule, at)?.toISOString(), '2026-03-29T01:45:00.000Z');
});

test('an hour that summer time skips is made up for after it, one that comes twice counts once', () => {
  const berlin = { cron: '30 2 * * *', timezone: 'Europe/Berlin' };
  const from = (iso: string) => nextTime(berlin, new Date(iso))?.toISOString();
  assert.equal(from('2026-03-28T12:00:00Z'), '2026-03-29T01:00:00.000Z');
  assert.equal(from('2026-03-29T01:00:00Z'), '2026-03-30T00:30:00.000Z');
  assert.equal(from('2026-10-24T12:00:00Z'), '2026-10-25T00:30:00.000Z');
  assert.equal(from('2026-10-25T00:30:00Z'), '2026-10-26T01:30:00.000Z');
});

const REFUSED: [cron: string, reason: RegExp][] = [
  ['', /0 fields|1 fields/],
  ['1 2 3 4', /4 fields/],
  ['0 45 1 * * ? 2026', /7 fields/],
  ['@daily', /1 fields/],
  ['2026-01-01T00:00:00', /1 fields/],
  ['60 1 * * *', /does not belong/],
  ['a b c d e', /does not belong/],
  ['*/5 * * * * ?', /second/],
  ['* 45 1 * * ?', /second/],
  ['0 0 31 2 *', /never/],
];

for (const [cron, reason] of REFUSED)
  test(`“${cron}” is refused with ${reason}`, () =>
    assert.throws(() => assertSchedule({ cron, timezone: 'UTC' }, SATURDAY), {
      code: 'schedule_cron_invalid',
      message: reason,
    }));

for (const timezone of ['Asia/Peking', '+08:00', 'GMT+8', '', 'constructor'])
  test(`“${timezone}” is no time zone`, () =>
    assert.throws(() => assertSchedule({ cron: '45 1 * * *', timezone }, SATURDAY), {
      code: 'schedule_timezone_unknown',
    }));
