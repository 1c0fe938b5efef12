/**
 * `muster demo`: the main story on one machine. A company in an AD-like LDAP server is synchronized into the directory
 * and pushed over SCIM into a cloud account's RAM users, which its people then sign in to with their AD passwords; all
 * through the same API that people use. Run again, it finds everything in place and changes nothing.
 */
import { createServer } from 'node:net';
import { type Client, type Json, openClient, p } from '../cli/client.ts';
import type { Output } from '../cli/context.ts';
import { CliError } from '../cli/exit.ts';
import { table } from '../cli/output.ts';
import { follow } from '../cli/watch.ts';
import type { Config } from '../config.ts';
import type { Language } from '../errors/error.ts';
import { LAB_DIRECTORY } from '../lab/company.ts';
import { VENDORS, type VendorName } from '../lab/vendors.ts';
import { openLog } from '../log.ts';
import { listenForSignals, serve, untilStopped } from '../main.ts';
import type { LabPart } from '../model/lab.ts';
import { type FirstLogon, serverParts } from '../parts.ts';
import { prepareFolder, readCliToken } from './folder.ts';
import {
  ensureVendorSource,
  type RunningVendors,
  startVendors,
  stopVendors,
  vendorSummary,
} from './vendors.ts';

const INSTANCE = 'demo';
const SOURCE = 'Active Directory';

export interface DemoOptions {
  once: boolean;
  fresh: boolean;
  /** Vendors that have the same people. */
  with: VendorName[];
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
  const port = await freePort(world.config);
  const config: Config = {
    ...world.config,
    MUSTER_PORT: port,
    MUSTER_PUBLIC_URL: world.config.MUSTER_PUBLIC_URL ?? namedUrl(world.config.MUSTER_HOST, port),
    MUSTER_LAB: 'on',
    MUSTER_ROLES: ['web', 'worker'],
  };
  await prepareFolder(config, options.fresh);
  const signals = listenForSignals();
  let vendors: RunningVendors = new Map();
  let logon: FirstLogon | undefined;
  try {
    out.write('Starting Muster on its own PostgreSQL …\n');
    // Standard output is the demo's own, to its last line.
    const log = openLog({ ...config, MUSTER_LOG_LEVEL: 'warn' }, process.stderr);
    const parts = serverParts(world.version, (first) => {
      logon = first;
    });
    vendors = await startVendors(options.with);
    const serving = await serve(config, parts, log);
    try {
      const client = openClient({ url: serving.url, token: readCliToken(config), language: world.language });
      const told = await Promise.race([story(client, vendors, serving.url, world, logon), signals.asked]);
      if (typeof told === 'string') return 1;
      if (options.once) return told;
      out.write('\nMuster keeps serving; Ctrl-C ends it.\n');
      return await untilStopped(serving, signals);
    } finally {
      await serving.stop();
    }
  } finally {
    await stopVendors(vendors);
    signals.close();
  }
}

async function story(
  client: Client,
  vendors: RunningVendors,
  url: string,
  world: World,
  logon: FirstLogon | undefined,
): Promise<number> {
  const { out, err } = world;
  out.write(`Instance ${INSTANCE}, source ${SOURCE}, cloud account, OAuth application, provisioning …\n`);
  await ensureInstance(client);
  const { source, cloudAccount: cloud, directory } = await setUp(client, ['source', 'cloudAccount']);
  out.write('\nFull sync: Active Directory → directory\n');
  const sync = await follow(
    client,
    err,
    false,
    INSTANCE,
    (await client.post(p`/instances/${INSTANCE}/sources/${source.id}/sync`, {})).id,
  );
  expectGood(sync, 'sync');
  const synced = await syncVendors(client, vendors, url, world);
  // After the sync: an application pushes what changes from its creation on by itself, and the button is to be seen at work.
  const { application } = await setUp(client, ['application']);
  out.write('\nOne-click Push: directory → RAM\n');
  const push = await follow(
    client,
    err,
    false,
    INSTANCE,
    (await client.post(p`/instances/${INSTANCE}/applications/${application.id}/push`, {})).id,
  );
  expectGood(push, 'push');
  // After the push: from here on RAM users of the cloud account log on in no other way.
  out.write('\nLog-on with AD passwords, user SSO of the cloud account …\n');
  const { signIn } = await setUp(client, ['signIn']);
  const { address } = directory;
  return summary(client, { cloud, sync, push, url, address, signIn, logon, vendors, synced }, out);
}

async function syncVendors(
  client: Client,
  vendors: RunningVendors,
  url: string,
  { out, err }: World,
): Promise<Map<VendorName, Json>> {
  const synced = new Map<VendorName, Json>();
  for (const [name, vendor] of vendors) {
    const { title } = VENDORS[name];
    out.write(`\nFull sync: ${title} → directory\n`);
    const source = await ensureVendorSource(client, INSTANCE, name, vendor, url);
    const { id } = await client.post(p`/instances/${INSTANCE}/sources/${source}/sync`, {});
    const sync = await follow(client, err, false, INSTANCE, id);
    expectGood(sync, `sync of ${title}`);
    synced.set(name, sync);
  }
  return synced;
}

async function ensureInstance(client: Client): Promise<void> {
  await found(client.get(p`/instances/${INSTANCE}`), () =>
    client.post('/instances', { id: INSTANCE, name: 'Example Corp' }),
  );
}

function setUp(client: Client, steps: LabPart[]): Promise<Json> {
  return client.post(p`/instances/${INSTANCE}/lab`, { steps });
}

async function summary(
  client: Client,
  told: {
    cloud: Json;
    sync: Json;
    push: Json;
    url: string;
    address: string;
    signIn: Json;
    logon: FirstLogon | undefined;
    vendors: RunningVendors;
    synced: ReadonlyMap<VendorName, Json>;
  },
  out: Output,
): Promise<number> {
  const { cloud, sync, push, url, address, signIn, logon, vendors, synced } = told;
  const { bindAccount, bindPassword } = LAB_DIRECTORY;
  const { user, org, group } = sync.counters;
  const pushed = push.counters.user;
  const failedHere =
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
  const failed = failedHere + (synced.size > 0 ? vendorSummary(sync, synced, vendors, out) : 0);
  const everything = [...synced.values()].flatMap(({ counters }) => Object.values<Json>(counters));
  const moved = [user, org, group, pushed, ...everything].some(
    (c) => c.created + c.updated + (c.deleted ?? 0) + (c.bound ?? 0) > 0,
  );
  if (!moved) out.write('\nNothing changed: everything was in place already.\n');
  const users = await client.get(p`/instances/${INSTANCE}/cloud-accounts/${cloud.id}`);
  out.write(
    `\nConsole              ${url}/console/\nAPI                  ${url}/api/openapi.json\nRAM side, SCIM       ${url}/ram/${cloud.id}/scim\n`,
  );
  out.write(`LDAP server          ${address}, ${bindAccount} / ${bindPassword}\n`);
  out.write(`RAM users            ${users.userCount ?? pushed.total}\n`);
  if (logon?.password)
    out.write(`First log-on         ${logon.username} / ${logon.password}   (shown this once)\n`);
  else
    out.write('First log-on         shown at the first start; `muster reset-admin` makes a new password\n');
  out.write(`Try                  npx muster account list --instance ${INSTANCE}\n`);
  howToSignIn(signIn, out);
  out.write(
    `demo: ${synchronized} accounts synchronized, ${pushed.total - (pushed.failed ?? 0) - (pushed.parked ?? 0) - (pushed.conflict ?? 0)} pushed, ${failed} failed\n`,
  );
  return failed === 0 ? 0 : 1;
}

/** From the AD password to the RAM user, in a browser. */
function howToSignIn(signIn: Json | null, out: Output): void {
  if (!signIn?.person) {
    out.write('\nSign-in              changed by hand: see the page of the log-on methods\n\n');
    return;
  }
  const { logonUrl, portalUrl, ramLogonUrl, person } = signIn;
  out.write(`\nSign in with an AD password: while Muster serves, open one of these in a browser
  Log-on page        ${logonUrl}
  Portal             ${portalUrl}   (its tile leads into the cloud account)
  RAM log-on page    ${ramLogonUrl}
  as                 ${person.username} (${person.name})
  password           ${person.password}   (of all people of the demo company)\n\n`);
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

/** By name where only this machine reaches it: browsers make passkeys for names. */
const namedUrl = (host: string, port: number): string | undefined =>
  host === '127.0.0.1' ? `http://localhost:${port}` : undefined;

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
