import { dnOf, type Entry, numberOf, textOf } from './entry.ts';
import { Code, type Result } from './messages.ts';
import { AccountControl } from './schema.ts';
import type { DirectoryStore } from './store.ts';
import { dateOfFileTime, fileTime } from './time.ts';

/** `data XXX` of a refused bind (Microsoft: "LDAP Bind error sub-codes"). */
const Reason = {
  wrongCredentials: '52e',
  disabled: '533',
  accountExpired: '701',
  mustChangePassword: '773',
  locked: '775',
} as const;

export type BindOutcome = { entry: Entry | undefined; result: Result };

/**
 * A simple bind with DN, UPN or DOMAIN\user. As on Windows a name with an empty password succeeds as nobody, and all
 * states but "locked" show only to who knows the password.
 */
export function bind(
  store: DirectoryStore,
  name: string,
  password: string,
  lockoutThreshold: number,
): BindOutcome {
  if (password === '') return { entry: undefined, result: { code: Code.success } };
  const entry = findAccount(store, name);
  const reason = entry ? refusal(store, entry, password, lockoutThreshold) : Reason.wrongCredentials;
  if (reason !== undefined) return { entry: undefined, result: refused(reason) };
  return { entry, result: { code: Code.success } };
}

export function wrongCredentials(): Result {
  return refused(Reason.wrongCredentials);
}

function findAccount(store: DirectoryStore, name: string): Entry | undefined {
  const short = /^([^\\]+)\\(.+)$/.exec(name);
  if (short && short[1]!.toLowerCase() === store.shortName.toLowerCase()) {
    const entry = store.findAccount(short[2]!);
    if (entry) return entry;
  }
  if (name.includes('=')) return store.find(name);
  const at = name.lastIndexOf('@');
  if (at < 0) return undefined;
  const implicit =
    name.slice(at + 1).toLowerCase() === store.dnsName.toLowerCase() ? name.slice(0, at) : undefined;
  return store.findPrincipal(name) ?? (implicit === undefined ? undefined : store.findAccount(implicit));
}

function refusal(
  store: DirectoryStore,
  entry: Entry,
  password: string,
  lockoutThreshold: number,
): string | undefined {
  if (numberOf(entry, 'lockouttime') > 0) return Reason.locked;
  if (entry.password !== password) {
    countFailure(store, entry, lockoutThreshold);
    return Reason.wrongCredentials;
  }
  if ((numberOf(entry, 'useraccountcontrol') & AccountControl.disabled) !== 0) return Reason.disabled;
  const expires = dateOfFileTime(textOf(entry, 'accountexpires') ?? '0');
  if (expires && expires <= store.now()) return Reason.accountExpired;
  if (textOf(entry, 'pwdlastset') === '0') return Reason.mustChangePassword;
  store.writeUnreplicated(dnOf(entry), 'badPwdCount', '0');
  return undefined;
}

/** The attempt that reaches the limit still hears of wrong credentials; the lock shows from the next one on. */
function countFailure(store: DirectoryStore, entry: Entry, lockoutThreshold: number): void {
  const dn = dnOf(entry);
  const failures = numberOf(entry, 'badpwdcount') + 1;
  store.writeUnreplicated(dn, 'badPwdCount', String(failures));
  if (lockoutThreshold > 0 && failures >= lockoutThreshold) {
    store.modify(dn, { lockoutTime: fileTime(store.now()) });
  }
}

function refused(reason: string): Result {
  return {
    code: Code.invalidCredentials,
    message: `80090308: LdapErr: DSID-0C090439, comment: AcceptSecurityContext error, data ${reason}, v4563`,
  };
}
