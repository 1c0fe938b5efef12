/**
 * Sign-ins by OpenID Connect: people with a session go through the code flow (authorize, token, user info), against a
 * bare server that takes as many requests.
 */
import { createHash, randomBytes } from 'node:crypto';
import { Pool } from 'undici';
import { p } from '../src/cli/client.ts';
import { setPersonCookie } from '../src/logon/cookies.ts';
import { openPersonSession } from '../src/logon/session-store.ts';
import { type Figure, percentile } from './figures.ts';
import { startOther } from './load.ts';
import { connect, INSTANCE, type Muster, startMuster } from './muster.ts';

const AT_ONCE = 8;
const PEOPLE = 200;
const WARM_UP = 400;
const SIGN_INS = 3000;
const BACK = 'https://app.example.com/back';

interface Measured {
  rate: number;
  p50: number;
  p99: number;
}

export async function benchCodeFlow(): Promise<Figure[]> {
  const muster = await startMuster();
  const echo = await startOther<{ url: string }>('echo.ts');
  try {
    const signIn = await signInOf(muster);
    await repeat(muster.url, WARM_UP, signIn);
    await repeat(echo.told.url, WARM_UP, echoed);
    const baseline = await repeat(echo.told.url, SIGN_INS, echoed);
    const measured = await repeat(muster.url, SIGN_INS, signIn);
    const name = `code flow (3 requests), ${AT_ONCE} at once`;
    const figure = (what: string, unit: Figure['unit'], of: (load: Measured) => number): Figure => ({
      what,
      value: of(measured),
      unit,
      baseline: { what: 'echo', value: of(baseline) },
    });
    return [
      figure(`sign-ins, ${name}`, '/s', ({ rate }) => rate),
      figure(`${name}, p50`, 'ms', ({ p50 }) => p50),
      figure(`${name}, p99`, 'ms', ({ p99 }) => p99),
    ];
  } finally {
    await echo.stop();
    await muster.stop();
  }
}

type Work = (pool: Pool, n: number) => Promise<void>;

async function repeat(origin: string, count: number, work: Work): Promise<Measured> {
  const pool = new Pool(origin, { connections: AT_ONCE, pipelining: 1 });
  const times: number[] = [];
  let n = 0;
  const lane = async () => {
    for (let at = n++; at < count; at = n++) {
      const started = performance.now();
      await work(pool, at);
      times.push(performance.now() - started);
    }
  };
  const started = performance.now();
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
    const seconds = (performance.now() - started) / 1000;
    return { rate: count / seconds, p50: percentile(times, 0.5), p99: percentile(times, 0.99) };
  } finally {
    await pool.destroy();
  }
}

/** The same number of requests and bytes of the same kind, answered by a server that does nothing. */
const echoed: Work = async (pool, n) => {
  const json = { 'content-type': 'application/json' };
  for (const body of [undefined, JSON.stringify({ code: String(n) }), undefined]) {
    const answer = await pool.request({
      method: body === undefined ? 'GET' : 'POST',
      path: '/',
      headers: json,
      ...(body !== undefined && { body }),
    });
    await answer.body.text();
  }
};

/** An application, people with sessions, and the sign-in of the n-th of them. Fails at the first answer that is not right. */
async function signInOf(muster: Muster): Promise<Work> {
  const { client, url } = muster;
  const application: { id: string } = await client.post(p`/instances/${INSTANCE}/applications`, {
    name: 'App',
    template: 'generic-oidc',
  });
  const path = p`/instances/${INSTANCE}/applications/${application.id}`;
  await client.patch(`${path}/sso`, {
    enabled: true,
    authorisation: 'everyone',
    oidc: { redirectUris: [BACK] },
  });
  const { secret }: { secret: string } = await client.post(`${path}/oidc/secrets`, {});
  const cookies = await sessionsOf(muster);
  const root = `/${INSTANCE}/oidc`;
  const basic = Buffer.from(`${application.id}:${secret}`).toString('base64');
  const form = { 'content-type': 'application/x-www-form-urlencoded', authorization: `Basic ${basic}` };
  return async (pool, n) => {
    const verifier = randomBytes(32).toString('base64url');
    const query = new URLSearchParams({
      client_id: application.id,
      redirect_uri: BACK,
      response_type: 'code',
      scope: 'openid profile email',
      state: String(n),
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
    });
    const authorized = await pool.request({
      method: 'GET',
      path: `${root}/auth?${query}`,
      headers: { cookie: cookies[n % cookies.length]! },
    });
    await authorized.body.text();
    const code = new URL(String(authorized.headers.location), url).searchParams.get('code');
    if (code === null) throw new Error(`no code: ${authorized.statusCode} ${authorized.headers.location}`);
    const body = new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      redirect_uri: BACK,
      code_verifier: verifier,
    });
    const answer = await pool.request({
      method: 'POST',
      path: `${root}/token`,
      headers: form,
      body: body.toString(),
    });
    const tokens = (await answer.body.json()) as { access_token?: string; id_token?: string };
    if (!tokens.access_token || !tokens.id_token) throw new Error(`no tokens: ${JSON.stringify(tokens)}`);
    const info = await pool.request({
      method: 'GET',
      path: `${root}/userinfo`,
      headers: { authorization: `Bearer ${tokens.access_token}` },
    });
    const person = (await info.body.json()) as { sub?: string };
    if (!person.sub) throw new Error(`no user info: ${info.statusCode}`);
  };
}

/** Cookie headers of people who have logged on. */
async function sessionsOf({ client, url, databaseUrl }: Muster): Promise<string[]> {
  const database = await connect(databaseUrl);
  const cookies: string[] = [];
  for (let n = 0; n < PEOPLE; n++) {
    const username = `person${n}`;
    const { id }: { id: string } = await client.post(p`/instances/${INSTANCE}/accounts`, {
      username,
      displayName: `Person ${n}`,
      email: `${username}@example.com`,
    });
    const { secret } = await openPersonSession(database, {
      instanceId: INSTANCE,
      accountId: id,
      methodId: null,
      methods: ['pwd'],
      from: { address: '127.0.0.1', agent: 'bench' },
      previous: undefined,
    });
    cookies.push(setPersonCookie(url, INSTANCE, secret).split(';', 1)[0]!);
  }
  await database.end();
  return cookies;
}
