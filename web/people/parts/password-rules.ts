/** Which rules a password meets while it is typed. What only the server knows stays open. */
import type { PasswordRules } from '../api/types.ts';

export type RuleState = 'met' | 'open' | 'server';

export interface Rule {
  key: 'length' | 'lower' | 'upper' | 'digit' | 'special' | 'own' | 'history' | 'weak';
  state: RuleState;
}

const CLASSES = { lower: /\p{Ll}/u, upper: /\p{Lu}/u, digit: /[0-9]/ };

export function checkRules(rules: PasswordRules, password: string): Rule[] {
  const length = [...password].length;
  const found: Rule[] = [
    // One character is no rule to tell people of.
    ...(rules.minLength > 1
      ? [
          {
            key: 'length',
            state: length >= rules.minLength && length <= rules.maxLength ? 'met' : 'open',
          } as const,
        ]
      : []),
    ...rules.classes.map((key) => ({ key, state: has(rules, key, password) ? 'met' : 'open' }) as const),
  ];
  if (rules.forbidden.length > 0) found.push({ key: 'own', state: 'server' });
  if (rules.history > 0) found.push({ key: 'history', state: 'server' });
  if (rules.weak) found.push({ key: 'weak', state: 'server' });
  return found;
}

function has(rules: PasswordRules, key: PasswordRules['classes'][number], password: string): boolean {
  if (key === 'special') return [...password].some((letter) => rules.special.includes(letter));
  return CLASSES[key].test(password);
}

/** Whether it is worth sending. */
export function meetsRules(rules: PasswordRules, password: string): boolean {
  return password !== '' && checkRules(rules, password).every(({ state }) => state !== 'open');
}
