/** What a policy of second factors means for those who have none yet. */
import type { LogonFacts, SecondFactorPolicy } from '../../api/generated.ts';

export interface Consequence {
  all: number;
  /** Have one that counts. */
  have: number;
  without: number;
  /** `enrol`: they set one of `ways` up at the next log-on. `barred`: there is nothing they could set up. */
  what: 'off' | 'unchanged' | 'enrol' | 'barred';
  ways: ('totp' | 'passkey')[];
}

export function consequenceOf(
  { policy, factors }: SecondFactorPolicy,
  { people, mail, passkeys }: { people: LogonFacts['people']; mail: boolean; passkeys: boolean },
): Consequence {
  // A code that cannot be sent helps nobody.
  const counts = factors.filter((factor) => factor !== 'email' || mail);
  const sum = (groups: LogonFacts['people']) => groups.reduce((total, { count }) => total + count, 0);
  const all = sum(people);
  const have = sum(people.filter((person) => counts.some((factor) => person[factor])));
  const ways = (['totp', 'passkey'] as const).filter(
    (factor) => factors.includes(factor) && (factor !== 'passkey' || passkeys),
  );
  const what =
    policy === 'off' ? 'off' : policy === 'smart' ? 'unchanged' : ways.length > 0 ? 'enrol' : 'barred';
  return { all, have, without: all - have, what, ways };
}
