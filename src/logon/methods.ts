/** The ways to log on at an instance: password and passkey always, sources that can, OpenID providers made by hand. */
import type { Db, Sql } from '../db/db.ts';
import { type Actor, appendChange } from '../directory/change-log.ts';
import { checked, checkVersion, lookupText } from '../directory/input.ts';
import { changedFields } from '../directory/overrides.ts';
import { MusterError } from '../errors/error.ts';
import { newId } from '../model/ids.ts';
import {
  type LogonMethod,
  LogonMethodCreate,
  type LogonMethodKind,
  LogonMethodPatch,
} from '../model/logon.ts';
import type { Bilingual, LogonTab } from '../model/person-api.ts';
import type { SourceKind } from '../sources/source.ts';
import {
  changedMethodSettings,
  type MethodSettingsDeps,
  maskedSettings,
  openedSettings,
  sealedSettings,
  settingsSchemaOf,
} from './method-settings.ts';
import { assertOidcLogon } from './oidc-account.ts';
import { relyingParty } from './passkey.ts';
import { assertSourceLogon } from './source-method.ts';

export interface StoredMethod {
  id: string;
  instance_id: string;
  kind: LogonMethodKind;
  source_id: string | null;
  source_kind: string | null;
  source_name: string | null;
  source_enabled: boolean | null;
  enabled: boolean;
  title: Bilingual | null;
  /** Secrets sealed. */
  settings: Record<string, unknown>;
  version: number;
  created_at: Date;
  updated_at: Date;
}

const SELECT = `SELECT m.*, s.kind AS source_kind, s.name AS source_name, s.enabled AS source_enabled
  FROM logon_method m LEFT JOIN source s ON s.id = m.source_id`;

/** Makes the rows that every instance has and those of its sources, where they are missing. */
export async function ensureMethods(
  sql: Sql,
  kinds: ReadonlyMap<string, SourceKind>,
  instanceId: string,
): Promise<void> {
  const able = [...kinds.values()].filter(({ logon }) => logon).map(({ kind }) => kind);
  const { rows } = await sql.query<{ kind: LogonMethodKind; source_id: string | null }>(
    `SELECT w.kind, w.source_id FROM (
       SELECT 'password' AS kind, NULL AS source_id UNION ALL SELECT 'passkey', NULL
       UNION ALL SELECT 'source', id FROM source WHERE instance_id = $1 AND kind = ANY($2)) w
      WHERE NOT EXISTS (SELECT FROM logon_method m WHERE m.instance_id = $1 AND m.kind = w.kind
         AND m.source_id IS NOT DISTINCT FROM w.source_id)`,
    [instanceId, able],
  );
  for (const { kind, source_id } of rows)
    await sql.query(
      `INSERT INTO logon_method (id, instance_id, kind, source_id, enabled) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT DO NOTHING`,
      [newId('logonMethod'), instanceId, kind, source_id, kind === 'password'],
    );
}

/** All methods, on or off, in the order of the log-on page. */
export async function listMethods(
  deps: MethodSettingsDeps & { db: Db },
  instanceId: string,
  order: readonly string[],
): Promise<LogonMethod[]> {
  await ensureMethods(deps.db, deps.kinds, instanceId);
  return (await storedMethods(deps.db, instanceId, order)).map((row) => shownMethod(deps, row));
}

async function storedMethods(
  sql: Sql,
  instanceId: string,
  order: readonly string[],
): Promise<StoredMethod[]> {
  const { rows } = await sql.query<StoredMethod>(
    `${SELECT} WHERE m.instance_id = $1
      ORDER BY array_position($2::text[], m.id), array_position(ARRAY['password', 'source', 'oidc', 'passkey'], m.kind), m.id`,
    [instanceId, order],
  );
  return rows;
}

async function storedMethod(sql: Sql, instanceId: string, id: string, lock = ''): Promise<StoredMethod> {
  const { rows } = await sql.query<StoredMethod>(`${SELECT} WHERE m.instance_id = $1 AND m.id = $2 ${lock}`, [
    instanceId,
    lookupText(id),
  ]);
  if (!rows[0]) throw new MusterError('not_found', { what: 'log-on method', id: id.slice(0, 80) });
  return rows[0];
}

export async function getMethod(
  deps: MethodSettingsDeps & { db: Db },
  instanceId: string,
  id: string,
): Promise<LogonMethod> {
  return shownMethod(deps, await storedMethod(deps.db, instanceId, id));
}

/** A method people may log on with now; throws `logon_method_off`. */
export async function methodInUse(
  deps: { db: Sql; kinds: ReadonlyMap<string, SourceKind>; publicUrl: string },
  instanceId: string,
  id: string,
): Promise<StoredMethod & { tab: LogonTab['kind'] }> {
  const { rows } = await deps.db.query<StoredMethod>(`${SELECT} WHERE m.instance_id = $1 AND m.id = $2`, [
    instanceId,
    lookupText(id),
  ]);
  const tab = rows[0] && tabKind(deps, rows[0]);
  if (!rows[0] || !tab) throw new MusterError('logon_method_off');
  return { ...rows[0], tab };
}

/** How a method that is on shows on the log-on page; undefined where it is off, or cannot work. */
function tabKind(
  { kinds, publicUrl }: { kinds: ReadonlyMap<string, SourceKind>; publicUrl: string },
  method: StoredMethod,
): LogonTab['kind'] | undefined {
  if (!method.enabled) return undefined;
  switch (method.kind) {
    case 'password':
      return 'password';
    case 'oidc':
      return 'redirect';
    case 'passkey':
      return relyingParty(publicUrl) === undefined ? undefined : 'passkey';
    case 'source': {
      const logon = kinds.get(method.source_kind ?? '')?.logon;
      if (!logon || !method.source_enabled) return undefined;
      return logon.by === 'password' ? 'directory' : 'redirect';
    }
  }
}

/** The tabs of the log-on page. */
export async function logonTabs(
  deps: { db: Sql; kinds: ReadonlyMap<string, SourceKind>; publicUrl: string },
  instanceId: string,
  order: readonly string[],
  forgot: boolean,
): Promise<LogonTab[]> {
  let rows = await storedMethods(deps.db, instanceId, order);
  // A source may have been first.
  if (!rows.some(({ kind }) => kind === 'password')) {
    await ensureMethods(deps.db, deps.kinds, instanceId);
    rows = await storedMethods(deps.db, instanceId, order);
  }
  return rows.flatMap((row) => {
    const kind = tabKind(deps, row);
    if (!kind) return [];
    const icon = row.source_kind ?? row.kind;
    return [{ id: row.id, kind, icon, title: shownTitle(row), forgot: forgot && kind === 'password' }];
  });
}

/** Throws `invalid_input` and what the kind refuses. */
export async function createMethod(
  deps: MethodSettingsDeps & { db: Db },
  actor: Actor,
  instanceId: string,
  input: unknown,
): Promise<LogonMethod> {
  const { kind, enabled, title, settings: given } = checked(LogonMethodCreate, input);
  const id = newId('logonMethod');
  const settings = changedMethodSettings(deps, { kind, source_kind: null }, given, {});
  if (kind === 'oidc') await assertOidcLogon(deps.db, instanceId, settings);
  return deps.db.tx(async (sql) => {
    await sql.query(
      `INSERT INTO logon_method (id, instance_id, kind, enabled, title, settings) VALUES ($1, $2, $3, $4, $5, $6)`,
      [
        id,
        instanceId,
        kind,
        enabled,
        title,
        JSON.stringify(sealedSettings(deps, { id, kind, source_kind: null }, settings)),
      ],
    );
    const made = shownMethod(deps, await storedMethod(sql, instanceId, id));
    await logMethod(sql, actor, instanceId, id, 'create', null, logged(made));
    return made;
  });
}

/** Switches a method on or off, renames it, changes its settings. Throws `version_conflict` and what the kind refuses. */
export async function updateMethod(
  deps: MethodSettingsDeps & { db: Db },
  actor: Actor,
  instanceId: string,
  id: string,
  input: unknown,
  expectedVersion?: number,
): Promise<LogonMethod> {
  const patch = checked(LogonMethodPatch, input);
  return deps.db.tx(async (sql) => {
    const row = await storedMethod(sql, instanceId, id, 'FOR NO KEY UPDATE OF m');
    checkVersion('log-on method', row, expectedVersion);
    const before = logged(shownMethod(deps, row));
    const enabled = patch.enabled ?? row.enabled;
    const title = patch.title === undefined ? row.title : patch.title;
    const settings =
      patch.settings === undefined
        ? row.settings
        : sealedSettings(
            deps,
            row,
            changedMethodSettings(deps, row, patch.settings, openedSettings(deps, row)),
          );
    if (row.kind === 'oidc' && patch.settings) await assertOidcLogon(deps.db, instanceId, settings);
    if (row.kind === 'source' && enabled)
      await assertSourceLogon(
        deps,
        instanceId,
        row.source_id!,
        settingsSchemaOf(deps.kinds, row).parse(settings),
      );
    // Sealing never gives the same text twice: what was given is taken as changed.
    const secretChanged = JSON.stringify(settings) !== JSON.stringify(row.settings);
    await sql.query(
      `UPDATE logon_method SET enabled = $2, title = $3, settings = $4, version = version + 1, updated_at = now() WHERE id = $1`,
      [row.id, enabled, title, JSON.stringify(settings)],
    );
    const updated = shownMethod(deps, await storedMethod(sql, instanceId, row.id));
    const change = changedFields(before, logged(updated));
    if (change || secretChanged)
      await logMethod(sql, actor, instanceId, row.id, 'update', change?.before ?? {}, change?.after ?? {});
    return updated;
  });
}

/** Throws `logon_method_fixed` for what is always there. */
export async function deleteMethod(
  deps: MethodSettingsDeps & { db: Db },
  actor: Actor,
  instanceId: string,
  id: string,
): Promise<void> {
  await deps.db.tx(async (sql) => {
    const row = await storedMethod(sql, instanceId, id, 'FOR UPDATE OF m');
    if (row.kind !== 'oidc') throw new MusterError('logon_method_fixed', { name: shownTitle(row).en });
    await sql.query(`DELETE FROM logon_method WHERE id = $1`, [row.id]);
    await logMethod(sql, actor, instanceId, row.id, 'delete', logged(shownMethod(deps, row)), null);
  });
}

/** As flat texts, so that the log shows what has changed; secrets are masked in it. */
const logged = ({ enabled, title, settings }: LogonMethod) => ({
  enabled,
  title: title && JSON.stringify(title),
  settings: JSON.stringify(settings),
});

async function logMethod(
  sql: Sql,
  actor: Actor,
  instanceId: string,
  id: string,
  op: 'create' | 'update' | 'delete',
  before: object | null,
  after: object | null,
): Promise<void> {
  await appendChange(sql, actor, { instanceId, entity: 'logon_method', entityId: id, op, before, after });
}

const OWN_TITLES: Record<'password' | 'passkey', Bilingual> = {
  password: { en: 'Password', zh: '密码登录' },
  passkey: { en: 'Passkey', zh: '通行密钥' },
};

function shownTitle({ kind, title, source_name, settings }: StoredMethod): Bilingual {
  if (title) return title;
  if (kind === 'password' || kind === 'passkey') return OWN_TITLES[kind];
  const name = kind === 'source' ? (source_name ?? '') : String(settings.title ?? 'OpenID');
  return { en: name, zh: name };
}

function shownMethod(deps: MethodSettingsDeps, row: StoredMethod): LogonMethod {
  return {
    id: row.id,
    kind: row.kind,
    sourceId: row.source_id,
    sourceKind: row.source_kind,
    enabled: row.enabled,
    title: row.title,
    shownTitle: shownTitle(row),
    settings: maskedSettings(deps, row),
    version: row.version,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}
