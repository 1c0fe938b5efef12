import { z } from 'zod';
import type { Sql } from '../db/db.ts';
import { describe } from '../errors/error.ts';
import { Run, RunState } from '../model/run.ts';
import { afterEventRun } from '../runs/event-run.ts';
import {
  cancelRun,
  confirmRun,
  countPlanLines,
  getRunRow,
  listPlanLines,
  listRunRecords,
  listRunRows,
  runOf,
} from '../runs/runs.ts';
import { decodeCursor, decodeNumberCursor, listOf, PageQuery, pageOf, toPage } from './page.ts';
import { type Call, eventRoute, type Route, route, type ServerEvent } from './route.ts';

const ONE = '/instances/{instance}/runs/{run}';
const EVENTS_EVERY_MS = 300;
const ENDED: ReadonlySet<RunState> = new Set(
  RunState.options.filter((state) => state !== 'pending' && state !== 'running'),
);

const Fields = z.record(z.string(), z.unknown()).nullable();

/** One line of a plan: what would happen to one entity, and why. */
const PlanLine = z
  .strictObject({
    n: z.number().int(),
    kind: z.string(),
    op: z.string(),
    label: z.string(),
    entityId: z.string().nullable(),
    before: Fields,
    after: Fields,
    why: z.string(),
  })
  .meta({ id: 'PlanLine' });

/** A record that did not end well. */
const RunRecord = z
  .strictObject({
    kind: z.string(),
    key: z.string(),
    label: z.string(),
    outcome: z.string(),
    code: z.string(),
    message: z.string(),
    remedy: z.string(),
    field: z.string().nullable(),
  })
  .meta({ id: 'RunRecord' });

async function show({ db, language }: Call, instance: string, id: string): Promise<Run> {
  return runOf(await getRunRow(db, instance, id), language);
}

/** The run whenever it has changed, until it has ended or waits for a person. */
async function* watch(
  call: Call,
  instance: string,
  id: string,
): AsyncGenerator<ServerEvent<Run>, void, void> {
  let last = '';
  while (!call.signal.aborted) {
    const run = await show(call, instance, id);
    const text = JSON.stringify(run);
    const ended = ENDED.has(run.state);
    if (text !== last || ended) yield { event: ended ? 'end' : 'progress', data: run };
    if (ended) return;
    last = text;
    await pause(EVENTS_EVERY_MS, call.signal);
  }
}

function pause(millis: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, millis);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}

/** Acts on a run, then shows it. */
const act = (
  id: string,
  verb: string,
  summary: string,
  work: (sql: Sql, instance: string, run: string) => Promise<void>,
) =>
  route({
    id,
    method: 'POST',
    path: `${ONE}/${verb}` as `${typeof ONE}/verb`,
    can: 'operate',
    summary,
    reply: Run,
    async run(call, { params }) {
      await work(call.db, params.instance, params.run);
      return show(call, params.instance, params.run);
    },
  });

async function applyRun(sql: Sql, instanceId: string, id: string): Promise<void> {
  const { subject_id } = await getRunRow(sql, instanceId, id);
  await afterEventRun(sql, subject_id, () => confirmRun(sql, instanceId, id));
}

export const runRoutes: readonly Route[] = [
  route({
    id: 'listRuns',
    method: 'GET',
    path: '/instances/{instance}/runs',
    can: 'read',
    summary: 'Runs of synchronization and push, newest first',
    query: PageQuery.extend({
      subject: z.string().max(64).optional().meta({ description: 'Id of a source or application' }),
      kind: z.enum(['sync', 'push']).optional(),
      state: RunState.optional(),
    }),
    reply: pageOf(Run),
    async run({ db, language }, { params, query }) {
      const rows = await listRunRows(db, params.instance, {
        subjectId: query.subject,
        kind: query.kind,
        state: query.state,
        before: decodeCursor(query.cursor),
        limit: query.limit + 1,
      });
      const page = toPage(rows, query.limit, ({ id }) => id);
      return { ...page, items: page.items.map((row) => runOf(row, language)) };
    },
  }),
  route({
    id: 'getRun',
    method: 'GET',
    path: ONE,
    can: 'read',
    summary: 'One run, with counters, progress and the check of its books',
    reply: Run,
    run: (call, { params }) => show(call, params.instance, params.run),
  }),
  eventRoute({
    id: 'watchRun',
    method: 'GET',
    path: `${ONE}/events`,
    can: 'read',
    summary: 'A run as it goes: events `progress`, at last `end`',
    event: Run,
    run: (call, { params }) => watch(call, params.instance, params.run),
  }),
  route({
    id: 'listPlanLines',
    method: 'GET',
    path: `${ONE}/plan`,
    can: 'read',
    summary: 'The kept plan of a run, line by line',
    query: PageQuery.extend({
      op: z
        .string()
        .max(20)
        .optional()
        .meta({ description: 'Only this: create, update, delete, disable, …' }),
    }),
    reply: pageOf(PlanLine),
    async run({ db, language }, { params, query }) {
      await getRunRow(db, params.instance, params.run);
      const rows = await listPlanLines(db, params.run, {
        after: decodeNumberCursor(query.cursor),
        op: query.op,
        limit: query.limit + 1,
        language,
      });
      const page = toPage(rows, query.limit, ({ n }) => n);
      return {
        ...page,
        items: page.items.map(({ entity_id, ...line }) => ({ ...line, entityId: entity_id })),
      };
    },
  }),
  route({
    id: 'countPlanLines',
    method: 'GET',
    path: `${ONE}/plan-counts`,
    can: 'read',
    summary: 'How many lines of the kept plan of a run do what',
    reply: listOf(
      z.strictObject({ kind: z.string(), op: z.string(), count: z.number().int() }).meta({ id: 'PlanCount' }),
    ),
    async run({ db }, { params }) {
      await getRunRow(db, params.instance, params.run);
      return { items: await countPlanLines(db, params.run) };
    },
  }),
  route({
    id: 'listRunRecords',
    method: 'GET',
    path: `${ONE}/records`,
    can: 'read',
    summary: 'Records of a run that did not end well, each with reason and remedy',
    query: PageQuery,
    reply: pageOf(RunRecord),
    async run({ db, language }, { params, query }) {
      await getRunRow(db, params.instance, params.run);
      const after = decodeNumberCursor(query.cursor);
      const rows = await listRunRecords(db, params.run, { after, limit: query.limit + 1 });
      const { items, nextCursor } = toPage(rows, query.limit, ({ id }) => id);
      return {
        nextCursor,
        items: items.map(({ kind, key, label, outcome, code, params: filled }) => {
          const { message, remedy, field = null } = describe(code, filled, language);
          return { kind, key, label, outcome, code, message, remedy, field };
        }),
      };
    },
  }),
  act('cancelRun', 'cancel', 'Stop a run', cancelRun),
  act('discardRun', 'discard', 'Discard a plan that waits', cancelRun),
  act('applyRun', 'apply', 'Apply a plan that waits, exactly as planned', applyRun),
];
