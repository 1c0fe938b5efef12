/** Sets up what a lab still lacks, part by part; what is in place is not touched. */
import { createCloudAccount } from '../cloud/accounts.ts';
import { addScope, authoriseApp, createApp, listApps } from '../cloud/apps.ts';
import { createSecret, deleteSecret, listSecrets } from '../cloud/secrets.ts';
import type { Db } from '../db/db.ts';
import type { Actor } from '../directory/change-log.ts';
import type { CloudAccount, CloudApp } from '../model/cloud.ts';
import type { LabPart } from '../model/lab.ts';
import { createApplication, listApplications, updateApplication } from '../push/applications.ts';
import {
  createSource,
  listSources,
  loadSource,
  type SourceDeps,
  updateSource,
} from '../sync/source-settings.ts';
import { LAB_DIRECTORY } from './company.ts';
import { type LabParts, pathsOf, refOf } from './parts.ts';
import { type LabRow, setLabRow } from './rows.ts';

const NAMES = {
  source: 'Active Directory (lab)',
  cloudAccount: 'Example Cloud (lab)',
  cloudApp: 'muster-lab',
  application: 'Alibaba Cloud RAM (lab)',
} as const;
const SCOPE = '/acs/scim';

export interface SetUp {
  db: Db;
  deps: SourceDeps;
  actor: Actor;
  row: LabRow;
  parts: LabParts;
  made: LabPart[];
  repaired: LabPart[];
}

/** The source that reads the company at `address`. */
export async function ensureSource(setUp: SetUp, address: string): Promise<void> {
  const { db, deps, actor, row, parts, made, repaired } = setUp;
  if (parts.source) {
    if (await leadSource(db, deps, actor, row, parts.source.id, address)) repaired.push('source');
    return;
  }
  const { baseDn, peopleDn, bindAccount, bindPassword } = LAB_DIRECTORY;
  parts.source = await createSource(db, deps, actor, row.instance_id, {
    kind: 'ad',
    name: freeName(NAMES.source, await listSources(db, deps, row.instance_id)),
    config: {
      addresses: [address],
      bindAccount,
      bindPassword,
      baseDn,
      sourceNodes: [peopleDn],
      groupSync: true,
    },
  });
  await setLabRow(db, row, { source_id: parts.source.id });
  made.push('source');
}

/** Leads the source to where the company listens now; false where it was led there already. */
export async function leadSource(
  db: Db,
  deps: SourceDeps,
  actor: Actor,
  { instance_id: instanceId }: LabRow,
  sourceId: string,
  address: string,
): Promise<boolean> {
  const { config } = await loadSource(db, deps, instanceId, sourceId);
  const addresses = [address];
  if (JSON.stringify(config.addresses) === JSON.stringify(addresses)) return false;
  // With the password again: a stored one follows to no new address.
  await updateSource(db, deps, actor, instanceId, sourceId, { config: { ...config, addresses } });
  return true;
}

/** Short enough to be read in log-on names, with a number where another account has it. */
async function freeAlias(db: Db, instanceId: string): Promise<string> {
  // An alias takes single hyphens only.
  const wanted = `${instanceId}-lab`.replaceAll(/-+/g, '-');
  const { rows } = await db.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM cloud_account WHERE alias = $1 OR alias LIKE $1 || '-%'`,
    [wanted],
  );
  return rows[0]!.n === 0 ? wanted : `${wanted}-${rows[0]!.n + 1}`;
}

export async function ensureCloudAccount(setUp: SetUp): Promise<CloudAccount> {
  const { db, actor, row, parts, made } = setUp;
  if (!parts.cloudAccount) {
    parts.cloudAccount = await createCloudAccount(db, actor, row.instance_id, {
      name: NAMES.cloudAccount,
      alias: await freeAlias(db, row.instance_id),
    });
    await setLabRow(db, row, { cloud_account_id: parts.cloudAccount.id });
    made.push('cloudAccount');
  }
  return parts.cloudAccount;
}

/** The OAuth application and the application that pushes with it to this server at `serverUrl`. */
export async function ensureApplication(setUp: SetUp, serverUrl: string): Promise<void> {
  const { db, deps, actor, row, parts, made, repaired } = setUp;
  const account = await ensureCloudAccount(setUp);
  const ref = refOf(row.instance_id, account);
  const app = await ensureCloudApp(setUp, account);
  const paths = pathsOf(account);
  const wanted = { baseUrl: serverUrl + paths.scim, tokenUrl: serverUrl + paths.token, clientId: app.appId };
  const present = parts.application?.provisioning;
  const inPlace =
    present?.baseUrl === wanted.baseUrl &&
    'tokenUrl' in present &&
    present.tokenUrl === wanted.tokenUrl &&
    present.clientId === wanted.clientId &&
    (await listSecrets(db, ref, app.appId)).length > 0;
  if (inPlace) return;
  // A new secret: no old one can be read again, and none follows to a new address.
  for (const { appSecretId } of await listSecrets(db, ref, app.appId))
    await deleteSecret(db, actor, ref, app.appId, appSecretId);
  const { appSecretValue: clientSecret } = await createSecret(db, actor, ref, app.appId);
  const provisioning = { ...wanted, clientSecret };
  if (parts.application) {
    const { id } = parts.application;
    parts.application = await updateApplication(db, deps, actor, row.instance_id, id, { provisioning });
    repaired.push('application');
    return;
  }
  parts.application = await createApplication(db, deps, actor, row.instance_id, {
    template: 'alibaba-ram',
    name: freeName(NAMES.application, await listApplications(db, row.instance_id)),
    // The preset's five writes a second are for Alibaba's RAM; this one is ours.
    provisioning: { ...provisioning, rate: 1000, concurrency: 8 },
  });
  await setLabRow(db, row, { application_id: parts.application.id });
  made.push('application');
}

async function ensureCloudApp({ db, actor, row, parts }: SetUp, account: CloudAccount): Promise<CloudApp> {
  const ref = refOf(row.instance_id, account);
  let app = parts.cloudApp ?? (await listApps(db, ref)).find(({ appName }) => appName === NAMES.cloudApp);
  app ??= await createApp(db, actor, ref, {
    appName: NAMES.cloudApp,
    displayName: 'Muster lab',
    appType: 'ServerApp',
    predefinedScopes: [SCOPE],
  });
  if (!app.predefinedScopes.includes(SCOPE)) app = await addScope(db, actor, ref, app.appId, SCOPE);
  if (!app.delegatedScopes.includes(SCOPE)) app = await authoriseApp(db, actor, ref, app.appId, [SCOPE]);
  if (row.cloud_app_id !== app.appId) await setLabRow(db, row, { cloud_app_id: app.appId });
  parts.cloudApp = app;
  return app;
}

/** The name, or the first of `name 2`, `name 3` … that nothing of the instance has. */
function freeName(wanted: string, others: readonly { name: string }[]): string {
  const taken = new Set(others.map(({ name }) => name.toLowerCase()));
  for (let number = 1; ; number++) {
    const name = number === 1 ? wanted : `${wanted} ${number}`;
    if (!taken.has(name.toLowerCase())) return name;
  }
}
