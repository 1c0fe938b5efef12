import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Timezone } from './dashboard.ts';
import { lastDays } from './days.ts';

const cases: [timezone: string, now: string, last: { day: string; from: string; to: string }][] = [
  [
    'UTC',
    '2026-11-25T23:59:59Z',
    { day: '2026-11-25', from: '2026-11-25T00:00:00Z', to: '2026-11-26T00:00:00Z' },
  ],
  [
    'Asia/Shanghai',
    '2026-11-25T16:00:00Z',
    { day: '2026-11-26', from: '2026-11-25T16:00:00Z', to: '2026-11-26T16:00:00Z' },
  ],
  [
    'Asia/Shanghai',
    '2026-11-25T15:59:59Z',
    { day: '2026-11-25', from: '2026-11-24T16:00:00Z', to: '2026-11-25T16:00:00Z' },
  ],
  [
    'Asia/Kathmandu',
    '2026-01-01T00:00:00Z',
    { day: '2026-01-01', from: '2025-12-31T18:15:00Z', to: '2026-01-01T18:15:00Z' },
  ],
  [
    'Pacific/Kiritimati',
    '2026-01-01T10:00:00Z',
    { day: '2026-01-02', from: '2026-01-01T10:00:00Z', to: '2026-01-02T10:00:00Z' },
  ],
  // Summer time begins on 29 March and ends on 25 October in Germany; in Cairo it begins at midnight itself.
  [
    'Europe/Berlin',
    '2026-03-29T12:00:00Z',
    { day: '2026-03-29', from: '2026-03-28T23:00:00Z', to: '2026-03-29T22:00:00Z' },
  ],
  [
    'Europe/Berlin',
    '2026-10-25T12:00:00Z',
    { day: '2026-10-25', from: '2026-10-24T22:00:00Z', to: '2026-10-25T23:00:00Z' },
  ],
  [
    'Africa/Cairo',
    '2026-04-24T12:00:00Z',
    { day: '2026-04-24', from: '2026-04-23T22:00:00Z', to: '2026-04-24T21:00:00Z' },
  ],
];
for (const [timezone, now, expected] of cases)
  test(`the day of ${now} in ${timezone}`, () => {
    const days = lastDays(new Date(now), timezone, 30);
    const { day, from, to } = days.at(-1)!;
    assert.deepEqual(
      { day, from, to },
      { day: expected.day, from: new Date(expected.from), to: new Date(expected.to) },
    );
  });

test('thirty days follow each other without a gap, over a change of year and of summer time', () => {
  for (const now of ['2026-01-10T05:00:00Z', '2026-04-10T05:00:00Z', '2026-11-20T05:00:00Z']) {
    const days = lastDays(new Date(now), 'America/New_York', 30);
    assert.equal(new Set(days.map(({ day }) => day)).size, 30);
    for (const [i, { to }] of days.slice(0, -1).entries()) assert.deepEqual(to, days[i + 1]!.from);
    assert.ok(days.at(-1)!.from <= new Date(now) && new Date(now) < days.at(-1)!.to);
  }
});

test('a time zone is a name that there is', () => {
  for (const name of ['UTC', 'Asia/Shanghai', 'Etc/GMT+8', 'asia/shanghai'])
    assert.ok(Timezone.safeParse(name).success, name);
  for (const name of [
    '',
    '+08:00',
    'Asia/Nowhere',
    "UTC'; DROP TABLE account",
    'Asia/Shanghai\0',
    '../etc/passwd',
  ])
    assert.ok(!Timezone.safeParse(name).success, name);
});
