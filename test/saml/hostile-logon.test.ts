/** Attacks on a log-on under way, on the person, and on starts at the portal. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { deflated, messageId, query, requestXml } from './requests.ts';
import { ACS, messageOf, openWorld, type Page, type World } from './world.ts';

let world: World;
/** Takes unsigned requests; the other takes signed ones only. */
let open: string;
let strict: string;
before(async () => {
  world = await openWorld();
  open = await world.application({ spCertificates: [world.sp.certificate] });
  strict = await world.application({ spCertificates: [world.sp.certificate], requireSignedRequests: true });
});
after(() => world.close());

const sso = (id: string) => `${world.root(id)}/sso`;
const redirect = (id: string, text: string) => world.browser().get(`${sso(id)}?${text}`);

const refused = (page: Page, code: string, id = open) => world.refused(page, code, id);
const accepted = (page: Page) => assert.equal(page.status, 303, page.text);

describe('a log-on under way', () => {
  const begin = async (id = open) => {
    const browser = world.browser();
    const page = await browser.get(
      `${sso(id)}?${query(deflated(requestXml({ id: messageId() })), { RelayState: 'r' })}`,
    );
    accepted(page);
    return { browser, resume: page.location! };
  };

  it('cannot be taken to another browser', async () => {
    const { browser, resume } = await begin();
    const thief = world.browser();
    await world.logOn(thief, await world.account());
    await refused(await thief.get(resume), 'saml_request_gone');
    await world.logOn(browser, await world.account());
    assert.ok((await browser.get(resume)).form);
  });

  it('is answered once, also to two calls at the same time', async () => {
    const { browser, resume } = await begin();
    await world.logOn(browser, await world.account());
    const pages = await Promise.all([1, 2, 3].map(() => browser.get(resume)));
    assert.equal(pages.filter(({ form }) => form).length, 1);
    await refused(await browser.get(resume), 'saml_request_gone');
  });

  it('stays at its application and its instance', async () => {
    const { browser, resume } = await begin();
    await world.logOn(browser, await world.account());
    await refused(await browser.get(resume.replace(open, strict)), 'saml_request_gone', strict);
    assert.equal((await browser.get(resume.replace('/acme/', '/other/'))).status, 404);
    assert.ok((await browser.get(resume)).form);
  });

  it('ends after a while', async () => {
    const { browser, resume } = await begin();
    await world.logOn(browser, await world.account());
    await world.db.query(`UPDATE saml_request SET expires_at = now()`);
    await refused(await browser.get(resume), 'saml_request_gone');
    await begin();
    const { rows } = await world.db.query(`SELECT FROM saml_request WHERE expires_at <= now()`);
    assert.equal(rows.length, 0);
  });

  for (const token of ['', 'x', `${'a'.repeat(43)}'`, '%00'.repeat(43), '../'.repeat(14)]) {
    it(`is not found by ${JSON.stringify(token)}`, async () => {
      await refused(
        await world.browser().get(`${world.root(open)}/resume?request=${token}`),
        'saml_request_gone',
      );
    });
  }

  it('keeps RelayState byte for byte, as text', async () => {
    const relayState = '"><script>alert(1)</script>\' https://evil.example.com/ %00 张';
    const browser = world.browser();
    await world.logOn(browser, await world.account());
    const address = `${sso(open)}?${query(deflated(requestXml()), { RelayState: relayState })}`;
    const page = await world.signIn(browser, address);
    assert.equal(page.form!.RelayState, relayState);
    assert.equal(page.form!.action, ACS);
    assert.ok(!page.text.includes('<script>alert'));
  });

  it('answers the id of the request and no other', async () => {
    const id = messageId();
    const browser = world.browser();
    await world.logOn(browser, await world.account());
    const page = await world.signIn(browser, `${sso(open)}?${query(deflated(requestXml({ id })))}`);
    assert.deepEqual(
      [...messageOf(page).matchAll(/InResponseTo="([^"]*)"/g)].map(([, to]) => to),
      [id, id],
    );
  });
});

describe('a person', () => {
  const start = async (id: string, account: string, instance = 'acme') => {
    const browser = world.browser();
    await world.logOn(browser, account, ['pwd'], instance);
    return browser.get(`${world.root(id)}/start`);
  };

  it('who is not assigned is told so', async () => {
    const id = await world.application({}, { authorisation: 'assigned' });
    const account = await world.account();
    const page = await start(id, account);
    await refused(page, 'saml_not_assigned', id);
    const { rows } = await world.db.query(
      `SELECT actor_kind, actor_id FROM audit_entry WHERE subject_id = $1`,
      [id],
    );
    assert.deepEqual(rows, [{ actor_kind: 'person', actor_id: account }]);
    assert.match(page.text, /may not sign in to App &#60;b&#62;/);
  });

  it('without a username at the application is told so', async () => {
    const id = await world.application({}, { applicationUsername: { by: 'manual' } });
    await refused(await start(id, await world.account()), 'saml_no_username', id);
  });

  it('whose account is disabled or expired has no session any more', async () => {
    for (const change of ['enabled = false', "expires_at = now() - interval '1 hour'"]) {
      const account = await world.account();
      const browser = world.browser();
      await world.logOn(browser, account);
      await world.db.query(`UPDATE account SET ${change} WHERE id = $1`, [account]);
      const page = await browser.get(`${world.root(open)}/start`);
      assert.match(page.location ?? '', /^\/acme\/login/);
    }
  });

  it('of another instance is nobody here', async () => {
    const page = await start(open, await world.account({}, 'other'), 'other');
    assert.match(page.location ?? '', /^\/acme\/login/);
    assert.equal((await world.browser().get(`${world.url}/other/saml/${open}/start`)).status, 404);
  });

  it('gets nothing from an application that is switched off, or that signs in otherwise', async () => {
    const off = await world.application({}, { enabled: false });
    await refused(await start(off, await world.account()), 'saml_disabled', off);
    await refused(await redirect(off, query(deflated(requestXml()))), 'saml_disabled', off);
    const none = await world.application({}, { protocol: 'none' });
    assert.equal((await start(none, await world.account())).status, 404);
    for (const path of ['nothing', '%00', '..%2f', "'"]) {
      assert.equal((await world.browser().get(`${world.url}/acme/saml/${path}/start`)).status, 404);
    }
  });

  it('with control characters in a field gets a refusal, not a broken document', async () => {
    const account = await world.account({ displayName: 'ordinary' });
    await world.db.query(`UPDATE account SET display_name = E'a\\u0001b' WHERE id = $1`, [account]);
    const named = await world.application({ nameId: 'user.displayName' });
    await refused(await start(named, account), 'saml_name_id_invalid', named);
    const told = await world.application({
      attributes: [{ name: 'n', expression: 'user.displayName', format: 'basic' }],
    });
    await refused(await start(told, account), 'saml_attribute_invalid', told);
  });

  const NAMES: [name: string, expression: string, format: 'unspecified' | 'emailAddress'][] = [
    ['that is empty', '""', 'unspecified'],
    ['that is blank', '"  "', 'unspecified'],
    ['that is missing', 'user.nothing', 'unspecified'],
    ['that is a list', 'Split("a,b", ",")', 'unspecified'],
    ['that is too long', `"${'a'.repeat(257)}"`, 'unspecified'],
    ['that is no e-mail address', '"admin"', 'emailAddress'],
    ['of two e-mail addresses', '"a@b.example c@d.example"', 'emailAddress'],
  ];
  for (const [name, nameId, nameIdFormat] of NAMES) {
    it(`is not sent on under a name ${name}`, async () => {
      const id = await world.application({ nameId, nameIdFormat });
      await refused(await start(id, await world.account()), 'saml_name_id_invalid', id);
    });
  }

  it('cannot write markup into an assertion', async () => {
    const evil = 'x</saml:NameID><saml:NameID>admin<!-- & ]]> "\'';
    const id = await world.application({
      nameId: 'user.displayName',
      attributes: [{ name: 'a"><b', expression: 'user.displayName', format: 'basic' }],
    });
    const page = await start(id, await world.account({ displayName: evil }));
    const { profile } = await world
      .client(id, { validateInResponseTo: 'never' as never })
      .validatePostResponseAsync({ SAMLResponse: page.form!.SAMLResponse! });
    assert.equal(profile!.nameID, evil);
    assert.deepEqual(profile!.attributes, { 'a"><b': evil });
    assert.equal(messageOf(page).match(/<saml:NameID/g)?.length, 1);
  });

  it('is not the subject that a request asks for: the application is told', async () => {
    const content = '<saml:Subject><saml:NameID>admin</saml:NameID></saml:Subject>';
    const browser = world.browser();
    await world.logOn(browser, await world.account());
    const page = await world.signIn(browser, `${sso(open)}?${query(deflated(requestXml({ content })))}`);
    assert.match(messageOf(page), /status:UnknownPrincipal/);
    assert.ok(!messageOf(page).includes('<saml:Assertion'));
  });
});

describe('a start at the portal', () => {
  const FOREIGN = [
    'https://evil.example.com/',
    '//evil.example.com',
    '/\\evil.example.com',
    '\\\\evil.example.com',
    'javascript:alert(1)',
    'data:text/html,x',
    'https:evil.example.com',
    '/a b',
    '/\u3000',
    '',
    `/${'a'.repeat(2000)}`,
  ];
  for (const relayState of FOREIGN) {
    it(`does not carry RelayState ${JSON.stringify(relayState.slice(0, 40))}`, async () => {
      const address = `${world.root(open)}/start?RelayState=${encodeURIComponent(relayState)}`;
      await refused(await world.browser().get(address), 'saml_relay_state_foreign');
    });
  }

  it('is refused where only the application may begin', async () => {
    const id = await world.application({ initiatedBy: 'sp' });
    await refused(await world.browser().get(`${world.root(id)}/start`), 'saml_not_from_portal', id);
  });
});
