/** Applications as rows: secrets sealed, opened and masked; with a target and without. */
import type { Sql } from '../db/db.ts';
import { lookupText } from '../directory/input.ts';
import type { ErrorCode } from '../errors/catalogue.ts';
import { describe, type ErrorParams, type Language, MusterError } from '../errors/error.ts';
import type { Application, ApplicationCreate, Provisioning } from '../model/application.ts';
import { MASK, mapSecrets } from '../model/secret-fields.ts';
import { templateOf } from './kinds.ts';
import type { TargetKind } from './target.ts';

export interface Seals {
  seal(plaintext: string, context: string): string;
  open(sealed: string, context: string): string;
}

export interface ApplicationRow {
  id: string;
  instance_id: string;
  template: string;
  name: string;
  enabled: boolean;
  /** Null where people only sign in to it. */
  provisioning: Record<string, unknown> | null;
  settings_version: number;
  version: number;
  paused_until: Date | null;
  pause: { code: ErrorCode; params: ErrorParams } | null;
  created_at: Date;
  updated_at: Date;
}

export type ApplicationWithTarget = Application & { provisioning: Provisioning };

/** By id or name. Throws `not_found`. */
export async function applicationRow(
  sql: Sql,
  instanceId: string,
  idOrName: string,
  lock: '' | 'FOR UPDATE' = '',
): Promise<ApplicationRow> {
  const { rows } = await sql.query<ApplicationRow>(
    `SELECT * FROM application WHERE instance_id = $1 AND (id = $2 OR lower(name) = lower($2)) ORDER BY id = $2 DESC LIMIT 1 ${lock}`,
    [lookupText(instanceId), lookupText(idOrName)],
  );
  if (!rows[0])
    throw new MusterError('not_found', { what: 'application', id: lookupText(idOrName).slice(0, 80) });
  return rows[0];
}

export type RowWithTarget = ApplicationRow & { provisioning: Record<string, unknown> };

export function hasTarget(row: ApplicationRow): row is RowWithTarget {
  return row.provisioning !== null;
}

/** Whether a change of provisioning says anything. */
export function hasSettings(provisioning: ApplicationCreate['provisioning']): boolean {
  return Object.values(provisioning ?? {}).some((value) => value !== undefined);
}

/** For what only an application with a target can do. */
export function withoutTarget(name: string): MusterError {
  return new MusterError('application_without_target', { name });
}

const contextOf = (id: string, name: string) => `application:${id}:${name}`;

export function sealed(
  seals: Seals,
  { id, kind }: { id: string; kind: TargetKind },
  settings: Provisioning,
): Record<string, unknown> {
  return mapSecrets(kind.settings, settings, (secret, name) => seals.seal(secret, contextOf(id, name)));
}

export function opened(seals: Pick<Seals, 'open'>, row: RowWithTarget): Provisioning {
  const open = (secret: string, name: string) => seals.open(secret, contextOf(row.id, name));
  return mapSecrets(
    templateOf(row.template).kind.settings,
    row.provisioning,
    open,
  ) as unknown as Provisioning;
}

function masked(row: RowWithTarget): Provisioning {
  const { settings } = templateOf(row.template).kind;
  return mapSecrets(settings, row.provisioning, () => MASK) as unknown as Provisioning;
}

/** As API and CLI show it. */
export function applicationOf(row: ApplicationRow, language: Language = 'en'): Application {
  const pause = row.pause && describe(row.pause.code, row.pause.params, language);
  return {
    id: row.id,
    instanceId: row.instance_id,
    template: row.template,
    name: row.name,
    enabled: row.enabled,
    provisioning: hasTarget(row) ? masked(row) : null,
    version: row.version,
    pausedUntil: row.paused_until?.toISOString() ?? null,
    pause: pause && { code: pause.code, message: pause.message, remedy: pause.remedy },
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}
