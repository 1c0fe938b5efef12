/** Behind a proxy that ends TLS: what is told and set follows the public address. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openWorld, type World } from './world.ts';

const PUBLIC = 'https://id.example.com';

describe('behind TLS', () => {
  let world: World;
  before(async () => {
    world = await openWorld({ publicUrl: PUBLIC });
  });
  after(() => world.close());

  it('addresses are public ones, whatever the request said', async () => {
    const response = await fetch(`${world.issuer()}/.well-known/openid-configuration`, {
      headers: { 'x-forwarded-proto': 'http', 'x-forwarded-host': 'evil.example.com' },
    });
    const metadata = (await response.json()) as Record<string, string>;
    assert.equal(metadata.issuer, `${PUBLIC}/acme/oidc`);
    for (const [name, value] of Object.entries(metadata))
      if (/(_endpoint|_uri)$/.test(name))
        assert.ok(value.startsWith(`${PUBLIC}/acme/oidc/`), `${name} ${value}`);
    assert.match(response.headers.get('strict-transport-security') ?? '', /max-age=31536000/);
  });

  it('cookies of an interaction go over TLS only, and to its own address', async () => {
    const app = await world.application();
    const page = await world.browser().get(world.authorize(app).address);
    assert.match(page.location!, /^\/acme\/login\?/);
    const cookies = page.headers.getSetCookie();
    assert.ok(cookies.length > 0);
    for (const cookie of cookies) {
      assert.match(cookie, /; secure/i);
      assert.match(cookie, /; httponly/i);
      assert.match(cookie, /; samesite=lax/i);
      assert.doesNotMatch(cookie, /; path=\/(;|$)/i);
    }
    assert.match(page.headers.get('strict-transport-security') ?? '', /max-age/);
  });

  it('people sign in and out by the cookie of TLS', async () => {
    const app = await world.application();
    const { browser, account } = await world.person();
    const { body } = await world.exchange(app, await world.code(browser, app));
    assert.equal((await world.userinfo(body.access_token)).body.sub, account.id);
    const page = await browser.get(`${world.issuer()}/logout?id_token_hint=${body.id_token}`);
    assert.equal(page.status, 200);
    assert.match(page.text, /You are logged out/);
    assert.match(page.headers.get('set-cookie')!, /^__Host-muster-acme=; Path=\/; .*Max-Age=0; Secure/);
  });
});
