import { CATALOGUE, guideOf } from '../applications/catalogue.ts';
import { CatalogueEntry } from '../model/application-catalogue.ts';
import { listOf } from './page.ts';
import { type Route, route } from './route.ts';
import { addressesOf } from './sso.ts';

export const applicationCatalogueRoutes: readonly Route[] = [
  route({
    id: 'listApplicationCatalogue',
    method: 'GET',
    path: '/application-catalogue',
    can: 'own',
    summary: 'What applications can be made from: sign-in, and the target that comes with it',
    reply: listOf(CatalogueEntry),
    run: async ({ deps }) => {
      const addresses = addressesOf(deps.publicUrl, '<instance>', '<application>');
      return {
        items: [...CATALOGUE.values()].map((entry) => ({
          id: entry.id,
          title: entry.title,
          description: entry.description,
          category: entry.category,
          icon: entry.icon,
          protocol: entry.settings.protocol,
          parameters: [...entry.parameters],
          accounts: { several: entry.accounts.several, shared: entry.accounts.shared },
          provisioning: entry.target?.template ?? null,
          guide: guideOf(entry, addresses),
          tested: entry.tested !== null,
          testedWith: entry.tested?.with ?? null,
        })),
      };
    },
  }),
];
