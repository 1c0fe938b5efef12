import { z } from 'zod';
import { type Catalogue, catalogue } from '../errors/catalogue.ts';
import { MusterError } from '../errors/error.ts';
import { listOf } from './page.ts';
import { type Route, route } from './route.ts';

const Sentences = z.strictObject({ message: z.string(), remedy: z.string() });

const ErrorEntry = z
  .strictObject({
    code: z.string(),
    status: z.number().int(),
    /** The same call can succeed later without a change. */
    retry: z.boolean(),
    en: Sentences,
    zh: Sentences,
  })
  .meta({ id: 'ErrorEntry' });

const entries: readonly z.infer<typeof ErrorEntry>[] = Object.entries(catalogue as Catalogue)
  .map(([code, { status, retry = false, en, zh }]) => ({
    code,
    status,
    retry,
    en: { message: en[0], remedy: en[1] },
    zh: { message: zh[0], remedy: zh[1] },
  }))
  .sort((a, b) => (a.code < b.code ? -1 : 1));

export const metaRoutes: readonly Route[] = [
  route({
    id: 'getVersion',
    method: 'GET',
    path: '/version',
    can: 'own',
    summary: 'The version of this server',
    reply: z.strictObject({ version: z.string() }).meta({ id: 'Version' }),
    run: async ({ deps }) => ({ version: deps.version }),
  }),
  route({
    id: 'listErrors',
    method: 'GET',
    path: '/errors',
    can: 'anyone',
    summary: 'Every error Muster can report, in English and Chinese',
    reply: listOf(ErrorEntry),
    run: async () => ({ items: [...entries] }),
  }),
  route({
    id: 'getError',
    method: 'GET',
    path: '/errors/{code}',
    can: 'anyone',
    summary: 'One error by its code',
    reply: ErrorEntry,
    async run(_call, { params }) {
      const entry = entries.find(({ code }) => code === params.code);
      if (!entry) throw new MusterError('not_found', { what: 'error', id: params.code });
      return entry;
    },
  }),
];
