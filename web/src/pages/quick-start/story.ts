/** How far an instance is on the way from a source to RAM, decided from what the API tells; nothing is read here. */
import type {
  Application,
  CloudAccountWithEndpoints,
  CloudApp,
  LinkCounts,
  LogonMethod,
  Run,
  Source,
} from '../../api/generated.ts';

export const STEPS = ['instance', 'source', 'sync', 'ram', 'application', 'test', 'push', 'logon'] as const;
export type StepId = (typeof STEPS)[number];

/**
 * done · partly: done, with something left over · busy: under way · waits: for a person to decide · failed ·
 * todo: can be done now · later: something before it is missing · elsewhere: not in this Muster, so not known here ·
 * optional: people are in RAM without it.
 */
export type StepState =
  | 'done'
  | 'partly'
  | 'busy'
  | 'waits'
  | 'failed'
  | 'todo'
  | 'later'
  | 'elsewhere'
  | 'optional';

export interface RamSide {
  account: CloudAccountWithEndpoints;
  apps: { app: CloudApp; secrets: number }[];
}

/** What a test of the connection found, while this page remembers it. */
export type Connectivity = 'passed' | 'failed' | 'running' | undefined;

export interface Facts {
  sources: readonly Source[];
  lastSync: Run | undefined;
  accounts: number;
  ram: readonly RamSide[];
  applications: readonly Application[];
  /** Of the application of the story. */
  links: LinkCounts | undefined;
  lastPush: Run | undefined;
  methods: readonly LogonMethod[];
  connectivity: Connectivity;
}

export interface Story {
  states: Record<StepId, StepState>;
  /** The one to do next; undefined when everything is in place. */
  next: StepId | undefined;
  application: Application | undefined;
  /** The cloud account that the application pushes to, or the first one that is ready. */
  ram: RamSide | undefined;
  /** Its OAuth application with the scope, best one first. */
  oauthApp: RamSide['apps'][number] | undefined;
}

const SCIM_SCOPE = '/acs/scim';

/** The application that the story is about: the first one that provisions, else the first one that could. */
export function applicationOf(applications: readonly Application[]): Application | undefined {
  return (
    applications.find(({ enabled }) => enabled) ??
    applications.find(({ provisioning }) => provisioning !== null)
  );
}

export function storyOf(facts: Facts): Story {
  const application = applicationOf(facts.applications);
  const target = application?.provisioning?.baseUrl;
  const ram = facts.ram.find(({ account }) => isAt(account, target)) ?? bestOf(facts.ram);
  const oauthApp = ram && readiest(ram);
  const states: Story['states'] = {
    instance: 'done',
    source: facts.sources.length > 0 ? 'done' : 'todo',
    sync: syncState(facts),
    ram: ramState(facts, target, oauthApp),
    application: application === undefined ? 'todo' : application.enabled ? 'done' : 'partly',
    test: testState(facts, application),
    push: pushState(facts, application),
    logon: facts.methods.some((method) => method.enabled && isOfSource(method)) ? 'done' : 'optional',
  };
  // The steps of the RAM side follow on each other: what comes first is offered first.
  if (states.ram === 'todo' && states.application === 'todo') states.application = 'later';
  const next = STEPS.find((id) => !['done', 'partly', 'elsewhere', 'busy', 'optional'].includes(states[id]));
  return { states, next, application, ram, oauthApp };
}

/** Under whatever name this server is reached: the path names the account, by an id that no other Muster gives. */
function isAt({ scimBaseUrl }: RamSide['account'], target: string | undefined): boolean {
  const path = target === undefined ? undefined : URL.parse(target)?.pathname;
  return path !== undefined && path === URL.parse(scimBaseUrl)?.pathname;
}

/** Lets people of a source log on. */
export function isOfSource({ kind }: LogonMethod): boolean {
  return kind === 'source';
}

function syncState({ sources, lastSync, accounts }: Facts): StepState {
  if (lastSync) {
    const state = runState(lastSync);
    // People who are there already came by a sync that went well.
    return state === 'todo' && accounts > 0 ? 'done' : state;
  }
  return sources.length > 0 ? 'todo' : 'later';
}

function ramState(
  { ram, applications }: Facts,
  target: string | undefined,
  oauthApp: RamSide['apps'][number] | undefined,
): StepState {
  const own = ram.some(({ account }) => isAt(account, target));
  if (applications.length > 0 && target !== undefined && !own) return 'elsewhere';
  return isReady(oauthApp) ? 'done' : 'todo';
}

function testState(
  { connectivity, links, lastPush }: Facts,
  application: Application | undefined,
): StepState {
  if (application === undefined) return 'later';
  if (connectivity === 'running') return 'busy';
  if (connectivity) return connectivity === 'passed' ? 'done' : 'failed';
  // What has been written there proves the connection as well as a test does.
  if ((links?.synced ?? 0) > 0 || lastPush?.state === 'success') return 'done';
  return 'todo';
}

function pushState({ accounts, links, lastPush }: Facts, application: Application | undefined): StepState {
  if (application === undefined) return 'later';
  if (lastPush) {
    const state = runState(lastPush);
    if (state !== 'done') return state;
    return stopped(links) > 0 ? 'partly' : 'done';
  }
  // Live push may have brought everybody already.
  if ((links?.synced ?? 0) > 0) return stopped(links) > 0 ? 'partly' : 'done';
  return accounts > 0 ? 'todo' : 'later';
}

/** Accounts that a person has to look at before the target has them. */
export function stopped(links: LinkCounts | undefined): number {
  return (links?.parked ?? 0) + (links?.conflict ?? 0) + (links?.held ?? 0);
}

function runState({ state, mode }: Run): StepState {
  if (state === 'pending' || state === 'running') return 'busy';
  if (state === 'planned' || state === 'awaiting_confirmation') return 'waits';
  if (state === 'failed') return 'failed';
  if (mode === 'plan' || state === 'cancelled' || state === 'discarded') return 'todo';
  return state === 'partial_success' ? 'partly' : 'done';
}

function isReady(entry: RamSide['apps'][number] | undefined): boolean {
  return entry !== undefined && hasScope(entry.app) && entry.secrets > 0;
}

export function hasScope(app: CloudApp): boolean {
  return app.predefinedScopes.includes(SCIM_SCOPE);
}

function readiest({ apps }: RamSide): RamSide['apps'][number] | undefined {
  return apps.find(isReady) ?? apps.find(({ app }) => hasScope(app)) ?? apps[0];
}

function bestOf(ram: readonly RamSide[]): RamSide | undefined {
  return ram.find(({ apps }) => apps.some(isReady)) ?? ram[0];
}
