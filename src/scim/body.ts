import { isUtf8 } from 'node:buffer';
import { MusterError } from '../errors/error.ts';

export const MAX_BODY_BYTES = 1_048_576;
const MAX_JSON_DEPTH = 64;

/** Reads a request body: UTF-8 JSON, one object, at most 64 levels deep. Throws `scim_body_*`. */
export function readBody(bytes: Buffer): Record<string, unknown> {
  if (!isUtf8(bytes)) throw new MusterError('scim_body_encoding');
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch {
    // Without the parser's message: it quotes the body, which can hold a password.
    throw new MusterError('scim_body_json');
  }
  if (!isObject(value)) throw new MusterError('scim_body_object');
  if (deeperThan(value, MAX_JSON_DEPTH)) throw new MusterError('scim_body_depth', { max: MAX_JSON_DEPTH });
  return value;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function deeperThan(value: object, levels: number): boolean {
  if (levels === 0) return true;
  for (const inner of Object.values(value)) {
    if (typeof inner === 'object' && inner !== null && deeperThan(inner, levels - 1)) return true;
  }
  return false;
}
