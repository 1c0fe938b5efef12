/** The SCIM root of the RAM side under load, against a bare JSON server under the same load. */
import { atLeast, atMost, type Figure } from './figures.ts';
import { CONCURRENCY, type Load, load, startOther } from './load.ts';
import { startMuster } from './muster.ts';
import { openRam, scimHeaders, userBody, userName } from './ram.ts';

const CALLS = 20_000;
const CREATES = 10_000;

export async function benchScim({ people }: { people: number }): Promise<Figure[]> {
  const muster = await startMuster();
  const echo = await startOther<{ url: string }>('echo.ts');
  try {
    const target = await openRam(muster);
    const headers = await scimHeaders(target);
    const { origin, pathname } = new URL(target.baseUrl);
    const users = `${pathname}/Users`;
    const json = { 'content-type': 'application/json' };
    const echoed = (count: number, write: boolean) =>
      load(echo.told.url, { count, status: 200, headers: json }, (n) =>
        write ? { method: 'POST', path: '/', body: userBody(n) } : { method: 'GET', path: '/' },
      );
    await load(origin, { count: people, status: 201, headers }, (n) => ({
      method: 'POST',
      path: users,
      body: userBody(n),
    }));
    const ids = await idsOf(target.baseUrl, headers);
    const reads = { count: CALLS, status: 200, headers };
    const echoRead = await echoed(CALLS, false);
    const byId = await load(origin, reads, (n) => ({
      method: 'GET',
      path: `${users}/${ids[n % ids.length]}`,
    }));
    const byName = await load(origin, reads, (n) => {
      // A prime step: no two calls after each other ask for neighbours.
      const filter = encodeURIComponent(`userName eq "${userName((n * 7919) % people)}"`);
      return { method: 'GET', path: `${users}?filter=${filter}` };
    });
    const echoWrite = await echoed(CREATES, true);
    const create = await load(origin, { count: CREATES, status: 201, headers }, (n) => ({
      method: 'POST',
      path: users,
      body: userBody(people + n),
    }));
    return [
      ...figuresOf('GET by id', byId, echoRead, 5000),
      ...figuresOf('filter userName eq', byName, echoRead, 4000),
      ...figuresOf('durable create', create, echoWrite, 1500),
    ];
  } finally {
    await echo.stop();
    await muster.stop();
  }
}

function figuresOf(what: string, measured: Load, echo: Load, least: number): Figure[] {
  const name = `${what}, ${CONCURRENCY} at once`;
  return [
    {
      what: name,
      value: measured.rate,
      unit: '/s',
      baseline: { what: 'echo', value: echo.rate },
      target: atLeast('figure', least),
    },
    { what: `${name}, p50`, value: measured.p50, unit: 'ms', baseline: { what: 'echo', value: echo.p50 } },
    {
      what: `${name}, p99`,
      value: measured.p99,
      unit: 'ms',
      baseline: { what: 'echo', value: echo.p99 },
      target: atMost('figure', 50),
    },
  ];
}

/** Ids spread over all users: every page is asked for, as a client of the target would. */
async function idsOf(baseUrl: string, headers: Record<string, string>): Promise<string[]> {
  const ids: string[] = [];
  for (let startIndex = 1; ; startIndex += 1000) {
    const answer = await fetch(`${baseUrl}/Users?startIndex=${startIndex}&count=1000`, { headers });
    const page = (await answer.json()) as { totalResults: number; Resources: { id: string }[] };
    ids.push(...page.Resources.map(({ id }) => id));
    if (page.Resources.length === 0 || ids.length >= page.totalResults) break;
  }
  // Neighbours in the list were made together; a shuffle by a prime step takes them apart.
  return ids.map((_, n) => ids[(n * 7919) % ids.length]!);
}
