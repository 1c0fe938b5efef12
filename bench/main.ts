/**
 * `npm run bench -- [sync] [push] [scim] [reader] [vendors] [sign-in] [delegated] [--people N]`: measures, prints a table and writes docs/benchmarks.md.
 * Every figure stands beside a baseline of the same run, since absolute times say more about a machine than about a
 * program. A missed target is reported, never an error.
 */
import { parseArgs } from 'node:util';
import { missing } from '../test/lab/lab.ts';
import { benchCodeFlow } from './code-flow.ts';
import { benchDelegated } from './delegated.ts';
import { type Figure, isReached, tableOf } from './figures.ts';
import { isBusy, machineFacts } from './machine.ts';
import { connect, startMuster } from './muster.ts';
import { benchPush } from './push.ts';
import { benchReader } from './reader.ts';
import { writeReport } from './report.ts';
import { benchScim } from './scim.ts';
import { benchSync } from './sync.ts';
import { benchVendors } from './vendors.ts';

const PEOPLE = 100_000;
/** At this many times the people the memory is measured once more. */
const MANY_TIMES = 3;

const PARTS = {
  sync: (people: number) => benchSync({ people, many: people * MANY_TIMES }),
  reader: (people: number) => benchReader({ people }),
  push: (people: number) => benchPush({ people }),
  scim: (people: number) => benchScim({ people }),
  vendors: () => benchVendors(),
  'sign-in': () => benchCodeFlow(),
  delegated: () => benchDelegated(),
} satisfies Record<string, (people: number) => Promise<Figure[]>>;
type Part = keyof typeof PARTS;
const isPart = (name: string): name is Part => Object.hasOwn(PARTS, name);

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { people: { type: 'string', default: String(PEOPLE) } },
});
const people = Number(values.people);
const unknown = positionals.filter((name) => !isPart(name));
if (unknown.length > 0 || !Number.isInteger(people) || people < 1000) {
  console.error(`usage: npm run bench -- [${Object.keys(PARTS).join('] [')}] [--people N], N at least 1000`);
  process.exit(2);
}
const lacking = missing('slapd');
if (lacking) {
  console.error(`The benchmark needs OpenLDAP. ${lacking}`);
  process.exit(2);
}
if (isBusy())
  console.error('Other programs are busy on this machine: the figures will be worse than they could be.');

const facts = await factsOfMachine();
const chosen = (Object.keys(PARTS) as Part[]).filter(
  (name) => positionals.length === 0 || positionals.includes(name),
);
let missed = 0;
for (const name of chosen) {
  const figures = await PARTS[name](people);
  const table = tableOf(figures);
  console.log(`\n${name}\n${table}`);
  writeReport(name, facts, table);
  missed += figures.filter((figure) => !isReached(figure)).length;
}
console.log(missed === 0 ? '\nEvery target is reached.' : `\n${missed} target(s) not reached.`);

async function factsOfMachine(): Promise<string[]> {
  const muster = await startMuster();
  const database = await connect(muster.databaseUrl);
  const facts = await machineFacts(database);
  await database.end();
  await muster.stop();
  return facts;
}
