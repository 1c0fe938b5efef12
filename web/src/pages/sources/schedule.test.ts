import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { choiceOf, cronOf, inWords, nextTimes } from './schedule.ts';

const CHOICES: [cron: string, every: string][] = [
  ['0 * * * *', 'hour'],
  ['45 1 * * *', 'day'],
  ['30 8 * * 1-5', 'workday'],
  ['0 6 * * 1,4', 'week'],
  ['0 0 * * 0', 'week'],
];

describe('a schedule', () => {
  for (const [cron, every] of CHOICES) {
    it(`reads ${cron} as ${every}, and writes it back`, () => {
      const choice = choiceOf(cron);
      assert.equal(choice.every, every);
      assert.equal(cronOf(choice), cron);
    });
  }

  for (const cron of [
    '*/15 * * * *',
    '60 1 * * *',
    '0 24 * * *',
    '0 0 1 * *',
    '0 0 * 6 *',
    '0 45 1 * * ?',
    '0 0 * * MON',
    '5 * * * 1-5',
    '',
    'daily',
  ]) {
    it(`keeps “${cron}” as it is written`, () => {
      const choice = choiceOf(cron);
      assert.equal(choice.every, 'cron');
      assert.equal(cronOf(choice), cron);
    });
  }

  it('is off without a cron, and has one ready for each choice', () => {
    const off = choiceOf(undefined);
    assert.equal(cronOf(off), undefined);
    for (const every of ['hour', 'day', 'workday', 'week', 'cron'] as const) {
      const cron = cronOf({ ...off, every });
      assert.notEqual(nextTimes({ cron: cron!, timezone: 'UTC' }, 1).length, 0, cron);
    }
  });

  it('takes 7 for Sunday, as cron does', () => {
    assert.equal(cronOf(choiceOf('0 0 * * 7')), '0 0 * * 0');
  });

  it('comes in its own zone', () => {
    const after = new Date('2026-03-01T00:00:00Z');
    const times = nextTimes({ cron: '45 1 * * 1-5', timezone: 'Asia/Shanghai' }, 2, after);
    assert.deepEqual(
      times.map((time) => time.toISOString()),
      ['2026-03-01T17:45:00.000Z', '2026-03-02T17:45:00.000Z'],
    );
  });

  it('reads six fields as Quartz does: Sunday is 1', () => {
    const after = new Date('2026-03-02T00:00:00Z');
    const [next] = nextTimes({ cron: '0 0 6 ? * 1', timezone: 'UTC' }, 1, after);
    assert.equal(next?.toISOString(), '2026-03-08T06:00:00.000Z');
    assert.match(inWords('0 0 6 ? * 1', 'en') ?? '', /Sunday/);
  });

  it('says nothing of what it cannot read', () => {
    assert.deepEqual(nextTimes({ cron: 'soon', timezone: 'UTC' }, 3), []);
    assert.deepEqual(nextTimes({ cron: '0 0 * * *', timezone: 'Nowhere/Land' }, 3), []);
    assert.equal(inWords('soon', 'en'), undefined);
  });

  it('says a cron in both languages', () => {
    assert.match(inWords('45 1 * * 1-5', 'en') ?? '', /01:45.*Monday through Friday/);
    assert.match(inWords('45 1 * * 1-5', 'zh') ?? '', /01:45.*星期一至星期五/);
  });
});
