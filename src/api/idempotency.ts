import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { MusterError } from '../errors/error.ts';
import type { ApiDeps, Call } from './route.ts';

/** A first call that has not ended after this long has died with its process; the next one takes its place. */
const ABANDONED_AFTER = '10 minutes';
const KEPT = '24 hours';

interface Kept {
  request_hash: Buffer;
  status: number | null;
  response: string | null;
}

/**
 * With an `Idempotency-Key`, runs `create` once and answers repetitions from what the first call got, for 24 hours.
 * A failed call is forgotten: it changed nothing. Throws `idempotency_key_reused` when the same key comes with another
 * call and `idempotency_in_progress` while the first is under way.
 */
export async function once(
  deps: ApiDeps,
  call: Call,
  request: FastifyRequest,
  reply: FastifyReply,
  create: () => Promise<unknown>,
): Promise<unknown> {
  const key = keyOf(request);
  if (key === undefined) return create();
  const caller = call.caller.id;
  const context = `idempotency:${caller}:${key}`;
  const hash = createHash('sha256')
    .update(JSON.stringify([request.method, request.url, request.body ?? null]))
    .digest();
  const kept = await claim(deps, caller, key, hash);
  if (kept) {
    if (!kept.request_hash.equals(hash))
      throw new MusterError('idempotency_key_reused', { field: 'Idempotency-Key' });
    if (kept.status === null || kept.response === null) throw new MusterError('idempotency_in_progress');
    reply.code(kept.status).header('idempotency-replayed', 'true');
    return JSON.parse(deps.open(kept.response, context));
  }
  try {
    const answer = await create();
    await deps.db.query(
      `UPDATE idempotency_key SET status = $3, response = $4 WHERE caller = $1 AND key = $2`,
      [caller, key, reply.statusCode, deps.seal(JSON.stringify(answer ?? null), context)],
    );
    return answer;
  } catch (error) {
    await deps.db.query(`DELETE FROM idempotency_key WHERE caller = $1 AND key = $2`, [caller, key]);
    throw error;
  }
}

function keyOf(request: FastifyRequest): string | undefined {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key === 'string' && /^[\x21-\x7e]{1,255}$/.test(key)) return key;
  throw new MusterError('invalid_input', {
    field: 'Idempotency-Key',
    reason: '1 to 255 visible ASCII characters',
  });
}

/** Undefined when the key is now ours; what is kept when another call had it first. */
async function claim(deps: ApiDeps, caller: string, key: string, hash: Buffer): Promise<Kept | undefined> {
  return deps.db.tx(async (sql) => {
    await sql.query(
      `DELETE FROM idempotency_key WHERE created_at < now() - $1::interval
          OR caller = $2 AND key = $3 AND status IS NULL AND created_at < now() - $4::interval`,
      [KEPT, caller, key, ABANDONED_AFTER],
    );
    const { rowCount } = await sql.query(
      `INSERT INTO idempotency_key (caller, key, request_hash) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
      [caller, key, hash],
    );
    if (rowCount === 1) return undefined;
    const { rows } = await sql.query<Kept>(
      `SELECT request_hash, status, response FROM idempotency_key WHERE caller = $1 AND key = $2`,
      [caller, key],
    );
    if (!rows[0]) throw new MusterError('idempotency_in_progress');
    return rows[0];
  });
}
