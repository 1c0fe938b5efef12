/** Every address of the console and the page that answers it; each page is loaded when it is first opened. */
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import { BrokenPage, NotFound } from './app/errors.tsx';
import { Layout } from './app/layout.tsx';
import { Loading } from './parts/states.tsx';

/** Filters and choices of a page live in the address; what a page does not know it leaves alone. */
export type Search = Record<string, string | undefined>;
const validateSearch = (search: Record<string, unknown>): Search =>
  Object.fromEntries(
    Object.entries(search).flatMap(([key, value]) =>
      value === undefined || value === null || typeof value === 'object' ? [] : [[key, String(value)]],
    ),
  );

const root = createRootRoute({ component: Layout, notFoundComponent: NotFound, validateSearch });

// biome-ignore lint/suspicious/noExplicitAny: the router infers what is in the module
const page = <const P extends string>(path: P, load: () => Promise<any>, name: string) =>
  createRoute({ getParentRoute: () => root, path, component: lazyRouteComponent(load, name) });

const I = '/i/$instance';

const routes = [
  page('/', () => import('./pages/instances/start.tsx'), 'Start'),
  page('/instances', () => import('./pages/instances/instances.tsx'), 'Instances'),
  createRoute({
    getParentRoute: () => root,
    path: I,
    beforeLoad: ({ params }) => {
      throw redirect({ to: '/i/$instance/quick-start', params });
    },
  }),
  page(`${I}/quick-start`, () => import('./pages/quick-start/quick-start.tsx'), 'QuickStart'),
  page(`${I}/dashboard`, () => import('./pages/dashboard/dashboard.tsx'), 'Dashboard'),

  page(`${I}/accounts`, () => import('./pages/accounts/accounts.tsx'), 'Accounts'),
  page(`${I}/accounts/import`, () => import('./pages/accounts/import.tsx'), 'ImportAccounts'),
  page(`${I}/accounts/$account`, () => import('./pages/accounts/account.tsx'), 'AccountPage'),
  page(`${I}/groups`, () => import('./pages/accounts/groups.tsx'), 'Groups'),
  page(`${I}/groups/$group`, () => import('./pages/accounts/group.tsx'), 'GroupPage'),
  page(`${I}/fields`, () => import('./pages/accounts/fields.tsx'), 'Fields'),
  page(`${I}/recycle-bin`, () => import('./pages/accounts/recycle-bin.tsx'), 'RecycleBin'),

  page(`${I}/sources`, () => import('./pages/sources/sources.tsx'), 'Sources'),
  page(`${I}/sources/new`, () => import('./pages/sources/new-source.tsx'), 'NewSource'),
  page(`${I}/sources/$source`, () => import('./pages/sources/source.tsx'), 'SourcePage'),

  page(`${I}/runs`, () => import('./pages/runs/runs.tsx'), 'Runs'),
  page(`${I}/runs/$run`, () => import('./pages/runs/run.tsx'), 'RunPage'),

  page(`${I}/applications`, () => import('./pages/applications/applications.tsx'), 'Applications'),
  page(`${I}/applications/new`, () => import('./pages/applications/new-application.tsx'), 'NewApplication'),
  page(
    `${I}/applications/$application`,
    () => import('./pages/applications/application.tsx'),
    'ApplicationPage',
  ),

  page(`${I}/cloud`, () => import('./pages/cloud/cloud-accounts.tsx'), 'CloudAccounts'),
  page(`${I}/cloud/$cloudAccount`, () => import('./pages/cloud/cloud-account.tsx'), 'CloudAccountPage'),
  page(`${I}/cloud/$cloudAccount/apps/$app`, () => import('./pages/cloud/oauth-app.tsx'), 'OAuthAppPage'),

  page(`${I}/logon/methods`, () => import('./pages/logon/methods.tsx'), 'LogonMethods'),
  page(`${I}/logon/passwords`, () => import('./pages/logon/password-policy.tsx'), 'PasswordPolicyPage'),
  page(`${I}/logon/second-factor`, () => import('./pages/logon/second-factor.tsx'), 'SecondFactorPage'),
  page(`${I}/logon/sessions`, () => import('./pages/logon/sessions.tsx'), 'Sessions'),
  page(`${I}/logon/look`, () => import('./pages/logon/look.tsx'), 'LogonLook'),
  page(`${I}/logon/portal`, () => import('./pages/logon/portal.tsx'), 'PortalSettings'),
  page(`${I}/logon/keys`, () => import('./pages/logon/keys.tsx'), 'SigningKeys'),

  page(`${I}/logs`, () => import('./pages/logs/logs.tsx'), 'Logs'),
  page(`${I}/settings`, () => import('./pages/settings/instance-settings.tsx'), 'InstanceSettings'),

  page('/administrators', () => import('./pages/settings/administrators.tsx'), 'Administrators'),
  page('/tokens', () => import('./pages/settings/tokens.tsx'), 'Tokens'),
  page('/about', () => import('./pages/settings/about.tsx'), 'About'),
  page('/api-docs', () => import('./pages/settings/api-docs.tsx'), 'ApiDocs'),
];

export const router = createRouter({
  routeTree: root.addChildren(routes),
  basepath: '/console',
  defaultPendingComponent: Loading,
  defaultErrorComponent: BrokenPage,
  defaultPreload: 'intent',
  scrollRestoration: true,
  scrollToTopSelectors: ['#content'],
  // The address shows `status=disabled`, not a JSON text.
  parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
  stringifySearch: (search) => {
    const text = new URLSearchParams(Object.entries(validateSearch(search)) as [string, string][]).toString();
    return text === '' ? '' : `?${text}`;
  },
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
