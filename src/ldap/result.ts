import type { ErrorCode } from '../errors/catalogue.ts';
import { MusterError } from '../errors/error.ts';
import type { LdapResult } from './messages.ts';

/** Why AD refused a simple bind, from `data XXX` in the diagnostic text (Microsoft: "LDAP Bind error sub-codes"). */
const AD_BIND_REASONS: Record<string, ErrorCode> = {
  '530': 'ldap_bind_hours',
  '531': 'ldap_bind_workstation',
  '532': 'ldap_bind_password_expired',
  '533': 'ldap_bind_disabled',
  '701': 'ldap_bind_account_expired',
  '773': 'ldap_bind_must_change',
  '775': 'ldap_bind_locked',
};

/** Result codes of RFC 4511 appendix A that have sentences of their own. */
const BIND_CODES: Record<number, ErrorCode> = {
  8: 'ldap_bind_needs_encryption',
  13: 'ldap_bind_needs_encryption',
  32: 'ldap_bind_refused',
  34: 'ldap_bind_account_form',
  49: 'ldap_bind_refused',
  51: 'ldap_busy',
  52: 'ldap_busy',
};

const SEARCH_CODES: Record<number, ErrorCode> = {
  3: 'ldap_time_limit',
  4: 'ldap_size_limit',
  10: 'ldap_referral',
  11: 'ldap_size_limit',
  12: 'ldap_paging_unsupported',
  32: 'ldap_base_unreadable',
  34: 'ldap_base_unreadable',
  50: 'ldap_access_denied',
  51: 'ldap_busy',
  52: 'ldap_busy',
};

/** The error of a bind that did not succeed. `account` is shown, the password never is. */
export function bindError(result: LdapResult, account: string): MusterError {
  const data =
    result.code === 49 ? /\bdata ([0-9a-f]+)/i.exec(result.message)?.[1]?.toLowerCase() : undefined;
  const code = (data && ownValue(AD_BIND_REASONS, data)) || BIND_CODES[result.code] || 'ldap_bind_failed';
  return new MusterError(code, { account, field: 'bindAccount', ...facts(result) });
}

/** The error of a search below `dn` whose final result is not success: it never counts as complete. */
export function searchError(result: LdapResult, dn: string): MusterError {
  const code = SEARCH_CODES[result.code] ?? 'ldap_search_failed';
  return new MusterError(code, { dn, url: result.referrals[0], ...facts(result) });
}

function facts({ code, message }: LdapResult): { result: number; message: string } {
  // AD ends its texts with NUL; control characters have no place in a sentence for people.
  return {
    result: code,
    message: message
      .slice(0, 300)
      .toWellFormed()
      .replace(/\p{Cc}+/gu, ' ')
      .trim(),
  };
}

function ownValue<T>(table: Record<string, T>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
