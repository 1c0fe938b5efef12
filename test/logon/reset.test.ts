import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { resetsWritten } from '../../src/logon/password-reset.ts';
import { Browser, openWorld, PASSWORD, type World } from './world.ts';

const NEXT = 'Amber-Lantern-82!';

describe('“Forgot password”', () => {
  let world: World;
  let address = 0;
  before(async () => {
    world = await openWorld();
  });
  after(() => world.close());

  const person = (username: string, more: object = {}, password: string | null = PASSWORD) =>
    world.person({ username, email: `${username}@example.com`, emailVerified: true, ...more }, password);

  async function opened(instance = 'acme'): Promise<Browser> {
    const browser = new Browser(world, instance, `198.51.100.${++address}`);
    await browser.open();
    return browser;
  }

  /** Asks, and gives the mail that was sent, if one was. */
  async function ask(username: string, browser?: Browser, headers: Record<string, string> = {}) {
    const from = browser ?? (await opened());
    const before = world.mails.length;
    const answer = await from.call('POST', '/logon/forgot', { body: { username }, headers });
    await resetsWritten(world.deps);
    // The mailer hands over in the background; closing it waits, so does the next mail.
    const { rows } = await world.db.query(
      `SELECT result FROM audit_entry WHERE action = 'password.reset_asked' ORDER BY id DESC LIMIT 1`,
    );
    if (rows[0]?.result === 'ok') while (world.mails.length === before) await new Promise(setImmediate);
    return { answer, mail: world.mails[before] };
  }
  const tokenOf = (mail: { text: string } | undefined) =>
    /#reset=([A-Za-z0-9_-]{43})/.exec(mail?.text ?? '')?.[1] ?? '';

  it('sends a link that sets a new password once', async () => {
    const { id } = await person('alice');
    const page = await (await opened()).call('GET', '/logon');
    assert.equal(page.body.methods[0].forgot, true);
    const old = new Browser(world);
    await old.logOn('alice');
    const { answer, mail } = await ask('ALICE@example.com');
    assert.deepEqual([answer.status, answer.body], [204, '']);
    assert.equal(mail?.to, 'alice@example.com');
    const token = tokenOf(mail);
    const browser = await opened();
    const poor = await browser.call('POST', '/logon/reset', { body: { token, password: 'short' } });
    assert.equal(poor.body.code, 'password_refused', 'a refused password does not use the link up');
    const done = await browser.call('POST', '/logon/reset', { body: { token, password: NEXT } });
    assert.deepEqual(done.body, { kind: 'start' });
    assert.equal((await old.call('GET', '/me')).status, 401);
    const again = await browser.call('POST', '/logon/reset', {
      body: { token, password: 'Cedar-Window-93!' },
    });
    assert.deepEqual([again.status, again.body.code], [422, 'reset_link_invalid']);
    assert.equal((await new Browser(world).logOn('alice', NEXT)).body.kind, 'done');
    const { rows } = await world.db.query(
      `SELECT action FROM audit_entry WHERE actor_id = $1 AND action LIKE 'password.%' ORDER BY id`,
      [id],
    );
    assert.deepEqual(
      rows.map(({ action }) => action),
      ['password.reset_asked', 'password.reset'],
    );
  });

  it('answers the same whoever is meant, and mails only who may', async () => {
    await person('unverified', { emailVerified: false });
    await person('nopassword', {}, null);
    await person('disabled', { enabled: false });
    for (const name of ['unverified', 'nopassword', 'disabled', 'nobody', 'x@example.com', "' OR 1=1 --"]) {
      const { answer, mail } = await ask(name);
      assert.deepEqual([answer.status, answer.body, answer.headers.getSetCookie()], [204, '', []], name);
      assert.equal(mail, undefined, name);
    }
  });

  it('keeps the token nowhere', async () => {
    await person('hashed');
    const token = tokenOf((await ask('hashed')).mail);
    const { rows } = await world.db.query(
      `SELECT (SELECT string_agg(row_to_json(r)::text, '') FROM password_reset r)
           || (SELECT string_agg(row_to_json(a)::text, '') FROM audit_entry a)
           || (SELECT string_agg(row_to_json(c)::text, '') FROM change_log c) AS text`,
    );
    assert.ok(token !== '' && !rows[0]!.text.includes(token));
  });

  for (const [name, headers] of [
    ['Host', { host: 'evil.example' }],
    ['X-Forwarded-Host', { 'x-forwarded-host': 'evil.example' }],
    ['Forwarded', { forwarded: 'host=evil.example;proto=https' }],
    ['X-Original-URL', { 'x-original-url': 'https://evil.example/' }],
    ['Referer', { referer: 'https://evil.example/' }],
  ] as const)
    it(`does not take the address of its link from ${name}`, async () => {
      const username = `host${name.length}`;
      await person(username);
      const { mail } = await ask(username, undefined, headers);
      assert.doesNotMatch(mail!.text, /evil/);
      assert.ok(mail!.text.includes(`${world.url}/acme/login#reset=`));
    });

  it('gives tokens that are worth nothing at another instance', async () => {
    await person('here');
    await world.person({
      username: 'here',
      instance: 'other',
      email: 'here@example.com',
      emailVerified: true,
    });
    const token = tokenOf((await ask('here')).mail);
    const other = await opened('other');
    const { body } = await other.call('POST', '/logon/reset', { body: { token, password: NEXT } });
    assert.equal(body.code, 'reset_link_invalid');
    assert.equal((await new Browser(world, 'other').logOn('here')).body.kind, 'done');
  });

  for (const [what, act] of [
    [
      'after a quarter of an hour',
      (_: string) => world.db.query(`UPDATE password_reset SET expires_at = now()`),
    ],
    [
      'once the address is another one',
      (id: string) => world.db.query(`UPDATE account SET email = 'new@example.com' WHERE id = $1`, [id]),
    ],
    [
      'once the password was changed otherwise',
      (id: string) => world.api('PUT', `/instances/acme/accounts/${id}/password`, {}),
    ],
    [
      'for an account that was disabled',
      (id: string) => world.db.query(`UPDATE account SET enabled = false WHERE id = $1`, [id]),
    ],
    [
      'once it is switched off',
      (_: string) => world.api('PATCH', '/instances/acme/logon-settings', { forgotPassword: false }),
    ],
  ] as const)
    it(`gives tokens that are worth nothing ${what}`, async () => {
      await world.api('PATCH', '/instances/acme/logon-settings', { forgotPassword: true });
      const username = `void${what.length}`;
      const { id } = await person(username);
      const token = tokenOf((await ask(username)).mail);
      assert.notEqual(token, '');
      await act(id);
      const { body } = await (await opened()).call('POST', '/logon/reset', {
        body: { token, password: NEXT },
      });
      assert.equal(body.code, 'reset_link_invalid');
      await world.db.query(`UPDATE account SET email = NULL WHERE id = $1`, [id]);
    });

  it('lets one of many who use a token at once set the password', async () => {
    await world.api('PATCH', '/instances/acme/logon-settings', { forgotPassword: true });
    await person('raced');
    const token = tokenOf((await ask('raced')).mail);
    const browsers = await Promise.all([1, 2, 3, 4, 5].map(() => opened()));
    const answers = await Promise.all(
      browsers.map((browser, i) =>
        browser.call('POST', '/logon/reset', { body: { token, password: `Amber-Lantern-8${i}!` } }),
      ),
    );
    assert.equal(answers.filter(({ body }) => body.kind === 'start').length, 1);
    for (const { body } of answers) if (body.kind !== 'start') assert.equal(body.code, 'reset_link_invalid');
  });

  it('lets an address ask and guess only so often', async () => {
    const browser = new Browser(world, 'acme', '203.0.113.1');
    await browser.open();
    const asked = new Set<number>();
    for (let i = 0; i < 12; i++)
      asked.add((await browser.call('POST', '/logon/forgot', { body: { username: `n${i}` } })).status);
    assert.deepEqual([...asked], [204, 429]);
    const guessed: string[] = [];
    for (let i = 0; i < 12; i++) {
      const token = String(i).repeat(43).slice(0, 43);
      guessed.push(
        (await browser.call('POST', '/logon/reset', { body: { token, password: NEXT } })).body.code,
      );
    }
    assert.equal(guessed[0], 'reset_link_invalid');
    assert.equal(guessed.at(-1), 'too_many_attempts');
  });

  it('is not offered where no mail can be sent', async () => {
    const mute = await openWorld({ mail: false });
    try {
      const page = await new Browser(mute).open();
      assert.equal(page.body.methods[0].forgot, false);
    } finally {
      await mute.close();
    }
  });
});
