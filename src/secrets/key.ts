/** The key that seals secrets: MUSTER_KEY, or a file beside the data that is made at the first start. */
import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { refusal } from '../data-folder.ts';
import type { Db } from '../db/db.ts';
import { MusterError } from '../errors/error.ts';
import { KEY_BYTES, type Sealer } from './seal.ts';

/** 32 bytes written as 64 hexadecimal digits or as base64; undefined for anything else. */
export function parseKey(text: string): Buffer | undefined {
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, 'hex');
  if (!/^[A-Za-z0-9+/_-]{43}=?$/.test(text)) return undefined;
  const key = Buffer.from(text, 'base64');
  return key.length === KEY_BYTES ? key : undefined;
}

/**
 * The key of this data folder, made where there is none. Throws `key_unreadable` for a file that is damaged or open to
 * other users, and `data_folder_denied`.
 */
export function keyOfFolder(folder: string): Buffer {
  const path = join(folder, 'key');
  try {
    return readKey(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw refusal(folder, error);
  }
  // Linked into place when complete: a kill half-way must not leave half a key.
  const unfinished = `${path}.${process.pid}`;
  try {
    writeFileSync(unfinished, `${randomBytes(KEY_BYTES).toString('base64')}\n`, { mode: 0o600, flush: true });
    linkSync(unfinished, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw refusal(folder, error);
  } finally {
    rmSync(unfinished, { force: true });
  }
  return readKey(path);
}

function readKey(path: string): Buffer {
  if ((statSync(path).mode & 0o077) !== 0)
    throw new MusterError('key_unreadable', { path, reason: 'other users may read it' });
  const key = parseKey(readFileSync(path, 'utf8').trim());
  if (!key) throw new MusterError('key_unreadable', { path, reason: 'it does not hold 32 bytes in base64' });
  return key;
}

const CHECK = { text: 'muster', context: 'installation.key_check' };

/**
 * Ties a database to the first key it is used with, so that a lost or second key shows at the start and not when the
 * first password of a source is needed. Throws `key_wrong`.
 */
export async function requireKeyOf(db: Db, sealer: Sealer): Promise<void> {
  await db.query('INSERT INTO installation (key_check) VALUES ($1) ON CONFLICT DO NOTHING', [
    sealer.seal(CHECK.text, CHECK.context),
  ]);
  const { rows } = await db.query<{ key_check: string }>('SELECT key_check FROM installation');
  sealer.open(rows[0]!.key_check, CHECK.context);
}
