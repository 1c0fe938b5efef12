/** A schedule in a file of `muster apply` and by `muster source set`. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { muster } from './cli.ts';
import { startWhole, type Whole } from './whole.ts';

let whole: Whole;
before(async () => {
  whole = await startWhole();
});
after(() => whole.close());

const run = (args: string[], input?: string) =>
  muster({ url: whole.url, token: whole.tokens.admin }, args, {
    env: { MUSTER_INSTANCE: 'acme' },
    ...(input !== undefined && { input }),
  });
const file = (schedule: string) => `
instance: { id: acme, name: Acme }
sources:
  - { name: Head office, kind: memory, config: {}, schedule: ${schedule} }
`;
const stored = async () => {
  const { body } = await whole.call('GET', '/instances/acme/sources/Head%20office');
  return [body.schedule && `${body.schedule.cron} ${body.schedule.timezone}`, body.nextRunAt !== null];
};

test('apply sets a schedule, has nothing to do the second time, changes it and takes it away', async () => {
  const quartz = file('{ cron: "0 45 1 * * ?", timezone: Asia/Shanghai }');
  assert.equal((await run(['apply', '-f', '-'], quartz)).exit, 0);
  assert.deepEqual(await stored(), ['0 45 1 * * ? Asia/Shanghai', true]);
  const again = JSON.parse((await run(['plan', '-f', '-', '--json'], quartz)).out);
  assert.deepEqual(again.changes, []);
  await run(['apply', '-f', '-'], file('{ cron: "30 2 * * 1-5", timezone: UTC }'));
  assert.deepEqual(await stored(), ['30 2 * * 1-5 UTC', true]);
  await run(['apply', '-f', '-'], file('null'));
  assert.deepEqual(await stored(), [null, false]);
});

test('a schedule that cannot be read is refused with what to write', async () => {
  const refused = await run(['apply', '-f', '-'], file('{ cron: "45 25 * * *", timezone: UTC }'));
  assert.notEqual(refused.exit, 0);
  assert.match(refused.err, /45 25 \* \* \*/);
  assert.match(refused.err, /45 1 \* \* \*/);
});

test('source set changes time or zone by itself, and takes the schedule away', async () => {
  await run(['source', 'set', 'Head office', '--schedule', '45 1 * * *', '--timezone', 'Asia/Shanghai']);
  assert.deepEqual(await stored(), ['45 1 * * * Asia/Shanghai', true]);
  await run(['source', 'set', 'Head office', '--schedule', '15 3 * * *']);
  assert.deepEqual(await stored(), ['15 3 * * * Asia/Shanghai', true]);
  await run(['source', 'set', 'Head office', '--timezone', 'UTC']);
  assert.deepEqual(await stored(), ['15 3 * * * UTC', true]);
  await run(['source', 'set', 'Head office', '--priority', '7']);
  assert.deepEqual(await stored(), ['15 3 * * * UTC', true]);
  await run(['source', 'set', 'Head office', '--no-schedule']);
  assert.deepEqual(await stored(), [null, false]);
});
