/**
 * The lab: an example company in this process with everything that leads from it into a RAM user directory, so that the
 * whole way can be tried without an Active Directory. Each instance has a company of its own.
 */
import type { Logger } from 'pino';
import { deleteApp } from '../cloud/apps.ts';
import { serviceProvider } from '../cloud/user-sso/addresses.ts';
import type { Db } from '../db/db.ts';
import type { Actor } from '../directory/change-log.ts';
import { type Language, MusterError } from '../errors/error.ts';
import { generatePassword } from '../logon/password-admin.ts';
import type { CloudAccount } from '../model/cloud.ts';
import {
  type LabChange,
  type LabEvent,
  LabPart,
  type LabReady,
  type LabRemoved,
  type LabSignIn,
  type Lab as LabState,
} from '../model/lab.ts';
import { deleteApplication } from '../push/applications.ts';
import { deleteSource, type SourceDeps } from '../sync/source-settings.ts';
import { LAB_DIRECTORY, type RunningCompany, startCompany } from './company.ts';
import { type LabParts, labParts, refOf } from './parts.ts';
import { appendLabChange, ensureLabRow, type LabRow, labRow, labsInUse, setLabRow } from './rows.ts';
import { ensureApplication, ensureCloudAccount, ensureSource, leadSource, type SetUp } from './set-up.ts';
import { ensureSignIn, removeSignIn, type SignInDeps, signInIsOn } from './sign-in.ts';
import { eventText, removedText } from './words.ts';

const SYSTEM: Actor = { name: 'lab' };

/** Every start of the server lets all of them happen again before it does anything else: two seconds at most. */
const CHANGES_MAX = 2000;

/** The companies that run in this process. */
export interface Lab {
  companies: Map<string, RunningCompany>;
  /** Where this server reaches itself. */
  serverUrl(): string;
  /** One after the other: set-up, change and removal each look first and write then. */
  inTurn<T>(work: () => Promise<T>): Promise<T>;
  stop(): Promise<void>;
}

/** What is needed of the server; `lab` is missing where none may run. */
export interface LabDeps extends SignInDeps {
  lab?: Lab | undefined;
}

/** Starts the companies of all labs that are set up. One that does not start is logged and keeps nothing else from starting. */
export async function startLab(
  deps: SourceDeps & { db: Db },
  log: Logger,
  serverUrl: () => string,
): Promise<Lab> {
  const companies: Lab['companies'] = new Map();
  let last: Promise<unknown> = Promise.resolve();
  const lab: Lab = {
    companies,
    serverUrl,
    inTurn(work) {
      const result = last.then(work);
      last = result.catch(() => {});
      return result;
    },
    async stop() {
      await last;
      await Promise.all([...companies.values()].map((company) => company.close()));
      companies.clear();
    },
  };
  for (const row of await labsInUse(deps.db)) {
    try {
      const { source } = await labParts(deps.db, deps, row);
      if (!source) continue;
      const { address } = await runningCompany(deps, lab, row);
      await leadSource(deps.db, deps, SYSTEM, row, source.id, address);
      log.info({ instance: row.instance_id, address }, 'the LDAP server of the lab listens');
    } catch (error) {
      log.warn({ err: error, instance: row.instance_id }, 'the lab does not start');
    }
  }
  return lab;
}

/** What there is of an instance's lab; the password of its people where `open` says so. */
export async function labState(deps: LabDeps, instanceId: string, open: boolean): Promise<LabState> {
  const row = await labRow(deps.db, instanceId);
  return shown(deps, instanceId, row, await labParts(deps.db, deps, row), open);
}

/**
 * Sets up the `steps` that are missing, all parts unless told otherwise, and leads to the present addresses what was
 * set up before. Throws `lab_off`, `listen_failed`.
 */
export async function setUpLab(
  deps: LabDeps,
  actor: Actor,
  instanceId: string,
  steps: readonly LabPart[] = LabPart.options,
): Promise<LabReady> {
  const { db } = deps;
  const lab = required(deps);
  return lab.inTurn(async () => {
    const row = await ensureLabRow(db, instanceId);
    const parts = await labParts(db, deps, row);
    const setUp: SetUp = { db, deps, actor, row, parts, made: [], repaired: [] };
    const has = (step: LabPart) => steps.includes(step) || steps.includes('signIn');
    if (has('source')) await ensureSource(setUp, (await runningCompany(deps, lab, row)).address);
    if (has('cloudAccount')) await ensureCloudAccount(setUp);
    if (has('application')) await ensureApplication(setUp, lab.serverUrl());
    if (steps.includes('signIn')) {
      const done = await ensureSignIn(deps, actor, instanceId, parts);
      if (done) setUp[done].push('signIn');
    }
    await closeUnused(db, lab);
    const state = await shown(deps, instanceId, row, parts, true);
    return { ...state, made: setUp.made, repaired: setUp.repaired };
  });
}

/**
 * Removes source, application with sign-in, and OAuth application of the lab and stops its LDAP server. What the source
 * brought, the cloud account and its RAM users stay, and so does what has happened to the company. Throws `run_active`.
 */
export async function removeLab(
  deps: LabDeps,
  actor: Actor,
  instanceId: string,
  language: Language,
): Promise<LabRemoved> {
  const { db, lab } = deps;
  const remove = async (): Promise<LabRemoved> => {
    const row = await labRow(db, instanceId);
    const parts = await labParts(db, deps, row);
    const { source, cloudAccount, cloudApp, application } = parts;
    const removed: LabPart[] = [];
    const brought = source ? await broughtBy(db, source.id) : { accounts: 0, organizations: 0, groups: 0 };
    if (source) {
      await deleteSource(db, deps, actor, instanceId, source.id);
      removed.push('source');
    }
    if (await removeSignIn(deps, actor, instanceId, parts)) removed.push('signIn');
    if (application) {
      await deleteApplication(db, actor, instanceId, application.id);
      removed.push('application');
    }
    if (cloudAccount && cloudApp) await deleteApp(db, actor, refOf(instanceId, cloudAccount), cloudApp.appId);
    if (row) await setLabRow(db, row, { source_id: null, application_id: null, cloud_app_id: null });
    if (lab) await closeUnused(db, lab);
    const kept = { ...brought, ramUsers: cloudAccount?.userCount ?? 0 };
    return { removed, kept, text: removedText(removed.length > 0, kept, language) };
  };
  return lab ? lab.inTurn(remove) : remove();
}

/**
 * Lets something happen to people of the company; fewer than asked for where there are no more. Throws `lab_off`,
 * `lab_absent`, `lab_changes_over`.
 */
export async function changeLab(
  deps: LabDeps,
  instanceId: string,
  change: LabChange,
  language: Language,
): Promise<LabEvent[]> {
  const { db } = deps;
  const lab = required(deps);
  return lab.inTurn(async () => {
    const row = await labRow(db, instanceId);
    const { source } = await labParts(db, deps, row);
    if (!row || !source) throw new MusterError('lab_absent', { instance: instanceId });
    const happened = row.changes.reduce((sum, { count }) => sum + count, change.count);
    if (happened > CHANGES_MAX) throw new MusterError('lab_changes_over', { limit: CHANGES_MAX });
    const company = await runningCompany(deps, lab, row);
    // Kept first: what a sync has seen must still be so after a restart.
    await appendLabChange(db, instanceId, change);
    return company.change(change).map((event) => ({
      account: event.account,
      name: event.name,
      text: eventText(event, language),
    }));
  });
}

async function runningCompany(deps: SourceDeps & { db: Db }, lab: Lab, row: LabRow): Promise<RunningCompany> {
  const running = lab.companies.get(row.instance_id);
  if (running) return running;
  const company = await startCompany(row.changes, row.port ?? undefined, await passwordOf(deps, row));
  lab.companies.set(row.instance_id, company);
  if (row.port !== company.port) await setLabRow(deps.db, row, { port: company.port });
  return company;
}

/** What everybody in the company logs on with, made when first needed. */
async function passwordOf({ db, seal, open }: SourceDeps & { db: Db }, row: LabRow): Promise<string> {
  const context = `lab:${row.instance_id}:user_password`;
  if (row.user_password !== null) return open(row.user_password, context);
  const password = generatePassword({ minLength: 20 });
  await setLabRow(db, row, { user_password: seal(password, context) });
  return password;
}

/** Ends the companies whose source is gone, with its instance or by another way than `removeLab`. */
async function closeUnused(db: Db, lab: Lab): Promise<void> {
  const used = new Set((await labsInUse(db)).map(({ instance_id: id }) => id));
  for (const [instanceId, company] of lab.companies) {
    if (used.has(instanceId)) continue;
    lab.companies.delete(instanceId);
    await company.close();
  }
}

const named = (id: string, name: string) => ({ id, name });

function required({ lab }: LabDeps): Lab {
  if (!lab) throw new MusterError('lab_off');
  return lab;
}

async function broughtBy(db: Db, sourceId: string): Promise<Omit<LabRemoved['kept'], 'ramUsers'>> {
  const { rows } = await db.query<Omit<LabRemoved['kept'], 'ramUsers'>>(
    `SELECT (SELECT count(*) FROM account WHERE source_id = $1) AS accounts,
            (SELECT count(*) FROM org_unit WHERE source_id = $1) AS organizations,
            (SELECT count(*) FROM directory_group WHERE source_id = $1) AS groups`,
    [sourceId],
  );
  return rows[0]!;
}

async function shown(
  deps: LabDeps,
  instanceId: string,
  row: LabRow | undefined,
  parts: LabParts,
  open: boolean,
): Promise<LabState> {
  const { lab } = deps;
  const { source, cloudAccount, cloudApp, application } = parts;
  const company = source && lab?.companies.get(instanceId);
  const signIn = (await signInIsOn(deps, instanceId, parts))
    ? await shownSignIn(deps, row!, cloudAccount!, company, open)
    : null;
  const { baseDn, bindAccount } = LAB_DIRECTORY;
  return {
    allowed: lab !== undefined,
    setUp: [source, cloudAccount, cloudApp, application, signIn].every((part) => part),
    running: company !== undefined,
    directory: company ? { address: company.address, baseDn, bindAccount, people: company.people() } : null,
    source: source ? named(source.id, source.name) : null,
    cloudAccount: cloudAccount ? named(cloudAccount.id, cloudAccount.name) : null,
    cloudApp: cloudApp ? named(cloudApp.appId, cloudApp.appName) : null,
    application: application ? named(application.id, application.name) : null,
    signIn,
  };
}

async function shownSignIn(
  deps: LabDeps,
  row: LabRow,
  { id }: CloudAccount,
  company: RunningCompany | undefined,
  open: boolean,
): Promise<LabSignIn> {
  const { publicUrl } = deps;
  const somebody = company?.somebody();
  return {
    logonUrl: `${publicUrl}/${row.instance_id}/login`,
    portalUrl: `${publicUrl}/${row.instance_id}/portal`,
    ramLogonUrl: serviceProvider(publicUrl, id).logonUrl,
    person: somebody ? { ...somebody, password: open ? await passwordOf(deps, row) : null } : null,
  };
}
