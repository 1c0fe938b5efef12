import type pg from 'pg';
import type { Db, Sql } from '../db/db.ts';
import { MusterError } from '../errors/error.ts';
import type { RunState } from '../model/run.ts';
import type { RecordKind, Reread, Source, SourceRecord } from '../sources/source.ts';
import type { Scope } from './cases.ts';
import { copyArray, copyBytes, copyRows, copyText, openCopy } from './copy.ts';

export interface StageTotals {
  org: number;
  user: number;
  group: number;
}

/** A complete reading: how many records lie in the table, and which attributes the source kept back. */
export interface Staged {
  totals: StageTotals;
  withheld: readonly string[];
}

/**
 * The staging table of a run: one row per record read; `attributes` is NULL where link already has this hash. The row of
 * a record that a partial reading named as gone says so and holds nothing else, and so does that of one that the source
 * hides.
 */
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
  for (const { name } of rows) await sql.query(`DROP TABLE IF EXISTS ${quoted(name)}`);
}

function quoted(name: string): string {
  return `"${name.replace(/"/g, '""')}"`;
}

/**
 * Reads the whole source into the staging table. Returns only after the source said it was complete and every record
 * it counted lies in the table; anything else throws, and nothing is compared.
 */
export async function stage(
  db: Db,
  source: Source,
  options: Scope & { settingsVersion: number; signal: AbortSignal },
  progress: (staged: StageTotals) => void,
): Promise<Staged> {
  const table = await createStage(db, options.runId);
  const stager = new Stager(db, options, await lastRunEnded(db, options));
  const client = await db.connect();
  let failed: unknown;
  try {
    const staged = await pump(client, table, source, stager, (soFar) => {
      options.signal.throwIfAborted();
      progress(soFar);
    });
    return staged;
  } catch (error) {
    failed = error;
    throw error;
  } finally {
    // A connection left in the middle of COPY is not given back to the pool.
    client.release(failed !== undefined);
  }
}

/** Stages objects read one by one, all of them decoded, and marks those that are gone. */
export async function stageReread(
  db: Db,
  { records, gone }: Reread,
  options: Scope & { settingsVersion: number },
): Promise<void> {
  const table = await createStage(db, options.runId);
  const lines = await new Stager(db, options, false).lines(records);
  await db.tx(async (sql) => {
    await copyRows(sql, table, STAGED, lines);
    await sql.query(
      `INSERT INTO ${table} (kind, key, gone) SELECT kind, key, true FROM unnest($1::text[], $2::text[]) g (kind, key)`,
      [gone.map(({ kind }) => kind), gone.map(({ key }) => key)],
    );
  });
}

/**
 * Adds to a complete reading what it missed, and what the source hides: that stays as its link says. Groups that were
 * read as having lost somebody hidden keep that member, and are looked at again each time, whatever is hidden then.
 */
export async function stageMissed(
  db: Db,
  records: readonly SourceRecord[],
  hidden: readonly { kind: RecordKind; key: string }[],
  options: Scope & { settingsVersion: number },
): Promise<void> {
  const table = stageTable(options.runId);
  const lines = await new Stager(db, options, false).lines(records);
  await db.tx(async (sql) => {
    await copyRows(sql, table, STAGED, lines);
    if (hidden.length === 0) return;
    await sql.query(
      `INSERT INTO ${table} (kind, key, hidden) SELECT kind, key, true FROM unnest($1::text[], $2::text[]) h (kind, key)`,
      [hidden.map(({ kind }) => kind), hidden.map(({ key }) => key)],
    );
    await sql.query(
      `WITH hidden AS MATERIALIZED (
          SELECT l.locator FROM ${table} s JOIN link l ON l.source_id = $1 AND l.kind = s.kind AND l.key = s.key WHERE s.hidden)
       UPDATE ${table} s SET hash = s.hash || '\\x00'::bytea,
              refs = s.refs || ARRAY(SELECT locator FROM hidden WHERE locator = ANY(l.refs) AND NOT locator = ANY(s.refs))
         FROM link l WHERE l.source_id = $1 AND l.kind = 'group' AND s.kind = 'group' AND s.key = l.key
          AND s.attributes IS NOT NULL AND l.refs && ARRAY(SELECT locator FROM hidden)`,
      [options.sourceId],
    );
  });
}

const STAGED = 'kind, key, hash, locator, alias, parents, refs, further, attributes';

async function createStage(sql: Sql, runId: string): Promise<string> {
  const table = stageTable(runId);
  await sql.query(
    `CREATE UNLOGGED TABLE ${table} (kind text COLLATE "C", key text COLLATE "C", hash bytea, locator text COLLATE "C",
       alias text COLLATE "C", parents text[], refs text[], further text[], attributes json, gone boolean NOT NULL DEFAULT false,
       hidden boolean NOT NULL DEFAULT false)`,
  );
  return table;
}

/**
 * SQL around the links `l` of records that are gone: missing from a complete reading, or named as gone by a partial one.
 * `s` is the staged record; `join` comes before `where`.
 */
export function goneIn({ runId, partial }: Scope): { join: string; where: string } {
  const on = `${stageTable(runId)} s ON s.kind = l.kind AND s.key = l.key`;
  return partial
    ? { join: `JOIN ${on}`, where: 's.gone' }
    : { join: `LEFT JOIN ${on}`, where: 's.key IS NULL' };
}

/**
 * Only after a run that came to its end may unchanged records be passed over. One that broke off may have written a
 * group or an organization without what follows from it for others (memberships, people who belong there now): the
 * next full run looks at everybody again. A partial run heals only what it read, and one that broke off while reading
 * had written nothing.
 */
async function lastRunEnded(sql: Sql, { instanceId, sourceId }: Scope): Promise<boolean> {
  const { rows } = await sql.query<{ state: RunState }>(
    `SELECT state FROM run WHERE instance_id = $1 AND subject_id = $2
        AND (state IN ('success', 'partial_success') AND NOT options ? 'touched'
          OR state IN ('failed', 'cancelled') AND (NOT options ? 'touched' OR options ? 'read'))
      ORDER BY id DESC LIMIT 1`,
    [instanceId, sourceId],
  );
  return rows[0]?.state === 'success' || rows[0]?.state === 'partial_success';
}

async function pump(
  client: pg.PoolClient,
  table: string,
  source: Source,
  stager: Stager,
  progress: (staged: StageTotals) => void,
): Promise<Staged> {
  const copy = openCopy(client, `COPY ${table} (${STAGED}) FROM STDIN`);
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
    return { totals: staged, withheld: totals.withheld ?? [] };
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
  async lines(batch: readonly SourceRecord[]): Promise<string> {
    const hashes = batch.map((record) => Buffer.concat([record.hash, this.#version]));
    const known = this.#compare ? await this.#known(batch, hashes) : undefined;
    let lines = '';
    for (let i = 0; i < batch.length; i++) {
      const record = batch[i]!;
      lines += `${record.kind}\t${copyText(record.key)}\t${copyBytes(hashes[i]!)}\t`;
      if (known?.has(i)) {
        lines += '\\N\t\\N\t\\N\t\\N\t\\N\t\\N\n';
        continue;
      }
      const attributes = JSON.stringify(record.attributes());
      lines += `${copyText(record.locator)}\t${copyText(record.alias)}\t${copyArray(record.parents())}\t${copyArray(record.refs())}\t${copyArray(record.further?.() ?? [])}\t${copyText(attributes)}\n`;
    }
    return lines;
  }

  /** Indexes of the records whose link has the same hash. */
  async #known(batch: readonly SourceRecord[], hashes: Buffer[]): Promise<Set<number>> {
    const known = new Set<number>();
    for (const [kind, indexes] of Map.groupBy(batch.keys(), (i) => batch[i]!.kind)) {
      const { rows } = await this.#db.query<{ key: string; hash: Buffer }>({
        name: 'stage-known',
        text: `SELECT key, hash FROM link WHERE source_id = $1 AND kind = $2 AND key = ANY($3) AND gone_since IS NULL`,
        values: [this.#sourceId, kind, indexes.map((i) => batch[i]!.key)],
      });
      const hashOf = new Map(rows.map(({ key, hash }) => [key, hash]));
      for (const i of indexes) if (hashOf.get(batch[i]!.key)?.equals(hashes[i]!)) known.add(i);
    }
    return known;
  }
}
