import { failed } from './failure.ts';
import type { Pattern, Step } from './pattern.ts';

/** Steps one replacement may take in all; some milliseconds. Many matches in a long text make the work quadratic. */
const WORK_MAX = 500_000;
const LENGTH_MAX = 4096;

/** Start and end of the whole match and of each group, as [start, end, start, end…]; -1 where a group took no part. */
type Captures = number[];

/**
 * Replaces every match of `pattern`; `$1`…`$9` stand for groups, `$0` for the match, `$$` for a dollar sign.
 * Gives the parts of the new text, for the caller to join. Throws `expression_failed` for texts over 4,096 characters and
 * for more than 500,000 steps.
 */
export function replaceMatches(where: string, text: string, pattern: Pattern, replacement: string): string[] {
  if (text.length > LENGTH_MAX) throw failed(where, 'text_too_long', { max: LENGTH_MAX });
  const characters = [...text];
  const search = new Search(where, characters, pattern);
  const parts: string[] = [];
  let copied = 0;
  for (let from = 0; from <= characters.length; ) {
    const captures = search.next(from);
    if (captures === null) break;
    const [start, end] = captures as [number, number];
    parts.push(characters.slice(copied, start).join(''), filled(replacement, characters, captures));
    copied = end;
    from = end > start ? end : end + 1;
  }
  parts.push(characters.slice(copied).join(''));
  return parts;
}

function filled(replacement: string, characters: string[], captures: Captures): string {
  return replacement.replace(/\$([$0-9])/g, (_, sign: string) => {
    if (sign === '$') return '$';
    const slot = Number(sign) * 2;
    const start = captures[slot] ?? -1;
    const end = captures[slot + 1] ?? -1;
    return start < 0 || end < start ? '' : characters.slice(start, end).join('');
  });
}

/** Matches one pattern in one text, from left to right. */
class Search {
  readonly #where: string;
  readonly #characters: string[];
  readonly #steps: Step[];
  readonly #slots: number;
  /** Number of the search in which a (step, character) pair was last visited. */
  readonly #visited: Uint16Array;
  #round = 0;
  #work = 0;

  constructor(where: string, characters: string[], { steps, groups }: Pattern) {
    this.#where = where;
    this.#characters = characters;
    this.#steps = steps;
    this.#slots = (groups + 1) * 2;
    this.#visited = new Uint16Array(steps.length * (characters.length + 1));
  }

  /** The first match that starts at `from` or later. Pairs that led nowhere stay visited: they cannot match from a later start either. */
  next(from: number): Captures | null {
    this.#round += 1;
    for (let start = from; start <= this.#characters.length; start += 1) {
      const captures = this.#matchAt(start);
      if (captures !== null) return captures;
    }
    return null;
  }

  #matchAt(start: number): Captures | null {
    const captures: Captures = new Array(this.#slots).fill(-1);
    // Entries to try, as pairs: (step, character), or (-1 - slot, value) to put a capture back when going back past it.
    const pending = [0, start];
    while (pending.length > 0) {
      let at = pending.pop()!;
      let step = pending.pop()!;
      if (step < 0) {
        captures[-1 - step] = at;
        continue;
      }
      while (this.#enter(step, at)) {
        const instruction = this.#steps[step]!;
        if (instruction.op === 'match') return captures;
        if (instruction.op === 'split') {
          pending.push(instruction.second, at);
          step = instruction.first;
        } else if (instruction.op === 'jump') {
          step = instruction.to;
        } else if (instruction.op === 'save') {
          pending.push(-1 - instruction.slot, captures[instruction.slot]!);
          captures[instruction.slot] = at;
          step += 1;
        } else if (instruction.op === 'at') {
          if (!this.#stands(instruction.where, at)) break;
          step += 1;
        } else {
          const character = this.#characters[at];
          if (character === undefined || !instruction.test(character)) break;
          at += 1;
          step += 1;
        }
      }
    }
    return null;
  }

  #enter(step: number, at: number): boolean {
    this.#work += 1;
    if (this.#work > WORK_MAX) throw failed(this.#where, 'too_costly', { length: this.#characters.length });
    const pair = at * this.#steps.length + step;
    if (this.#visited[pair] === this.#round) return false;
    this.#visited[pair] = this.#round;
    return true;
  }

  #stands(where: '^' | '$' | 'b' | 'B', at: number): boolean {
    if (where === '^') return at === 0;
    if (where === '$') return at === this.#characters.length;
    const edge = isWord(this.#characters[at - 1]) !== isWord(this.#characters[at]);
    return edge === (where === 'b');
  }
}

function isWord(character: string | undefined): boolean {
  return character !== undefined && /^\w$/.test(character);
}
