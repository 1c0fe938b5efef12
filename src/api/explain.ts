import { z } from 'zod';
import { explain } from '../explain/explain.ts';
import { Explanation } from '../model/explanation.ts';
import { type Route, route } from './route.ts';

export const explainRoutes: readonly Route[] = [
  route({
    id: 'explainAccount',
    method: 'GET',
    path: '/instances/{instance}/explain',
    can: 'read',
    summary: 'Why is this person, or why is this person not, at a target',
    query: z.strictObject({
      who: z
        .string()
        .min(1)
        .max(256)
        .meta({ description: 'Username, e-mail address or id, or the name of a record' }),
    }),
    reply: Explanation,
    run: ({ db, deps, language }, { params, query }) =>
      explain(db, deps, params.instance, query.who, language),
  }),
];
