/** An OpenID provider that lies, or that somebody else speaks for. */
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { MusterError } from '../../src/errors/error.ts';
import { assertOidcProvider, closeProviders } from '../../src/logon/inbound-oidc.ts';
import { assertOidcLogon } from '../../src/logon/oidc-account.ts';
import { providerHttp, reachOf } from '../../src/logon/oidc-fetch.ts';
import { OidcLogonSettings } from '../../src/model/logon-source.ts';
import { CLIENT, type LyingProvider, startLyingProvider } from './oidc-providers.ts';
import { LogonWorld } from './redirect-world.ts';

const b64 = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

describe('an OpenID provider that lies', () => {
  let world: LogonWorld;
  let liar: LyingProvider;
  let method: string;
  let made = 0;
  before(async () => {
    world = await LogonWorld.start();
    liar = await startLyingProvider();
    method = await world.oidcMethod(settings());
  });
  after(async () => {
    await world?.stop();
    await liar?.[Symbol.asyncDispose]();
  });
  const settings = (more: Record<string, unknown> = {}) => ({
    title: 'Liar',
    issuer: liar.issuer,
    ...CLIENT,
    create: true,
    match: [],
    mappings: [{ target: 'username', type: 'field', value: 'sub' }],
    timeoutMs: 1000,
    ...more,
  });
  /** Another configuration document is read only for other settings. */
  const anew = () => world.oidcMethod(settings({ clockSkewSeconds: ++made }));

  async function outcome(by = method, more: Record<string, string> = {}): Promise<string> {
    const browser = world.browser();
    const { to } = await browser.follow(liar.wayBack(await browser.leave(by), more));
    const problem = /problem=(\w+)$/.exec(to)?.[1];
    return problem === undefined
      ? `in as ${await world.signedIn(browser)}`
      : `${problem}: ${await world.lastRefusal()}`;
  }
  async function refusedToken(token: LyingProvider['token'], by = method): Promise<void> {
    const honest = liar.token;
    liar.token = token;
    try {
      const was = await outcome(by);
      assert.match(was, /^logon_provider_refused: /);
      assert.equal(
        ((await world.engine.accounts()).liar ?? (await world.engine.accounts()).victim) === undefined,
        true,
      );
    } finally {
      liar.token = honest;
    }
  }
  const idToken = (id_token: unknown) => ({ access_token: 'at', token_type: 'bearer', id_token });

  for (const [what, token] of Object.entries<(nonce: string) => Promise<unknown> | unknown>({
    'no ID token': () => undefined,
    'an ID token that is no text': () => ({ sub: 'victim' }),
    'no JWT': () => 'not.a.jwt',
    'alg none': (nonce) => `${b64({ alg: 'none' })}.${b64(liar.claims(nonce, { sub: 'victim' }))}.`,
    'alg None with the signature of a good one': async (nonce) => {
      const [, , signature] = (await liar.sign(liar.claims(nonce))).split('.');
      return `${b64({ alg: 'None' })}.${b64(liar.claims(nonce, { sub: 'victim' }))}.${signature}`;
    },
    'claims exchanged under a good signature': async (nonce) => {
      const [header, , signature] = (await liar.sign(liar.claims(nonce))).split('.');
      return `${header}.${b64(liar.claims(nonce, { sub: 'victim' }))}.${signature}`;
    },
    'no signature': async (nonce) => (await liar.sign(liar.claims(nonce))).replace(/[^.]+$/, ''),
    'HS256 with the client secret': (nonce) => hs256(liar.claims(nonce), CLIENT.clientSecret),
    'HS256 with the public key as the secret': (nonce) => hs256(liar.claims(nonce), liar.publicKey),
    'another key under the same id': async (nonce) => {
      const { privateKey } = await generateKeyPair('RS256');
      return new SignJWT(liar.claims(nonce)).setProtectedHeader({ alg: 'RS256', kid: 'k1' }).sign(privateKey);
    },
    'another key, brought along in the header': async (nonce) => {
      const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
      const jwk = await exportJWK(publicKey);
      return new SignJWT(liar.claims(nonce))
        .setProtectedHeader({ alg: 'RS256', kid: 'k1', jwk })
        .sign(privateKey);
    },
    'a critical header that nobody knows': (nonce) =>
      liar.sign(liar.claims(nonce), { crit: ['x'], x: 1 }, { crit: { x: true } }),
    'another audience': (nonce) => liar.sign(liar.claims(nonce, { aud: 'another-client' })),
    'no audience': (nonce) => liar.sign(liar.claims(nonce, { aud: undefined })),
    'an audience among others, for another party': (nonce) =>
      liar.sign(liar.claims(nonce, { aud: [CLIENT.clientId, 'another'], azp: 'another' })),
    'an audience among others, for no party named': (nonce) =>
      liar.sign(liar.claims(nonce, { aud: [CLIENT.clientId, 'another'] })),
    'another issuer': (nonce) => liar.sign(liar.claims(nonce, { iss: 'https://honest.example' })),
    'the issuer with a slash more': (nonce) => liar.sign(liar.claims(nonce, { iss: `${liar.issuer}/` })),
    'another nonce': () => liar.sign(liar.claims('another')),
    'no nonce': (nonce) => {
      const { nonce: _none, ...claims } = liar.claims(nonce);
      return liar.sign(claims);
    },
    'an expired token': (nonce) =>
      liar.sign(liar.claims(nonce, { exp: Math.floor(Date.now() / 1000) - 3600 })),
    'no expiry': (nonce) => liar.sign(liar.claims(nonce, { exp: undefined })),
    'a token of the future': (nonce) =>
      liar.sign(liar.claims(nonce, { nbf: Math.floor(Date.now() / 1000) + 3600 })),
    'no subject': (nonce) => liar.sign(liar.claims(nonce, { sub: undefined })),
    'a subject that is no text': (nonce) => liar.sign(liar.claims(nonce, { sub: 7 })),
    'a subject that is too long': (nonce) => liar.sign(liar.claims(nonce, { sub: 'x'.repeat(256) })),
  }))
    it(`refuses: ${what}`, () => refusedToken(async (nonce) => idToken(await token(nonce))));

  it('refuses answers of the token endpoint that are none', async () => {
    await refusedToken(async () => ({}));
    await refusedToken(async (nonce) => ({ id_token: await liar.sign(liar.claims(nonce)) }));
    await refusedToken(async (nonce) => ({
      token_type: 'bearer',
      access_token: 7,
      id_token: await liar.sign(liar.claims(nonce)),
    }));
  });

  it('refuses an answer that another issuer is named in, though this one does not say that it names itself', async () => {
    assert.match(await outcome(method, { iss: 'https://honest.example' }), /^logon_provider_refused/);
  });

  it('refuses userinfo of another subject', async () => {
    const by = await world.oidcMethod(settings({ userInfo: true }));
    liar.userinfo = { sub: 'victim' };
    assert.match(await outcome(by), /^logon_provider_refused/);
    liar.userinfo = {};
    assert.match(await outcome(by), /^logon_provider_refused/);
  });

  it('follows no redirect of the token endpoint, and sends the code nowhere else', async () => {
    let elsewhere = 0;
    liar.intercept = (path, _request, response) => {
      if (path === '/elsewhere') elsewhere++;
      if (path !== '/token') return false;
      response.writeHead(307, { location: `${liar.issuer}/elsewhere` }).end();
      return true;
    };
    assert.match(await outcome(), /^logon_provider_(refused|unavailable)/);
    assert.equal(elsewhere, 0);
    liar.intercept = () => false;
  });

  it('is not waited for when it answers too much, too slowly, nothing or nonsense', async () => {
    for (const answer of ['big', 'slow', 'cut', 'error'] as const) {
      liar.intercept = (path, _request, response) => {
        if (path !== '/token') return false;
        if (answer === 'big')
          response.writeHead(200, { 'content-type': 'application/json' }).end('x'.repeat(3_000_000));
        if (answer === 'cut') response.destroy();
        if (answer === 'error') response.writeHead(500).end('<html>');
        return true;
      };
      const was = await outcome();
      if (answer === 'big') assert.match(was, /^logon_provider_/);
      else assert.match(was, /^logon_provider_unavailable/, answer);
    }
    liar.intercept = () => false;
  });

  it('is not used with a configuration document that is not its own or leads into the clear', async () => {
    for (const metadata of [
      { issuer: 'https://honest.example' },
      { token_endpoint: 'https://169.254.169.254/latest/meta-data' },
      { token_endpoint: 'http://169.254.169.254/latest/meta-data' },
      { jwks_uri: 'http://[fe80::1]/jwks' },
      { authorization_endpoint: 'javascript:alert(1)//' },
    ]) {
      liar.metadata = metadata;
      const by = await anew();
      const browser = world.browser();
      await browser.open();
      const { status, body } = await browser.post('/logon/redirect', { method: by });
      if (status === 200) {
        assert.ok(body.to.startsWith(`${liar.issuer}/auth?`), body.to);
        assert.match(
          (await browser.follow(liar.wayBack(body.to))).to,
          /problem=logon_provider_(refused|unavailable)$/,
        );
      } else assert.match(body.code, /^logon_provider_(refused|unavailable)$/);
      assert.equal(await world.signedIn(browser), undefined, JSON.stringify(metadata));
    }
    liar.metadata = {};
  });

  it('lets in whom it names honestly', async () => {
    assert.equal(await outcome(), 'in as liar');
  });
});

describe('where a provider may lead', () => {
  for (const [address, reach] of [
    ['8.8.8.8', 0],
    ['2606:4700::1111', 0],
    ['10.1.2.3', 1],
    ['172.31.255.255', 1],
    ['172.32.0.1', 0],
    ['192.168.0.1', 1],
    ['100.64.1.1', 1],
    ['fd00::1', 1],
    ['127.0.0.1', 2],
    ['127.255.255.254', 2],
    ['::1', 2],
    ['0.0.0.0', 2],
    ['::ffff:127.0.0.1', 2],
    ['::ffff:10.0.0.1', 1],
    ['169.254.169.254', 3],
    ['::ffff:169.254.169.254', 3],
    ['fe80::1', 3],
  ] as const)
    it(`${address} is ${['public', 'private', 'this machine', 'the link'][reach]}`, () => {
      assert.equal(reachOf(address), reach);
    });

  it('nearer than the issuer is nowhere', async () => {
    const http = providerHttp(new URL('https://8.8.8.8/'), { timeoutMs: 1000 });
    const options = { method: 'GET', headers: {}, body: null, redirect: 'manual' } as never;
    for (const url of [
      'https://127.0.0.1/',
      'https://10.0.0.1/',
      'https://[::1]/',
      'https://[::ffff:127.0.0.1]/',
      'https://2130706433/',
      'https://0x7f.1/',
      'https://localhost/',
      'http://8.8.8.8/',
      'https://169.254.169.254/',
    ])
      await assert.rejects(
        http.fetch(url, options),
        (error: Error) => {
          const all = `${error.message} ${(error.cause as Error | undefined)?.message ?? ''}`;
          return all.includes('nearer to this server');
        },
        url,
      );
    await http.close();
  });
});

describe('settings of a provider', () => {
  const given = { title: 'P', issuer: 'https://idp.example', clientId: 'c', clientSecret: 's' };
  const parse = (more: Record<string, unknown>) => OidcLogonSettings.safeParse({ ...given, ...more }).success;

  it('have an issuer under https, without anything that hides where it leads', () => {
    assert.ok(parse({}));
    assert.ok(parse({ issuer: 'http://127.0.0.1:8080' }));
    for (const issuer of [
      'http://idp.example',
      'https://user:pass@idp.example',
      'https://idp.example?x=1',
      'https://idp.example#x',
      'ftp://idp.example',
      'idp.example',
      '',
    ])
      assert.equal(parse({ issuer }), false, issuer);
  });

  it('ask for a secret, for openid and for a user name where they need them', () => {
    assert.equal(parse({ clientSecret: undefined }), false);
    assert.ok(parse({ clientSecret: undefined, clientAuthentication: 'none' }));
    assert.equal(parse({ scopes: ['profile'] }), false);
    assert.equal(parse({ scopes: ['openid profile'] }), false);
    assert.equal(parse({ create: true, mappings: [] }), false);
  });

  it('have expressions and an organization that exist, and a provider that answers', async () => {
    const world = await LogonWorld.start();
    const check = (more: Record<string, unknown>) =>
      assertOidcLogon(world.engine.db, 'acme', OidcLogonSettings.parse({ ...given, ...more }));
    const code = (wanted: string) => (error: unknown) =>
      error instanceof MusterError && error.code === wanted;
    await check({});
    await assert.rejects(check({ match: [{ field: 'email', expression: 'idpUser.' }] }), /./);
    await assert.rejects(check({ organizationId: 'ou_none' }), code('not_found'));
    await assert.rejects(
      check({ mappings: [{ target: 'shoeSize', type: 'field', value: 'x' }] }),
      code('mapping_target_unknown'),
    );
    const stored = world.oidcMethod({ ...given, match: [{ field: 'username', expression: 'idpUser.' }] });
    await assert.rejects(stored, /./, 'nor can they be stored');
    const nobody = OidcLogonSettings.parse({ ...given, issuer: 'http://127.0.0.1:9', timeoutMs: 500 });
    await assert.rejects(assertOidcProvider(nobody), code('oidc_provider_unusable'));
    await closeProviders();
    await world.stop();
  });
});

function hs256(claims: object, secret: string): string {
  const input = `${b64({ alg: 'HS256', kid: 'k1' })}.${b64(claims)}`;
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
}
