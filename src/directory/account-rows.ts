import type { Sql } from '../db/db.ts';
import { MusterError } from '../errors/error.ts';
import type { Account } from '../model/account.ts';
import type { Fields } from './fold.ts';
import { flatten, lookupText } from './input.ts';

/** An account as the database has it, without its password hash. */
export interface AccountRow {
  id: string;
  instance_id: string;
  username: string;
  display_name: string | null;
  email: string | null;
  email_verified: boolean;
  phone_region: string | null;
  phone_number: string | null;
  phone_verified: boolean;
  external_id: string | null;
  source_type: string;
  source_id: string | null;
  enabled: boolean;
  locked_until: Date | null;
  expires_at: Date | null;
  password_set: boolean;
  description: string | null;
  preferred_language: string | null;
  custom: Fields;
  overrides: Fields;
  primary_org_id: string;
  version: number;
  created_at: Date;
  updated_at: Date;
}

/** The columns of AccountRow, for a table named or aliased `a`. */
export const ACCOUNT_COLUMNS = `a.id, a.instance_id, a.username, a.display_name, a.email, a.email_verified, a.phone_region,
  a.phone_number, a.phone_verified, a.external_id, a.source_type, a.source_id, a.enabled, a.locked_until, a.expires_at,
  a.password_hash IS NOT NULL AS password_set, a.description, a.preferred_language, a.custom, a.overrides,
  a.primary_org_id, a.version, a.created_at, a.updated_at`;

/** By id or by username in any case; throws `not_found`. */
export async function accountRow(
  sql: Sql,
  instanceId: string,
  idOrUsername: string,
  lock: '' | 'FOR NO KEY UPDATE' | 'FOR UPDATE' = '',
): Promise<AccountRow> {
  const { rows } = await sql.query<AccountRow>(
    `SELECT ${ACCOUNT_COLUMNS} FROM account a
      WHERE a.instance_id = $1 AND (a.id = $2 OR lower(a.username) = lower($2)) ORDER BY a.id = $2 DESC LIMIT 1 ${lock}`,
    [lookupText(instanceId), lookupText(idOrUsername)],
  );
  if (!rows[0])
    throw new MusterError('not_found', { what: 'account', id: lookupText(idOrUsername).slice(0, 80) });
  return rows[0];
}

export function accountOf(row: AccountRow): Account {
  return {
    id: row.id,
    username: row.username,
    displayName: row.display_name,
    email: row.email,
    emailVerified: row.email_verified,
    phoneRegion: row.phone_region,
    phoneNumber: row.phone_number,
    phoneVerified: row.phone_verified,
    externalId: row.external_id,
    enabled: row.enabled,
    lockedUntil: row.locked_until?.toISOString() ?? null,
    expiresAt: row.expires_at?.toISOString() ?? null,
    description: row.description,
    preferredLanguage: row.preferred_language,
    custom: row.custom,
    primaryOrgId: row.primary_org_id,
    sourceType: row.source_type,
    sourceId: row.source_id,
    passwordSet: row.password_set,
    version: row.version,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}

/** The fields of an account under flat names, custom ones as `custom.<id>`: how fold, overrides and the log see it. */
export function accountFields(row: AccountRow): Fields {
  const { id, custom, sourceType, sourceId, passwordSet, version, createdAt, updatedAt, ...fields } =
    accountOf(row);
  return flatten({ ...fields, custom });
}

/** Columns and their values for flat fields; all custom fields together are the column `custom`. */
export function columnsOf(fields: Fields): Map<string, unknown> {
  const columns = new Map<string, unknown>();
  const custom: [string, unknown][] = [];
  for (const [name, value] of Object.entries(fields))
    if (!name.startsWith('custom.'))
      columns.set(
        name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
        value,
      );
    else if (value !== null) custom.push([name.slice('custom.'.length), value]);
  return columns.set('custom', Object.fromEntries(custom));
}
