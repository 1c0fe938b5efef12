import type { z } from 'zod';
import { SampleRecord, SourceBrowse, SourceLevel, SourceSample } from '../model/exploration.ts';
import type { SourceDraft } from '../model/source.ts';
import type { Source } from '../sources/source.ts';
import { labelOf } from '../sync/mapper.ts';
import { draftConfig } from '../sync/source-settings.ts';
import { listOf } from './page.ts';
import { type Call, type Route, route } from './route.ts';

/** Opens a source with settings that may not be stored yet, for the time of `work`. */
async function withDraft<T>(
  call: Call,
  instance: string,
  { kind, config, source: stored }: z.output<typeof SourceDraft>,
  work: (source: Source) => Promise<T>,
): Promise<T> {
  const draft = await draftConfig(call.db, call.deps, instance, { kind, config, source: stored });
  const io = { log: call.log, now: () => new Date(), signal: call.signal };
  const source = draft.kindOf.open(draft.config, io);
  try {
    return await work(source);
  } finally {
    await source.close();
  }
}

export const sourceExploreRoutes: readonly Route[] = [
  route({
    id: 'browseSourceDraft',
    method: 'POST',
    path: '/instances/{instance}/source-browse',
    can: 'admin',
    summary: 'One level of the live tree of a source, to pick source nodes from',
    body: SourceBrowse,
    reply: SourceLevel,
    run: (call, { params, body }) =>
      withDraft(call, params.instance, body, (source) => source.children(body.parent)),
  }),
  route({
    id: 'sampleSourceDraft',
    method: 'POST',
    path: '/instances/{instance}/source-sample',
    can: 'admin',
    summary: 'Some records of a source as they are now, with the attributes a mapping sees',
    body: SourceSample,
    reply: listOf(SampleRecord),
    async run(call, { params, body }) {
      const { record: kind, limit } = body;
      const search = body.search?.trim() || undefined;
      const records = await withDraft(call, params.instance, body, (source) =>
        source.sample({ kind, search, limit }),
      );
      const label = ({ attributes, key }: (typeof records)[number]) =>
        labelOf(kind, undefined, attributes, key);
      return { items: records.map((record) => ({ ...record, label: label(record) })) };
    },
  }),
];
