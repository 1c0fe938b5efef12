import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createCloudAccount } from '../../src/cloud/accounts.ts';
import { listLog } from '../../src/cloud/log.ts';
import { setUserSso } from '../../src/cloud/user-sso/settings.ts';
import { createUser, deleteUser, setLoginPassword } from '../../src/cloud/users.ts';
import type { CloudUserSsoPatch } from '../../src/model/cloud.ts';
import { hiddenOf, locationOf, openBrowser } from './browser.ts';
import { openIdp, readAuthnRequest, SSO_URL } from './idp.ts';
import { openSsoWorld, type SsoWorld } from './sso-world.ts';
import { ADMIN, openWorld, PUBLIC_URL, type World } from './world.ts';

describe('log-on through the identity provider', () => {
  let world: SsoWorld;
  before(async () => {
    world = await openSsoWorld();
  });
  after(() => world.close());

  test('SP metadata say where answers go and what requests are signed with', async () => {
    const browser = world.browser();
    const response = await browser.get(`${world.root}/saml/metadata.xml`);
    assert.equal(response.headers.get('content-type'), 'application/samlmetadata+xml');
    const text = await response.text();
    assert.match(text, new RegExp(`entityID="${world.entityId}"`));
    assert.match(text, new RegExp(`Binding="[^"]*HTTP-POST" Location="${world.acs}"`));
    assert.match(text, /AuthnRequestsSigned="true" WantAssertionsSigned="true"/);
    const again = await (await browser.get(`${world.root}/saml`)).text();
    assert.equal(again, text);
    const { rows } = await world.db.query<{ private_key: string }>('SELECT private_key FROM cloud_saml_key');
    assert.match(rows[0]!.private_key, /^s1\./);
  });

  test('the AuthnRequest is signed, addressed, and carries no RelayState', async () => {
    const browser = world.browser();
    const location = locationOf(await browser.get(`${world.root}/login/sso`));
    assert.ok(location.startsWith(`${SSO_URL}&SAMLRequest=`), location);
    assert.equal(new URL(location).searchParams.has('RelayState'), false);
    const metadata = await (await browser.get(`${world.root}/saml`)).text();
    const { xml } = readAuthnRequest(location, metadata);
    assert.match(xml, new RegExp(`AssertionConsumerServiceURL="${world.acs}"`));
    assert.match(xml, new RegExp(`<saml:Issuer>${world.entityId}</saml:Issuer>`));
    await setUserSso(world.db, ADMIN, world.account, { authnSignAlgo: 'rsa-sha512' });
    const other = locationOf(await browser.get(`${world.root}/login/sso`));
    assert.match(new URL(other).searchParams.get('SigAlg')!, /rsa-sha512$/);
    readAuthnRequest(other, metadata);
    await setUserSso(world.db, ADMIN, world.account, { authnSignAlgo: 'rsa-sha256' });
  });

  test('page, identity provider, answer, console, log-out', async () => {
    const browser = world.browser();
    assert.equal(locationOf(await browser.get(`${world.root}/`)), new URL(`${world.root}/login`).pathname);
    const logon = await browser.get(`${world.root}/login`, { 'accept-language': 'zh-CN' });
    const html = await logon.text();
    assert.match(html, /lang="zh-CN"/);
    assert.match(html, /使用企业账号登录/);
    assert.doesNotMatch(html, /type="password"/);
    assert.match(logon.headers.get('content-security-policy')!, /default-src 'none'/);
    assert.match(logon.headers.get('strict-transport-security')!, /max-age/);
    const [, to] = /class="button" href="([^"]+)"/.exec(html)!;

    const id = await world.start(browser, to);
    const done = await world.arrive(
      browser,
      world.facts({ inResponseTo: id, nameId: 'Alice@ACME.onaliyun.com' }),
    );
    assert.equal(locationOf(done), new URL(`${world.root}/`).pathname);
    assert.match(
      done.headers.get('set-cookie')!,
      /^__Host-muster-ram-session-ca_\w+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=3600; Secure$/,
    );
    const console = await (await browser.get(`${world.root}/`)).text();
    for (const fact of [
      'alice',
      'alice@acme.onaliyun.com',
      'Main',
      'Manual',
      'through the identity provider',
    ])
      assert.ok(console.includes(fact), fact);
    const [signin] = await listLog(world.db, world.account, { limit: 1, subjectId: world.alice });
    assert.deepEqual([signin?.action, signin?.after], ['ConsoleSignin', { result: 'ok', via: 'sso' }]);
    const audit = await world.db.query(
      `SELECT action, category, actor_name, result FROM audit_entry WHERE actor_id = $1`,
      [world.alice],
    );
    const entry = { action: 'ram.signin.ok', category: 'logon', actor_name: 'alice', result: 'ok' };
    assert.deepEqual(audit.rows, [entry]);

    const old = new Map(browser.cookies);
    const out = await browser.post(`${world.root}/logout`, hiddenOf(console));
    assert.match(locationOf(out), /\/login\?loggedOut=1$/);
    assert.match(await (await browser.get(locationOf(out))).text(), /role="status"/);
    for (const [name, value] of old) browser.cookies.set(name, value);
    assert.equal(await world.whoIs(browser), undefined, 'the old cookie is worth nothing');
  });

  test('begun at the identity provider: straight in, wherever RelayState points', async () => {
    for (const RelayState of [
      '',
      'https://evil.example.com/',
      '//evil.example.com',
      'javascript:alert(1)',
      'x'.repeat(5000),
    ]) {
      const browser = world.browser();
      const landed = await world.post(browser, world.idp.answer(world.facts()), { RelayState });
      assert.match(locationOf(landed), /^\/ram\/ca_\w+\/saml\/landed\?ticket=[\w-]{43}$/);
      assert.equal(locationOf(await browser.get(locationOf(landed))), new URL(`${world.root}/`).pathname);
      assert.equal(await world.whoIs(browser), 'alice');
    }
  });

  test('domains: default, auxiliary, alias instead of it, or the bare name', async () => {
    const set = (patch: CloudUserSsoPatch) => setUserSso(world.db, ADMIN, world.account, patch);
    const enters = async (nameId: string) => {
      const browser = world.browser();
      const response = await world.post(browser, world.idp.answer(world.facts({ nameId })));
      return response.status === 303;
    };
    await set({ auxiliaryDomain: 'corp.example.com' });
    assert.deepEqual(
      [await enters('bob@corp.example.com'), await enters('bob@acme.onaliyun.com')],
      [true, true],
    );
    await set({ domainAlias: 'acme.example' });
    assert.deepEqual(
      [
        await enters('BOB@Acme.Example'),
        await enters('bob@corp.example.com'),
        await enters('bob@acme.onaliyun.com'),
      ],
      [true, false, true],
    );
    assert.equal(await enters('bob'), false);
    await set({ ssoLoginWithDomain: false });
    assert.deepEqual([await enters('BoB'), await enters('bob@acme.onaliyun.com')], [true, false]);
    await set({ ssoLoginWithDomain: true, domainAlias: null, auxiliaryDomain: null });
  });

  test('either of two certificates counts; the old one no more once it is gone', async () => {
    const next = openIdp();
    const { certificate } = world.idp.pair;
    const use = (certificates: string[]) =>
      setUserSso(world.db, ADMIN, world.account, { metadataDocument: world.idp.metadata(certificates) });
    const enters = async (answer: string) => (await world.post(world.browser(), answer)).status;
    await use([certificate, next.pair.certificate]);
    assert.deepEqual(
      [await enters(world.idp.answer(world.facts())), await enters(next.answer(world.facts()))],
      [303, 303],
    );
    await use([next.pair.certificate]);
    assert.deepEqual(
      [await enters(world.idp.answer(world.facts())), await enters(next.answer(world.facts()))],
      [403, 303],
    );
    await use([certificate]);
  });

  test('a session ends after an hour, with the identity provider’s if that is sooner, and with its user', async () => {
    const { userId } = await createUser(world.db, ADMIN, world.account, { userName: 'carol' });
    const nameId = 'carol@acme.onaliyun.com';
    const open = async (sessionUntil?: string) => {
      const browser = world.browser();
      await world.arrive(browser, world.facts({ nameId, ...(sessionUntil && { sessionUntil }) }));
      return browser;
    };
    const soon = `${new Date(Date.now() + 600_000).toISOString().slice(0, 19)}Z`;
    const [short, long] = [await open(soon), await open()];
    world.clock.ahead = 601_000;
    assert.deepEqual([await world.whoIs(short), await world.whoIs(long)], [undefined, 'carol']);
    world.clock.ahead = 3_601_000;
    assert.equal(await world.whoIs(long), undefined);
    world.clock.ahead = 0;
    const last = await open();
    await deleteUser(world.db, ADMIN, { ...world.account, userId });
    assert.equal(await world.whoIs(last), undefined);
  });

  test('several tabs log on side by side', async () => {
    const browser = world.browser();
    const [first, second] = [await world.start(browser), await world.start(browser)];
    for (const inResponseTo of [second, first])
      assert.match(locationOf(await world.arrive(browser, world.facts({ inResponseTo }))), /\/$/);
  });

  test('another server of the installation takes the answer as well', async () => {
    const other = await world.another();
    const browser = world.browser();
    const inResponseTo = await world.start(browser);
    const answer = world.idp.answer(world.facts({ inResponseTo }));
    const landed = await browser.postFromElsewhere(`${other.root}/saml/SSO`, { SAMLResponse: answer });
    assert.equal((await browser.get(locationOf(landed))).status, 303);
    assert.equal(await world.whoIs(browser), 'alice');
    await other.close();
  });
});

describe('password log-on to the console, without user SSO', () => {
  let world: World;
  let userId: string;
  before(async () => {
    world = await openWorld();
    ({ userId } = await createUser(world.db, ADMIN, world.account, { userName: 'dora' }));
    await setLoginPassword(world.db, ADMIN, { ...world.account, userId }, 'correct horse');
  });
  after(() => world.close());

  test('page, wrong password, right password, log-out of one’s own only', async () => {
    const browser = openBrowser(world);
    const html = await (await browser.get(`${world.root}/login`)).text();
    assert.match(html, /type="password"/);
    const wrong = await browser.post(`${world.root}/login`, {
      ...hiddenOf(html),
      username: 'dora',
      password: 'no',
    });
    assert.equal(wrong.status, 403);
    const page = await wrong.text();
    assert.match(page, /role="alert"/);
    const form = { ...hiddenOf(page), username: 'Dora', password: 'correct horse' };
    assert.equal((await browser.post(`${world.root}/login`, { ...form, csrf: 'x'.repeat(43) })).status, 403);
    const retry = await (await browser.get(`${world.root}/login`)).text();
    const right = { ...form, ...hiddenOf(retry) };
    assert.equal(
      (await browser.post(`${world.root}/login`, right, { 'sec-fetch-site': 'cross-site' })).status,
      400,
    );
    assert.equal((await browser.postFromElsewhere(`${world.root}/login`, right)).status, 400);
    assert.equal(
      locationOf(await browser.post(`${world.root}/login`, right)),
      new URL(`${world.root}/`).pathname,
    );
    const console = await (await browser.get(`${world.root}/`)).text();
    assert.match(console, /dora@acme\.onaliyun\.com/);
    assert.equal((await browser.post(`${world.root}/logout`, { csrf: 'forged' })).status, 403);
    assert.equal((await browser.get(`${world.root}/`)).status, 200);
    assert.equal(locationOf(await browser.get(`${world.root}/login`)), new URL(`${world.root}/`).pathname);
    await setLoginPassword(world.db, ADMIN, { ...world.account, userId }, 'another one');
    assert.equal((await browser.get(`${world.root}/`)).status, 303, 'a new password ends sessions');
    assert.equal((await browser.get(`${world.root}/login/sso`)).status, 409);
  });

  test('an account that does not exist has no pages', async () => {
    const browser = openBrowser(world);
    for (const path of ['/', '/login', '/login/sso', '/saml', '/saml/metadata.xml'])
      for (const account of ['ca_nothing', '%00', "'", 'x'.repeat(2000)]) {
        const { status } = await browser.get(`/ram/${account}${path}`);
        assert.ok([404, 414].includes(status), `${account.slice(0, 20)}${path}: ${status}`);
      }
    const other = await createCloudAccount(world.db, ADMIN, 'acme', { name: '<b>Other', alias: 'other' });
    const page = await (await browser.get(`/ram/${other.id}/login`)).text();
    assert.ok(page.includes('&#60;b&#62;Other') && !page.includes('<b>Other'));
    assert.ok(!page.includes(PUBLIC_URL));
  });
});
