import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { setFurtherOrgs } from '../../src/directory/accounts.ts';
import { createOrg, deleteOrg, updateOrg } from '../../src/directory/orgs.ts';
import { previewPush } from '../../src/push/preview.ts';
import { Company } from './company.ts';
import { ACTOR } from './world.ts';

let company: Company;
afterEach(() => company.stop());

const org = (name: string, parentId?: string) =>
  createOrg(company.db, ACTOR, 'acme', { name, ...(parentId && { parentId }) });
const change = (id: string, fields: object) => updateOrg(company.db, ACTOR, 'acme', id, fields);

const also = (username: string, ...orgs: { id: string }[]) =>
  setFurtherOrgs(
    company.db,
    ACTOR,
    'acme',
    username,
    orgs.map(({ id }) => id),
  );

async function settled(): Promise<void> {
  const before = company.writes();
  const run = await company.push();
  assert.equal(company.writes(), before, 'a further push writes nothing');
  assert.deepEqual([run.state, run.counters.org!.same], ['success', run.counters.org!.wanted]);
}

test('organizations become departments before their people, who are in the primary and in further ones', async () => {
  company = await Company.start();
  const sales = await org('销售部');
  const north = await org('华北', sales.id);
  const it = await org('IT');
  const zhang = await company.person('zhang', { primaryOrgId: north.id });
  await also('zhang', it);
  const boss = await company.person('boss');
  const preview = await previewPush(company.db, company.deps, 'acme', company.appId, 10);
  assert.deepEqual(preview.organizations, { create: 3, update: 0, delete: 0 });
  const run = await company.push();
  assert.equal(run.state, 'success', JSON.stringify(run.error));
  assert.deepEqual([run.counters.org!.created, run.counters.user!.created], [3, 2]);
  assert.equal(run.books?.balanced, true);
  assert.deepEqual(company.paths(), ['IT', '销售部', '销售部/华北']);
  assert.deepEqual(company.places(zhang), ['销售部/华北', 'IT']);
  await also('zhang', sales);
  assert.equal((await company.push()).counters.user!.updated, 1);
  assert.deepEqual(company.places(zhang), ['销售部/华北', '销售部']);
  assert.deepEqual(company.places(boss), ['.']);
  await settled();
});

test('a rename and a move are those of the same department, and people stay in it', async () => {
  company = await Company.start();
  const sales = await org('Sales');
  const north = await org('North', sales.id);
  const it = await org('IT');
  const zhang = await company.person('zhang', { primaryOrgId: north.id });
  await company.push();
  const [id] = company.user(zhang)!.departments;
  await change(north.id, { name: 'South' });
  await change(north.id, { parentId: it.id });
  const run = await company.push();
  assert.deepEqual([run.counters.org!.updated, run.counters.user!.updated], [1, 0]);
  assert.deepEqual(company.places(zhang), ['IT/South']);
  assert.deepEqual(company.user(zhang)!.departments, [id]);
  await settled();
});

test('names that are passed on within a push end where they belong', async () => {
  company = await Company.start();
  const first = await org('A');
  const second = await org('B');
  const zhang = await company.person('zhang', { primaryOrgId: first.id });
  await company.push();
  await change(second.id, { name: 'C' });
  await change(first.id, { name: 'B' });
  const run = await company.push();
  assert.equal(run.state, 'success');
  assert.deepEqual([company.paths(), company.places(zhang)], [['B', 'C'], ['B']]);
  await settled();
});

test('a department is removed only when it is empty and ours', async () => {
  company = await Company.start({ existing: 'adopt', guard: { deletions: 0, share: 100 } });
  const adopted = company.sim.company.addDepartment('Adopted', company.top);
  const [used, empty, theirs] = [await org('Used'), await org('Empty'), await org('Adopted')];
  const zhang = await company.person('zhang', { primaryOrgId: used.id });
  const run = await company.push();
  assert.deepEqual([run.counters.org!.created, run.counters.org!.linked], [2, 1]);
  const usedId = company.user(zhang)!.departments[0]!;
  const [native = ''] = company.natives;
  company.sim.company.moveUser(native, [usedId]);
  await company.set({ scope: { orgIds: [empty.id], groupIds: [] } });
  const narrowed = await company.push();
  assert.deepEqual([narrowed.state, narrowed.counters.user!.held], ['awaiting_confirmation', 1]);
  assert.deepEqual(company.paths(), ['Adopted', 'Empty', 'Used'], 'our person is still in it');
  await company.confirm(narrowed.id);
  assert.equal(company.user(zhang), undefined);
  assert.deepEqual(company.paths(), ['Adopted', 'Empty', 'Used'], 'somebody else still is');
  await deleteOrg(company.db, ACTOR, 'acme', theirs.id);
  company.sim.company.moveUser(native, [1]);
  const last = await company.push();
  assert.equal(last.counters.org!.deleted, 1);
  assert.deepEqual(company.paths(), ['Adopted', 'Empty'], 'one was there before us');
  assert.ok(company.sim.company.departments.has(adopted));
  await settled();
});

test('nested departments go from the innermost on', async () => {
  company = await Company.start({ scope: { orgIds: [], groupIds: [] } });
  const outer = await org('Outer');
  const inner = await org('Inner', outer.id);
  await org('Innermost', inner.id);
  const kept = await org('Kept');
  await company.push();
  await company.set({ scope: { orgIds: [kept.id], groupIds: [] } });
  const preview = await previewPush(company.db, company.deps, 'acme', company.appId, 10);
  assert.deepEqual(preview.organizations, { create: 0, update: 0, delete: 3 });
  const run = await company.push();
  assert.equal(run.counters.org!.deleted, 3);
  assert.deepEqual(company.paths(), ['Kept']);
  await settled();
});

test('a department of the same name that nobody linked stops its own people only', async () => {
  company = await Company.start();
  const strange = company.sim.company.addDepartment('Sales', company.top);
  const sales = await org('Sales');
  const north = await org('North', sales.id);
  const it = await org('IT');
  await company.person('in-sales', { primaryOrgId: sales.id });
  await company.person('in-north', { primaryOrgId: north.id });
  const other = await company.person('in-it', { primaryOrgId: it.id });
  const run = await company.push();
  assert.equal(run.state, 'partial_success');
  assert.deepEqual([run.counters.org!.failed, run.counters.user!.parked], [2, 2]);
  assert.deepEqual(company.places(other), ['IT']);
  assert.equal((await company.link('in-north'))!.error!.code, 'push_department_missing');
  const { rows } = await company.db.query<{ label: string; code: string }>(
    `SELECT label, code FROM run_record WHERE kind = 'org' ORDER BY label`,
  );
  assert.deepEqual(rows, [
    { label: 'North', code: 'push_department_missing' },
    { label: 'Sales', code: 'push_department_stranger' },
  ]);
  company.sim.company.changeDepartment(strange, { name: 'Old sales' });
  const next = await company.push();
  assert.equal(next.state, 'success', JSON.stringify(next.counters));
  await settled();
});

test('signs DingTalk does not take in a name are written as ones that look alike', async () => {
  company = await Company.start();
  await org('R-D, London');
  const run = await company.push();
  assert.equal(run.state, 'success', JSON.stringify(run.error));
  assert.deepEqual(company.paths(), ['R–D、 London']);
  await settled();
});

test('no department is made before somebody pushed for the first time', async () => {
  company = await Company.start();
  await company.live();
  await org('Sales');
  await company.person('zhang');
  // Long enough for live push to have looked at both.
  await new Promise((resolve) => setTimeout(resolve, 1000));
  assert.deepEqual(company.paths(), []);
  assert.equal((await company.push()).state, 'success');
  assert.deepEqual(company.paths(), ['Sales']);
});

test('what somebody moved, renamed or removed in DingTalk is put right by the next push', async () => {
  company = await Company.start();
  const [a, b, c] = [await org('A'), await org('B'), await org('C')];
  await company.push();
  const there = new Map(company.sim.company.children(company.top).map(({ id, name }) => [name, id]));
  company.sim.company.changeDepartment(there.get('A')!, { name: 'Renamed' });
  company.sim.company.changeDepartment(there.get('B')!, { parent: there.get('A')! });
  company.sim.company.removeDepartment(there.get('C')!);
  const zhang = await company.person('zhang', { primaryOrgId: c.id });
  await also('zhang', a, b);
  const run = await company.push();
  assert.equal(run.state, 'success', JSON.stringify(run.error));
  assert.deepEqual(company.paths(), ['A', 'B', 'C']);
  assert.deepEqual(company.places(zhang), ['C', 'A', 'B']);
  await settled();
});

test('while the server runs, organizations and their people follow by themselves', async () => {
  company = await Company.start();
  await company.push();
  await company.live();
  const sales = await org('Sales');
  assert.ok(await company.until(() => company.paths().includes('Sales')));
  const zhang = await company.person('zhang', { primaryOrgId: sales.id });
  assert.ok(await company.until(() => company.user(zhang) !== undefined));
  const it = await org('IT');
  await company.change('zhang', { primaryOrgId: it.id });
  assert.ok(await company.until(() => company.places(zhang).join() === 'IT'));
  await change(it.id, { name: 'Technology' });
  assert.ok(await company.until(() => company.places(zhang).join() === 'Technology'));
  await deleteOrg(company.db, ACTOR, 'acme', sales.id);
  assert.ok(await company.until(() => !company.paths().includes('Sales')));
  await settled();
});

test('the scope decides which organizations there are; the topmost ones lie directly below', async () => {
  company = await Company.start();
  const hq = await org('HQ');
  const sales = await org('Sales', hq.id);
  const north = await org('North', sales.id);
  await company.set({ scope: { orgIds: [sales.id], groupIds: [] } });
  const zhang = await company.person('zhang', { primaryOrgId: north.id });
  await also('zhang', hq);
  await company.person('outside', { primaryOrgId: hq.id });
  await company.push();
  assert.deepEqual(company.paths(), ['Sales', 'Sales/North']);
  assert.deepEqual(company.places(zhang), ['Sales/North']);
  assert.equal(company.pushed().length, 1);
  await settled();
});
