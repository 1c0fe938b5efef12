/** What proving and changing passwords needs of LDAP: bind with the password policy control, modify, RFC 3062. */
import { type BerReader, integer, octets, sequence, Tag, tlv } from './ber.ts';
import type { LdapConnection } from './connection.ts';
import { bindRequest, type LdapResult, Op, readResult } from './messages.ts';

/** draft-behera-ldap-password-policy §6; asked for without criticality, so that who does not know it ignores it. */
export const PASSWORD_POLICY = '1.3.6.1.4.1.42.2.27.8.5.1';
/** RFC 3062. */
const PASSWORD_MODIFY = '1.3.6.1.4.1.4203.1.11.1';

const MODIFY_REQUEST = 0x66;
const MODIFY_RESPONSE = 0x67;
const CONTROLS = 0xa0;
const DELETE = 1;
const ADD = 0;

/** Errors of the control by their number. */
const POLICY_ERRORS = [
  'expired',
  'locked',
  'must_change',
  'not_allowed',
  'old_password_needed',
  'insufficient_quality',
  'too_short',
  'too_young',
  'in_history',
] as const;
export type PolicyError = (typeof POLICY_ERRORS)[number];

/** What the password policy of a directory says beside a result. */
export interface PolicyAnswer {
  error?: PolicyError;
  /** Log-ons with the expired password that are left. */
  graceLeft?: number;
  expiresInSeconds?: number;
}

export interface PasswordResult extends LdapResult {
  policy: PolicyAnswer;
}

/** One simple bind; its result, whatever it is. */
export function bindOnce(connection: LdapConnection, dn: string, password: string): Promise<PasswordResult> {
  return ask(connection, bindRequest(dn, password), Op.bindResponse);
}

/**
 * Changes `unicodePwd` as a person does (MS-ADTS 3.1.1.3.1.5): the old value deleted and the new one added in one
 * modification, which AD accepts only with the right old one and under the policy, history included.
 */
export function changeUnicodePassword(
  connection: LdapConnection,
  dn: string,
  current: string,
  password: string,
): Promise<PasswordResult> {
  const change = (operation: number, value: string) =>
    sequence(
      integer(operation, Tag.enumerated),
      sequence(octets('unicodePwd'), tlv(Tag.set, octets(Buffer.from(`"${value}"`, 'utf16le')))),
    );
  const changes = sequence(change(DELETE, current), change(ADD, password));
  return ask(connection, tlv(MODIFY_REQUEST, octets(dn), changes), MODIFY_RESPONSE);
}

/** The password modify operation of RFC 3062. */
export function modifyPassword(
  connection: LdapConnection,
  dn: string,
  current: string,
  password: string,
): Promise<PasswordResult> {
  const value = sequence(octets(dn, 0x80), octets(current, 0x81), octets(password, 0x82));
  const operation = tlv(Op.extendedRequest, octets(PASSWORD_MODIFY, 0x80), octets(value, 0x81));
  return ask(connection, operation, Op.extendedResponse);
}

function ask(connection: LdapConnection, operation: Buffer, response: number): Promise<PasswordResult> {
  return new Promise((resolve, reject) => {
    connection.exchange(
      operation,
      {
        message(op, reader) {
          if (op === Op.intermediateResponse) return;
          const result = readResult(reader, response);
          resolve({ ...result, policy: readPolicy(reader) });
        },
        fail: reject,
      },
      [sequence(octets(PASSWORD_POLICY))],
    );
  });
}

/** The password policy control behind a result; empty when there is none. */
function readPolicy(reader: BerReader): PolicyAnswer {
  if (reader.peek() !== CONTROLS) return {};
  const controls = reader.sub(CONTROLS);
  while (controls.more) {
    const control = controls.sub(Tag.sequence);
    const type = control.text();
    if (control.peek() === Tag.boolean) control.skip();
    if (type === PASSWORD_POLICY && control.more) return readPolicyValue(control.sub(Tag.octets));
  }
  return {};
}

/** PasswordPolicyResponseValue: a warning `[0]` (a choice of two numbers) and an error `[1]`, both optional. */
function readPolicyValue(reader: BerReader): PolicyAnswer {
  const answer: PolicyAnswer = {};
  const value = reader.sub(Tag.sequence);
  while (value.more) {
    const tag = value.peek();
    if (tag === 0xa0) {
      const warning = value.sub(0xa0);
      if (warning.peek() === 0x80) answer.expiresInSeconds = warning.int(0x80);
      else if (warning.peek() === 0x81) answer.graceLeft = warning.int(0x81);
    } else if (tag === 0x81) {
      const error = POLICY_ERRORS[value.int(0x81)];
      if (error) answer.error = error;
    } else value.skip();
  }
  return answer;
}
