/** One route of the administration API as data: checking, permission, OpenAPI and the call itself come from it. */
import type { Logger } from 'pino';
import { z } from 'zod';
import type { Caller, Permission } from '../admin/caller.ts';
import type { Db } from '../db/db.ts';
import type { Actor } from '../directory/change-log.ts';
import type { Language } from '../errors/error.ts';
import type { Lab } from '../lab/lab.ts';
import type { Mailer } from '../mail/mailer.ts';
import type { FailedLogons } from '../secrets/failed-logons.ts';
import type { SourceDeps } from '../sync/source-settings.ts';

/** What the routes need of the world; made once by main. */
export interface ApiDeps extends SourceDeps {
  db: Db;
  version: string;
  /** Where people reach this server, e.g. `https://muster.example.com`. */
  publicUrl: string;
  /** Missing where no mail server is set. */
  mail?: Mailer | undefined;
  /** Missing where no lab may run. */
  lab?: Lab | undefined;
}

/** Where one call comes from and what it may use. */
export interface Call {
  deps: ApiDeps;
  db: Db;
  log: Logger;
  caller: Caller;
  /** The caller as the change log names it. */
  actor: Actor;
  language: Language;
  /** Aborted when the client goes away. */
  signal: AbortSignal;
  /** The version of `If-Match`: the write is refused when another one is stored. */
  expectedVersion: number | undefined;
  /** Failed log-ons of this process, by address and account. */
  failures: FailedLogons;
  /** The call as it came: for the session cookie only. */
  request: { address: string; secure: boolean; cookie: string | undefined; agent: string | undefined };
  setHeader(name: string, value: string): void;
}

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** The names in `/instances/{instance}/accounts/{account}`. */
export type PathParams<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | PathParams<Rest>
  : never;

export interface Input<Path extends string, Q extends z.ZodType, B extends z.ZodType> {
  params: Record<PathParams<Path>, string>;
  query: z.output<Q>;
  body: z.output<B>;
}

interface Definition<Path extends string, Q extends z.ZodType, B extends z.ZodType> {
  /** operationId: unique, a verb and its object. */
  id: string;
  method: Method;
  /** Below `/api/v1`. With `{instance}`, the instance is known to exist and open to the caller before `run`. */
  path: Path;
  /** `anyone`: no log-on needed. */
  can: Permission;
  summary: string;
  query?: Q;
  body?: B;
}

export interface RouteDefinition<
  Path extends string,
  Q extends z.ZodType,
  B extends z.ZodType,
  R extends z.ZodType,
> extends Definition<Path, Q, B> {
  /** What comes back; `Nothing` for 204. */
  reply: R;
  /** 201 for what creates, 204 for Nothing, else 200. */
  status?: number;
  /** Takes `Idempotency-Key`: a repeated call gets the first answer instead of a second object. */
  creates?: true;
  run(call: Call, input: Input<Path, Q, B>): Promise<z.input<R>>;
}

export interface EventRouteDefinition<
  Path extends string,
  Q extends z.ZodType,
  B extends z.ZodType,
  E extends z.ZodType,
> extends Definition<Path, Q, B> {
  /** The data of one event. */
  event: E;
  /** Without `Accept: text/event-stream` the events come together, as `{ items }`. */
  collect?: true;
  run(call: Call, input: Input<Path, Q, B>): AsyncIterable<ServerEvent<z.input<E>>>;
}

export interface ServerEvent<T> {
  /** `message` when left out. */
  event?: string;
  data: T;
}

export interface FileRouteDefinition<Path extends string, Q extends z.ZodType, B extends z.ZodType>
  extends Definition<Path, Q, B> {
  /** Media type of the file; text in UTF-8. */
  media: `text/${string}` | 'application/x-ndjson';
  run(call: Call, input: Input<Path, Q, B>): FileAnswer;
}

/** A file to save, made as it is sent. */
export interface FileAnswer {
  /** Proposed to whoever saves it: letters, digits and `. _ -` only. */
  name: string;
  pieces: AsyncIterable<string>;
}

/** A route with its types rubbed off, as the table holds it. */
export interface Route {
  id: string;
  method: Method;
  path: string;
  can: Permission;
  summary: string;
  params: z.ZodObject;
  query: z.ZodType;
  body: z.ZodType;
  reply: z.ZodType;
  status: number;
  creates: boolean;
  stream: 'events' | 'events-or-list' | 'file' | undefined;
  /** Media type of what comes back, where that is a file. */
  media: string | undefined;
  run(call: Call, input: { params: Record<string, string>; query: unknown; body: unknown }): unknown;
}

/** The reply of a call that answers 204. */
export const Nothing = z.void();

const NO_QUERY = z.strictObject({});
/** A call that takes no body may still come with an empty object. */
const NO_BODY = z.strictObject({}).optional();

export function takesBody(route: Route): boolean {
  return route.body !== NO_BODY;
}

export function route<
  const Path extends string,
  R extends z.ZodType,
  Q extends z.ZodType = typeof NO_QUERY,
  B extends z.ZodType = typeof NO_BODY,
>(definition: RouteDefinition<Path, Q, B, R>): Route {
  const { reply, creates = false, run } = definition;
  const status = definition.status ?? ((reply as z.ZodType) === Nothing ? 204 : creates ? 201 : 200);
  return {
    ...shared(definition),
    reply,
    status,
    creates,
    stream: undefined,
    media: undefined,
    run: run as Route['run'],
  };
}

/** A route that answers with Server-Sent Events. */
export function eventRoute<
  const Path extends string,
  E extends z.ZodType,
  Q extends z.ZodType = typeof NO_QUERY,
  B extends z.ZodType = typeof NO_BODY,
>(definition: EventRouteDefinition<Path, Q, B, E>): Route {
  const { event, collect, run } = definition;
  return {
    ...shared(definition),
    reply: event,
    status: 200,
    creates: false,
    stream: collect ? 'events-or-list' : 'events',
    media: undefined,
    run: run as Route['run'],
  };
}

/** A route that answers with a file. */
export function fileRoute<
  const Path extends string,
  Q extends z.ZodType = typeof NO_QUERY,
  B extends z.ZodType = typeof NO_BODY,
>(definition: FileRouteDefinition<Path, Q, B>): Route {
  const { media, run } = definition;
  return {
    ...shared(definition),
    reply: z.string(),
    status: 200,
    creates: false,
    stream: 'file',
    media,
    run: run as Route['run'],
  };
}

function shared<Path extends string, Q extends z.ZodType, B extends z.ZodType>(
  definition: Definition<Path, Q, B>,
) {
  const { id, method, path, can, summary, query, body } = definition;
  return {
    id,
    method,
    path,
    can,
    summary,
    query: query ?? NO_QUERY,
    body: body ?? NO_BODY,
    params: paramsOf(path),
  };
}

/** Ids and names in a path are short texts; what exactly they may be is for the function that looks them up. */
function paramsOf(path: string): z.ZodObject {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
  return z.strictObject(Object.fromEntries(names.map((name) => [name, z.string().min(1).max(256)])));
}
