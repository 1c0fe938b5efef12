/** As whom people sign in: names by username, expression and hand, and never as somebody else. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { listApplicationAccounts, removeApplicationAccounts } from '../../src/applications/accounts.ts';
import { isUsername, usernameKey } from '../../src/applications/usernames.ts';
import { deleteAccount } from '../../src/directory/accounts.ts';
import { purgeDeleted, restoreDeleted } from '../../src/directory/deleted-entries.ts';
import { failure, freshDirectory } from '../directory/directory.ts';
import { ACTOR, Applications } from './world.ts';

let apps: Applications;
const directory = freshDirectory(async (db) => {
  apps = new Applications(db);
});

let counter = 0;
const MANUAL = { authorisation: 'everyone', applicationUsername: { by: 'manual' } } as const;
const RAM = { template: 'alibaba-cloud-user-sso', parameters: { accountId: '1234567890123456' } };
const ROLES = {
  template: 'alibaba-cloud-role-sso',
  authorisation: 'everyone',
  parameters: { accountId: '1234567890123456' },
} as const;
const by = (expression: string) =>
  ({ authorisation: 'everyone', applicationUsername: { by: 'expression', expression } }) as const;

describe('by expression', () => {
  for (const [what, expression, told] of [
    ['a text', 'Append(user.username, "-x")', 'expr-x'],
    ['a number', '7', '7'],
    ['the first of a list', 'Split("a,b", ",")', 'a'],
    ['XML’s own signs', '"<o\'brien & \\"sons\\">"', '<o\'brien & "sons">'],
    ['nothing', 'user.email', 'no_application_username'],
    ['an empty text', '""', 'no_application_username'],
    ['an object', 'user.custom', 'no_application_username'],
    ['a failure', 'Lower(user.groups, 1)', null],
    ['a failing value', 'Substring("abc", -1)', 'no_application_username'],
    ['spaces around', '" expr"', 'no_application_username'],
    ['a line break', '"ex\\npr"', 'no_application_username'],
    ['a NUL', '"ex\\u0000pr"', 'no_application_username'],
    ['a lone surrogate', '"ex\\ud800"', 'no_application_username'],
    ['a sign that turns the text round', '"ex\\u202epr"', 'no_application_username'],
    ['a sign without width', '"ex\\u200bpr"', 'no_application_username'],
    ['a text too long', `Replace("${'x'.repeat(100)}", "x", "xxx")`, 'no_application_username'],
  ] as const)
    test(`${what}: ${told ?? 'refused when it is written'}`, async () => {
      if (told === null) {
        await assert.rejects(apps.open(what, by(expression)), failure('expression_arguments'));
        return;
      }
      const app = await apps.open(what, by(expression));
      const account = await apps.account(told.endsWith('-x') ? 'expr' : `expr${counter++}`);
      assert.equal(await apps.told(app, account.id), told);
    });

  test('may not read appUser, which it makes', async () => {
    await assert.rejects(
      apps.open('circle', by('appUser.username')),
      failure('expression_name_unknown', { field: 'applicationUsername.expression' }),
    );
  });
});

describe('RAM names', () => {
  for (const [username, told] of [
    ['li.na', 'li.na'],
    ['li@a.example', 'no_application_username'],
    ['li@b.example', 'no_application_username'],
  ] as const)
    test(`${username}: ${told}`, async () => {
      const app = await apps.open(`RAM ${username}`, { ...RAM, enabled: true });
      assert.equal(await apps.told(app, (await apps.account(username)).id), told);
    });

  test('a name is refused at log-on while it is the user that another account was pushed to', async () => {
    const app = await apps.open('RAM pushed', { ...RAM, ...by('Split(user.username, "@")[0]') });
    const chief = await apps.account('chief@a.example');
    const thief = await apps.account('Chief@b.example');
    await directory.db.query(
      `INSERT INTO target_link (application_id, account_id, label, remote_id, remote_name, remote_key, settings_version, op, state)
       VALUES ($1, $2, 'chief@a.example', '1', 'chief', 'chief', 1, 'update', 'synced')`,
      [app, chief.id],
    );
    assert.equal(await apps.told(app, chief.id), 'chief');
    assert.equal(await apps.told(app, thief.id), 'application_username_taken');
    await apps.set(app, { applicationUsername: { by: 'manual' } });
    await assert.rejects(
      apps.give(app, [thief.id, 'CHIEF']),
      failure('application_username_taken', { holder: 'chief@a.example' }),
    );
    await apps.give(app, [chief.id, 'chief']);
    assert.equal(await apps.told(app, chief.id), 'chief');
  });
});

describe('by hand', () => {
  test('without one nobody gets in, with one its holder alone', async () => {
    const app = await apps.open('hand', MANUAL);
    const [a, b] = [await apps.account('hand-a'), await apps.account('hand-b')];
    assert.equal(await apps.told(app, a.id), 'no_application_username');
    await apps.give(app, [a.id, 'Anna']);
    assert.deepEqual(
      [await apps.told(app, a.id), await apps.told(app, b.id)],
      ['Anna', 'no_application_username'],
    );
  });

  test('a second one of that name is refused, however it is written', async () => {
    const app = await apps.open('double', MANUAL);
    const [a, b] = [await apps.account('double-a'), await apps.account('double-b')];
    await apps.give(app, [a.id, 'Anna']);
    for (const name of ['Anna', 'anna', 'ANNA', 'Ａnna'])
      await assert.rejects(
        apps.give(app, [b.id, name]),
        failure('application_username_taken', { holder: 'double-a', field: 'items.0.username' }),
        name,
      );
    // Given to the same person again, it is there already.
    await apps.give(app, [a.id, 'anna']);
    assert.deepEqual(
      [await apps.told(app, a.id), await apps.told(app, b.id)],
      ['Anna', 'no_application_username'],
    );
  });

  test('a second name of one person is refused, and none of the call is kept', async () => {
    const app = await apps.open('second', MANUAL);
    const [a, b] = [await apps.account('second-a'), await apps.account('second-b')];
    await apps.give(app, [a.id, 'first']);
    await assert.rejects(
      apps.give(app, [b.id, 'fine'], [a.id, 'another']),
      failure('application_username_second', { account: 'second-a', field: 'items.1.username' }),
    );
    await assert.rejects(apps.give(app, [b.id, 'x1'], [b.id, 'x2']), failure('application_username_second'));
    assert.equal(await apps.told(app, b.id), 'no_application_username');
  });

  for (const name of ['', ' a', 'a ', 'a\u0000', 'a\nb', 'a\u200b', '\ud800', 'x'.repeat(257)])
    test(`${JSON.stringify(name.slice(0, 12))} is no name`, async () => {
      const app = await apps.open(`bad ${JSON.stringify(name.slice(0, 12))}`, MANUAL);
      const { id } = await apps.account(`bad${counter++}`);
      await assert.rejects(apps.give(app, [id, name]), (error: { code?: string }) =>
        ['invalid_input', 'application_username_invalid'].includes(error.code ?? ''),
      );
    });

  test('two calls at once that give one name to two people: one of them gets it', async () => {
    const app = await apps.open('race', MANUAL);
    const people = await Promise.all([1, 2, 3, 4].map((n) => apps.account(`race${n}`)));
    const results = await Promise.allSettled(people.map(({ id }) => apps.give(app, [id, 'same'])));
    assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1);
  });

  test('the name of a deleted account is kept for it until it is purged', async () => {
    const app = await apps.open('bin', MANUAL);
    const [gone, heir] = [await apps.account('gone'), await apps.account('heir')];
    await apps.give(app, [gone.id, 'root']);
    await deleteAccount(directory.db, ACTOR, 'acme', gone.id);
    await assert.rejects(
      apps.give(app, [heir.id, 'root']),
      failure('application_username_taken', { holder: 'gone' }),
    );
    const [listed] = await listApplicationAccounts(directory.db, 'acme', app, { limit: 10 });
    assert.deepEqual([listed?.account, listed?.isDeleted], ['gone', true]);
    await restoreDeleted(directory.db, ACTOR, 'acme', gone.id);
    assert.equal(await apps.told(app, gone.id), 'root');
    await deleteAccount(directory.db, ACTOR, 'acme', gone.id);
    await purgeDeleted(directory.db, ACTOR, 'acme', gone.id);
    await apps.give(app, [heir.id, 'root']);
    assert.equal(await apps.told(app, heir.id), 'root');
  });

  test('taken away, it is free', async () => {
    const app = await apps.open('free', MANUAL);
    const [a, b] = [await apps.account('free-a'), await apps.account('free-b')];
    await apps.give(app, [a.id, 'n']);
    const [row] = await listApplicationAccounts(directory.db, 'acme', app, { limit: 10, accountId: a.id });
    assert.equal(await removeApplicationAccounts(directory.db, ACTOR, 'acme', app, { ids: [row!.id] }), 1);
    await apps.give(app, [b.id, 'n']);
    assert.deepEqual(
      [await apps.told(app, a.id), await apps.told(app, b.id)],
      ['no_application_username', 'n'],
    );
  });
});

describe('roles', () => {
  test('several to a person, shared by many', async () => {
    const app = await apps.open('roles', ROLES);
    const [a, b] = [await apps.account('role-a'), await apps.account('role-b')];
    await apps.give(app, [a.id, 'admin'], [a.id, 'auditor'], [b.id, 'auditor']);
    const person = await apps.at(app, a.id);
    assert.ok(person.ok);
    assert.deepEqual(person.usernames, ['admin', 'auditor']);
    assert.equal(await apps.told(app, b.id), 'auditor');
  });

  test('a name that would break out of the attribute is refused', async () => {
    const app = await apps.open('roles strict', ROLES);
    const { id } = await apps.account('role-c');
    for (const name of ['a,acs:ram::1:role/root', 'role/../root', 'a b', '管理员'])
      await assert.rejects(apps.give(app, [id, name]), failure('application_username_invalid'), name);
  });

  test('cannot become a template of one name each while names are shared', async () => {
    const app = await apps.open('roles become one', ROLES);
    const [a, b] = [await apps.account('become-a'), await apps.account('become-b')];
    await apps.give(app, [a.id, 'r'], [b.id, 'r']);
    await assert.rejects(
      apps.set(app, { template: 'generic-saml' }),
      failure('application_accounts_in_the_way'),
    );
    assert.equal(await apps.told(app, b.id), 'r');
  });
});

test('names are compared as applications compare them', () => {
  assert.equal(usernameKey('ＢoB'), usernameKey('bob'));
  assert.notEqual(usernameKey('bob'), usernameKey('bob.'));
  assert.equal(isUsername('alibaba-cloud-user-sso', 'a@b'), false);
  assert.equal(isUsername('generic-saml', 'a@b'), true);
});
