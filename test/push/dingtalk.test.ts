import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { explain } from '../../src/explain/explain.ts';
import { loadApplication } from '../../src/push/applications.ts';
import { retryFailed } from '../../src/push/links.ts';
import { previewPush } from '../../src/push/preview.ts';
import { Company } from './company.ts';
import { ACTOR } from './world.ts';

let company: Company;
afterEach(() => company.stop());

const USERS_ONLY = { organizations: 'none' } as const;

/** What every story ends with: whoever was there is there, nobody twice, and a further push writes nothing. */
async function settled(): Promise<void> {
  const before = company.writes();
  await company.push();
  assert.equal(company.writes(), before, 'a further push writes nothing');
  for (const userid of company.natives) assert.ok(company.sim.company.users.has(userid));
  const numbers = [...company.sim.company.users.values()].map(({ fields }) => fields.mobile);
  assert.equal(new Set(numbers).size, numbers.length, 'no number twice');
}

test('One-click Push makes everybody a person of the department, and a second one writes nothing', async () => {
  company = await Company.start(USERS_ONLY);
  const zhang = await company.person('zhang', { displayName: '张三', email: 'zhang@example.com' });
  const abroad = await company.person('abroad', { phoneRegion: '852', phoneNumber: '91234567' });
  const run = await company.push();
  assert.equal(run.state, 'success', JSON.stringify(run.error));
  assert.deepEqual([run.counters.user!.created, run.books?.balanced, run.counters.org], [2, true, undefined]);
  const { name, departments, fields } = company.user(zhang)!;
  assert.deepEqual([name, departments, fields.email], ['张三', [company.top], 'zhang@example.com']);
  assert.deepEqual(
    [company.user(abroad)!.fields.state_code, company.user(abroad)!.fields.mobile],
    ['852', '91234567'],
  );
  const link = (await company.link('zhang'))!;
  assert.deepEqual([link.state, link.remoteId, link.remoteName], ['synced', zhang.id, '张三']);
  await settled();
});

test('an update sends what changed, and a field that was emptied', async () => {
  company = await Company.start(USERS_ONLY);
  const a = await company.person('a', { email: 'a@example.com' });
  await company.person('b');
  await company.push();
  await company.change('a', { displayName: 'New name', email: null });
  const bodies: object[] = [];
  company.sim.onCall = (path, { access_token: _token, ...body }) => {
    if (path === '/topapi/v2/user/update') bodies.push(body);
  };
  const run = await company.push();
  assert.equal(run.counters.user!.updated, 1);
  assert.deepEqual(bodies, [{ userid: a.id, name: 'New name', email: '' }]);
  assert.deepEqual([company.user(a)!.name, company.user(a)!.fields.email], ['New name', '']);
  await settled();
});

test('somebody with the same mobile number whom nobody linked is a conflict, and is never written', async () => {
  company = await Company.start(USERS_ONLY);
  const native = [...company.sim.company.users.values()][3]!;
  const before = structuredClone(native);
  await company.person('boss', { phoneNumber: native.fields.mobile });
  await company.person('other');
  const run = await company.push();
  assert.equal(run.state, 'partial_success');
  assert.deepEqual([run.counters.user!.created, run.counters.user!.conflict], [1, 1]);
  assert.deepEqual(native, before);
  const link = (await company.link('boss'))!;
  assert.deepEqual([link.state, link.error?.code], ['conflict', 'push_name_stranger']);
  const { targets } = await explain(company.db, company.deps, 'acme', 'boss');
  assert.deepEqual([targets[0]!.state, targets[0]!.refusal?.code], ['conflict', 'push_name_stranger']);
  await settled();
});

test('with the adopt policy that person is overwritten and keeps the userid', async () => {
  company = await Company.start({ ...USERS_ONLY, existing: 'adopt' });
  const native = [...company.sim.company.users.values()][3]!;
  const { userid, departments } = structuredClone(native);
  await company.person('boss', { phoneNumber: native.fields.mobile, displayName: 'The Boss' });
  const run = await company.push();
  assert.equal(run.counters.user!.updated, 1);
  const link = (await company.link('boss'))!;
  assert.deepEqual([link.state, link.remoteId], ['synced', userid]);
  assert.deepEqual([native.name, native.departments], ['The Boss', departments]);
  await settled();
});

test('a job number finds somebody whose mobile number is another', async () => {
  company = await Company.start({
    ...USERS_ONLY,
    existing: 'adopt',
    match: ['job_number'],
    mappings: [
      { target: 'userid', type: 'field', value: 'id' },
      { target: 'name', type: 'field', value: 'displayName' },
      { target: 'mobile', type: 'field', value: 'phoneNumber' },
      { target: 'job_number', type: 'field', value: 'description' },
    ],
  });
  const invited = [...company.sim.company.users.values()][3]!;
  company.sim.company.changeUser(invited.userid, { active: false });
  const active = [...company.sim.company.users.values()].find((user) => user.active)!;
  const mine = await company.person('mine', { description: invited.fields.job_number });
  await company.person('theirs', { description: active.fields.job_number });
  await company.person('nobody', { description: 'no such number' });
  const run = await company.push();
  const { updated, created, parked } = run.counters.user!;
  assert.deepEqual([updated, created, parked], [1, 1, 1], JSON.stringify(run.counters));
  assert.equal((await company.link('mine'))!.remoteId, invited.userid);
  assert.equal(invited.fields.mobile, mine.phoneNumber);
  // The number of somebody who has logged on is not the company's to change: DingTalk's own words stand there.
  const refused = (await company.link('theirs'))!.error!;
  assert.deepEqual([refused.code, refused.status], ['target_refused', 40022]);
  assert.match(refused.detail!, /手机号码/);
});

test('a match policy without the field to match by is refused', async () => {
  company = await Company.start(USERS_ONLY);
  await assert.rejects(company.set({ match: ['job_number'] }), { code: 'invalid_input' });
  await assert.rejects(company.set({ tokenUrl: 'https://example.com/' }), (error: { params: object }) => {
    assert.deepEqual(error.params, { field: 'provisioning.tokenUrl', reason: 'there is no such field' });
    return true;
  });
  await assert.rejects(company.set({ deprovision: 'disable' }), { code: 'invalid_input' });
  await assert.rejects(company.set({ baseUrl: 'https://elsewhere.example.com' }), { code: 'secret_again' });
});

test('who leaves is removed; too many removals wait for a person', async () => {
  company = await Company.start({ ...USERS_ONLY, guard: { deletions: 2, share: 100 } });
  for (let n = 0; n < 8; n++) await company.person(`user${n}`);
  await company.push();
  await company.remove('user0');
  assert.equal((await company.push()).counters.user!.deleted, 1);
  for (let n = 1; n < 5; n++) await company.remove(`user${n}`);
  const held = await company.push();
  assert.deepEqual([held.state, held.counters.user!.held], ['awaiting_confirmation', 4]);
  assert.equal(company.pushed().length, 7);
  const confirmed = await company.confirm(held.id);
  assert.equal(confirmed.counters.user!.deleted, 4);
  assert.equal(company.pushed().length, 3);
  await settled();
});

test('two accounts that swap their numbers are conflicts, since nobody can be given a number for a moment', async () => {
  company = await Company.start(USERS_ONLY);
  const a = await company.person('a');
  const b = await company.person('b');
  await company.push();
  await company.change('a', { phoneNumber: null, phoneRegion: null });
  await company.change('b', { phoneNumber: a.phoneNumber });
  await company.change('a', { phoneRegion: '86', phoneNumber: b.phoneNumber });
  const run = await company.push();
  assert.deepEqual([run.state, run.counters.user!.conflict], ['partial_success', 2]);
});

test('an account without a number, or with a userid DingTalk does not take, stops itself only', async () => {
  company = await Company.start(USERS_ONLY);
  await company.account('without');
  await company.person('with');
  const run = await company.push();
  assert.deepEqual([run.counters.user!.created, run.counters.user!.parked], [1, 1]);
  assert.equal((await company.link('without'))!.error!.code, 'push_value_missing');
  await company.set({
    mappings: [
      { target: 'userid', type: 'expression', value: 'Append("用户", user.id)' },
      { target: 'name', type: 'field', value: 'username' },
      { target: 'mobile', type: 'field', value: 'phoneNumber' },
    ],
  });
  await company.push();
  assert.equal((await company.link('with'))!.error!.code, 'push_value_invalid');
});

test('the preview says what the push then does, and calls nobody', async () => {
  company = await Company.start(USERS_ONLY);
  await company.person('a');
  await company.person('b');
  await company.push();
  await company.change('a', { displayName: 'New' });
  await company.remove('b');
  await company.person('c');
  const calls = JSON.stringify(company.sim.counts);
  const preview = await previewPush(company.db, company.deps, 'acme', company.appId, 10);
  assert.deepEqual([preview.create, preview.update, preview.delete], [1, 1, 1]);
  assert.equal(JSON.stringify(company.sim.counts), calls);
  assert.equal(preview.changes.find(({ op }) => op === 'update')!.why, 'name: “Name of a” → “New”');
});

test('Test Connectivity names each permission and changes nothing', async () => {
  company = await Company.start();
  const findings = async (settings: object = {}) => {
    const { kind, settings: stored } = await loadApplication(company.db, company.deps, 'acme', company.appId);
    const found: string[] = [];
    for await (const { step, ok, error } of kind.test({ ...stored, ...settings }))
      found.push(`${step} ${ok ? 'ok' : error!.code}`);
    return found;
  };
  const good = ['token ok', 'department ok', 'permission ok', 'permission ok', 'permission ok', 'count ok'];
  assert.deepEqual(await findings(), good);
  assert.deepEqual(await findings({ clientSecret: 'wrong' }), ['token web_api_credentials']);
  assert.deepEqual(await findings({ clientSecret: '' }), ['settings provisioning_incomplete']);
  assert.deepEqual(await findings({ departmentId: '99' }), [
    'token ok',
    'department push_department_unknown',
  ]);
  company.sim.faults.withdrawn.add('qyapi_manage_addresslist');
  assert.equal((await findings())[4], 'permission web_api_permission');
  assert.equal(company.pushed().length, 0);
});

test('somebody removed in DingTalk by hand is made once more, others there are never touched', async () => {
  company = await Company.start(USERS_ONLY);
  const a = await company.person('a');
  await company.push();
  company.sim.company.removeUser(a.id);
  await company.change('a', { displayName: 'Again' });
  const run = await company.push();
  assert.equal(run.counters.user!.created, 1);
  assert.equal(company.user(a)!.name, 'Again');
  await settled();
});

test('who may not list everybody is looked up one by one', async () => {
  company = await Company.start(USERS_ONLY);
  for (let n = 0; n < 110; n++) await company.person(`user${n}`);
  company.sim.onCall = (path) => {
    // A department that goes out of range while it is read.
    if (path === '/auth/scopes') company.sim.company.visible = { departments: [37_001], users: [] };
    if (path === '/topapi/v2/user/list')
      company.sim.company.visible = { departments: [company.top], users: [] };
  };
  const run = await company.push();
  assert.equal(run.state, 'success', JSON.stringify(run.error));
  assert.equal(run.counters.user!.created, 110);
  assert.ok(company.sim.counts['/topapi/v2/user/get']! >= 110);
});

test('a missing permission stops the push with its name, and it goes on when the permission is there', async () => {
  company = await Company.start(USERS_ONLY);
  await company.person('a');
  company.sim.faults.withdrawn.add('qyapi_manage_addresslist');
  const run = await company.push();
  assert.equal(run.error?.code, 'web_api_permission');
  assert.match(run.error!.message, /qyapi_manage_addresslist/);
  company.sim.faults.clear();
  await company.db.query(`UPDATE application SET paused_until = NULL`);
  assert.equal((await company.push()).state, 'success');
  assert.equal(await retryFailed(company.db, ACTOR, 'acme', company.appId), 0);
  await settled();
});
