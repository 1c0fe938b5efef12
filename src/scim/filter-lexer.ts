import { MusterError } from '../errors/error.ts';

export type Token =
  | { readonly kind: 'word'; readonly text: string; readonly at: number }
  | { readonly kind: 'string'; readonly text: string; readonly at: number }
  | { readonly kind: '(' | ')' | '[' | ']' | 'end'; readonly text: string; readonly at: number };

const SPACE = /\s/;
const WORD_END = /[\s()[\]"]/;

/** Splits a filter into tokens. A quoted value is a JSON string, escapes and all (RFC 7644 §3.4.2.2). */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const char = text[at]!;
    if (SPACE.test(char)) {
      at++;
    } else if (char === '(' || char === ')' || char === '[' || char === ']') {
      tokens.push({ kind: char, text: char, at: at++ });
    } else if (char === '"') {
      const end = closingQuote(text, at);
      tokens.push({ kind: 'string', text: stringValue(text, at, end), at });
      at = end + 1;
    } else {
      let end = at;
      while (end < text.length && !WORD_END.test(text[end]!)) end++;
      tokens.push({ kind: 'word', text: text.slice(at, end), at });
      at = end;
    }
  }
  tokens.push({ kind: 'end', text: '', at: text.length });
  return tokens;
}

function closingQuote(text: string, open: number): number {
  for (let at = open + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"') return at;
  }
  throw filterInvalid(text, open);
}

function stringValue(text: string, open: number, close: number): string {
  try {
    return JSON.parse(text.slice(open, close + 1)) as string;
  } catch {
    throw filterInvalid(text, open);
  }
}

export function filterInvalid(text: string, at: number): MusterError {
  // A cut through a surrogate pair would put broken Unicode into the answer.
  const near = text.slice(at, at + 20).toWellFormed();
  return new MusterError('scim_filter_invalid', { field: 'filter', position: at + 1, near: near || 'end' });
}
