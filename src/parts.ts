/** What a server is made of: administration, API and RAM side on the web; syncs and pushes in the background. */
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { createFirstAdministrator, ensureCliToken } from './admin/first-start.ts';
import { registerApi } from './api/register.ts';
import { startAuditChain } from './audit/chain.ts';
import { startAuditStreams } from './audit/deliver.ts';
import { callbackRoutes } from './callbacks/routes.ts';
import { cloudRoutes } from './cloud/routes.ts';
import { consoleRoutes } from './console/routes.ts';
import { type Lab, startLab } from './lab/lab.ts';
import { openMailer } from './mail/mailer.ts';
import type { Parts, Runtime } from './main.ts';
import { startOidcWork } from './oidc/backchannel.ts';
import { oidcRoutes } from './oidc/routes.ts';
import { peoplePages } from './people/pages.ts';
import { peopleRoutes } from './people/routes.ts';
import { startLivePush } from './push/live.ts';
import { pushWork } from './push/run.ts';
import { type PushDeps, Targets } from './push/targets.ts';
import { startWorker } from './runs/worker.ts';
import { samlRoutes } from './saml/routes.ts';
import { sourceKinds } from './sources/index.ts';
import { startIntake } from './sync/intake.ts';
import { syncWork } from './sync/run.ts';
import { startScheduler } from './sync/scheduler.ts';
import { dropForgottenStages } from './sync/stage.ts';

/** The first administrator; `password` only where it was made here and so has to be shown, this once. */
export interface FirstLogon {
  username: string;
  password?: string;
}

/** `onFirstStart` is told the first log-on when an installation is new. */
export function serverParts(version: string, onFirstStart: (logon: FirstLogon) => void): Parts {
  let lab: Lab | undefined;
  let ownUrl = () => '';
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
    async startWorkers(runtime) {
      // Before the worker, which may have a sync of a lab waiting.
      lab = await labOf(runtime, () => ownUrl());
      try {
        return [...(lab ? [lab] : []), ...(await startWorkers(runtime))];
      } catch (error) {
        await lab?.stop();
        throw error;
      }
    },
    routes(app, runtime) {
      ownUrl = () => urlOf(app);
      return routes(app, runtime, version, lab);
    },
  };
}

/** The lab where it is allowed; its companies listen on the loopback, so the worker has to be in the same process. */
async function labOf({ config, db, log, sealer }: Runtime, ownUrl: () => string): Promise<Lab | undefined> {
  if (config.MUSTER_LAB === 'off' || !config.MUSTER_ROLES.includes('web')) return undefined;
  return startLab({ db, kinds: sourceKinds, seal: sealer.seal, open: sealer.open }, log, ownUrl);
}

/** Where this machine reaches the server, whatever proxy stands before it. */
function urlOf({ server }: FastifyInstance): string {
  const { address, family, port } = server.address() as AddressInfo;
  const host = { '0.0.0.0': '127.0.0.1', '::': '::1' }[address] ?? address;
  return `http://${family === 'IPv6' ? `[${host}]` : host}:${port}`;
}

async function startWorkers({ db, log, publicUrl, sealer }: Runtime): Promise<{ stop(): Promise<void> }[]> {
  const push: PushDeps = { open: sealer.open, targets: new Targets() };
  const sync = { kinds: sourceKinds, open: sealer.open, now: () => new Date() };
  const worker = await startWorker(db, log, { sync: syncWork(sync), push: pushWork(push) });
  // Once the worker has seen which runs are dead.
  await dropForgottenStages(db);
  const live = await startLivePush(db, log, push);
  const scheduler = startScheduler(db, log, sync.now);
  const intake = await startIntake(db, log, sync);
  const chain = startAuditChain(db, log, sealer);
  const streams = startAuditStreams(db, log, sealer, sync.now);
  return [
    { stop: () => push.targets.close() },
    { stop: () => worker.stop() },
    { stop: () => live.stop() },
    { stop: () => scheduler.stop() },
    { stop: () => intake.stop() },
    chain,
    streams,
    startOidcWork({ db, log, publicUrl, sealer }),
  ];
}

async function routes(
  app: FastifyInstance,
  runtime: Runtime,
  version: string,
  lab: Lab | undefined,
): Promise<void> {
  const { db, log, publicUrl, sealer } = runtime;
  await app.register(consoleRoutes, { https: publicUrl.startsWith('https:') });
  await app.register(peoplePages, { https: publicUrl.startsWith('https:') });
  const mail = openMailer(runtime.config);
  // Runs after the hooks of those that write mails.
  app.addHook('onClose', async () => mail?.close());
  // Before people, whose ended sessions it listens for.
  await app.register(oidcRoutes, { db, publicUrl, log, now: () => new Date(), sealer });
  await app.register(peopleRoutes, {
    db,
    log,
    publicUrl,
    sealer,
    kinds: sourceKinds,
    mail,
    now: () => new Date(),
  });
  await app.register(cloudRoutes, { db, publicUrl, log, now: () => new Date(), sealer });
  await app.register(samlRoutes, { db, publicUrl, log, now: () => new Date(), sealer });
  await app.register(callbackRoutes, {
    db,
    log,
    publicUrl,
    kinds: sourceKinds,
    open: sealer.open,
    now: () => new Date(),
  });
  await registerApi(app, {
    db,
    version,
    publicUrl,
    kinds: sourceKinds,
    seal: sealer.seal,
    open: sealer.open,
    mail,
    lab,
  });
}
