/** The directories that people log on with, opened once and kept: their connections are what makes a log-on fast. */
import type { Db } from '../db/db.ts';
import { MusterError } from '../errors/error.ts';
import type { Sealer } from '../secrets/seal.ts';
import type { LogonByPassword, PasswordLogon, SourceKind } from '../sources/source.ts';
import { loadSource } from '../sync/source-settings.ts';

export interface DirectoryDeps {
  db: Db;
  sealer: Sealer;
  kinds: ReadonlyMap<string, SourceKind>;
}

export interface KeptDirectory {
  logon: PasswordLogon;
  sourceName: string;
  /** Grows when the source's settings change; a directory of another version must not be used. */
  settingsVersion: number;
  protection: ReturnType<LogonByPassword<unknown>['protection']>;
  /** How long a refused bind took lately; what a refusal without one waits. */
  refusalMs: number;
  lastUsed: number;
}

/** A source nobody logs on with any more needs no place. */
const UNUSED_MS = 10 * 60_000;

interface Directories {
  bySource: Map<string, Promise<KeptDirectory>>;
  sweep: NodeJS.Timeout;
}

/** Of each database, so that two servers in one process (tests) share nothing. */
const directories = new WeakMap<Db, Directories>();

/** The directory of a source as it was when last opened; `renewDirectory` when its settings turn out to have changed. */
export function keptDirectory(
  deps: DirectoryDeps,
  instanceId: string,
  sourceId: string,
): Promise<KeptDirectory> {
  const { bySource } = directoriesOf(deps.db);
  const id = `${instanceId} ${sourceId}`;
  const kept = bySource.get(id);
  if (kept) return kept;
  const opening = openDirectory(deps, instanceId, sourceId);
  bySource.set(id, opening);
  // What could not be opened is tried again by the next log-on.
  opening.catch(() => bySource.get(id) === opening && bySource.delete(id));
  return opening;
}

/** Closes what was kept and opens the source with its present settings. */
export async function renewDirectory(
  deps: DirectoryDeps,
  instanceId: string,
  sourceId: string,
  outdated: KeptDirectory,
): Promise<KeptDirectory> {
  const { bySource } = directoriesOf(deps.db);
  const id = `${instanceId} ${sourceId}`;
  const kept = await bySource.get(id)?.catch(() => undefined);
  // Somebody else may have renewed it meanwhile.
  if (kept === outdated) bySource.delete(id);
  outdated.logon.close();
  return keptDirectory(deps, instanceId, sourceId);
}

/** Ends the kept connections to all directories of this database, at the end of the process. */
export async function closeDirectories(db: Db): Promise<void> {
  const known = directories.get(db);
  if (!known) return;
  directories.delete(db);
  clearInterval(known.sweep);
  for (const opening of known.bySource.values()) (await opening.catch(() => undefined))?.logon.close();
}

/** How people log on with a source of this kind, by name and password; throws `source_logon_unsupported`. */
export function passwordLogonOf({ kind, logon }: SourceKind): LogonByPassword<unknown> {
  if (logon?.by !== 'password') throw new MusterError('source_logon_unsupported', { kind });
  return logon;
}

async function openDirectory(
  { db, sealer, kinds }: DirectoryDeps,
  instanceId: string,
  sourceId: string,
): Promise<KeptDirectory> {
  const { name, kindOf, config, settingsVersion } = await loadSource(
    db,
    { kinds, open: sealer.open },
    instanceId,
    sourceId,
  );
  const ability = passwordLogonOf(kindOf);
  return {
    logon: ability.open(config),
    sourceName: name,
    settingsVersion,
    protection: ability.protection(config),
    refusalMs: 20,
    lastUsed: performance.now(),
  };
}

function directoriesOf(db: Db): Directories {
  let known = directories.get(db);
  if (!known) {
    const bySource = new Map<string, Promise<KeptDirectory>>();
    known = { bySource, sweep: setInterval(() => void closeUnused(bySource), UNUSED_MS / 4).unref() };
    directories.set(db, known);
  }
  return known;
}

async function closeUnused(bySource: Map<string, Promise<KeptDirectory>>): Promise<void> {
  for (const [id, opening] of bySource) {
    const kept = await opening.catch(() => undefined);
    if (!kept || performance.now() - kept.lastUsed < UNUSED_MS || bySource.get(id) !== opening) continue;
    bySource.delete(id);
    kept.logon.close();
  }
}
