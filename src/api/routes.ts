import { accountTableRoutes } from './account-table.ts';
import { accountRoutes } from './accounts.ts';
import { administratorRoutes } from './administrators.ts';
import { applicationRoutes } from './applications.ts';
import { changeRoutes } from './changes.ts';
import { cloudAccountRoutes } from './cloud-accounts.ts';
import { cloudAppRoutes } from './cloud-apps.ts';
import { cloudUserRoutes } from './cloud-users.ts';
import { dashboardRoutes } from './dashboard.ts';
import { explainRoutes } from './explain.ts';
import { expressionRoutes } from './expressions.ts';
import { groupRoutes } from './groups.ts';
import { instanceRoutes } from './instances.ts';
import { labRoutes } from './lab.ts';
import { metaRoutes } from './meta.ts';
import { orgRoutes } from './orgs.ts';
import { pushRoutes } from './push.ts';
import type { Route } from './route.ts';
import { runRoutes } from './runs.ts';
import { sessionRoutes } from './session.ts';
import { sourceCallbackRoutes } from './source-callback.ts';
import { sourceExploreRoutes } from './source-explore.ts';
import { sourceRoutes } from './sources.ts';

/** Every call of the administration API. */
export const ROUTES: readonly Route[] = [
  ...metaRoutes,
  ...sessionRoutes,
  ...administratorRoutes,
  ...instanceRoutes,
  ...dashboardRoutes,
  ...accountRoutes,
  ...accountTableRoutes,
  ...orgRoutes,
  ...groupRoutes,
  ...changeRoutes,
  ...sourceRoutes,
  ...sourceExploreRoutes,
  ...sourceCallbackRoutes,
  ...expressionRoutes,
  ...runRoutes,
  ...applicationRoutes,
  ...pushRoutes,
  ...explainRoutes,
  ...cloudAccountRoutes,
  ...cloudAppRoutes,
  ...cloudUserRoutes,
  ...labRoutes,
];
