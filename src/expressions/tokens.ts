import { MusterError } from '../errors/error.ts';

/** `position` counts characters from 1, as people do. `text` of a string is its decoded value. */
export interface Token {
  kind: 'name' | 'text' | 'number' | 'sign' | 'end';
  text: string;
  position: number;
  /** Where the token ends in the source, for messages. */
  end: number;
}

const NAME = /[\p{L}_][\p{L}\p{N}_]*/uy;
// Attribute names of LDAP have hyphens; nothing in the language subtracts, so they are unambiguous after a point.
const MEMBER = /[\p{L}\p{N}_][\p{L}\p{N}_-]*/uy;
const NUMBER = /-?\d+(?:\.\d+)?(?![\p{L}\p{N}_])/uy;
const SIGN = /==|!=|<=|>=|&&|\|\||[-.,()[\]?:!<>+]/y;
const SPACE = /\s*/y;

const ESCAPES: Record<string, string> = { n: '\n', r: '\r', t: '\t', '\\': '\\', '"': '"', "'": "'" };

/** Splits an expression into tokens, the last of kind `end`. Throws `expression_character` and `expression_text_open`. */
export function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  for (;;) {
    at += match(SPACE, source, at)?.length ?? 0;
    if (at >= source.length) break;
    const token = tokenAt(source, at, tokens.at(-1)?.text === '.' && tokens.at(-1)?.kind === 'sign');
    tokens.push(token);
    at = token.end;
  }
  tokens.push({ kind: 'end', text: '', position: source.length + 1, end: source.length });
  return tokens;
}

function tokenAt(source: string, at: number, afterPoint: boolean): Token {
  const first = source[at];
  if (first === '"' || first === "'") return textAt(source, at, first);
  const kinds = afterPoint
    ? ([['name', MEMBER]] as const)
    : ([
        ['name', NAME],
        ['number', NUMBER],
        ['sign', SIGN],
      ] as const);
  for (const [kind, pattern] of kinds) {
    const text = match(pattern, source, at);
    if (text !== undefined) return { kind, text, position: at + 1, end: at + text.length };
  }
  throw new MusterError('expression_character', { position: at + 1, near: source.slice(at, at + 12) });
}

function textAt(source: string, start: number, quote: string): Token {
  let text = '';
  for (let at = start + 1; at < source.length; at += 1) {
    const character = source[at]!;
    if (character === quote) return { kind: 'text', text, position: start + 1, end: at + 1 };
    if (character !== '\\') {
      text += character;
      continue;
    }
    at += 1;
    const escaped = source[at] ?? '';
    if (escaped === 'u') {
      const digits = source.slice(at + 1, at + 5);
      if (!/^[0-9A-Fa-f]{4}$/.test(digits))
        throw new MusterError('expression_character', { position: at, near: source.slice(at - 1, at + 5) });
      text += String.fromCharCode(Number.parseInt(digits, 16));
      at += 4;
    } else {
      // An unknown escape stays as it is, so that patterns need no doubled backslashes: "\d" is \d.
      text += Object.hasOwn(ESCAPES, escaped) ? ESCAPES[escaped] : `\\${escaped}`;
    }
  }
  throw new MusterError('expression_text_open', { position: start + 1, expected: quote });
}

function match(pattern: RegExp, source: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(source)?.[0];
}
