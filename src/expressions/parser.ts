import { MusterError } from '../errors/error.ts';
import { type Token, tokenize } from './tokens.ts';

export type Operator = '==' | '!=' | '<' | '<=' | '>' | '>=' | '&&' | '||' | '+';

/** A parsed expression; `position` counts characters of the text from 1. */
export type Node =
  | { kind: 'literal'; value: string | number | boolean | null; position: number }
  | { kind: 'name'; name: string; position: number }
  | { kind: 'member'; object: Node; key: Node; position: number }
  | { kind: 'call'; name: string; arguments: Node[]; position: number }
  | { kind: 'not'; operand: Node; position: number }
  | { kind: 'binary'; operator: Operator; left: Node; right: Node; position: number }
  | { kind: 'choice'; condition: Node; yes: Node; no: Node; position: number };

export const TEXT_MAX = 4000;
export const DEPTH_MAX = 50;

/** How tightly a binary operator binds; `? :` binds loosest of all. */
const BINDING: Record<Operator, number> = {
  '||': 1,
  '&&': 2,
  '==': 3,
  '!=': 3,
  '<': 4,
  '<=': 4,
  '>': 4,
  '>=': 4,
  '+': 5,
};

const CONSTANTS: Record<string, boolean | null> = { true: true, false: false, null: null };

/** Parses an expression of at most 4,000 characters and 50 levels. Throws `expression_…` with the position. */
export function parse(source: string): Node {
  if (source.length > TEXT_MAX)
    throw new MusterError('expression_too_long', { length: source.length, max: TEXT_MAX });
  if (source.trim() === '') throw new MusterError('expression_empty');
  const parser = new Parser(tokenize(source));
  return parser.whole();
}

class Parser {
  readonly #tokens: Token[];
  #at = 0;
  #depth = 0;

  constructor(tokens: Token[]) {
    this.#tokens = tokens;
  }

  whole(): Node {
    const node = this.#expression();
    if (this.#token.kind !== 'end') throw this.#expected('+ == && || ?');
    return node;
  }

  get #token(): Token {
    return this.#tokens[this.#at]!;
  }

  #expression(): Node {
    this.#depth += 1;
    const { position } = this.#token;
    if (this.#depth > DEPTH_MAX) throw new MusterError('expression_too_deep', { position, max: DEPTH_MAX });
    let node = this.#binary(1);
    if (this.#take('?')) {
      const yes = this.#expression();
      this.#demand(':');
      node = { kind: 'choice', condition: node, yes, no: this.#expression(), position };
    }
    this.#depth -= 1;
    return node;
  }

  #binary(loosest: number): Node {
    let left = this.#unary();
    for (;;) {
      const { kind, text, position } = this.#token;
      const operator = kind === 'sign' && Object.hasOwn(BINDING, text) ? (text as Operator) : undefined;
      if (operator === undefined || BINDING[operator] < loosest) return left;
      this.#at += 1;
      const right = this.#binary(BINDING[operator] + 1);
      left = { kind: 'binary', operator, left, right, position };
    }
  }

  #unary(): Node {
    const { position } = this.#token;
    let nots = 0;
    while (this.#take('!')) nots += 1;
    const operand = this.#postfix(this.#primary());
    if (nots === 0) return operand;
    const once: Node = { kind: 'not', operand, position };
    return nots % 2 === 1 ? once : { kind: 'not', operand: once, position };
  }

  #postfix(start: Node): Node {
    let node = start;
    const { position } = start;
    for (;;) {
      if (this.#take('.')) {
        if (this.#token.kind !== 'name') throw this.#expected('.displayName');
        const key: Node = { kind: 'literal', value: this.#token.text, position: this.#token.position };
        this.#at += 1;
        node = { kind: 'member', object: node, key, position };
      } else if (this.#take('[')) {
        const key = this.#expression();
        this.#demand(']');
        node = { kind: 'member', object: node, key, position };
      } else {
        return node;
      }
    }
  }

  #primary(): Node {
    const { kind, text, position } = this.#token;
    if (kind === 'sign' && text === '(') {
      this.#at += 1;
      const node = this.#expression();
      this.#demand(')');
      return node;
    }
    if (kind === 'sign' || kind === 'end')
      throw new MusterError('expression_value_missing', {
        position,
        near: text,
        example: 'user.displayName',
      });
    this.#at += 1;
    if (kind === 'text') return { kind: 'literal', value: text, position };
    if (kind === 'number') return { kind: 'literal', value: Number(text), position };
    if (this.#take('(')) return { kind: 'call', name: text, arguments: this.#arguments(), position };
    if (Object.hasOwn(CONSTANTS, text)) return { kind: 'literal', value: CONSTANTS[text]!, position };
    return { kind: 'name', name: text, position };
  }

  #arguments(): Node[] {
    if (this.#take(')')) return [];
    const list = [this.#expression()];
    while (this.#take(',')) list.push(this.#expression());
    if (!this.#take(')')) throw this.#expected(', )');
    return list;
  }

  #take(sign: string): boolean {
    if (this.#token.kind !== 'sign' || this.#token.text !== sign) return false;
    this.#at += 1;
    return true;
  }

  #demand(sign: string): void {
    if (!this.#take(sign)) throw this.#expected(sign);
  }

  #expected(expected: string): MusterError {
    const { kind, text, position } = this.#token;
    return new MusterError('expression_token', {
      position,
      near: kind === 'end' ? '' : text.slice(0, 20),
      expected,
    });
  }
}
