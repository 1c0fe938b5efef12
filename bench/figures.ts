/** What a benchmark tells: each figure beside a baseline measured in the same run, and what was aimed at. */

/** How a figure is read: numbers with these units are printed with as many digits as they are worth. */
export type Unit = 's' | 'MB' | '/s' | 'ms';

export interface Target {
  /** What is held against the limit: the figure itself, or its ratio to the baseline. */
  of: 'figure' | 'ratio';
  is: 'at most' | 'at least';
  limit: number;
}

export interface Figure {
  what: string;
  value: number;
  unit: Unit;
  baseline: { what: string; value: number };
  /** Absent where a figure is shown for comparison only. */
  target?: Target;
}

export const atMost = (of: Target['of'], limit: number): Target => ({ of, is: 'at most', limit });
export const atLeast = (of: Target['of'], limit: number): Target => ({ of, is: 'at least', limit });

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** The value below which `share` (0 to 1) of the values lie. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  if (value === undefined) throw new Error('nothing was measured');
  return value;
}

export const ratio = ({ value, baseline }: Figure): number => value / baseline.value;

export function isReached(figure: Figure): boolean {
  if (!figure.target) return true;
  const { of, is, limit } = figure.target;
  const held = of === 'ratio' ? ratio(figure) : figure.value;
  return is === 'at most' ? held <= limit : held >= limit;
}

/** A Markdown table, one line a figure; its columns are aligned so that it reads on a terminal too. */
export function tableOf(figures: readonly Figure[]): string {
  const head = ['Measure', 'Measured', 'Baseline', 'Ratio', 'Target', ''];
  const rows = figures.map((figure) => [
    figure.what,
    show(figure.value, figure.unit),
    `${show(figure.baseline.value, figure.unit)} ${figure.baseline.what}`,
    ratio(figure).toFixed(2),
    figure.target ? showTarget(figure.target, figure.unit) : '–',
    figure.target ? (isReached(figure) ? 'ok' : '**not**') : '',
  ]);
  const widths = head.map((name, column) =>
    Math.max(...[head, ...rows].map((row) => row[column]!.length), name.length),
  );
  const line = (row: string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

function showTarget({ of, is, limit }: Target, unit: Unit): string {
  return `${is === 'at most' ? '≤' : '≥'} ${of === 'ratio' ? `${limit} ×` : show(limit, unit)}`;
}

function show(value: number, unit: Unit): string {
  if (unit === '/s') return `${Math.round(value).toLocaleString('en')}/s`;
  if (unit === 'MB') return `${Math.round(value)} MB`;
  return `${value.toFixed(unit === 's' ? 2 : 1)} ${unit}`;
}
