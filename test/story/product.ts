import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Json } from '../../src/cli/client.ts';
import { loadConfig } from '../../src/config.ts';
import { serve } from '../../src/main.ts';
import { serverParts } from '../../src/parts.ts';
import { type CliRun, muster } from '../cli/cli.ts';
import { testDb } from '../db.ts';
import { freePort } from '../free-port.ts';

/** A whole Muster as `muster serve` runs it, and its command line on the same machine. */
export interface Product {
  url: string;
  /** The URL of its database. */
  database: string;
  /** What `env:NAME` of a command finds. */
  env: Record<string, string>;
  run(...args: string[]): Promise<CliRun>;
  /** Runs with `--json` and gives the answer; fails unless the command ends with `exit`, which is 0 unless given. */
  json(args: string[], exit?: number): Promise<Json>;
  /** The items of a list. */
  items(...args: string[]): Promise<Json[]>;
  stop(): Promise<void>;
}

/** `more`: further settings, which may need the port. */
export async function startProduct(
  more: (port: number) => Record<string, string> = () => ({}),
): Promise<Product> {
  const { url: database, drop } = await testDb();
  const dataFolder = await mkdtemp(join(tmpdir(), 'muster-story-'));
  const port = await freePort();
  const { config } = loadConfig({
    MUSTER_DATA: dataFolder,
    DATABASE_URL: database,
    MUSTER_PORT: String(port),
    MUSTER_ADMIN_PASSWORD: 'The CLI gets in by its own token.',
    MUSTER_LOG_LEVEL: process.env.TEST_LOG ?? 'silent',
    ...more(port),
  });
  const server = await serve(
    config,
    serverParts('0.0.0-test', () => {}),
  );
  const env: Record<string, string> = {};
  const run = (...args: string[]) => muster({ url: server.url }, args, { env, dataFolder });
  const json = async (args: string[], exit = 0): Promise<Json> => {
    const ended = await run(...args, '--json');
    assert.equal(ended.exit, exit, `muster ${args.join(' ')}\n${ended.out}${ended.err}`);
    return ended.out === '' ? undefined : JSON.parse(ended.out);
  };
  return {
    url: server.url,
    database,
    env,
    run,
    json,
    items: async (...args) => (await json(args)).items,
    async stop() {
      await server.stop();
      await drop();
      await rm(dataFolder, { recursive: true });
    },
  };
}

/** The steps of the RAM console and of the application's provisioning; `name` stands for application and OAuth application. */
export async function connectRam(
  product: Product,
  name: string,
  type: 'NativeApp' | 'ServerApp',
): Promise<void> {
  const { json, env } = product;
  const { appId } = await json(['cloud', 'app', 'add', 'production', name, '--type', type]);
  await json(['cloud', 'app', 'add-scope', 'production', name, '/acs/scim']);
  if (type === 'ServerApp') await json(['cloud', 'app', 'authorise', 'production', name]);
  env.RAM_SECRET = (await json(['cloud', 'secret', 'add', 'production', name])).appSecretValue;
  const { scimBaseUrl, tokenEndpoint } = await json(['cloud', 'account', 'show', 'production']);
  const settings = [`baseUrl=${scimBaseUrl}`, `tokenUrl=${tokenEndpoint}`, `clientId=${appId}`, 'rate=1000'];
  await json([
    ...['app', 'add', name, '--template', 'alibaba-ram', '--secret', 'clientSecret=env:RAM_SECRET'],
    ...settings.flatMap((setting) => ['--set', setting]),
  ]);
}

/** RAM users by user name. */
export async function ramUsers({ items }: Product): Promise<Map<string, Json>> {
  const users = await items('cloud', 'user', 'list', 'production', '--limit', '1000');
  return new Map(users.map((user) => [user.userName, user]));
}

/** Waits for what the server does by itself; gives the first answer that is not undefined or false. */
export async function eventually<T>(what: string, look: () => Promise<T | undefined | false>): Promise<T> {
  const patience = AbortSignal.timeout(15_000);
  while (!patience.aborted) {
    const seen = await look();
    if (seen !== undefined && seen !== false) return seen;
    await sleep(50);
  }
  assert.fail(`${what} does not happen`);
}

/** Steps of Test connection that went well, and how the test ended. */
export async function testSource(
  { run }: Product,
  name: string,
): Promise<{ exit: number; steps: string[]; last: Json; findings: Json[] }> {
  const { exit, out } = await run('source', 'test', name, '--json');
  const findings: Json[] = JSON.parse(out).items;
  return {
    exit,
    findings,
    last: findings.at(-1),
    steps: findings.filter(({ ok }) => ok).map(({ step }) => step),
  };
}

/** Records found by Test connection or counted by a run, by kind. */
export const countsOf = (findings: Json[]): Record<string, number> =>
  Object.fromEntries(
    findings.filter(({ step }) => step === 'count').map(({ data }) => [data.kind, data.count]),
  );
export const readOf = (run: Json): Record<string, number> =>
  Object.fromEntries(Object.entries<Json>(run.counters).map(([kind, { read }]) => [kind, read]));

/** Every counter of a run that is not zero, over all kinds, apart from those that say nothing changed. */
export function changesOf(run: Json): Record<string, number> {
  const changes: Record<string, number> = {};
  for (const counters of Object.values<Json>(run.counters))
    for (const [name, count] of Object.entries<number>(counters))
      if (count > 0 && !['read', 'total', 'same'].includes(name))
        changes[name] = (changes[name] ?? 0) + count;
  return changes;
}
