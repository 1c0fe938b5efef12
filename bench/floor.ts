/** The floor of a synchronization: the same entries through `ldapsearch` and `awk` into one table with a primary key. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { Lab } from '../test/lab/lab.ts';

export const FILTER = '(objectClass=inetOrgPerson)';
/** What the LDAP source asks of a person and the loaded people have. */
export const ATTRIBUTES =
  'entryUUID uid cn sn givenName displayName mail mobile telephoneNumber title departmentNumber employeeNumber'.split(
    ' ',
  );

/** One tab-separated line an entry; values that LDIF shows as base64 stay so: decoding would only make the floor slower. */
const TO_LINES = `
BEGIN { n = split(names, name, " "); for (i = 1; i <= n; i++) column[name[i] ":"] = column[name[i] "::"] = i }
$1 in column { value[column[$1]] = substr($0, length($1) + 2); next }
/^$/ { if (1 in value) { line = value[1]; for (i = 2; i <= n; i++) line = line "\\t" value[i]; print line } delete value }
`;

/** `ldapsearch` of everybody, in pages of 1000, LDIF on its standard output. */
export function ldapsearch(lab: Lab): { program: string; args: string[] } {
  const bind = ['-x', '-H', lab.url, '-D', lab.syncAccount, '-w', lab.syncPassword];
  const how = ['-LLL', '-o', 'ldif-wrap=no', '-E', 'pr=1000/noprompt', '-b', lab.baseDn];
  return { program: 'ldapsearch', args: [...bind, ...how, FILTER, ...ATTRIBUTES] };
}

/** A database of its own on the server of `databaseUrl`, in which the floor is measured. */
export async function openFloor(databaseUrl: string): Promise<pg.Client> {
  const admin = new pg.Client({ connectionString: databaseUrl });
  await admin.connect();
  await admin.query('CREATE DATABASE floor');
  await admin.end();
  const client = new pg.Client({ connectionString: databaseUrl.replace('/muster?', '/floor?') });
  await client.connect();
  return client;
}

/** Seconds that reading everybody into a fresh table takes; throws unless `people` arrive. */
export async function measureFloor(client: pg.Client, lab: Lab, people: number): Promise<number> {
  await client.query('DROP TABLE IF EXISTS person');
  await client.query(
    `CREATE TABLE person (${ATTRIBUTES.map((name, index) => `${name} text${index === 0 ? ' PRIMARY KEY' : ''}`).join()})`,
  );
  const started = performance.now();
  const { program, args } = ldapsearch(lab);
  const search = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const awk = spawn('awk', ['-v', `names=${ATTRIBUTES.join(' ')}`, TO_LINES], {
    stdio: [search.stdout, 'pipe', 'inherit'],
    env: { ...process.env, LC_ALL: 'C' },
  });
  search.stdout.destroy();
  const ended = [once(search, 'close'), once(awk, 'close')];
  const copy = client.query(copyFrom('COPY person FROM STDIN'));
  await pipeline(awk.stdout, copy);
  await Promise.all(ended);
  const seconds = (performance.now() - started) / 1000;
  if (copy.rowCount !== people) throw new Error(`the floor read ${copy.rowCount} people, not ${people}`);
  return seconds;
}
