import type { Sql } from '../db/db.ts';
import type { FieldProvenance } from '../model/provenance.ts';
import { accountFields, accountRow } from './account-rows.ts';
import { foldFields, OVERRIDE } from './fold.ts';
import { loadContributions } from './links.ts';

/** Where each filled field of an account comes from, and what every source says of it, the winner first. */
export async function accountProvenance(
  sql: Sql,
  instanceId: string,
  idOrUsername: string,
): Promise<FieldProvenance[]> {
  const row = await accountRow(sql, instanceId, idOrUsername);
  const links = (await loadContributions(sql, row.id)).sort(
    (a, b) => a.priority - b.priority || (a.sourceId < b.sourceId ? -1 : 1),
  );
  const { provenance } = foldFields(links, row.overrides);
  return Object.entries(accountFields(row)).flatMap(([field, value]) => {
    const sources = links.flatMap(({ sourceId, sourceName, values }) => {
      const given = Object.hasOwn(values, field) ? (values[field] ?? null) : null;
      return given === null ? [] : [{ sourceId, sourceName, value: given }];
    });
    const from = Object.hasOwn(provenance, field) ? provenance[field] : undefined;
    if (value === null && from === undefined && sources.length === 0) return [];
    const by = from === undefined ? 'manual' : from === OVERRIDE ? 'override' : 'source';
    return [{ field, value, by, sourceId: by === 'source' ? from! : null, sources } as const];
  });
}
