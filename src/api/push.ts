import { z } from 'zod';
import { ApplicationPatch, LinkState, PushPreview, TargetLink } from '../model/application.ts';
import { Run } from '../model/run.ts';
import { draftSettings, getApplication, loadApplication } from '../push/applications.ts';
import { countLinks, listLinks, releaseHeld, retryFailed } from '../push/links.ts';
import { previewPush } from '../push/preview.ts';
import { startPush } from '../push/run.ts';
import { getRunRow, runOf } from '../runs/runs.ts';
import { Finding, findingEvents } from './finding.ts';
import { decodeCursor, PageQuery, pageOf, toPage } from './page.ts';
import { eventRoute, type Route, route } from './route.ts';

const ONE = '/instances/{instance}/applications/{application}';

const Accounts = z
  .strictObject({
    accountIds: z
      .array(z.string().min(1).max(64))
      .min(1)
      .max(1000)
      .optional()
      .meta({ description: 'Only these accounts; all when left out' }),
  })
  .meta({ id: 'LinkAccounts' });
const Count = z.strictObject({ count: z.number().int() });

export const pushRoutes: readonly Route[] = [
  eventRoute({
    id: 'testApplication',
    method: 'POST',
    path: `${ONE}/test`,
    can: 'operate',
    summary: 'Test Connectivity of a stored application, step by step',
    event: Finding,
    collect: true,
    async *run(call, { params }) {
      const { kind, settings } = await loadApplication(
        call.db,
        call.deps,
        params.instance,
        params.application,
      );
      yield* findingEvents(call, kind.test(settings));
    },
  }),
  eventRoute({
    id: 'testApplicationDraft',
    method: 'POST',
    path: '/instances/{instance}/application-test',
    can: 'admin',
    summary: 'Test Connectivity with settings that are not stored yet, step by step',
    body: z
      .strictObject({
        template: z.string().min(1).max(40),
        provisioning: ApplicationPatch.shape.provisioning,
        application: z.string().max(64).optional().meta({
          description:
            'Id or name of a stored application: settings left out and masked secrets are taken from it',
        }),
      })
      .meta({ id: 'ApplicationDraft' }),
    event: Finding,
    collect: true,
    async *run(call, { params, body }) {
      const { template, provisioning, application } = body;
      const { kind, settings } = await draftSettings(call.db, call.deps, params.instance, {
        template,
        provisioning,
        application,
      });
      yield* findingEvents(call, kind.test(settings));
    },
  }),
  route({
    id: 'previewPush',
    method: 'GET',
    path: `${ONE}/preview`,
    can: 'operate',
    summary: 'What One-click Push would do now',
    query: z.strictObject({
      limit: z.coerce.number().int().min(0).max(1000).default(100).meta({ description: 'Changes shown' }),
    }),
    reply: PushPreview,
    run: ({ db, deps }, { params, query }) =>
      previewPush(db, deps, params.instance, params.application, query.limit),
  }),
  route({
    id: 'pushApplication',
    method: 'POST',
    path: `${ONE}/push`,
    can: 'operate',
    summary: 'One-click Push',
    reply: Run,
    creates: true,
    status: 202,
    async run({ db, actor, language }, { params }) {
      const id = await startPush(db, actor, params.instance, params.application);
      return runOf(await getRunRow(db, params.instance, id), language);
    },
  }),
  route({
    id: 'listTargetLinks',
    method: 'GET',
    path: `${ONE}/links`,
    can: 'read',
    summary: 'What the target acknowledged of each account, and what it refused',
    query: PageQuery.extend({
      state: LinkState.optional(),
      account: z.string().max(64).optional().meta({ description: 'Id of an account' }),
      failed: z.stringbool().default(false).meta({ description: 'Only those with an error' }),
    }),
    reply: pageOf(TargetLink),
    async run({ db, language }, { params, query }) {
      const filter = {
        state: query.state,
        accountId: query.account,
        failed: query.failed,
        after: decodeCursor(query.cursor),
        limit: query.limit + 1,
      };
      const rows = await listLinks(db, params.instance, params.application, filter, language);
      return toPage(rows, query.limit, ({ accountId }) => accountId);
    },
  }),
  route({
    id: 'countTargetLinks',
    method: 'GET',
    path: `${ONE}/link-counts`,
    can: 'read',
    summary: 'How many accounts are in each state at the target',
    reply: z.record(LinkState, z.number().int()).meta({ id: 'LinkCounts' }),
    async run({ db }, { params }) {
      const { id } = await getApplication(db, params.instance, params.application);
      return countLinks(db, id);
    },
  }),
  route({
    id: 'retryTargetLinks',
    method: 'POST',
    path: `${ONE}/retry`,
    can: 'operate',
    summary: 'Try what was parked or refused again',
    body: Accounts,
    reply: Count,
    run: async ({ db, actor }, { params, body }) => ({
      count: await retryFailed(db, actor, params.instance, params.application, body.accountIds),
    }),
  }),
  route({
    id: 'releaseHeldLinks',
    method: 'POST',
    path: `${ONE}/release`,
    can: 'operate',
    summary: 'Let deletions that the protection holds be made',
    body: Accounts,
    reply: Count,
    run: async ({ db, actor }, { params, body }) => ({
      count: await releaseHeld(db, actor, params.instance, params.application, body.accountIds),
    }),
  }),
];
