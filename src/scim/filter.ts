import { MusterError } from '../errors/error.ts';
import { filterInvalid, type Token, tokenize } from './filter-lexer.ts';
import { type AttributePath, pathText, resolvePath } from './path.ts';
import { type Attribute, findAttribute, type ResourceType } from './schema.ts';
import { instantOf } from './value.ts';

const OPERATORS = ['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'] as const;
export type Operator = (typeof OPERATORS)[number];

/**
 * A parsed filter over resolved attributes, its values already of the attribute's type (a dateTime as milliseconds).
 * `element`: one element of a multi-valued attribute must meet the whole inner filter.
 */
export type Filter =
  | { readonly kind: 'and' | 'or'; readonly left: Filter; readonly right: Filter }
  | { readonly kind: 'not'; readonly inner: Filter }
  | { readonly kind: 'present'; readonly path: AttributePath }
  | {
      readonly kind: 'compare';
      readonly path: AttributePath;
      readonly operator: Operator;
      readonly value: string | number | boolean | null;
    }
  | { readonly kind: 'element'; readonly path: AttributePath; readonly inner: Filter };

const MAX_LENGTH = 8192;
const MAX_DEPTH = 50;
const MAX_NODES = 200;

/** Where the parser is. `parent`: the multi-valued attribute whose `[…]` it is inside of. */
interface Cursor {
  readonly type: ResourceType;
  readonly text: string;
  readonly tokens: readonly Token[];
  at: number;
  nodes: number;
  parent: Attribute | undefined;
}

/**
 * Parses a filter (RFC 7644 §3.4.2.2) for resources of `type`, or, with `parent`, for elements of that attribute.
 * Takes also one bare word as a value, and a sub-attribute after `[…]`. Throws `scim_filter_*`.
 */
export function parseFilter(type: ResourceType, text: string, parent?: Attribute): Filter {
  if (text.length > MAX_LENGTH) throw tooLarge('characters', MAX_LENGTH);
  const cursor: Cursor = { type, text, tokens: tokenize(text), at: 0, nodes: 0, parent };
  const filter = parseOr(cursor, 0);
  if (peek(cursor).kind !== 'end') throw unexpected(cursor);
  return filter;
}

function parseOr(cursor: Cursor, depth: number): Filter {
  if (depth > MAX_DEPTH) throw tooLarge('levels', MAX_DEPTH);
  let left = parseAnd(cursor, depth);
  while (takeWord(cursor, 'or')) left = node(cursor, { kind: 'or', left, right: parseAnd(cursor, depth) });
  return left;
}

function parseAnd(cursor: Cursor, depth: number): Filter {
  let left = parseTerm(cursor, depth);
  while (takeWord(cursor, 'and')) left = node(cursor, { kind: 'and', left, right: parseTerm(cursor, depth) });
  return left;
}

function parseTerm(cursor: Cursor, depth: number): Filter {
  if (isWord(peek(cursor), 'not') && cursor.tokens[cursor.at + 1]?.kind === '(') {
    cursor.at++;
    return node(cursor, { kind: 'not', inner: parseGroup(cursor, depth) });
  }
  if (peek(cursor).kind === '(') return parseGroup(cursor, depth);
  return parseExpression(cursor, depth);
}

function parseGroup(cursor: Cursor, depth: number): Filter {
  take(cursor, '(');
  const inner = parseOr(cursor, depth + 1);
  take(cursor, ')');
  return inner;
}

function parseExpression(cursor: Cursor, depth: number): Filter {
  const name = take(cursor, 'word');
  if (['and', 'or', 'not'].includes(name.text.toLowerCase())) throw filterInvalid(cursor.text, name.at);
  const path = attributeAt(cursor, name);
  if (peek(cursor).kind !== '[') return parseOperation(cursor, path);
  const attribute = path.at(-1)!;
  if (attribute.type !== 'complex' || cursor.parent !== undefined) throw unexpected(cursor);
  cursor.at++;
  cursor.parent = attribute;
  let inner = parseOr(cursor, depth + 1);
  take(cursor, ']');
  const suffix = peek(cursor);
  // Entra: emails[type eq "work"].value eq "…", outside the grammar; it must hold for the same element.
  if (suffix.kind === 'word' && suffix.text.startsWith('.')) {
    cursor.at++;
    const sub = attributeAt(cursor, { ...suffix, text: suffix.text.slice(1) });
    inner = node(cursor, { kind: 'and', left: inner, right: parseOperation(cursor, sub) });
  }
  cursor.parent = undefined;
  return node(cursor, { kind: 'element', path, inner });
}

function parseOperation(cursor: Cursor, path: AttributePath): Filter {
  const token = take(cursor, 'word');
  const operator = token.text.toLowerCase();
  if (operator === 'pr') return node(cursor, { kind: 'present', path });
  if (!isOperator(operator)) throw filterInvalid(cursor.text, token.at);
  const target = comparedPath(cursor.type, path);
  const value = peek(cursor);
  if (value.kind !== 'word' && value.kind !== 'string') throw unexpected(cursor);
  cursor.at++;
  return node(cursor, {
    kind: 'compare',
    path: target,
    operator,
    value: valueFor(target.at(-1)!, pathText(path), operator, value),
  });
}

/** A complex attribute is compared by its `value` (RFC 7644 §3.4.2.2: `emails co "example.com"`). */
function comparedPath(type: ResourceType, path: AttributePath): AttributePath {
  const last = path.at(-1)!;
  if (last.type !== 'complex') return path;
  const value = findAttribute(type, last, 'value');
  if (value === undefined) throw new MusterError('scim_filter_attribute', { field: pathText(path) });
  return [...path, value];
}

function valueFor(
  attribute: Attribute,
  field: string,
  operator: Operator,
  token: Token,
): string | number | boolean | null {
  const word = token.kind === 'word' ? token.text.toLowerCase() : undefined;
  if (word === 'null') {
    if (operator === 'eq' || operator === 'ne') return null;
    throw new MusterError('scim_filter_operator', { field, operator });
  }
  const expected = (what: string) => new MusterError('scim_filter_value', { field, expected: what });
  switch (attribute.type) {
    case 'boolean': {
      if (operator !== 'eq' && operator !== 'ne')
        throw new MusterError('scim_filter_operator', { field, operator });
      const text = token.text.toLowerCase();
      if (text !== 'true' && text !== 'false') throw expected('true or false');
      return text === 'true';
    }
    case 'integer':
    case 'decimal': {
      if (isTextOperator(operator)) throw new MusterError('scim_filter_operator', { field, operator });
      const number = token.text.trim() === '' ? Number.NaN : Number(token.text);
      if (!Number.isFinite(number)) throw expected('a number');
      return number;
    }
    case 'dateTime': {
      if (isTextOperator(operator)) throw new MusterError('scim_filter_operator', { field, operator });
      const instant = instantOf(token.text);
      if (instant === undefined) throw expected('a date and time such as 2026-01-31T08:00:00Z');
      return instant;
    }
    default:
      // NUL cannot stand in any stored text, and PostgreSQL refuses it as a parameter.
      if (!token.text.isWellFormed() || token.text.includes('\0'))
        throw expected('a text without control characters');
      return token.text;
  }
}

function attributeAt(cursor: Cursor, token: Token): AttributePath {
  if (cursor.parent !== undefined) {
    const sub = findAttribute(cursor.type, cursor.parent, token.text);
    if (sub === undefined) throw unknownAttribute(token);
    return [sub];
  }
  const path = resolvePath(cursor.type, token.text);
  // `password` must not be guessable through a filter.
  if (path === undefined || path.some(({ returned }) => returned === 'never')) throw unknownAttribute(token);
  return path;
}

function unknownAttribute(token: Token): MusterError {
  return new MusterError('scim_filter_attribute', { field: token.text.slice(0, 80).toWellFormed() });
}

function node(cursor: Cursor, filter: Filter): Filter {
  if (++cursor.nodes > MAX_NODES) throw tooLarge('conditions', MAX_NODES);
  return filter;
}

function peek(cursor: Cursor): Token {
  return cursor.tokens[cursor.at]!;
}

function take(cursor: Cursor, kind: Token['kind']): Token {
  const token = peek(cursor);
  if (token.kind !== kind) throw unexpected(cursor);
  cursor.at++;
  return token;
}

function takeWord(cursor: Cursor, word: string): boolean {
  const found = isWord(peek(cursor), word);
  if (found) cursor.at++;
  return found;
}

function isWord(token: Token, word: string): boolean {
  return token.kind === 'word' && token.text.toLowerCase() === word;
}

function isOperator(text: string): text is Operator {
  return (OPERATORS as readonly string[]).includes(text);
}

function isTextOperator(operator: Operator): boolean {
  return operator === 'co' || operator === 'sw' || operator === 'ew';
}

function unexpected(cursor: Cursor): MusterError {
  return filterInvalid(cursor.text, peek(cursor).at);
}

function tooLarge(what: string, max: number): MusterError {
  return new MusterError('scim_filter_too_large', { field: 'filter', what, max });
}
