import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Browser, openWorld, PASSWORD, type World } from './world.ts';

const NEXT = 'Amber-Lantern-82!';

describe('log-on with a password', () => {
  let world: World;
  before(async () => {
    world = await openWorld();
  });
  after(() => world.close());

  const reasons = async (username: string) => {
    const { rows } = await world.db.query<{ reason: string | null; action: string }>(
      `SELECT action, reason FROM audit_entry WHERE actor_name = $1 ORDER BY id`,
      [username],
    );
    return rows.map(({ action, reason }) => [action, reason].filter(Boolean).join(' '));
  };

  it('works on a new instance as it is, by user name in any case', async () => {
    await world.person({ username: 'alice', displayName: 'Alice' });
    const browser = new Browser(world);
    const page = await browser.open();
    assert.equal(page.status, 200);
    assert.deepEqual(
      page.body.methods.map(({ kind }: { kind: string }) => kind),
      ['password'],
    );
    assert.deepEqual((await browser.logOn('ALICE')).body, { kind: 'done', to: '/acme/portal' });
    const me = await browser.call('GET', '/me');
    assert.equal(me.body.account.username, 'alice');
    assert.equal(me.headers.get('cache-control'), 'no-store');
    assert.deepEqual(await reasons('alice'), ['logon.ok']);
  });

  it('works by e-mail address', async () => {
    await world.person({ username: 'bela', email: 'bela@example.com' });
    assert.equal((await new Browser(world).logOn('Bela@Example.com')).body.kind, 'done');
  });

  it('says the same of whatever is wrong, and the log says what it was', async () => {
    await world.person({ username: 'right' });
    await world.person({ username: 'none' }, null);
    await world.person({ username: 'off', enabled: false });
    await world.person({ username: 'gone', expiresAt: '2020-01-01T00:00:00Z' });
    await world.person({ username: 'kept', lockedUntil: '2999-01-01T00:00:00Z' });
    const answers: unknown[] = [];
    for (const [username, password] of [
      ['right', 'wrong'],
      ['none', PASSWORD],
      ['nobody', PASSWORD],
      ['off', PASSWORD],
      ['gone', PASSWORD],
      ['kept', PASSWORD],
    ]) {
      const { status, headers, body } = await new Browser(world).password(username!, password!);
      const { requestId: _, ...rest } = body;
      answers.push({ status, rest, type: headers.get('content-type'), cookies: headers.getSetCookie() });
    }
    assert.equal((answers[0] as { status: number }).status, 401);
    for (const answer of answers) assert.deepEqual(answer, answers[0]);
    assert.deepEqual(await reasons('right'), ['logon.refused wrong_password']);
    assert.deepEqual(await reasons('none'), ['logon.refused no_password']);
    assert.deepEqual(await reasons('nobody'), ['logon.refused unknown_account']);
    assert.deepEqual(await reasons('off'), ['logon.refused account_disabled']);
    assert.deepEqual(await reasons('gone'), ['logon.refused account_expired']);
    assert.deepEqual(await reasons('kept'), ['logon.refused account_locked']);
  });

  it('does not keep in the log what somebody typed into the wrong field', async () => {
    await new Browser(world, 'acme', '192.0.2.77').password('My secret, pass phrase!', 'x');
    const { rows } = await world.db.query(
      `SELECT row_to_json(a)::text AS text FROM audit_entry a WHERE address = '192.0.2.77'`,
    );
    assert.equal(rows.length, 1);
    assert.doesNotMatch(rows[0]!.text, /secret|phrase/);
  });

  it('makes a wait grow with each failure, for known and unknown names alike, and an administrator takes it away', async () => {
    const account = await world.person({ username: 'guessed' });
    for (const username of ['guessed', 'unknown-name']) {
      const browser = new Browser(world, 'acme', '203.0.113.5');
      const statuses: number[] = [];
      for (let i = 0; i < 7; i++) statuses.push((await browser.password(username, 'wrong')).status);
      assert.deepEqual(statuses, [401, 401, 401, 401, 401, 401, 429]);
    }
    const right = await new Browser(world, 'acme', '203.0.113.6').password('guessed', PASSWORD);
    assert.equal(right.status, 429);
    assert.equal(right.body.code, 'too_many_attempts');
    assert.ok(Number(right.headers.get('retry-after')) > 0);
    const state = await world.api('GET', `/instances/acme/accounts/${account.id}/logon`);
    assert.equal(state.body.failures, 6);
    assert.ok(state.body.blockedUntil);
    assert.equal((await world.api('POST', `/instances/acme/accounts/${account.id}/unlock`)).status, 200);
    assert.equal((await new Browser(world, 'acme', '203.0.113.6').logOn('guessed')).body.kind, 'done');
  });

  it('locks after so many failures, longer than any wait', async () => {
    await world.person({ username: 'locked' });
    const browser = new Browser(world, 'acme', '203.0.113.9');
    for (let i = 0; i < 15; i++) {
      await world.db.query(`UPDATE logon_failure SET blocked_until = now() - interval '1 second'`);
      assert.equal((await browser.password('locked', 'wrong')).status, 401);
    }
    const { headers } = await browser.password('locked', PASSWORD);
    assert.ok(Number(headers.get('retry-after')) > 3500);
  });

  it('lets many guesses at once pass no limit', async () => {
    await world.person({ username: 'flooded' });
    const method = await new Browser(world).method();
    const answers = await Promise.all(
      Array.from({ length: 60 }, async (_, i) => {
        const browser = new Browser(world, 'acme', `198.51.100.${100 + i}`);
        await browser.open();
        return browser.call('POST', '/logon/password', {
          body: { method, username: 'flooded', password: `guess ${i}` },
        });
      }),
    );
    const tried = answers.filter(({ status }) => status === 401).length;
    assert.ok(tried <= 6, `${tried} were checked`);
    assert.ok(answers.every(({ status }) => [401, 429, 503].includes(status)));
  });

  it('counts names together that mean one account', async () => {
    await world.person({ username: 'twonames', email: 'two@example.com' });
    const browser = new Browser(world, 'acme', '203.0.113.20');
    const statuses: number[] = [];
    for (let i = 0; i < 8; i++)
      statuses.push(
        (await browser.password(['twonames', 'TWO@example.com', 'TwoNames'][i % 3]!, 'wrong')).status,
      );
    assert.deepEqual(statuses, [401, 401, 401, 401, 401, 401, 429, 429]);
  });

  it('stops an address that guesses at many names, but not the browsers that are known', async () => {
    await world.person({ username: 'regular' });
    const home = new Browser(world, 'acme', '203.0.113.40');
    assert.equal((await home.logOn('regular')).body.kind, 'done');
    const thief = new Browser(world, 'acme', '203.0.113.40');
    let refused = 0;
    for (let i = 0; i < 40 && refused === 0; i++)
      if ((await thief.password(`name${i}`, 'wrong')).status === 429) refused = i;
    assert.ok(refused >= 30 && refused < 40, `after ${refused}`);
    assert.equal((await home.logOn('regular')).body.kind, 'done');
  });

  it('keeps nobody out of the browser where they always are', async () => {
    await world.person({ username: 'victim' });
    const home = new Browser(world, 'acme', '203.0.113.60');
    await home.logOn('victim');
    const thief = new Browser(world, 'acme', '203.0.113.61');
    for (let i = 0; i < 7; i++) await thief.password('victim', 'wrong');
    assert.equal((await thief.password('victim', PASSWORD)).status, 429);
    assert.equal((await home.logOn('victim')).body.kind, 'done');
  });

  it('has a temporary password changed before it lets anybody in', async () => {
    const account = await world.person({ username: 'newcomer' }, null);
    const path = `/instances/acme/accounts/${account.id}/password`;
    const made = await world.api('PUT', path, {});
    assert.equal(made.status, 200);
    assert.equal(made.body.temporary, true);
    const browser = new Browser(world);
    const step = (await browser.password('newcomer', made.body.password)).body;
    assert.equal(step.kind, 'change-password');
    assert.equal(step.reason, 'must_change');
    assert.equal(step.skippable, false);
    assert.equal(browser.sessionCookie(), undefined);
    assert.equal((await browser.call('POST', '/logon/skip-password')).body.code, 'logon_out_of_turn');
    const same = await browser.call('POST', '/logon/change-password', {
      body: { password: made.body.password },
    });
    assert.equal(same.body.code, 'password_refused');
    const done = await browser.call('POST', '/logon/change-password', { body: { password: NEXT } });
    assert.equal(done.body.kind, 'done');
    await browser.enter();
    assert.equal((await browser.call('GET', '/me')).status, 200);
    assert.equal((await new Browser(world).password('newcomer', made.body.password)).status, 401);
    assert.equal((await new Browser(world).logOn('newcomer', NEXT)).body.kind, 'done');
    // The account's history tells that, and no more.
    const { rows } = await world.db.query(
      `SELECT before, after FROM change_log WHERE entity_id = $1 ORDER BY seq`,
      [account.id],
    );
    assert.deepEqual(rows.slice(-2), [
      { before: { passwordSet: false }, after: { passwordSet: true, passwordTemporary: true } },
      { before: { passwordSet: true }, after: { passwordSet: true, passwordTemporary: false } },
    ]);
  });

  it('tells what is wrong with a new password in the language of the reader', async () => {
    const account = await world.person({ username: 'zhangwei', displayName: '张伟' }, null);
    const path = `/instances/acme/accounts/${account.id}/password`;
    const chinese = await world.api('PUT', path, { password: 'abc' }, { 'accept-language': 'zh-CN' });
    assert.equal(chinese.status, 422);
    assert.match(chinese.body.detail, /长度不足，缺少大写字母/);
    const english = await world.api('PUT', path, { password: 'abc' });
    assert.match(english.body.detail, /too short, it has no upper-case letter/);
    assert.equal(english.body.errors[0].field, 'password');
  });

  describe('that expires', () => {
    const policy = async (change: object) => {
      const { body } = await world.api('GET', '/instances/other/logon-settings');
      const passwordPolicy = { ...body.passwordPolicy, ...change };
      const { status } = await world.api('PATCH', '/instances/other/logon-settings', { passwordPolicy });
      assert.equal(status, 200);
    };
    const age = (days: number) =>
      world.db.query(`UPDATE password_state SET changed_at = now() - make_interval(days => $1)`, [days]);
    const expiry = (action: string) => ({ expiry: { days: 90, action, noticeDays: 7 } });

    before(async () => {
      await world.person({ username: 'old', instance: 'other' });
    });

    it('reminds in the last days, and lets people put it off', async () => {
      await policy(expiry('force_update_password'));
      await age(85);
      const browser = new Browser(world, 'other');
      const step = (await browser.password('old', PASSWORD)).body;
      assert.deepEqual([step.reason, step.skippable, step.days], ['expires', true, 5]);
      assert.equal((await browser.call('POST', '/logon/skip-password')).body.kind, 'done');
    });

    it('forces another one', async () => {
      await age(91);
      const step = (await new Browser(world, 'other').password('old', PASSWORD)).body;
      assert.deepEqual([step.reason, step.skippable], ['expired', false]);
    });

    it('reminds only', async () => {
      await policy(expiry('remind_update_password'));
      const step = (await new Browser(world, 'other').password('old', PASSWORD)).body;
      assert.deepEqual([step.reason, step.skippable, step.days], ['expires', true, 0]);
    });

    it('forbids the log-on, to who has the right password only', async () => {
      await policy(expiry('forbid_login'));
      assert.equal(
        (await new Browser(world, 'other').password('old', PASSWORD)).body.code,
        'password_expired',
      );
      assert.equal((await new Browser(world, 'other').password('old', 'wrong')).body.code, 'logon_failed');
    });

    it('refuses the last ones', async () => {
      await policy({ history: 3, ...expiry('force_update_password') });
      const { id } = await world.person({ username: 'again', instance: 'other' });
      const set = (password: string) =>
        world.api('PUT', `/instances/other/accounts/${id}/password`, { password, temporary: false });
      const words = ['Amber-Lantern-82!', 'Cedar-Window-93!', 'Delta-Bridge-14!', 'Ember-Valley-25!'];
      for (const word of words) assert.equal((await set(word)).status, 200);
      for (const word of words.slice(1)) assert.equal((await set(word)).status, 422, word);
      assert.equal((await set(words[0]!)).status, 200);
    });

    it('has a well-known one changed that an earlier policy let pass', async () => {
      await policy({ template: 'none', refuseWeak: false });
      await world.person({ username: 'weak', instance: 'other' }, 'Password123!');
      await policy({ template: 'none', refuseWeak: true, weakAtLogon: 'force_update_password' });
      assert.equal((await new Browser(world, 'other').password('weak', 'Password123!')).body.reason, 'weak');
      await policy({ template: 'none', weakAtLogon: 'forbid_login' });
      assert.equal(
        (await new Browser(world, 'other').password('weak', 'Password123!')).body.code,
        'password_too_weak',
      );
    });
  });
});
