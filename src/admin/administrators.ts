import { z } from 'zod';
import type { Db, Sql } from '../db/db.ts';
import { type Actor, appendChange } from '../directory/change-log.ts';
import { MusterError } from '../errors/error.ts';
import { newId } from '../model/ids.ts';
import { Password, Username } from '../secrets/credentials.ts';
import { Role } from './caller.ts';
import { hashPassword, passwordMatches } from './password.ts';
import { deleteTokensOf, hashSecret, newSecret } from './tokens.ts';

const title = (en: string, zh: string) => ({ title: en, zh });

const AdministratorFields = z.strictObject({
  username: Username,
  role: Role,
  disabled: z.boolean().meta(title('Disabled', '已禁用')),
});

export const Administrator = AdministratorFields.extend({
  id: z.string(),
  createdAt: z.iso.datetime(),
  lastLogonAt: z.iso.datetime().nullable(),
}).meta({ id: 'Administrator' });
export type Administrator = z.infer<typeof Administrator>;

export const AdministratorCreate = AdministratorFields.omit({ disabled: true })
  .extend({ password: Password })
  .meta({ id: 'AdministratorCreate' });
export type AdministratorCreate = z.infer<typeof AdministratorCreate>;

export const AdministratorPatch = AdministratorFields.omit({ username: true })
  .extend({ password: Password })
  .partial()
  .meta({ id: 'AdministratorPatch' });
export type AdministratorPatch = z.infer<typeof AdministratorPatch>;

interface AdministratorRow {
  id: string;
  username: string;
  role: Role;
  disabled: boolean;
  created_at: Date;
  last_logon_at: Date | null;
}

const COLUMNS = 'id, username, role, disabled, created_at, last_logon_at';

export async function listAdministrators(sql: Sql): Promise<Administrator[]> {
  const { rows } = await sql.query<AdministratorRow>(
    `SELECT ${COLUMNS} FROM administrator ORDER BY lower(username)`,
  );
  return rows.map(shown);
}

export async function getAdministrator(sql: Sql, idOrUsername: string): Promise<Administrator> {
  return shown(await administratorRow(sql, idOrUsername));
}

/** Throws `administrator_exists`. */
export async function createAdministrator(
  db: Db,
  actor: Actor,
  input: AdministratorCreate,
): Promise<Administrator> {
  const hash = await hashPassword(input.password);
  return db.tx(async (sql) => {
    const { rows } = await sql.query<AdministratorRow>(
      `INSERT INTO administrator (id, username, password_hash, role) VALUES ($1, $2, $3, $4)
       ON CONFLICT (lower(username)) DO NOTHING RETURNING ${COLUMNS}`,
      [newId('administrator'), input.username, hash, input.role],
    );
    if (!rows[0])
      throw new MusterError('administrator_exists', { field: 'username', username: input.username });
    const administrator = shown(rows[0]);
    await log(sql, actor, 'create', null, administrator);
    return administrator;
  });
}

/**
 * A new password, a new role and disabling end the sessions the administrator has; a new password ends the tokens too.
 * Tokens of somebody disabled do not work, and none may do more than its owner. Throws `administrator_last`.
 */
export async function updateAdministrator(
  db: Db,
  actor: Actor,
  idOrUsername: string,
  patch: AdministratorPatch,
): Promise<Administrator> {
  const hash = patch.password === undefined ? null : await hashPassword(patch.password);
  return db.tx(async (sql) => {
    const row = await administratorRow(sql, idOrUsername, 'FOR UPDATE');
    const { rows } = await sql.query<AdministratorRow>(
      `UPDATE administrator SET role = coalesce($2, role), disabled = coalesce($3, disabled),
         password_hash = coalesce($4, password_hash) WHERE id = $1 RETURNING ${COLUMNS}`,
      [row.id, patch.role ?? null, patch.disabled ?? null, hash],
    );
    await keepOneAdmin(sql, row.username);
    const administrator = shown(rows[0]!);
    if (hash !== null || row.role !== administrator.role || administrator.disabled)
      await sql.query(`DELETE FROM admin_session WHERE administrator_id = $1`, [row.id]);
    if (hash !== null) await deleteTokensOf(sql, actor, row.id);
    const after = hash === null ? administrator : { ...administrator, passwordChanged: true };
    await log(sql, actor, 'update', shown(row), after);
    return administrator;
  });
}

/**
 * Gives an administrator who knows the present password a new one; undefined when it is not the present one. Other
 * sessions end, and tokens, which somebody who knew the old password may have made. The session of `secret` goes on
 * under the secret that is answered: whoever else has the old one is out.
 */
export async function changeOwnPassword(
  db: Db,
  actor: Actor,
  own: { administratorId: string; secret: string },
  current: string,
  password: string,
): Promise<string | undefined> {
  const { rows: known } = await db.query<{ password_hash: string }>(
    `SELECT password_hash FROM administrator WHERE id = $1 AND NOT disabled`,
    [own.administratorId],
  );
  const kept = known[0]?.password_hash;
  if (!(await passwordMatches(kept, current))) return undefined;
  const hash = await hashPassword(password);
  return db.tx(async (sql) => {
    // Hashing takes time, in which somebody else may have set another password.
    const { rows } = await sql.query<AdministratorRow>(
      `UPDATE administrator SET password_hash = $2 WHERE id = $1 AND password_hash = $3 AND NOT disabled RETURNING ${COLUMNS}`,
      [own.administratorId, hash, kept],
    );
    if (!rows[0]) return undefined;
    const [before, secret] = [hashSecret(own.secret), newSecret('')];
    await sql.query(`DELETE FROM admin_session WHERE administrator_id = $1 AND hash <> $2`, [
      own.administratorId,
      before,
    ]);
    await sql.query(`UPDATE admin_session SET hash = $2 WHERE hash = $1`, [before, hashSecret(secret)]);
    await deleteTokensOf(sql, actor, own.administratorId);
    const administrator = shown(rows[0]);
    const after = { ...administrator, passwordChanged: true as const };
    await log(sql, actor, 'update', administrator, after);
    return secret;
  });
}

/** The tokens of the administrator go too. Throws `administrator_last`. */
export async function deleteAdministrator(db: Db, actor: Actor, idOrUsername: string): Promise<void> {
  await db.tx(async (sql) => {
    const row = await administratorRow(sql, idOrUsername, 'FOR UPDATE');
    await deleteTokensOf(sql, actor, row.id);
    await sql.query(`DELETE FROM administrator WHERE id = $1`, [row.id]);
    await keepOneAdmin(sql, row.username);
    await log(sql, actor, 'delete', shown(row), null);
  });
}

/** Two administrators who demote each other at the same time must not both succeed, hence the table lock. */
async function keepOneAdmin(sql: Sql, username: string): Promise<void> {
  await sql.query(`LOCK TABLE administrator IN SHARE ROW EXCLUSIVE MODE`);
  const { rowCount } = await sql.query(
    `SELECT 1 FROM administrator WHERE role = 'admin' AND NOT disabled LIMIT 1`,
  );
  if (rowCount === 0) throw new MusterError('administrator_last', { username });
}

async function administratorRow(sql: Sql, idOrUsername: string, lock = ''): Promise<AdministratorRow> {
  const { rows } = await sql.query<AdministratorRow>(
    `SELECT ${COLUMNS} FROM administrator WHERE id = $1 OR lower(username) = lower($1) ORDER BY id = $1 DESC LIMIT 1 ${lock}`,
    [idOrUsername],
  );
  if (!rows[0]) throw new MusterError('not_found', { what: 'administrator', id: idOrUsername });
  return rows[0];
}

async function log(
  sql: Sql,
  actor: Actor,
  op: string,
  before: Administrator | null,
  after: Administrator | null,
): Promise<void> {
  const entityId = (before ?? after)!.id;
  await appendChange(sql, actor, { instanceId: '', entity: 'administrator', entityId, op, before, after });
}

function shown(row: AdministratorRow): Administrator {
  return {
    id: row.id,
    username: row.username,
    role: row.role,
    disabled: row.disabled,
    createdAt: row.created_at.toISOString(),
    lastLogonAt: row.last_logon_at?.toISOString() ?? null,
  };
}
