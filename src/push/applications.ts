/** Applications as they are stored: settings checked and complete, secrets sealed. */
import type { Db, Sql } from '../db/db.ts';
import { type Actor, appendChange } from '../directory/change-log.ts';
import { checked, checkVersion, lookupText } from '../directory/input.ts';
import type { ErrorCode } from '../errors/catalogue.ts';
import { describe, type ErrorParams, type Language, MusterError } from '../errors/error.ts';
import {
  type Application,
  ApplicationCreate,
  ApplicationPatch,
  type Provisioning,
} from '../model/application.ts';
import { newId } from '../model/ids.ts';
import { MASK, mapSecrets } from '../model/secret-fields.ts';
import { templateOf } from './kinds.ts';
import { checkSettings, mergedSettings } from './settings.ts';
import type { TargetKind } from './target.ts';

export interface Seals {
  seal(plaintext: string, context: string): string;
  open(sealed: string, context: string): string;
}

interface ApplicationRow {
  id: string;
  instance_id: string;
  template: string;
  name: string;
  enabled: boolean;
  provisioning: Record<string, unknown>;
  settings_version: number;
  version: number;
  paused_until: Date | null;
  pause: { code: ErrorCode; params: ErrorParams } | null;
  created_at: Date;
  updated_at: Date;
}

/** An application ready to push: secrets opened. */
export interface LoadedApplication {
  id: string;
  instanceId: string;
  name: string;
  enabled: boolean;
  kind: TargetKind;
  settings: Provisioning;
  settingsVersion: number;
  version: number;
  /** Until when the target asked to be left alone. */
  busyUntil: Date | null;
}

/**
 * Creates an application from a template; what `provisioning` leaves out the template gives. Changes from now on are
 * pushed by themselves, what is there already by One-click Push. Throws `template_unknown`, `invalid_input`,
 * `duplicate_value`, `expression_…`, `mapping_target_unknown`, `not_found` (scope).
 */
export async function createApplication(
  db: Db,
  seals: Seals,
  actor: Actor,
  instanceId: string,
  input: unknown,
): Promise<Application> {
  const given = checked(ApplicationCreate, input);
  const { id: template, kind, provisioning } = templateOf(given.template);
  const settings = mergedSettings(kind, provisioning, given.provisioning ?? {});
  const id = newId('application');
  return db.tx(async (sql) => {
    await checkSettings(sql, instanceId, kind, settings);
    const row = await writeOne(
      sql,
      given.name,
      `INSERT INTO application (id, instance_id, template, name, enabled, provisioning) VALUES ($1, $2, $3, $4, $5, $6) RETURNING *`,
      [id, instanceId, template, given.name, given.enabled ?? true, sealed(seals, { id, kind }, settings)],
    );
    return logged(sql, actor, 'create', null, applicationOf(row));
  });
}

/** Changes what the patch names; masked or left-out secrets stay. Throws as createApplication, and `version_conflict`. */
export async function updateApplication(
  db: Db,
  seals: Seals,
  actor: Actor,
  instanceId: string,
  idOrName: string,
  input: unknown,
  expectedVersion?: number,
): Promise<Application> {
  const patch = checked(ApplicationPatch, input);
  return db.tx(async (sql) => {
    const row = await applicationRow(sql, instanceId, idOrName, 'FOR UPDATE');
    checkVersion('application', row, expectedVersion);
    const { kind } = templateOf(row.template);
    const kept = opened(seals, row);
    const settings = mergedSettings(kind, kept, patch.provisioning ?? {});
    await checkSettings(sql, instanceId, kind, settings);
    const meaning = (of: Provisioning) => JSON.stringify(kind.meaning(of));
    const updated = await writeOne(
      sql,
      patch.name ?? row.name,
      `UPDATE application SET name = $2, enabled = $3, provisioning = $4, settings_version = settings_version + $5,
         version = version + 1, updated_at = now(), paused_until = NULL, pause = NULL WHERE id = $1 RETURNING *`,
      [
        row.id,
        patch.name ?? row.name,
        patch.enabled ?? row.enabled,
        sealed(seals, { id: row.id, kind }, settings),
        meaning(kept) === meaning(settings) ? 0 : 1,
      ],
    );
    return logged(sql, actor, 'update', applicationOf(row), applicationOf(updated));
  });
}

/** Forgets the application and its links; remote users stay as they are. */
export async function deleteApplication(
  db: Db,
  actor: Actor,
  instanceId: string,
  idOrName: string,
): Promise<void> {
  await db.tx(async (sql) => {
    const row = await applicationRow(sql, instanceId, idOrName, 'FOR UPDATE');
    await sql.query(`DELETE FROM application WHERE id = $1`, [row.id]);
    await logged(sql, actor, 'delete', applicationOf(row), null);
  });
}

export async function getApplication(
  sql: Sql,
  instanceId: string,
  idOrName: string,
  language: Language = 'en',
): Promise<Application> {
  return applicationOf(await applicationRow(sql, instanceId, idOrName), language);
}

export async function listApplications(
  sql: Sql,
  instanceId: string,
  language: Language = 'en',
): Promise<Application[]> {
  const { rows } = await sql.query<ApplicationRow>(
    `SELECT * FROM application WHERE instance_id = $1 ORDER BY id`,
    [lookupText(instanceId)],
  );
  return rows.map((row) => applicationOf(row, language));
}

/** The application with its secrets, for pushing and Test Connectivity. */
export async function loadApplication(
  sql: Sql,
  seals: Pick<Seals, 'open'>,
  instanceId: string,
  idOrName: string,
): Promise<LoadedApplication> {
  const row = await applicationRow(sql, instanceId, idOrName);
  return {
    id: row.id,
    instanceId: row.instance_id,
    name: row.name,
    enabled: row.enabled,
    kind: templateOf(row.template).kind,
    settings: opened(seals, row),
    settingsVersion: row.settings_version,
    version: row.version,
    busyUntil: row.pause?.code === 'target_busy' ? row.paused_until : null,
  };
}

/**
 * Settings that are not stored yet, for Test Connectivity before Save: over those of the application where one is
 * named (masked secrets are its own), otherwise over the template's.
 */
export async function draftSettings(
  sql: Sql,
  seals: Pick<Seals, 'open'>,
  instanceId: string,
  input: { template: string; provisioning: unknown; application?: string | undefined },
): Promise<{ kind: TargetKind; settings: Provisioning }> {
  const { provisioning = {} } = checked(ApplicationPatch, { provisioning: input.provisioning });
  if (input.application === undefined) {
    const { kind, provisioning: preset } = templateOf(input.template);
    return { kind, settings: mergedSettings(kind, preset, provisioning) };
  }
  const row = await applicationRow(sql, instanceId, input.application);
  const { kind } = templateOf(row.template);
  return { kind, settings: mergedSettings(kind, opened(seals, row), provisioning) };
}

async function applicationRow(
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

async function writeOne(sql: Sql, name: string, text: string, values: unknown[]): Promise<ApplicationRow> {
  try {
    return (await sql.query<ApplicationRow>(text, values)).rows[0]!;
  } catch (error) {
    if ((error as { constraint?: string }).constraint === 'application_name')
      throw new MusterError(
        'duplicate_value',
        { field: 'name', value: name, holder: 'another application' },
        error,
      );
    throw error;
  }
}

async function logged<T extends Application | null>(
  sql: Sql,
  actor: Actor,
  op: string,
  before: Application | null,
  after: T,
): Promise<T> {
  const { instanceId, id } = (after ?? before)!;
  await appendChange(sql, actor, { instanceId, entity: 'application', entityId: id, op, before, after });
  return after;
}

const contextOf = (id: string, name: string) => `application:${id}:${name}`;

function sealed(
  seals: Seals,
  { id, kind }: { id: string; kind: TargetKind },
  settings: Provisioning,
): Record<string, unknown> {
  return mapSecrets(kind.settings, settings, (secret, name) => seals.seal(secret, contextOf(id, name)));
}

function opened(seals: Pick<Seals, 'open'>, row: ApplicationRow): Provisioning {
  const open = (secret: string, name: string) => seals.open(secret, contextOf(row.id, name));
  return mapSecrets(
    templateOf(row.template).kind.settings,
    row.provisioning,
    open,
  ) as unknown as Provisioning;
}

function applicationOf(row: ApplicationRow, language: Language = 'en'): Application {
  const pause = row.pause && describe(row.pause.code, row.pause.params, language);
  return {
    id: row.id,
    instanceId: row.instance_id,
    template: row.template,
    name: row.name,
    enabled: row.enabled,
    provisioning: mapSecrets(
      templateOf(row.template).kind.settings,
      row.provisioning,
      () => MASK,
    ) as unknown as Provisioning,
    version: row.version,
    pausedUntil: row.paused_until?.toISOString() ?? null,
    pause: pause && { code: pause.code, message: pause.message, remedy: pause.remedy },
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}
