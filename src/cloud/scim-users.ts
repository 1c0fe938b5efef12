import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Db } from '../db/db.ts';
import { MusterError } from '../errors/error.ts';
import { readBody } from '../scim/body.ts';
import { parseFilter } from '../scim/filter.ts';
import { applyPatch, readPatch } from '../scim/patch.ts';
import { type Projection, project, readProjection } from '../scim/projection.ts';
import { parameter, type Query, readPage } from '../scim/query.ts';
import { readResource } from '../scim/resource.ts';
import { RAM_USER, ramUserFields } from './ram-profile.ts';
import { SCIM_TYPE } from './scim-answers.ts';
import { userFinder, userReads } from './user-reads.ts';
import { etagOf, locationOf, toResource, type UserRow } from './user-row.ts';
import { changeUser, userWrites } from './user-writes.ts';

// RAM's page size is not documented (its sample shows 30); CloudSSO and IDaaS give 100.
const DEFAULT_COUNT = 100;
export const MAX_COUNT = 1000;

type UserRequest = FastifyRequest<{ Params: { account: string; id: string }; Querystring: Query }>;
type Handler = (request: UserRequest, reply: FastifyReply) => Promise<unknown>;
export type UserHandlers = Record<'list' | 'create' | 'read' | 'replace' | 'patch' | 'remove', Handler>;

/** What each method on /Users and /Users/{id} does. `base`: public URL of an account's SCIM root. */
export function userHandlers(db: Db, base: (account: string) => string): UserHandlers {
  const find = userReads(db);
  const findUsers = userFinder(db, find);
  const write = userWrites(db);
  return {
    async list({ params, query }, reply) {
      const text = parameter(query, 'filter');
      const projection = projectionOf(query);
      const page = readPage(query, DEFAULT_COUNT, MAX_COUNT);
      const filter = text === undefined ? undefined : parseFilter(RAM_USER, text);
      const { total, rows } = await findUsers(params.account, filter, page);
      const root = base(params.account);
      return send(reply, {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
        totalResults: total,
        startIndex: page.startIndex,
        itemsPerPage: rows.length,
        Resources: rows.map((row) => shown(row, root, projection)),
      });
    },
    async read({ params, query, headers }, reply) {
      const projection = projectionOf(query);
      const row = isUserId(params.id) ? await find.byId(params.account, params.id) : undefined;
      if (row === undefined) throw notFound(params.id);
      if (headers['if-none-match'] === etagOf(row)) return reply.code(304).header('etag', etagOf(row)).send();
      return sendUser(reply, row, base(params.account), projection);
    },
    async create(request, reply) {
      const { params, query } = request;
      const projection = projectionOf(query);
      const fields = ramUserFields(readResource(RAM_USER, bodyOf(request)));
      const row = await write.create({
        accountId: params.account,
        provisionType: 'SCIM',
        fields,
        actor: actorOf(request),
      });
      reply.code(201).header('location', locationOf(row, base(params.account)));
      return sendUser(reply, row, base(params.account), projection);
    },
    async replace(request, reply) {
      const projection = projectionOf(request.query);
      const fields = ramUserFields(readResource(RAM_USER, bodyOf(request)));
      const row = await changeUser(db, targetOf(request), () => fields);
      return sendUser(reply, row, base(request.params.account), projection);
    },
    async patch(request, reply) {
      const projection = projectionOf(request.query);
      const operations = readPatch(bodyOf(request));
      const root = base(request.params.account);
      const row = await changeUser(db, targetOf(request), (present) =>
        ramUserFields(applyPatch(RAM_USER, toResource(present, root), operations)),
      );
      return sendUser(reply, row, root, projection);
    },
    async remove(request, reply) {
      await write.remove(targetOf(request));
      return reply.code(204).send();
    },
  };
}

function bodyOf(request: UserRequest): Record<string, unknown> {
  return readBody(request.body instanceof Buffer ? request.body : Buffer.alloc(0));
}

function actorOf(request: UserRequest): { name: string } {
  return { name: `app:${request.cloudCaller!.appId}` };
}

function targetOf(request: UserRequest) {
  const { account: accountId, id: userId } = request.params;
  if (!isUserId(userId)) throw notFound(userId);
  const header = request.headers['if-match'];
  return { accountId, userId, actor: actorOf(request), ifMatch: header === '*' ? undefined : header };
}

function isUserId(text: string): boolean {
  return /^\d{18}$/.test(text);
}

function notFound(id: string): MusterError {
  return new MusterError('not_found', { what: 'RAM user', id: id.slice(0, 64) });
}

function projectionOf(query: Query): Projection | undefined {
  return readProjection(RAM_USER, parameter(query, 'attributes'), parameter(query, 'excludedAttributes'));
}

function shown(row: UserRow, root: string, projection: Projection | undefined): object {
  const resource = toResource(row, root);
  return projection === undefined ? resource : project(RAM_USER, resource, projection);
}

function sendUser(reply: FastifyReply, row: UserRow, root: string, projection: Projection | undefined) {
  reply.header('etag', etagOf(row));
  return send(reply, shown(row, root, projection));
}

function send(reply: FastifyReply, body: object) {
  return reply.header('content-type', SCIM_TYPE).send(JSON.stringify(body));
}
