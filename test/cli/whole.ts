import { pino } from 'pino';
import { cloudRoutes } from '../../src/cloud/routes.ts';
import { startLivePush } from '../../src/push/live.ts';
import { pushWork } from '../../src/push/run.ts';
import { type PushDeps, Targets } from '../../src/push/targets.ts';
import { startWorker } from '../../src/runs/worker.ts';
import { syncWork } from '../../src/sync/run.ts';
import { startApi, type TestApi } from '../api/server.ts';
import { MemorySource } from '../sync/memory-source.ts';

export interface Whole extends TestApi {
  /** What the source of the kind `memory` holds. */
  memory: MemorySource;
}

/** API, RAM side and workers together, with a source whose people the test sets. */
export async function startWhole(): Promise<Whole> {
  const memory = new MemorySource();
  const log = pino({ level: process.env.TEST_LOG ?? 'silent' });
  const kinds = new Map([[memory.kind.kind, memory.kind]]);
  const api = await startApi({
    deps: { kinds },
    also: async (app, { db, publicUrl, seal, open }) =>
      app.register(cloudRoutes, { db, publicUrl, log, now: () => new Date(), sealer: { seal, open } }),
  });
  const { db, deps } = api;
  const push: PushDeps = { open: deps.open, targets: new Targets() };
  const sync = syncWork({ kinds, open: deps.open, now: () => new Date() });
  const worker = await startWorker(db, log, { sync, push: pushWork(push) });
  const live = await startLivePush(db, log, push);
  return {
    ...api,
    memory,
    async close() {
      await live.stop();
      await worker.stop();
      await push.targets.close();
      await api.close();
    },
  };
}
