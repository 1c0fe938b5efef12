import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

/** Text of one field in PostgreSQL's COPY text format (documentation: COPY, "File Formats"); NUL, which no text column holds, as U+FFFD. */
export function copyText(value: string | number | boolean | null | undefined): string {
  if (value === null || value === undefined) return '\\N';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return value ? 't' : 'f';
  return SPECIAL.test(value) ? value.replace(ESCAPED, (character) => ESCAPES[character]!) : value;
}

/** bytea in hex form, as COPY text wants it. */
export function copyBytes(value: Buffer): string {
  return `\\\\x${value.toString('hex')}`;
}

/** A text[] literal, ready for COPY. */
export function copyArray(values: readonly string[]): string {
  if (values.length === 0) return '{}';
  return copyText(`{${values.map((value) => `"${value.replace(/["\\]/g, '\\$&')}"`).join(',')}}`);
}

const SPECIAL = /[\\\n\r\t\0]/;
const ESCAPED = /[\\\n\r\t\0]/g;
const ESCAPES: Record<string, string> = {
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\0': '\ufffd',
};

/** An open COPY … FROM STDIN: `write` whole lines, then `end`. Back-pressure is awaited inside `write`. */
export interface CopyIn {
  write(lines: string): Promise<void>;
  end(): Promise<void>;
  abort(error: Error): void;
}

export function openCopy(client: pg.PoolClient, statement: string): CopyIn {
  const stream = client.query(copyFrom(statement));
  const done = finished(stream);
  // Whoever awaits write or end gets the failure; this keeps it from being "unhandled" in between.
  done.catch(() => {});
  return {
    async write(lines) {
      if (stream.destroyed) return done;
      if (!stream.write(lines)) await Promise.race([once(stream, 'drain'), done]);
    },
    async end() {
      stream.end();
      await done;
    },
    abort(error) {
      stream.destroy(error);
    },
  };
}

/** COPY of rows that are already in memory. */
export async function copyRows(
  client: pg.PoolClient,
  table: string,
  columns: string,
  lines: string,
): Promise<void> {
  if (lines === '') return;
  const copy = openCopy(client, `COPY ${table} (${columns}) FROM STDIN`);
  await copy.write(lines);
  await copy.end();
}
