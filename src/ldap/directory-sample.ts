import type { SampleRecord, SampleRequest } from '../sources/source.ts';
import type { DirectoryPlan } from './directory-plan.ts';
import { assertReadable, logOn, standsForTarget, toRecord } from './directory-read.ts';
import { and, contains, or } from './filter.ts';
import { searchPaged } from './reader.ts';

/** The first objects of a kind in scope that a sync would read, those whose name holds `search` if it is given. */
export async function sampleDirectory(
  plan: DirectoryPlan,
  { kind, search, limit }: SampleRequest,
): Promise<SampleRecord[]> {
  const { filter, spelling } = plan.kinds[kind];
  const named = search === undefined ? [] : [or(...plan.dialect.names[kind].map((n) => contains(n, search)))];
  const records: SampleRecord[] = [];
  const connection = await logOn(plan);
  try {
    for (const node of plan.nodes) {
      await assertReadable(connection, node.dn);
      const request = {
        base: node.dn,
        scope: 'sub',
        filter: and(filter, ...named),
        // Without the members of a group, which may be many and which no mapping sees.
        attributes: [...spelling.values()],
      } as const;
      // One more than wanted: the source node itself may be among them.
      for await (const batch of searchPaged(connection, request, Math.min(limit + 1, plan.config.pageSize))) {
        for (const entry of batch) {
          const record = toRecord(plan, kind, entry, node.locator);
          if (standsForTarget(kind, record.locator, node.locator)) continue;
          records.push({ key: record.key, locator: entry.dn, attributes: record.attributes() });
          if (records.length >= limit) return records;
        }
      }
    }
    return records;
  } finally {
    connection.close();
  }
}
