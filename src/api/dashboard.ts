import { z } from 'zod';
import { seesAdministration } from '../admin/caller.ts';
import { listExpiringTokens } from '../admin/tokens.ts';
import { listOldestSecrets } from '../cloud/secret-ages.ts';
import {
  countAccountChanges,
  countBySource,
  countOrgsAndGroups,
  countStatuses,
} from '../directory/statistics.ts';
import { Dashboard, Timezone } from '../model/dashboard.ts';
import { lastDays } from '../model/days.ts';
import { overviewOfApplications, reasonsOfStopped } from '../push/overview.ts';
import { countRuns } from '../runs/run-days.ts';
import { type Call, type Route, route } from './route.ts';

const DAYS = 30;
const SECRETS_SHOWN = 100;

async function expiringTokens({ db, caller }: Call, instanceId: string) {
  if (!seesAdministration(caller)) return {};
  const tokens = await listExpiringTokens(db, instanceId, DAYS);
  return {
    tokens: tokens.map(({ id, name, instanceId: limitedTo, expiresAt }) => ({
      id,
      name,
      instanceId: limitedTo,
      expiresAt: expiresAt!,
    })),
  };
}

export const dashboardRoutes: readonly Route[] = [
  route({
    id: 'getDashboard',
    method: 'GET',
    path: '/instances/{instance}/dashboard',
    can: 'read',
    summary: 'An instance at a glance: how many, what happened in 30 days, what is stuck and what grows old',
    query: z.strictObject({
      timezone: Timezone.default('UTC').meta({ description: 'Where days begin, e.g. Asia/Shanghai' }),
    }),
    reply: Dashboard,
    async run(call, { params: { instance }, query: { timezone } }) {
      const { db, language } = call;
      const days = lastDays(new Date(), timezone, DAYS);
      // One after the other: a page that many have open must not take the pool for itself.
      const runs = await countRuns(db, instance, days);
      const changes = await countAccountChanges(db, instance, days);
      return {
        timezone,
        accounts: await countStatuses(db, instance),
        ...(await countOrgsAndGroups(db, instance)),
        sources: await countBySource(db, instance),
        days: days.map(({ day }, i) => ({ day, runs: runs[i]!, changes: changes[i]! })),
        applications: await overviewOfApplications(db, instance, language),
        stopped: await reasonsOfStopped(db, instance, language),
        appSecrets: await listOldestSecrets(db, instance, SECRETS_SHOWN),
        ...(await expiringTokens(call, instance)),
      };
    },
  }),
];
