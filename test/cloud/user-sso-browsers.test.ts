/** Browsers, tickets, cookies and settings that change: what must not turn a good answer into somebody else's log-on. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createCloudAccount } from '../../src/cloud/accounts.ts';
import { listLog } from '../../src/cloud/log.ts';
import { setUserSso } from '../../src/cloud/user-sso/settings.ts';
import { createUser, setLoginPassword } from '../../src/cloud/users.ts';
import { hiddenOf, locationOf, openBrowser } from './browser.ts';
import { assertionOf, at, base64, responseOf, signed } from './idp.ts';
import { clientOf, openSsoWorld, type SsoWorld } from './sso-world.ts';
import { ADMIN } from './world.ts';

let world: SsoWorld;
before(async () => {
  world = await openSsoWorld();
});
after(() => world.close());

describe('hostile browsers', () => {
  let server: Awaited<ReturnType<SsoWorld['another']>>;
  let client: ReturnType<typeof clientOf>;
  before(async () => {
    server = await world.another();
    client = clientOf({ ...world, root: server.root }, world.idp);
  });
  after(() => server.close());

  const told = async (response: Response, status: number, reason: RegExp) => {
    const page = await response.text();
    assert.equal(response.status, status, page);
    assert.match(page, reason);
  };

  test('the same answer twice, and the same assertion in a new envelope', async () => {
    const browser = client.browser();
    const facts = client.facts({ inResponseTo: await client.start(browser) });
    const assertion = signed(world.idp.pair, assertionOf(facts), 'Assertion');
    const first = base64(responseOf(facts, assertion));
    assert.equal((await client.post(browser, first)).status, 303);
    await told(await client.post(browser, first), 403, /request_unknown/);
    const unsolicited = client.facts();
    const free = signed(world.idp.pair, assertionOf(unsolicited), 'Assertion');
    const post = () => client.post(browser, base64(responseOf(unsolicited, free)));
    assert.equal((await post()).status, 303);
    await told(await post(), 403, /replayed/);
    world.clock.ahead = 200_000;
    await told(await post(), 403, /replayed/);
    world.clock.ahead = 400_000;
    await told(await post(), 403, /expired/);
    world.clock.ahead = 0;
  });

  test('one of two that post the same answer at once gets in', async () => {
    const answerOnce = world.idp.answer(client.facts());
    const statuses = await Promise.all(
      Array.from({ length: 6 }, async () => (await client.post(client.browser(), answerOnce)).status),
    );
    assert.deepEqual(statuses.sort(), [303, 403, 403, 403, 403, 403]);
  });

  test('log-on CSRF: an answer to another browser’s request opens no session here', async () => {
    const [attacker, victim] = [client.browser(), client.browser()];
    const facts = client.facts({
      inResponseTo: await client.start(attacker),
      nameId: 'bob@acme.onaliyun.com',
    });
    await client.start(victim);
    const landed = locationOf(await client.post(victim, world.idp.answer(facts)));
    await told(await victim.get(landed), 403, /other_browser/);
    assert.equal(await client.whoIs(victim), undefined);
    await told(await attacker.get(landed), 403, /ticket_unknown/);
    const [line] = await listLog(world.db, world.account, { limit: 1 });
    assert.deepEqual(line?.after, { result: 'refused', via: 'sso', reason: 'other_browser' });
  });

  test('a browser that began nothing gets nothing, though it has the ticket', async () => {
    const [mine, stranger] = [client.browser(), client.browser()];
    const facts = client.facts({ inResponseTo: await client.start(mine) });
    const landed = locationOf(await client.post(mine, world.idp.answer(facts)));
    await told(await stranger.get(landed), 403, /other_browser/);
  });

  test('a ticket counts once, for its account, and for a minute', async () => {
    const other = await createCloudAccount(world.db, ADMIN, 'acme', { name: 'T', alias: 'tickets' });
    const metadataDocument = world.idp.metadata();
    await setUserSso(
      world.db,
      ADMIN,
      { instanceId: 'acme', accountId: other.id },
      { ssoEnabled: true, metadataDocument },
    );
    const browser = client.browser();
    const ticket = async () => locationOf(await client.post(browser, world.idp.answer(client.facts())));
    const first = await ticket();
    await told(await browser.get(first.replace(world.account.accountId, other.id)), 403, /ticket_unknown/);
    assert.equal((await browser.get(first)).status, 303);
    await told(await browser.get(first), 403, /ticket_unknown/);
    const second = await ticket();
    world.clock.ahead = 61_000;
    await told(await browser.get(second), 403, /ticket_unknown/);
    world.clock.ahead = 0;
    await told(await browser.get(first.replace(/ticket=.*/, '')), 403, /ticket_unknown/);
  });

  test('session fixation: a planted cookie is never the one of the session', async () => {
    const browser = client.browser();
    const name = `__Host-muster-ram-session-${world.account.accountId}`;
    browser.cookies.set(name, 'f'.repeat(43));
    await client.arrive(browser, client.facts({ inResponseTo: await client.start(browser) }));
    const mine = browser.cookies.get(name);
    assert.notEqual(mine, 'f'.repeat(43));
    browser.cookies.set(name, 'f'.repeat(43));
    assert.equal(await client.whoIs(browser), undefined);
    // A new log-on does not go on under the old value either.
    browser.cookies.set(name, mine!);
    await client.arrive(browser, client.facts());
    assert.notEqual(browser.cookies.get(name), mine);
  });

  test('a planted cookie of the log-on is replaced, and two that differ count as none', async () => {
    const browser = client.browser();
    const name = `__Host-muster-ram-logon-${world.account.accountId}`;
    browser.cookies.set(name, 'p'.repeat(43));
    const inResponseTo = await client.start(browser);
    assert.notEqual(browser.cookies.get(name), 'p'.repeat(43));
    const landed = locationOf(await client.post(browser, world.idp.answer(client.facts({ inResponseTo }))));
    const both = `${name}=${'p'.repeat(43)}; ${name}=${browser.cookies.get(name)}`;
    await told(await openBrowser(server).get(landed, { cookie: both }), 403, /other_browser/);
  });

  test('somebody who is logged on is asked before an unsolicited answer makes him another', async () => {
    const browser = client.browser();
    await client.arrive(browser, client.facts({ inResponseTo: await client.start(browser) }));
    const asked = await client.arrive(browser, client.facts({ nameId: 'bob@acme.onaliyun.com' }));
    assert.equal(asked.status, 200);
    const html = await asked.text();
    assert.match(html, /You are logged on as alice@acme\.onaliyun\.com/);
    assert.equal(await client.whoIs(browser), 'alice');
    const landed = `${server.root}/saml/landed`;
    const form = hiddenOf(html);
    await told(await browser.post(landed, { ...form, csrf: 'x' }), 403, /csrf/);
    await told(await browser.post(landed, form, { 'sec-fetch-site': 'cross-site' }), 400, /another site/);
    await told(await browser.postFromElsewhere(landed, form), 400, /another site/);
    assert.equal(await client.whoIs(browser), 'alice');
    assert.equal((await browser.post(landed, form)).status, 303);
    assert.equal(await client.whoIs(browser), 'Bob');
  });

  test('an answer that took too long, or was for another account, is over', async () => {
    const browser = client.browser();
    const inResponseTo = await client.start(browser);
    world.clock.ahead = 601_000;
    const late = client.facts({ inResponseTo, confirmationUntil: at(900), notOnOrAfter: at(900) });
    await told(await client.post(browser, world.idp.answer(late)), 403, /request_unknown/);
    world.clock.ahead = 0;
    const other = await createCloudAccount(world.db, ADMIN, 'acme', { name: 'Second', alias: 'second' });
    const ref = { instanceId: 'acme', accountId: other.id };
    await createUser(world.db, ADMIN, ref, { userName: 'alice' });
    await setUserSso(world.db, ADMIN, ref, { ssoEnabled: true, metadataDocument: world.idp.metadata() });
    const there = server.root.replace(world.account.accountId, other.id);
    const SAMLResponse = world.idp.answer(client.facts());
    await told(await browser.postFromElsewhere(`${there}/saml/SSO`, { SAMLResponse }), 403, /destination/);
    const foreign = clientOf({ root: there, account: ref }, world.idp);
    const mixed = foreign.facts({ inResponseTo, nameId: 'alice@second.onaliyun.com' });
    await told(await foreign.post(browser, world.idp.answer(mixed)), 403, /request_unknown/);
  });

  test('SAMLResponse twice, another kind of body, too large a body', async () => {
    const url = `${server.root}/saml/SSO`;
    const post = (body: string, type = 'application/x-www-form-urlencoded') =>
      fetch(url, { method: 'POST', body, headers: { 'content-type': type }, redirect: 'manual' });
    const value = encodeURIComponent(world.idp.answer(client.facts()));
    await told(await post(`SAMLResponse=${value}&SAMLResponse=${value}`), 403, /form/);
    assert.equal((await post('{}', 'application/json')).status, 415);
    assert.equal((await post(`SAMLResponse=${'A'.repeat(300_000)}`)).status, 413);
    assert.equal((await fetch(`${url}?SAMLResponse=${value}`)).status, 404);
  });

  test('refusals from one address end in a wait, and no longer fill the log', async () => {
    const flooded = await world.another();
    const flood = clientOf({ ...world, root: flooded.root }, world.idp);
    const lines = async () => (await listLog(world.db, world.account, { limit: 1000 })).length;
    const before = await lines();
    const statuses: number[] = [];
    for (let i = 0; i < 23; i++) statuses.push((await flood.post(flood.browser(), base64('<x/>'))).status);
    assert.deepEqual([statuses[19], statuses[20], statuses[22]], [403, 429, 429]);
    assert.equal((await lines()) - before, 20);
    // A good answer passes all the same: behind one proxy everybody has one address.
    assert.equal((await flood.post(flood.browser(), world.idp.answer(flood.facts()))).status, 303);
    await flooded.close();
  });
});

describe('user SSO turned off, and passwords while it is on', () => {
  let server: Awaited<ReturnType<SsoWorld['another']>>;
  let client: ReturnType<typeof clientOf>;
  before(async () => {
    server = await world.another();
    client = clientOf({ ...world, root: server.root }, world.idp);
  });
  after(() => server.close());
  const set = (ssoEnabled: boolean) => setUserSso(world.db, ADMIN, world.account, { ssoEnabled });

  test('an answer that arrives after it was turned off, a ticket, and a session count no more', async () => {
    const inside = client.browser();
    await client.arrive(inside, client.facts({ inResponseTo: await client.start(inside) }));
    const [early, late] = [client.browser(), client.browser()];
    const facts = client.facts({ inResponseTo: await client.start(late) });
    const landed = locationOf(await client.post(early, world.idp.answer(client.facts())));
    await set(false);
    const response = await client.post(late, world.idp.answer(facts));
    assert.equal(response.status, 409);
    assert.equal((await early.get(landed)).status, 403);
    assert.equal(await client.whoIs(inside), undefined);
    await set(true);
    assert.equal((await client.post(late, world.idp.answer(facts))).status, 403, 'its request is gone');
    assert.equal((await early.get(landed)).status, 403);
  });

  test('changed while an answer is checked: whichever comes first, nothing of the old trust is left', async () => {
    for (let round = 0; round < 5; round++) {
      const browser = client.browser();
      const answerNow = world.idp.answer(client.facts());
      const [response] = await Promise.all([client.post(browser, answerNow), set(false)]);
      if (response.status === 303) assert.equal((await browser.get(locationOf(response))).status, 403);
      assert.equal(await client.whoIs(browser), undefined);
      await set(true);
    }
  });

  test('a password does not log on while user SSO is on, right or wrong, nor does its old session', async () => {
    await setLoginPassword(world.db, ADMIN, { ...world.account, userId: world.bob }, 'correct horse');
    await set(false);
    const browser = client.browser();
    const html = await (await browser.get(`${server.root}/login`)).text();
    const form = { ...hiddenOf(html), username: 'bob', password: 'correct horse' };
    const other = client.browser();
    const page = await (await other.get(`${server.root}/login`)).text();
    assert.equal((await other.post(`${server.root}/login`, { ...form, ...hiddenOf(page) })).status, 303);
    assert.equal(await client.whoIs(other), 'Bob');
    await set(true);
    assert.equal(await client.whoIs(other), undefined);
    for (const password of ['correct horse', 'wrong']) {
      const response = await browser.post(`${server.root}/login`, { ...form, password });
      assert.equal(response.status, 403);
      assert.match(await response.text(), /do not log on by password/);
    }
    assert.equal(await client.whoIs(browser), undefined);
  });
});
