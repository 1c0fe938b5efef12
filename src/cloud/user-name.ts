import { MusterError } from '../errors/error.ts';
import { foldCase } from '../scim/schema.ts';

/**
 * The RAM user name in what a client sent. Any domain suffix goes: RAM replaces it by the account's own domain
 * (“Synchronize Okta users to RAM based on SCIM”). Throws `ram_user_name_*`, RAM's InvalidParameter.UserName.
 */
export function readUserName(text: string, field = 'userName'): string {
  const name = withoutDomain(text);
  if (name.length < 1 || name.length > 64) throw new MusterError('ram_user_name_length', { field });
  if (!/^[A-Za-z0-9._-]+$/.test(name)) throw new MusterError('ram_user_name_chars', { field });
  return name;
}

/** What names are compared by: RAM user names ignore case. */
export function userNameKey(text: string): string {
  return foldCase(withoutDomain(text));
}

function withoutDomain(text: string): string {
  const at = text.lastIndexOf('@');
  return at === -1 ? text : text.slice(0, at);
}
