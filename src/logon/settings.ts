/** Settings of an instance's log-on: one versioned row, and the program's defaults where there is none. */
import type { Db, Sql } from '../db/db.ts';
import { type Actor, appendChange } from '../directory/change-log.ts';
import { checked } from '../directory/input.ts';
import { MusterError } from '../errors/error.ts';
import {
  LOGON_DEFAULTS,
  type LogonSettings,
  type LogonSettingsFields,
  LogonSettingsPatch,
} from '../model/logon.ts';
import type { Look } from '../model/person-api.ts';

interface SettingsRow {
  settings: Partial<LogonSettingsFields>;
  version: number;
}

export async function logonSettings(sql: Sql, instanceId: string): Promise<LogonSettings> {
  const { rows } = await sql.query<SettingsRow>({
    name: 'logon-settings',
    text: `SELECT settings, version FROM logon_settings WHERE instance_id = $1`,
    values: [instanceId],
  });
  // A part that a later version brings has its default until somebody saves it.
  return { ...LOGON_DEFAULTS, ...rows[0]?.settings, version: rows[0]?.version ?? 0 };
}

/** Changes the parts named. Throws `version_conflict`. */
export async function updateLogonSettings(
  db: Db,
  actor: Actor,
  instanceId: string,
  input: unknown,
  expectedVersion?: number,
): Promise<LogonSettings> {
  const patch = checked(LogonSettingsPatch, input);
  return db.tx(async (sql) => {
    await sql.query(`SELECT 1 FROM instance WHERE id = $1 FOR NO KEY UPDATE`, [instanceId]);
    const { version, ...before } = await logonSettings(sql, instanceId);
    if (expectedVersion !== undefined && expectedVersion !== version)
      throw new MusterError('version_conflict', {
        what: 'log-on settings',
        id: instanceId,
        expected: expectedVersion,
        version,
      });
    const after: LogonSettingsFields = { ...before, ...definedOf(patch) };
    const change = changedParts(before, after);
    if (change === null) return { ...before, version };
    const { rows } = await sql.query<{ version: number }>(
      `INSERT INTO logon_settings (instance_id, settings) VALUES ($1, $2)
       ON CONFLICT (instance_id) DO UPDATE SET settings = excluded.settings, version = logon_settings.version + 1,
         updated_at = now() RETURNING version`,
      [instanceId, JSON.stringify(after)],
    );
    await appendChange(sql, actor, {
      instanceId,
      entity: 'logon_settings',
      entityId: instanceId,
      op: 'update',
      ...change,
    });
    return { ...after, version: rows[0]!.version };
  });
}

const definedOf = (patch: LogonSettingsPatch) =>
  Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));

/** The parts that differ. A logo is told by its size: the log is no place for pictures. */
function changedParts(
  before: LogonSettingsFields,
  after: LogonSettingsFields,
): { before: object; after: object } | null {
  const names = (Object.keys(after) as (keyof LogonSettingsFields)[]).filter(
    (name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  );
  if (names.length === 0) return null;
  const pick = (all: LogonSettingsFields) =>
    Object.fromEntries(names.map((name) => [name, name === 'look' ? logLook(all.look) : all[name]]));
  return { before: pick(before), after: pick(after) };
}

const logLook = (look: LogonSettingsFields['look']) => ({
  ...look,
  logo: look.logo === null ? null : `${look.logo.slice(0, look.logo.indexOf(';'))} (${look.logo.length})`,
});

/** How the pages of an instance look. */
export function lookOf(settings: LogonSettings, instanceName: string): Look {
  const { companyName, logo, colour, notice } = settings.look;
  return { companyName: companyName ?? instanceName, logo, colour, notice };
}
