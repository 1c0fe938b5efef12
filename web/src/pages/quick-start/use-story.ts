import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import type { Run } from '../../api/generated.ts';
import { applicationOf, type Facts, type RamSide, storyOf } from './story.ts';

/** More cloud accounts than this nobody looks through at a glance. */
const CLOUD_ACCOUNTS_READ = 5;
const APPS_READ = 10;
const WHILE_BUSY_MS = 1_500;
const ELSE_MS = 15_000;

/** Everything the checklist shows lies below this key, so that one call brings it up to date. */
export const storyKey = (instance: string) => ['quick-start', instance] as const;

/** How far the instance is; read again every few seconds while something is under way. */
export function useStory(instance: string, test: Test | undefined) {
  const query = useQuery({
    queryKey: [...storyKey(instance), 'facts'],
    queryFn: () => readFacts(instance),
    refetchInterval: ({ state: { data } }) =>
      isBusy(data?.lastSync) || isBusy(data?.lastPush) ? WHILE_BUSY_MS : ELSE_MS,
  });
  const facts: Facts | undefined = query.data && {
    ...query.data,
    connectivity: test?.application === applicationOf(query.data.applications)?.id ? test?.state : undefined,
  };
  return { query, facts, story: facts && storyOf(facts) };
}

/** Queued or at work. */
export function isBusy(run: Run | undefined): boolean {
  return run?.state === 'pending' || run?.state === 'running';
}

async function readFacts(instance: string): Promise<Omit<Facts, 'connectivity'>> {
  const [sources, syncs, pushes, accounts, cloudAccounts, applications, methods] = await Promise.all([
    api.sources.listSources(instance),
    api.runs.listRuns(instance, { kind: 'sync', limit: 1 }),
    api.runs.listRuns(instance, { kind: 'push', limit: 1 }),
    api.accountCount.countAccounts(instance),
    api.cloudAccounts.listCloudAccounts(instance),
    api.applications.listApplications(instance),
    api.logonMethods.listLogonMethods(instance),
  ]);
  const application = applicationOf(applications.items);
  const [ram, links] = await Promise.all([
    Promise.all(
      cloudAccounts.items.slice(0, CLOUD_ACCOUNTS_READ).map((account) => readRamSide(instance, account)),
    ),
    application ? api.applications.countTargetLinks(instance, application.id) : undefined,
  ]);
  return {
    sources: sources.items,
    lastSync: syncs.items[0],
    accounts: accounts.count,
    ram,
    applications: applications.items,
    links,
    lastPush: pushes.items[0],
    methods: methods.items,
  };
}

async function readRamSide(instance: string, account: RamSide['account']): Promise<RamSide> {
  const { items } = await api.cloudAccounts.listCloudApps(instance, account.id);
  const apps = await Promise.all(
    items.slice(0, APPS_READ).map(async (app) => ({
      app,
      secrets: (await api.cloudAccounts.listCloudAppSecrets(instance, account.id, app.appId)).items.length,
    })),
  );
  return { account, apps };
}

/** A test of the connection as this page has seen it; another attempt is another test. */
export interface Test {
  application: string;
  attempt: number;
  state: 'running' | 'passed' | 'failed';
}
