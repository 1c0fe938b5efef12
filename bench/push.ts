/** One-click Push: new accounts into a target that only counts and into another Muster's RAM side, and with nothing to do. */
import { finished } from 'node:stream/promises';
import { to as copyTo } from 'pg-copy-streams';
import { p } from '../src/cli/client.ts';
import { startSlapd } from '../test/lab/lab.ts';
import { atLeast, atMost, type Figure, median } from './figures.ts';
import { CONCURRENCY, load, startOther } from './load.ts';
import { connect, INSTANCE, type Muster, runToEnd, startMuster } from './muster.ts';
import { openRam, type RamTarget, scimHeaders, userBody } from './ram.ts';
import { addSource, sync } from './sync.ts';

const NEW = 20_000;
const SEEDED = 20;
const TIMES = 3;

export async function benchPush({ people }: { people: number }): Promise<Figure[]> {
  const lab = await startSlapd();
  const muster = await startMuster();
  try {
    await lab.load(NEW);
    await addSource(muster, lab);
    await sync(muster, { created: NEW + SEEDED });
    const counted = await intoCounter(muster);
    const ram = await intoRam(muster);
    const more = Math.max(0, people - NEW);
    if (more > 0) {
      await lab.load(more);
      await sync(muster, { created: more });
      await push(muster, 'Counter', more);
    }
    await counted.stop();
    return [counted.figure, ram, await nothingToDo(muster, NEW + SEEDED + more)];
  } finally {
    await muster.stop();
    await lab.stop();
  }
}

/** The target stays up for the later push with nothing to do, which has to log on. */
async function intoCounter(muster: Muster): Promise<{ figure: Figure; stop(): Promise<void> }> {
  const counter = await startOther<{ url: string; tokenUrl: string }>(
    '../sim/scim-target/main.ts',
    '--count',
  );
  const target = {
    baseUrl: counter.told.url,
    tokenUrl: counter.told.tokenUrl,
    clientId: 'client',
    clientSecret: 'secret',
  };
  const bare = await creates(target, 1_000_000);
  await addApplication(muster, 'Counter', target);
  const seconds = await push(muster, 'Counter', NEW + SEEDED);
  const figure: Figure = {
    what: `push of ${NEW.toLocaleString('en')} new accounts into a counting target`,
    value: (NEW + SEEDED) / seconds,
    unit: '/s',
    baseline: { what: 'bare POSTs', value: bare },
    target: atLeast('figure', 2000),
  };
  return { figure, stop: counter.stop };
}

async function intoRam(muster: Muster): Promise<Figure> {
  const other = await startMuster();
  try {
    const target = await openRam(other);
    const bare = await creates(target, 1_000_000);
    await addApplication(muster, 'RAM', target);
    const seconds = await push(muster, 'RAM', NEW + SEEDED);
    await muster.client.patch(p`/instances/${INSTANCE}/applications/${'RAM'}`, { enabled: false });
    return {
      what: `push of ${NEW.toLocaleString('en')} new accounts into the RAM side of another Muster`,
      value: (NEW + SEEDED) / seconds,
      unit: '/s',
      baseline: { what: 'bare POSTs', value: bare },
      target: atLeast('figure', 1000),
    };
  } finally {
    await other.stop();
  }
}

/** The same target without the push: how many creates a second it takes from a bare client. */
async function creates(target: RamTarget, from: number): Promise<number> {
  const { origin, pathname } = new URL(target.baseUrl);
  const headers = await scimHeaders(target);
  const { rate } = await load(origin, { count: 5000, status: 201, headers }, (n) => ({
    method: 'POST',
    path: `${pathname}/Users`,
    body: userBody(from + n),
  }));
  return rate;
}

/**
 * Creating at once is off, so that live push leaves everything to the One-click Push that is measured; the limits are
 * those of a target of one's own.
 */
async function addApplication({ client }: Muster, name: string, target: RamTarget): Promise<void> {
  await client.post(p`/instances/${INSTANCE}/applications`, {
    template: 'alibaba-ram',
    name,
    provisioning: {
      ...target,
      rate: 100_000,
      concurrency: CONCURRENCY,
      operations: { create: false, update: false, delete: false },
    },
  });
}

/** Seconds of One-click Push; throws unless it created exactly that many. */
async function push(muster: Muster, name: string, created: number): Promise<number> {
  const { run, seconds } = await runToEnd(muster, p`/instances/${INSTANCE}/applications/${name}/push`);
  if (run.counters.user?.created !== created)
    throw new Error(`the push created ${run.counters.user?.created}, not ${created}`);
  return seconds;
}

async function nothingToDo(muster: Muster, accounts: number): Promise<Figure> {
  const database = await connect(muster.databaseUrl);
  const times: number[] = [];
  const reads: number[] = [];
  for (let time = 0; time < TIMES; time++) {
    const started = performance.now();
    await finished(database.query(copyTo('COPY account TO STDOUT')).resume());
    reads.push((performance.now() - started) / 1000);
    times.push(await push(muster, 'Counter', 0));
  }
  await database.end();
  return {
    what: `push with nothing to do over ${accounts.toLocaleString('en')} accounts`,
    value: median(times),
    unit: 's',
    baseline: { what: 'COPY of the accounts', value: median(reads) },
    target: atMost('figure', 2),
  };
}
