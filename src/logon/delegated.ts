/** Delegated log-on: the password is the directory's, and the directory alone says whether it is right. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Sql } from '../db/db.ts';
import { MusterError } from '../errors/error.ts';
import { DirectoryLogonSettings } from '../model/logon-source.ts';
import type { FoundPerson, PasswordProof } from '../sources/source.ts';
import { type DirectoryDeps, type KeptDirectory, keptDirectory, renewDirectory } from './directory-pool.ts';

export interface DelegatedDeps extends DirectoryDeps {
  log: Logger;
}

export { closeDirectories } from './directory-pool.ts';
export { assertSourceLogon, sourceLogonSettings } from './source-method.ts';

/** What the person is told; why exactly is for the log. */
export type Tell = 'refused' | 'expired' | 'must_change' | 'unavailable';

/**
 * `passwordState`: the password is right, and another one has to be chosen before the person gets in; it can be, by
 * `changeDirectoryPassword`. Where it cannot, the log-on is refused with `tell` saying why.
 */
export type DirectoryVerdict =
  | {
      ok: true;
      accountId: string;
      reason: string;
      passwordState?: 'expired' | 'must_change';
      graceLeft?: number;
    }
  | { ok: false; reason: string; tell: Tell; accountId?: string };

/** Longer names and passwords are nobody's. */
const NAME_MAX = 256;
const PASSWORD_MAX = 1024;
/** Settings that change again and again while one person logs on. */
const RENEWALS = 3;

/**
 * Proves a password against the directory of a source. The person is found by the service account, has to be one
 * entry in the scope of the source, and has to be linked to an account; only then is the password sent, once. `before`
 * is told whose account it is, and stops the log-on by throwing.
 */
export async function checkDirectoryPassword(
  deps: DelegatedDeps,
  instanceId: string,
  sourceId: string,
  username: string,
  password: string,
  before: (accountId: string) => Promise<void> = async () => {},
): Promise<DirectoryVerdict> {
  const unfit = unfitFor(username, password);
  if (unfit) return refused(unfit);
  let directory: KeptDirectory;
  try {
    directory = await keptDirectory(deps, instanceId, sourceId);
  } catch (error) {
    return outage(deps, sourceId, error);
  }
  for (let turn = 0; turn < RENEWALS; turn++) {
    directory.lastUsed = performance.now();
    const found = await find(directory, username);
    const known = await lookUp(deps.db, instanceId, sourceId, found.person?.key);
    if (!known?.method_enabled || !known.source_enabled) return refused('delegation_off');
    if (known.settings_version !== directory.settingsVersion) {
      directory = await renewDirectory(deps, instanceId, sourceId, directory);
      continue;
    }
    if (found.error) return outage(deps, sourceId, found.error);
    const settings = DirectoryLogonSettings.parse(known.settings);
    if (isInClear(directory, settings)) return outage(deps, sourceId, inClear(directory));
    const { person } = found;
    if (!person || known.account_id === null) {
      await asLongAsABind(directory);
      return refused(person ? 'not_linked' : found.reason);
    }
    await before(known.account_id);
    return verdict(await prove(directory, person, password), known.account_id, settings, directory);
  }
  return { ok: false, reason: 'settings_changing', tell: 'unavailable' };
}

/**
 * Sets a new password in the directory, as the person: it needs the present one. Throws `directory_password_…`,
 * `directory_unavailable`.
 */
export async function changeDirectoryPassword(
  deps: DelegatedDeps,
  instanceId: string,
  sourceId: string,
  accountId: string,
  current: string,
  password: string,
): Promise<void> {
  if (unfitFor('-', current)) throw new MusterError('directory_password_current', { field: 'current' });
  if (unfitFor('-', password)) throw new MusterError('directory_password_policy', { field: 'password' });
  const { rows } = await deps.db.query<LookedUp & { key: string }>(
    `SELECT m.settings, s.settings_version, l.key
       FROM source s JOIN logon_method m ON m.source_id = s.id AND m.enabled
       JOIN link l ON l.source_id = s.id AND l.kind = 'user' AND l.entity_id = $3 AND l.gone_since IS NULL
       JOIN account a ON a.id = l.entity_id AND a.instance_id = s.instance_id
      WHERE s.id = $1 AND s.instance_id = $2 AND s.enabled`,
    [sourceId, instanceId, accountId],
  );
  const [link] = rows;
  if (!link || rows.length > 1) throw new MusterError('directory_password_unchangeable');
  try {
    let directory = await keptDirectory(deps, instanceId, sourceId);
    if (link.settings_version !== directory.settingsVersion)
      directory = await renewDirectory(deps, instanceId, sourceId, directory);
    if (!isChangeable(directory, DirectoryLogonSettings.parse(link.settings)))
      throw new MusterError('directory_password_unchangeable');
    await directory.logon.change(link.key, current, password);
  } catch (error) {
    if (error instanceof MusterError && error.code.startsWith('directory_password_')) throw error;
    outage(deps, sourceId, error);
    throw new MusterError('directory_unavailable', {}, error);
  }
}

/** Why this can be nobody's name and password; an empty password would make the bind an anonymous one, which succeeds. */
function unfitFor(username: string, password: string): string | undefined {
  if (typeof username !== 'string' || username.trim() === '') return 'name_empty';
  if (typeof password !== 'string' || password === '') return 'password_empty';
  if (username.length > NAME_MAX || password.length > PASSWORD_MAX) return 'too_long';
  // Some servers read up to the NUL only; a lone surrogate would be sent as another character.
  if (/\0/.test(username + password) || !username.isWellFormed() || !password.isWellFormed())
    return 'malformed';
  return undefined;
}

interface Found {
  person?: FoundPerson;
  reason: string;
  error?: unknown;
}

async function find({ logon }: KeptDirectory, username: string): Promise<Found> {
  try {
    const [person, another] = await logon.find(username);
    if (another) return { reason: 'ambiguous' };
    return person ? { person, reason: 'found' } : { reason: 'unknown_person' };
  } catch (error) {
    if (error instanceof MusterError && error.code === 'directory_logon_ambiguous')
      return { reason: 'ambiguous' };
    return { reason: 'search_failed', error };
  }
}

interface LookedUp {
  method_enabled: boolean;
  settings: unknown;
  source_enabled: boolean;
  settings_version: number;
  account_id: string | null;
}

/**
 * Everything the database has to say, in one question after the search: whether the settings under which it was made
 * still hold, and whose record was found. No password has been sent by then.
 */
async function lookUp(
  sql: Sql,
  instanceId: string,
  sourceId: string,
  key: string | undefined,
): Promise<LookedUp | undefined> {
  const { rows } = await sql.query<LookedUp>({
    name: 'delegated-look-up',
    text: `SELECT m.enabled AS method_enabled, m.settings, s.enabled AS source_enabled, s.settings_version, a.id AS account_id
       FROM source s JOIN logon_method m ON m.source_id = s.id
       LEFT JOIN link l ON l.source_id = s.id AND l.kind = 'user' AND l.key = $3 AND l.gone_since IS NULL
       LEFT JOIN account a ON a.id = l.entity_id AND a.instance_id = s.instance_id
      WHERE s.id = $1 AND s.instance_id = $2`,
    values: [sourceId, instanceId, key ?? null],
  });
  return rows[0];
}

async function prove(
  directory: KeptDirectory,
  person: FoundPerson,
  password: string,
): Promise<PasswordProof> {
  const started = performance.now();
  const proof = await directory.logon.prove(person, password);
  if (proof.answer === 'refused')
    directory.refusalMs += (performance.now() - started - directory.refusalMs) / 8;
  return proof;
}

function verdict(
  { answer, reason, state, admitted, graceLeft }: PasswordProof,
  accountId: string,
  settings: DirectoryLogonSettings,
  directory: KeptDirectory,
): DirectoryVerdict {
  if (answer === 'unknown') return { ok: false, reason, tell: 'unavailable', accountId };
  if (answer === 'refused') return { ok: false, reason, tell: 'refused', accountId };
  const changeable = isChangeable(directory, settings);
  if (state && !changeable && !admitted) return { ok: false, reason, tell: state, accountId };
  return {
    ok: true,
    accountId,
    reason,
    ...(state && changeable && { passwordState: state }),
    ...(graceLeft !== undefined && { graceLeft }),
  };
}

/** Nobody is to learn from the time whether a name is known: a refusal without a bind takes as long as one with. */
async function asLongAsABind({ refusalMs }: KeptDirectory): Promise<void> {
  await sleep(Math.min(refusalMs * (0.8 + 0.4 * Math.random()), 2000));
}

const isInClear = ({ protection }: KeptDirectory, { allowPlainText }: DirectoryLogonSettings) =>
  protection === 'none' && !allowPlainText;
const inClear = ({ sourceName }: KeptDirectory) =>
  new MusterError('directory_logon_plain_text', { source: sourceName });
const isChangeable = ({ protection }: KeptDirectory, { changePassword }: DirectoryLogonSettings) =>
  changePassword && protection !== 'none';

const refused = (reason: string): DirectoryVerdict => ({ ok: false, reason, tell: 'refused' });

/** The administrator finds in the log what the person is not told. */
function outage({ log }: DelegatedDeps, sourceId: string, error: unknown): DirectoryVerdict {
  const code = error instanceof MusterError ? error.code : 'internal';
  log.warn({ source: sourceId, code, err: error }, 'delegated log-on: the directory cannot be asked');
  return { ok: false, reason: code, tell: 'unavailable' };
}
