import type pg from 'pg';
import type { Db, Sql } from '../db/db.ts';
import { MusterError } from '../errors/error.ts';
import type { Fields } from './fold.ts';

/** The field each unique index guards, and who holds its value: `$1` instance, `$2` value, `$3` telephone region. */
const UNIQUE: Record<string, { field: string; holder: string }> = {
  account_username: {
    field: 'username',
    holder: `SELECT id, username AS name FROM account WHERE instance_id = $1 AND lower(username) = lower($2) AND $3::text IS NULL`,
  },
  account_email: {
    field: 'email',
    holder: `SELECT id, username AS name FROM account WHERE instance_id = $1 AND lower(email) = lower($2) AND $3::text IS NULL`,
  },
  account_phone: {
    field: 'phoneNumber',
    holder: `SELECT id, username AS name FROM account
      WHERE instance_id = $1 AND phone_number = $2 AND phone_region IS NOT DISTINCT FROM $3`,
  },
  account_external_id: {
    field: 'externalId',
    holder: `SELECT id, username AS name FROM account
      WHERE instance_id = $1 AND external_id = $2 AND source_type = 'build_in' AND $3::text IS NULL`,
  },
  directory_group_name: {
    field: 'name',
    holder: `SELECT id, name FROM directory_group WHERE instance_id = $1 AND lower(name) = lower($2) AND $3::text IS NULL`,
  },
};

/**
 * One write transaction that may meet a unique index. `claim` tells the fields it is about to write; when the database
 * refuses one, the error names the field and who holds the value. `code` is `duplicate_value` unless told otherwise.
 */
export async function writeUnique<T>(
  db: Db,
  instanceId: string,
  work: (sql: pg.PoolClient, claim: (fields: Fields, entityId: string) => void) => Promise<T>,
  code: 'duplicate_value' | 'restore_conflict' = 'duplicate_value',
): Promise<T> {
  let claimed: { fields: Fields; entityId: string } | undefined;
  try {
    return await db.tx((sql) =>
      work(sql, (fields, entityId) => {
        claimed = { fields, entityId };
      }),
    );
  } catch (error) {
    const { code: state, constraint = '' } = error as { code?: string; constraint?: string };
    if (state !== '23505' || claimed === undefined) throw error;
    const { fields, entityId } = claimed;
    if (constraint === 'custom_unique_value_pkey')
      throw new MusterError(code, await customHolder(db, instanceId, fields, entityId), error);
    const unique = UNIQUE[constraint];
    if (unique === undefined) throw error;
    const value = String(fields[unique.field] ?? '');
    const region = unique.field === 'phoneNumber' ? (fields.phoneRegion ?? null) : null;
    const { rows } = await db.query<{ id: string; name: string }>(unique.holder, [instanceId, value, region]);
    throw new MusterError(code, { field: unique.field, value, holder: named(rows[0]) }, error);
  }
}

async function customHolder(sql: Sql, instanceId: string, fields: Fields, entityId: string) {
  const given = Object.entries(fields).filter(
    ([name, value]) => name.startsWith('custom.') && value !== null,
  );
  const { rows } = await sql.query<{ id: string; name: string; field_id: string; value: string }>(
    `SELECT a.id, a.username AS name, v.field_id, v.value
       FROM unnest($2::text[], $3::text[]) g (field_id, value)
       JOIN custom_unique_value v ON v.instance_id = $1 AND v.field_id = g.field_id AND v.value = g.value
       JOIN account a ON a.id = v.account_id WHERE v.account_id <> $4 LIMIT 1`,
    [
      instanceId,
      given.map(([name]) => name.slice('custom.'.length)),
      given.map(([, value]) => String(value)),
      entityId,
    ],
  );
  const [row] = rows;
  return {
    field: row ? `custom.${row.field_id}` : 'custom',
    value: row?.value ?? '',
    holder: named(row),
  };
}

/** The holder may have let go between the refusal and the look; the value is then free for the next try. */
function named(holder: { id: string; name: string } | undefined): string {
  return holder ? `${holder.name} (${holder.id})` : 'another entry';
}
