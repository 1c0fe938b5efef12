import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Db, Sql } from '../db/db.ts';
import { type Actor, appendChange } from '../directory/change-log.ts';
import { MusterError } from '../errors/error.ts';
import { plainText } from '../model/account.ts';
import { newId } from '../model/ids.ts';
import { notReserved } from '../secrets/credentials.ts';
import { type Caller, lesserRole, Role } from './caller.ts';

const title = (en: string, zh: string) => ({ title: en, zh });

const TokenFields = z.strictObject({
  name: plainText(64)
    .refine(...notReserved)
    .meta(title('Name', '名称')),
  role: Role,
  instanceId: z.string().max(64).nullable().meta(title('Limited to instance', '限定实例')),
  expiresAt: z.iso.datetime({ offset: true }).nullable().meta(title('Expires at', '过期时间')),
});

export const Token = TokenFields.extend({
  id: z.string(),
  createdBy: z.string(),
  createdAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime().nullable(),
}).meta({ id: 'Token' });
export type Token = z.infer<typeof Token>;

export const TokenCreate = TokenFields.partial()
  .required({ name: true, role: true })
  .meta({ id: 'TokenCreate' });
export type TokenCreate = z.infer<typeof TokenCreate>;

/** A token just made, with the secret that is shown this once. */
export const TokenCreated = Token.extend({ token: z.string() }).meta({ id: 'TokenCreated' });
export type TokenCreated = z.infer<typeof TokenCreated>;

interface TokenRow {
  id: string;
  name: string;
  role: Role;
  instance_id: string | null;
  expires_at: Date | null;
  last_used_at: Date | null;
  created_by: string;
  created_at: Date;
}

interface FoundToken extends Pick<TokenRow, 'id' | 'name' | 'role' | 'instance_id'> {
  administrator_id: string | null;
  owner_role: Role | null;
  stale: boolean;
}

const COLUMNS = 'id, name, role, instance_id, expires_at, last_used_at, created_by, created_at';
const SECRET_BYTES = 32;

/** Compared by hash: the index lookup of a SHA-256 tells nothing about the secret by its time. */
export function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

export function newSecret(prefix: string): string {
  return prefix + randomBytes(SECRET_BYTES).toString('base64url');
}

export async function listTokens(sql: Sql): Promise<Token[]> {
  const { rows } = await sql.query<TokenRow>(`SELECT ${COLUMNS} FROM api_token ORDER BY lower(name)`);
  return rows.map(shown);
}

/** Tokens for an instance or for all that end within so many days, the first to end first. */
export async function listExpiringTokens(sql: Sql, instanceId: string, days: number): Promise<Token[]> {
  const { rows } = await sql.query<TokenRow>(
    `SELECT ${COLUMNS} FROM api_token WHERE (instance_id = $1 OR instance_id IS NULL)
        AND expires_at > now() AND expires_at <= now() + make_interval(days => $2) ORDER BY expires_at, id`,
    [instanceId, days],
  );
  return rows.map(shown);
}

/**
 * `administratorId`: whose token it is, so that it ends with the administrator; null for one of this machine. Throws
 * `token_exists`, and `not_found` for an unknown instance.
 */
export async function createToken(
  db: Db,
  actor: Actor,
  administratorId: string | null,
  input: TokenCreate,
): Promise<TokenCreated> {
  const token = newSecret('mst_');
  const row = await db.tx(async (sql) => {
    const { rows } = await sql
      .query<TokenRow>(
        `INSERT INTO api_token (id, name, hash, role, instance_id, expires_at, created_by, administrator_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING ${COLUMNS}`,
        [
          newId('token'),
          input.name,
          hashSecret(token),
          input.role,
          input.instanceId ?? null,
          input.expiresAt ?? null,
          actor.name,
          administratorId,
        ],
      )
      .catch((error: { constraint?: string }) => {
        if (error.constraint === 'api_token_administrator_id_fkey')
          throw new MusterError('unauthenticated', {}, error);
        if (error.constraint === 'api_token_name')
          throw new MusterError('token_exists', { field: 'name', name: input.name }, error);
        if (error.constraint === 'api_token_instance_id_fkey')
          throw new MusterError(
            'not_found',
            { what: 'instance', id: input.instanceId ?? '', field: 'instanceId' },
            error,
          );
        throw error;
      });
    const created = rows[0]!;
    await appendChange(sql, actor, {
      instanceId: '',
      entity: 'token',
      entityId: created.id,
      op: 'create',
      before: null,
      after: shown(created),
    });
    return created;
  });
  return { ...shown(row), token };
}

export async function deleteToken(db: Db, actor: Actor, idOrName: string): Promise<void> {
  await db.tx(async (sql) => {
    const { rows } = await sql.query<TokenRow>(
      // A token may be named like the id of another.
      `DELETE FROM api_token WHERE id =
         (SELECT id FROM api_token WHERE id = $1 OR lower(name) = lower($1) ORDER BY id = $1 DESC LIMIT 1)
       RETURNING ${COLUMNS}`,
      [idOrName],
    );
    if (!rows[0]) throw new MusterError('not_found', { what: 'token', id: idOrName });
    await logDeletion(sql, actor, rows[0]);
  });
}

/** In the transaction that takes the administrator's password or the administrator away. */
export async function deleteTokensOf(sql: Sql, actor: Actor, administratorId: string): Promise<void> {
  const { rows } = await sql.query<TokenRow>(
    `DELETE FROM api_token WHERE administrator_id = $1 RETURNING ${COLUMNS}`,
    [administratorId],
  );
  for (const row of rows) await logDeletion(sql, actor, row);
}

async function logDeletion(sql: Sql, actor: Actor, row: TokenRow): Promise<void> {
  await appendChange(sql, actor, {
    instanceId: '',
    entity: 'token',
    entityId: row.id,
    op: 'delete',
    before: shown(row),
    after: null,
  });
}

/** The token in an Authorization header; undefined when it holds none. */
export function bearerToken(header: string | undefined): string | undefined {
  return /^Bearer +([A-Za-z0-9_-]{1,200})$/i.exec(header ?? '')?.[1];
}

/**
 * The caller a token stands for; undefined when it is unknown or expired, or its administrator is disabled. It may do no
 * more than its administrator. `last_used_at` is written once a minute at most.
 */
export async function findToken(sql: Sql, token: string): Promise<Caller | undefined> {
  const { rows } = await sql.query<FoundToken>(
    `SELECT t.id, t.name, t.role, t.instance_id, t.administrator_id, a.role AS owner_role,
         t.last_used_at IS NULL OR t.last_used_at < now() - interval '1 minute' AS stale
       FROM api_token t LEFT JOIN administrator a ON a.id = t.administrator_id
      WHERE t.hash = $1 AND (t.expires_at IS NULL OR t.expires_at > now()) AND a.disabled IS NOT TRUE`,
    [hashSecret(token)],
  );
  const row = rows[0];
  if (!row) return undefined;
  if (row.stale) await sql.query(`UPDATE api_token SET last_used_at = now() WHERE id = $1`, [row.id]);
  return {
    kind: 'token',
    id: row.id,
    name: row.name,
    role: row.owner_role === null ? row.role : lesserRole(row.role, row.owner_role),
    administratorId: row.administrator_id,
    instanceId: row.instance_id,
  };
}

function shown(row: TokenRow): Token {
  return {
    id: row.id,
    name: row.name,
    role: row.role,
    instanceId: row.instance_id,
    expiresAt: row.expires_at?.toISOString() ?? null,
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
  };
}
