import { after, before } from 'node:test';
import type { Db } from '../../src/db/db.ts';
import { createInstance } from '../../src/directory/instances.ts';
import { MusterError } from '../../src/errors/error.ts';
import type { Instance } from '../../src/model/instance.ts';
import { testDb } from '../db.ts';

export const ACTOR = { name: 'ada' };
export const INSTANCE = 'acme';

/** A database of the test file's own with one instance, empty but for what `fill` puts in; there before the first test. */
export function freshDirectory(fill?: (db: Db) => Promise<void>): { db: Db; instance: Instance } {
  const directory = {} as { db: Db; instance: Instance };
  let drop = async (): Promise<void> => {};
  before(async () => {
    const made = await testDb();
    drop = () => made.drop();
    directory.db = made.db;
    directory.instance = await createInstance(made.db, ACTOR, { id: INSTANCE, name: 'Acme 集团' });
    await fill?.(made.db);
  });
  after(() => drop());
  return directory;
}

/** For assert.rejects: a failure with this code and these parameters, among others. */
export function failure(
  code: string,
  params: Record<string, string | number> = {},
): (error: unknown) => boolean {
  return (error) => {
    if (!(error instanceof MusterError)) throw error;
    const given = Object.entries(params).map(([name]) => [name, error.params[name]]);
    const [found, wanted] = [
      { code: error.code, params: Object.fromEntries(given) },
      { code, params },
    ].map((value) => JSON.stringify(value));
    if (found !== wanted) throw new Error(`expected ${wanted}, got ${found}: ${error.message}`);
    return true;
  };
}

/** A source and its link to an entity, as a sync leaves them. */
export async function linkTo(
  db: Db,
  rootOrgId: string,
  entityId: string,
  link: { source: string; priority: number; kind?: string; values: object },
): Promise<void> {
  await db.query(
    `INSERT INTO source (id, instance_id, kind, name, config, mappings, target_org_id, priority, guard, leavers)
     VALUES ($1, $2, 'ad', $1, '{}', '{"user":[{"target":"custom.badge","type":"field","value":"b"}]}', $3, $4, '{}', '{}')
     ON CONFLICT DO NOTHING`,
    [link.source, INSTANCE, rootOrgId, link.priority],
  );
  await db.query(
    `INSERT INTO link (source_id, kind, key, entity_id, locator, hash, values, raw)
     VALUES ($1, $2, 'key-' || $3, $3, 'cn=x', '\\x01', $4, '{"note":"\\u0000"}')`,
    [link.source, link.kind ?? 'user', entityId, link.values],
  );
}
