/** Who may sign in: by everyone, account, organization, group and rule, read at the moment of signing in. */
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { findSso, listUsable, personAt } from '../../src/applications/access.ts';
import { unassign } from '../../src/applications/assignments.ts';
import { deleteAccount, setFurtherOrgs, updateAccount } from '../../src/directory/accounts.ts';
import { purgeDeleted, restoreDeleted } from '../../src/directory/deleted-entries.ts';
import { createGroup, deleteGroup } from '../../src/directory/groups.ts';
import { createInstance } from '../../src/directory/instances.ts';
import { addMembers, removeMembers } from '../../src/directory/members.ts';
import { createOrg, updateOrg } from '../../src/directory/orgs.ts';
import { failure, freshDirectory } from '../directory/directory.ts';
import { ACTOR, Applications } from './world.ts';

let apps: Applications;
const directory = freshDirectory(async (db) => {
  apps = new Applications(db);
});

const org = (name: string, parentId?: string) =>
  createOrg(directory.db, ACTOR, 'acme', { name, ...(parentId && { parentId }) });

test('everyone, unless the account is disabled, locked, expired or gone', async () => {
  const app = await apps.open('Open', { authorisation: 'everyone' });
  const { id } = await apps.account('zhang.wei');
  assert.equal(await apps.told(app, id), 'zhang.wei');
  const past = new Date(Date.now() - 60_000).toISOString();
  const future = new Date(Date.now() + 3_600_000).toISOString();
  for (const [bad, good] of [
    [{ enabled: false }, { enabled: true }],
    [{ expiresAt: past }, { expiresAt: future }],
    [{ lockedUntil: future }, { lockedUntil: past }],
  ]) {
    await updateAccount(directory.db, ACTOR, 'acme', id, bad);
    assert.equal(await apps.told(app, id), 'account_unusable', JSON.stringify(bad));
    assert.deepEqual(await listUsable(directory.db, 'acme', id), []);
    await updateAccount(directory.db, ACTOR, 'acme', id, good);
    assert.equal(await apps.told(app, id), 'zhang.wei', JSON.stringify(good));
  }
  await deleteAccount(directory.db, ACTOR, 'acme', id);
  assert.equal(await apps.told(app, id), 'account_unusable');
});

test('sign-in that is switched off lets nobody in, also for who holds the application from before', async () => {
  const app = await apps.open('Off', { authorisation: 'everyone' });
  const { id } = await apps.account('off');
  const held = await apps.sso(app);
  await apps.set(app, { enabled: false });
  assert.equal(await apps.told(app, id), 'sso_disabled');
  assert.deepEqual(await personAt(directory.db, held, id), { ok: false, reason: 'sso_disabled' });
});

test('an account by itself, and no other', async () => {
  const app = await apps.open('One');
  const [one, two] = [await apps.account('one'), await apps.account('two')];
  assert.equal(await apps.told(app, one.id), 'not_assigned');
  assert.equal(await apps.assign(app, 'account', one.id), 1);
  assert.equal(await apps.assign(app, 'account', one.id), 0);
  assert.deepEqual([await apps.told(app, one.id), await apps.told(app, two.id)], ['one', 'not_assigned']);
});

describe('organizations', () => {
  test('with everything below, primary or further, wherever they are moved', async () => {
    const app = await apps.open('Org');
    const top = await org('R&D');
    const middle = await org('Platform', top.id);
    const low = await org('Storage', middle.id);
    const aside = await org('Sales');
    const inside = await apps.account('inside', { primaryOrgId: low.id });
    const further = await apps.account('further', { primaryOrgId: aside.id });
    const outside = await apps.account('outside', { primaryOrgId: aside.id });
    await setFurtherOrgs(directory.db, ACTOR, 'acme', further.id, [middle.id]);
    await apps.assign(app, 'org', top.id);
    const all = () => Promise.all([inside, further, outside].map(({ id }) => apps.told(app, id)));
    assert.deepEqual(await all(), ['inside', 'further', 'not_assigned']);
    await updateOrg(directory.db, ACTOR, 'acme', middle.id, { parentId: aside.id });
    assert.deepEqual(await all(), ['not_assigned', 'not_assigned', 'not_assigned']);
    await updateOrg(directory.db, ACTOR, 'acme', aside.id, { parentId: top.id });
    assert.deepEqual(await all(), ['inside', 'further', 'outside']);
    await updateAccount(directory.db, ACTOR, 'acme', inside.id, {
      primaryOrgId: directory.instance.rootOrgId,
    });
    assert.deepEqual(await all(), ['not_assigned', 'further', 'outside']);
  });
});

describe('groups', () => {
  test('as long as one is a member, and the group is there', async () => {
    const app = await apps.open('Group');
    const group = await createGroup(directory.db, ACTOR, 'acme', { name: 'vpn' });
    const { id } = await apps.account('member');
    await addMembers(directory.db, ACTOR, 'acme', group.id, [id]);
    await apps.assign(app, 'group', group.id);
    assert.equal(await apps.told(app, id), 'member');
    await removeMembers(directory.db, ACTOR, 'acme', group.id, [id]);
    assert.equal(await apps.told(app, id), 'not_assigned');
    await addMembers(directory.db, ACTOR, 'acme', group.id, [id]);
    await deleteGroup(directory.db, ACTOR, 'acme', group.id, { force: true });
    assert.equal(await apps.told(app, id), 'not_assigned');
    await restoreDeleted(directory.db, ACTOR, 'acme', group.id);
    assert.equal(await apps.told(app, id), 'member');
    await deleteGroup(directory.db, ACTOR, 'acme', group.id, { force: true });
    await purgeDeleted(directory.db, ACTOR, 'acme', group.id);
    const { rows } = await directory.db.query(`SELECT FROM application_assignment WHERE subject_id = $1`, [
      group.id,
    ]);
    assert.equal(rows.length, 0);
  });

  test('a new group of the old name is another one', async () => {
    const app = await apps.open('Renamed group');
    const group = await createGroup(directory.db, ACTOR, 'acme', { name: 'admins' });
    await apps.assign(app, 'group', group.id);
    await deleteGroup(directory.db, ACTOR, 'acme', group.id, { force: true });
    const again = await createGroup(directory.db, ACTOR, 'acme', { name: 'admins' });
    const { id } = await apps.account('newcomer');
    await addMembers(directory.db, ACTOR, 'acme', again.id, [id]);
    assert.equal(await apps.told(app, id), 'not_assigned');
  });
});

describe('rules', () => {
  let counter = 0;
  test('hold for the account as it is now', async () => {
    const app = await apps.open('Rule');
    await apps.rule(app, 'Substring(Lower(user.username), 0, 4) == "ext-" && user.email != null');
    const { id } = await apps.account('ext-li');
    assert.equal(await apps.told(app, id), 'not_assigned');
    await updateAccount(directory.db, ACTOR, 'acme', id, { email: 'li@example.com' });
    assert.equal(await apps.told(app, id), 'ext-li');
    assert.equal(await apps.told(app, (await apps.account('li-ext')).id), 'not_assigned');
  });

  test('may read groups', async () => {
    const app = await apps.open('Rule of groups');
    await apps.rule(app, 'ArrayJoin(ArrayMap(user.groups, __item.groupName), ",") == "red,team"');
    const group = await createGroup(directory.db, ACTOR, 'acme', { name: 'red,team' });
    const { id } = await apps.account('red');
    assert.equal(await apps.told(app, id), 'not_assigned');
    await addMembers(directory.db, ACTOR, 'acme', group.id, [id]);
    assert.equal(await apps.told(app, id), 'red');
  });

  for (const [what, rule] of [
    ['fails', 'Lower(user.groups) == "x"'],
    ['fails beside an assignment that does not hold', 'Pinyin("㐂") == ""'],
    ['gives a text that is no condition', 'user.username'],
    ['gives a number', '1 + 1'],
    ['gives nothing', 'user.nothing'],
    ['gives an object', 'user.custom'],
    ['gives false as text', '"FALSE"'],
    ['tests more than the steps allowed', 'RegexReplace(user.description, "(a|aa)+b", "") == "x"'],
  ] as const)
    test(`one that ${what} lets nobody in`, async () => {
      const app = await apps.open(`Rule ${what}`);
      await apps.rule(app, rule);
      const { id } = await apps.account(`rule${counter++}`, {
        description: 'a'.repeat(256),
      });
      assert.equal(await apps.told(app, id), 'not_assigned');
    });

  test('one that fails does not keep out whom another lets in', async () => {
    const app = await apps.open('Two rules');
    await apps.rule(app, 'Lower(user.groups) == "x"');
    await apps.rule(app, 'user.username == "lucky"');
    assert.equal(await apps.told(app, (await apps.account('lucky')).id), 'lucky');
  });

  test('must compile over user alone, and be there once', async () => {
    const app = await apps.open('Written rule');
    await assert.rejects(
      apps.rule(app, 'user.username =='),
      failure('expression_value_missing', { field: 'rule' }),
    );
    await assert.rejects(apps.rule(app, 'appUser.username == "a"', 'a'), failure('expression_name_unknown'));
    await assert.rejects(apps.rule(app, 'idpUser.mail == "a"', 'a'), failure('expression_name_unknown'));
    await apps.rule(app, 'user.enabled');
    await assert.rejects(apps.rule(app, 'user.enabled', 'again'), failure('duplicate_value'));
  });
});

describe('instances', () => {
  let other: Applications;
  before(async () => {
    await createInstance(directory.db, ACTOR, { id: 'other', name: 'Other' });
    other = new Applications(directory.db, 'other');
  });

  test('an application is found in its own instance only', async () => {
    const app = await apps.open('Mine', { authorisation: 'everyone' });
    assert.equal(await findSso(directory.db, 'other', app), undefined);
    assert.equal(await findSso(directory.db, 'acme', 'no\0thing'), undefined);
    await assert.rejects(other.set(app, { enabled: false }), failure('not_found'));
  });

  test('an account of another instance is nobody, also where everyone may', async () => {
    const app = await apps.open('Everyone here', { authorisation: 'everyone' });
    const stranger = await other.account('stranger');
    assert.equal(await apps.told(app, stranger.id), 'account_unusable');
    assert.deepEqual(await listUsable(directory.db, 'acme', stranger.id), []);
  });

  test('nothing of another instance is assigned, and nothing of a call that names some', async () => {
    const app = await apps.open('Strict');
    const own = await apps.account('own-here');
    const theirs = await other.account('theirs');
    const group = await createGroup(directory.db, ACTOR, 'other', { name: 'theirs' });
    const unit = await createOrg(directory.db, ACTOR, 'other', { name: 'theirs' });
    for (const [kind, ids] of [
      ['account', [own.id, theirs.id]],
      ['group', [group.id]],
      ['org', [unit.id]],
      // An id of the right instance under the wrong kind.
      ['group', [own.id]],
      ['account', ['no\0thing']],
    ] as const)
      await assert.rejects(apps.assign(app, kind, ...ids), failure('not_found'), kind);
    assert.equal(await apps.told(app, own.id), 'not_assigned');
    await assert.rejects(apps.give(app, [theirs.id, 'x']), failure('not_found'));
  });

  test('assignments of one application cannot be taken away through another', async () => {
    const [mine, yours] = [await apps.open('Taken from'), await other.open('Taker')];
    const { id } = await apps.account('kept');
    await apps.assign(mine, 'account', id);
    const { rows } = await directory.db.query<{ id: string }>(
      `SELECT id FROM application_assignment WHERE application_id = $1`,
      [mine],
    );
    const ids = rows.map((row) => row.id);
    assert.equal(await unassign(directory.db, ACTOR, 'other', yours, { ids }), 0);
    assert.equal(await apps.told(mine, id), 'kept');
    assert.equal(await unassign(directory.db, ACTOR, 'acme', mine, { ids }), 1);
    assert.equal(await apps.told(mine, id), 'not_assigned');
  });
});

describe('the portal', () => {
  test('shows what one may use, by name, with where it leads', async () => {
    await createInstance(directory.db, ACTOR, { id: 'portal', name: 'Portal' });
    const mine = new Applications(directory.db, 'portal');
    const { id } = await mine.account('li');
    const everyone = { authorisation: 'everyone' } as const;
    const wiki = await mine.open('wiki', everyone);
    const crm = await mine.open('CRM');
    await mine.assign(crm, 'account', id);
    await mine.open('not mine');
    await mine.open('hidden', { ...everyone, portal: 'hidden' });
    await mine.open('no name', { ...everyone, applicationUsername: { by: 'manual' } });
    await mine.create('switched off');
    const spOnly = await mine.open('starts at SP', {
      ...everyone,
      saml: { spEntityId: 'urn:x', acsUrls: ['https://x.example.com/'], initiatedBy: 'sp' } as never,
    });
    const git = await mine.open('Git', {
      template: 'gitlab',
      parameters: { url: 'https://git.example.com' },
    });
    assert.deepEqual(
      (await listUsable(directory.db, 'portal', id)).map((tile) => [tile.name, tile.protocol, tile.launch]),
      [
        ['CRM', 'saml', `/portal/saml/${crm}/start`],
        ['Git', 'oidc', `/portal/oidc-start/${git}`],
        ['starts at SP', 'saml', null],
        ['wiki', 'saml', `/portal/saml/${wiki}/start`],
      ],
    );
    assert.ok(spOnly);
  });

  test('is one query, however many applications and people there are', async () => {
    await createInstance(directory.db, ACTOR, { id: 'many', name: 'Many' });
    const many = new Applications(directory.db, 'many');
    for (let n = 0; n < 12; n++) {
      const app = await many.open(`app${n}`);
      await many.rule(app, `user.username == "a${n}" || user.username == "chosen"`);
    }
    const { id } = await many.account('chosen');
    let queries = 0;
    const counting = {
      query: (...given: Parameters<typeof directory.db.query>) => {
        queries++;
        return directory.db.query(...given);
      },
    } as typeof directory.db;
    assert.equal((await listUsable(counting, 'many', id)).length, 12);
    assert.equal(queries, 1);
  });
});

test('the models for expressions are the account and its names', async () => {
  const app = await apps.open('Models', {
    authorisation: 'everyone',
    applicationUsername: { by: 'expression', expression: 'Upper(user.username)' },
  });
  const { id } = await apps.account('models', { displayName: '王芳', email: 'wf@example.com' });
  const person = await apps.at(app, id);
  assert.ok(person.ok);
  assert.deepEqual(person.models.appUser, { username: 'MODELS', usernames: ['MODELS'] });
  const { userId, username, displayName, email, groups } = person.models.user!;
  assert.deepEqual(
    [userId, username, displayName, email, groups],
    [id, 'models', '王芳', 'wf@example.com', []],
  );
});
