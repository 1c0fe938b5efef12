/** The keys an instance signs with: one set for OpenID Connect, one for SAML. */
import { X509Certificate } from 'node:crypto';
import type { Db, Sql } from '../db/db.ts';
import { type Actor, appendChange } from '../directory/change-log.ts';
import { MusterError } from '../errors/error.ts';
import type { Sealer } from '../secrets/seal.ts';
import {
  insertKey,
  type KeyState,
  type KeyUse,
  makeKey,
  readKeys,
  type SigningKey,
  STILL_NEEDED,
} from './key-store.ts';

export interface KeyDeps {
  db: Db;
  sealer: Sealer;
}

/**
 * `prepare` makes the next key and publishes it; `switch` signs with it, and the one before stays published; `retire`
 * takes the one before away. At most two are published at a time, as many as partners of SAML read.
 */
export type RotationStep = 'prepare' | 'switch' | 'retire';

const making = new Map<string, Promise<void>>();

/**
 * The published keys, the one that signs first; made where the instance has none. They are read each time, so that all
 * processes agree on what signs. Throws `not_found` for an unknown instance.
 */
export async function signingKeysOf(deps: KeyDeps, instanceId: string, use: KeyUse): Promise<SigningKey[]> {
  const id = instanceId.replaceAll('\0', '');
  const keys = await readKeys(deps.db, deps.sealer, id, use);
  if (keys.length > 0) return keys;
  const { rowCount } = await deps.db.query('SELECT FROM instance WHERE id = $1', [id]);
  if (rowCount === 0) throw new MusterError('not_found', { what: 'instance', id: id.slice(0, 80) });
  await makeFirst(deps, id, use);
  return readKeys(deps.db, deps.sealer, id, use);
}

/** RSA keys are slow to make and anybody may ask for a JWKS: one at a time for an instance and use. */
function makeFirst({ db, sealer }: KeyDeps, instanceId: string, use: KeyUse): Promise<void> {
  const name = `${instanceId}/${use}`;
  const make = async () => {
    await insertKey(db, instanceId, use, 'current', await makeKey(sealer, instanceId, use));
  };
  const underWay = making.get(name) ?? make().finally(() => making.delete(name));
  making.set(name, underWay);
  return underWay;
}

/**
 * Takes one step of a rotation; without `step` the next one there is to take. `force` skips waiting: for a key that is
 * no longer secret. Throws `signing_key_…` for a step out of order or too early.
 */
export async function rotateKeys(
  deps: KeyDeps,
  actor: Actor,
  instanceId: string,
  use: KeyUse,
  { step, force = false }: { step?: RotationStep; force?: boolean } = {},
): Promise<void> {
  const keys = await signingKeysOf(deps, instanceId, use);
  const taken = step ?? nextStep(keys);
  const made = taken === 'prepare' ? await makeKey(deps.sealer, instanceId, use) : undefined;
  await deps.db.tx(async (sql) => {
    const rows = await lockKeys(sql, instanceId, use);
    const kid = await (made
      ? prepare(sql, instanceId, use, rows, made)
      : taken === 'switch'
        ? switchKeys(sql, instanceId, use, rows, force)
        : retire(sql, instanceId, use, rows, force));
    await appendChange(sql, actor, {
      instanceId,
      entity: 'signing_key',
      entityId: kid,
      op: taken,
      before: null,
      after: { use, ...(force && { forced: true }) },
    });
  });
}

/** Applications that check what these keys sign: those of the protocol whose sign-in is enabled. */
export async function dependentsOf(
  sql: Sql,
  instanceId: string,
  use: KeyUse,
): Promise<{ id: string; name: string }[]> {
  const { rows } = await sql.query<{ id: string; name: string }>(
    `SELECT a.id, a.name FROM application a JOIN application_sso s ON s.application_id = a.id
      WHERE a.instance_id = $1 AND s.enabled AND s.settings->>'protocol' = $2 ORDER BY lower(a.name), a.id`,
    [instanceId, use],
  );
  return rows;
}

/** A key as administrators see it; nothing of its private half. */
export function describeKey({ privateKey: _, publicJwk: __, ...key }: SigningKey) {
  const { fingerprint256, validToDate } = new X509Certificate(key.certificate);
  return {
    ...key,
    fingerprint: fingerprint256,
    notAfter: validToDate.toISOString(),
    createdAt: key.createdAt.toISOString(),
    signsSince: key.signsSince?.toISOString() ?? null,
    signedUntil: key.signedUntil?.toISOString() ?? null,
  };
}

const nextStep = (keys: readonly SigningKey[]): RotationStep =>
  keys.some(({ state }) => state === 'next')
    ? 'switch'
    : keys.some(({ state }) => state === 'previous')
      ? 'retire'
      : 'prepare';

interface LockedKey {
  state: KeyState;
  kid: string;
  needed: boolean;
  published: boolean;
}

/** Clients of OpenID Connect that keep a JWKS should have read it anew meanwhile. */
const PUBLISHED_LONG_ENOUGH = `use = 'saml' OR created_at <= now() - interval '1 hour'`;

async function lockKeys(sql: Sql, instanceId: string, use: KeyUse): Promise<Map<KeyState, LockedKey>> {
  const { rows } = await sql.query<LockedKey>(
    `SELECT state, kid, state = 'previous' AND ${STILL_NEEDED} AS needed, ${PUBLISHED_LONG_ENOUGH} AS published
       FROM signing_key WHERE instance_id = $1 AND use = $2 ORDER BY state FOR UPDATE`,
    [instanceId, use],
  );
  return new Map(rows.map((row) => [row.state, row]));
}

async function prepare(
  sql: Sql,
  instanceId: string,
  use: KeyUse,
  rows: ReadonlyMap<KeyState, LockedKey>,
  made: Awaited<ReturnType<typeof makeKey>>,
): Promise<string> {
  if (rows.has('next')) throw new MusterError('signing_key_prepared');
  if (rows.get('previous')?.needed) throw new MusterError('signing_key_previous_needed');
  await remove(sql, instanceId, use, 'previous');
  if (!(await insertKey(sql, instanceId, use, 'next', made))) throw new MusterError('signing_key_prepared');
  return made.kid;
}

async function switchKeys(
  sql: Sql,
  instanceId: string,
  use: KeyUse,
  rows: ReadonlyMap<KeyState, LockedKey>,
  force: boolean,
): Promise<string> {
  const next = rows.get('next');
  if (!next) throw new MusterError('signing_key_not_prepared');
  if (!next.published && !force) throw new MusterError('signing_key_too_new');
  await sql.query(
    `UPDATE signing_key SET state = 'previous', signed_until = now()
      WHERE instance_id = $1 AND use = $2 AND state = 'current'`,
    [instanceId, use],
  );
  await sql.query(
    `UPDATE signing_key SET state = 'current', signs_since = now()
      WHERE instance_id = $1 AND use = $2 AND state = 'next'`,
    [instanceId, use],
  );
  return next.kid;
}

async function retire(
  sql: Sql,
  instanceId: string,
  use: KeyUse,
  rows: ReadonlyMap<KeyState, LockedKey>,
  force: boolean,
): Promise<string> {
  const previous = rows.get('previous');
  if (!previous) throw new MusterError('signing_key_no_previous');
  if (previous.needed && !force) throw new MusterError('signing_key_previous_needed');
  await remove(sql, instanceId, use, 'previous');
  return previous.kid;
}

async function remove(sql: Sql, instanceId: string, use: KeyUse, state: KeyState): Promise<void> {
  await sql.query('DELETE FROM signing_key WHERE instance_id = $1 AND use = $2 AND state = $3', [
    instanceId,
    use,
    state,
  ]);
}

export { type KeyState, type KeyUse, SIGNING_ALGORITHM, type SigningKey } from './key-store.ts';
