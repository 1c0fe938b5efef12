import type { Db, Sql } from '../db/db.ts';
import { MusterError } from '../errors/error.ts';
import { type CustomField, CustomFieldCreate, CustomFieldPatch } from '../model/custom-field.ts';
import { type Actor, appendChange } from './change-log.ts';
import type { Fields } from './fold.ts';
import { checked, lookupText } from './input.ts';
import { lockInstance } from './instances.ts';

export async function listCustomFields(sql: Sql, instanceId: string): Promise<CustomField[]> {
  const { rows } = await sql.query<CustomField>(
    `SELECT id, title, type, required, is_unique AS unique, portal FROM custom_field WHERE instance_id = $1 ORDER BY created_at, id`,
    [lookupText(instanceId)],
  );
  return rows;
}

/** Accounts that are there already may lack a required field; it is asked for when an account is created. */
export async function defineCustomField(
  db: Db,
  actor: Actor,
  instanceId: string,
  input: unknown,
): Promise<CustomField> {
  const given = checked(CustomFieldCreate, input);
  const field: CustomField = {
    ...given,
    required: given.required ?? false,
    unique: given.unique ?? false,
    portal: given.portal ?? 'hide',
  };
  return db.tx(async (sql) => {
    await lockInstance(sql, instanceId);
    const { rowCount } = await sql.query(
      `INSERT INTO custom_field (instance_id, id, title, type, required, is_unique, portal)
       VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
      [instanceId, field.id, field.title, field.type, field.required, field.unique, field.portal],
    );
    if (rowCount === 0)
      throw new MusterError('duplicate_value', { field: 'id', value: field.id, holder: field.id });
    await appendChange(sql, actor, {
      instanceId,
      entity: 'custom_field',
      entityId: field.id,
      op: 'create',
      before: null,
      after: field,
    });
    return field;
  });
}

/** Changes what people may do with the field in the portal. Throws `not_found`. */
export async function updateCustomField(
  db: Db,
  actor: Actor,
  instanceId: string,
  id: string,
  input: unknown,
): Promise<CustomField> {
  const { portal } = checked(CustomFieldPatch, input);
  return db.tx(async (sql) => {
    await lockInstance(sql, instanceId);
    const field = (await listCustomFields(sql, instanceId)).find((known) => known.id === id);
    if (!field) throw new MusterError('not_found', { what: 'custom field', id: lookupText(id).slice(0, 80) });
    if (portal === undefined || portal === field.portal) return field;
    await sql.query(`UPDATE custom_field SET portal = $3 WHERE instance_id = $1 AND id = $2`, [
      instanceId,
      id,
      portal,
    ]);
    await appendChange(sql, actor, {
      instanceId,
      entity: 'custom_field',
      entityId: id,
      op: 'update',
      before: { portal: field.portal },
      after: { portal },
    });
    return { ...field, portal };
  });
}

/**
 * Deletes the definition and the values of every account, each with its line in the change log. Throws
 * `custom_field_in_use` while a mapping of a source fills the field.
 */
export async function deleteCustomField(db: Db, actor: Actor, instanceId: string, id: string): Promise<void> {
  await db.tx(async (sql) => {
    await lockInstance(sql, instanceId);
    const field = (await listCustomFields(sql, instanceId)).find((known) => known.id === id);
    if (!field) throw new MusterError('not_found', { what: 'custom field', id: lookupText(id).slice(0, 80) });
    const { rows } = await sql.query<{ name: string }>(
      `SELECT name FROM source WHERE instance_id = $1
          AND jsonb_path_exists(mappings, '$.user[*] ? (@.target == $t)', jsonb_build_object('t', $2::text)) LIMIT 1`,
      [instanceId, `custom.${id}`],
    );
    if (rows[0]) throw new MusterError('custom_field_in_use', { id, source: rows[0].name });
    await sql.query(
      `WITH cleared AS (
          UPDATE account a SET custom = a.custom - $2, overrides = a.overrides - $3, version = a.version + 1, updated_at = now()
            FROM account old WHERE a.instance_id = $1 AND (a.custom ? $2 OR a.overrides ? $3) AND old.id = a.id
          RETURNING a.id, old.custom -> $2 AS was)
       INSERT INTO change_log (instance_id, actor, run_id, entity, entity_id, op, before, after)
       SELECT $1, $4, $5, 'account', id, 'update', json_build_object($3::text, was), json_build_object($3::text, NULL) FROM cleared`,
      [instanceId, id, `custom.${id}`, actor.name, actor.runId ?? null],
    );
    await sql.query(`DELETE FROM custom_field WHERE instance_id = $1 AND id = $2`, [instanceId, id]);
    await appendChange(sql, actor, {
      instanceId,
      entity: 'custom_field',
      entityId: id,
      op: 'delete',
      before: field,
      after: null,
    });
  });
}

/**
 * Checks the custom values among flat fields against their definitions. `all`: these are all the values the account
 * will have, so a required one that is missing is refused too.
 */
export function checkCustom(definitions: readonly CustomField[], fields: Fields, all: boolean): void {
  const known = new Map(definitions.map((field) => [`custom.${field.id}`, field]));
  for (const [name, value] of Object.entries(fields)) {
    if (!name.startsWith('custom.')) continue;
    const field = known.get(name);
    if (!field) throw invalid(name, 'there is no such custom field');
    if (value !== null && typeof value !== field.type) throw invalid(name, `must be a ${field.type}`);
    if (value === null && field.required) throw invalid(name, 'is required');
  }
  if (!all) return;
  for (const [name, field] of known)
    if (field.required && (fields[name] ?? null) === null) throw invalid(name, 'is required');
}

function invalid(field: string, reason: string): MusterError {
  return new MusterError('invalid_input', { field, reason });
}

/** Claims the values of unique custom fields; the database refuses the second holder of one. */
export async function keepUniqueValues(
  sql: Sql,
  instanceId: string,
  accountId: string,
  definitions: readonly CustomField[],
  fields: Fields,
): Promise<void> {
  const moved = definitions.filter(({ id, unique }) => unique && Object.hasOwn(fields, `custom.${id}`));
  if (moved.length === 0) return;
  await sql.query(`DELETE FROM custom_unique_value WHERE account_id = $1 AND field_id = ANY($2)`, [
    accountId,
    moved.map(({ id }) => id),
  ]);
  const given = moved.filter(({ id }) => fields[`custom.${id}`] !== null);
  await sql.query(
    `INSERT INTO custom_unique_value (instance_id, field_id, value, account_id)
     SELECT $1, u.field_id, u.value, $2 FROM unnest($3::text[], $4::text[]) u (field_id, value)`,
    [instanceId, accountId, given.map(({ id }) => id), given.map(({ id }) => String(fields[`custom.${id}`]))],
  );
}
