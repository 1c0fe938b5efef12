import { EventSourceParserStream } from 'eventsource-parser/stream';
import { callApi } from './client.ts';
import type { Problem } from './generated.ts';
import { ApiProblem } from './problem.ts';

/** The events of a call that answers with Server-Sent Events, as they come; ends when the server ends them. */
export async function* events<T>(
  path: string,
  { body, signal }: { body?: unknown; signal?: AbortSignal } = {},
): AsyncGenerator<{ event: string; data: T }, void, void> {
  const response = await callApi(`/api/v1${path}`, {
    headers: {
      Accept: 'text/event-stream',
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
    },
    method: body === undefined ? 'GET' : 'POST',
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal ? { signal } : {}),
  });
  if (!response.body) return;
  const reader = response.body
    .pipeThrough(new TextDecoderStream() as unknown as ReadableWritablePair<string, Uint8Array>)
    .pipeThrough(new EventSourceParserStream())
    .getReader();
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      const { event = 'message', data } = part.value;
      if (event === 'problem') throw new ApiProblem(JSON.parse(data) as Problem);
      if (data) yield { event, data: JSON.parse(data) as T };
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** A path with its names encoded: path`/instances/${id}/runs/${run}/events`. */
export function path(strings: TemplateStringsArray, ...names: string[]): string {
  return String.raw({ raw: strings }, ...names.map(encodeURIComponent));
}
