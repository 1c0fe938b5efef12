/** Findings of Test connection as every vendor's check gives them. */
import { asMusterError, MusterError } from '../../errors/error.ts';
import type { Finding } from '../source.ts';

export function goodFinding(
  step: Finding['step'],
  en: string,
  zh: string,
  data?: Record<string, unknown>,
): Finding {
  return { step, ok: true, detail: { en, zh }, ...(data ? { data } : {}) };
}

/** A failure as a finding; what comes of an aborted signal is thrown on. */
export function badFinding(step: Finding['step'], thrown: unknown, signal: AbortSignal | undefined): Finding {
  signal?.throwIfAborted();
  const error = asMusterError(thrown);
  const { code, params } = error;
  return {
    step,
    ok: false,
    detail: { en: error.text('en').message, zh: error.text('zh').message },
    error: { code, params },
  };
}

/** The host was not reached at all, as opposed to reached and refusing. */
export function isHostFailure(error: unknown): boolean {
  return error instanceof MusterError && /^web_api_(unreachable|timeout|tls|not_json)$/.test(error.code);
}
