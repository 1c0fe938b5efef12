import { hash } from 'node:crypto';

/** 16 bytes over a JSON value that do not depend on the order in which a vendor writes the keys of an object. */
export function canonicalHash(value: unknown): Buffer {
  return Buffer.from(hash('sha256', JSON.stringify(value, sorted), 'binary').slice(0, 16), 'binary');
}

function sorted(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const object = value as Record<string, unknown>;
  const names = Object.keys(object);
  // A key such as `__proto__` must stay a key.
  const result: Record<string, unknown> = Object.create(null);
  for (const name of names.sort()) result[name] = object[name];
  return result;
}
