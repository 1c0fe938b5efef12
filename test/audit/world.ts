import { chainBatch } from '../../src/audit/chain.ts';
import type { Db } from '../../src/db/db.ts';
import type { Sealer } from '../../src/secrets/seal.ts';

export interface AuditChainDeps {
  db: Db;
  sealer: Sealer;
}

/** Chains until nothing waits, digests that come of it included. */
export async function chainAll({ db, sealer }: AuditChainDeps): Promise<void> {
  for (;;) {
    await chainBatch(db, sealer);
    const { rows } = await db.query<{ n: number }>(
      `SELECT count(*) AS n FROM audit_entry WHERE position IS NULL`,
    );
    if (rows[0]!.n === 0) return;
  }
}

const TABLES = ['audit_entry', 'audit_anchor', 'change_log'];

/** Does what only the owner of the database can, looks, and puts everything back. */
export async function superuser(db: Db, sql: string, look: () => Promise<void>): Promise<void> {
  const kept = (table: string) => `kept_${table}`;
  for (const table of TABLES) {
    await db.query(`CREATE TABLE ${kept(table)} AS TABLE ${table}`);
    await db.query(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
  }
  try {
    await db.query(sql);
    await look();
  } finally {
    for (const table of TABLES) {
      await db.query(`DELETE FROM ${table}`);
      const identity = table === 'audit_anchor' ? '' : 'OVERRIDING SYSTEM VALUE';
      await db.query(`INSERT INTO ${table} ${identity} SELECT * FROM ${kept(table)}`);
      await db.query(`ALTER TABLE ${table} ENABLE TRIGGER USER`);
      await db.query(`DROP TABLE ${kept(table)}`);
    }
  }
}
