/**
 * A partial run: only the objects that events named are read again and staged. Everything else is as its link says, so
 * a record that was not read is neither changed nor gone; only people and organizations around an organization that
 * appears or disappears are looked at too, from their links.
 */
import type { Sql } from '../db/db.ts';
import type { RecordKind, Reread, Source, SourceRecord, Touched } from '../sources/source.ts';
import type { Scope } from './cases.ts';
import { applyMembers } from './members.ts';
import { groupsAround, planMembersOf, type ReadKey } from './members-partial.ts';
import { stageReread, stageTable } from './stage.ts';
import type { Work } from './work.ts';

/** An organization leads to the one around it; a source whose answers never end is not followed. */
const ROUNDS_MAX = 50;

/** Reads and stages what was touched. The run is a partial one from here on. */
export async function readTouched(work: Work, source: Source, touched: readonly Touched[]): Promise<void> {
  const { run, scope } = work;
  scope.partial = true;
  // A run that has these and not yet `read` has written nothing.
  await run.db.query(`UPDATE run SET options = options || $2 WHERE id = $1`, [run.run.id, { touched }]);
  const reading = await reread(run.db, source, touched, scope.sourceId, run.signal);
  await stageReread(run.db, reading, { ...scope, settingsVersion: work.source.settingsVersion });
  await addSurroundings(run.db, scope);
  work.read = await keepRead(run.db, scope);
  for (const { kind, gone } of work.read) if (!gone) work.counters[kind as RecordKind].read++;
  work.groups = await groupsAround(run.db, scope.sourceId, work.read);
}

/** The objects, and the organizations around them that nobody knows yet. What was read wins over what was called gone. */
async function reread(
  sql: Sql,
  source: Source,
  touched: readonly Touched[],
  sourceId: string,
  signal: AbortSignal,
): Promise<Reread> {
  const records = new Map<string, SourceRecord>();
  const gone = new Map<string, Reread['gone'][number]>();
  const isRead = ({ kind }: { kind: RecordKind }) => source.kinds.includes(kind);
  const asked = new Set<string>();
  let ask = touched.filter(isRead);
  for (let round = 0; ask.length > 0 && round < ROUNDS_MAX; round++) {
    signal.throwIfAborted();
    for (const { kind, id } of ask) if (kind === 'org') asked.add(id);
    const answer = await source.reread!(ask);
    const fresh = answer.records.filter(isRead);
    for (const record of fresh) records.set(`${record.kind} ${record.key}`, record);
    for (const one of answer.gone.filter(isRead)) gone.set(`${one.kind} ${one.key}`, one);
    const orgs = source.kinds.includes('org') ? await unknownOrgs(sql, sourceId, fresh, records) : [];
    ask = orgs.filter((id) => !asked.has(id)).map((id) => ({ kind: 'org', id }));
  }
  for (const key of records.keys()) gone.delete(key);
  return { records: [...records.values()], gone: [...gone.values()] };
}

/** Of each record, the enclosing organizations up to the nearest known one, and the unknown among the further ones. */
async function unknownOrgs(
  sql: Sql,
  sourceId: string,
  fresh: readonly SourceRecord[],
  records: ReadonlyMap<string, SourceRecord>,
): Promise<string[]> {
  const places = fresh.map((record) => ({ parents: record.parents(), further: record.further?.() ?? [] }));
  const named = new Set(places.flatMap(({ parents, further }) => [...parents, ...further]));
  if (named.size === 0) return [];
  const { rows } = await sql.query<{ locator: string }>(
    `SELECT locator FROM link WHERE source_id = $1 AND kind = 'org' AND gone_since IS NULL AND locator = ANY($2)`,
    [sourceId, [...named]],
  );
  const known = new Set(rows.map(({ locator }) => locator));
  for (const { kind, locator } of records.values()) if (kind === 'org') known.add(locator);
  const unknown = new Set<string>();
  for (const { parents, further } of places) {
    const nearest = parents.findIndex((parent) => known.has(parent));
    const missing = nearest < 0 ? parents : parents.slice(0, nearest);
    for (const locator of [...missing, ...further]) if (!known.has(locator)) unknown.add(locator);
  }
  return [...unknown];
}

/** Stages, from their links, people and organizations below an organization that appears or disappears. */
async function addSurroundings(sql: Sql, { sourceId, runId }: Scope): Promise<void> {
  const table = stageTable(runId);
  const { rows } = await sql.query<{ locator: string }>(
    `SELECT s.locator FROM ${table} s WHERE s.kind = 'org' AND NOT s.gone AND NOT EXISTS (
       SELECT FROM link l WHERE l.source_id = $1 AND l.kind = 'org' AND l.key = s.key AND l.gone_since IS NULL)
     UNION
     SELECT l.locator FROM ${table} s JOIN link l ON l.kind = s.kind AND l.key = s.key
      WHERE l.source_id = $1 AND s.kind = 'org' AND s.gone`,
    [sourceId],
  );
  if (rows.length === 0) return;
  await sql.query(
    `INSERT INTO ${table} (kind, key, hash, locator, alias, parents, refs, further, attributes)
     SELECT kind, key, hash, locator, alias, parents, refs, further, CASE kind WHEN 'user' THEN raw END
       FROM link l WHERE source_id = $1 AND kind IN ('org', 'user') AND gone_since IS NULL AND parents && $2
        -- A link that came back from the recycle bin has lost what it was made of.
        AND hash <> '' AND NOT EXISTS (SELECT FROM ${table} s WHERE s.kind = l.kind AND s.key = l.key)`,
    [sourceId, rows.map(({ locator }) => locator)],
  );
}

/** Keeps with the run what it read: its books, and plans that wait, depend on it. */
async function keepRead(sql: Sql, { runId }: Scope): Promise<ReadKey[]> {
  const { rows } = await sql.query<{ read: ReadKey[] }>(
    `UPDATE run SET options = options || jsonb_build_object('read', (
        SELECT coalesce(jsonb_agg(jsonb_build_object('kind', kind, 'key', key, 'gone', gone)), '[]') FROM ${stageTable(runId)}))
      WHERE id = $1 RETURNING options -> 'read' AS read`,
    [runId],
  );
  return rows[0]!.read;
}

/** The organizations that are there besides the staged ones, by locator. */
export async function knownOrgs(sql: Sql, scope: Scope): Promise<Map<string, string>> {
  if (!scope.partial) return new Map();
  const { rows } = await sql.query<{ locator: string; entity_id: string }>(
    `SELECT l.locator, l.entity_id FROM link l WHERE l.source_id = $1 AND l.kind = 'org' AND l.gone_since IS NULL
        AND NOT EXISTS (SELECT FROM ${stageTable(scope.runId)} s WHERE s.kind = l.kind AND s.key = l.key AND s.gone)`,
    [scope.sourceId],
  );
  return new Map(rows.map(({ locator, entity_id }) => [locator, entity_id]));
}

/** Renews the memberships of every group that what was read was, or is now, in or about. */
export async function putMembersAround(work: Work): Promise<void> {
  const { db } = work.run;
  const around = await groupsAround(db, work.source.id, work.read ?? []);
  const changes = await planMembersOf(db, work.source.id, [...new Set([...work.groups, ...around])]);
  for (const change of changes) await db.tx((sql) => applyMembers(sql, work.apply, change));
}

/** A partial run has read everything that plans of earlier ones, which wait for a person, are about. */
export async function supersedePartial(sql: Sql, runId: string, sourceId: string): Promise<void> {
  await sql.query(
    `WITH discarded AS (
       UPDATE run SET state = 'discarded', ended_at = now()
        WHERE subject_id = $1 AND id <> $2 AND state = 'awaiting_confirmation' AND options ? 'touched' RETURNING id)
     DELETE FROM plan_change WHERE run_id IN (SELECT id FROM discarded)`,
    [sourceId, runId],
  );
}
