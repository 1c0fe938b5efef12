/** Expressions of sign-in: over `user` and `appUser`, kept compiled. */
import { MusterError } from '../errors/error.ts';
import { compileExpression, type Expression } from '../expressions/compile.ts';
import type { ModelName } from '../expressions/scope.ts';

/** Far more than an installation has; what comes on top is compiled anew. */
const KEPT = 2000;
const kept = new Map<string, Expression>();

/** Throws `expression_…`. Which models it reads is checked when it is stored. */
export function compiled(text: string): Expression {
  const known = kept.get(text);
  if (known) return known;
  const expression = compileExpression(text, ['user', 'appUser']);
  if (kept.size < KEPT) kept.set(text, expression);
  return expression;
}

/** Throws `expression_…` with `field`, where the text is no expression over these models. */
export function checkExpression(text: string, field: string, offered: readonly ModelName[]): void {
  try {
    compileExpression(text, offered);
  } catch (error) {
    if (error instanceof MusterError) throw new MusterError(error.code, { ...error.params, field }, error);
    throw error;
  }
}
