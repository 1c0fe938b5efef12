/** Apache with mod_auth_openidc signs people in through us, as an application of the catalogue that is made by API. */
import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { pino } from 'pino';
import { createAccount } from '../../src/directory/accounts.ts';
import { setPersonCookie } from '../../src/logon/cookies.ts';
import type { PersonDeps } from '../../src/logon/person.ts';
import { tellOfEnded } from '../../src/logon/session-end.ts';
import { openPersonSession } from '../../src/logon/session-store.ts';
import { deliverDue } from '../../src/oidc/backchannel.ts';
import { oidcRoutes } from '../../src/oidc/routes.ts';
import { sealerOf } from '../../src/secrets/seal.ts';
import { startApi, type TestApi } from '../api/server.ts';
import { freePort } from '../free-port.ts';
import { Browser, formOf, type Page } from '../oidc/browser.ts';
import { type Apache, apacheMissing, startApache } from './apache.ts';

const ACTOR = { name: 'test' };
const missing = apacheMissing('auth_openidc');

describe('mod_auth_openidc', { skip: missing }, () => {
  let api: TestApi;
  let people: PersonDeps;
  let apache: Apache;
  /** Path of the application in the API. */
  let application: string;

  before(async () => {
    api = await startApi({
      async also(app, { db, publicUrl }) {
        const log = pino({ level: 'silent' });
        people = { db, publicUrl, log, sealer: sealerOf(randomBytes(32)), now: () => new Date() };
        await oidcRoutes(app, people);
      },
    });
    const port = await freePort();
    const root = `http://127.0.0.1:${port}`;
    const { id } = await ok('POST', '/applications', { name: 'Pages', template: 'generic-oidc' });
    application = `/applications/${id}`;
    await ok('PATCH', `${application}/sso`, {
      enabled: true,
      oidc: {
        redirectUris: [`${root}/closed/callback`],
        postLogoutRedirectUris: [`${root}/open/`],
        backchannelLogoutUri: `${root}/closed/callback?logout=backchannel`,
        claims: [{ name: 'shout', expression: 'Upper(user.username)' }],
      },
    });
    const { issuer, clientId } = await ok('GET', `${application}/oidc/endpoints`);
    const { secret } = await ok('POST', `${application}/oidc/secrets`);
    apache = await startApache({
      port,
      modules: ['auth_openidc'],
      // fetch says "cors" for itself, and the module sends on only what a browser calls navigation.
      settings: () => `RequestHeader set Sec-Fetch-Mode navigate early
OIDCProviderMetadataURL ${issuer}/.well-known/openid-configuration
OIDCClientID ${clientId}
OIDCClientSecret ${secret}
OIDCRedirectURI ${root}/closed/callback
OIDCCryptoPassphrase ${randomBytes(24).toString('hex')}
OIDCResponseType code
OIDCPKCEMethod S256
OIDCScope "openid profile email"
OIDCRemoteUserClaim preferred_username
OIDCPassClaimsAs environment
<Location /closed>
  AuthType openid-connect
  Require valid-user
  Header always set X-Claims "expr=%{reqenv:OIDC_CLAIM_email} %{reqenv:OIDC_CLAIM_shout}"
  Header always set X-Issuer "expr=%{reqenv:OIDC_CLAIM_iss}"
  Header always set X-Subject "expr=%{reqenv:OIDC_CLAIM_sub}"
</Location>`,
    });
  });
  after(async () => {
    await apache?.stop();
    await api?.close();
  });

  async function ok(method: string, path: string, body?: object) {
    const answer = await api.call(method, `/instances/acme${path}`, body ? { body } : {});
    assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  /** Somebody who is logged on, and to whom the application is assigned unless `assigned` says otherwise. */
  async function person({ assigned = true } = {}) {
    const username = `u${randomUUID().slice(0, 8)}`;
    const email = `${username}@example.com`;
    const account = await createAccount(api.db, ACTOR, 'acme', { username, displayName: '张伟', email });
    if (assigned) await ok('POST', `${application}/assignments`, { kind: 'account', ids: [account.id] });
    const browser = new Browser(api.url);
    const { sessionId, secret } = await openPersonSession(api.db, {
      instanceId: 'acme',
      accountId: account.id,
      methodId: null,
      methods: ['pwd'],
      from: { address: '127.0.0.1', agent: 'test' },
      previous: undefined,
    });
    browser.keep(setPersonCookie(api.url, 'acme', secret));
    return { account, browser, sessionId };
  }

  /** Follows redirects between Apache and us, up to a page or to where one has to log on. */
  async function go(browser: Browser, address: string): Promise<{ page: Page; passed: URL[] }> {
    const passed = [new URL(address)];
    for (;;) {
      const at = passed.at(-1)!;
      const page = await browser.get(at.href);
      if (page.location === undefined) return { page, passed };
      const to = new URL(page.location, at);
      if (to.pathname === '/acme/login') return { page, passed };
      assert.ok(passed.length < 12, `redirects without end: ${to}`);
      passed.push(to);
    }
  }

  async function assertLetIn(browser: Browser, username: string): Promise<URL[]> {
    const { page, passed } = await go(browser, `${apache.url}/closed/`);
    assert.equal(page.status, 200, `${page.text}\n${apache.log()}`);
    assert.match(page.text, /<h1>closed<\/h1>/);
    assert.equal(page.headers.get('x-user'), username);
    return passed;
  }

  it('asks for a code with PKCE, and tells Apache who it is', async () => {
    const { browser, account } = await person();
    const passed = await assertLetIn(browser, account.username);
    const asked = passed.find(({ pathname }) => pathname === '/acme/oidc/auth')!.searchParams;
    assert.equal(asked.get('response_type'), 'code');
    assert.equal(asked.get('code_challenge_method'), 'S256');
    assert.match(asked.get('code_challenge') ?? '', /^[\w-]{43}$/);
    const back = passed.find(({ pathname }) => pathname === '/closed/callback')!.searchParams;
    assert.ok(back.has('code'));
    const { page } = await go(browser, `${apache.url}/closed/`);
    assert.equal(page.headers.get('x-claims'), `${account.email} ${account.username.toUpperCase()}`);
    assert.equal(page.headers.get('x-issuer'), `${api.url}/acme/oidc`);
    assert.equal(page.headers.get('x-subject'), account.id);
  });

  it('sends somebody who is not logged on to our log-on', async () => {
    const { page } = await go(new Browser(api.url), `${apache.url}/closed/`);
    assert.match(page.location ?? '', /\/acme\/login\?/, apache.log());
    assert.equal(page.headers.get('x-user') ?? '', '');
  });

  it('logs out here as well, by its own address', async () => {
    const { browser, account } = await person();
    await assertLetIn(browser, account.username);
    const after = encodeURIComponent(`${apache.url}/open/`);
    const { page, passed } = await go(browser, `${apache.url}/closed/callback?logout=${after}`);
    assert.ok(passed.some(({ href }) => href.startsWith(`${api.url}/acme/oidc/logout?`)));
    assert.match(page.text, /<h1>open<\/h1>/, apache.log());
    const again = await go(browser, `${apache.url}/closed/`);
    assert.match(again.page.location ?? '', /\/acme\/login\?/);
  });

  it('ends its session when ours has ended, told by the back channel', async () => {
    const { browser, account, sessionId } = await person();
    await assertLetIn(browser, account.username);
    await ok('DELETE', `/accounts/${account.id}`);
    const { rows } = await api.db.query('SELECT 1 FROM person_session WHERE id = $1 AND ended_at IS NULL', [
      sessionId,
    ]);
    assert.equal(rows.length, 0);
    await tellOfEnded(api.db, people.log);
    await deliverDue(people);
    const { page } = await go(browser, `${apache.url}/closed/`);
    assert.match(page.location ?? '', /\/acme\/login\?/, apache.log());
  });

  it('lets nobody in to whom the application is not assigned', async () => {
    const { browser } = await person({ assigned: false });
    const { page, passed } = await go(browser, `${apache.url}/closed/`);
    assert.equal(page.status, 403, page.text);
    assert.match(page.text, /You cannot use Pages/);
    const { action, fields } = formOf(page);
    const told = await browser.post(new URL(action, passed.at(-1)).href, fields);
    const back = await browser.follow(told);
    const to = new URL(back.location!);
    assert.deepEqual([to.pathname, to.searchParams.get('error')], ['/closed/callback', 'access_denied']);
    const refused = await browser.get(to.href);
    assert.doesNotMatch(refused.text, /<h1>closed<\/h1>/);
    assert.equal(refused.headers.get('x-user') ?? '', '');
    assert.match((await go(browser, `${apache.url}/closed/`)).page.text, /You cannot use Pages/);
  });

  it('lets nobody in while the application is disabled, and everybody again afterwards', async () => {
    const { browser, account } = await person();
    await ok('PATCH', `${application}/sso`, { enabled: false });
    try {
      const { page, passed } = await go(browser, `${apache.url}/closed/`);
      assert.equal(page.status, 400, page.text);
      assert.equal(passed.at(-1)!.origin, api.url);
      assert.ok(!passed.some(({ pathname }) => pathname === '/closed/callback'));
    } finally {
      await ok('PATCH', `${application}/sso`, { enabled: true });
    }
    await assertLetIn(browser, account.username);
  });
});
