/** User SSO settings of a cloud account (IMS GetUserSsoSettings, SetUserSsoSettings). */
import type { Db, Sql } from '../../db/db.ts';
import { MusterError } from '../../errors/error.ts';
import type { AuthnSignAlgo, CloudUserSso, CloudUserSsoPatch } from '../../model/cloud.ts';
import { type AccountRef, requireAccount } from '../accounts.ts';
import { type CloudActor, writeLog } from '../log.ts';
import { describeIdp, readIdpMetadata } from './idp-metadata.ts';

interface SettingsRow {
  sso_enabled: boolean;
  metadata_document: string | null;
  domain_alias: string | null;
  auxiliary_domain: string | null;
  sso_login_with_domain: boolean;
  authn_sign_algo: AuthnSignAlgo;
  updated_at: Date;
}

const COLUMNS = `sso_enabled, metadata_document, domain_alias, auxiliary_domain, sso_login_with_domain, authn_sign_algo,
  updated_at`;

/** Throws `not_found`. */
export async function getUserSso(sql: Sql, account: AccountRef): Promise<CloudUserSso> {
  const { createDate } = await requireAccount(sql, account);
  return (await readUserSso(sql, account.accountId)) ?? { ...DEFAULTS, updateDate: createDate };
}

/** The settings of an account that has some. */
export async function readUserSso(sql: Sql, accountId: string, lock = ''): Promise<CloudUserSso | undefined> {
  const { rows } = await sql.query<SettingsRow>(
    `SELECT ${COLUMNS} FROM cloud_user_sso WHERE account_id = $1 ${lock}`,
    [accountId],
  );
  return rows[0] && toSettings(rows[0]);
}

/**
 * The same, and they stay so until the transaction ends. The account is locked first, as by whoever changes or deletes
 * it: in the other order two of them could wait for each other.
 */
export async function holdUserSso(sql: Sql, accountId: string): Promise<CloudUserSso | undefined> {
  await sql.query('SELECT FROM cloud_account WHERE id = $1 FOR KEY SHARE', [accountId]);
  return readUserSso(sql, accountId, 'FOR SHARE');
}

/** Whether RAM users of the account log on through the identity provider, and so not by password. */
export async function isSsoOn(sql: Sql, accountId: string): Promise<boolean> {
  const { rows } = await sql.query({
    name: 'cloud-sso-on',
    text: 'SELECT FROM cloud_user_sso WHERE account_id = $1 AND sso_enabled',
    values: [accountId],
  });
  return rows.length > 0;
}

/**
 * Changes the settings. Where that changes who is trusted (status or metadata), log-ons under way and sessions of RAM
 * users end. Throws `not_found`, `ram_sso_no_metadata`, `ram_sso_metadata_*`.
 */
export async function setUserSso(
  db: Db,
  actor: CloudActor,
  account: AccountRef,
  patch: CloudUserSsoPatch,
): Promise<CloudUserSso> {
  const { accountId } = account;
  if (typeof patch.metadataDocument === 'string') readIdpMetadata(patch.metadataDocument);
  return db.tx(async (sql) => {
    // The account's row stands for settings that are not there yet.
    const { createDate } = await requireAccount(sql, account, 'FOR NO KEY UPDATE');
    const before = (await readUserSso(sql, accountId, 'FOR UPDATE')) ?? {
      ...DEFAULTS,
      updateDate: createDate,
    };
    const wanted = { ...before, ...patch };
    if (wanted.ssoEnabled && wanted.metadataDocument === null) {
      throw new MusterError('ram_sso_no_metadata', { field: 'metadataDocument' });
    }
    const { rows } = await sql.query<SettingsRow>(
      `INSERT INTO cloud_user_sso (account_id, sso_enabled, metadata_document, domain_alias, auxiliary_domain,
         sso_login_with_domain, authn_sign_algo)
       VALUES ($1, $2, $3, $4, $5, $6, $7)
       ON CONFLICT (account_id) DO UPDATE SET sso_enabled = $2, metadata_document = $3, domain_alias = $4,
         auxiliary_domain = $5, sso_login_with_domain = $6, authn_sign_algo = $7, updated_at = now()
       RETURNING ${COLUMNS}`,
      [
        accountId,
        wanted.ssoEnabled,
        wanted.metadataDocument,
        wanted.domainAlias,
        wanted.auxiliaryDomain,
        wanted.ssoLoginWithDomain,
        wanted.authnSignAlgo,
      ],
    );
    const after = toSettings(rows[0]!);
    const sameTrust =
      before.ssoEnabled === after.ssoEnabled && before.metadataDocument === after.metadataDocument;
    if (!sameTrust) {
      // Landings go with their requests, except those that were begun at the identity provider.
      for (const table of ['cloud_sso_landing', 'cloud_sso_request', 'cloud_session']) {
        await sql.query(`DELETE FROM ${table} WHERE account_id = $1`, [accountId]);
      }
    }
    const change = { before: logged(before), after: logged(after) };
    await writeLog(sql, { accountId, actor, action: 'SetUserSsoSettings', subjectId: accountId, ...change });
    return after;
  });
}

/** The log tells of the identity provider in few words instead of its whole document. */
function logged({ metadataDocument, ...settings }: CloudUserSso): object {
  const identityProvider = metadataDocument === null ? null : describeIdp(readIdpMetadata(metadataDocument));
  return { ...settings, identityProvider };
}

const DEFAULTS: Omit<CloudUserSso, 'updateDate'> = {
  ssoEnabled: false,
  metadataDocument: null,
  domainAlias: null,
  auxiliaryDomain: null,
  ssoLoginWithDomain: true,
  authnSignAlgo: 'rsa-sha256',
};

function toSettings(row: SettingsRow): CloudUserSso {
  return {
    ssoEnabled: row.sso_enabled,
    metadataDocument: row.metadata_document,
    domainAlias: row.domain_alias,
    auxiliaryDomain: row.auxiliary_domain,
    ssoLoginWithDomain: row.sso_login_with_domain,
    authnSignAlgo: row.authn_sign_algo,
    updateDate: row.updated_at.toISOString(),
  };
}
