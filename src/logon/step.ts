/** What a log-on needs after its first factor. Pure. */
import type { SecondFactorKind } from '../model/person-api.ts';

export interface SecondFactorFacts {
  policy: 'off' | 'smart' | 'always';
  /** What the instance lets count, as far as this server can. */
  counts: ReadonlySet<'totp' | 'passkey' | 'email'>;
  has: { totp: boolean; passkeys: number; recoveryLeft: number; email: string | null };
  /** The second factor has passed, or the first was two in one. */
  passed: boolean;
  /** A browser and network in which one was given lately. */
  trusted: boolean;
}

export type SecondFactorNeed =
  | { need: 'nothing' }
  | { need: 'factor'; factors: SecondFactorKind[] }
  | { need: 'enrolment'; factors: ('totp' | 'passkey')[] };

/**
 * smart asks only people who have set a factor up, and not where they gave one lately; always asks everybody, and has
 * those set one up who have none. With nothing that could be set up, `enrolment` is empty: nobody gets in.
 */
export function secondFactorNeed({
  policy,
  counts,
  has,
  passed,
  trusted,
}: SecondFactorFacts): SecondFactorNeed {
  if (policy === 'off' || passed) return { need: 'nothing' };
  const factors: SecondFactorKind[] = [];
  if (has.totp && counts.has('totp')) factors.push('totp');
  if (has.passkeys > 0 && counts.has('passkey')) factors.push('passkey');
  const setUp = factors.length > 0;
  if (has.email !== null && counts.has('email')) factors.push('email');
  if (setUp && has.recoveryLeft > 0) factors.push('recovery');
  if (policy === 'smart') return setUp && !trusted ? { need: 'factor', factors } : { need: 'nothing' };
  if (factors.length > 0) return { need: 'factor', factors };
  return {
    need: 'enrolment',
    factors: (['totp', 'passkey'] as const).filter((factor) => counts.has(factor)),
  };
}
