/** Brings a database to the schema of this program: numbered SQL files, forward only, each in its own transaction. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import { MusterError } from '../errors/error.ts';
import type { Db } from './db.ts';

export interface Migration {
  version: number;
  name: string;
  sql: string;
  /** SHA-256 of the file, line ends normalised. */
  checksum: string;
}

const SHIPPED = fileURLToPath(new URL('./migrations/', import.meta.url));
/** Any number that nobody else locks: two servers that start at once migrate one after the other. */
const LOCK = 7_163_900_331;

/** The steps in `folder` (NNNN_name.sql) by version. */
export function readMigrations(folder: string = SHIPPED): Migration[] {
  const steps = readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .sort()
    .map((file) => {
      const [, version, name] = /^(\d{4})_(\w+)\.sql$/.exec(file) ?? [];
      if (!version || !name) throw new Error(`${file}: the name of a migration is NNNN_name.sql`);
      const sql = readFileSync(`${folder}/${file}`, 'utf8').replaceAll('\r\n', '\n');
      return {
        version: Number(version),
        name,
        sql,
        checksum: createHash('sha256').update(sql).digest('hex'),
      };
    });
  const twice = steps.find(({ version }, index) => steps[index + 1]?.version === version);
  if (twice) throw new Error(`migration ${twice.version} exists twice`);
  return steps;
}

/**
 * Applies what is missing and returns it. Throws `schema_newer` when the database knows a step that this program does
 * not, `schema_changed` when an applied step was edited since, `schema_step_failed` when a step does not run.
 */
export async function migrate(db: Db, steps: readonly Migration[] = readMigrations()): Promise<Migration[]> {
  const client = await db.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [LOCK]);
    await client.query(`CREATE TABLE IF NOT EXISTS schema_migration (
      version int PRIMARY KEY, name text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now(), checksum text NOT NULL)`);
    const missing = await compare(client, steps);
    for (const step of missing) await apply(client, step);
    return missing;
  } finally {
    // Ends the session rather than giving it back: that also frees the lock on every way out.
    client.release(true);
  }
}

async function compare(client: pg.PoolClient, steps: readonly Migration[]): Promise<Migration[]> {
  const { rows } = await client.query<Omit<Migration, 'sql'>>(
    'SELECT version, name, checksum FROM schema_migration ORDER BY version',
  );
  const known = new Map(steps.map((step) => [step.version, step]));
  for (const { version, name, checksum } of rows) {
    const step = known.get(version);
    if (!step) throw new MusterError('schema_newer', { version, name, known: steps.at(-1)?.version ?? 0 });
    if (step.checksum !== checksum) throw new MusterError('schema_changed', { version, name });
  }
  const applied = new Set(rows.map(({ version }) => version));
  return steps.filter(({ version }) => !applied.has(version));
}

async function apply(client: pg.PoolClient, { version, name, sql, checksum }: Migration): Promise<void> {
  try {
    await client.query('BEGIN');
    await client.query(sql);
    await client.query('INSERT INTO schema_migration (version, name, checksum) VALUES ($1, $2, $3)', [
      version,
      name,
      checksum,
    ]);
    await client.query('COMMIT');
  } catch (error) {
    throw new MusterError('schema_step_failed', { version, name, reason: (error as Error).message }, error);
  }
}
