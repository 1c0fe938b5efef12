/** A throw-away cluster of the PostgreSQL that the system has installed, for the second pass of the database tests. */
import { spawn, spawnSync } from 'node:child_process';
import {
  chownSync,
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const DEBIAN = '/usr/lib/postgresql';

/** Folder of the programs of the newest installed version; undefined where there is none. */
export function installedPostgres() {
  if (!existsSync(DEBIAN)) return undefined;
  return readdirSync(DEBIAN)
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(DEBIAN, version, 'bin'))
    .find((bin) => existsSync(join(bin, 'initdb')));
}

/**
 * @param {string} bin
 * @returns {Promise<{ url: string, version: string, stop(): Promise<void> }>}
 */
export async function startInstalled(bin) {
  const folder = mkdtempSync(join(tmpdir(), 'muster-pg-'));
  const as = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
  if ('uid' in as) chownSync(folder, as.uid, as.gid);
  const data = join(folder, 'data');
  // --no-sync and fsync=off: what a crash would cost here is nothing.
  const made = spawnSync(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'muster', '--auth=trust', '--encoding=UTF8', '--locale=C.UTF-8', '--no-sync'],
    { ...as, cwd: '/', encoding: 'utf8' },
  );
  if (made.status !== 0) throw new Error(`initdb failed: ${made.error?.message ?? made.stderr}`);
  const options = [
    'listen_addresses=',
    `unix_socket_directories=${folder}`,
    'fsync=off',
    'synchronous_commit=off',
  ];
  // A file, not a pipe: nobody reads while the tests run, and a full pipe would stop the server.
  const log = join(folder, 'log');
  const output = openSync(log, 'a');
  const server = spawn(join(bin, 'postgres'), ['-D', data, ...options.flatMap((option) => ['-c', option])], {
    ...as,
    cwd: '/',
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  const messages = () => readFileSync(log, 'utf8').slice(-4000);
  const ended = new Promise((resolve) => server.once('exit', resolve));
  while (!messages().includes('ready to accept connections')) {
    if (server.exitCode !== null) throw new Error(`the installed PostgreSQL did not start: ${messages()}`);
    await sleep(20);
  }
  return {
    url: `postgresql://muster@/postgres?host=${encodeURIComponent(folder)}`,
    version: readFileSync(join(data, 'PG_VERSION'), 'utf8').trim(),
    async stop() {
      server.kill('SIGINT');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
