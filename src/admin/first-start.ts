import { randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Db } from '../db/db.ts';
import { MusterError } from '../errors/error.ts';
import { AdministratorCreate, createAdministrator, updateAdministrator } from './administrators.ts';
import { createToken, deleteToken, findToken } from './tokens.ts';

const SYSTEM = { name: 'system' };
/** Name of the token file in the data folder, by which the CLI on the same machine gets in. */
export const CLI_TOKEN_FILE = 'cli-token';

/**
 * Makes the first administrator when there is none yet. Returns the log-on to print once (`password` only when it was
 * generated here), or undefined when administrators exist.
 */
export async function createFirstAdministrator(
  db: Db,
  username: string,
  password?: string,
): Promise<{ username: string; password?: string } | undefined> {
  const { rowCount } = await db.query(`SELECT 1 FROM administrator LIMIT 1`);
  if (rowCount) return undefined;
  const given = password ?? newPassword();
  try {
    await createAdministrator(db, SYSTEM, { username, password: given, role: 'admin' });
  } catch (error) {
    // Another process of this Muster started at the same moment.
    if (error instanceof MusterError && error.code === 'administrator_exists') return undefined;
    throw error;
  }
  return { username, ...(password === undefined ? { password: given } : {}) };
}

/**
 * Sets a new password for `username`, made anew if it is gone, with the role admin and enabled; returns the password.
 * Throws `invalid_input`.
 */
export async function resetAdministrator(
  db: Db,
  username: string,
  password = newPassword(),
): Promise<string> {
  const wanted = AdministratorCreate.safeParse({ username, password, role: 'admin' });
  if (!wanted.success) {
    const { path, message } = wanted.error.issues[0]!;
    throw new MusterError('invalid_input', { field: path.join('.'), reason: message });
  }
  const { rowCount } = await db.query(`SELECT 1 FROM administrator WHERE lower(username) = lower($1)`, [
    username,
  ]);
  if (rowCount) await updateAdministrator(db, SYSTEM, username, { password, role: 'admin', disabled: false });
  else await createAdministrator(db, SYSTEM, wanted.data);
  return password;
}

/** Sees that the data folder holds a working token with the role admin, readable by its owner only. */
export async function ensureCliToken(db: Db, dataFolder: string): Promise<void> {
  const path = join(dataFolder, CLI_TOKEN_FILE);
  const kept = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (kept !== undefined && (await findToken(db, kept.trim()))) return;
  const { rowCount } = await db.query(`SELECT 1 FROM api_token WHERE lower(name) = $1`, [CLI_TOKEN_FILE]);
  if (rowCount) await deleteToken(db, SYSTEM, CLI_TOKEN_FILE);
  const { token } = await createToken(db, SYSTEM, null, { name: CLI_TOKEN_FILE, role: 'admin' });
  // Written beside and renamed: a reader never meets half a token, nor a file with wider rights.
  await writeFile(`${path}.new`, `${token}\n`, { mode: 0o600 });
  await rename(`${path}.new`, path);
}

function newPassword(): string {
  return randomBytes(15).toString('base64url');
}
