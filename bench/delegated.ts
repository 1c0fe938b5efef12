/**
 * Log-ons with the passwords of a directory against the bare rate of binds there: what finding the person, the link to
 * the account and the rules around them cost. Over LDAPS, eight at once on kept connections, in turns.
 */
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { connect, type LdapConnection } from '../src/ldap/connection.ts';
import { equals } from '../src/ldap/filter.ts';
import { bindOnce } from '../src/ldap/password-messages.ts';
import { search } from '../src/ldap/reader.ts';
import { type Lab, missing, startSamba, startSlapd } from '../test/lab/lab.ts';
import { DelegatedWorld, settingsOf } from '../test/logon/delegated-world.ts';
import { atLeast, type Figure, median } from './figures.ts';

const AT_ONCE = 8;
const ROUNDS = 5;
const PEOPLE = 500;

interface Directory {
  what: string;
  kind: 'ad' | 'ldap';
  count: number;
  start(): Promise<Lab>;
  /** People with passwords: their names, and what they bind as. */
  people(lab: Lab): Promise<{ name: string; dn: string }[]>;
}

export async function benchDelegated(): Promise<Figure[]> {
  const figures = await measure({
    what: 'OpenLDAP',
    kind: 'ldap',
    count: 8000,
    start: startSlapd,
    people: addPeople,
  });
  const lacking = missing('samba');
  if (lacking) {
    console.error(`Not measured with Active Directory. ${lacking}`);
    return figures;
  }
  const samba = { what: 'Samba AD', kind: 'ad', count: 1500, start: startSamba, people: seeded } as const;
  return [...figures, ...(await measure(samba))];
}

async function measure({ what, kind, count, start, people: peopleOf }: Directory): Promise<Figure[]> {
  const lab = await start();
  const world = await DelegatedWorld.start();
  const connections: LdapConnection[] = [];
  try {
    const people = await peopleOf(lab);
    const source = await world.filledSource(kind, settingsOf(lab));
    for (let i = 0; i < AT_ONCE; i++) connections.push(await connectTo(lab));
    const service = await connectTo(lab);
    connections.push(service);
    await service.bind(lab.syncAccount, lab.syncPassword);
    const bare = (at: number, n: number) =>
      bareBind(connections[at]!, people[n % people.length]!.dn, lab.userPassword);
    const identifier = kind === 'ad' ? 'sAMAccountName' : 'uid';
    const pair = async (at: number, n: number) => {
      const filter = equals(identifier, people[n % people.length]!.name);
      const request = { base: lab.baseDn, scope: 'sub', filter, attributes: ['1.1'], sizeLimit: 2 } as const;
      const [found] = await search(service, request);
      await bareBind(connections[at]!, found!.dn, lab.userPassword);
    };
    const delegated = (_at: number, n: number) =>
      delegatedLogOn(world, source, people[n % people.length]!.name, lab.userPassword);
    const rates = { bare: [] as number[], pairs: [] as number[], delegated: [] as number[] };
    await rate(count / 4, delegated);
    for (let round = 0; round < ROUNDS; round++) {
      rates.bare.push(await rate(count, bare));
      rates.pairs.push(await rate(count, pair));
      rates.delegated.push(await rate(count, delegated));
    }
    const logOns = { value: median(rates.delegated), unit: '/s' } as const;
    return [
      {
        what: `delegated log-on, ${what}, ${AT_ONCE} at once`,
        ...logOns,
        baseline: { what: 'bare binds', value: median(rates.bare) },
        target: atLeast('ratio', 0.6),
      },
      {
        what: `the same against what it has to ask, ${what}`,
        ...logOns,
        baseline: { what: 'bare search and bind', value: median(rates.pairs) },
      },
    ];
  } finally {
    for (const connection of connections) connection.close();
    await world.stop();
    await lab.stop();
  }
}

/** Calls a second, `AT_ONCE` under way. */
async function rate(count: number, call: (at: number, n: number) => Promise<void>): Promise<number> {
  let next = 0;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async (_, at) => {
      while (next < count) await call(at, next++);
    }),
  );
  return count / ((performance.now() - started) / 1000);
}

async function bareBind(connection: LdapConnection, dn: string, password: string): Promise<void> {
  const { code, message } = await bindOnce(connection, dn, password);
  if (code !== 0) throw new Error(`${dn}: ${code} ${message}`);
}

async function delegatedLogOn(
  world: DelegatedWorld,
  source: string,
  name: string,
  password: string,
): Promise<void> {
  const verdict = await world.logOn(source, name, password);
  if (!verdict.ok) throw new Error(`${name}: ${verdict.reason}`);
}

async function connectTo(lab: Lab): Promise<LdapConnection> {
  const { hostname, port } = new URL(lab.ldapsUrl.replace('ldaps:', 'https:'));
  return connect(
    { host: hostname, port: Number(port || 636) },
    {
      tls: 'ldaps',
      fingerprints: [],
      ca: readFileSync(lab.caFile, 'utf8'),
      connectTimeoutMs: 5000,
      requestTimeoutMs: 60_000,
    },
  );
}

/** With salted SHA-1, slapd's own default; stronger hashes cost the directory more, and the log-on no more. */
async function addPeople(lab: Lab): Promise<{ name: string; dn: string }[]> {
  const people = Array.from({ length: PEOPLE }, (_, n) => ({
    name: `bench${n}`,
    dn: `uid=bench${n},ou=people,${lab.baseDn}`,
  }));
  const entries = people.map(
    ({ name, dn }) =>
      `dn: ${dn}\nobjectClass: inetOrgPerson\nuid: ${name}\ncn: ${name}\nsn: ${name}\nmail: ${name}@lab.example\nuserPassword: ${ssha(lab.userPassword)}\n`,
  );
  await lab.modify(entries.join('\n'));
  return people;
}

function ssha(password: string): string {
  const salt = randomBytes(8);
  const digest = createHash('sha1').update(password).update(salt).digest();
  return `{SSHA}${Buffer.concat([digest, salt]).toString('base64')}`;
}

/** The twelve of the seed, in three organizations. */
async function seeded(lab: Lab): Promise<{ name: string; dn: string }[]> {
  const places = ['OU=Engineering', 'OU=Sales', 'OU=Backend,OU=Engineering'];
  return Array.from({ length: 12 }, (_, n) => {
    const number = String(n + 1).padStart(2, '0');
    const dn = `CN=Test User${number},${places[(n + 1) % 3]},OU=Company,${lab.baseDn}`;
    return { name: `tuser${number}`, dn };
  });
}
