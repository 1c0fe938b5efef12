/** By what a person may sign in. Pure. */
import { conditionOf } from '../expressions/values.ts';
import type { Sso } from '../model/sso.ts';
import { compiled } from './expressions.ts';
import type { SsoOfPerson } from './person.ts';

/** Everyone's, assignments by their ids, or nothing. */
export type Access = { by: 'everyone' } | { by: 'assignment'; ids: string[] } | null;

/** Rules that fail hold for nobody. */
export function accessOf(
  { authorisation }: Pick<Sso, 'authorisation'>,
  { assigned, rules }: Pick<SsoOfPerson, 'assigned' | 'rules'>,
  user: Record<string, unknown>,
): Access {
  if (authorisation === 'everyone') return { by: 'everyone' };
  const ids = [...assigned, ...rules.filter(({ rule }) => holdsRule(rule, user)).map(({ id }) => id)];
  return ids.length > 0 ? { by: 'assignment', ids } : null;
}

/** A rule that fails, or gives no condition, does not hold. */
export function holdsRule(rule: string, user: Record<string, unknown>): boolean {
  try {
    return conditionOf('rule', compiled(rule).evaluate({ user }));
  } catch {
    return false;
  }
}
