import { z } from 'zod';
import { MusterError } from '../errors/error.ts';
import { Run } from '../model/run.ts';
import { settingsSchema } from '../model/settings-schema.ts';
import { Mappings, SourceCreate, SourceDraft, SourcePatch, SourceSettings } from '../model/source.ts';
import { afterEventRun } from '../runs/event-run.ts';
import { createRun, getRunRow, runOf } from '../runs/runs.ts';
import type { SourceKind } from '../sources/source.ts';
import { checkCallback } from '../sync/callback.ts';
import {
  createSource,
  deleteSource,
  draftConfig,
  getSource,
  listSources,
  loadSource,
  updateSource,
} from '../sync/source-settings.ts';
import { Finding, findingEvents, type ShownFinding } from './finding.ts';
import { listOf } from './page.ts';
import { type Call, eventRoute, Nothing, type Route, route, type ServerEvent } from './route.ts';

const ONE = '/instances/{instance}/sources/{source}';

const Kind = z
  .strictObject({
    kind: z.string(),
    title: z.strictObject({ en: z.string(), zh: z.string() }),
    /** JSON Schema of the settings; draws the form. */
    config: z.record(z.string(), z.unknown()),
    /** Settings that are secret: masked in answers, left as they are when the mask comes back. */
    secrets: z.array(z.string()),
    defaultMappings: Mappings,
  })
  .meta({ id: 'SourceKind' });

function kindOf({ kind, title, config, defaultMappings }: SourceKind): z.infer<typeof Kind> {
  const { schema, secrets } = settingsSchema(config);
  return { kind, title, config: schema, secrets, defaultMappings };
}

/** Each step of Test connection as it ends. */
async function* test(
  call: Call,
  kind: SourceKind,
  config: unknown,
): AsyncGenerator<ServerEvent<ShownFinding>, void, void> {
  const source = kind.open(config, { log: call.log, now: () => new Date(), signal: call.signal });
  try {
    yield* findingEvents(call, source.check());
  } finally {
    await source.close();
  }
}

async function startSync(call: Call, instance: string, source: string, mode: 'run' | 'plan') {
  const { id, enabled, name } = await getSource(call.db, call.deps, instance, source);
  if (!enabled) throw new MusterError('source_disabled', { name });
  const input = {
    instanceId: instance,
    kind: 'sync',
    subjectId: id,
    mode,
    createdBy: call.actor.name,
  } as const;
  const run = await afterEventRun(call.db, id, () => createRun(call.db, input));
  return runOf(await getRunRow(call.db, instance, run), call.language);
}

export const sourceRoutes: readonly Route[] = [
  route({
    id: 'listSourceKinds',
    method: 'GET',
    path: '/source-kinds',
    can: 'own',
    summary: 'The kinds of sources, each with the JSON Schema of its settings',
    reply: listOf(Kind),
    run: async ({ deps }) => ({ items: [...deps.kinds.values()].map(kindOf) }),
  }),
  route({
    id: 'listSources',
    method: 'GET',
    path: '/instances/{instance}/sources',
    can: 'read',
    summary: 'Sources by priority, secrets masked',
    reply: listOf(SourceSettings),
    run: async ({ db, deps }, { params }) => ({ items: await listSources(db, deps, params.instance) }),
  }),
  route({
    id: 'createSource',
    method: 'POST',
    path: '/instances/{instance}/sources',
    can: 'admin',
    summary: 'Add a source',
    body: SourceCreate,
    reply: SourceSettings,
    creates: true,
    run: ({ db, deps, actor }, { params, body }) => createSource(db, deps, actor, params.instance, body),
  }),
  route({
    id: 'getSource',
    method: 'GET',
    path: ONE,
    can: 'read',
    summary: 'One source, by id or name, secrets masked',
    reply: SourceSettings,
    run: ({ db, deps }, { params }) => getSource(db, deps, params.instance, params.source),
  }),
  route({
    id: 'updateSource',
    method: 'PATCH',
    path: ONE,
    can: 'admin',
    summary: 'Change a source; masked or absent secrets stay as they are',
    body: SourcePatch,
    reply: SourceSettings,
    run: ({ db, deps, actor }, { params, body }) =>
      updateSource(db, deps, actor, params.instance, params.source, body),
  }),
  route({
    id: 'deleteSource',
    method: 'DELETE',
    path: ONE,
    can: 'admin',
    summary: 'Remove a source; the accounts it brought stay',
    reply: Nothing,
    run: ({ db, deps, actor }, { params }) => deleteSource(db, deps, actor, params.instance, params.source),
  }),
  eventRoute({
    id: 'testSource',
    method: 'POST',
    path: `${ONE}/test`,
    can: 'operate',
    summary: 'Test connection of a stored source, step by step',
    event: Finding,
    collect: true,
    async *run(call, { params }) {
      const { id } = await getSource(call.db, call.deps, params.instance, params.source);
      const { kindOf: kind, config } = await loadSource(call.db, call.deps, params.instance, id);
      let good = true;
      for await (const step of test(call, kind, config)) {
        good &&= step.data.ok;
        yield step;
      }
      if (good && kind.callsBack?.(config))
        yield* findingEvents(call, checkCallback(call.db, id, call.deps.publicUrl, call.signal));
    },
  }),
  eventRoute({
    id: 'testSourceDraft',
    method: 'POST',
    path: '/instances/{instance}/source-test',
    can: 'admin',
    summary: 'Test connection with settings that are not stored yet, step by step',
    body: SourceDraft,
    event: Finding,
    collect: true,
    async *run(call, { params, body }) {
      const { kindOf: kind, config } = await draftConfig(call.db, call.deps, params.instance, body);
      yield* test(call, kind, config);
    },
  }),
  route({
    id: 'syncSource',
    method: 'POST',
    path: `${ONE}/sync`,
    can: 'operate',
    summary: 'Start a full synchronization',
    reply: Run,
    creates: true,
    status: 202,
    run: (call, { params }) => startSync(call, params.instance, params.source, 'run'),
  }),
  route({
    id: 'planSource',
    method: 'POST',
    path: `${ONE}/plan`,
    can: 'operate',
    summary: 'Plan a synchronization: what it would do, kept until it is applied or discarded',
    reply: Run,
    creates: true,
    status: 202,
    run: (call, { params }) => startSync(call, params.instance, params.source, 'plan'),
  }),
];
