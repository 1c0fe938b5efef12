/** What the database of a Muster that was killed often must be like. */
import assert from 'node:assert/strict';
import type { Db } from '../../src/db/db.ts';
import type { LivingCompany } from './company.ts';

/** The directory holds exactly the company, everything linked once, and the change log tells how it came about. */
export async function assertSame(db: Db, instance: string, company: LivingCompany): Promise<void> {
  assert.deepEqual(await accounts(db, instance), company.accounts());
  const organizations = await texts(db, `${PATHS} SELECT path FROM paths WHERE path <> ''`, instance);
  assert.deepEqual(organizations, company.organizations());
  const memberships = await texts(
    db,
    `SELECT g.name || ': ' || a.username FROM group_member m JOIN directory_group g ON g.id = m.group_id
       JOIN account a ON a.id = m.account_id WHERE g.instance_id = $1`,
    instance,
  );
  assert.deepEqual(memberships, company.memberships());
  await assertLinkedOnce(db, instance);
  await assertLogged(db, instance);
  assert.deepEqual(await texts(db, `SELECT relname FROM pg_class WHERE relname LIKE 'stage\\_%'`), []);
}

/** Number of the newest entry of the change log: the same before and after what changes nothing. */
export async function lastChange(db: Db): Promise<number> {
  const { rows } = await db.query<{ seq: number }>(`SELECT coalesce(max(seq), 0) AS seq FROM change_log`);
  return rows[0]!.seq;
}

/** Organizations with the way to them; the root of the instance has none. */
const PATHS = `WITH RECURSIVE paths (id, path) AS (
    SELECT id, '' FROM org_unit WHERE instance_id = $1 AND parent_id IS NULL
    UNION ALL SELECT o.id, p.path || '/' || o.name FROM org_unit o JOIN paths p ON p.id = o.parent_id)`;

async function accounts(db: Db, instance: string): Promise<object[]> {
  const { rows } = await db.query(
    `${PATHS} SELECT a.username, a.display_name AS "displayName", a.email, a.enabled, p.path AS organization
       FROM account a JOIN paths p ON p.id = a.primary_org_id WHERE a.instance_id = $1 ORDER BY a.username`,
    [instance],
  );
  return rows.map((row) => ({ ...row }));
}

async function assertLinkedOnce(db: Db, instance: string): Promise<void> {
  const odd = await texts(
    db,
    `SELECT e.kind || ' ' || e.id || ' has ' || count(l.key) || ' links' FROM (
       SELECT 'user' AS kind, id FROM account WHERE instance_id = $1
       UNION ALL SELECT 'org', id FROM org_unit WHERE instance_id = $1 AND parent_id IS NOT NULL
       UNION ALL SELECT 'group', id FROM directory_group WHERE instance_id = $1) e
     LEFT JOIN link l ON l.kind = e.kind AND l.entity_id = e.id AND l.gone_since IS NULL
     GROUP BY e.kind, e.id HAVING count(l.key) <> 1`,
    instance,
  );
  assert.deepEqual(odd, []);
  const { rows } = await db.query<{ links: number; entities: number }>(
    `SELECT (SELECT count(*) FROM link l JOIN source s ON s.id = l.source_id WHERE s.instance_id = $1) AS links,
            (SELECT count(*) FROM account WHERE instance_id = $1) + (SELECT count(*) FROM directory_group WHERE instance_id = $1)
            + (SELECT count(*) FROM org_unit WHERE instance_id = $1 AND parent_id IS NOT NULL) AS entities`,
    [instance],
  );
  assert.equal(rows[0]!.links, rows[0]!.entities);
}

interface Replayed {
  username: string;
  displayName: string;
  email: string;
  enabled: boolean;
}

/** The change log, read from its beginning, arrives at the accounts as they are: no entry is lost or there twice. */
async function assertLogged(db: Db, instance: string): Promise<void> {
  const { rows } = await db.query<{ entity_id: string; op: string; after: Partial<Replayed> | null }>(
    `SELECT entity_id, op, after FROM change_log WHERE instance_id = $1 AND entity = 'account' ORDER BY seq`,
    [instance],
  );
  const replayed = new Map<string, Partial<Replayed>>();
  for (const { entity_id: id, op, after } of rows) {
    const there = replayed.get(id);
    const first = op === 'create' || op === 'restore';
    assert.equal(there === undefined, first, `${op} of ${id}`);
    if (op === 'delete') replayed.delete(id);
    else replayed.set(id, { enabled: true, ...there, ...after });
  }
  const told = [...replayed].map(
    ([id, { username, displayName, email, enabled }]) =>
      `${id} ${username} ${displayName} ${email} ${enabled}`,
  );
  const held = await texts(
    db,
    `SELECT concat_ws(' ', id, username, display_name, email, CASE WHEN enabled THEN 'true' ELSE 'false' END)
       FROM account WHERE instance_id = $1`,
    instance,
  );
  assert.deepEqual(told.sort(), held);
}

/** One column of text, sorted by code point. */
async function texts(db: Db, query: string, ...values: unknown[]): Promise<string[]> {
  const { rows } = await db.query<Record<string, string>>(query, values);
  return rows.map((row) => Object.values(row)[0]!).sort();
}
