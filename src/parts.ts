/** What a server is made of: administration, API and RAM side on the web; syncs and pushes in the background. */
import type { FastifyInstance } from 'fastify';
import { createFirstAdministrator, ensureCliToken } from './admin/first-start.ts';
import { registerApi } from './api/register.ts';
import { cloudRoutes } from './cloud/routes.ts';
import type { Parts, Runtime } from './main.ts';
import { startLivePush } from './push/live.ts';
import { pushWork } from './push/run.ts';
import { type PushDeps, Targets } from './push/targets.ts';
import { startWorker } from './runs/worker.ts';
import { sourceKinds } from './sources/index.ts';
import { syncWork } from './sync/run.ts';
import { dropForgottenStages } from './sync/stage.ts';

/** The first administrator; `password` only where it was made here and so has to be shown, this once. */
export interface FirstLogon {
  username: string;
  password?: string;
}

/** `onFirstStart` is told the first log-on when an installation is new. */
export function serverParts(version: string, onFirstStart: (logon: FirstLogon) => void): Parts {
  return {
    async prepare({ db, config }) {
      const first = await createFirstAdministrator(
        db,
        config.MUSTER_ADMIN_USERNAME,
        config.MUSTER_ADMIN_PASSWORD,
      );
      if (first) onFirstStart(first);
      await ensureCliToken(db, config.MUSTER_DATA);
    },
    startWorkers,
    routes: (app, runtime) => routes(app, runtime, version),
  };
}

async function startWorkers({ db, log, sealer }: Runtime): Promise<{ stop(): Promise<void> }[]> {
  const push: PushDeps = { open: sealer.open, targets: new Targets() };
  const sync = { kinds: sourceKinds, open: sealer.open, now: () => new Date() };
  const worker = await startWorker(db, log, { sync: syncWork(sync), push: pushWork(push) });
  // Once the worker has seen which runs are dead.
  await dropForgottenStages(db);
  const live = await startLivePush(db, log, push);
  return [{ stop: () => push.targets.close() }, { stop: () => worker.stop() }, { stop: () => live.stop() }];
}

async function routes(app: FastifyInstance, runtime: Runtime, version: string): Promise<void> {
  const { db, log, publicUrl, sealer } = runtime;
  await app.register(cloudRoutes, { db, publicUrl, log, now: () => new Date(), sealer });
  await registerApi(app, {
    db,
    version,
    publicUrl,
    kinds: sourceKinds,
    seal: sealer.seal,
    open: sealer.open,
  });
}
