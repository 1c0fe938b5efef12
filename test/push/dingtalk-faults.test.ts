import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { FAULTS, type Fault } from '../../sim/dingtalk/faults.ts';
import { createOrg } from '../../src/directory/orgs.ts';
import { Company } from './company.ts';
import { ACTOR } from './world.ts';

let company: Company;
afterEach(() => company.stop());

const CREATE_USER = '/topapi/v2/user/create';
const CREATE_DEPARTMENT = '/topapi/v2/department/create';
const LOST: readonly Fault[] = ['reset_after', 'error_after', 'cut'];

/** Everybody is there once under the id of the account, and a further push writes nothing. */
async function converged(count: number): Promise<void> {
  assert.equal(company.pushed().length, count);
  const { rows } = await company.db.query<{ id: string; display_name: string }>(
    `SELECT id, display_name FROM account`,
  );
  for (const account of rows) assert.equal(company.user(account)?.name, account.display_name);
  const before = company.writes();
  assert.equal((await company.push()).state, 'success');
  assert.equal(company.writes(), before);
}

for (const fault of FAULTS)
  test(`${fault} at the first person and at the first department is survived`, async () => {
    company = await Company.start();
    const org = await createOrg(company.db, ACTOR, 'acme', { name: 'Sales' });
    for (const name of ['a', 'b', 'c']) await company.person(name, { primaryOrgId: org.id });
    company.sim.faults.slowMs = 100;
    company.sim.faults.plan({ fault, path: CREATE_DEPARTMENT });
    company.sim.faults.plan({ fault, path: CREATE_USER });
    const run = await company.push();
    assert.equal(run.state, 'success', JSON.stringify(run.error));
    assert.deepEqual(company.paths(), ['Sales']);
    await converged(3);
  });

for (const fault of LOST)
  test(`${fault}: a person or department whose making was not answered is not made twice`, async () => {
    company = await Company.start();
    const org = await createOrg(company.db, ACTOR, 'acme', { name: 'Sales' });
    await company.person('once', { primaryOrgId: org.id });
    company.sim.faults.plan({ fault, path: CREATE_DEPARTMENT });
    company.sim.faults.plan({ fault, path: CREATE_USER });
    const run = await company.push();
    assert.equal(run.state, 'success', JSON.stringify(run.error));
    assert.equal(company.sim.counts[CREATE_USER], 1, 'looked up, not created again');
    assert.equal(company.sim.counts[CREATE_DEPARTMENT], 1, 'found by its mark');
    await converged(1);
  });

for (const fault of LOST)
  test(`${fault} at an update and a removal is survived`, async () => {
    company = await Company.start();
    await company.person('a');
    await company.person('b');
    await company.push();
    await company.change('a', { displayName: 'New' });
    await company.remove('b');
    company.sim.faults.plan({ fault, path: '/topapi/v2/user/update' });
    company.sim.faults.plan({ fault, path: '/topapi/v2/user/delete' });
    assert.equal((await company.push()).state, 'success');
    await converged(1);
  });

test('a pusher that died with people in hand: they are looked up, not created again', async () => {
  company = await Company.start();
  await company.person('a');
  await company.person('b');
  await company.push();
  await company.db.query(
    `UPDATE target_link SET claim = 'dead', attempting = true, state = 'due', op = 'create', remote_id = NULL, remote_name = NULL,
       remote_key = NULL, acked = NULL, acked_hash = NULL`,
  );
  const run = await company.push();
  assert.equal(run.counters.user!.linked, 2);
  await converged(2);
});

test('links and departments that were forgotten are found again without a write', async () => {
  company = await Company.start();
  const org = await createOrg(company.db, ACTOR, 'acme', { name: 'Sales' });
  for (let n = 0; n < 120; n++) await company.person(`user${n}`, { primaryOrgId: org.id });
  await company.push();
  await company.db.query(`DELETE FROM target_link`);
  await company.db.query(`DELETE FROM target_org`);
  const before = company.writes();
  const lookUps = company.sim.counts['/topapi/v2/user/get'];
  const run = await company.push();
  assert.deepEqual([run.counters.user!.linked, run.counters.org!.linked], [120, 1]);
  assert.equal(company.writes(), before);
  assert.equal(company.sim.counts['/topapi/v2/user/get'], lookUps, 'by one list instead of one by one');
  await converged(120);
});

test('a limit stops the whole company for the time DingTalk says, and nobody is to blame', async () => {
  company = await Company.start();
  await company.push();
  await company.live();
  company.sim.faults.plan({ fault: 'limit_app', path: CREATE_USER });
  const account = await company.person('a');
  const pause = async () =>
    (await company.db.query<{ pause: { code: string } | null }>(`SELECT pause FROM application`)).rows[0]!
      .pause;
  assert.ok(await company.until(async () => (await pause())?.code === 'target_busy'));
  assert.ok(await company.until(() => company.user(account) !== undefined));
  assert.equal((await company.link('a'))!.attempts, 0);
});

test('within the limit of the standard edition nothing is refused', async () => {
  company = await Company.start({ rate: 15 });
  company.sim.faults.callsPerSecond = 20;
  for (let n = 0; n < 40; n++) await company.person(`user${n}`);
  const run = await company.push();
  assert.equal(run.state, 'success');
  assert.equal(company.sim.counts[CREATE_USER], 40, 'none was sent twice');
});

test('a refused token is renewed once; no secret is in what is stored or shown', async () => {
  company = await Company.start();
  await company.person('a');
  await company.push();
  company.sim.tokens.void();
  await company.change('a', { displayName: 'New' });
  assert.equal((await company.push()).state, 'success');
  assert.equal(company.sim.counts['/gettoken'], 2);
  await company.set({ clientSecret: 'wrong-secret' });
  await company.change('a', { displayName: 'Newer' });
  const run = await company.push();
  assert.equal(run.error?.code, 'web_api_credentials');
  assert.doesNotMatch(JSON.stringify([run, await company.link('a')]), /wrong-secret|access_token/);
});
