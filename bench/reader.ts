/** The bulk read by the program's own reader, decoded to objects, against `ldapsearch` writing LDIF. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import pino from 'pino';
import { ldap } from '../src/sources/ldap/index.ts';
import { type Lab, startSlapd } from '../test/lab/lab.ts';
import { atMost, type Figure, median } from './figures.ts';
import { ldapsearch } from './floor.ts';

const TIMES = 5;

export async function benchReader({ people }: { people: number }): Promise<Figure[]> {
  const lab = await startSlapd();
  try {
    await lab.load(people);
    const own: number[] = [];
    const reference: number[] = [];
    await readAll(lab, people);
    for (let time = 0; time < TIMES; time++) {
      reference.push(await search(lab));
      own.push(await readAll(lab, people));
    }
    return [
      {
        what: `bulk read, ${people.toLocaleString('en')} people`,
        value: median(own),
        unit: 's',
        baseline: { what: 'ldapsearch', value: median(reference) },
        target: atMost('ratio', 1.1),
      },
    ];
  } finally {
    await lab.stop();
  }
}

async function search(lab: Lab): Promise<number> {
  const { program, args } = ldapsearch(lab);
  const started = performance.now();
  const child = spawn(program, args, { stdio: ['ignore', openSync('/dev/null', 'w'), 'inherit'] });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`ldapsearch ended with exit code ${code}`);
  return (performance.now() - started) / 1000;
}

/** As a sync reads: every record with its hash, keys checked, paging proven complete. */
async function readAll(lab: Lab, people: number): Promise<number> {
  const started = performance.now();
  const config = ldap.config.parse({
    addresses: [new URL(lab.url).host],
    bindAccount: lab.syncAccount,
    bindPassword: lab.syncPassword,
    baseDn: lab.baseDn,
  });
  const source = ldap.open(config, { log: pino({ level: 'silent' }), now: () => new Date() });
  const reading = source.read();
  let step = await reading.next();
  while (!step.done) step = await reading.next();
  await source.close();
  if (step.value.user < people) throw new Error(`the reader read ${step.value.user} people, not ${people}`);
  return (performance.now() - started) / 1000;
}
