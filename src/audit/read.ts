/** Reads the audit log: pages of it, and the whole as a file. */
import type { Db, Sql } from '../db/db.ts';
import { CSV_BOM, csvLine } from '../directory/csv.ts';
import { lookupText } from '../directory/input.ts';
import { AuditEntry, type AuditFilter } from '../model/audit.ts';

/** Entries read at once; all of a file that is in memory. */
const BATCH = 1000;

export interface EntryRow {
  id: number;
  at: string;
  instance_id: string | null;
  category: AuditEntry['category'];
  action: string;
  actor_kind: AuditEntry['actorKind'];
  actor_id: string | null;
  actor_name: string;
  subject_kind: string | null;
  subject_id: string | null;
  subject_name: string | null;
  result: AuditEntry['result'];
  reason: string | null;
  address: string | null;
  agent: string | null;
  details: Record<string, unknown> | null;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
  position: number | null;
  hash: Buffer | null;
}

export const ENTRY_COLUMNS = `id, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at, instance_id, category, action,
  actor_kind, actor_id, actor_name, subject_kind, subject_id, subject_name, result, reason, address, agent, details, before, after,
  position, hash`;

export function entryOf(row: EntryRow): AuditEntry {
  return {
    id: row.id,
    at: row.at,
    instanceId: row.instance_id,
    category: row.category,
    action: row.action,
    actorKind: row.actor_kind,
    actorId: row.actor_id,
    actorName: row.actor_name,
    subjectKind: row.subject_kind,
    subjectId: row.subject_id,
    subjectName: row.subject_name,
    result: row.result,
    reason: row.reason,
    address: row.address,
    agent: row.agent,
    details: row.details,
    before: row.before,
    after: row.after,
    position: row.position,
    hash: row.hash?.toString('hex') ?? null,
  };
}

export interface AuditPage {
  /** Id of the last entry of the page before. */
  before?: number | undefined;
  limit: number;
}

/** Entries that fit, newest first. `instanceId` null: those of the installation as a whole; undefined: all there are. */
export async function listAudit(
  sql: Sql,
  instanceId: string | null | undefined,
  filter: AuditFilter,
  page: AuditPage,
): Promise<AuditEntry[]> {
  const lookup = (text: string | undefined) => (text === undefined ? null : lookupText(text));
  const { rows } = await sql.query<EntryRow>(
    `SELECT ${ENTRY_COLUMNS} FROM audit_entry
      WHERE ($1 OR instance_id IS NOT DISTINCT FROM $2)
        AND ($3::text IS NULL OR category = $3) AND ($4::text IS NULL OR starts_with(action, $4))
        AND ($5::text IS NULL OR actor_id = $5 OR lower(actor_name) = lower($5))
        AND ($6::text IS NULL OR subject_id = $6 OR lower(subject_name) = lower($6))
        AND ($7::text IS NULL OR result = $7) AND ($8::text IS NULL OR address = $8)
        AND ($9::timestamptz IS NULL OR at >= $9) AND ($10::timestamptz IS NULL OR at < $10)
        AND ($11::bigint IS NULL OR id < $11)
      ORDER BY id DESC LIMIT $12`,
    [
      instanceId === undefined,
      instanceId ?? null,
      filter.category ?? null,
      lookup(filter.action),
      lookup(filter.actor),
      lookup(filter.subject),
      filter.result ?? null,
      lookup(filter.address),
      filter.since ?? null,
      filter.until ?? null,
      page.before ?? null,
      page.limit,
    ],
  );
  return rows.map(entryOf);
}

/** The same as a file, newest first: JSON Lines with everything, or CSV for a spreadsheet. */
export async function* exportAudit(
  db: Db,
  instanceId: string | null | undefined,
  filter: AuditFilter,
  format: 'jsonl' | 'csv',
): AsyncGenerator<string, void, void> {
  const columns = Object.keys(AuditEntry.shape) as (keyof AuditEntry)[];
  let piece = format === 'csv' ? CSV_BOM + csvLine(columns) : '';
  let before: number | undefined;
  do {
    const entries = await listAudit(db, instanceId, filter, { before, limit: BATCH });
    for (const entry of entries)
      piece +=
        format === 'csv' ? csvLine(columns.map((name) => cell(entry[name]))) : `${JSON.stringify(entry)}\n`;
    yield piece;
    piece = '';
    before = entries.length < BATCH ? undefined : entries.at(-1)!.id;
  } while (before !== undefined);
}

const cell = (value: unknown) =>
  value !== null && typeof value === 'object' ? JSON.stringify(value) : value;
