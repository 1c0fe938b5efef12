import { z } from 'zod';
import { testAuditStream } from '../audit/deliver.ts';
import { exportAudit, listAudit } from '../audit/read.ts';
import {
  createAuditStream,
  deleteAuditStream,
  listAuditStreams,
  updateAuditStream,
} from '../audit/streams.ts';
import { verifyAudit } from '../audit/verify.ts';
import {
  AuditEntry,
  AuditFilter,
  AuditStream,
  AuditStreamCreate,
  AuditStreamPatch,
  AuditVerdict,
} from '../model/audit.ts';
import { decodeNumberCursor, listOf, PageQuery, pageOf, toPage } from './page.ts';
import { type Call, type FileAnswer, fileRoute, Nothing, type Route, route } from './route.ts';

const ListQuery = z.strictObject({ ...PageQuery.shape, ...AuditFilter.shape });
const scopes = {
  installation: z.enum(['own', 'all']).default('all').meta({ description: 'all instances too' }),
};

async function page(
  db: Call['db'],
  instanceId: string | null | undefined,
  query: z.output<typeof ListQuery>,
) {
  const { cursor, limit, ...filter } = query;
  const entries = await listAudit(db, instanceId, filter, {
    before: decodeNumberCursor(cursor),
    limit: limit + 1,
  });
  return toPage(entries, limit, ({ id }) => id);
}

function file(
  { db }: Call,
  instanceId: string | null | undefined,
  filter: AuditFilter,
  format: 'jsonl' | 'csv',
): FileAnswer {
  return {
    name: `audit-${instanceId ?? 'all'}.${format}`,
    pieces: exportAudit(db, instanceId, filter, format),
  };
}

const InstallationQuery = ListQuery.extend(scopes);
const InstallationFilter = AuditFilter.extend(scopes);
/** Own: what belongs to no instance. */
const below = (installation: 'own' | 'all') => (installation === 'own' ? null : undefined);

const KnownHead = z.strictObject({
  position: z.number().int().min(1),
  hash: z.string().regex(/^[0-9a-fA-F]{64}$/, { error: '64 hexadecimal digits' }),
});

const readRoutes: readonly Route[] = [
  route({
    id: 'listAudit',
    method: 'GET',
    path: '/instances/{instance}/audit',
    can: 'read',
    summary: 'The audit log of an instance, newest first',
    query: ListQuery,
    reply: pageOf(AuditEntry),
    run: ({ db }, { params, query }) => page(db, params.instance, query),
  }),
  route({
    id: 'listInstallationAudit',
    method: 'GET',
    path: '/audit',
    can: 'admin',
    summary: 'The audit log of the installation, newest first',
    query: InstallationQuery,
    reply: pageOf(AuditEntry),
    run: ({ db }, { query: { installation, ...query } }) => page(db, below(installation), query),
  }),
  fileRoute({
    id: 'exportAuditLines',
    method: 'GET',
    path: '/instances/{instance}/audit-lines',
    can: 'read',
    summary: 'The audit log of an instance as JSON Lines',
    query: AuditFilter,
    media: 'application/x-ndjson',
    run: (call, { params, query }) => file(call, params.instance, query, 'jsonl'),
  }),
  fileRoute({
    id: 'exportAuditTable',
    method: 'GET',
    path: '/instances/{instance}/audit-table',
    can: 'read',
    summary: 'The audit log of an instance as CSV',
    query: AuditFilter,
    media: 'text/csv',
    run: (call, { params, query }) => file(call, params.instance, query, 'csv'),
  }),
  fileRoute({
    id: 'exportInstallationAuditLines',
    method: 'GET',
    path: '/audit-lines',
    can: 'admin',
    summary: 'The audit log of the installation as JSON Lines',
    query: InstallationFilter,
    media: 'application/x-ndjson',
    run: (call, { query: { installation, ...filter } }) => file(call, below(installation), filter, 'jsonl'),
  }),
  fileRoute({
    id: 'exportInstallationAuditTable',
    method: 'GET',
    path: '/audit-table',
    can: 'admin',
    summary: 'The audit log of the installation as CSV',
    query: InstallationFilter,
    media: 'text/csv',
    run: (call, { query: { installation, ...filter } }) => file(call, below(installation), filter, 'csv'),
  }),
  route({
    id: 'verifyAudit',
    method: 'POST',
    path: '/audit/verify',
    can: 'admin',
    summary:
      'Check that the audit log is as it was written; `known` is the end of the chain as noted elsewhere',
    body: z.strictObject({ known: KnownHead.optional() }),
    reply: AuditVerdict,
    run: ({ db, deps }, { body }) => verifyAudit(db, deps, body.known),
  }),
];

const STREAMS = '/instances/{instance}/audit-streams';

const streamRoutes: readonly Route[] = [
  route({
    id: 'listAuditStreams',
    method: 'GET',
    path: STREAMS,
    can: 'read',
    summary: 'Where the audit log of an instance is sent to, secrets masked',
    reply: listOf(AuditStream),
    run: async ({ db, language }, { params }) => ({
      items: await listAuditStreams(db, params.instance, language),
    }),
  }),
  route({
    id: 'createAuditStream',
    method: 'POST',
    path: STREAMS,
    can: 'admin',
    summary: 'Send the audit log of an instance to a webhook or a syslog server from now on',
    body: AuditStreamCreate,
    reply: AuditStream,
    creates: true,
    run: ({ db, deps, actor }, { params, body }) => createAuditStream(db, deps, actor, params.instance, body),
  }),
  route({
    id: 'updateAuditStream',
    method: 'PATCH',
    path: `${STREAMS}/{stream}`,
    can: 'admin',
    summary: 'Change where the audit log is sent to; a masked secret stays unless the address changes',
    body: AuditStreamPatch,
    reply: AuditStream,
    run: ({ db, deps, actor }, { params, body }) =>
      updateAuditStream(db, deps, actor, params.instance, params.stream, body),
  }),
  route({
    id: 'testAuditStream',
    method: 'POST',
    path: `${STREAMS}/{stream}/test`,
    can: 'admin',
    summary: 'Send one entry made for the purpose and see whether it arrives',
    reply: Nothing,
    run: ({ db, deps }, { params }) => testAuditStream(db, deps, params.instance, params.stream, new Date()),
  }),
  route({
    id: 'deleteAuditStream',
    method: 'DELETE',
    path: `${STREAMS}/{stream}`,
    can: 'admin',
    summary: 'Send the audit log there no longer',
    reply: Nothing,
    run: ({ db, actor }, { params }) => deleteAuditStream(db, actor, params.instance, params.stream),
  }),
];

export const auditRoutes: readonly Route[] = [...readRoutes, ...streamRoutes];
