import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const PATH = join(import.meta.dirname, '../docs/benchmarks.md');

/** Puts the table of one part between its markers in docs/benchmarks.md; what stands around them stays. */
export function writeReport(part: string, facts: readonly string[], table: string): void {
  const [begin, end] = [`<!-- ${part}: begin -->`, `<!-- ${part}: end -->`];
  const text = existsSync(PATH) ? readFileSync(PATH, 'utf8') : '';
  const block = [begin, '', ...facts.map((fact) => `- ${fact}`), '', table, '', end].join('\n');
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  const whole = from >= 0 && to > from;
  writeFileSync(
    PATH,
    whole
      ? `${text.slice(0, from)}${block}${text.slice(to + end.length)}`
      : `${text}\n## ${part}\n\n${block}\n`,
  );
}
