import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { pino } from 'pino';
import { deleteAccount, updateAccount } from '../../src/directory/accounts.ts';
import { currentPerson, logonAddress, onSessionEnd } from '../../src/logon/person.ts';
import { type EndedSession, tellOfEnded } from '../../src/logon/session-end.ts';
import { sweep } from '../../src/logon/session-sweep.ts';
import { ACTOR, Browser, openWorld, PASSWORD, type World } from './world.ts';

const NEXT = 'Amber-Lantern-82!';

describe('sessions of people', () => {
  let world: World;
  const ended: EndedSession[] = [];
  let deaf: () => void;
  before(async () => {
    world = await openWorld();
    deaf = onSessionEnd(async (session) => void ended.push(session));
  });
  after(async () => {
    deaf();
    await world.close();
  });

  async function loggedOn(username: string): Promise<Browser> {
    const browser = new Browser(world);
    assert.equal((await browser.logOn(username)).body.kind, 'done');
    return browser;
  }
  const alive = async (browser: Browser) => (await browser.call('GET', '/me')).status === 200;
  const idOf = async (browser: Browser): Promise<string> => (await browser.call('GET', '/me')).body.sessionId;
  /** Waits until the end of a session has been told. */
  async function told(sessionId: string): Promise<void> {
    while (!ended.some((session) => session.sessionId === sessionId)) {
      await tellOfEnded(world.db, pino({ level: 'silent' }));
      await new Promise(setImmediate);
    }
  }

  it('are found by the cookie of the browser', async () => {
    const { id } = await world.person({ username: 'alice' });
    const browser = await loggedOn('alice');
    const header = `a=b; muster-acme=${browser.sessionCookie()}; c=d`;
    const person = await currentPerson(world.deps, 'acme', header);
    assert.equal(person?.accountId, id);
    assert.deepEqual(person?.methods, ['pwd']);
    assert.equal(await currentPerson(world.deps, 'other', header), undefined);
    assert.equal(await currentPerson(world.deps, 'acme', undefined), undefined);
    assert.equal(
      logonAddress('acme', '/acme/x?y=1', { prompt: 'login', maxAgeSeconds: 60 }),
      '/acme/login?return=%2Facme%2Fx%3Fy%3D1&prompt=login&max_age=60',
    );
  });

  it('are listed, and end one by one or all but this', async () => {
    await world.person({ username: 'bela' });
    const [one, two, three] = [await loggedOn('bela'), await loggedOn('bela'), await loggedOn('bela')];
    const { items } = (await one.call('GET', '/sessions')).body;
    assert.equal(items.length, 3);
    assert.equal(items.filter(({ current }: { current: boolean }) => current).length, 1);
    const second = await idOf(two);
    assert.equal((await one.call('DELETE', `/sessions/${second}`)).status, 204);
    assert.equal(await alive(two), false);
    await told(second);
    assert.equal((await one.call('DELETE', `/sessions/${second}`)).status, 404);
    assert.deepEqual((await one.call('DELETE', '/sessions')).body, { ended: 1 });
    assert.equal(await alive(three), false);
    assert.equal(await alive(one), true);
  });

  it('of somebody else are nobody’s to end', async () => {
    await world.person({ username: 'owner' });
    await world.person({ username: 'thief' });
    const owner = await loggedOn('owner');
    const thief = await loggedOn('thief');
    assert.equal((await thief.call('DELETE', `/sessions/${await idOf(owner)}`)).status, 404);
    await thief.call('DELETE', '/sessions');
    assert.equal(await alive(owner), true);
  });

  it('end with a log-out, and the cookie goes', async () => {
    await world.person({ username: 'leaver' });
    const browser = await loggedOn('leaver');
    const copy = new Browser(world);
    copy.cookies.set('muster-acme', browser.sessionCookie()!);
    const id = await idOf(browser);
    assert.equal((await browser.call('DELETE', '/session')).status, 204);
    assert.equal(browser.sessionCookie(), undefined);
    assert.equal(await alive(copy), false);
    await told(id);
  });

  for (const [what, act, why] of [
    [
      'disabled',
      (id: string) => updateAccount(world.db, ACTOR, 'acme', id, { enabled: false }),
      'account_disabled',
    ],
    ['deleted', (id: string) => deleteAccount(world.db, ACTOR, 'acme', id), 'account_deleted'],
    [
      'given another password',
      (id: string) => world.api('PUT', `/instances/acme/accounts/${id}/password`, {}),
      'password_changed',
    ],
    [
      'disabled by a sync, which writes the table',
      (id: string) => world.db.query(`UPDATE account SET enabled = false WHERE id = $1`, [id]),
      'account_disabled',
    ],
  ] as const)
    it(`end when the account is ${what}, and are told of`, async () => {
      const username = `p${what.length}`;
      const { id } = await world.person({ username });
      const browser = await loggedOn(username);
      const sessionId = await idOf(browser);
      // A log-on that is half-way ends with it.
      const half = new Browser(world);
      await half.open();
      await act(id);
      assert.equal(await alive(browser), false);
      await told(sessionId);
      assert.deepEqual(
        ended.filter((session) => session.sessionId === sessionId),
        [{ sessionId, accountId: id, instanceId: 'acme' }],
      );
      const { rows } = await world.db.query(`SELECT ended_why FROM person_session WHERE id = $1`, [
        sessionId,
      ]);
      assert.equal(rows[0]!.ended_why, why);
      const { rows: audited } = await world.db.query(
        `SELECT actor_kind, subject_id, subject_name, reason, details FROM audit_entry
          WHERE action = 'session.ended' AND subject_id = $1`,
        [id],
      );
      assert.deepEqual(audited, [
        {
          actor_kind: 'system',
          subject_id: id,
          subject_name: username,
          reason: why,
          details: { sessions: [sessionId] },
        },
      ]);
      if (what === 'disabled') {
        await updateAccount(world.db, ACTOR, 'acme', id, { enabled: true });
        assert.equal(await alive(browser), false, 'an account that is enabled again has to log on again');
      }
    });

  it('rest while the account is locked, and are over when it has expired', async () => {
    const { id } = await world.person({ username: 'locked' });
    const browser = await loggedOn('locked');
    await updateAccount(world.db, ACTOR, 'acme', id, { lockedUntil: '2999-01-01T00:00:00Z' });
    assert.equal(await alive(browser), false);
    await updateAccount(world.db, ACTOR, 'acme', id, { lockedUntil: null });
    assert.equal(await alive(browser), true);
    const sessionId = await idOf(browser);
    await updateAccount(world.db, ACTOR, 'acme', id, { expiresAt: '2020-01-01T00:00:00Z' });
    assert.equal(await alive(browser), false);
    await sweep(world.db);
    await told(sessionId);
  });

  it('end idle, and after their longest time in any case', async () => {
    await world.person({ username: 'idle' });
    for (const column of ['last_seen_at', 'started_at']) {
      const browser = await loggedOn('idle');
      const id = await idOf(browser);
      const session = { idleMinutes: 60, absoluteMinutes: 600 };
      await world.api('PATCH', '/instances/acme/logon-settings', { session });
      const set = (minutes: number) =>
        world.db.query(
          `UPDATE person_session SET ${column} = now() - make_interval(mins => $2) WHERE id = $1`,
          [id, minutes],
        );
      await set(column === 'last_seen_at' ? 59 : 599);
      assert.equal(await alive(browser), true);
      await set(column === 'last_seen_at' ? 61 : 601);
      assert.equal(await alive(browser), false);
      await sweep(world.db);
      await told(id);
    }
  });

  it('are told of again when telling failed', async () => {
    await world.person({ username: 'twice' });
    const browser = await loggedOn('twice');
    const sessionId = await idOf(browser);
    let times = 0;
    const stop = onSessionEnd(async (session) => {
      if (session.sessionId === sessionId && ++times === 1) throw new Error('not now');
    });
    await browser.call('DELETE', '/session');
    await told(sessionId);
    while (times < 2) {
      await world.db.query(`UPDATE person_session SET tell_after = now() WHERE told_at IS NULL`);
      await tellOfEnded(world.db, pino({ level: 'silent' }));
    }
    stop();
    const { rows } = await world.db.query(`SELECT told_at FROM person_session WHERE id = $1`, [sessionId]);
    assert.ok(rows[0]!.told_at);
  });

  it('end elsewhere when people change their password, and this one has another secret', async () => {
    await world.person({ username: 'changer' });
    const here = await loggedOn('changer');
    const there = await loggedOn('changer');
    const copy = new Browser(world);
    copy.cookies.set('muster-acme', here.sessionCookie()!);
    const sessionId = await idOf(here);
    const { body } = await here.call('GET', '/password');
    assert.deepEqual([body.where, body.needsCurrent, body.rules.minLength], ['muster', true, 10]);
    const wrong = await here.call('PUT', '/password', { body: { current: 'wrong', password: NEXT } });
    assert.deepEqual([wrong.status, wrong.body.code], [422, 'own_password_wrong']);
    const poor = await here.call('PUT', '/password', { body: { current: PASSWORD, password: 'short' } });
    assert.equal(poor.body.code, 'password_refused');
    assert.equal(await alive(there), true);
    const changed = await here.call('PUT', '/password', { body: { current: PASSWORD, password: NEXT } });
    assert.equal(changed.status, 200);
    here.csrf = changed.body.csrf;
    assert.equal(await idOf(here), sessionId);
    assert.equal(await alive(there), false);
    assert.equal(await alive(copy), false);
    assert.equal((await here.call('DELETE', '/session')).status, 204);
    assert.equal((await new Browser(world).password('changer', PASSWORD)).status, 401);
    assert.equal((await new Browser(world).logOn('changer', NEXT)).body.kind, 'done');
  });

  it('end a log-on half-way with the old password when another one is set', async () => {
    const { id } = await world.person({ username: 'halfway' }, null);
    const path = `/instances/acme/accounts/${id}/password`;
    const first = (await world.api('PUT', path, {})).body.password;
    const half = new Browser(world);
    assert.equal((await half.password('halfway', first)).body.kind, 'change-password');
    await world.api('PUT', path, {});
    const { body } = await half.call('POST', '/logon/change-password', { body: { password: NEXT } });
    assert.equal(body.code, 'logon_expired');
  });

  it('that are old need another log-on for what a thief must not do', async () => {
    await world.person({ username: 'stale' });
    const browser = await loggedOn('stale');
    const change = { body: { current: PASSWORD, password: NEXT } };
    await world.db.query(
      `UPDATE person_session SET authenticated_at = now() - interval '11 minutes' WHERE id = $1`,
      [await idOf(browser)],
    );
    const { status, body } = await browser.call('PUT', '/password', change);
    assert.deepEqual([status, body.code], [401, 'reauthentication_needed']);
    // The page asks once more, and says who.
    const page = await browser.open({ prompt: 'login', return: '/acme/portal/password' });
    assert.deepEqual([page.body.step.kind, page.body.hint], ['start', 'stale']);
    assert.equal((await browser.logOn('stale')).body.kind, 'done');
    assert.equal((await browser.call('PUT', '/password', change)).status, 200);
  });

  it('are sent on at the log-on page, unless they are too old for who asks', async () => {
    await world.person({ username: 'aged' });
    const browser = await loggedOn('aged');
    await world.db.query(
      `UPDATE person_session SET authenticated_at = now() - interval '5 minutes' WHERE id = $1`,
      [await idOf(browser)],
    );
    const step = async (query: Record<string, string>) => (await browser.open(query)).body.step;
    assert.deepEqual(await step({ return: '/acme/x' }), { kind: 'done', to: '/acme/x' });
    assert.deepEqual(await step({ return: '/acme/x', max_age: '600' }), { kind: 'done', to: '/acme/x' });
    assert.equal((await step({ return: '/acme/x', max_age: '60' })).kind, 'start');
    assert.equal((await step({ return: '/acme/x', prompt: 'login' })).kind, 'start');
  });

  it('are listed and ended by administrators, who see no secret', async () => {
    const { id } = await world.person({ username: 'watched' });
    const [one, two] = [await loggedOn('watched'), await loggedOn('watched')];
    const list = await world.api('GET', '/instances/acme/sessions?account=watched&limit=1');
    assert.equal(list.body.items.length, 1);
    assert.ok(list.body.nextCursor);
    const next = await world.api(
      'GET',
      `/instances/acme/sessions?account=${id}&cursor=${list.body.nextCursor}`,
    );
    assert.equal(next.body.items.length, 1);
    assert.doesNotMatch(JSON.stringify([list.body, next.body]), new RegExp(`${one.sessionCookie()}|hash`));
    const session = `/instances/acme/sessions/${await idOf(two)}`;
    assert.equal((await world.api('DELETE', session.replace('acme', 'other'))).status, 404);
    assert.equal((await world.api('DELETE', session)).status, 204);
    assert.equal((await world.api('DELETE', session)).status, 404);
    assert.equal(await alive(two), false);
    assert.deepEqual((await world.api('DELETE', `/instances/acme/accounts/${id}/sessions`)).body, {
      ended: 1,
    });
    assert.equal(await alive(one), false);
    assert.equal((await world.api('GET', '/instances/acme/sessions?account=nobody')).status, 404);
  });
});
