/** The demo may start over only in a folder it made itself: a real installation is never touched. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CLI_TOKEN_FILE } from '../admin/first-start.ts';
import type { Config } from '../config.ts';
import { lockDataFolder } from '../data-folder.ts';
import { stopLeftOver } from '../db/postmaster.ts';
import { MusterError } from '../errors/error.ts';

const MARK = 'demo';

/** Marks an empty folder as the demo's; with `fresh` empties one that is. Throws `demo_folder_foreign`, `demo_fresh_outside`. */
export async function prepareFolder(
  { MUSTER_DATA: folder, DATABASE_URL }: Config,
  fresh: boolean,
): Promise<void> {
  if (fresh && DATABASE_URL !== undefined) throw new MusterError('demo_fresh_outside');
  const mark = join(folder, MARK);
  const used = existsSync(folder) && readdirSync(folder).length > 0;
  if (used && !existsSync(mark)) throw new MusterError('demo_folder_foreign', { folder });
  if (fresh && used) await empty(folder);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(mark, 'This folder was made by `muster demo`; `muster demo --fresh` empties it.\n', {
    mode: 0o600,
  });
}

async function empty(folder: string): Promise<void> {
  const lock = lockDataFolder(folder);
  await stopLeftOver(join(folder, 'postgres'));
  lock.release();
  rmSync(folder, { recursive: true, force: true });
}

export function readCliToken({ MUSTER_DATA: folder }: Config): string {
  return readFileSync(join(folder, CLI_TOKEN_FILE), 'utf8').trim();
}
