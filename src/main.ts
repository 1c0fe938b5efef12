/** `muster serve`: starts the parts of a server in order and stops them in reverse. */
import Fastify, { type FastifyInstance, LogController } from 'fastify';
import type { Logger } from 'pino';
import { HTTP_OPTIONS } from './api/register.ts';
import { type Config, publicUrl } from './config.ts';
import type { Db } from './db/db.ts';
import { migrate } from './db/migrate.ts';
import { openServer } from './db/server.ts';
import { MusterError } from './errors/error.ts';
import { healthRoutes, measureAnswers } from './health.ts';
import { openLog } from './log.ts';
import { observePool } from './metrics.ts';
import { keyOfFolder, requireKeyOf } from './secrets/key.ts';
import { type Sealer, sealerOf } from './secrets/seal.ts';

/** What every part of the server is given. */
export interface Runtime {
  config: Config;
  db: Db;
  log: Logger;
  sealer: Sealer;
  publicUrl: string;
}

/** What a server is made of beyond its foundation. */
export interface Parts {
  /** Runs once before the others, on a migrated database: first administrator, token of the command line. */
  prepare(runtime: Runtime): Promise<void>;
  /** What works in the background in the role `worker`; `stop` waits for what is under way. */
  startWorkers(runtime: Runtime): Promise<{ stop(): Promise<void> }[]>;
  /** Puts the routes on the server in the role `web`. */
  routes(app: FastifyInstance, runtime: Runtime): Promise<void>;
}

export interface Serving {
  /** Address the server listens on. */
  url: string;
  log: Logger;
  /** Resolves when the server cannot go on. */
  lost: Promise<MusterError>;
  /** Stops everything in reverse order of its start; safe to call again. */
  stop(): Promise<void>;
}

/** How long answers under way may take after a stop was asked for; event streams would never end. */
const LAST_ANSWERS_MS = 5000;

/** One Ctrl-C arrives several times: from the terminal, from npm and from the launcher. */
const ONE_KEYSTROKE_MS = 500;

/** Starts a server; what had started is stopped again when a later step fails. */
export async function serve(config: Config, parts: Parts, log = openLog(config)): Promise<Serving> {
  const started: { name: string; stop(): Promise<void> }[] = [];
  const stop = async () => {
    for (let part = started.pop(); part; part = started.pop()) {
      log.debug({ part: part.name }, 'stopping');
      await part.stop().catch((error) => log.error({ err: error, part: part?.name }, 'stopping failed'));
    }
  };
  try {
    const server = await openServer(config, log);
    started.push({ name: 'database', stop: server.stop });
    const applied = await migrate(server.db);
    for (const { version, name } of applied) log.info({ version, name }, 'database brought up to date');
    const sealer = sealerOf(config.MUSTER_KEY ?? keyOfFolder(config.MUSTER_DATA));
    await requireKeyOf(server.db, sealer);
    observePool(server.db.pool);
    const runtime: Runtime = { config, db: server.db, log, sealer, publicUrl: publicUrl(config) };
    await parts.prepare(runtime);
    if (config.MUSTER_ROLES.includes('worker'))
      for (const worker of await parts.startWorkers(runtime))
        started.push({ name: 'worker', stop: () => worker.stop() });
    const { url, close } = await listen(runtime, parts);
    started.push({ name: 'http', stop: close });
    log.info({ url, public: runtime.publicUrl, roles: config.MUSTER_ROLES.join() }, 'Muster is ready');
    return { url, log, lost: server.lost, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A worker alone listens too: its health and its metrics are asked for like any other's. */
async function listen(runtime: Runtime, parts: Parts): Promise<{ url: string; close(): Promise<void> }> {
  const { config, db, log } = runtime;
  const app = Fastify({
    ...HTTP_OPTIONS,
    loggerInstance: log,
    logController: new LogController({
      disableRequestLogging: log.level !== 'debug' && log.level !== 'trace',
    }),
    forceCloseConnections: 'idle',
    trustProxy: config.MUSTER_TRUSTED_PROXIES ?? false,
  }) as unknown as FastifyInstance;
  measureAnswers(app);
  await app.register(healthRoutes, { db });
  if (config.MUSTER_ROLES.includes('web')) await parts.routes(app, runtime);
  const { MUSTER_HOST: host, MUSTER_PORT: port } = config;
  const url = await app.listen({ host, port }).catch((error: NodeJS.ErrnoException) => {
    throw new MusterError(
      'listen_failed',
      { address: `${host}:${port}`, reason: listenReason(error) },
      error,
    );
  });
  return {
    url,
    async close() {
      const impatience = setTimeout(() => app.server.closeAllConnections(), LAST_ANSWERS_MS);
      await app.close();
      clearTimeout(impatience);
    },
  };
}

function listenReason({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'EADDRINUSE') return 'another program listens there';
  if (code === 'EACCES') return 'ports below 1024 need special rights';
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') return 'it is no address of this machine';
  return message;
}

/** Serves until a signal asks for a stop, or until the database is lost; gives the exit code. */
export async function serveUntilStopped(config: Config, parts: Parts): Promise<number> {
  const signals = listenForSignals();
  try {
    return await untilStopped(await serve(config, parts), signals);
  } finally {
    signals.close();
  }
}

/** Waits for a signal or the loss of the database, then stops; gives the exit code. */
export async function untilStopped(serving: Serving, signals: Signals): Promise<number> {
  const reason = await Promise.race([signals.asked, serving.lost]);
  if (reason instanceof MusterError)
    serving.log.fatal({ code: reason.code, ...reason.params }, reason.message);
  else serving.log.info({ signal: reason }, 'stopping; a second signal ends at once');
  await serving.stop();
  if (typeof reason === 'string') serving.log.info('stopped');
  return typeof reason === 'string' ? 0 : 1;
}

export interface Signals {
  /** Resolves at the first SIGINT, SIGTERM or SIGHUP; a second one ends the process at once. */
  asked: Promise<NodeJS.Signals>;
  close(): void;
}

/** From here on a signal asks for a stop instead of ending the process. */
export function listenForSignals(): Signals {
  const { promise, resolve } = Promise.withResolvers<NodeJS.Signals>();
  let first: number | undefined;
  const onSignal = (signal: NodeJS.Signals) => {
    first ??= performance.now();
    // What is committed is safe, and the next start ends a PostgreSQL that was left running.
    if (performance.now() - first > ONE_KEYSTROKE_MS) process.exit(1);
    resolve(signal);
  };
  const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of names) process.on(name, onSignal);
  return {
    asked: promise,
    close() {
      for (const name of names) process.off(name, onSignal);
    },
  };
}
