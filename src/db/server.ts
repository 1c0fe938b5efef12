/** The database this process works on: the embedded one in its data folder, or the one DATABASE_URL names. */
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import { lockDataFolder, refusal } from '../data-folder.ts';
import { MusterError } from '../errors/error.ts';
import { type Db, openDb } from './db.ts';
import { runningEmbedded, startEmbedded } from './embedded.ts';

export interface DatabaseServer {
  db: Db;
  /** For tools like pg_dump; holds a password. */
  url: string;
  /** Resolves when the embedded database ends without having been stopped. */
  lost: Promise<MusterError>;
  /** Closes the pool, ends the embedded database and frees the data folder. */
  stop(): Promise<void>;
}

type Wanted = Pick<Config, 'MUSTER_DATA' | 'DATABASE_URL' | 'DATABASE_POOL_SIZE'>;
const never = new Promise<never>(() => {});

/** Starts or reaches the database. Throws `data_folder_*`, `disk_full`, `database_*`. */
export async function openServer(config: Wanted, log: Logger): Promise<DatabaseServer> {
  if (config.DATABASE_URL !== undefined) {
    // Several processes may share it: without a database in it, nothing in the folder is anybody's alone.
    makeFolder(config.MUSTER_DATA);
    return reached(config.DATABASE_URL, config);
  }
  const folder = lockDataFolder(config.MUSTER_DATA);
  try {
    const embedded = await startEmbedded(folder.path, log);
    const server = await reached(embedded.url, config).catch(async (error) => {
      await embedded.stop();
      throw error;
    });
    return {
      ...server,
      lost: embedded.lost,
      async stop() {
        await server.stop();
        await embedded.stop();
        folder.release();
      },
    };
  } catch (error) {
    folder.release();
    throw refusal(folder.path, error);
  }
}

/** As `openServer`, for a command beside a Muster that may be running: then its database is shared, not started. */
export async function openServerBeside(config: Wanted, log: Logger): Promise<DatabaseServer> {
  try {
    return await openServer(config, log);
  } catch (error) {
    const url = runningEmbedded(resolve(config.MUSTER_DATA));
    if (!(error instanceof MusterError) || error.code !== 'data_folder_held' || url === undefined)
      throw error;
    return reached(url, config);
  }
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw refusal(path, error);
  }
}

async function reached(url: string, config: Wanted): Promise<DatabaseServer> {
  const db = openDb(url, { max: config.DATABASE_POOL_SIZE });
  try {
    await requireFit(db, url);
  } catch (error) {
    await db.close();
    throw error;
  }
  return { db, url, lost: never, stop: () => db.close() };
}

/** The server is there, new enough, in UTF-8, and lets us make tables. */
async function requireFit(db: Db, url: string): Promise<void> {
  const named = partsOf(url);
  const { rows } = await db
    .query<{ version: number; encoding: string; may: boolean | null }>(
      `SELECT current_setting('server_version_num')::int AS version, current_setting('server_encoding') AS encoding,
              has_schema_privilege(current_schema(), 'CREATE') AS may`,
    )
    .catch((error) => {
      throw connectFailure(error, named);
    });
  const { version, encoding, may } = rows[0]!;
  if (version < 150_000)
    throw new MusterError('database_too_old', { ...named, found: Math.floor(version / 10_000) });
  if (encoding !== 'UTF8') throw new MusterError('database_encoding', { ...named, found: encoding });
  if (!may) throw new MusterError('database_permission', named);
}

interface Named extends Record<string, string> {
  server: string;
  user: string;
  database: string;
}

/** What may be shown of a connection URL. */
function partsOf(url: string): Named {
  const [, user = '', server = '', database = ''] =
    /^postgres(?:ql)?:\/\/(?:([^:@/]*)(?::[^@]*)?@)?([^/?]*)\/?([^?]*)/.exec(url) ?? [];
  const plain = (text: string) => {
    try {
      return decodeURIComponent(text);
    } catch {
      return text;
    }
  };
  return {
    user: plain(user),
    server: plain(server) || 'the local socket',
    database: plain(database) || plain(user),
  };
}

/** Codes: PostgreSQL documentation, appendix A. */
function connectFailure(error: Error & { code?: string }, named: Named): MusterError {
  const { code = '', message } = error;
  if (code.startsWith('28') || /password must be a string/.test(message))
    return new MusterError('database_logon_refused', { ...named, reason: message }, error);
  if (code === '3D000') return new MusterError('database_absent', named, error);
  if (code === '42501') return new MusterError('database_permission', named, error);
  return new MusterError('database_unreachable', { ...named, reason: message || code }, error);
}
