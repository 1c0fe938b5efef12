/** Changes that sources tell of: kept until a run has read again what they name. */
import { createHash } from 'node:crypto';
import type { Sql } from '../db/db.ts';
import type { SourceEvent, Touched } from '../sources/source.ts';

/** An event waits this long for others, so that a burst becomes one run. */
const DEBOUNCE_MS = 200;
/** More objects than this are cheaper, and safer, to find by a full check. */
export const OBJECTS_MAX = 500;
/** After so many runs that failed, a full check is made. */
export const ATTEMPTS_MAX = 5;
const RETRY_MS = 1000;
const RETRY_FACTOR = 5;
const RETRY_MAX_MS = 10 * 60_000;
/** How long a repeated event is known again. */
const KEPT_HOURS = 24;
/** A longer id would not fit its index. */
const ID_MAX = 200;

/** Stores events in one statement; one that the source has told before is dropped. Workers hear of it at commit. */
export async function storeEvents(
  sql: Sql,
  sourceId: string,
  events: readonly SourceEvent[],
): Promise<number> {
  const telling = events.filter(({ touched }) => touched === null || touched.length > 0);
  if (telling.length === 0) return 0;
  const { rows } = await sql.query<{ stored: number }>(
    `WITH stored AS (
        INSERT INTO source_event (source_id, id, touched, next_attempt_at)
        SELECT $1, id, touched, now() + $4 * interval '1 millisecond' FROM unnest($2::text[], $3::jsonb[]) e (id, touched)
        ON CONFLICT (source_id, id) DO NOTHING RETURNING 1),
      noted AS (
        INSERT INTO source_callback (source_id, last_event_at) VALUES ($1, now())
        ON CONFLICT (source_id) DO UPDATE SET last_event_at = excluded.last_event_at)
     SELECT count(*) AS stored, pg_notify('muster_event', $1) FROM stored`,
    [
      sourceId,
      telling.map(({ id }) => storedId(id)),
      telling.map(({ touched }) => (touched === null ? null : storedTouched(touched))),
      DEBOUNCE_MS,
    ],
  );
  return rows[0]!.stored;
}

function storedId(id: string): string {
  const text = storable(id);
  return text.length <= ID_MAX ? text : `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

function storedTouched(touched: readonly Touched[]): string {
  return JSON.stringify(touched.map(({ kind, id }) => ({ kind, id: storable(id) })));
}

/** NUL and halves of surrogate pairs are in no text that PostgreSQL takes. */
function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd');
}

/** The events a run answers for. */
export interface TakenEvents {
  ids: string[];
  /** What to read again; null: everything. */
  touched: Touched[] | null;
}

/**
 * The events of a source that are due, for the run that begins. Each is counted as attempted, and due again later,
 * before anything is done: a run that dies leaves them as one that fails does. A plan of earlier events that the guard
 * holds is made anew together with them, so that a person sees one plan with everything in it.
 */
export async function takeEvents(sql: Sql, sourceId: string): Promise<TakenEvents> {
  const { rows } = await sql.query<{ id: string; touched: Touched[] | null; attempts: number }>(
    `UPDATE source_event SET attempts = attempts + 1,
        next_attempt_at = now() + least($2 * power($3, least(attempts, 20)), $4) * interval '1 millisecond'
      WHERE source_id = $1 AND state = 'due' AND (attempts = 0 OR next_attempt_at <= now()) RETURNING id, touched, attempts`,
    [sourceId, RETRY_MS, RETRY_FACTOR, RETRY_MAX_MS],
  );
  const { rows: held } = await sql.query<{ touched: Touched[] }>(
    `SELECT options -> 'touched' AS touched FROM run
      WHERE subject_id = $1 AND state = 'awaiting_confirmation' AND options ? 'touched'`,
    [sourceId],
  );
  const ids = rows.map(({ id }) => id);
  if (rows.some(({ touched, attempts }) => touched === null || attempts > ATTEMPTS_MAX))
    return { ids, touched: null };
  const objects = new Map<string, Touched>();
  for (const { touched } of [...rows, ...held])
    for (const object of touched ?? []) objects.set(`${object.kind} ${object.id}`, object);
  return { ids, touched: objects.size > OBJECTS_MAX ? null : [...objects.values()] };
}

/** The events are done: what they told of is in the directory, or in a plan that waits for a person. */
export async function endEvents(sql: Sql, sourceId: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await sql.query(`UPDATE source_event SET state = 'done' WHERE source_id = $1 AND id = ANY($2)`, [
    sourceId,
    ids,
  ]);
}

/** A full reading that began after an event had come has seen what it told of. */
export async function coverEvents(sql: Sql, sourceId: string, readingBegan: Date): Promise<void> {
  await sql.query(
    `UPDATE source_event SET state = 'done' WHERE source_id = $1 AND state = 'due' AND came_at <= $2`,
    [sourceId, readingBegan],
  );
}

/** Removes done events that no source repeats any more. */
export async function forgetEvents(sql: Sql): Promise<void> {
  await sql.query(
    `DELETE FROM source_event WHERE state = 'done' AND came_at < now() - make_interval(hours => $1)`,
    [KEPT_HOURS],
  );
}

export interface WaitingSource {
  sourceId: string;
  instanceId: string;
  /** Milliseconds until its events are due; zero or less: now. */
  wait: number;
}

/**
 * Enabled sources with events to come, that no run is at work on. Before the first full run there is nothing to add to:
 * a person sees first what a source brings, and that run covers the events.
 */
export async function waitingSources(sql: Sql): Promise<WaitingSource[]> {
  const { rows } = await sql.query<WaitingSource>(
    `SELECT s.id AS "sourceId", s.instance_id AS "instanceId",
            ceil(extract(epoch FROM min(e.next_attempt_at) - clock_timestamp()) * 1000)::int AS wait
       FROM source_event e JOIN source s ON s.id = e.source_id
      WHERE e.state = 'due' AND s.enabled
        AND NOT EXISTS (SELECT FROM run r WHERE r.subject_id = s.id AND r.state IN ('pending', 'running'))
        AND EXISTS (SELECT FROM run r WHERE r.subject_id = s.id AND r.mode = 'run' AND r.state IN ('success', 'partial_success'))
      GROUP BY s.id ORDER BY min(e.next_attempt_at)`,
  );
  return rows;
}
