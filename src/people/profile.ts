/** What people see and change of their own account. */
import type { Db, Sql } from '../db/db.ts';
import { type AccountRow, accountRow } from '../directory/account-rows.ts';
import { updateAccount } from '../directory/accounts.ts';
import { listCustomFields } from '../directory/custom-fields.ts';
import { foldFields } from '../directory/fold.ts';
import { loadContributions } from '../directory/links.ts';
import { MusterError } from '../errors/error.ts';
import { checkCode, sendCode } from '../logon/email-code.ts';
import { withinAttempts } from '../logon/factor-attempts.ts';
import type { FactorOwner } from '../logon/factor-changes.ts';
import type { FactorDeps } from '../logon/factor-deps.ts';
import { preparedNotice } from '../logon/factor-notice.ts';
import { logonSettings } from '../logon/settings.ts';
import type { CustomField } from '../model/custom-field.ts';
import type { PortalField } from '../model/factors.ts';
import type { Me, MePatch } from '../model/portal.ts';

export interface Profile {
  account: Me['account'];
  customFields: Me['customFields'];
  editable: string[];
  version: number;
}

const FIELDS: Record<PortalField, readonly string[]> = {
  displayName: ['displayName'],
  preferredLanguage: ['preferredLanguage'],
  email: ['email'],
  phone: ['phoneRegion', 'phoneNumber'],
  description: ['description'],
};

/** The account as its person sees it; custom fields as far as they are shown. */
export async function readProfile(sql: Sql, instanceId: string, accountId: string): Promise<Profile> {
  const row = await accountRow(sql, instanceId, accountId);
  const shown = (await listCustomFields(sql, instanceId)).filter(({ portal }) => portal !== 'hide');
  const values = shown.flatMap(({ id }) => {
    const value = Object.hasOwn(row.custom, id) ? row.custom[id] : undefined;
    return value === undefined || value === null ? [] : [[id, value] as const];
  });
  return {
    account: {
      id: row.id,
      username: row.username,
      displayName: row.display_name,
      email: row.email,
      emailVerified: row.email_verified,
      phoneRegion: row.phone_region,
      phoneNumber: row.phone_number,
      phoneVerified: row.phone_verified,
      description: row.description,
      preferredLanguage: row.preferred_language,
      custom: Object.fromEntries(values),
    },
    customFields: shown.map(({ id, title, type, required }) => ({ id, title, type, required })),
    editable: await editableFields(sql, instanceId, row, shown),
    version: row.version,
  };
}

/**
 * Fields a person may change: those the instance allows, without what a source fills. Its value is kept there, and a
 * change here would part the two for good; only an administrator may override it.
 */
async function editableFields(
  sql: Sql,
  instanceId: string,
  row: AccountRow,
  shown: readonly CustomField[],
): Promise<string[]> {
  const { portalFields } = await logonSettings(sql, instanceId);
  const own = portalFields.flatMap((field) => FIELDS[field]);
  const custom = shown.filter(({ portal }) => portal === 'read_write').map(({ id }) => `custom.${id}`);
  const { effective } = foldFields(await loadContributions(sql, row.id), {});
  return [...own, ...custom].filter(
    (field) => !Object.hasOwn(effective, field) && !Object.hasOwn(row.overrides, field),
  );
}

/** Changes what a person may change. Throws `profile_field_fixed`, `profile_value_taken`, `invalid_input`. */
export async function changeProfile(db: Db, owner: FactorOwner, patch: MePatch): Promise<void> {
  const { instanceId, accountId } = owner;
  const { editable, version } = await readProfile(db, instanceId, accountId);
  const { custom = {}, ...fields } = patch;
  const named = [
    ...Object.keys(fields).filter((field) => fields[field as keyof typeof fields] !== undefined),
    ...Object.keys(custom).map((id) => `custom.${id}`),
  ];
  const fixed = named.find((field) => !editable.includes(field));
  if (fixed !== undefined) throw new MusterError('profile_field_fixed', { field: fixed.slice(0, 80) });
  if (named.length > 0) await writeOwn(db, owner, patch, version);
}

/** The directory's word for a value that is taken names its holder, which is nothing for other people. */
async function writeOwn(
  db: Db,
  { instanceId, accountId, by }: FactorOwner,
  patch: MePatch & { email?: string; emailVerified?: boolean },
  version: number,
): Promise<void> {
  // What may be edited was decided on this version; a sync may have changed it meanwhile.
  await updateAccount(db, by, instanceId, accountId, patch, version).catch((error: unknown) => {
    if (error instanceof MusterError && error.code === 'duplicate_value')
      throw new MusterError('profile_value_taken', { field: error.params.field }, error);
    throw error;
  });
}

/**
 * Sends a code to the present address, or to the one it is to become. An address that another account has is told of
 * only after the code, by which time it is known to be the person's own. Throws `factor_email_missing`,
 * `email_verified_already`, `profile_field_fixed` and as `sendCode`.
 */
export async function beginEmailVerification(
  deps: FactorDeps,
  owner: FactorOwner,
  wanted: string | undefined,
): Promise<void> {
  const { account, editable } = await readProfile(deps.db, owner.instanceId, owner.accountId);
  const email = wanted ?? account.email;
  if (email === null) throw new MusterError('factor_email_missing');
  if (email === account.email && account.emailVerified) throw new MusterError('email_verified_already');
  if (email !== account.email && !editable.includes('email'))
    throw new MusterError('profile_field_fixed', { field: 'email' });
  await sendCode(deps, owner.accountId, 'verify', email);
}

/** Makes the address that the code was sent to the account's, verified. Throws `factor_code_wrong`, `factor_attempts`. */
export async function confirmEmail(deps: FactorDeps, owner: FactorOwner, code: string): Promise<void> {
  const { instanceId, accountId } = owner;
  const verdict = await withinAttempts(deps.db, accountId, () => checkCode(deps, accountId, 'verify', code));
  if (!verdict.ok) throw new MusterError('factor_code_wrong', { field: 'code' });
  // Once more: an administrator or a sync may have changed both meanwhile.
  const { account, editable, version } = await readProfile(deps.db, instanceId, accountId);
  const moves = account.email !== verdict.email;
  if (moves && !editable.includes('email')) throw new MusterError('profile_field_fixed', { field: 'email' });
  const tellOldAddress = await preparedNotice(deps, accountId, 'email_changed');
  await writeOwn(deps.db, owner, { email: verdict.email, emailVerified: true }, version);
  if (moves) tellOldAddress();
}
