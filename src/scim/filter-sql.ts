import { MusterError } from '../errors/error.ts';
import type { Filter, Operator } from './filter.ts';
import { type AttributePath, pathText } from './path.ts';

/** How an attribute is stored. `fold` brings a filter's text to the stored form (for example lower case). */
export interface FilterColumn {
  readonly sql: string;
  readonly fold?: (text: string, operator: Operator) => string;
}

export interface SqlCondition {
  /** A boolean expression with `$n` parameters; NULL counts as false. */
  readonly sql: string;
  readonly values: readonly unknown[];
}

const COMPARISON: Partial<Record<Operator, string>> = { gt: '>', ge: '>=', lt: '<', le: '<=' };

/**
 * Compiles a filter to SQL over the columns `columnOf` knows; all values become parameters numbered from
 * `firstParameter`. Throws `scim_filter_attribute` for an attribute without a column.
 */
export function filterToSql(
  filter: Filter,
  columnOf: (path: AttributePath) => FilterColumn | undefined,
  firstParameter: number,
): SqlCondition {
  const values: unknown[] = [];
  const parameter = (value: unknown) => {
    values.push(value);
    return `$${firstParameter + values.length - 1}`;
  };
  const compile = (part: Filter): string => {
    switch (part.kind) {
      case 'and':
      case 'or':
        return `(${compile(part.left)} ${part.kind} ${compile(part.right)})`;
      case 'not':
        // NULL is "false" below and/or, so one COALESCE here makes the negation total.
        return `NOT COALESCE(${compile(part.inner)}, false)`;
      case 'present':
        return `${column(part.path).sql} IS NOT NULL`;
      case 'element':
        throw new MusterError('scim_filter_attribute', { field: pathText(part.path) });
      case 'compare':
        return compareSql(column(part.path), part, parameter);
    }
  };
  const column = (path: AttributePath): FilterColumn => {
    const found = columnOf(path);
    if (found === undefined) throw new MusterError('scim_filter_attribute', { field: pathText(path) });
    return found;
  };
  return { sql: compile(filter), values };
}

function compareSql(
  { sql, fold }: FilterColumn,
  { path, operator, value }: Filter & { kind: 'compare' },
  parameter: (value: unknown) => string,
): string {
  if (value === null) return operator === 'eq' ? `${sql} IS NULL` : `${sql} IS NOT NULL`;
  const typed = typeof value === 'string' && fold !== undefined ? fold(value, operator) : value;
  const isInstant = path.at(-1)!.type === 'dateTime';
  const operand = (of: unknown) =>
    isInstant ? `to_timestamp(${parameter(of)}::float8 / 1000)` : parameter(of);
  switch (operator) {
    case 'eq':
      return `${sql} = ${operand(typed)}`;
    case 'ne':
      return `${sql} IS DISTINCT FROM ${operand(typed)}`;
    case 'co':
      return `${sql} LIKE ${parameter(`%${likeLiteral(String(typed))}%`)}`;
    case 'sw':
      return `${sql} LIKE ${parameter(`${likeLiteral(String(typed))}%`)}`;
    case 'ew':
      return `${sql} LIKE ${parameter(`%${likeLiteral(String(typed))}`)}`;
    default:
      return `${sql} ${COMPARISON[operator]} ${operand(typed)}`;
  }
}

function likeLiteral(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}
