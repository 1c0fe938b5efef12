/** Applications as they are stored: settings checked and complete, secrets sealed. */
import type { Db, Sql } from '../db/db.ts';
import { type Actor, appendChange } from '../directory/change-log.ts';
import { checked, checkVersion, lookupText } from '../directory/input.ts';
import { type Language, MusterError } from '../errors/error.ts';
import {
  type Application,
  ApplicationCreate,
  ApplicationPatch,
  type Provisioning,
} from '../model/application.ts';
import { newId } from '../model/ids.ts';
import {
  type ApplicationRow,
  type ApplicationWithTarget,
  applicationOf,
  applicationRow,
  hasSettings,
  hasTarget,
  opened,
  type Seals,
  sealed,
  withoutTarget,
} from './application-rows.ts';
import { templateOf } from './kinds.ts';
import { checkSettings, mergedSettings } from './settings.ts';
import type { TargetKind } from './target.ts';

export type { Seals };

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
): Promise<ApplicationWithTarget> {
  const given = checked(ApplicationCreate, input);
  if (given.parameters) throw noParameters();
  return db.tx((sql) => insertWithTarget(sql, seals, actor, instanceId, given));
}

/** As `createApplication`, in the caller's transaction, from input that passed its schema. */
export async function insertWithTarget(
  sql: Sql,
  seals: Seals,
  actor: Actor,
  instanceId: string,
  given: ApplicationCreate,
): Promise<ApplicationWithTarget> {
  const { id: template, kind, provisioning } = templateOf(given.template);
  const settings = mergedSettings(kind, provisioning, given.provisioning ?? {});
  await checkSettings(sql, instanceId, kind, settings);
  const id = newId('application');
  const target = sealed(seals, { id, kind }, settings);
  const values = [id, instanceId, template, given.name, given.enabled ?? true, target] as const;
  return (await insertRow(sql, actor, values)) as ApplicationWithTarget;
}

/**
 * An application without a target, in the caller's transaction; `template` names what it was made from. Throws
 * `duplicate_value`, `application_without_target` where provisioning is asked for.
 */
export async function insertWithoutTarget(
  sql: Sql,
  actor: Actor,
  instanceId: string,
  { template, name, enabled, provisioning }: ApplicationCreate,
): Promise<Application> {
  if (enabled || hasSettings(provisioning)) throw withoutTarget(name);
  return insertRow(sql, actor, [newId('application'), instanceId, template, name, false, null]);
}

async function insertRow(
  sql: Sql,
  actor: Actor,
  values: readonly [
    id: string,
    instanceId: string,
    template: string,
    name: string,
    enabled: boolean,
    target: Record<string, unknown> | null,
  ],
): Promise<Application> {
  const row = await writeOne(
    sql,
    values[3],
    `INSERT INTO application (id, instance_id, template, name, enabled, provisioning) VALUES ($1, $2, $3, $4, $5, $6) RETURNING *`,
    [...values],
  );
  return logged(sql, actor, 'create', null, applicationOf(row));
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
    if (!hasTarget(row)) return rename(sql, actor, row, patch);
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

/** All that an application without a target has here. */
async function rename(
  sql: Sql,
  actor: Actor,
  row: ApplicationRow,
  patch: ApplicationPatch,
): Promise<Application> {
  if (patch.enabled || hasSettings(patch.provisioning)) throw withoutTarget(row.name);
  const name = patch.name ?? row.name;
  const updated = await writeOne(
    sql,
    name,
    `UPDATE application SET name = $2, version = version + 1, updated_at = now() WHERE id = $1 RETURNING *`,
    [row.id, name],
  );
  return logged(sql, actor, 'update', applicationOf(row), applicationOf(updated));
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

/** The application with its secrets, for pushing and Test Connectivity. Throws `not_found`, `application_without_target`. */
export async function loadApplication(
  sql: Sql,
  seals: Pick<Seals, 'open'>,
  instanceId: string,
  idOrName: string,
): Promise<LoadedApplication> {
  const row = await applicationRow(sql, instanceId, idOrName);
  if (!hasTarget(row)) throw withoutTarget(row.name);
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
  if (!hasTarget(row)) throw withoutTarget(row.name);
  const { kind } = templateOf(row.template);
  return { kind, settings: mergedSettings(kind, opened(seals, row), provisioning) };
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

function noParameters(): MusterError {
  const reason = 'the template has no parameters';
  return new MusterError('invalid_input', { field: 'parameters', reason });
}
