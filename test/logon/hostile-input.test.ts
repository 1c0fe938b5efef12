/** What cannot be a name, a password or an instance. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Browser, openWorld, PASSWORD, type World } from './world.ts';

describe('hostile input at the log-on', () => {
  let world: World;
  before(async () => {
    world = await openWorld();
    await world.person({ username: 'alice' });
  });
  after(() => world.close());

  const send = async (body: unknown, raw?: string) => {
    const browser = new Browser(world, 'acme', '203.0.113.200');
    await browser.open();
    return browser.call('POST', '/logon/password', raw === undefined ? { body } : { raw });
  };
  const method = async () => new Browser(world).method();

  it('is refused that is longer than anybody’s', async () => {
    const id = await method();
    for (const body of [
      { method: id, username: 'a'.repeat(257), password: 'x' },
      { method: id, username: 'alice', password: 'x'.repeat(257) },
      { method: 'm'.repeat(65), username: 'alice', password: 'x' },
    ])
      assert.equal((await send(body)).status, 422);
    assert.equal((await send(undefined, `"${'x'.repeat(300_000)}"`)).status, 413);
  });

  it('is refused with NUL, broken Unicode, prototypes, other types and other fields', async () => {
    const id = await method();
    for (const raw of [
      `{"method":"${id}","username":"alice\\u0000","password":"x"}`,
      `{"method":"${id}","username":"\\ud800","password":"x"}`,
      `{"method":"${id}","username":"alice","password":"x","__proto__":{"a":1}}`,
      `{"method":"${id}","username":["alice"],"password":"x"}`,
      `{"method":"${id}","username":{"$ne":""},"password":"x"}`,
      `{"method":"${id}","username":"alice","password":null}`,
      `{"method":"${id}","username":"alice","password":"x","admin":true}`,
      `{"method":"${id}","username":"","password":"x"}`,
      `[]`,
    ])
      assert.equal((await send(undefined, raw)).status, 422, raw);
    for (const raw of ['{', '\u00ff', 'null x']) assert.equal((await send(undefined, raw)).status, 400, raw);
  });

  it('is only a name: quotes, wild cards and spaces match nobody', async () => {
    const id = await method();
    for (const [i, username] of [
      "' OR 1=1 --",
      'al%',
      'alic_',
      '*',
      'alice\n',
      '(uid=*)',
      'ALICE\u202e',
    ].entries()) {
      const browser = new Browser(world, 'acme', `203.0.113.${210 + i}`);
      await browser.open();
      const { body } = await browser.call('POST', '/logon/password', {
        body: { method: id, username, password: PASSWORD },
      });
      if (username.trim() === 'alice') assert.equal(body.kind, 'done');
      else assert.equal(body.code, 'logon_failed', username);
    }
  });

  it('names no method that is off, of another instance or of another kind', async () => {
    const { body } = await world.api('GET', '/instances/acme/logon-methods');
    const passkey = body.items.find(({ kind }: { kind: string }) => kind === 'passkey').id;
    const foreign = await new Browser(world, 'other').method();
    for (const id of [passkey, foreign, '', 'x', "' OR 1=1"]) {
      const browser = new Browser(world);
      await browser.open();
      const { body } = await browser.call('POST', '/logon/password', {
        body: { method: id, username: 'alice', password: PASSWORD },
      });
      assert.equal(body.code, 'logon_method_off', id);
    }
  });

  for (const path of ['/logon', '/me', '/sessions'])
    it(`names no instance there is not: ${path}`, async () => {
      for (const instance of ['nobody', 'ACME', 'acme%00', '..%2facme', "acme'--"]) {
        const browser = new Browser(world, instance);
        const { status } = await browser.call('GET', path);
        assert.ok(status === 404 || status === 422 || status === 400, `${instance}: ${status}`);
      }
    });
});
