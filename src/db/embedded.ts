/**
 * A real PostgreSQL as a child process, in a folder of ours, reachable only over a Unix socket with a password that
 * lies beside the data. It outlives a killed Muster for as long as nobody starts another one there: the next start
 * ends it cleanly first.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Logger } from 'pino';
import { MusterError } from '../errors/error.ts';
import { EMBEDDED_MAJOR, findBinaries, type RunAs } from './binaries.ts';
import { endPostmaster, isPostmasterOf, readPostmaster, stopLeftOver } from './postmaster.ts';

export interface Embedded {
  /** For `openDb`; holds a password, so it belongs in no log. */
  url: string;
  /** Process id of the PostgreSQL. */
  pid: number;
  /** Resolves, with `database_lost`, when the PostgreSQL ends without having been stopped. */
  lost: Promise<MusterError>;
  /** Ends it cleanly; its folder can then be copied. */
  stop(): Promise<void>;
}

/** nobody: as root there is no better user that exists everywhere; the folder is closed to everyone else. */
const UNPRIVILEGED = 65534;
/** sun_path holds 108 bytes with its ending NUL; PostgreSQL adds this name to the folder. */
const SOCKET_NAME = '.s.PGSQL.5432';
const SOCKET_PATH_MAX = 107;
const SOCKET_FOLDER_PREFIX = 'muster-socket-';
const LOG_MAX = 10 * 1024 * 1024;

const SETTINGS: Record<string, string> = {
  listen_addresses: '',
  port: '5432',
  unix_socket_permissions: '0700',
  max_connections: '100',
  shared_buffers: '128MB',
  // A first sync writes some hundred megabytes in one transaction: fewer forced checkpoints.
  max_wal_size: '2GB',
  wal_level: 'minimal',
  max_wal_senders: '0',
  // Plans depend on statistics, and a first sync fills empty tables within seconds.
  autovacuum_naptime: '10s',
  // Compiling costs more than it saves for statements of a few milliseconds.
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
  log_destination: 'stderr',
};

interface Paths {
  folder: string;
  data: string;
  log: string;
  password: string;
}

const pathsOf = (folder: string): Paths => ({
  folder,
  data: join(folder, 'postgres'),
  log: join(folder, 'postgres.log'),
  password: join(folder, 'postgres.password'),
});

/**
 * Starts the database of a data folder, creating it the first time; returns when it answers. The caller holds the lock
 * of `folder`. `settings` are put over the usual ones (tests turn fsync off). Throws `database_*`, `disk_full`,
 * `data_folder_*`.
 */
export async function startEmbedded(
  folder: string,
  log: Pick<Logger, 'info' | 'warn'>,
  settings: Record<string, string> = {},
): Promise<Embedded> {
  const paths = pathsOf(resolve(folder));
  const runAs = unprivilegedUser(paths.data);
  // Everything else in it is closed file by file; PostgreSQL's user only has to pass through.
  if (runAs) {
    chmodSync(paths.folder, 0o711);
    requireEntry(paths.folder, runAs);
  }
  const binaries = findBinaries(paths.folder, runAs);
  if (await stopLeftOver(paths.data)) log.warn('a PostgreSQL left over from a killed Muster was stopped');
  removeSocketFolder(readPostmaster(paths.data)?.socketFolder);
  if (!existsSync(paths.data)) initialise(binaries, paths, runAs);
  refuseOtherVersion(paths);
  const socket = socketFolder(paths, runAs);
  const child = await spawnPostgres(join(binaries, 'bin', 'postgres'), paths, runAs, {
    ...SETTINGS,
    ...settings,
    unix_socket_directories: socket,
  });
  return supervise(child, paths, socket, log);
}

/** The URL of the embedded database that a running Muster keeps in this folder; undefined when none runs. */
export function runningEmbedded(folder: string): string | undefined {
  const paths = pathsOf(resolve(folder));
  const found = readPostmaster(paths.data);
  return found && isPostmasterOf(found.pid, paths.data) ? urlOf(paths, found.socketFolder) : undefined;
}

/** Before anything is put there for that user: a folder above it may be closed to others. */
function requireEntry(folder: string, runAs: RunAs): void {
  const { status } = spawnSync('/bin/sh', ['-c', 'cd "$0"', folder], { ...runAs, cwd: '/' });
  if (status !== 0) throw new MusterError('data_folder_closed', { folder, uid: runAs.uid });
}

/** PostgreSQL refuses to run as root. Data that are there already keep their owner. */
function unprivilegedUser(data: string): RunAs | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const owner = existsSync(data) ? statSync(data) : undefined;
  return owner && owner.uid !== 0
    ? { uid: owner.uid, gid: owner.gid }
    : { uid: UNPRIVILEGED, gid: UNPRIVILEGED };
}

/** initdb into a folder that gets its name only when complete, so that a kill half-way leaves nothing that looks whole. */
function initialise(binaries: string, paths: Paths, runAs: RunAs | undefined): void {
  const unfinished = `${paths.data}.unfinished`;
  const password = randomBytes(24).toString('base64url');
  const passwordFile = `${unfinished}.password`;
  rmSync(unfinished, { recursive: true, force: true });
  ownFolder(unfinished, runAs);
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (runAs) chownSync(passwordFile, runAs.uid, runAs.gid);
  const { status, error, stderr } = spawnSync(
    join(binaries, 'bin', 'initdb'),
    [
      ...[
        '-D',
        unfinished,
        '-U',
        'muster',
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
      ],
      ...['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--no-instructions'],
    ],
    { ...runAs, cwd: '/', encoding: 'utf8', env: {} },
  );
  rmSync(passwordFile, { force: true });
  if (error || status !== 0) {
    writeFileSync(paths.log, stderr ?? '');
    rmSync(unfinished, { recursive: true, force: true });
    throw error ? new MusterError('internal', {}, error) : startFailure(paths);
  }
  writeFileSync(paths.password, password, { mode: 0o600 });
  renameSync(unfinished, paths.data);
}

function refuseOtherVersion({ data }: Paths): void {
  const found = readFileSync(join(data, 'PG_VERSION'), 'utf8').trim();
  if (found !== EMBEDDED_MAJOR)
    throw new MusterError('database_folder_version', { folder: data, found, expected: EMBEDDED_MAJOR });
}

function ownFolder(path: string, runAs: RunAs | undefined): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  chmodSync(path, 0o700);
  if (runAs) chownSync(path, runAs.uid, runAs.gid);
}

/** Inside the data folder, or under the system's folder for temporary files where the path would be too long. */
function socketFolder(paths: Paths, runAs: RunAs | undefined): string {
  let path = join(paths.folder, 'socket');
  if (Buffer.byteLength(join(path, SOCKET_NAME)) > SOCKET_PATH_MAX)
    path = mkdtempSync(join(tmpdir(), SOCKET_FOLDER_PREFIX));
  ownFolder(path, runAs);
  return path;
}

/** `path` may come from a file that PostgreSQL's user can write: only a folder that was made here is removed. */
function removeSocketFolder(path: string | undefined): void {
  if (path === undefined || dirname(path) !== tmpdir() || !basename(path).startsWith(SOCKET_FOLDER_PREFIX))
    return;
  rmSync(path, { recursive: true, force: true });
}

function urlOf(paths: Paths, socket: string): string {
  const password = readFileSync(paths.password, 'utf8');
  return `postgresql://muster:${password}@/muster?host=${encodeURIComponent(socket)}`;
}

async function spawnPostgres(
  program: string,
  paths: Paths,
  runAs: RunAs | undefined,
  settings: Record<string, string>,
): Promise<ChildProcess> {
  if (existsSync(paths.log) && statSync(paths.log).size > LOG_MAX) renameSync(paths.log, `${paths.log}.old`);
  // A file, not a pipe: a PostgreSQL that outlives Muster must still be able to write its last lines.
  const output = openSync(paths.log, 'a', 0o600);
  const child = spawn(
    program,
    ['-D', paths.data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    // A session of its own: Ctrl-C in the terminal reaches Muster, which stops the database last.
    { ...runAs, cwd: '/', detached: true, stdio: ['ignore', output, output], env: { TZ: 'UTC' } },
  );
  closeSync(output);
  await new Promise<void>((started, failed) => child.once('spawn', started).once('error', failed));
  return child;
}

async function supervise(
  child: ChildProcess,
  paths: Paths,
  socket: string,
  log: Pick<Logger, 'info'>,
): Promise<Embedded> {
  let stopping = false;
  // The program lives as long as it has work, not as long as its database.
  child.unref();
  const ended = new Promise<void>((resolveEnd) => child.once('exit', () => resolveEnd()));
  const alive = () => child.exitCode === null && child.signalCode === null;
  const url = urlOf(paths, socket);
  try {
    await answers(url, alive, log, paths);
  } catch (error) {
    await endPostmaster(child.pid!, alive);
    throw error;
  }
  const lost = ended.then(() =>
    stopping ? new Promise<never>(() => {}) : new MusterError('database_lost', lastWords(paths)),
  );
  return {
    url,
    pid: child.pid!,
    lost,
    async stop() {
      stopping = true;
      if (alive()) await endPostmaster(child.pid!, alive);
      removeSocketFolder(socket);
    },
  };
}

/** Waits until the server takes connections; recovery after a crash may take minutes and is no failure. */
async function answers(
  url: string,
  alive: () => boolean,
  log: Pick<Logger, 'info'>,
  paths: Paths,
): Promise<void> {
  const started = performance.now();
  for (let told = 0; ; await sleep(25)) {
    if (!alive()) throw startFailure(paths);
    const client = new pg.Client({ connectionString: url.replace('/muster?', '/postgres?') });
    try {
      await client.connect();
      const { rowCount } = await client.query(`SELECT FROM pg_database WHERE datname = 'muster'`);
      if (rowCount === 0) await client.query('CREATE DATABASE muster');
      return;
    } catch (error) {
      // No socket yet, or 57P03 cannot_connect_now while it recovers.
      const code = (error as { code?: string }).code ?? '';
      if (!['ENOENT', 'ECONNREFUSED', '57P03'].includes(code)) throw startFailure(paths, error);
    } finally {
      await client.end().catch(() => {});
    }
    const seconds = Math.floor((performance.now() - started) / 10_000) * 10;
    if (seconds > told) log.info({ seconds }, 'the database is still recovering from an unclean end');
    told = seconds;
  }
}

function startFailure(paths: Paths, cause?: unknown): MusterError {
  const { log, reason } = lastWords(paths);
  if (/No space left on device|could not write .*: Disk quota/i.test(reason))
    return new MusterError('disk_full', { folder: paths.folder }, cause);
  if (/Permission denied|Read-only file system|has invalid permissions|wrong ownership/i.test(reason))
    return new MusterError(
      'data_folder_denied',
      { folder: paths.folder, reason, uid: process.getuid?.() ?? 0 },
      cause,
    );
  return new MusterError('database_start_failed', { folder: paths.data, reason, log }, cause);
}

/** The lines that say why: the last error lines of the log, without time and process id. */
function lastWords(paths: Paths): { folder: string; reason: string; log: string } {
  const tail = existsSync(paths.log) ? readFileSync(paths.log, 'utf8').slice(-8000).trim().split('\n') : [];
  const telling = tail.filter((line) => /FATAL|PANIC|ERROR|HINT|error:|No space/.test(line)).slice(-3);
  const reason = (telling.length > 0 ? telling : tail.slice(-3))
    .map((line) => line.replace(/^\d{4}-\d\d-\d\d \S+ \S+ \[\d+\] /, ''))
    .join(' ');
  return { folder: paths.data, reason: reason || 'it left no message', log: paths.log };
}
