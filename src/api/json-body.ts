import { MusterError } from '../errors/error.ts';

const DEPTH_MAX = 64;
const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });

/**
 * A request body as JSON, refused where it could hurt later: invalid UTF-8, deeper than 64 levels, keys that reach
 * for prototypes, NUL and lone surrogates (PostgreSQL stores neither). An empty body is undefined.
 */
export function parseJsonBody(bytes: Buffer): unknown {
  if (bytes.length === 0) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(utf8.decode(bytes));
  } catch (error) {
    const reason = error instanceof SyntaxError ? syntaxOf(error.message) : 'it is not valid UTF-8';
    throw new MusterError('malformed_json', { reason }, error);
  }
  refuseHostile(value);
  return value;
}

/** Keeps the position of a syntax error, not the piece of the body that V8 quotes. */
function syntaxOf(message: string): string {
  return (
    /at position \d+/.exec(message)?.[0].replace('at', 'it breaks at') ?? 'it ends too early or is not JSON'
  );
}

/** Throws `invalid_input` naming the first text or key that must not come in. Walks with a list, not by recursion. */
export function refuseHostile(root: unknown): void {
  const waiting: { value: unknown; path: string; depth: number }[] = [{ value: root, path: '', depth: 0 }];
  for (let item = waiting.pop(); item; item = waiting.pop()) {
    const { value, path, depth } = item;
    if (typeof value === 'string') refuseText(value, path || 'the body');
    if (typeof value !== 'object' || value === null) continue;
    if (depth >= DEPTH_MAX)
      throw new MusterError('invalid_input', {
        field: path.slice(0, 80),
        reason: `nested deeper than ${DEPTH_MAX} levels`,
      });
    for (const [key, inner] of Object.entries(value)) {
      const name = Array.isArray(value) ? `[${key}]` : key;
      if (!Array.isArray(value)) refuseKey(key, path);
      waiting.push({
        value: inner,
        path: path === '' ? name : `${path}.${name}`.slice(0, 200),
        depth: depth + 1,
      });
    }
  }
}

function refuseKey(key: string, path: string): void {
  if (FORBIDDEN_KEYS.has(key))
    throw new MusterError('invalid_input', {
      field: path === '' ? key : `${path}.${key}`,
      reason: 'this name is not allowed',
    });
  refuseText(key, path === '' ? 'a field name' : `a field name in ${path}`);
}

/** PostgreSQL text holds neither NUL nor half of a surrogate pair. */
export function refuseText(text: string, field: string): void {
  if (text.includes('\0'))
    throw new MusterError('invalid_input', { field, reason: 'it contains a NUL character' });
  if (!text.isWellFormed())
    throw new MusterError('invalid_input', {
      field,
      reason: 'it contains broken Unicode (a lone surrogate)',
    });
}
