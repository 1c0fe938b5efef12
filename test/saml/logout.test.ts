/** Log-out that an application begins. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Profile } from '@node-saml/node-saml';
import { currentPerson } from '../../src/logon/person.ts';
import { parseXml } from '../../src/xml/parse.ts';
import { verifySigned } from '../../src/xml/verify.ts';
import { keyPair } from './key-pair.ts';
import { base64, deflated, instant, query, requestXml, signedQuery, signedXml } from './requests.ts';
import { type Browser, messageOf, openWorld, type Page, statusOf, type World } from './world.ts';

const SLO = 'https://sp.example.com/slo?sp=1';
let world: World;
let id: string;
before(async () => {
  world = await openWorld();
  id = await world.application({ spCertificates: [world.sp.certificate], singleLogoutUrl: SLO });
});
after(() => world.close());

const slo = (application = id) => `${world.root(application)}/logout`;
const client = (more = {}) =>
  world.client(id, { ...world.signing(), logoutUrl: slo(), validateInResponseTo: 'never' as never, ...more });

/** A person with a session here and at the application. */
async function signedIn(
  application = id,
): Promise<{ browser: Browser; profile: Profile; isIn(): Promise<boolean> }> {
  const browser = world.browser();
  await world.logOn(browser, await world.account());
  const page = await browser.get(`${world.root(application)}/start`);
  const { profile } = await world
    .client(application, { validateInResponseTo: 'never' as never })
    .validatePostResponseAsync({ SAMLResponse: page.form!.SAMLResponse! });
  const isIn = async () => {
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const deps = { db: world.db, publicUrl: world.url } as Parameters<typeof currentPerson>[0];
    return (await currentPerson(deps, 'acme', cookie)) !== undefined;
  };
  return { browser, profile: profile!, isIn };
}

const logoutXml = (
  profile: Profile,
  more: Parameters<typeof requestXml>[0] = {},
  index = profile.sessionIndex,
) =>
  requestXml({
    name: 'LogoutRequest',
    destination: slo(),
    content: `<saml:NameID>${profile.nameID}</saml:NameID>${index === undefined ? '' : `<samlp:SessionIndex>${index}</samlp:SessionIndex>`}`,
    ...more,
  });

describe('a LogoutRequest', () => {
  it('by redirect ends the session and is answered by a signed redirect', async () => {
    const { browser, profile, isIn } = await signedIn();
    assert.ok(await isIn());
    const page = await browser.get(await client().getLogoutUrlAsync(profile, 'back', {}));
    assert.equal(page.status, 303, page.text);
    assert.equal(await isIn(), false);
    const answer = new URL(page.location!);
    assert.ok(page.location!.startsWith(`${SLO}&SAMLResponse=`));
    assert.equal(answer.searchParams.get('RelayState'), 'back');
    const fields = Object.fromEntries(answer.searchParams);
    delete fields.sp;
    const { loggedOut } = await client().validateRedirectAsync(fields, answer.search.replace('?sp=1&', ''));
    assert.equal(loggedOut, true);
  });

  it('by post ends the session and is answered by a signed post', async () => {
    const { browser, profile, isIn } = await signedIn();
    const SAMLRequest = base64(signedXml(logoutXml(profile), world.sp));
    // As from another site: the session cookie does not come along.
    const page = await world.browser().post(slo(), { SAMLRequest, RelayState: 'r' });
    assert.equal(page.form!.action, SLO);
    assert.equal(page.form!.RelayState, 'r');
    const document = parseXml(messageOf(page));
    assert.equal(
      verifySigned(document, document.documentElement, [world.idpCertificate]).localName,
      'LogoutResponse',
    );
    assert.deepEqual(statusOf(messageOf(page)), ['Success']);
    assert.equal(await isIn(), false);
    const away = await browser.get(`${world.root(id)}/start`);
    assert.match(away.location!, /^\/acme\/login/);
  });

  it('ends the session it names and no other; without index all of that name', async () => {
    const one = await signedIn();
    const two = await signedIn();
    const send = (xml: string) =>
      world.browser().post(slo(), { SAMLRequest: base64(signedXml(xml, world.sp)) });
    await send(logoutXml(one.profile, {}, two.profile.sessionIndex));
    await send(logoutXml({ ...one.profile, nameID: 'somebody' }));
    assert.deepEqual([await one.isIn(), await two.isIn()], [true, true]);
    const all = `<saml:NameID>${one.profile.nameID}</saml:NameID>`;
    assert.equal((await send(logoutXml(one.profile, { content: all }))).status, 200);
    assert.deepEqual([await one.isIn(), await two.isIn()], [false, true]);
  });

  it('of one application does not end the session of another', async () => {
    const other = await world.application({ spCertificates: [world.sp.certificate], singleLogoutUrl: SLO });
    const { profile, isIn } = await signedIn(other);
    await world.browser().post(slo(), { SAMLRequest: base64(signedXml(logoutXml(profile), world.sp)) });
    assert.equal(await isIn(), true);
  });

  const stranger = keyPair();
  const REFUSED: [name: string, send: (profile: Profile) => Promise<Page>, code: string][] = [
    ['without signature, by post', (profile) => posted(logoutXml(profile)), 'signature_missing'],
    [
      'without signature, by redirect',
      (profile) => redirected(query(deflated(logoutXml(profile)))),
      'signature_missing',
    ],
    [
      'signed by a stranger, by post',
      (profile) => posted(signedXml(logoutXml(profile), stranger)),
      'signature_invalid',
    ],
    [
      'signed by a stranger, by redirect',
      (profile) => redirected(signedQuery(query(deflated(logoutXml(profile))), stranger)),
      'signature_invalid',
    ],
    [
      'with a name put in afterwards',
      (profile) =>
        posted(
          signedXml(logoutXml({ ...profile, nameID: 'x' }), world.sp).replace('>x<', `>${profile.nameID}<`),
        ),
      'signature_invalid',
    ],
    [
      'with a comment in the name',
      (profile) =>
        posted(
          signedXml(logoutXml(profile), world.sp).replace(
            `>${profile.nameID}<`,
            `>${profile.nameID}<!-- --><`,
          ),
        ),
      'xml_refused',
    ],
    [
      'wrapped',
      (profile) =>
        posted(
          logoutXml(profile, {
            content: `<saml:NameID>${profile.nameID}</saml:NameID><samlp:Extensions>${signedXml(logoutXml(profile), world.sp)}</samlp:Extensions>`,
          }),
        ),
      'signature_missing',
    ],
    [
      'that has run out',
      (profile) =>
        posted(signedXml(logoutXml(profile, { attributes: ` NotOnOrAfter="${instant(-1)}"` }), world.sp)),
      'saml_request_expired',
    ],
    [
      'that is old',
      (profile) => posted(signedXml(logoutXml(profile, { instant: instant(-400) }), world.sp)),
      'saml_request_expired',
    ],
    [
      'for another address',
      (profile) => posted(signedXml(logoutXml(profile, { destination: `${world.root(id)}/sso` }), world.sp)),
      'saml_destination_other',
    ],
    [
      'of another issuer',
      (profile) => posted(signedXml(logoutXml(profile, { issuer: 'x' }), world.sp)),
      'saml_issuer_other',
    ],
    [
      'without a name',
      (profile) => posted(signedXml(logoutXml(profile, { content: '' }), world.sp)),
      'saml_request_invalid',
    ],
    [
      'that is an AuthnRequest',
      (profile) => posted(signedXml(logoutXml(profile, { name: 'AuthnRequest' }), world.sp)),
      'saml_request_invalid',
    ],
  ];
  const posted = (xml: string) => world.browser().post(slo(), { SAMLRequest: base64(xml) });
  const redirected = (text: string) => world.browser().get(`${slo()}?${text}`);
  for (const [name, send, code] of REFUSED) {
    it(`is refused ${name}`, async () => {
      const { profile, isIn } = await signedIn();
      const page = await send(profile);
      assert.ok(page.status >= 400 && page.status < 500, page.text);
      const { rows } = await world.db.query(
        `SELECT reason FROM audit_entry WHERE subject_id = $1 ORDER BY id DESC LIMIT 1`,
        [id],
      );
      assert.equal(rows[0]!.reason, code);
      assert.equal(await isIn(), true);
    });
  }

  it('is taken once', async () => {
    const { profile } = await signedIn();
    const SAMLRequest = base64(signedXml(logoutXml(profile), world.sp));
    assert.equal((await world.browser().post(slo(), { SAMLRequest })).status, 200);
    assert.equal((await world.browser().post(slo(), { SAMLRequest })).status, 403);
  });

  it('is not taken where there is nowhere to answer or nothing to check it by', async () => {
    for (const settings of [{ singleLogoutUrl: SLO }, { spCertificates: [world.sp.certificate] }]) {
      const bare = await world.application(settings);
      const { profile, isIn } = await signedIn(bare);
      const SAMLRequest = base64(signedXml(logoutXml(profile, { destination: slo(bare) }), world.sp));
      assert.equal((await world.browser().post(slo(bare), { SAMLRequest })).status, 403);
      assert.equal(await isIn(), true);
    }
  });
});
