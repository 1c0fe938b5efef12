/** Finds out whether the audit log is as it was written. */
import type pg from 'pg';
import type { Db } from '../db/db.ts';
import { MusterError } from '../errors/error.ts';
import type { AuditVerdict } from '../model/audit.ts';
import type { Sealer } from '../secrets/seal.ts';
import { anchorContext, chainHash, GENESIS, HASHED, type Head, runDigest } from './chain.ts';

const BATCH = 5000;
const FINDINGS_MAX = 20;

type Finding = AuditVerdict['findings'][number];

/**
 * Reads the whole chain from its beginning, in one snapshot and constant memory: the hash of every entry, the anchors
 * sealed with the key of the installation, and, of every run, the digest of its lines in the change log. `known`: the
 * end of the chain as it was noted elsewhere, which no rewriting can match.
 */
export async function verifyAudit(
  db: Db,
  sealer: Sealer,
  known?: { position: number; hash: string } | undefined,
): Promise<AuditVerdict> {
  const sql = await db.connect();
  try {
    await sql.query('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
    return await verify(sql, sealer, known);
  } finally {
    await sql.query('ROLLBACK').catch(() => {});
    sql.release();
  }
}

async function verify(
  sql: pg.PoolClient,
  sealer: Sealer,
  known: { position: number; hash: string } | undefined,
): Promise<AuditVerdict> {
  const findings: Finding[] = [];
  const find = (kind: Finding['kind'], position: number, detail: string) => {
    if (findings.length < FINDINGS_MAX) findings.push({ kind, position, detail });
  };
  const anchors = await anchorsOf(sql);
  const runs = new Map<string, { position: number; lines: number; sha256: string }>();
  let head: Head = { position: 0, hash: GENESIS };
  let entries = 0;
  for await (const row of chained(sql)) {
    if (row.position !== head.position + 1)
      find('missing', head.position + 1, `entries ${head.position + 1} to ${row.position - 1} are missing`);
    const hash = chainHash(head.hash, row.position, row.content);
    if (!hash.equals(row.hash))
      find('changed', row.position, `entry ${row.position} is not what was written`);
    const sealed = anchors.get(row.position);
    if (sealed !== undefined && openAnchor(sealer, sealed, row.position) !== row.hash.toString('hex'))
      find('anchor', row.position, `the seal over entry ${row.position} does not fit it`);
    anchors.delete(row.position);
    if (known?.position === row.position && known.hash.toLowerCase() !== row.hash.toString('hex'))
      find('head', row.position, `entry ${row.position} is not the one that was noted`);
    if (row.digest) runs.set(row.digest.run, { ...row.digest, position: row.position });
    // Goes on from what stands there, so that one changed entry is one finding.
    head = { position: row.position, hash: row.hash };
    entries++;
  }
  for (const position of anchors.keys())
    find('missing', position, `entry ${position} was sealed and is gone`);
  if (known && known.position > head.position)
    find('head', known.position, `entry ${known.position} was noted and is gone`);
  for (const [run, { position, lines, sha256 }] of runs) {
    const now = await runDigest(sql, run);
    if (now.lines !== lines || now.sha256 !== sha256)
      find('run', position, `the change log of ${run} is not what it was: ${now.lines} lines of ${lines}`);
  }
  const { rows } = await sql.query<{ n: number }>(
    `SELECT count(*) AS n FROM audit_entry WHERE position IS NULL`,
  );
  return {
    intact: findings.length === 0,
    entries,
    runs: runs.size,
    pending: rows[0]!.n,
    head: entries === 0 ? null : { position: head.position, hash: head.hash.toString('hex') },
    findings,
  };
}

async function anchorsOf(sql: pg.PoolClient): Promise<Map<number, string>> {
  const { rows } = await sql.query<{ position: number; sealed: string }>(
    `SELECT position, sealed FROM audit_anchor`,
  );
  return new Map(rows.map(({ position, sealed }) => [position, sealed]));
}

/** What was sealed, or undefined where the seal is not ours. */
function openAnchor(sealer: Sealer, sealed: string, position: number): string | undefined {
  try {
    return sealer.open(sealed, anchorContext(position));
  } catch (error) {
    if (error instanceof MusterError) return undefined;
    throw error;
  }
}

interface Chained {
  position: number;
  hash: Buffer;
  content: string;
  digest: { run: string; lines: number; sha256: string } | null;
}

async function* chained(sql: pg.PoolClient): AsyncGenerator<Chained, void, void> {
  for (let after = 0; ; ) {
    const { rows } = await sql.query<Chained>(
      `SELECT position, hash, ${HASHED} AS content, CASE WHEN subject_kind = 'digest' THEN details END AS digest
         FROM audit_entry WHERE position > $1 ORDER BY position LIMIT $2`,
      [after, BATCH],
    );
    yield* rows;
    if (rows.length < BATCH) return;
    after = rows.at(-1)!.position;
  }
}
