import type { FastifyReply } from 'fastify';
import { drained } from './events.ts';
import type { Call, FileAnswer } from './route.ts';

/**
 * Answers with a file, piece by piece as the client takes it. A failure before the first piece is an ordinary problem
 * answer; one after it breaks the connection, since a file that ended early would look whole.
 */
export async function sendFile(
  { name, pieces }: FileAnswer,
  media: string,
  call: Call,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const iterator = pieces[Symbol.asyncIterator]();
  const first = await iterator.next();
  const { raw } = reply;
  reply.hijack();
  raw.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>),
    'content-type': `${media}; charset=utf-8`,
    'content-disposition': `attachment; filename="${name}"`,
  });
  try {
    for (let next = first; !next.done && !call.signal.aborted; next = await iterator.next())
      if (!raw.write(next.value)) await drained(call, raw);
    raw.end();
  } catch (error) {
    call.log.error({ err: error }, 'file broke off');
    raw.destroy();
  } finally {
    await iterator.return?.();
  }
  return reply;
}
