import { accountTableRoutes } from './account-table.ts';
import { accountRoutes } from './accounts.ts';
import { administratorRoutes } from './administrators.ts';
import { applicationAccessRoutes } from './application-access.ts';
import { applicationCatalogueRoutes } from './application-catalogue.ts';
import { applicationRoutes } from './applications.ts';
import { auditRoutes } from './audit.ts';
import { changeRoutes } from './changes.ts';
import { cloudAccountRoutes } from './cloud-accounts.ts';
import { cloudAppRoutes } from './cloud-apps.ts';
import { cloudUserSsoRoutes } from './cloud-user-sso.ts';
import { cloudUserRoutes } from './cloud-users.ts';
import { dashboardRoutes } from './dashboard.ts';
import { explainRoutes } from './explain.ts';
import { expressionRoutes } from './expressions.ts';
import { factorRoutes } from './factors.ts';
import { groupRoutes } from './groups.ts';
import { instanceRoutes } from './instances.ts';
import { labRoutes } from './lab.ts';
import { logonRoutes } from './logon.ts';
import { metaRoutes } from './meta.ts';
import { oidcClientRoutes } from './oidc-clients.ts';
import { orgRoutes } from './orgs.ts';
import { pushRoutes } from './push.ts';
import type { Route } from './route.ts';
import { runRoutes } from './runs.ts';
import { samlRoutes } from './saml.ts';
import { sessionRoutes } from './session.ts';
import { signingKeyRoutes } from './signing-keys.ts';
import { sourceCallbackRoutes } from './source-callback.ts';
import { sourceExploreRoutes } from './source-explore.ts';
import { sourceRoutes } from './sources.ts';
import { ssoRoutes } from './sso.ts';

/** Every call of the administration API. */
export const ROUTES: readonly Route[] = [
  ...metaRoutes,
  ...sessionRoutes,
  ...administratorRoutes,
  ...instanceRoutes,
  ...dashboardRoutes,
  ...accountRoutes,
  ...accountTableRoutes,
  ...factorRoutes,
  ...logonRoutes,
  ...orgRoutes,
  ...groupRoutes,
  ...changeRoutes,
  ...auditRoutes,
  ...sourceRoutes,
  ...sourceExploreRoutes,
  ...sourceCallbackRoutes,
  ...expressionRoutes,
  ...runRoutes,
  ...applicationRoutes,
  ...applicationCatalogueRoutes,
  ...ssoRoutes,
  ...oidcClientRoutes,
  ...signingKeyRoutes,
  ...applicationAccessRoutes,
  ...pushRoutes,
  ...explainRoutes,
  ...cloudAccountRoutes,
  ...cloudAppRoutes,
  ...cloudUserRoutes,
  ...cloudUserSsoRoutes,
  ...samlRoutes,
  ...labRoutes,
];
