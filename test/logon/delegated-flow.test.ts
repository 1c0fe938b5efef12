/** Delegated log-on as the log-on page does it, with the passwords of a real OpenLDAP. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { type Lab, missing, startSlapd } from '../lab/lab.ts';
import { DelegatedWorld, settingsOf } from './delegated-world.ts';
import { type Answer, Browser, openWorld, type World } from './world.ts';

describe('delegated log-on through the page', { skip: missing('slapd') }, () => {
  let lab: Lab;
  let directory: DelegatedWorld;
  let world: World;
  let source: string;
  let address = 0;
  before(async () => {
    lab = await startSlapd();
    directory = await DelegatedWorld.start();
    source = await directory.filledSource('ldap', settingsOf(lab));
    world = await openWorld({ on: directory.deps });
    const { body } = await world.api('GET', '/instances/acme/logon-settings');
    const passwordPolicy = { ...body.passwordPolicy, template: 'common', refuseWeak: false };
    await world.api('PATCH', '/instances/acme/logon-settings', { passwordPolicy });
  });
  after(async () => {
    await world?.close();
    await directory?.stop();
    await lab?.stop();
  });
  beforeEach(() => directory.method(source, { settings: {} }));

  const browser = () => new Browser(world, 'acme', `198.51.100.${++address}`);
  async function logOn(
    from: Browser,
    username: string,
    password: string,
    kind = 'directory',
  ): Promise<Answer> {
    const method = await from.method(kind);
    return from.call('POST', '/logon/password', { body: { method, username, password } });
  }
  const own = (username: string, password: string) => logOn(browser(), username, password, 'password');
  const lastReason = async () => {
    const { rows } = await world.db.query(
      `SELECT reason FROM audit_entry WHERE category = 'logon' ORDER BY id DESC LIMIT 1`,
    );
    return rows[0]?.reason;
  };

  it('lets people in, and says in the session how', async () => {
    const from = browser();
    assert.equal((await logOn(from, 'tuser01@lab.example', lab.userPassword)).body.kind, 'done');
    await from.enter();
    const { items } = (await from.call('GET', '/sessions')).body;
    assert.deepEqual([items[0].username, items[0].methods], ['tuser01', ['pwd', 'ldap']]);
    assert.equal((await own('tuser01', lab.userPassword)).status, 401, 'it is no password of Muster');
  });

  it('tells the person only that it was refused, and the log why', async () => {
    for (const [name, reason] of [
      ['tuser02', 'invalid_credentials'],
      ['nobody-there', 'unknown_person'],
      ['disabled1', 'policy_locked'],
    ] as const) {
      const { status, body } = await logOn(browser(), name, 'wrong');
      assert.deepEqual([status, body.code], [401, 'logon_failed'], name);
      assert.equal(await lastReason(), reason);
    }
  });

  it('fills an empty password of Muster, only where it is wanted', async () => {
    await logOn(browser(), 'tuser03', lab.userPassword);
    assert.equal((await own('tuser03', lab.userPassword)).status, 401);
    await directory.method(source, { settings: { updatePassword: true } });
    const session = browser();
    assert.equal((await logOn(session, 'tuser03', lab.userPassword)).body.kind, 'done');
    assert.equal((await own('tuser03', lab.userPassword)).body.kind, 'done');
    assert.equal((await session.call('GET', '/me')).status, 200, 'filling ends no session');
    const { rows } = await world.db.query(
      `SELECT string_agg(row_to_json(a)::text, '') || (SELECT string_agg(row_to_json(l)::text, '') FROM logon_attempt l) AS text
         FROM audit_entry a`,
    );
    assert.ok(!rows[0]!.text?.includes(lab.userPassword));
  });

  it('does not fill what the policy refuses', async () => {
    await directory.method(source, { settings: { updatePassword: true } });
    const { body } = await world.api('GET', '/instances/acme/logon-settings');
    await world.api('PATCH', '/instances/acme/logon-settings', {
      passwordPolicy: { ...body.passwordPolicy, template: 'high' },
    });
    assert.equal((await logOn(browser(), 'tuser04', lab.userPassword)).body.kind, 'done');
    const { passwordSet } = (await world.api('GET', '/instances/acme/accounts/tuser04')).body;
    assert.equal(passwordSet, false);
    await world.api('PATCH', '/instances/acme/logon-settings', { passwordPolicy: body.passwordPolicy });
  });

  it('does not let in who has to change a password, where it cannot be changed here', async () => {
    const { status, body } = await logOn(browser(), 'mustchange1', lab.userPassword);
    assert.deepEqual([status, body.code], [403, 'directory_password_must_change']);
    assert.equal((await logOn(browser(), 'mustchange1', 'wrong')).body.code, 'logon_failed');
  });

  it('has it changed in the directory, without asking for the old one again', async () => {
    await directory.method(source, { settings: { changePassword: true } });
    const from = browser();
    const step = (await logOn(from, 'mustchange1', lab.userPassword)).body;
    assert.deepEqual(
      [step.kind, step.reason, step.where, step.needsCurrent, step.skippable],
      ['change-password', 'must_change', 'directory', false, false],
    );
    assert.equal((await from.call('GET', '/me')).status, 401);
    const done = await from.call('POST', '/logon/change-password', { body: { password: 'Fresh.One.2' } });
    assert.equal(done.body.kind, 'done');
    assert.equal((await logOn(browser(), 'mustchange1', lab.userPassword)).status, 401);
    assert.equal((await logOn(browser(), 'mustchange1', 'Fresh.One.2')).body.kind, 'done');
  });

  it('lets people change it in the portal, with the present one', async () => {
    await directory.method(source, { settings: { changePassword: true } });
    const from = browser();
    await logOn(from, 'tuser05', lab.userPassword);
    await from.enter();
    const place = (await from.call('GET', '/password')).body;
    assert.deepEqual([place.where, place.needsCurrent], ['directory', true]);
    const put = (current: string, password: string) =>
      from.call('PUT', '/password', { body: { current, password } });
    assert.equal((await put('wrong', 'Fresh.Five.2')).body.code, 'directory_password_current');
    const changed = await put(lab.userPassword, 'Fresh.Five.2');
    assert.equal(changed.status, 200);
    assert.equal((await logOn(browser(), 'tuser05', 'Fresh.Five.2')).body.kind, 'done');
    await directory.method(source, { settings: {} });
    from.csrf = changed.body.csrf;
    assert.equal((await from.call('GET', '/password')).body.where, 'none');
    assert.equal((await put('x', 'Fresh.Six.2')).body.code, 'password_elsewhere');
  });

  it('counts names that only the directory knows for the account they lead to', async () => {
    const { limits } = (await world.api('GET', '/instances/acme/logon-settings')).body;
    const settings = (directoryAttempts: number) =>
      world.api('PATCH', '/instances/acme/logon-settings', { limits: { ...limits, directoryAttempts } });
    await settings(2);
    await world.api('PATCH', '/instances/acme/accounts/tuser09', { username: 'nine', email: null });
    const names = ['tuser09', 'tuser09', 'tuser09@lab.example', 'TUSER09@lab.example', 'nine'];
    const statuses: number[] = [];
    for (const name of names) statuses.push((await logOn(browser(), name, 'wrong')).status);
    assert.deepEqual(statuses, [401, 401, 429, 429, 429]);
    await world.api('POST', '/instances/acme/accounts/nine/unlock');
    assert.equal((await logOn(browser(), 'tuser09@lab.example', lab.userPassword)).body.kind, 'done');
    await settings(limits.directoryAttempts);
  });

  it('asks the directory no more often than it would lock, by whichever name', async () => {
    // This directory locks people for good after three.
    const { limits } = (await world.api('GET', '/instances/acme/logon-settings')).body;
    await world.api('PATCH', '/instances/acme/logon-settings', {
      limits: { ...limits, directoryAttempts: 2 },
    });
    const statuses: number[] = [];
    const names = ['tuser06', 'TUSER06', 'tuser06@lab.example'];
    for (let i = 0; i < 6; i++) statuses.push((await logOn(browser(), names[i % 3]!, `wrong ${i}`)).status);
    assert.deepEqual(statuses, [401, 401, 429, 429, 429, 429]);
    const right = await logOn(browser(), 'tuser06', lab.userPassword);
    assert.equal(right.status, 429);
    assert.ok(Number(right.headers.get('retry-after')) > 1700);
    await world.api('POST', '/instances/acme/accounts/tuser06/unlock');
    assert.equal((await logOn(browser(), 'tuser06', lab.userPassword)).body.kind, 'done');
  });

  it('many guesses at once pass no limit', async () => {
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, i) => logOn(browser(), 'tuser07', `guess ${i}`)),
    );
    assert.ok(answers.filter(({ status }) => status === 401).length <= 2);
    await world.api('POST', '/instances/acme/accounts/tuser07/unlock');
    assert.equal((await logOn(browser(), 'tuser07', lab.userPassword)).body.kind, 'done', 'not locked there');
  });

  it('counts nothing while the directory is away', async () => {
    const gone = await directory.source('ldap', { ...settingsOf(lab), addresses: ['127.0.0.1:9'] });
    await world.api('PATCH', '/instances/acme/logon-settings', {
      methodOrder: [(await methodOf(gone)) ?? ''],
    });
    for (let i = 0; i < 6; i++) {
      const { status, body } = await logOn(browser(), 'tuser08', lab.userPassword);
      assert.deepEqual([status, body.code], [503, 'directory_unavailable']);
    }
  });

  const methodOf = async (sourceId: string): Promise<string | undefined> => {
    const { rows } = await world.db.query(`SELECT id FROM logon_method WHERE source_id = $1`, [sourceId]);
    return rows[0]?.id;
  };
});
