/** A CSV file as titles and rows. Pure but for the decoder of the browser. */
import Papa from 'papaparse';

export type Encoding = 'utf-8' | 'gb18030';

/** More than this is no table of people but something else, and would stop the browser. */
export const LARGEST_MB = 50;

export interface TableRow {
  /** As a spreadsheet counts: the titles stand in row 1. */
  line: number;
  cells: string[];
}

export interface FileTable {
  titles: string[];
  rows: TableRow[];
  /** Some bytes were no text in this encoding. */
  garbled: boolean;
}

/** GB 18030 reads GBK and GB 2312 too; text that is whole in UTF-8 is UTF-8. */
export function guessEncoding(bytes: ArrayBuffer): Encoding {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return 'utf-8';
  } catch {
    return 'gb18030';
  }
}

/** Throws an Error saying why when quotes in the file do not close. */
export function readTable(bytes: ArrayBuffer, encoding: Encoding): FileTable {
  const text = new TextDecoder(encoding).decode(bytes);
  const { data, errors } = Papa.parse<string[]>(text, { header: false });
  const broken = errors.find(({ type }) => type === 'Quotes');
  if (broken) throw new Error(`${broken.message} (${(broken.row ?? 0) + 1})`);
  const [titles = [], ...rows] = data;
  return {
    titles: titles.map((title) => title.trim()),
    rows: rows
      .map((cells, i) => ({ line: i + 2, cells: cells.map((cell) => cell.trim()) }))
      .filter(({ cells }) => cells.some((cell) => cell !== '')),
    garbled: text.includes('\ufffd'),
  };
}
