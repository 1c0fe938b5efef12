/** A new password set in the directory by the person who knows the present one. */
import { MusterError } from '../errors/error.ts';
import { type ConnectionOptions, connectFirst, type LdapConnection } from './connection.ts';
import { type DirectoryPlan, endpointsOf } from './directory-plan.ts';
import { and, equals } from './filter.ts';
import {
  bindOnce,
  changeUnicodePassword,
  modifyPassword,
  type PasswordResult,
  type PolicyError,
} from './password-messages.ts';
import { proofOf } from './proof.ts';
import { search } from './reader.ts';

export interface NewPassword {
  current: string;
  password: string;
}

/** What a policy has against a password, from the control. */
const POLICY: Readonly<Partial<Record<PolicyError, ReturnType<typeof refusal>>>> = {
  insufficient_quality: refusal('directory_password_policy'),
  too_short: refusal('directory_password_policy'),
  in_history: refusal('directory_password_history'),
  too_young: refusal('directory_password_too_young'),
  not_allowed: refusal('directory_password_unchangeable'),
};

/**
 * On connections of its own, which end with it: they carry a person's identity. Throws `directory_password_current`,
 * `…_policy`, `…_history`, `…_too_young`, `…_unchangeable`, or `ldap_…` when the directory cannot be asked.
 */
export async function changePassword(
  plan: DirectoryPlan,
  options: ConnectionOptions,
  logOn: (connection: LdapConnection) => Promise<void>,
  key: string,
  given: NewPassword,
): Promise<void> {
  const service = await connectFirst(endpointsOf(plan.config), options);
  try {
    await logOn(service);
    const dn = await dnOf(plan, service, key);
    const result =
      plan.dialect.passwords === 'unicodePwd'
        ? await changeUnicodePassword(service, dn, given.current, given.password)
        : await changeAsPerson(plan, options, service, dn, given);
    if (result.code !== 0) throw refusalOf(result);
  } finally {
    service.close();
  }
}

/** By the key: the account is what is changed, wherever it has moved meanwhile. */
async function dnOf(plan: DirectoryPlan, connection: LdapConnection, key: string): Promise<string> {
  const { dialect, kinds, nodes } = plan;
  const filter = and(kinds.user.filter, equals(dialect.keyAttribute, dialect.writeKey(key)));
  for (const { dn: base } of nodes) {
    const [entry] = await search(connection, { base, scope: 'sub', filter, attributes: ['1.1'] });
    if (entry) return entry.dn;
  }
  throw new MusterError('directory_password_unchangeable');
}

/**
 * Most directories let people change their own password. Who cannot log on because it has expired is changed by the
 * service account instead, if that may do so; the directory still checks the present one.
 */
async function changeAsPerson(
  plan: DirectoryPlan,
  options: ConnectionOptions,
  service: LdapConnection,
  dn: string,
  { current, password }: NewPassword,
): Promise<PasswordResult> {
  const own = await connectFirst(endpointsOf(plan.config), options);
  try {
    const proof = proofOf(await bindOnce(own, dn, current));
    if (proof.answer === 'unknown') throw new MusterError('directory_unavailable');
    if (proof.answer === 'refused') throw new MusterError('directory_password_current', { field: 'current' });
    const isBound = proof.admitted || proof.reason === 'policy_must_change';
    return await modifyPassword(isBound ? own : service, dn, current, password);
  } finally {
    own.close();
  }
}

function refusalOf({ code, message, policy }: PasswordResult): MusterError {
  const known = policy.error && POLICY[policy.error];
  if (known) return known();
  // Win32 codes in the texts of AD (MS-ERREF): 56 = the present password is wrong, 52D = length, complexity, history or age.
  if (/\b00000056\b/.test(message) || (code === 49 && policy.error === undefined))
    return new MusterError('directory_password_current', { field: 'current' });
  if (code === 19 || /\b0000052D\b/i.test(message))
    return new MusterError('directory_password_policy', { field: 'password' });
  if (isUnavailable(code)) return new MusterError('directory_unavailable');
  return new MusterError('directory_password_unchangeable');
}

const isUnavailable = (code: number) => code === 51 || code === 52;

function refusal(
  code:
    | 'directory_password_policy'
    | 'directory_password_history'
    | 'directory_password_too_young'
    | 'directory_password_unchangeable',
) {
  const field = code === 'directory_password_unchangeable' ? undefined : 'password';
  return () => new MusterError(code, { field });
}
