/** OpenID providers for tests: a real one, and one that lies as it is told. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, exportSPKI, generateKeyPair, type JWTPayload, SignJWT, type SignOptions } from 'jose';
import { Provider } from 'oidc-provider';
import { freePort } from '../free-port.ts';

export const CLIENT = { clientId: 'muster', clientSecret: 'a secret of some length, for tests only' };

export interface RealProvider extends AsyncDisposable {
  issuer: string;
  /** Claims by subject. */
  people: Map<string, Record<string, unknown>>;
  /** A person logs on there and agrees; gives the address that the browser is sent back to. */
  logOn(address: string, subject: string): Promise<string>;
}

/** `oidc-provider`, with its pages for development: any name, any password. */
export async function startProvider(
  redirectUris: string[],
  options: {
    claimsInToken?: boolean;
    authentication?: 'client_secret_basic' | 'client_secret_post' | 'none';
    port?: number;
    people?: Map<string, Record<string, unknown>>;
  } = {},
): Promise<RealProvider> {
  const people = options.people ?? new Map<string, Record<string, unknown>>();
  const port = options.port ?? (await freePort());
  const issuer = `http://127.0.0.1:${port}`;
  const method = options.authentication ?? 'client_secret_basic';
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: CLIENT.clientId,
        ...(method !== 'none' && { client_secret: CLIENT.clientSecret }),
        redirect_uris: redirectUris,
        token_endpoint_auth_method: method,
        grant_types: ['authorization_code'],
        response_types: ['code'],
      },
    ],
    claims: {
      openid: ['sub'],
      email: ['email', 'email_verified'],
      profile: ['name', 'preferred_username'],
    },
    conformIdTokenClaims: options.claimsInToken === false,
    pkce: { required: () => true },
    findAccount: (_context, sub) => ({
      accountId: sub,
      claims: async () => ({ sub, ...people.get(sub) }),
    }),
  });
  const server = createServer(provider.callback()).listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    issuer,
    people,
    logOn: (address, subject) => throughPages(address, subject, issuer),
    [Symbol.asyncDispose]: () => close(server),
  };
}

/** A browser on the provider's pages. */
async function throughPages(address: string, subject: string, issuer: string): Promise<string> {
  const cookies = new Map<string, string>();
  let url = address;
  let form: URLSearchParams | undefined;
  for (let step = 0; step < 12; step++) {
    const response = await fetch(url, {
      redirect: 'manual',
      method: form ? 'POST' : 'GET',
      headers: {
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(form && { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      ...(form && { body: form }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    const location = response.headers.get('location');
    const text = await response.text();
    form = undefined;
    if (location !== null) {
      url = new URL(location, url).href;
      if (!url.startsWith(issuer)) return url;
    } else if (response.status === 200) {
      const action = /action="([^"]+)"/.exec(text)?.[1];
      const prompt = /name="prompt" value="([^"]+)"/.exec(text)?.[1];
      if (!action || !prompt) throw new Error(text.slice(0, 500));
      url = new URL(action, url).href;
      form = new URLSearchParams({ prompt, login: subject, password: 'any' });
    } else throw new Error(`${response.status} ${text.slice(0, 500)}`);
  }
  throw new Error('too many pages');
}

export interface LyingProvider extends AsyncDisposable {
  issuer: string;
  /** Changes the configuration document. */
  metadata: Record<string, unknown>;
  /** What the token endpoint answers for the nonce of the request. */
  token: (nonce: string) => Promise<Record<string, unknown>> | Record<string, unknown>;
  /** What the userinfo endpoint answers. */
  userinfo: Record<string, unknown>;
  /** Takes a request out of the ordinary way. */
  intercept: (path: string, request: IncomingMessage, response: ServerResponse) => boolean;
  /** Paths that were asked for. */
  asked: string[];
  claims(nonce: string, more?: Record<string, unknown>): JWTPayload;
  sign(claims: JWTPayload, header?: Record<string, unknown>, options?: SignOptions): Promise<string>;
  /** PEM */
  publicKey: string;
  /** The way back with a code, as if somebody had logged on there. */
  wayBack(address: string, more?: Record<string, string>): string;
}

export async function startLyingProvider(): Promise<LyingProvider> {
  const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid: 'k1', alg: 'RS256', use: 'sig' };
  let lastNonce = '';
  const server = createServer((request, response) => void answer(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const lying: LyingProvider = {
    issuer,
    metadata: {},
    asked: [],
    userinfo: {},
    intercept: () => false,
    token: async (nonce) => ({
      access_token: 'at',
      token_type: 'bearer',
      id_token: await lying.sign(lying.claims(nonce)),
    }),
    claims(nonce, more = {}) {
      const now = Math.floor(Date.now() / 1000);
      return { iss: issuer, sub: 'liar', aud: CLIENT.clientId, iat: now, exp: now + 300, nonce, ...more };
    },
    publicKey: await exportSPKI(publicKey),
    sign: (claims, header = {}, options = {}) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: 'RS256', kid: 'k1', ...header })
        .sign(privateKey, options),
    wayBack(address, more = {}) {
      const asked = new URL(address).searchParams;
      lastNonce = asked.get('nonce')!;
      const back = new URL(asked.get('redirect_uri')!);
      const query = { code: 'c', state: asked.get('state')!, ...more };
      for (const [name, value] of Object.entries(query)) back.searchParams.set(name, value);
      return back.href;
    },
    [Symbol.asyncDispose]: () => close(server),
  };
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url!, issuer).pathname;
    lying.asked.push(path);
    if (lying.intercept(path, request, response)) return;
    const json = (body: unknown, status = 200) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (path === '/.well-known/openid-configuration')
      json({
        issuer,
        authorization_endpoint: `${issuer}/auth`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/jwks`,
        userinfo_endpoint: `${issuer}/me`,
        response_types_supported: ['code'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['RS256', 'HS256', 'none'],
        ...lying.metadata,
      });
    else if (path === '/jwks') json({ keys: [jwk] });
    else if (path === '/token') json(await lying.token(lastNonce));
    else if (path === '/me') json(lying.userinfo);
    else json({ error: 'not_found' }, 404);
  }
  return lying;
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
}
