import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import type { PoolClient } from 'pg';
import type { Db } from '../../src/db/db.ts';
import { createGroup } from '../../src/directory/groups.ts';
import { createOrg, updateOrg } from '../../src/directory/orgs.ts';
import { loadApplication } from '../../src/push/applications.ts';
import { countLinks, releaseHeld, retryFailed } from '../../src/push/links.ts';
import { previewPush } from '../../src/push/preview.ts';
import { project } from '../../src/push/project.ts';
import { getRunRow, listPlanLines, runOf } from '../../src/runs/runs.ts';
import { Pusher } from './pusher.ts';
import { ACTOR } from './world.ts';

let pusher: Pusher;
afterEach(() => pusher.stop());

/** What every story ends with: nobody twice, and a further push writes nothing. */
async function settled(): Promise<void> {
  const before = pusher.writes();
  await pusher.push();
  assert.equal(pusher.writes(), before, 'a further push writes nothing');
  const users = pusher.target.users.all();
  const ids = users.map(({ externalId }) => externalId).filter((id) => id !== null);
  assert.equal(new Set(ids).size, ids.length, 'no externalId twice');
}

test('One-click Push creates everybody in scope, and a second one does nothing', async () => {
  pusher = await Pusher.start();
  const zhang = await pusher.account('Zhang.San', { displayName: '张三' });
  await pusher.account('lisi');
  const run = await pusher.push();
  assert.equal(run.state, 'success');
  assert.equal(run.counters.user!.created, 2);
  assert.equal(run.books?.balanced, true);
  const user = pusher.target.users.byName('zhang.san')!;
  const expected = { id: user.id, userName: 'zhang.san', displayName: '张三', externalId: zhang.id };
  assert.deepEqual(user, expected);
  assert.equal(pusher.target.users.byName('lisi')!.displayName, 'lisi');
  const before = { ...pusher.target.counts };
  const second = await pusher.push();
  assert.equal(second.state, 'success');
  assert.equal(second.counters.user!.same, 2);
  assert.deepEqual(pusher.target.counts, before, 'not one request');
});

test('an update sends only what changed, by id, renames included', async () => {
  pusher = await Pusher.start();
  await pusher.accounts(3);
  await pusher.push();
  const { id } = pusher.target.users.byName('user1')!;
  await pusher.change('user1', { username: 'renamed', displayName: 'New' });
  await pusher.change('user2', { email: 'not.mapped@example.com' });
  const run = await pusher.push();
  assert.equal(run.counters.user!.updated, 1);
  assert.equal(pusher.target.counts.PUT, 1);
  assert.equal(pusher.target.users.byName('renamed')?.id, id);
  await settled();
});

test('two accounts that swap their names both get them, through a temporary name', async () => {
  pusher = await Pusher.start();
  const [a, b] = await pusher.accounts(2);
  await pusher.push();
  await pusher.change('user0', { username: 'aside' });
  await pusher.change('user1', { username: 'user0' });
  await pusher.change('aside', { username: 'user1' });
  const run = await pusher.push();
  assert.equal(run.state, 'success');
  assert.equal(run.counters.user!.updated, 2);
  assert.equal(pusher.target.users.byName('user1')?.externalId, a!.id);
  assert.equal(pusher.target.users.byName('user0')?.externalId, b!.id);
  assert.deepEqual(pusher.names(), ['user0', 'user1']);
  await settled();
});

test('a ring of five names and a chain behind it are untied', async () => {
  pusher = await Pusher.start();
  const accounts = await pusher.accounts(7);
  await pusher.push();
  // 0→1→2→3→4→0, and 5 takes what 6 leaves.
  for (let n = 0; n < 7; n++) await pusher.change(`user${n}`, { username: `tmp${n}` });
  const wanted = ['user1', 'user2', 'user3', 'user4', 'user0', 'user6', 'fresh'];
  for (const [n, username] of wanted.entries()) await pusher.change(`tmp${n}`, { username });
  const run = await pusher.push();
  assert.equal(run.state, 'success', JSON.stringify(run.counters));
  for (const [n, username] of wanted.entries())
    assert.equal(pusher.target.users.byName(username)?.externalId, accounts[n]!.id);
  await settled();
});

test('a new account may take the name of one that is deleted', async () => {
  pusher = await Pusher.start({ guard: { deletions: 10, share: 100 } });
  await pusher.accounts(2);
  await pusher.push();
  await pusher.remove('user0');
  const again = await pusher.account('user0');
  const run = await pusher.push();
  assert.equal(run.state, 'success', JSON.stringify(run.counters));
  assert.deepEqual([run.counters.user!.created, run.counters.user!.deleted], [1, 1]);
  assert.equal(pusher.target.users.byName('user0')?.externalId, again.id);
  await settled();
});

test('a console-made user of the same name is a conflict and is never written', async () => {
  pusher = await Pusher.start();
  pusher.target.users.create({ userName: 'Boss', displayName: 'made by hand' });
  await pusher.account('boss');
  await pusher.account('other');
  const run = await pusher.push();
  assert.equal(run.state, 'partial_success');
  assert.deepEqual([run.counters.user!.created, run.counters.user!.conflict], [1, 1]);
  assert.equal(pusher.target.users.byName('boss')!.displayName, 'made by hand');
  const link = (await pusher.link('boss'))!;
  assert.deepEqual([link.state, link.error?.code, link.remoteId], ['conflict', 'push_name_stranger', null]);
  await settled();
});

test('with the adopt policy it is taken over, keeping its id', async () => {
  pusher = await Pusher.start({ existing: 'adopt' });
  pusher.target.users.create({ userName: 'Boss', displayName: 'made by hand' });
  const { id } = pusher.target.users.byName('boss')!;
  const boss = await pusher.account('boss');
  await pusher.push();
  const user = pusher.target.users.byName('boss')!;
  assert.deepEqual([user.id, user.externalId, user.displayName], [id, boss.id, 'boss']);
  await settled();
});

test('users that bear our external ids are linked again without a write', async () => {
  pusher = await Pusher.start();
  const accounts = await pusher.accounts(60);
  await pusher.push();
  await pusher.db.query(`DELETE FROM target_link`);
  const before = pusher.writes();
  const run = await pusher.push();
  assert.equal(run.counters.user!.linked, accounts.length);
  assert.equal(pusher.writes(), before);
  await settled();
});

test('many new accounts are matched by one listing, few by look-ups', async () => {
  pusher = await Pusher.start();
  await pusher.accounts(3);
  await pusher.push();
  assert.deepEqual([pusher.target.counts.search, pusher.target.counts.list], [6, undefined]);
  await pusher.accounts(60, 'more');
  await pusher.push();
  assert.equal(pusher.target.counts.search, 6);
  assert.ok(pusher.target.counts.list! <= 4);
  await settled();
});

test('a target that ignores filters is listed instead, and nobody is created twice', async () => {
  pusher = await Pusher.start();
  await pusher.accounts(5);
  await pusher.push();
  await pusher.db.query(`DELETE FROM target_link`);
  pusher.target.faults.ignoreFilters = true;
  await pusher.account('extra');
  const run = await pusher.push();
  assert.deepEqual([run.counters.user!.linked, run.counters.user!.created], [5, 1]);
  await settled();
});

test('a list that repeats itself is not trusted', async () => {
  pusher = await Pusher.start();
  for (let n = 0; n < 150; n++) pusher.target.users.create({ userName: `there${n}` });
  pusher.target.faults.ignorePaging = true;
  await pusher.accounts(60);
  const run = await pusher.push();
  assert.equal(run.counters.user!.created, 60);
  assert.ok(pusher.target.counts.search! >= 120, 'looked up one by one');
  await settled();
});

test('a deleted account is deleted at the target; other users there are never touched', async () => {
  pusher = await Pusher.start({ guard: { deletions: 10, share: 100 } });
  pusher.target.users.create({ userName: 'service-account' });
  await pusher.accounts(2);
  await pusher.push();
  await pusher.remove('user0');
  const run = await pusher.push();
  assert.equal(run.counters.user!.deleted, 1);
  assert.deepEqual(pusher.names(), ['service-account', 'user1']);
  assert.equal(await pusher.link('user0'), undefined);
  await settled();
});

test('a refused deletion is parked with the reason of the target, and retried when asked', async () => {
  pusher = await Pusher.start({ guard: { deletions: 10, share: 100 } });
  await pusher.accounts(1);
  await pusher.push();
  const { id } = pusher.target.users.byName('user0')!;
  pusher.target.users.attached.add(id);
  await pusher.remove('user0');
  const run = await pusher.push();
  assert.equal(run.state, 'partial_success');
  const link = (await pusher.link('user0'))!;
  assert.deepEqual(
    [link.state, link.error?.code, link.error?.status],
    ['parked', 'target_delete_refused', 409],
  );
  assert.match(link.error!.detail!, /AccessKey/);
  pusher.target.users.attached.delete(id);
  await pusher.live();
  assert.equal(await retryFailed(pusher.db, ACTOR, 'acme', pusher.appId), 1);
  assert.ok(await pusher.until(() => pusher.target.users.size === 0));
});

test('too many deletions wait for a person, the rest is pushed; after a yes they are made', async () => {
  pusher = await Pusher.start({ guard: { deletions: 3, share: 100 } });
  await pusher.accounts(10);
  await pusher.push();
  for (let n = 0; n < 5; n++) await pusher.remove(`user${n}`);
  await pusher.account('newcomer');
  const run = await pusher.push();
  assert.equal(run.state, 'awaiting_confirmation');
  assert.deepEqual([run.counters.user!.held, run.counters.user!.created], [5, 1]);
  assert.equal(pusher.target.users.size, 11);
  assert.equal((await pusher.link('user0'))?.error?.code, 'push_held');
  const confirmed = await pusher.confirm(run.id);
  assert.equal(confirmed.state, 'success');
  assert.equal(confirmed.counters.user!.deleted, 5);
  assert.equal(pusher.target.users.size, 6);
  await settled();
});

test('a yes to a held push is for the deletions it shows; later ones wait for a yes of their own', async () => {
  pusher = await Pusher.start({ guard: { deletions: 0, share: 100 } });
  await pusher.accounts(8);
  await pusher.push();
  await pusher.remove('user0');
  const first = await pusher.push();
  assert.equal((await listPlanLines(pusher.db, first.id, { limit: 100 })).length, 1);
  await pusher.live();
  for (let n = 1; n < 6; n++) await pusher.remove(`user${n}`);
  assert.ok(await pusher.until(async () => (await pusher.link('user5'))?.state === 'held'));
  const applied = await pusher.confirm(first.id);
  assert.equal(applied.state, 'awaiting_confirmation');
  assert.deepEqual([applied.counters.user!.deleted, applied.counters.user!.held], [1, 5]);
  assert.equal(pusher.target.users.size, 7);
  assert.equal((await listPlanLines(pusher.db, first.id, { limit: 100 })).length, 5);
  const newer = await pusher.push();
  assert.equal(runOf(await getRunRow(pusher.db, 'acme', first.id)).state, 'discarded');
  assert.equal((await pusher.confirm(newer.id)).counters.user!.deleted, 5);
  assert.equal(pusher.target.users.size, 2);
});

/** The database, with `act` done beside the projection, just before it marks what leaves. */
function interrupted(db: Db, act: () => Promise<unknown>): Db {
  const tx = <T>(work: (sql: PoolClient) => Promise<T>): Promise<T> =>
    db.tx((client) => {
      const query = async (text: string, values?: unknown[]) => {
        if (text.startsWith('UPDATE target_link')) await act();
        return client.query(text, values);
      };
      return work({ query } as unknown as PoolClient);
    });
  return { ...db, tx };
}

const ALL = { touched: null, operations: { create: true, update: true, delete: true } };

test('what leaves after the guard has counted is not marked with what it counted', async () => {
  pusher = await Pusher.start({ guard: { deletions: 5, share: 100 } });
  await pusher.accounts(10);
  await pusher.push();
  await pusher.remove('user0');
  const application = await loadApplication(pusher.db, pusher.deps, 'acme', pusher.appId);
  const more = () => pusher.db.query(`DELETE FROM account WHERE username <> 'user9'`);
  const verdict = await project(interrupted(pusher.db, more), application, ALL);
  assert.deepEqual([verdict.leaving, verdict.hold], [1, false]);
  assert.equal((await countLinks(pusher.db, pusher.appId)).due, 1);
  const next = await project(pusher.db, application, ALL);
  assert.deepEqual([next.leaving, next.hold], [8, true]);
  assert.equal((await countLinks(pusher.db, pusher.appId)).held, 8);
});

test('a write in between makes the guard count again', async () => {
  pusher = await Pusher.start({ guard: { deletions: 5, share: 100 } });
  await pusher.accounts(10);
  await pusher.push();
  await pusher.remove('user0');
  const application = await loadApplication(pusher.db, pusher.deps, 'acme', pusher.appId);
  let times = 0;
  const more = async () => {
    if (times++ > 0) return;
    await pusher.db.query(`DELETE FROM account WHERE username <> 'user9'`);
    await pusher.db.query(`UPDATE target_link SET attempts = 1 WHERE label = 'user0'`);
  };
  const verdict = await project(interrupted(pusher.db, more), application, ALL);
  assert.equal(times, 2);
  assert.deepEqual([verdict.leaving, verdict.hold], [9, true]);
  assert.equal((await countLinks(pusher.db, pusher.appId)).held, 9);
});

test('live deletions one by one cannot pass the guard either', async () => {
  pusher = await Pusher.start({ guard: { deletions: 3, share: 100 } });
  await pusher.accounts(10);
  await pusher.push();
  await pusher.live();
  for (let n = 0; n < 3; n++) {
    await pusher.remove(`user${n}`);
    assert.ok(await pusher.until(() => pusher.target.users.size === 9 - n));
  }
  await pusher.remove('user3');
  assert.ok(await pusher.until(async () => (await pusher.link('user3'))?.state === 'held'));
  assert.equal(pusher.target.users.size, 7);
  assert.equal(await releaseHeld(pusher.db, ACTOR, 'acme', pusher.appId), 1);
  assert.ok(await pusher.until(() => pusher.target.users.size === 6));
});

test('scope: organizations with what lies below, groups; who leaves it is deprovisioned', async () => {
  pusher = await Pusher.start();
  const hq = await createOrg(pusher.db, ACTOR, 'acme', { name: 'HQ' });
  const rd = await createOrg(pusher.db, ACTOR, 'acme', { name: 'R&D', parentId: hq.id });
  const elsewhere = await createOrg(pusher.db, ACTOR, 'acme', { name: 'Elsewhere' });
  const admins = await createGroup(pusher.db, ACTOR, 'acme', { name: 'admins' });
  await pusher.account('in-hq', { primaryOrgId: hq.id });
  await pusher.account('in-rd', { primaryOrgId: rd.id });
  await pusher.account('in-group', { primaryOrgId: elsewhere.id, groupIds: [admins.id] });
  await pusher.account('outside', { primaryOrgId: elsewhere.id });
  await pusher.set({ scope: { orgIds: [hq.id], groupIds: [admins.id] } });
  await pusher.push();
  assert.deepEqual(pusher.names(), ['in-group', 'in-hq', 'in-rd']);
  await pusher.live();
  await updateOrg(pusher.db, ACTOR, 'acme', rd.id, { parentId: elsewhere.id });
  assert.ok(await pusher.until(() => !pusher.names().includes('in-rd')), 'a move of an organization counts');
  await pusher.change('outside', { primaryOrgId: hq.id });
  assert.ok(await pusher.until(() => pusher.names().includes('outside')));
});

test('policies: leave keeps the remote user, disabled accounts stay unless told otherwise', async () => {
  pusher = await Pusher.start({ deprovision: 'leave' });
  await pusher.accounts(2);
  await pusher.push();
  await pusher.remove('user0');
  await pusher.change('user1', { enabled: false });
  await pusher.push();
  assert.deepEqual(pusher.names(), ['user0', 'user1']);
  assert.equal((await pusher.link('user0'))?.state, 'left');
  await pusher.set({ deprovision: 'delete', disabled: 'remove', guard: { deletions: 10, share: 100 } });
  await pusher.push();
  assert.deepEqual(pusher.names(), []);
  await pusher.change('user1', { enabled: true });
  await pusher.push();
  assert.deepEqual(pusher.names(), ['user1']);
  await settled();
});

/** A target that knows `active`, which RAM does not. */
const KNOWS_ACTIVE = {
  deprovision: 'disable',
  guard: { deletions: 10, share: 100 },
  dialect: { attributes: ['userName', 'externalId', 'displayName', 'active'], canDisable: true },
  mappings: [
    { target: 'externalId', type: 'field', value: 'id' },
    { target: 'userName', type: 'field', value: 'username' },
    { target: 'displayName', type: 'field', value: 'username' },
    { target: 'active', type: 'field', value: 'active' },
  ],
} as const;

test('where the target knows active, it follows the account, and who leaves is switched off', async () => {
  pusher = await Pusher.start(structuredClone(KNOWS_ACTIVE) as object);
  await pusher.accounts(2);
  await pusher.push();
  await pusher.change('user0', { enabled: false });
  await pusher.remove('user1');
  const run = await pusher.push();
  assert.deepEqual([run.counters.user!.updated, run.counters.user!.disabled], [1, 1]);
  assert.deepEqual(
    [pusher.target.users.byName('user0')?.active, pusher.target.users.byName('user1')?.active],
    [false, false],
  );
  assert.equal((await pusher.link('user1'))?.state, 'disabled');
  await settled();
});

test('a target without PATCH is updated by PUT', async () => {
  pusher = await Pusher.start({ dialect: { update: 'patch' } });
  await pusher.accounts(2);
  await pusher.push();
  await pusher.change('user0', { displayName: 'New' });
  await pusher.change('user1', { displayName: 'New' });
  const run = await pusher.push();
  assert.equal(run.counters.user!.updated, 2);
  assert.equal(pusher.target.users.byName('user1')?.displayName, 'New');
  await settled();
});

test('switched-off operations wait; One-click Push creates and updates all the same', async () => {
  pusher = await Pusher.start({ operations: { create: false, update: false, delete: false } });
  await pusher.live();
  await pusher.account('user0');
  assert.ok(await pusher.until(async () => (await pusher.link('user0'))?.state === 'off'));
  assert.equal(pusher.writes(), 0);
  await pusher.push();
  assert.deepEqual(pusher.names(), ['user0']);
  await pusher.remove('user0');
  await pusher.push();
  assert.deepEqual(pusher.names(), ['user0'], 'deletions stay off');
});

test('what the target refuses is parked with its words, and goes on when the data changes', async () => {
  pusher = await Pusher.start();
  await pusher.account('bad@name', { displayName: 'x' });
  await pusher.account('good');
  await pusher.set({ dialect: { dropsDomain: false } });
  const run = await pusher.push();
  assert.deepEqual(
    [run.state, run.counters.user!.parked, run.counters.user!.created],
    ['partial_success', 1, 1],
  );
  const link = (await pusher.link('bad@name'))!;
  assert.deepEqual(
    [link.error?.code, link.error?.status, link.error?.scimType],
    ['target_refused', 400, 'invalidValue'],
  );
  assert.match(link.error!.detail!, /InvalidChars/);
  await pusher.live();
  await pusher.change('bad@name', { username: 'good2' });
  assert.ok(await pusher.until(() => pusher.names().includes('good2')));
});

test('a mapping that fails stops its account only', async () => {
  pusher = await Pusher.start();
  await pusher.account('with', { displayName: '甲' });
  await pusher.account('without');
  const field = { type: 'field' as const };
  await pusher.set({
    mappings: [
      { target: 'externalId', ...field, value: 'id' },
      { target: 'userName', ...field, value: 'username' },
      { target: 'displayName', ...field, value: 'displayName' },
    ],
  });
  const run = await pusher.push();
  assert.deepEqual([run.counters.user!.created, run.counters.user!.parked], [1, 1]);
  assert.equal((await pusher.link('without'))?.error?.code, 'push_value_missing');
});

test('a mapping that gives one name to two accounts pushes the first and names it to the second', async () => {
  pusher = await Pusher.start();
  await pusher.accounts(2);
  const expression = { type: 'expression' as const };
  await pusher.set({
    mappings: [
      { target: 'externalId', type: 'field', value: 'id' },
      { target: 'userName', ...expression, value: 'Substring(user.username, 0, 4)' },
      { target: 'displayName', ...expression, value: 'user.username' },
    ],
  });
  const run = await pusher.push();
  assert.deepEqual([run.counters.user!.created, run.counters.user!.conflict], [1, 1]);
  const second = (await pusher.link('user1'))!;
  assert.ok(['push_name_twice', 'push_name_held'].includes(second.error!.code), second.error!.code);
  assert.deepEqual(pusher.names(), ['user']);
});

test('the preview says what the push then does, and writes nothing', async () => {
  pusher = await Pusher.start({ guard: { deletions: 10, share: 100 } });
  await pusher.accounts(4);
  await pusher.push();
  await pusher.change('user0', { displayName: 'New' });
  await pusher.remove('user1');
  await pusher.account('fresh');
  const links = async () => (await pusher.db.query(`SELECT * FROM target_link ORDER BY account_id`)).rows;
  const before = await links();
  const preview = await previewPush(pusher.db, pusher.deps, 'acme', pusher.appId, 10);
  assert.deepEqual(await links(), before);
  const { total, create, update, delete: deleted, same, refused } = preview;
  assert.deepEqual([total, create, update, deleted, same, refused], [5, 1, 1, 1, 2, 0]);
  const change = preview.changes.find(({ op }) => op === 'update')!;
  assert.equal(change.why, 'displayName: “user0” → “New”');
  const run = await pusher.push();
  const { created, updated, deleted: gone } = run.counters.user!;
  assert.deepEqual([created, updated, gone], [1, 1, 1]);
});

test('a change is at the target by itself while the server runs; a disabled application stays quiet', async () => {
  pusher = await Pusher.start();
  await pusher.live();
  await pusher.account('live');
  assert.ok(await pusher.until(() => pusher.names().includes('live')));
  await pusher.change('live', { displayName: 'Changed' });
  assert.ok(await pusher.until(() => pusher.target.users.byName('live')?.displayName === 'Changed'));
  assert.equal(pusher.target.counts.token, 1, 'one token for all of it');
  await pusher.db.query(`UPDATE application SET enabled = false`);
  await pusher.account('unseen');
  await new Promise((resolve) => setTimeout(resolve, 1500));
  assert.deepEqual(pusher.names(), ['live']);
  await assert.rejects(pusher.push(), { code: 'application_disabled' });
  await pusher.db.query(`UPDATE application SET enabled = true`);
  assert.ok(await pusher.until(() => pusher.names().includes('unseen')), 'what was missed is caught up');
});

test('live push and One-click Push at once send nothing twice', async () => {
  pusher = await Pusher.start();
  await pusher.live();
  const [run] = await Promise.all([pusher.push(), pusher.accounts(30)]);
  assert.ok(run.state === 'success');
  assert.ok(await pusher.until(() => pusher.target.users.size === 30));
  assert.equal(pusher.target.counts.POST, 30);
});
