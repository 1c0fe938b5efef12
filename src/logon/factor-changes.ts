/**
 * Sets up and removes second factors, by the person or by an administrator. Each change stands in the change log, and is
 * told by mail to the person whom it concerns.
 */
import { toString as qrCode } from 'qrcode';
import type { Sql } from '../db/db.ts';
import { type Actor, appendChange } from '../directory/change-log.ts';
import { MusterError } from '../errors/error.ts';
import type { SecurityNotice } from '../mail/texts.ts';
import { forgetBrowsers } from './browsers.ts';
import type { FactorDeps } from './factor-deps.ts';
import { sendNotice } from './factor-notice.ts';
import { type FactorSummary, factorsOf } from './factors.ts';
import { checkMadePasskey, relyingParty } from './passkey.ts';
import { addPasskey, removePasskey, renamePasskey } from './passkey-store.ts';
import { newRecoveryCodes, removeRecoveryCodes } from './recovery.ts';
import { logonSettings } from './settings.ts';
import { beginTotp, confirmTotp, removeTotp, type TotpEnrolment } from './totp.ts';

/** Whose factors change, and who changes them. */
export interface FactorOwner {
  instanceId: string;
  accountId: string;
  username: string;
  /** As the change log names who does it; the audit log follows it. */
  by: Actor;
  /** The person, and not an administrator. */
  own: boolean;
}

/** A person who changes what is their own. */
export function ownFactors(
  { instanceId, accountId, username }: { instanceId: string; accountId: string; username: string },
  { address }: { address: string },
): FactorOwner {
  return { instanceId, accountId, username, by: { name: `person:${username}`, address }, own: true };
}

/** As `beginTotp`, with the QR code as SVG. */
export async function beginTotpEnrolment(
  deps: FactorDeps,
  accountId: string,
  binding: string,
): Promise<TotpEnrolment & { svg: string }> {
  const enrolment = await beginTotp(deps, accountId, binding);
  return { ...enrolment, svg: await qrCode(enrolment.uri, { type: 'svg', errorCorrectionLevel: 'M' }) };
}

/**
 * Confirms an authenticator app by one of its codes. Gives new recovery codes, to be shown this once; none where earlier
 * ones still count. Throws `factor_code_wrong` and `factor_enrolment_gone`.
 */
export async function confirmTotpEnrolment(
  deps: FactorDeps,
  owner: FactorOwner,
  binding: string,
  code: string,
): Promise<{ recoveryCodes: string[] }> {
  return change(deps, owner, 'totp_added', async (sql) => {
    if (!(await confirmTotp(deps, sql, owner.accountId, binding, code)))
      throw new MusterError('factor_code_wrong', { field: 'code' });
    await log(sql, owner, 'create', null, { factor: 'totp' });
    return { recoveryCodes: await firstRecoveryCodes(sql, owner.accountId) };
  });
}

/** Keeps a passkey that the browser has made; recovery codes as `confirmTotpEnrolment` gives them. Throws `passkey_*`. */
export async function enrolPasskey(
  deps: FactorDeps,
  owner: FactorOwner,
  binding: string,
  name: string,
  response: unknown,
): Promise<{ id: string; recoveryCodes: string[] }> {
  const made = await checkMadePasskey(deps, binding, response);
  return change(deps, owner, 'passkey_added', async (sql) => {
    const id = await addPasskey(sql, { ...made, account_id: owner.accountId, name });
    await log(sql, owner, 'create', null, { factor: 'passkey', id, name });
    return { id, recoveryCodes: await firstRecoveryCodes(sql, owner.accountId) };
  });
}

/** Throws `not_found`. */
export async function renameOwnPasskey(
  deps: FactorDeps,
  owner: FactorOwner,
  id: string,
  name: string,
): Promise<void> {
  await deps.db.tx(async (sql) => {
    const was = await renamePasskey(sql, owner.accountId, id, name);
    if (was !== name)
      await log(sql, owner, 'update', { factor: 'passkey', id, name: was }, { factor: 'passkey', id, name });
  });
}

/** New recovery codes; the old ones are void. Throws `recovery_needs_factor` where there is nothing they stand in for. */
export async function renewRecoveryCodes(deps: FactorDeps, owner: FactorOwner): Promise<string[]> {
  return change(deps, owner, 'recovery_new', async (sql) => {
    const { totp, passkeys } = await factorsOf(sql, owner.accountId);
    if (!totp && passkeys === 0) throw new MusterError('recovery_needs_factor');
    await log(sql, owner, 'update', null, { factor: 'recovery' });
    return newRecoveryCodes(sql, owner.accountId);
  });
}

/**
 * Removes the authenticator app or one passkey; recovery codes go with the last of them. Throws `factor_missing`,
 * `not_found` and, for people themselves where a factor is needed at every log-on, `factor_last`.
 */
export async function removeFactor(
  deps: FactorDeps,
  owner: FactorOwner,
  which: { totp: true } | { passkey: string },
): Promise<void> {
  await change(deps, owner, 'totp' in which ? 'totp_removed' : 'passkey_removed', async (sql) => {
    await log(sql, owner, 'delete', await takeAway(sql, owner.accountId, which), null);
    const left = await factorsOf(sql, owner.accountId);
    if (owner.own && !enough(left, await factorPolicy(deps, sql, owner.instanceId)))
      throw new MusterError('factor_last');
    if (!left.totp && left.passkeys === 0) await removeRecoveryCodes(sql, owner.accountId);
  });
}

/** What an instance asks of its people. */
export interface FactorPolicy {
  /** A second factor at every log-on. */
  needed: boolean;
  /** What counts as one, as far as this server can. */
  counts: ReadonlySet<'totp' | 'passkey' | 'email'>;
}

export async function factorPolicy(deps: FactorDeps, sql: Sql, instanceId: string): Promise<FactorPolicy> {
  const { policy, factors } = (await logonSettings(sql, instanceId)).secondFactor;
  const possible = factors.filter((factor) => {
    if (factor === 'email') return deps.mail !== undefined;
    return factor !== 'passkey' || relyingParty(deps.publicUrl) !== undefined;
  });
  return { needed: policy === 'always', counts: new Set(possible) };
}

function enough(left: FactorSummary, { needed, counts }: FactorPolicy): boolean {
  return (
    !needed ||
    (left.totp && counts.has('totp')) ||
    (left.passkeys > 0 && counts.has('passkey')) ||
    (left.email !== null && counts.has('email'))
  );
}

async function takeAway(
  sql: Sql,
  accountId: string,
  which: { totp: true } | { passkey: string },
): Promise<object> {
  if ('passkey' in which)
    return { factor: 'passkey', id: which.passkey, name: await removePasskey(sql, accountId, which.passkey) };
  if (!(await removeTotp(sql, accountId))) throw new MusterError('factor_missing');
  return { factor: 'totp' };
}

/** For a person who has lost everything: all factors, the browsers that need none, and the wait after wrong codes. */
export async function resetFactors(deps: FactorDeps, owner: FactorOwner): Promise<void> {
  await change(deps, owner, 'factors_reset', async (sql) => {
    const { email: _, ...had } = await factorsOf(sql, owner.accountId);
    for (const table of ['totp_factor', 'passkey', 'recovery_code', 'email_code', 'factor_failure'])
      await sql.query(`DELETE FROM ${table} WHERE account_id = $1`, [owner.accountId]);
    await forgetBrowsers(sql, owner.accountId);
    await log(sql, owner, 'delete', { factor: 'all', ...had }, null);
  });
}

/** With the account locked: two removals at once would each see the other's factor remain. Told once it is committed. */
async function change<T>(
  deps: FactorDeps,
  owner: FactorOwner,
  notice: SecurityNotice,
  work: (sql: Sql) => Promise<T>,
): Promise<T> {
  const result = await deps.db.tx(async (sql) => {
    const { rowCount } = await sql.query(
      `SELECT FROM account WHERE id = $1 AND instance_id = $2 FOR UPDATE`,
      [owner.accountId, owner.instanceId],
    );
    if (rowCount === 0) throw new MusterError('not_found', { what: 'account', id: owner.accountId });
    return work(sql);
  });
  await sendNotice(deps, owner.accountId, notice);
  return result;
}

async function firstRecoveryCodes(sql: Sql, accountId: string): Promise<string[]> {
  const { recoveryLeft } = await factorsOf(sql, accountId);
  return recoveryLeft > 0 ? [] : newRecoveryCodes(sql, accountId);
}

/** Under the account's id, as memberships are. The audit log takes the name of its subject from here. */
async function log(
  sql: Sql,
  { instanceId, accountId, username, by }: FactorOwner,
  op: 'create' | 'update' | 'delete',
  before: object | null,
  after: object | null,
): Promise<void> {
  const named = (value: object | null) => value && { username, ...value };
  await appendChange(sql, by, {
    instanceId,
    entity: 'factor',
    entityId: accountId,
    op,
    before: named(before),
    after: named(after),
  });
}
