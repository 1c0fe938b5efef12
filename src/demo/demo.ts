/**
 * `muster demo`: the main story on one machine. A company in an AD-like LDAP server is synchronized into the directory
 * and pushed over SCIM into a cloud account's RAM users, through the same API that people use. Run again, it finds
 * everything in place and changes nothing.
 */
import { createServer } from 'node:net';
import { type Client, type Json, openClient, p } from '../cli/client.ts';
import type { Output } from '../cli/context.ts';
import { CliError } from '../cli/exit.ts';
import { table } from '../cli/output.ts';
import { follow } from '../cli/watch.ts';
import type { Config } from '../config.ts';
import type { Language } from '../errors/error.ts';
import { openLog } from '../log.ts';
import { listenForSignals, serve, untilStopped } from '../main.ts';
import { type FirstLogon, serverParts } from '../parts.ts';
import { type DemoDirectory, startCompany } from './company.ts';
import { prepareFolder, readCliToken } from './folder.ts';

const INSTANCE = 'demo';
const SOURCE = 'Active Directory';
const CLOUD = 'Example Cloud';
const OAUTH_APP = 'muster-demo';
const APPLICATION = 'Alibaba Cloud RAM';

export interface DemoOptions {
  once: boolean;
  fresh: boolean;
}

interface World {
  config: Config;
  version: string;
  language: Language;
  out: Output;
  err: Output;
}

/** Returns the exit code; with `once` after the summary, otherwise when the server is stopped. */
export async function runDemo(options: DemoOptions, world: World): Promise<number> {
  const { out } = world;
  const config = { ...world.config, MUSTER_PORT: await freePort(world.config) };
  await prepareFolder(config, options.fresh);
  const company = await startCompany();
  const signals = listenForSignals();
  let logon: FirstLogon | undefined;
  try {
    out.write('Starting Muster on its own PostgreSQL …\n');
    // Standard output is the demo's own, to its last line.
    const log = openLog({ ...config, MUSTER_LOG_LEVEL: 'warn' }, process.stderr);
    const parts = serverParts(world.version, (first) => {
      logon = first;
    });
    const serving = await serve(config, parts, log);
    try {
      const client = openClient({ url: serving.url, token: readCliToken(config), language: world.language });
      const told = await Promise.race([story(client, company, serving.url, world, logon), signals.asked]);
      if (typeof told === 'string') return 1;
      if (options.once) return told;
      out.write('\nMuster keeps serving; Ctrl-C ends it.\n');
      return await untilStopped(serving, signals);
    } finally {
      await serving.stop();
    }
  } finally {
    signals.close();
    await company.close();
  }
}

async function story(
  client: Client,
  company: DemoDirectory,
  url: string,
  world: World,
  logon: FirstLogon | undefined,
): Promise<number> {
  const { out, err } = world;
  out.write(`Instance ${INSTANCE}, source ${SOURCE}, cloud account, OAuth application, provisioning …\n`);
  await ensureInstance(client);
  await ensureSource(client, company);
  const cloud = await ensureCloudAccount(client);
  out.write('\nFull sync: Active Directory → directory\n');
  const sync = await follow(
    client,
    err,
    false,
    INSTANCE,
    (await client.post(p`/instances/${INSTANCE}/sources/${SOURCE}/sync`, {})).id,
  );
  expectGood(sync, 'sync');
  // After the sync: an application pushes what changes from its creation on by itself, and the button is to be seen at work.
  await ensureApplication(client, cloud, url);
  out.write('\nOne-click Push: directory → RAM\n');
  const push = await follow(
    client,
    err,
    false,
    INSTANCE,
    (await client.post(p`/instances/${INSTANCE}/applications/${APPLICATION}/push`, {})).id,
  );
  expectGood(push, 'push');
  return summary(client, { cloud, sync, push, url, company, logon }, out);
}

async function ensureInstance(client: Client): Promise<void> {
  await found(client.get(p`/instances/${INSTANCE}`), () =>
    client.post('/instances', { id: INSTANCE, name: 'Example Corp' }),
  );
}

async function ensureSource(client: Client, company: DemoDirectory): Promise<void> {
  const path = p`/instances/${INSTANCE}/sources`;
  const config = {
    addresses: [company.address],
    bindAccount: company.bindAccount,
    bindPassword: company.bindPassword,
    baseDn: company.baseDn,
    sourceNodes: [company.peopleDn],
    groupSync: true,
  };
  const source = await found(client.get(`${path}/${encodeURIComponent(SOURCE)}`), () =>
    client.post(path, { kind: 'ad', name: SOURCE, config }),
  );
  if (source.config.addresses[0] !== company.address) await client.patch(`${path}/${source.id}`, { config });
}

async function ensureCloudAccount(client: Client): Promise<Json> {
  const path = p`/instances/${INSTANCE}/cloud-accounts`;
  const accounts: Json[] = (await client.get(path)).items;
  return accounts.find(({ name }) => name === CLOUD) ?? client.post(path, { name: CLOUD });
}

/** The steps of the RAM console (application, scope, authorisation, secret), then the application that pushes there. */
async function ensureApplication(client: Client, cloud: Json, url: string): Promise<void> {
  const path = p`/instances/${INSTANCE}/applications`;
  const existing = await found(
    client.get(`${path}/${encodeURIComponent(APPLICATION)}`),
    async () => undefined,
  );
  const ram = `${url}/ram/${cloud.id}`;
  const addresses = { baseUrl: `${ram}/scim`, tokenUrl: `${ram}/oauth/v1/token` };
  if (existing?.provisioning.baseUrl === addresses.baseUrl) return;
  const apps = p`/instances/${INSTANCE}/cloud-accounts/${cloud.id}/apps`;
  const known = (await client.get(apps)).items.find(({ appName }: Json) => appName === OAUTH_APP);
  const app =
    known ??
    (await client.post(apps, { appName: OAUTH_APP, displayName: 'Muster demo', appType: 'ServerApp' }));
  await client.post(`${apps}/${app.appId}/scopes`, { scope: '/acs/scim' });
  await client.post(`${apps}/${app.appId}/authorise`, { scopes: ['/acs/scim'] });
  const clientSecret = await newSecret(client, `${apps}/${app.appId}/secrets`);
  // The server listens on another port than last time: a stored secret follows to no new address.
  if (existing) {
    await client.patch(`${path}/${existing.id}`, { provisioning: { ...addresses, clientSecret } });
    return;
  }
  await client.post(path, {
    template: 'alibaba-ram',
    name: APPLICATION,
    // The preset's five writes a second are for Alibaba's RAM; this one is ours.
    provisioning: {
      ...addresses,
      clientId: app.appId,
      clientSecret,
      rate: 1000,
      concurrency: 8,
    },
  });
}

/** The one secret of the application: an application has two at most, and old ones cannot be read again. */
async function newSecret(client: Client, path: string): Promise<string> {
  for (const { appSecretId } of (await client.get(path)).items) await client.delete(`${path}/${appSecretId}`);
  return (await client.post(path, {})).appSecretValue;
}

async function summary(
  client: Client,
  told: {
    cloud: Json;
    sync: Json;
    push: Json;
    url: string;
    company: DemoDirectory;
    logon: FirstLogon | undefined;
  },
  out: Output,
): Promise<number> {
  const { cloud, sync, push, url, company, logon } = told;
  const { user, org, group } = sync.counters;
  const pushed = push.counters.user;
  const failed =
    user.rejected +
    org.rejected +
    group.rejected +
    (pushed.failed ?? 0) +
    (pushed.parked ?? 0) +
    (pushed.conflict ?? 0);
  const synchronized = user.read - user.rejected;
  const row = (what: string, c: Json, total: number) => ({
    what,
    total,
    created: c.created,
    updated: c.updated,
    same: c.same,
    failed: c.rejected ?? c.failed ?? 0,
  });
  out.write('\n');
  table(
    out,
    [
      ['', ({ what }) => what],
      ['TOTAL', ({ total }) => total],
      ['CREATED', ({ created }) => created],
      ['UPDATED', ({ updated }) => updated],
      ['SAME', ({ same }) => same],
      ['FAILED', ({ failed: n }) => n],
    ],
    [
      row('organizations', org, org.read),
      row('accounts', user, user.read),
      row('groups', group, group.read),
      row('RAM users', pushed, pushed.total),
    ],
  );
  const moved = [user, org, group, pushed].some(
    (c) => c.created + c.updated + (c.deleted ?? 0) + (c.bound ?? 0) > 0,
  );
  if (!moved) out.write('\nNothing changed: everything was in place already.\n');
  const users = await client.get(p`/instances/${INSTANCE}/cloud-accounts/${cloud.id}`);
  out.write(
    `\nAPI                  ${url}/api/openapi.json\nRAM side, SCIM       ${url}/ram/${cloud.id}/scim\n`,
  );
  out.write(`LDAP server          ${company.address}, ${company.bindAccount} / ${company.bindPassword}\n`);
  out.write(`RAM users            ${users.userCount ?? pushed.total}\n`);
  if (logon?.password)
    out.write(`First log-on         ${logon.username} / ${logon.password}   (shown this once)\n`);
  else
    out.write('First log-on         shown at the first start; `muster reset-admin` makes a new password\n');
  out.write(`Try                  npx muster account list --instance ${INSTANCE}\n`);
  out.write(
    `demo: ${synchronized} accounts synchronized, ${pushed.total - (pushed.failed ?? 0) - (pushed.parked ?? 0) - (pushed.conflict ?? 0)} pushed, ${failed} failed\n`,
  );
  return failed === 0 ? 0 : 1;
}

function expectGood(run: Json, what: string): void {
  if (run.state === 'success' || run.state === 'partial_success') return;
  throw new CliError(
    1,
    run.error?.message ?? `the ${what} ended as ${run.state}`,
    run.error ? { remedy: run.error.remedy } : {},
  );
}

async function found(asked: Promise<Json>, otherwise: () => Promise<Json>): Promise<Json> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof CliError && error.exit === 3) return otherwise();
    throw error;
  }
}

/** The configured port, or any free one where another program has it: the demo stands beside whatever runs. */
function freePort({ MUSTER_HOST: host, MUSTER_PORT: wanted }: Config): Promise<number> {
  const attempt = (port: number): Promise<number> =>
    new Promise((resolve, reject) => {
      const server = createServer();
      server.once('error', reject);
      server.listen(port, host, () => {
        const { port: got } = server.address() as { port: number };
        server.close(() => resolve(got));
      });
    });
  return attempt(wanted).catch(() => attempt(0));
}
