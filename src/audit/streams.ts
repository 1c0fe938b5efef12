/** Where the audit log is sent to: stored settings, secrets sealed. */
import type { Db, Sql } from '../db/db.ts';
import { type Actor, appendChange } from '../directory/change-log.ts';
import { checked, lookupText } from '../directory/input.ts';
import type { ErrorCode } from '../errors/catalogue.ts';
import { describe, type ErrorParams, type Language, MusterError } from '../errors/error.ts';
import {
  type AuditStream,
  AuditStreamCreate,
  AuditStreamPatch,
  type AuditStreamTarget,
} from '../model/audit.ts';
import { newId } from '../model/ids.ts';
import { MASK } from '../model/secret-fields.ts';

export interface Seals {
  seal(plaintext: string, context: string): string;
  open(sealed: string, context: string): string;
}

export interface StreamRow {
  id: string;
  instance_id: string | null;
  name: string;
  enabled: boolean;
  target: AuditStreamTarget;
  delivered: number;
  attempts: number;
  next_at: Date;
  error: { code: ErrorCode; params: ErrorParams } | null;
  created_at: Date;
  waiting: number;
}

const contextOf = (id: string) => `audit_stream:${id}:secret`;
const WAITING = `(SELECT count(*) FROM audit_entry e WHERE e.position > s.delivered
  AND (s.instance_id IS NULL OR e.instance_id = s.instance_id)) AS waiting`;

/** The target with its secret opened. */
export function openTarget({ open }: Pick<Seals, 'open'>, { id, target }: StreamRow): AuditStreamTarget {
  return target.kind === 'webhook' ? { ...target, secret: open(target.secret, contextOf(id)) } : target;
}

function sealTarget({ seal }: Seals, id: string, target: AuditStreamTarget): AuditStreamTarget {
  return target.kind === 'webhook' ? { ...target, secret: seal(target.secret, contextOf(id)) } : target;
}

/** Streams of an instance; null: those of the installation. */
export async function listAuditStreams(
  sql: Sql,
  instanceId: string | null,
  language: Language,
): Promise<AuditStream[]> {
  const { rows } = await sql.query<StreamRow>(
    `SELECT s.*, ${WAITING} FROM audit_stream s WHERE instance_id IS NOT DISTINCT FROM $1 ORDER BY lower(name), id`,
    [instanceId],
  );
  return rows.map((row) => streamOf(row, language));
}

export async function createAuditStream(
  db: Db,
  seals: Seals,
  actor: Actor,
  instanceId: string | null,
  input: unknown,
): Promise<AuditStream> {
  const { name, enabled = true, target, from } = checked(AuditStreamCreate, input);
  if (target.kind === 'webhook' && target.secret === MASK) throw secretMissing();
  const id = newId('auditStream');
  return db.tx(async (sql) => {
    await sql.query(
      `INSERT INTO audit_stream (id, instance_id, name, enabled, target, delivered)
       VALUES ($1, $2, $3, $4, $5, CASE WHEN $6 THEN 0 ELSE coalesce((SELECT max(position) FROM audit_entry), 0) END)`,
      [id, instanceId, name, enabled, sealTarget(seals, id, target), from === 'beginning'],
    );
    const row = await streamRow(sql, instanceId, id);
    await log(sql, actor, 'create', null, row);
    return streamOf(row, 'en');
  });
}

/** A new address asks for the secret again: it must not go to somebody else. Throws `not_found`, `invalid_input`. */
export async function updateAuditStream(
  db: Db,
  seals: Seals,
  actor: Actor,
  instanceId: string | null,
  id: string,
  input: unknown,
): Promise<AuditStream> {
  const patch = checked(AuditStreamPatch, input);
  return db.tx(async (sql) => {
    const row = await streamRow(sql, instanceId, id, 'FOR UPDATE');
    const target = patch.target === undefined ? row.target : nextTarget(seals, row, patch.target);
    await sql.query(
      `UPDATE audit_stream SET name = $2, enabled = $3, target = $4, attempts = 0, next_at = now(), error = NULL WHERE id = $1`,
      [row.id, patch.name ?? row.name, patch.enabled ?? row.enabled, target],
    );
    const updated = await streamRow(sql, instanceId, id);
    await log(sql, actor, 'update', row, updated);
    return streamOf(updated, 'en');
  });
}

function nextTarget(seals: Seals, row: StreamRow, given: AuditStreamTarget): AuditStreamTarget {
  if (given.kind !== 'webhook' || given.secret !== MASK) return sealTarget(seals, row.id, given);
  if (row.target.kind !== 'webhook' || row.target.url !== given.url) throw secretMissing();
  return { ...given, secret: row.target.secret };
}

function secretMissing(): MusterError {
  return new MusterError('invalid_input', {
    field: 'target.secret',
    reason: 'a new address needs the signing secret again',
  });
}

export async function deleteAuditStream(
  db: Db,
  actor: Actor,
  instanceId: string | null,
  id: string,
): Promise<void> {
  await db.tx(async (sql) => {
    const row = await streamRow(sql, instanceId, id, 'FOR UPDATE');
    await sql.query(`DELETE FROM audit_stream WHERE id = $1`, [row.id]);
    await log(sql, actor, 'delete', row, null);
  });
}

/** Throws `not_found`. */
export async function streamRow(
  sql: Sql,
  instanceId: string | null,
  id: string,
  lock = '',
): Promise<StreamRow> {
  const { rows } = await sql.query<StreamRow>(
    `SELECT s.*, ${WAITING} FROM audit_stream s WHERE id = $1 AND instance_id IS NOT DISTINCT FROM $2 ${lock}`,
    [lookupText(id), instanceId],
  );
  if (!rows[0]) throw new MusterError('not_found', { what: 'audit stream', id });
  return rows[0];
}

function masked(target: AuditStreamTarget): AuditStreamTarget {
  return target.kind === 'webhook' ? { ...target, secret: MASK } : target;
}

function streamOf(row: StreamRow, language: Language): AuditStream {
  const { id, name, enabled, delivered, waiting, error } = row;
  const text = error && describe(error.code, error.params, language);
  return {
    id,
    instanceId: row.instance_id,
    name,
    enabled,
    target: masked(row.target),
    delivered,
    waiting,
    error: text && {
      code: text.code,
      message: text.message,
      remedy: text.remedy,
      nextAt: row.next_at.toISOString(),
    },
    createdAt: row.created_at.toISOString(),
  };
}

async function log(
  sql: Sql,
  actor: Actor,
  op: string,
  before: StreamRow | null,
  after: StreamRow | null,
): Promise<void> {
  const shown = (row: StreamRow | null) =>
    row && { name: row.name, enabled: row.enabled, target: masked(row.target) };
  const { id, instance_id: instanceId } = (before ?? after)!;
  await appendChange(sql, actor, {
    instanceId: instanceId ?? '',
    entity: 'audit_stream',
    entityId: id,
    op,
    before: shown(before),
    after: shown(after),
  });
}
