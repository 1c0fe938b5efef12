import Table from 'cli-table3';
import { printable } from '../printable.ts';
import type { Json } from './client.ts';
import type { Output } from './context.ts';

/** A column: its heading and the value of an item. */
export type Column = [heading: string, value: (item: Json) => unknown];

/** Items as a table for people: no frame, two spaces between columns. */
export function table(out: Output, columns: readonly Column[], items: readonly Json[]): void {
  const plain = new Table({
    head: columns.map(([heading]) => heading),
    style: { head: [], border: [], compact: true, 'padding-left': 0, 'padding-right': 2 },
    chars: Object.fromEntries(FRAME.map((part) => [part, ''])),
  });
  for (const item of items) plain.push(columns.map(([, value]) => cell(value(item))));
  out.write(`${plain.toString().replace(/[ \t]+$/gm, '')}\n`);
}

const FRAME =
  `top top-mid top-left top-right bottom bottom-mid bottom-left bottom-right left left-mid mid mid-mid right
  right-mid middle`.split(/\s+/);

/** One object as name and value, a line each; nested values as JSON. */
export function record(out: Output, object: Record<string, unknown>): void {
  const rows = Object.entries(object).filter(([, value]) => value !== null && value !== undefined);
  const width = Math.max(0, ...rows.map(([name]) => name.length));
  for (const [name, value] of rows) out.write(`${name.padEnd(width)}  ${cell(value)}\n`);
}

export function json(out: Output, value: unknown): void {
  out.write(`${JSON.stringify(value, null, 2)}\n`);
}

/** A value as one line of text. */
export function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value) && value.every((item) => typeof item !== 'object'))
    return printable(value.join(', '));
  return printable(typeof value === 'object' ? JSON.stringify(value) : String(value));
}
