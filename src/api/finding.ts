import { z } from 'zod';
import { asMusterError, describe, type Language } from '../errors/error.ts';
import type { Finding as RawFinding } from '../sources/source.ts';
import type { Call, ServerEvent } from './route.ts';

/** One step of a test (of a source, of a target), in the caller's language. */
export const Finding = z
  .strictObject({
    step: z.string(),
    ok: z.boolean(),
    /** What was seen. */
    detail: z.string(),
    /** Why it failed and what to do. */
    error: z.strictObject({ code: z.string(), message: z.string(), remedy: z.string() }).nullable(),
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'Finding' });
export type ShownFinding = z.infer<typeof Finding>;

/** The findings of a test as events. A test that throws ends with a failed finding, so that its steps are not lost. */
export async function* findingEvents(
  { language }: Call,
  findings: AsyncIterable<RawFinding>,
): AsyncGenerator<ServerEvent<ShownFinding>, void, void> {
  try {
    for await (const finding of findings) yield { event: 'finding', data: shown(finding, language) };
  } catch (thrown) {
    const { code, params } = asMusterError(thrown);
    if (code === 'internal') throw thrown;
    const detail = { en: describe(code, params).message, zh: describe(code, params, 'zh').message };
    yield {
      event: 'finding',
      data: shown({ step: 'test', ok: false, detail, error: { code, params } }, language),
    };
  }
}

function shown({ step, ok, detail, error, data = {} }: RawFinding, language: Language): ShownFinding {
  return { step, ok, detail: detail[language], error: error ? textOf(error, language) : null, data };
}

function textOf(
  { code, params }: NonNullable<RawFinding['error']>,
  language: Language,
): ShownFinding['error'] {
  const { message, remedy } = describe(code, params, language);
  return { code, message, remedy };
}
