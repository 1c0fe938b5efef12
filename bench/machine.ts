import { spawnSync } from 'node:child_process';
import { availableParallelism, cpus, loadavg, release, totalmem } from 'node:os';
import type pg from 'pg';

/** What the figures were measured on, one line a fact. */
export async function machineFacts(database: pg.Client): Promise<string[]> {
  const { rows } = await database.query<{ version: string }>(
    `SELECT current_setting('server_version') AS version`,
  );
  return [
    `Processor: ${availableParallelism()} cores, ${cpus()[0]?.model ?? 'unknown'}`,
    `Memory: ${Math.round(totalmem() / 2 ** 30)} GB`,
    `System: ${process.platform} ${release()}`,
    `Node ${process.versions.node}, PostgreSQL ${rows[0]!.version} (embedded, fsync on), OpenLDAP ${openldapVersion()}`,
    `Load average at the start: ${loadavg()[0]!.toFixed(1)}`,
    `Date: ${new Date().toISOString().slice(0, 10)}`,
  ];
}

/** True when other work would take a good part of the machine while it is measured. */
export function isBusy(): boolean {
  return loadavg()[0]! > availableParallelism() / 4;
}

/** It tells its version on standard error. */
function openldapVersion(): string {
  const { stderr } = spawnSync('ldapsearch', ['-VV'], { encoding: 'utf8' });
  return /(\d+\.\d+\.\d+)/.exec(stderr ?? '')?.[1] ?? 'unknown';
}
