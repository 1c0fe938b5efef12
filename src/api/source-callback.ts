import { SourceCallback } from '../model/source-callback.ts';
import { sourceCallback } from '../sync/callback.ts';
import { type Route, route } from './route.ts';

export const sourceCallbackRoutes: readonly Route[] = [
  route({
    id: 'getSourceCallback',
    method: 'GET',
    path: '/instances/{instance}/sources/{source}/callback',
    can: 'read',
    summary: 'Where a source calls when something has changed, and how its calls went',
    reply: SourceCallback,
    run: ({ db, deps, language }, { params }) =>
      sourceCallback(db, deps, params.instance, params.source, language),
  }),
];
