import { MusterError } from '../errors/error.ts';
import { failed } from './failure.ts';
import { compilePattern } from './pattern.ts';
import { initials, spelled } from './pinyin.ts';
import type { Run, Scope } from './scope.ts';
import { replaceMatches } from './search.ts';
import { conditionOf, isEmpty, itemsOf, joined, LIST_MAX, limited, RESULT_MAX, textOf } from './values.ts';

interface Argument {
  run: Run;
  /** The value of a literal, known before any record is seen. */
  literal?: unknown;
  position: number;
}

export interface FunctionSpec {
  least: number;
  most: number;
  /** As written in the reference. */
  usage: string;
  /** Makes the call once per expression; arguments are run when, and only if, the function wants them. */
  compile(args: Argument[]): Run;
}

const MANY = Number.POSITIVE_INFINITY;

/** IDaaS's functions ("Advanced account field expressions") and, from Lower on, Muster's own. */
export const FUNCTIONS: Record<string, FunctionSpec> = {
  Append: {
    least: 1,
    most: MANY,
    usage: 'Append(text, …)',
    compile: (args) => (scope) => joined('Append', texts('Append', args, scope), ''),
  },
  Join: {
    least: 2,
    most: MANY,
    usage: 'Join(text, …, separator)',
    compile: (args) => (scope) => {
      const separator = textOf('Join', args.at(-1)!.run(scope)) ?? '';
      return joined('Join', texts('Join', args.slice(0, -1), scope), separator);
    },
  },
  Coalesce: {
    least: 1,
    most: MANY,
    usage: 'Coalesce(value, …, default)',
    compile: (args) => (scope) => {
      for (const { run } of args) {
        const value = run(scope);
        if (!isEmpty(value)) return value;
      }
      return null;
    },
  },
  IIF: {
    least: 3,
    most: 3,
    usage: 'IIF(condition, whenTrue, whenFalse)',
    compile:
      ([condition, yes, no]) =>
      (scope) =>
        conditionOf('IIF', condition!.run(scope)) ? yes!.run(scope) : no!.run(scope),
  },
  IsNull: {
    least: 1,
    most: 1,
    usage: 'IsNull(value)',
    compile:
      ([value]) =>
      (scope) =>
        isEmpty(value!.run(scope)),
  },
  ArrayMap: { least: 2, most: 2, usage: 'ArrayMap(list, expression over __item)', compile: arrayMap },
  ArrayJoin: {
    least: 2,
    most: 2,
    usage: 'ArrayJoin(list, separator)',
    compile:
      ([list, separator]) =>
      (scope) => {
        const parts = itemsOf(list!.run(scope)).map((item) => textOf('ArrayJoin', item));
        return joined('ArrayJoin', parts.filter(isText), textOf('ArrayJoin', separator!.run(scope)) ?? '');
      },
  },
  ObjectToJsonString: {
    least: 1,
    most: 1,
    usage: 'ObjectToJsonString(value)',
    compile:
      ([value]) =>
      (scope) =>
        json(value!.run(scope)),
  },
  Lower: onText('Lower', 'Lower(text)', 1, 1, (text) => limited('Lower', text.toLowerCase())),
  Upper: onText('Upper', 'Upper(text)', 1, 1, (text) => limited('Upper', text.toUpperCase())),
  Trim: onText('Trim', 'Trim(text)', 1, 1, (text) => text.trim()),
  Replace: onText('Replace', 'Replace(text, search, replacement)', 3, 3, replace),
  Substring: onText('Substring', 'Substring(text, start, end)', 2, 3, substring),
  Split: {
    least: 2,
    most: 2,
    usage: 'Split(text, separator)',
    compile:
      ([value, separator]) =>
      (scope) => {
        const text = textOf('Split', value!.run(scope)) ?? '';
        const by = textOf('Split', separator!.run(scope)) ?? '';
        if (text === '') return [];
        const parts = by === '' ? [text] : text.split(by, LIST_MAX + 1);
        count('Split', scope, parts.length);
        return parts;
      },
  },
  RegexReplace: {
    least: 3,
    most: 3,
    usage: 'RegexReplace(text, "pattern", replacement)',
    compile: regexReplace,
  },
  Pinyin: onText('Pinyin', 'Pinyin(name)', 1, 1, (name) => spelled('Pinyin', name)),
  PinyinInitials: onText('PinyinInitials', 'PinyinInitials(name)', 1, 1, (name) =>
    initials('PinyinInitials', name),
  ),
};

/** A function of a text that gives nothing for nothing. */
function onText(
  name: string,
  usage: string,
  least: number,
  most: number,
  apply: (text: string, rest: unknown[]) => string,
): FunctionSpec {
  const compile = ([first, ...others]: Argument[]): Run => {
    return (scope) => {
      const text = textOf(name, first!.run(scope));
      if (text === null || text === '') return null;
      return apply(
        text,
        others.map(({ run }) => run(scope)),
      );
    };
  };
  return { least, most, usage, compile };
}

function texts(name: string, args: Argument[], scope: Scope): string[] {
  return args.map(({ run }) => textOf(name, run(scope))).filter(isText);
}

function isText(text: string | null): text is string {
  return text !== null && text !== '';
}

function count(name: string, scope: Scope, items: number): void {
  scope.made += items;
  if (scope.made > LIST_MAX) throw failed(name, 'list_too_long', { max: LIST_MAX });
}

function arrayMap([list, body]: Argument[]): Run {
  return (scope) => {
    const items = itemsOf(list!.run(scope));
    count('ArrayMap', scope, items.length);
    const outer = scope.item;
    const mapped = items.map((item) => {
      scope.item = item;
      return body!.run(scope);
    });
    scope.item = outer;
    return mapped;
  };
}

function regexReplace([value, pattern, replacement]: Argument[]): Run {
  if (typeof pattern!.literal !== 'string')
    throw new MusterError('expression_pattern_not_text', { position: pattern!.position });
  const compiled = compilePattern(pattern!.literal);
  return (scope) => {
    const text = textOf('RegexReplace', value!.run(scope));
    if (text === null || text === '') return null;
    const by = textOf('RegexReplace', replacement!.run(scope)) ?? '';
    return joined('RegexReplace', replaceMatches('RegexReplace', text, compiled, by), '');
  };
}

function replace(text: string, [search, replacement]: unknown[]): string {
  const sought = textOf('Replace', search) ?? '';
  if (sought === '') return text;
  return joined('Replace', text.split(sought), textOf('Replace', replacement) ?? '');
}

function substring(text: string, [start, end]: unknown[]): string {
  const [from, to] = [start, end].map((value) => {
    if (value === undefined || value === null) return undefined;
    const position = typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value;
    if (typeof position !== 'number' || !Number.isInteger(position) || position < 0)
      throw failed('Substring', 'not_position', { value });
    return position;
  });
  // By code points, so that no rare character is cut in half.
  return [...text].slice(from, to).join('');
}

function json(value: unknown): string | null {
  if (value === null) return null;
  let length = 0;
  const measured = (key: string, part: unknown): unknown => {
    length += key.length + (typeof part === 'string' ? part.length : 1);
    if (length > RESULT_MAX) throw failed('ObjectToJsonString', 'text_too_long', { max: RESULT_MAX });
    return part;
  };
  try {
    return limited('ObjectToJsonString', JSON.stringify(value, measured) ?? 'null');
  } catch (error) {
    if (error instanceof MusterError) throw error;
    throw failed('ObjectToJsonString', 'not_json');
  }
}
