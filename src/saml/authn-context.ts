/** How a person authenticated, in the words of SAML (SAML Authentication Context §3.4), and whether that is what was asked for. */
import type { AuthnRequest } from './authn-request.ts';

const ac = (name: string) => `urn:oasis:names:tc:SAML:2.0:ac:classes:${name}`;

/** Classes by their strength. Every method here runs over a protected transport, and none is weaker than a password. */
const STRENGTH: Readonly<Record<string, number>> = {
  [ac('unspecified')]: 0,
  [ac('Password')]: 1,
  [ac('PasswordProtectedTransport')]: 2,
  [ac('TimeSyncToken')]: 3,
  'https://refeds.org/profile/mfa': 3,
  'http://schemas.microsoft.com/claims/multipleauthn': 3,
};
const TWO_FACTORS = 3;
/** Methods of RFC 8176 that are, or prove, a second factor. */
const SECOND = new Set(['mfa', 'otp', 'mail', 'sms', 'hwk', 'swk', 'pop']);

/**
 * The class to put into the assertion; undefined where the application asks for something that this person did not do.
 * A stronger authentication satisfies a weaker class, also under `exact`: applications that ask for a password mean
 * “at least that”.
 */
export function authnContextFor(
  methods: readonly string[],
  { contexts, comparison }: Pick<AuthnRequest, 'contexts' | 'comparison'>,
): string | undefined {
  const strength = methods.some((method) => SECOND.has(method)) ? TWO_FACTORS : 2;
  const own = strength === TWO_FACTORS ? 'https://refeds.org/profile/mfa' : ac('PasswordProtectedTransport');
  if (contexts.length === 0) return ac('PasswordProtectedTransport');
  const known = contexts.filter((context) => Object.hasOwn(STRENGTH, context));
  const least = (bound: number) => known.find((context) => STRENGTH[context]! <= bound);
  if (comparison === 'better') return least(strength - 1) && own;
  if (comparison === 'maximum' && known.some((context) => STRENGTH[context]! >= strength)) return own;
  if (comparison === 'minimum') return least(strength) && own;
  return least(strength);
}
