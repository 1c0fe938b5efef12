/** What the answer to a bind says about a person's password. */
import type { PasswordProof } from '../sources/source.ts';
import type { PasswordResult } from './password-messages.ts';

/** Sub-codes of AD (Microsoft: "LDAP Bind error sub-codes") that come with the right password only. */
const RIGHT: Readonly<Record<string, 'expired' | 'must_change'>> = { '532': 'expired', '773': 'must_change' };

/** Results that mean a refusal of this log-on (RFC 4511 appendix A); all others, that the server could not say. */
const REFUSALS: ReadonlySet<number> = new Set([19, 32, 34, 48, 49, 50, 53]);

/** Reads the answer to the one bind of a log-on. */
export function proofOf(result: PasswordResult): PasswordProof {
  const { code, policy } = result;
  if (code === 0) return admitted(result);
  if (!REFUSALS.has(code)) return { answer: 'unknown', reason: `ldap_${code}` };
  if (code !== 49) return { answer: 'refused', reason: `ldap_${code}` };
  const data = /\bdata ([0-9a-f]{1,8})\b/i.exec(result.message)?.[1]?.toLowerCase();
  if (data !== undefined) {
    const state = Object.hasOwn(RIGHT, data) ? RIGHT[data] : undefined;
    if (state) return { answer: 'right', reason: `ad_${data}`, state, admitted: false };
    // Some forms of a name that nobody has are told apart by Windows; they are the same to us.
    return { answer: 'refused', reason: data === '525' ? 'ad_52e' : `ad_${data}` };
  }
  // A directory looks at the age of a password only once it has found it right (draft-behera §7.1, §5.2).
  if (policy.error === 'expired')
    return { answer: 'right', reason: 'policy_expired', state: 'expired', admitted: false };
  if (policy.error === 'must_change')
    return { answer: 'right', reason: 'policy_must_change', state: 'must_change', admitted: false };
  return { answer: 'refused', reason: policy.error ? `policy_${policy.error}` : 'invalid_credentials' };
}

function admitted({ policy }: PasswordResult): PasswordProof {
  const { error, graceLeft } = policy;
  // Bound, but good for nothing except a new password.
  if (error === 'must_change')
    return { answer: 'right', reason: 'policy_must_change', state: 'must_change', admitted: false };
  if (graceLeft !== undefined)
    return { answer: 'right', reason: 'policy_grace', state: 'expired', admitted: true, graceLeft };
  return { answer: 'right', reason: 'ok', admitted: true };
}
