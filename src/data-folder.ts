/** The folder of one Muster: database, key, log. One process at a time works in it. */
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { MusterError } from './errors/error.ts';

export interface DataFolder {
  path: string;
  /** Lets another process in. */
  release(): void;
}

/** Node closes a database that nobody refers to any more, and with it would go the lock. */
const held = new Set<DatabaseSync>();

/**
 * Creates the folder where needed and locks it. The lock is SQLite's exclusive lock on an empty file: a lock of the
 * kernel, gone with its process however that ends, seen by containers that share the folder; Node offers no other way
 * to take one. Throws `data_folder_held`, `data_folder_denied`, `disk_full`.
 */
export function lockDataFolder(folder: string): DataFolder {
  const path = resolve(folder);
  let lock: DatabaseSync | undefined;
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    closeToOthers(join(path, 'lock'));
    lock = new DatabaseSync(join(path, 'lock'), { timeout: 0 });
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
    writeFileSync(join(path, 'holder'), `process ${process.pid}, since ${new Date().toISOString()}\n`, {
      mode: 0o600,
    });
  } catch (error) {
    lock?.close();
    throw refusal(path, error);
  }
  held.add(lock);
  return {
    path,
    release() {
      if (held.delete(lock)) lock.close();
    },
  };
}

/**
 * Who may read a lock file may hold it. SQLite gives its journal the rights of the file. A file that is there is not
 * opened: closing it again would let go of a lock this process has on it (POSIX, fcntl).
 */
function closeToOthers(lock: string): void {
  if (existsSync(lock)) chmodSync(lock, 0o600);
  else writeFileSync(lock, '', { mode: 0o600, flag: 'a' });
  const journal = `${lock}-journal`;
  if (existsSync(journal)) chmodSync(journal, 0o600);
}

/** A failed write or lock in the data folder as what a person can act on. */
export function refusal(path: string, error: unknown): MusterError {
  if (error instanceof MusterError) return error;
  const { code, errcode, message } = error as { code?: string; errcode?: number; message: string };
  const sqlite = code === 'ERR_SQLITE_ERROR' ? SQLITE[errcode! & 0xff] : undefined;
  if (sqlite === 'busy')
    return new MusterError('data_folder_held', { folder: path, holder: holderOf(path) }, error);
  if (code === 'ENOSPC' || code === 'EDQUOT' || sqlite === 'full')
    return new MusterError('disk_full', { folder: path }, error);
  const reason = REASONS[code ?? ''] ?? sqlite ?? message;
  return new MusterError(
    'data_folder_denied',
    { folder: path, reason, uid: process.getuid?.() ?? '' },
    error,
  );
}

/** Primary result codes (sqlite.org/rescode.html). */
const SQLITE: Record<number, string> = {
  3: 'permission denied',
  5: 'busy',
  8: 'it cannot be written',
  13: 'full',
  14: 'its lock file cannot be opened',
  26: 'its file “lock” is not a lock of Muster',
};

const REASONS: Record<string, string> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'it lies on a read-only file system',
  ENOTDIR: 'a part of the path is a file',
  EEXIST: 'there is a file of that name',
};

function holderOf(path: string): string {
  try {
    return readFileSync(join(path, 'holder'), 'utf8').trim();
  } catch {
    return 'process unknown';
  }
}
