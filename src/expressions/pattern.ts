import { MusterError } from '../errors/error.ts';

/**
 * Patterns are run by an own matcher and not by RegExp, whose backtracking takes exponential time on patterns such as
 * (a+)+$ — one mapping could stop the whole program. A pattern becomes a program of these steps, and `search` visits
 * every (step, character) pair at most once, which bounds the work by their product.
 */
export type Step =
  | { op: 'test'; test: (character: string) => boolean }
  | { op: 'split'; first: number; second: number }
  | { op: 'jump'; to: number }
  | { op: 'save'; slot: number }
  | { op: 'at'; where: '^' | '$' | 'b' | 'B' }
  | { op: 'match' };

export interface Pattern {
  steps: Step[];
  /** Number of capturing groups. */
  groups: number;
}

const STEPS_MAX = 500;
const REPEAT_MAX = 100;
const NESTING_MAX = 20;

/**
 * Compiles a pattern: text, `.`, classes, groups, alternatives, greedy and lazy repeats, `^ $ \b \B`.
 * Throws `expression_pattern` with the position for anything else, look-around and back references included.
 */
export function compilePattern(source: string): Pattern {
  const reader = new PatternReader(source);
  return reader.whole();
}

type Piece = Step[];

/** Reads a pattern into relocatable pieces: jump targets are relative to the step they stand in. */
class PatternReader {
  readonly #source: string;
  readonly #characters: string[];
  #at = 0;
  #groups = 0;
  #nesting = 0;

  constructor(source: string) {
    this.#source = source;
    this.#characters = [...source];
  }

  whole(): Pattern {
    const body = this.#alternatives();
    if (this.#at < this.#characters.length) throw this.#invalid();
    const relative: Piece = [{ op: 'save', slot: 0 }, ...body, { op: 'save', slot: 1 }, { op: 'match' }];
    const steps = relative.map((step, index): Step => {
      if (step.op === 'jump') return { ...step, to: step.to + index };
      return step.op === 'split' ? { ...step, first: step.first + index, second: step.second + index } : step;
    });
    return { steps, groups: this.#groups };
  }

  #alternatives(): Piece {
    this.#nesting += 1;
    if (this.#nesting > NESTING_MAX) throw this.#invalid();
    let piece = this.#sequence();
    while (this.#take('|')) {
      const other = this.#sequence();
      piece = this.#sized([
        { op: 'split', first: 1, second: piece.length + 2 },
        ...piece,
        { op: 'jump', to: other.length + 1 },
        ...other,
      ]);
    }
    this.#nesting -= 1;
    return piece;
  }

  #sequence(): Piece {
    const piece: Piece = [];
    for (let next = this.#next; next !== undefined && next !== '|' && next !== ')'; next = this.#next)
      piece.push(...this.#repeated());
    return this.#sized(piece);
  }

  #repeated(): Piece {
    const start = this.#at;
    const piece = this.#atom();
    const range = this.#range();
    if (range === undefined) return piece;
    const [least, most] = range;
    if (piece.every((step) => step.op === 'at')) throw this.#invalid(start);
    const lazy = this.#take('?');
    if (this.#next !== undefined && '*+?{'.includes(this.#next)) throw this.#invalid();
    const either = (enter: number, leave: number): Step =>
      lazy ? { op: 'split', first: leave, second: enter } : { op: 'split', first: enter, second: leave };
    if (piece.length * Math.max(least, most === Infinity ? 1 : most) > STEPS_MAX) throw this.#invalid(start);
    const copies: Piece = Array.from({ length: least }, () => piece).flat();
    if (most === Infinity)
      return this.#sized([
        ...copies,
        either(1, piece.length + 2),
        ...piece,
        { op: 'jump', to: -piece.length - 1 },
      ]);
    for (let count = least; count < most; count += 1)
      copies.push(either(1, (piece.length + 1) * (most - count)), ...piece);
    return this.#sized(copies);
  }

  #range(): [number, number] | undefined {
    if (this.#take('*')) return [0, Infinity];
    if (this.#take('+')) return [1, Infinity];
    if (this.#take('?')) return [0, 1];
    if (this.#next !== '{') return undefined;
    const braces = /^\{(\d{1,3})(,(\d{0,3}))?\}/.exec(
      this.#characters.slice(this.#at, this.#at + 9).join(''),
    );
    if (!braces) throw this.#invalid();
    const least = Number(braces[1]);
    const most = braces[2] === undefined ? least : braces[3] === '' ? Infinity : Number(braces[3]);
    if (most < least || least > REPEAT_MAX || (most !== Infinity && most > REPEAT_MAX)) throw this.#invalid();
    this.#at += braces[0].length;
    return [least, most];
  }

  #atom(): Piece {
    const character = this.#next!;
    if (character === '(') return this.#group();
    if (character === '[') return this.#class();
    if (character === '\\') return this.#escape();
    if ('*+?{}])'.includes(character)) throw this.#invalid();
    this.#at += 1;
    if (character === '^' || character === '$') return [{ op: 'at', where: character }];
    if (character === '.') return [{ op: 'test', test: (tested) => tested !== '\n' && tested !== '\r' }];
    return [{ op: 'test', test: (tested) => tested === character }];
  }

  #group(): Piece {
    const start = this.#at;
    this.#at += 1;
    let slot = 0;
    if (this.#take('?')) {
      if (!this.#take(':')) throw this.#invalid(start);
    } else {
      this.#groups += 1;
      slot = this.#groups * 2;
    }
    const body = this.#alternatives();
    if (!this.#take(')')) throw this.#invalid(start);
    return slot === 0 ? body : [{ op: 'save', slot }, ...body, { op: 'save', slot: slot + 1 }];
  }

  #class(): Piece {
    const start = this.#at;
    let end = start + 1;
    while (this.#characters[end] !== ']') {
      if (this.#characters[end] === undefined) throw this.#invalid(start);
      end += this.#characters[end] === '\\' ? 2 : 1;
    }
    return this.#native(end + 1);
  }

  #escape(): Piece {
    const rest = this.#characters.slice(this.#at, this.#at + 40).join('');
    const anchor = /^\\([bB])/.exec(rest);
    if (anchor) {
      this.#at += 2;
      return [{ op: 'at', where: anchor[1] as 'b' | 'B' }];
    }
    const one = /^\\([dDwWsSntr]|[pP]\{[\w=]{1,32}\}|u[0-9A-Fa-f]{4}|[-^$\\.*+?()[\]{}|/])/.exec(rest);
    if (one) return this.#native(this.#at + one[0].length);
    // A back-slash before another sign means the sign itself; before a letter or digit it means something unknown.
    const sign = /^\\([^\p{L}\p{N}])/u.exec(rest)?.[1];
    if (sign === undefined) throw this.#invalid();
    this.#at += 2;
    return [{ op: 'test', test: (tested) => tested === sign }];
  }

  /** What matches exactly one character is left to RegExp: on a single character nothing can backtrack. */
  #native(end: number): Piece {
    const text = this.#characters.slice(this.#at, end).join('');
    let expression: RegExp;
    try {
      expression = new RegExp(`^${text}$`, 'u');
    } catch {
      throw this.#invalid();
    }
    this.#at = end;
    return [{ op: 'test', test: (tested) => expression.test(tested) }];
  }

  #sized(piece: Piece): Piece {
    if (piece.length > STEPS_MAX) throw this.#invalid();
    return piece;
  }

  get #next(): string | undefined {
    return this.#characters[this.#at];
  }

  #take(character: string): boolean {
    if (this.#next !== character) return false;
    this.#at += 1;
    return true;
  }

  #invalid(at = this.#at): MusterError {
    return new MusterError('expression_pattern', {
      pattern: this.#source,
      position: at + 1,
      max: REPEAT_MAX,
    });
  }
}
