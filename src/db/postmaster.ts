/** The PostgreSQL that may still run in a data folder because its Muster was killed. */
import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** What PostgreSQL writes into postmaster.pid (PostgreSQL source, miscadmin.h, LOCK_FILE_LINE_*). */
export interface Postmaster {
  pid: number;
  socketFolder: string;
}

/** The content of postmaster.pid, if there is one; the process may be long gone. */
export function readPostmaster(dataFolder: string): Postmaster | undefined {
  try {
    const lines = readFileSync(join(dataFolder, 'postmaster.pid'), 'utf8').split('\n');
    const pid = Number(lines[0]);
    return Number.isSafeInteger(pid) && pid > 1 ? { pid, socketFolder: lines[4] ?? '' } : undefined;
  } catch {
    return undefined;
  }
}

/** True while `pid` is a PostgreSQL working in this folder; a number that the system gave to another program is not. */
export function isPostmasterOf(pid: number, dataFolder: string): boolean {
  try {
    if (process.platform === 'linux') return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(dataFolder);
    const command = execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
    return command.includes(`-D ${dataFolder}`);
  } catch {
    return false;
  }
}

/**
 * Ends a PostgreSQL that was left over in this folder, cleanly (fast shutdown) and at once if that takes longer than
 * a minute. The caller holds the folder's lock, so the process can belong to no living Muster. True if there was one.
 */
export async function stopLeftOver(dataFolder: string): Promise<boolean> {
  const found = readPostmaster(dataFolder);
  if (!found) return false;
  if (!isPostmasterOf(found.pid, dataFolder)) {
    // PostgreSQL takes any living process of that number for a postmaster and would refuse to start.
    if (isAlive(found.pid)) rmSync(join(dataFolder, 'postmaster.pid'), { force: true });
    return false;
  }
  await endPostmaster(found.pid, () => isPostmasterOf(found.pid, dataFolder));
  return true;
}

/** Fast shutdown (SIGINT): open transactions are rolled back, a checkpoint is written; SIGQUIT after a minute. */
export async function endPostmaster(pid: number, alive: () => boolean): Promise<void> {
  const started = performance.now();
  send(pid, 'SIGINT');
  let urged = false;
  while (alive()) {
    await sleep(20);
    if (!urged && performance.now() - started > 60_000) {
      send(pid, 'SIGQUIT');
      urged = true;
    }
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended by itself in the meantime.
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
