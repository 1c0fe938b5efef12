/** First full synchronization, unchanged full pass and 1 % changed against the floor; peak memory at two sizes. */
import { p } from '../src/cli/client.ts';
import type { Run } from '../src/model/run.ts';
import { type Lab, startSlapd } from '../test/lab/lab.ts';
import { atMost, type Figure, median } from './figures.ts';
import { measureFloor, openFloor } from './floor.ts';
import { INSTANCE, type Muster, runToEnd, startMuster } from './muster.ts';

/** The people of 12 attributes that are loaded, and those that every laboratory directory has. */
export interface Company {
  lab: Lab;
  loaded: number;
  people: number;
}

const ROUNDS = 3;
const SEEDED = 20;
const SYNC = p`/instances/${INSTANCE}/sources/OpenLDAP/sync`;

export interface SyncOptions {
  people: number;
  /** The second size, at which only the memory is looked at. */
  many: number;
}

export async function benchSync({ people, many }: SyncOptions): Promise<Figure[]> {
  const lab = await startSlapd();
  try {
    await lab.load(people);
    const company = { lab, loaded: people, people: people + SEEDED };
    const rounds: Round[] = [];
    for (let round = 0; round < ROUNDS; round++) rounds.push(await measureRound(company, round));
    const figures = figuresOf(rounds, people);
    if (many <= people) return figures;
    await lab.load(many - people);
    const large = await peakAt({ lab, loaded: many, people: many + SEEDED });
    const peak = median(rounds.map((round) => round.peak));
    return [
      ...figures,
      {
        what: `peak memory of the server, ${many.toLocaleString('en')} people`,
        value: large,
        unit: 'MB',
        baseline: { what: `at ${people.toLocaleString('en')} people`, value: peak },
        target: atMost('ratio', 1.2),
      },
    ];
  } finally {
    await lab.stop();
  }
}

interface Round {
  floors: number[];
  first: number;
  unchanged: number[];
  changed: number;
  /** Memory in MB: once started, and at the peak. */
  idle: number;
  peak: number;
}

/** One fresh Muster: floor and Muster take turns, so that whatever else the machine does meets both. */
async function measureRound(company: Company, round: number): Promise<Round> {
  const muster = await startMuster();
  try {
    const idle = muster.peakMemory();
    await addSource(muster, company.lab);
    const floor = await openFloor(muster.databaseUrl);
    const floors: number[] = [];
    const measure = async () => floors.push(await measureFloor(floor, company.lab, company.people));
    await measure();
    const first = await sync(muster, { created: company.people });
    await measure();
    const unchanged = [await sync(muster, { same: company.people })];
    await measure();
    unchanged.push(await sync(muster, { same: company.people }));
    const moved = await rename(company, round);
    await measure();
    const changed = await sync(muster, { updated: moved, same: company.people - moved });
    await floor.end();
    return { floors, first, unchanged, changed, idle, peak: muster.peakMemory() };
  } finally {
    await muster.stop();
  }
}

async function peakAt(company: Company): Promise<number> {
  const muster = await startMuster();
  try {
    await addSource(muster, company.lab);
    await sync(muster, { created: company.people });
    await sync(muster, { same: company.people });
    return muster.peakMemory();
  } finally {
    await muster.stop();
  }
}

/** The source as an administrator adds it: address, account, base DN; everything else as it comes. */
export async function addSource({ client }: Muster, lab: Lab): Promise<void> {
  await client.post(p`/instances/${INSTANCE}/sources`, {
    name: 'OpenLDAP',
    kind: 'ldap',
    config: {
      addresses: [new URL(lab.url).host],
      bindAccount: lab.syncAccount,
      bindPassword: lab.syncPassword,
      baseDn: lab.baseDn,
    },
  });
}

/** Seconds of one full pass; throws unless it did to the people exactly what it should. */
export async function sync(muster: Muster, expected: Partial<Run['counters'][string]>): Promise<number> {
  const { run, seconds } = await runToEnd(muster, SYNC);
  for (const [name, count] of Object.entries(expected))
    if (run.counters.user?.[name] !== count)
      throw new Error(`the sync counted ${name} ${run.counters.user?.[name]}, not ${count}`);
  return seconds;
}

/** Gives every hundredth of the loaded people another display name; returns how many that are. */
async function rename({ lab, loaded }: Company, round: number): Promise<number> {
  const entries: string[] = [];
  for (let i = 0; i < loaded; i += 100) {
    const dn = `uid=u${String(i).padStart(7, '0')},ou=people,${lab.baseDn}`;
    entries.push(`dn: ${dn}\nchangetype: modify\nreplace: displayName\ndisplayName: Changed ${round} ${i}\n`);
  }
  await lab.modify(entries.join('\n'));
  return entries.length;
}

function figuresOf(rounds: Round[], people: number): Figure[] {
  const floor = { what: 'floor', value: median(rounds.flatMap(({ floors }) => floors)) };
  const of = `${people.toLocaleString('en')} people`;
  return [
    {
      what: `first full sync, ${of}`,
      value: median(rounds.map(({ first }) => first)),
      unit: 's',
      baseline: floor,
      target: atMost('ratio', 6),
    },
    {
      what: `unchanged full pass, ${of}`,
      value: median(rounds.flatMap(({ unchanged }) => unchanged)),
      unit: 's',
      baseline: floor,
      target: atMost('ratio', 1.5),
    },
    {
      what: `1 % changed, ${of}`,
      value: median(rounds.map(({ changed }) => changed)),
      unit: 's',
      baseline: floor,
      target: atMost('ratio', 2),
    },
    {
      what: `peak memory of the server, ${of}`,
      value: median(rounds.map(({ peak }) => peak)),
      unit: 'MB',
      baseline: { what: 'once started', value: median(rounds.map(({ idle }) => idle)) },
      target: atMost('figure', 350),
    },
  ];
}
