import { asMusterError, MusterError } from '../errors/error.ts';
import { FUNCTIONS } from './functions.ts';
import { type Node, type Operator, parse } from './parser.ts';
import type { ModelName, Models, Run } from './scope.ts';
import { add, attributeOf, conditionOf, equal, memberOf, order } from './values.ts';

export interface Expression {
  /** The value for one record: text, number, boolean, list, object or null. Throws MusterError `expression_failed`. */
  evaluate(models: Models): unknown;
  /** The attribute paths read, e.g. `user.displayName`; the model alone where it is used as a whole. Sorted. */
  uses: string[];
}

/** How a model may be called in an expression: IDaaS's own samples use both spellings of the first. */
export const SPELLINGS: Readonly<Record<string, ModelName>> = {
  idpUser: 'idpUser',
  idpuser: 'idpUser',
  user: 'user',
  appUser: 'appUser',
};

/**
 * Compiles an expression (IDaaS: "Advanced account field expressions") into closures, to be evaluated many times.
 * `offered` is the model, or the models, of its place; without it any may be used. Throws MusterError `expression_…`
 * with the position and what is expected there.
 */
export function compileExpression(text: string, offered?: ModelName | readonly ModelName[]): Expression {
  const compiler = new Compiler(typeof offered === 'string' ? [offered] : offered);
  const run = compiler.compile(parse(text));
  return {
    uses: [...compiler.uses].sort(),
    evaluate(models) {
      try {
        return run({ models, item: null, made: 0 });
      } catch (error) {
        throw asMusterError(error);
      }
    },
  };
}

class Compiler {
  readonly uses = new Set<string>();
  readonly #offered: readonly ModelName[] | undefined;
  #inItem = false;

  constructor(offered: readonly ModelName[] | undefined) {
    this.#offered = offered;
  }

  compile(node: Node): Run {
    switch (node.kind) {
      case 'literal': {
        const { value } = node;
        return () => value;
      }
      case 'name':
        return this.#name(node.name, node.position);
      case 'member':
        return this.#member(node);
      case 'call':
        return this.#call(node);
      case 'not': {
        const operand = this.compile(node.operand);
        return (scope) => !conditionOf('!', operand(scope));
      }
      case 'binary':
        return binary(node.operator, this.compile(node.left), this.compile(node.right));
      case 'choice': {
        const condition = this.compile(node.condition);
        const yes = this.compile(node.yes);
        const no = this.compile(node.no);
        return (scope) => (conditionOf('?', condition(scope)) ? yes(scope) : no(scope));
      }
    }
  }

  #name(name: string, position: number): Run {
    if (name === '__item') {
      if (!this.#inItem) throw new MusterError('expression_item_outside', { position });
      return (scope) => scope.item;
    }
    const model = this.#modelOf(name, position);
    this.uses.add(model);
    return (scope) => scope.models[model] ?? null;
  }

  #member(node: Extract<Node, { kind: 'member' }>): Run {
    const path = pathOf(node);
    if (path === null || path.root === '__item') {
      const object = this.compile(node.object);
      const key = this.compile(node.key);
      return (scope) => memberOf(object(scope), key(scope));
    }
    const model = this.#modelOf(path.root, path.position);
    this.uses.add([model, ...path.keys].join('.'));
    const [attribute, ...rest] = path.keys as [string, ...string[]];
    if (rest.length === 0) return (scope) => attributeOf(scope.models[model], attribute);
    return (scope) => rest.reduce(memberOf, attributeOf(scope.models[model], attribute));
  }

  #call({ name, arguments: nodes, position }: Extract<Node, { kind: 'call' }>): Run {
    const spec = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
    if (spec === undefined) {
      const functions = Object.keys(FUNCTIONS).join(', ');
      throw new MusterError('expression_function_unknown', { name: name.slice(0, 80), position, functions });
    }
    const { least, most, usage } = spec;
    const count = nodes.length;
    if (count < least || count > most) {
      const expected = most === least ? least : `${least}–${most === Number.POSITIVE_INFINITY ? 'n' : most}`;
      throw new MusterError('expression_arguments', { function: name, position, count, expected, usage });
    }
    const args = nodes.map((node, index) => ({
      run: name === 'ArrayMap' && index === 1 ? this.#itemBody(node) : this.compile(node),
      literal: node.kind === 'literal' ? node.value : undefined,
      position: node.position,
    }));
    return spec.compile(args);
  }

  #itemBody(node: Node): Run {
    const outside = this.#inItem;
    this.#inItem = true;
    const run = this.compile(node);
    this.#inItem = outside;
    return run;
  }

  #modelOf(name: string, position: number): ModelName {
    const model = Object.hasOwn(SPELLINGS, name) ? SPELLINGS[name] : undefined;
    if (model !== undefined && (this.#offered?.includes(model) ?? true)) return model;
    const expected = (this.#offered ?? ['user']).map((one) => `${one}.…`).join(', ');
    throw new MusterError('expression_name_unknown', { name: name.slice(0, 80), position, expected });
  }
}

/** The name and the keys of `a.b["c"]`, null when a key or the start is computed. */
function pathOf(node: Node): { root: string; keys: string[]; position: number } | null {
  const keys: string[] = [];
  let at = node;
  while (at.kind === 'member') {
    const { key } = at;
    if (key.kind !== 'literal' || (typeof key.value !== 'string' && typeof key.value !== 'number'))
      return null;
    keys.unshift(String(key.value));
    at = at.object;
  }
  return at.kind === 'name' ? { root: at.name, keys, position: at.position } : null;
}

function binary(operator: Operator, left: Run, right: Run): Run {
  const ordered = (holds: (sign: number) => boolean): Run => {
    return (scope) => {
      const sign = order(operator, left(scope), right(scope));
      return sign !== null && holds(sign);
    };
  };
  switch (operator) {
    case '+':
      return (scope) => add(left(scope), right(scope));
    case '==':
      return (scope) => equal(left(scope), right(scope));
    case '!=':
      return (scope) => !equal(left(scope), right(scope));
    case '&&':
      return (scope) => conditionOf('&&', left(scope)) && conditionOf('&&', right(scope));
    case '||':
      return (scope) => conditionOf('||', left(scope)) || conditionOf('||', right(scope));
    case '<':
      return ordered((sign) => sign < 0);
    case '<=':
      return ordered((sign) => sign <= 0);
    case '>':
      return ordered((sign) => sign > 0);
    case '>=':
      return ordered((sign) => sign >= 0);
  }
}
