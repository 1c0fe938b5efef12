/** Addresses that would lead a log-on somewhere else. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { safeReturn } from '../../src/logon/return-to.ts';
import { Browser, openWorld, PASSWORD, type World } from './world.ts';

describe('where a log-on leads', () => {
  let world: World;
  before(async () => {
    world = await openWorld();
    await world.person({ username: 'alice' });
  });
  after(() => world.close());

  const FOREIGN = [
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '\\/evil.example',
    'https://evil.example',
    'https:evil.example',
    'http:/evil.example',
    '//evil.example/acme/portal',
    '/acme//evil.example/..//..//evil',
    '/%2f%2fevil.example',
    '/acme/%2f%2fevil.example',
    '/acme/..%2f..%2fother/portal',
    '/acme/%2e%2e/other/portal',
    '/acme/../other/portal',
    '/acme/./../other/portal',
    '/acme/..;/other/portal',
    '/acme/%5cevil.example',
    '/other/portal',
    '/api/v1/session',
    '/console',
    '/',
    'acme/portal',
    '@evil.example/acme/portal',
    '//user:pass@evil.example/acme/',
    '/acme@evil.example/portal',
    'javascript:alert(1)',
    'data:text/html,x',
    '/acme\t/portal',
    '/acme/portal\r\nset-cookie: a=b',
    '/\t/evil.example',
    '\t//evil.example',
    ' //evil.example',
    '/acme/\u0000portal',
    '/acme/%00portal',
    '/acme/portal\u2028',
    '/acme/ｐortal',
    '/acme/login?return=//evil.example',
    '/acme/person/api/me',
    `/acme/portal?${'a'.repeat(5000)}`,
  ];

  for (const [i, to] of FOREIGN.entries())
    it(`is the portal, not ${JSON.stringify(to.slice(0, 60))}`, async () => {
      assert.equal(safeReturn('acme', to), '/acme/portal');
      const browser = new Browser(world, 'acme', `198.51.100.${i}`);
      const page = await browser.open({ return: to });
      // Too long a text, NUL and the like are refused as such; nothing else is led astray.
      if (page.status === 422) return;
      assert.equal(page.body.returnTo, '/acme/portal');
    });

  it('is the path it was asked for, with its query, once', async () => {
    const browser = new Browser(world);
    const to = '/acme/saml/app_1/sso?SAMLRequest=a%2Bb&RelayState=https%3A%2F%2Fexample.com%2F';
    assert.equal((await browser.open({ return: to })).body.returnTo, to);
    assert.deepEqual((await browser.logOn('alice')).body, { kind: 'done', to });
    // Logged on, the page leads on at once; what somebody else asked for before is forgotten.
    assert.deepEqual((await browser.call('GET', '/logon?return=//evil.example')).body.step, {
      kind: 'done',
      to: '/acme/portal',
    });
  });
});

describe('behind TLS', () => {
  let world: World;
  before(async () => {
    world = await openWorld({ publicUrl: 'https://muster.example.com' });
    await world.person({ username: 'alice' });
  });
  after(() => world.close());

  it('cookies are bound to this host, and the plain ones are believed no more', async () => {
    const browser = new Browser(world);
    const { headers } = await browser.open();
    assert.match(headers.get('strict-transport-security') ?? '', /max-age=/);
    const method = (await browser.open()).body.methods[0].id;
    await browser.call('POST', '/logon/password', {
      body: { method, username: 'alice', password: PASSWORD },
    });
    for (const line of browser.setCookies) assert.match(line, /^__Host-muster.*; Path=\/;.*; Secure$/);
    const secret = browser.cookies.get('__Host-muster-acme')!;
    const plain = new Browser(world);
    plain.cookies.set('muster-acme', secret);
    assert.equal((await plain.call('GET', '/me')).status, 401);
    const secure = new Browser(world);
    secure.cookies.set('__Host-muster-acme', secret);
    assert.equal((await secure.call('GET', '/me')).status, 200);
  });
});
