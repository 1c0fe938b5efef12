/** Sources as they are stored: settings checked by their kind, secrets sealed. */
import type { Db, Sql } from '../db/db.ts';
import { type Actor, appendChange } from '../directory/change-log.ts';
import { checked } from '../directory/input.ts';
import { MusterError } from '../errors/error.ts';
import { newId } from '../model/ids.ts';
import { MASK, mapSecrets } from '../model/secret-fields.ts';
import {
  GUARD_DEFAULT,
  type Mappings,
  SourceCreate,
  SourcePatch,
  type SourceSettings,
} from '../model/source.ts';
import type { SourceKind } from '../sources/source.ts';
import { ENTITY } from './entities.ts';
import { type CustomField, compileMapper } from './mapper.ts';
import { assertSchedule, nextTime } from './schedule.ts';
import { changedConfig, checkedConfig, openedConfig, sealedConfig } from './source-config.ts';

export interface SourceDeps {
  kinds: ReadonlyMap<string, SourceKind>;
  seal(plaintext: string, context: string): string;
  open(sealed: string, context: string): string;
}

interface SourceRow {
  id: string;
  instance_id: string;
  kind: string;
  name: string;
  enabled: boolean;
  config: Record<string, unknown>;
  mappings: Mappings;
  target_org_id: string;
  priority: number;
  guard: SourceSettings['guard'];
  leavers: SourceSettings['leavers'];
  schedule: SourceSettings['schedule'];
  next_run_at: Date | null;
  settings_version: number;
  withheld: string[];
  version: number;
  created_at: Date;
  updated_at: Date;
}

/** A source ready to run: secrets opened, kind found. */
export interface LoadedSource extends Omit<SourceSettings, 'createdAt' | 'updatedAt' | 'nextRunAt'> {
  kindOf: SourceKind;
  settingsVersion: number;
  /** Attributes that the source kept back at the last full reading. */
  withheld: readonly string[];
  custom: (CustomField & { unique: boolean })[];
}

export async function createSource(
  db: Db,
  deps: SourceDeps,
  actor: Actor,
  instanceId: string,
  input: unknown,
): Promise<SourceSettings> {
  const given = checked(SourceCreate, input);
  const kind = kindNamed(deps, given.kind);
  const config = checkedConfig(kind, given.config);
  const mappings = given.mappings ?? kind.defaultMappings;
  compileMapper(mappings, await customFields(db, instanceId));
  const { enabled = true, schedule = null } = given;
  const id = newId('source');
  return db.tx(async (sql) => {
    const targetOrgId = await orgOrRoot(sql, instanceId, given.targetOrgId);
    const row = await writeOne(
      sql,
      given.name,
      `INSERT INTO source (id, instance_id, kind, name, enabled, config, mappings, target_org_id, priority, guard, leavers,
         schedule, next_run_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) RETURNING *`,
      [
        id,
        instanceId,
        given.kind,
        given.name,
        enabled,
        sealedConfig(deps.seal, kind, id, config),
        JSON.stringify(mappings),
        targetOrgId,
        given.priority ?? 100,
        given.guard ?? GUARD_DEFAULT,
        given.leavers ?? { policy: 'delete' },
        schedule,
        plannedTime({ enabled, schedule }),
      ],
    );
    const source = shown(deps, row);
    await appendChange(sql, actor, {
      instanceId,
      entity: 'source',
      entityId: id,
      op: 'create',
      before: null,
      after: source,
    });
    return source;
  });
}

export async function updateSource(
  db: Db,
  deps: SourceDeps,
  actor: Actor,
  instanceId: string,
  idOrName: string,
  input: unknown,
): Promise<SourceSettings> {
  const patch = checked(SourcePatch, input);
  return db.tx(async (sql) => {
    const row = await sourceRow(sql, instanceId, idOrName, 'FOR UPDATE');
    const kind = kindNamed(deps, row.kind);
    const opened = openedConfig(deps.open, kind, row);
    const config = patch.config ? changedConfig(kind, patch.config, opened) : opened;
    const mappings = patch.mappings ?? row.mappings;
    compileMapper(mappings, await customFields(sql, instanceId));
    const targetOrgId =
      patch.targetOrgId === undefined
        ? row.target_org_id
        : await orgOrRoot(sql, instanceId, patch.targetOrgId);
    // The same record may mean something else now: every hash of the source stops matching.
    const meaning = (c: unknown, m: unknown, t: string) => JSON.stringify([c, m, t]);
    const moved = meaning(config, mappings, targetOrgId) !== meaning(opened, row.mappings, row.target_org_id);
    const enabled = patch.enabled ?? row.enabled;
    const schedule = patch.schedule === undefined ? row.schedule : patch.schedule;
    const updated = await writeOne(
      sql,
      patch.name ?? row.name,
      `UPDATE source SET name = $2, enabled = $3, config = $4, mappings = $5, target_org_id = $6, priority = $7, guard = $8,
         leavers = $9, schedule = $11, next_run_at = $12, settings_version = settings_version + $10, version = version + 1, updated_at = now() WHERE id = $1 RETURNING *`,
      [
        row.id,
        patch.name ?? row.name,
        enabled,
        sealedConfig(deps.seal, kind, row.id, config),
        JSON.stringify(mappings),
        targetOrgId,
        patch.priority ?? row.priority,
        patch.guard ?? row.guard,
        patch.leavers ?? row.leavers,
        moved ? 1 : 0,
        schedule,
        plannedTime({ enabled, schedule }, row),
      ],
    );
    const source = shown(deps, updated);
    await appendChange(sql, actor, {
      instanceId,
      entity: 'source',
      entityId: row.id,
      op: 'update',
      before: shown(deps, row),
      after: source,
    });
    return source;
  });
}

/** Removes the source and its links; the people it brought stay, as accounts of the directory's own. */
export async function deleteSource(
  db: Db,
  deps: SourceDeps,
  actor: Actor,
  instanceId: string,
  idOrName: string,
): Promise<void> {
  await db.tx(async (sql) => {
    const row = await sourceRow(sql, instanceId, idOrName, 'FOR UPDATE');
    const { rows: active } = await sql.query(
      `SELECT FROM run WHERE subject_id = $1 AND state IN ('pending', 'running')`,
      [row.id],
    );
    if (active.length > 0) throw new MusterError('run_active');
    for (const table of ['group_member', 'account_further_org'])
      await sql.query(`UPDATE ${table} SET source_id = NULL WHERE source_id = $1`, [row.id]);
    for (const { table } of Object.values(ENTITY))
      await sql.query(`UPDATE ${table} SET source_type = 'build_in', source_id = NULL WHERE source_id = $1`, [
        row.id,
      ]);
    await sql.query(`DELETE FROM source WHERE id = $1`, [row.id]);
    await appendChange(sql, actor, {
      instanceId,
      entity: 'source',
      entityId: row.id,
      op: 'delete',
      before: shown(deps, row),
      after: null,
    });
  });
}

export async function getSource(
  sql: Sql,
  deps: SourceDeps,
  instanceId: string,
  idOrName: string,
): Promise<SourceSettings> {
  return shown(deps, await sourceRow(sql, instanceId, idOrName));
}

export async function listSources(sql: Sql, deps: SourceDeps, instanceId: string): Promise<SourceSettings[]> {
  const { rows } = await sql.query<SourceRow>(
    `SELECT * FROM source WHERE instance_id = $1 ORDER BY priority, id`,
    [instanceId],
  );
  return rows.map((row) => shown(deps, row));
}

export async function loadSource(
  sql: Sql,
  deps: Pick<SourceDeps, 'kinds' | 'open'>,
  instanceId: string,
  id: string,
): Promise<LoadedSource> {
  const row = await sourceRow(sql, instanceId, id);
  const kindOf = kindNamed(deps, row.kind);
  const { createdAt: _created, updatedAt: _updated, nextRunAt: _next, ...settings } = shown({ ...deps }, row);
  const config = checkedConfig(kindOf, openedConfig(deps.open, kindOf, row));
  return {
    ...settings,
    config,
    kindOf,
    settingsVersion: row.settings_version,
    withheld: row.withheld,
    custom: await customFields(sql, instanceId),
  };
}

/** Settings that are not stored yet, ready for Test connection; masked secrets are taken from the stored source, if one is named. */
export async function draftConfig(
  sql: Sql,
  deps: SourceDeps,
  instanceId: string,
  input: { kind: string; config: Record<string, unknown>; source?: string | undefined },
): Promise<{ kindOf: SourceKind; config: unknown }> {
  const kindOf = kindNamed(deps, input.kind);
  const row = input.source === undefined ? undefined : await sourceRow(sql, instanceId, input.source);
  // Secrets of one vendor are none of another's.
  if (row && row.kind !== input.kind)
    throw new MusterError('invalid_input', {
      field: 'kind',
      reason: `the stored source is one of ${row.kind}`,
    });
  const kept = row ? openedConfig(deps.open, kindOf, row) : {};
  return { kindOf, config: changedConfig(kindOf, input.config, kept) };
}

async function sourceRow(sql: Sql, instanceId: string, idOrName: string, lock = ''): Promise<SourceRow> {
  const { rows } = await sql.query<SourceRow>(
    `SELECT * FROM source WHERE instance_id = $1 AND (id = $2 OR lower(name) = lower($2)) ORDER BY id = $2 DESC LIMIT 1 ${lock}`,
    [instanceId, idOrName],
  );
  if (!rows[0]) throw new MusterError('not_found', { what: 'source', id: idOrName });
  return rows[0];
}

/**
 * When the source is synchronized by itself next; a time that is set already stays as long as what it follows from
 * does, so that saving a source passes over no run that is due.
 */
function plannedTime(
  { enabled, schedule }: Pick<SourceSettings, 'enabled' | 'schedule'>,
  before?: SourceRow,
): Date | null {
  if (!schedule) return null;
  const now = new Date();
  const { cron, timezone } = schedule;
  const isSame = before?.schedule?.cron === cron && before.schedule.timezone === timezone;
  if (!isSame) assertSchedule(schedule, now);
  if (!enabled) return null;
  return (isSame && before.next_run_at) || nextTime(schedule, now);
}

async function writeOne(sql: Sql, name: string, text: string, values: unknown[]): Promise<SourceRow> {
  try {
    return (await sql.query<SourceRow>(text, values)).rows[0]!;
  } catch (error) {
    if ((error as { constraint?: string }).constraint === 'source_name')
      throw new MusterError(
        'duplicate_value',
        { field: 'name', value: name, holder: 'another source' },
        error,
      );
    throw error;
  }
}

async function orgOrRoot(sql: Sql, instanceId: string, orgId: string | undefined): Promise<string> {
  const { rows } = await sql.query<{ id: string }>(
    `SELECT id FROM org_unit WHERE instance_id = $1 AND ($2::text IS NULL AND parent_id IS NULL OR id = $2)`,
    [instanceId, orgId ?? null],
  );
  if (!rows[0])
    throw new MusterError('not_found', { what: 'organization', id: orgId ?? '', field: 'targetOrgId' });
  return rows[0].id;
}

/** The instance's own fields of accounts. */
export async function customFields(sql: Sql, instanceId: string): Promise<LoadedSource['custom']> {
  const { rows } = await sql.query<LoadedSource['custom'][number]>(
    `SELECT id, type, is_unique AS unique FROM custom_field WHERE instance_id = $1`,
    [instanceId],
  );
  return rows;
}

function kindNamed(deps: Pick<SourceDeps, 'kinds'>, kind: string): SourceKind {
  const found = deps.kinds.get(kind);
  if (!found)
    throw new MusterError('source_kind_unknown', {
      field: 'kind',
      kind,
      known: [...deps.kinds.keys()].join(', '),
    });
  return found;
}

function shown(deps: Pick<SourceDeps, 'kinds'>, row: SourceRow): SourceSettings {
  return {
    id: row.id,
    instanceId: row.instance_id,
    kind: row.kind,
    name: row.name,
    enabled: row.enabled,
    config: mapSecrets(kindNamed(deps, row.kind).config, row.config, () => MASK),
    mappings: row.mappings,
    targetOrgId: row.target_org_id,
    priority: row.priority,
    guard: row.guard,
    leavers: row.leavers,
    schedule: row.schedule,
    nextRunAt: row.next_run_at?.toISOString() ?? null,
    version: row.version,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}
