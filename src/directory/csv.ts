/**
 * Cells and lines of a CSV file (RFC 4180) that people open in a spreadsheet, which takes a cell that begins with one of
 * these for a formula and may run it: such a cell gets an apostrophe before it. One that has it already gets one more, so
 * that `unguarded` gives every text back as it was.
 */
const FORMULA = /^'*[=+\-@\t\r\n＝＋－＠]/;

export const CSV_BOM = '\ufeff';

export function csvLine(cells: readonly unknown[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(value: unknown): string {
  const text = guarded(value === null || value === undefined ? '' : String(value));
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function guarded(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}

/** A cell of such a file without the apostrophe that guards it. */
export function unguarded(text: string): string {
  return text.startsWith("'") && FORMULA.test(text) ? text.slice(1) : text;
}
