/** Sign-in end to end over HTTP, with an independent service provider. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { parseXml } from '../../src/xml/parse.ts';
import { verifySigned } from '../../src/xml/verify.ts';
import { keyPair } from './key-pair.ts';
import { ACS, messageOf, openWorld, type Page, SP, statusOf, type World } from './world.ts';

let world: World;
before(async () => {
  world = await openWorld();
});
after(() => world.close());

type Client = ReturnType<World['client']>;
const received = (client: Client, page: Page) =>
  client.validatePostResponseAsync({ SAMLResponse: page.form!.SAMLResponse! });

describe('sign-in that the application begins', () => {
  it('goes over the log-on and back, by redirect and by post', async () => {
    const id = await world.application();
    const account = await world.account({ username: 'zhang.wei' });
    for (const binding of ['redirect', 'post'] as const) {
      const client = world.client(id, { skipRequestCompression: binding === 'post' });
      const browser = world.browser();
      const first =
        binding === 'redirect'
          ? await browser.get(await client.getAuthorizeUrlAsync('state/1 &"<', undefined, {}))
          : await browser.post(`${world.root(id)}/sso`, {
              ...(await posted(client)),
              RelayState: 'state/1 &"<',
            });
      assert.equal(first.status, 303, first.text);
      const toLogon = await browser.get(first.location!);
      assert.equal(toLogon.status, 303, toLogon.text);
      const logon = new URL(toLogon.location!, world.url);
      assert.equal(logon.pathname, '/acme/login');
      await world.logOn(browser, account);
      const page = await browser.get(logon.searchParams.get('return')!);
      assert.equal(page.form!.action, ACS);
      assert.equal(page.form!.RelayState, 'state/1 &"<');
      const { profile } = await received(client, page);
      assert.equal(profile!.nameID, 'zhang.wei');
      assert.equal(profile!.issuer, world.root(id));
      assert.match(profile!.nameIDFormat!, /unspecified$/);
    }
  });

  it('checks signed requests, by redirect and by post', async () => {
    const id = await world.application({
      requireSignedRequests: true,
      spCertificates: [world.sp.certificate],
    });
    const browser = world.browser();
    await world.logOn(browser, await world.account());
    const client = world.client(id, world.signing());
    const byRedirect = await world.signIn(browser, await client.getAuthorizeUrlAsync('', undefined, {}));
    assert.ok((await received(client, byRedirect)).profile);
    const poster = world.client(id, { ...world.signing(), skipRequestCompression: true });
    const byPost = await browser.follow(await browser.post(`${world.root(id)}/sso`, await posted(poster)));
    assert.ok((await received(poster, byPost)).profile);
  });

  it('signs what the settings say, and encrypts', async () => {
    const cases = [
      { signAssertion: true, signResponse: false },
      { signAssertion: false, signResponse: true },
      { signAssertion: true, signResponse: true },
      {
        signAssertion: true,
        signResponse: true,
        encryptAssertion: true,
        spCertificates: [world.sp.certificate],
      },
      {
        signAssertion: true,
        signResponse: false,
        encryptAssertion: true,
        spCertificates: [keyPair('ec').certificate, world.sp.certificate],
      },
    ];
    const browser = world.browser();
    await world.logOn(browser, await world.account({ username: 'li.na' }));
    for (const settings of cases) {
      const id = await world.application(settings);
      const client = world.client(id, {
        wantAssertionsSigned: settings.signAssertion,
        wantAuthnResponseSigned: settings.signResponse,
        ...(settings.encryptAssertion && { decryptionPvk: world.sp.keyPem }),
      });
      const page = await world.signIn(browser, await client.getAuthorizeUrlAsync('', undefined, {}));
      const xml = messageOf(page);
      assert.equal(xml.includes('li.na'), settings.encryptAssertion !== true);
      assert.equal((await received(client, page)).profile!.nameID, 'li.na');
      if (!settings.signResponse) continue;
      const document = parseXml(xml);
      assert.ok(verifySigned(document, document.documentElement, [world.idpCertificate]));
    }
  });

  it('gives NameID and attributes by expression: a list several values, nothing for what is empty', async () => {
    const id = await world.application({
      nameIdFormat: 'emailAddress',
      nameId: 'user.email',
      attributes: [
        { name: 'name', expression: 'user.displayName', format: 'basic' },
        { name: 'all', expression: 'Split("a,b&<," + user.username, ",")', format: 'uri' },
        { name: 'phone', expression: 'user.phone', format: 'basic' },
        { name: 'app', expression: 'appUser.username', format: 'unspecified' },
      ],
    });
    const browser = world.browser();
    const account = await world.account({
      username: 'wang.fang',
      email: 'wang.fang@acme.example',
      displayName: '王芳 <&"\'> 😀',
    });
    await world.logOn(browser, account);
    const client = world.client(id, {
      identifierFormat: 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress',
    });
    const page = await world.signIn(browser, await client.getAuthorizeUrlAsync('', undefined, {}));
    const { profile } = await received(client, page);
    assert.equal(profile!.nameID, 'wang.fang@acme.example');
    assert.deepEqual(profile!.attributes, {
      name: '王芳 <&"\'> 😀',
      all: ['a', 'b&<', 'wang.fang'],
      app: 'wang.fang',
    });
  });

  it('tells by which method and when the person authenticated, and for whom and how long it holds', async () => {
    const id = await world.application({ assertionSeconds: 120, clockSkewSeconds: 30 });
    const browser = world.browser();
    await world.logOn(browser, await world.account(), ['pwd', 'otp', 'mfa']);
    const client = world.client(id, { authnContext: ['https://refeds.org/profile/mfa'] });
    const xml = messageOf(await world.signIn(browser, await client.getAuthorizeUrlAsync('', undefined, {})));
    assert.match(xml, /<saml:AuthnContextClassRef>https:\/\/refeds.org\/profile\/mfa</);
    assert.match(xml, /<saml:AuthnStatement AuthnInstant="[^"]+Z" SessionIndex="_[0-9a-f]{40}">/);
    assert.ok(xml.includes(`<saml:Audience>${SP}</saml:Audience>`));
    assert.match(
      xml,
      /SubjectConfirmationData NotOnOrAfter="[^"]+" Recipient="https:\/\/sp\.example\.com\/acs" InResponseTo="_[^"]+"/,
    );
    const [, from, until] = /Conditions NotBefore="([^"]+)" NotOnOrAfter="([^"]+)"/.exec(xml)!;
    assert.equal(Date.parse(until!) - Date.parse(from!), 150_000);
  });

  it('answers at the address a request names, among those configured, also by index', async () => {
    const id = await world.application({ acsUrls: [ACS, 'https://two.example.com/acs'] });
    const browser = world.browser();
    await world.logOn(browser, await world.account());
    const client = world.client(id, { callbackUrl: 'https://two.example.com/acs' });
    const page = await world.signIn(browser, await client.getAuthorizeUrlAsync('', undefined, {}));
    assert.equal(page.form!.action, 'https://two.example.com/acs');
    assert.match(messageOf(page), /Destination="https:\/\/two\.example\.com\/acs"/);
  });

  it('asks a person to authenticate again under ForceAuthn, and takes what is newer than the request', async () => {
    const id = await world.application();
    const browser = world.browser();
    const account = await world.account();
    await world.logOn(browser, account);
    const client = world.client(id, { forceAuthn: true });
    const first = await browser.get(await client.getAuthorizeUrlAsync('', undefined, {}));
    const logon = await browser.get(first.location!);
    assert.match(logon.location!, /^\/acme\/login\?.*prompt=login/);
    await world.logOn(browser, account);
    const page = await browser.get(first.location!);
    assert.ok((await received(client, page)).profile);
  });

  it('answers IsPassive at once, with or without a person', async () => {
    const id = await world.application();
    const client = world.client(id, { passive: true });
    const nobody = await world.signIn(world.browser(), await client.getAuthorizeUrlAsync('s', undefined, {}));
    assert.deepEqual(statusOf(messageOf(nobody)), ['Responder', 'NoPassive']);
    assert.equal(nobody.form!.RelayState, 's');
    assert.equal((await received(client, nobody)).profile, null);
    const browser = world.browser();
    await world.logOn(browser, await world.account());
    const page = await world.signIn(browser, await client.getAuthorizeUrlAsync('', undefined, {}));
    assert.ok((await received(client, page)).profile);
  });

  it('signs the answers that refuse', async () => {
    const id = await world.application({ nameIdFormat: 'emailAddress', nameId: '"a@b.example"' });
    const browser = world.browser();
    await world.logOn(browser, await world.account());
    const cases: [more: Parameters<World['client']>[1], codes: string[]][] = [
      [
        { identifierFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient' },
        ['Requester', 'InvalidNameIDPolicy'],
      ],
      [
        { identifierFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:kerberos' },
        ['Requester', 'InvalidNameIDPolicy'],
      ],
      [{ authnContext: ['https://refeds.org/profile/mfa'] }, ['Responder', 'NoAuthnContext']],
      [{ authnContext: ['urn:oasis:names:tc:SAML:2.0:ac:classes:X509'] }, ['Responder', 'NoAuthnContext']],
      [
        { authnRequestBinding: 'HTTP-Artifact', identifierFormat: 'constructor' },
        ['Requester', 'InvalidNameIDPolicy'],
      ],
    ];
    for (const [more, codes] of cases) {
      const client = world.client(id, more);
      const xml = messageOf(
        await world.signIn(browser, await client.getAuthorizeUrlAsync('', undefined, {})),
      );
      assert.deepEqual(statusOf(xml), codes);
      assert.ok(!xml.includes('Assertion '));
      const document = parseXml(xml);
      assert.ok(verifySigned(document, document.documentElement, [world.idpCertificate]));
    }
  });

  it('takes a password for what any method is at least', async () => {
    const id = await world.application();
    const browser = world.browser();
    await world.logOn(browser, await world.account(), ['hwk']);
    const client = world.client(id, {
      authnContext: ['urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport'],
    });
    const page = await world.signIn(browser, await client.getAuthorizeUrlAsync('', undefined, {}));
    assert.match(
      messageOf(page),
      /ClassRef>urn:oasis:names:tc:SAML:2\.0:ac:classes:PasswordProtectedTransport</,
    );
  });
});

describe('names', () => {
  const format = (name: string) => `urn:oasis:names:tc:SAML:2.0:nameid-format:${name}`;
  const nameIdOf = (xml: string) => /<saml:NameID[^>]*>([^<]*)</.exec(xml)![1]!;

  it('gives a transient name that is new each time', async () => {
    const id = await world.application({ nameIdFormat: 'transient' });
    const browser = world.browser();
    await world.logOn(browser, await world.account());
    const get = async () =>
      nameIdOf(
        messageOf(
          await world.signIn(browser, await world.client(id).getAuthorizeUrlAsync('', undefined, {})),
        ),
      );
    assert.notEqual(await get(), await get());
  });

  it('gives a pseudonym that stays, and is another at each application and for each person', async () => {
    const apps = [await world.application(), await world.application()];
    const people = [await world.account(), await world.account()];
    const seen = new Set<string>();
    for (const id of apps) {
      for (const person of people) {
        const browser = world.browser();
        await world.logOn(browser, person);
        const client = world.client(id, { identifierFormat: format('persistent') });
        const get = async () =>
          nameIdOf(
            messageOf(await world.signIn(browser, await client.getAuthorizeUrlAsync('', undefined, {}))),
          );
        const one = await get();
        assert.equal(await get(), one);
        seen.add(one);
      }
    }
    assert.equal(seen.size, 4);
  });

  it('gives the expression where persistent is configured, as RAM wants it', async () => {
    const id = await world.application({
      nameIdFormat: 'persistent',
      nameId: 'appUser.username + "@acme.onaliyun.com"',
    });
    const browser = world.browser();
    await world.logOn(browser, await world.account({ username: 'ram.user' }));
    const xml = messageOf(
      await world.signIn(browser, await world.client(id).getAuthorizeUrlAsync('', undefined, {})),
    );
    assert.match(xml, /<saml:NameID Format="[^"]*:persistent">ram\.user@acme\.onaliyun\.com</);
  });
});

describe('sign-in that the portal begins', () => {
  it('gives an assertion without request, with the default RelayState', async () => {
    const id = await world.application({ defaultRelayState: 'https://sp.example.com/home?a=1&b=2' });
    const browser = world.browser();
    const away = await browser.get(`${world.root(id)}/start`);
    assert.equal(new URL(away.location!, world.url).searchParams.get('return'), `/acme/saml/${id}/start`);
    await world.logOn(browser, await world.account({ username: 'portal.user' }));
    const page = await browser.get(`${world.root(id)}/start`);
    assert.equal(page.form!.RelayState, 'https://sp.example.com/home?a=1&b=2');
    assert.ok(!messageOf(page).includes('InResponseTo'));
    const { profile } = await received(world.client(id, { validateInResponseTo: 'never' as never }), page);
    assert.equal(profile!.nameID, 'portal.user');
    const { rows } = await world.db.query(
      `SELECT category, action, actor_kind, actor_name, result, details FROM audit_entry WHERE subject_id = $1`,
      [id],
    );
    const details = {
      protocol: 'saml',
      applicationUsername: 'portal.user',
      acsUrl: ACS,
      initiatedBy: 'portal',
    };
    assert.deepEqual(rows, [
      {
        category: 'sso',
        action: 'sso.given',
        actor_kind: 'person',
        actor_name: 'portal.user',
        result: 'ok',
        details,
      },
    ]);
    const deeper = await browser.get(`${world.root(id)}/start?RelayState=%2Freports%3Fid%3D7`);
    assert.equal(deeper.form!.RelayState, '/reports?id=7');
  });

  it('keeps the wish through the log-on', async () => {
    const id = await world.application();
    const away = await world.browser().get(`${world.root(id)}/start?RelayState=/a`);
    assert.equal(
      new URL(away.location!, world.url).searchParams.get('return'),
      `/acme/saml/${id}/start?RelayState=%2Fa`,
    );
  });
});

describe('the page that posts the answer', () => {
  it('runs nothing but its own line, and sends nowhere but to the application', async () => {
    const id = await world.application();
    const browser = world.browser();
    await world.logOn(browser, await world.account());
    const page = await browser.get(`${world.root(id)}/start`, { 'accept-language': 'zh-CN' });
    const csp = page.headers.get('content-security-policy')!;
    assert.match(csp, /default-src 'none'/);
    assert.match(csp, /script-src 'sha256-[A-Za-z0-9+/=]+'(;|$)/);
    assert.match(csp, /form-action https:\/\/sp\.example\.com https:(;|$)/);
    assert.ok(!/unsafe|\*|data:|javascript:/.test(csp));
    assert.equal(page.headers.get('x-frame-options'), 'DENY');
    assert.equal(page.headers.get('cache-control'), 'no-store');
    assert.equal(page.headers.get('referrer-policy'), 'no-referrer');
    assert.match(page.text, /<button>继续<\/button>/);
    assert.ok(!page.text.includes(`<b>${id}`), 'the name of the application is text');
  });
});

async function posted(client: Client): Promise<Record<string, string>> {
  const { SAMLRequest } = (await client.getAuthorizeMessageAsync('')) as { SAMLRequest: string };
  return { SAMLRequest };
}
