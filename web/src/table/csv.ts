import type { Column } from './data-table.tsx';

/** A spreadsheet takes a cell that begins like this for a formula. */
const FORMULA = /^[=+\-@\t\r]/;

function cell(value: string | number | boolean | null | undefined): string {
  if (value === null || value === undefined) return '';
  const text = typeof value === 'string' && FORMULA.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** RFC 4180, with the mark by which spreadsheets know UTF-8. */
export function csvText<T>(columns: readonly Column<T>[], rows: readonly T[]): string {
  const named = columns.filter(({ title }) => title !== '');
  const lines = [
    named.map(({ title }) => cell(title)),
    ...rows.map((row) => named.map(({ value }) => cell(value(row)))),
  ];
  return `\uFEFF${lines.map((line) => line.join(',')).join('\r\n')}\r\n`;
}

export function downloadCsv<T>(name: string, columns: readonly Column<T>[], rows: readonly T[]): void {
  downloadText(`${name}.csv`, csvText(columns, rows), 'text/csv');
}

/** Gives the browser a text to keep as a file. */
export function downloadText(file: string, text: string, type: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = Object.assign(document.createElement('a'), { href: url, download: file });
  link.click();
  URL.revokeObjectURL(url);
}
