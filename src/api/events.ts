import type { FastifyReply } from 'fastify';
import type { Caller } from '../admin/caller.ts';
import { asMusterError, MusterError } from '../errors/error.ts';
import { problemOf } from './problem.ts';
import type { Call, ServerEvent } from './route.ts';

/** A comment line this often keeps proxies from closing a quiet stream. */
const KEEP_ALIVE_MS = 15_000;

const STREAMS_MAX = 20;

/** The event streams under way, by caller: each costs a connection and a query every moment. */
export class OpenStreams {
  readonly #open = new Map<string, number>();

  /** Throws `too_many_streams`. */
  async within<T>({ id, name }: Caller, work: () => Promise<T>): Promise<T> {
    const open = this.#open.get(id) ?? 0;
    if (open >= STREAMS_MAX) throw new MusterError('too_many_streams', { caller: name, limit: STREAMS_MAX });
    this.#open.set(id, open + 1);
    try {
      return await work();
    } finally {
      const left = this.#open.get(id)! - 1;
      if (left > 0) this.#open.set(id, left);
      else this.#open.delete(id);
    }
  }
}

/**
 * Answers with Server-Sent Events until the source ends or the client leaves. A failure before the first event is an
 * ordinary problem answer; one after it comes as an event `problem`.
 */
export async function sendEvents(
  events: AsyncIterable<ServerEvent<unknown>>,
  call: Call,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const iterator = events[Symbol.asyncIterator]();
  const first = await iterator.next();
  const { raw } = reply;
  reply.hijack();
  raw.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>),
    'content-type': 'text/event-stream; charset=utf-8',
    'x-accel-buffering': 'no',
  });
  const alive = setInterval(() => raw.write(': still here\n\n'), KEEP_ALIVE_MS);
  try {
    for (let next = first; !next.done && !call.signal.aborted; next = await iterator.next())
      if (!raw.write(eventText(next.value))) await drained(call, raw);
  } catch (error) {
    call.log.error({ err: error }, 'event stream failed');
    const problem = problemOf(asMusterError(error), call.language, reply.request.id);
    raw.write(eventText({ event: 'problem', data: problem }));
  } finally {
    clearInterval(alive);
    await iterator.return?.();
    raw.end();
  }
  return reply;
}

/** All events of a stream that ends by itself, for clients that want one JSON answer. */
export async function sendCollected(
  events: AsyncIterable<ServerEvent<unknown>>,
): Promise<{ items: unknown[] }> {
  const items: unknown[] = [];
  for await (const { data } of events) items.push(data);
  return { items };
}

function eventText({ event, data }: ServerEvent<unknown>): string {
  return `${event === undefined ? '' : `event: ${event}\n`}data: ${JSON.stringify(data)}\n\n`;
}

/** Waits until the client has taken what was written, or is gone. */
export function drained({ signal }: Call, raw: FastifyReply['raw']): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      raw.off('drain', done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    raw.once('drain', done);
    signal.addEventListener('abort', done);
    // A signal that has been aborted says so no more.
    if (signal.aborted) done();
  });
}
