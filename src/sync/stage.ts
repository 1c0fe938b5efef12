import type pg from 'pg';
import type { Db, Sql } from '../db/db.ts';
import { MusterError } from '../errors/error.ts';
import type { Source, SourceRecord } from '../sources/source.ts';
import { copyArray, copyBytes, copyText, openCopy } from './copy.ts';

export interface StageTotals {
  org: number;
  user: number;
  group: number;
}

/** The staging table of a run: one row per record read; `attributes` is NULL where link already has this hash. */
export function stageTable(runId: string): string {
  return `stage_${runId.replace(/[^0-9a-z_]/g, '')}`;
}

export async function dropStage(sql: Sql, runId: string): Promise<void> {
  await sql.query(`DROP TABLE IF EXISTS ${stageTable(runId)}`);
}

/** Removes the staging tables of runs that are no longer under way (left by a process that died). */
export async function dropForgottenStages(sql: Sql): Promise<void> {
  const { rows } = await sql.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_class c WHERE c.relkind = 'r' AND c.relname LIKE 'stage\\_run\\_%'
       AND pg_table_is_visible(c.oid)
       AND NOT EXISTS (SELECT FROM run r WHERE 'stage_' || r.id = c.relname AND r.state IN ('pending', 'running'))`,
  );
  for (const { name } of rows) await sql.query(`DROP TABLE IF EXISTS ${pg_identifier(name)}`);
}

function pg_identifier(name: string): string {
  return `"${name.replace(/"/g, '""')}"`;
}

/**
 * Reads the whole source into the staging table. Returns only after the source said it was complete and every record
 * it counted lies in the table; anything else throws, and nothing is compared.
 */
export async function stage(
  db: Db,
  source: Source,
  options: { runId: string; sourceId: string; settingsVersion: number; signal: AbortSignal },
  progress: (staged: StageTotals) => void,
): Promise<StageTotals> {
  const table = stageTable(options.runId);
  await db.query(
    `CREATE UNLOGGED TABLE ${table} (kind text COLLATE "C", key text COLLATE "C", hash bytea, locator text COLLATE "C",
       alias text COLLATE "C", parents text[], refs text[], attributes json)`,
  );
  const { rows } = await db.query(`SELECT FROM link WHERE source_id = $1 LIMIT 1`, [options.sourceId]);
  const stager = new Stager(db, options, rows.length > 0);
  const client = await db.connect();
  let failed: unknown;
  try {
    const staged = await pump(client, table, source, stager, (soFar) => {
      options.signal.throwIfAborted();
      progress(soFar);
    });
    await client.query(`ANALYZE ${table}`);
    return staged;
  } catch (error) {
    failed = error;
    throw error;
  } finally {
    // A connection left in the middle of COPY is not given back to the pool.
    client.release(failed !== undefined);
  }
}

async function pump(
  client: pg.PoolClient,
  table: string,
  source: Source,
  stager: Stager,
  progress: (staged: StageTotals) => void,
): Promise<StageTotals> {
  const copy = openCopy(client, `COPY ${table} FROM STDIN`);
  const staged: StageTotals = { org: 0, user: 0, group: 0 };
  const reading = source.read();
  try {
    // One batch is compared with the links while the next is being read.
    let next = await reading.next();
    while (!next.done) {
      const batch = next.value;
      for (const record of batch) staged[record.kind]++;
      const comparing = stager.lines(batch).then((lines) => copy.write(lines));
      const [following] = await Promise.all([reading.next(), comparing]);
      progress(staged);
      next = following;
    }
    await copy.end();
    const totals = next.value;
    for (const kind of ['org', 'user', 'group'] as const)
      if (totals[kind] !== staged[kind])
        throw new MusterError('read_incomplete', { what: kind, counted: totals[kind], staged: staged[kind] });
    return staged;
  } catch (error) {
    copy.abort(error instanceof Error ? error : new Error('aborted'));
    await reading.return({ org: 0, user: 0, group: 0 }).catch(() => {});
    throw error;
  }
}

class Stager {
  readonly #db: Db;
  readonly #sourceId: string;
  readonly #version: Buffer;
  readonly #compare: boolean;

  constructor(db: Db, options: { sourceId: string; settingsVersion: number }, compare: boolean) {
    this.#db = db;
    this.#sourceId = options.sourceId;
    this.#compare = compare;
    this.#version = Buffer.alloc(4);
    this.#version.writeUInt32BE(options.settingsVersion);
  }

  /** COPY lines of a batch; attributes are decoded only for records whose link has another hash, or none. */
  async lines(batch: SourceRecord[]): Promise<string> {
    const hashes = batch.map((record) => Buffer.concat([record.hash, this.#version]));
    const known = this.#compare ? await this.#known(batch, hashes) : undefined;
    let lines = '';
    for (let i = 0; i < batch.length; i++) {
      const record = batch[i]!;
      lines += `${record.kind}\t${copyText(record.key)}\t${copyBytes(hashes[i]!)}\t`;
      if (known?.has(i)) {
        lines += '\\N\t\\N\t\\N\t\\N\t\\N\n';
        continue;
      }
      const attributes = JSON.stringify(record.attributes());
      lines += `${copyText(record.locator)}\t${copyText(record.alias)}\t${copyArray(record.parents())}\t${copyArray(record.refs())}\t${copyText(attributes)}\n`;
    }
    return lines;
  }

  async #known(batch: SourceRecord[], hashes: Buffer[]): Promise<Set<number>> {
    const { rows } = await this.#db.query<{ n: number }>({
      name: 'stage-known',
      text: `SELECT u.n FROM unnest($2::text[], $3::text[], $4::bytea[]) WITH ORDINALITY u (kind, key, hash, n)
        JOIN link l ON l.source_id = $1 AND l.kind = u.kind AND l.key = u.key AND l.hash = u.hash AND l.gone_since IS NULL`,
      values: [this.#sourceId, batch.map(({ kind }) => kind), batch.map(({ key }) => key), hashes],
    });
    return new Set(rows.map(({ n }) => n - 1));
  }
}
