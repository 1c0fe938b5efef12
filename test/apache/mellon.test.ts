/** Apache with mod_auth_mellon signs people in through us: Lasso and XMLSec are nobody's code but their own. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { readSpMetadata } from '../../src/saml/sp-metadata.ts';
import { freePort } from '../free-port.ts';
import { keyPair } from '../saml/key-pair.ts';
import { openWorld, type World } from '../saml/world.ts';
import { type Apache, apacheMissing, startApache } from './apache.ts';

const missing = apacheMissing('auth_mellon');

describe('mod_auth_mellon', { skip: missing }, () => {
  let world: World;
  before(async () => {
    world = await openWorld();
  });
  after(() => world?.close());

  /** Apache as the service provider of a new application. */
  async function serviceProvider(settings: Parameters<World['application']>[0]): Promise<Apache> {
    const port = await freePort();
    const root = `http://127.0.0.1:${port}/mellon`;
    const pair = keyPair();
    const id = await world.application({
      spEntityId: `${root}/metadata`,
      acsUrls: [`${root}/postResponse`],
      singleLogoutUrl: `${root}/logout`,
      spCertificates: [pair.certificate],
      requireSignedRequests: true,
      ...settings,
    });
    const { text } = await world.browser().get(`${world.root(id)}/metadata`);
    return startApache({
      port,
      modules: ['auth_mellon'],
      files: { 'sp.key': pair.keyPem, 'sp.crt': pair.certificate, 'idp.xml': text },
      settings: (folder) => `<Location />
  MellonEnable "info"
  MellonEndpointPath /mellon
  MellonSPentityId ${root}/metadata
  MellonSPPrivateKeyFile ${folder}/sp.key
  MellonSPCertFile ${folder}/sp.crt
  MellonIdPMetadataFile ${folder}/idp.xml
  MellonSignatureMethod rsa-sha256
  MellonSecureCookie Off
  MellonUser "user"
  Header always set X-Names "expr=%{reqenv:MELLON_names_0} %{reqenv:MELLON_names_1}"
</Location>
<Location /closed>
  MellonEnable "auth"
  AuthType "Mellon"
  Require valid-user
</Location>`,
    });
  }

  it('publishes metadata that we can read', async () => {
    const apache = await serviceProvider({});
    try {
      const { text } = await world.browser().get(`${apache.url}/mellon/metadata`);
      const { settings, canEncrypt } = readSpMetadata(text);
      assert.equal(settings.spEntityId, `${apache.url}/mellon/metadata`);
      assert.equal(settings.acsUrls[0], `${apache.url}/mellon/postResponse`);
      assert.equal(settings.singleLogoutUrl, `${apache.url}/mellon/logout`);
      assert.equal(settings.nameIdFormat, 'transient');
      assert.equal(canEncrypt, true);
    } finally {
      await apache.stop();
    }
  });

  const CASES: [name: string, settings: Parameters<World['application']>[0]][] = [
    ['a signed assertion', {}],
    ['a signed response', { signAssertion: false, signResponse: true }],
    ['both signed', { signResponse: true }],
    ['an encrypted assertion', { encryptAssertion: true }],
    ['an encrypted assertion in a signed response', { encryptAssertion: true, signResponse: true }],
  ];
  for (const [name, settings] of CASES) {
    it(`takes ${name}, and logs out`, async () => {
      const apache = await serviceProvider({
        ...settings,
        attributes: [
          { name: 'user', expression: 'user.displayName', format: 'uri' },
          { name: 'names', expression: 'Split("one,two", ",")', format: 'basic' },
        ],
      });
      try {
        await signInAndOut(apache);
      } catch (error) {
        throw new Error(`${error}\n${apache.log()}`, { cause: error });
      } finally {
        await apache.stop();
      }
    });
  }

  async function signInAndOut(apache: Apache): Promise<void> {
    const browser = world.browser();
    await world.logOn(browser, await world.account({ displayName: '张伟 Wei' }));
    const go = async (address: string) => {
      let page = await browser.get(address);
      for (let hops = 0; page.location !== undefined && hops < 8; hops++) {
        const at: string = page.location.startsWith('/')
          ? new URL(page.location, world.url).href
          : page.location;
        if (at.includes('/acme/login?')) break;
        page = await browser.get(at);
      }
      return page;
    };
    const answer = await go(`${apache.url}/closed/`);
    assert.equal(answer.status, 200, answer.text);
    const { action, ...fields } = answer.form!;
    const back = await browser.post(action, fields);
    assert.equal(back.status, 303, back.text);
    const page = await browser.get(back.location!);
    assert.equal(page.status, 200, page.text);
    assert.match(page.text, /closed/);
    const user = Buffer.from(page.headers.get('x-user')!, 'latin1').toString();
    assert.equal(user, '张伟 Wei');
    assert.equal(page.headers.get('x-names'), 'one two');
    const out = await go(`${apache.url}/mellon/logout?ReturnTo=${encodeURIComponent(`${apache.url}/open/`)}`);
    assert.match(out.text, /open/);
    const again = await go(`${apache.url}/closed/`);
    assert.match(again.location ?? '', /^\/acme\/login\?/);
  }
});
