import type { Db, Sql } from '../db/db.ts';
import { MusterError } from '../errors/error.ts';
import {
  type CloudApp,
  type CloudAppCreate,
  type CloudAppPatch,
  type CloudAppType,
  type CloudScope,
  REFRESH_TOKEN_VALIDITY_DEFAULT,
} from '../model/cloud.ts';
import { type AccountRef, requireAccount } from './accounts.ts';
import { violatedConstraint } from './constraint.ts';
import { type CloudActor, writeLog } from './log.ts';
import { numericId } from './numeric-id.ts';
import { checkRedirectUris } from './redirect-uri.ts';

interface AppRow {
  id: string;
  account_id: string;
  app_name: string;
  display_name: string;
  type: CloudAppType;
  access_token_validity: number;
  refresh_token_validity: number;
  secret_required: boolean;
  scopes: CloudScope[];
  redirect_uris: string[];
  authorised_scopes: CloudScope[];
  created_at: Date;
  updated_at: Date;
}

const COLUMNS = `id, account_id, app_name, display_name, type, access_token_validity, refresh_token_validity,
  secret_required, scopes, redirect_uris, authorised_scopes, created_at, updated_at`;

/** CreateApplication. Throws `ram_app_exists`, `ram_redirect_invalid`. */
export async function createApp(
  db: Db,
  actor: CloudActor,
  account: AccountRef,
  input: CloudAppCreate,
): Promise<CloudApp> {
  const { appType } = input;
  const redirectUris = input.redirectUris ?? [];
  checkRedirectUris(appType, redirectUris);
  return db.tx(async (sql) => {
    await requireAccount(sql, account);
    const { rows } = await sql
      .query<AppRow>(
        `INSERT INTO cloud_app (id, account_id, app_name, display_name, type, access_token_validity,
           refresh_token_validity, secret_required, scopes, redirect_uris)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING ${COLUMNS}`,
        [
          numericId(19),
          account.accountId,
          input.appName,
          input.displayName,
          appType,
          input.accessTokenValidity ?? 3600,
          input.refreshTokenValidity ?? REFRESH_TOKEN_VALIDITY_DEFAULT[appType],
          secretRequired(appType, input.secretRequired),
          withOpenid(input.predefinedScopes ?? []),
          [...new Set(redirectUris)],
        ],
      )
      .catch((error: unknown) => {
        if (violatedConstraint(error) !== 'cloud_app_name') throw error;
        throw new MusterError('ram_app_exists', { field: 'appName', value: input.appName }, error);
      });
    const app = toApp(rows[0]!);
    await log(sql, actor, 'CreateApplication', { after: app });
    return app;
  });
}

export async function listApps(sql: Sql, account: AccountRef): Promise<CloudApp[]> {
  await requireAccount(sql, account);
  const { rows } = await sql.query<AppRow>(
    `SELECT ${COLUMNS} FROM cloud_app WHERE account_id = $1 ORDER BY id`,
    [account.accountId],
  );
  return rows.map(toApp);
}

/** Throws `not_found`. */
export async function getApp(sql: Sql, account: AccountRef, appId: string, lock = ''): Promise<CloudApp> {
  await requireAccount(sql, account);
  const { rows } = await sql.query<AppRow>(
    `SELECT ${COLUMNS} FROM cloud_app WHERE account_id = $1 AND id = $2 ${lock}`,
    [account.accountId, appId],
  );
  if (rows[0] === undefined) throw new MusterError('not_found', { what: 'OAuth application', id: appId });
  return toApp(rows[0]);
}

/** UpdateApplication: lists are replaced, as RAM does, not merged. A scope taken away ends at once for every token. */
export async function updateApp(
  db: Db,
  actor: CloudActor,
  account: AccountRef,
  appId: string,
  patch: CloudAppPatch,
): Promise<CloudApp> {
  return changeApp(db, actor, account, appId, 'UpdateApplication', (app) => {
    checkRedirectUris(app.appType, patch.redirectUris ?? []);
    const predefinedScopes = withOpenid(patch.predefinedScopes ?? app.predefinedScopes);
    return {
      ...app,
      displayName: patch.displayName ?? app.displayName,
      accessTokenValidity: patch.accessTokenValidity ?? app.accessTokenValidity,
      refreshTokenValidity: patch.refreshTokenValidity ?? app.refreshTokenValidity,
      redirectUris: patch.redirectUris ?? app.redirectUris,
      secretRequired: secretRequired(app.appType, patch.secretRequired ?? app.secretRequired),
      predefinedScopes,
      // What is taken away must be granted again when it comes back.
      delegatedScopes: app.delegatedScopes.filter((scope) => predefinedScopes.includes(scope)),
    };
  });
}

/** “Add OAuth Scope” of the console. */
export async function addScope(
  db: Db,
  actor: CloudActor,
  account: AccountRef,
  appId: string,
  scope: CloudScope,
): Promise<CloudApp> {
  return changeApp(db, actor, account, appId, 'UpdateApplication', (app) => ({
    ...app,
    predefinedScopes: withOpenid([...app.predefinedScopes, scope]),
  }));
}

/**
 * ProvisionApplication: an administrator grants a Server application scopes of its own (all of them when none is
 * named). Throws `ram_not_server_app`, `ram_scope_not_of_app`.
 */
export async function authoriseApp(
  db: Db,
  actor: CloudActor,
  account: AccountRef,
  appId: string,
  scopes?: readonly CloudScope[],
): Promise<CloudApp> {
  return changeApp(db, actor, account, appId, 'ProvisionApplication', (app) => {
    requireServerApp(app);
    const foreign = scopes?.find((scope) => !app.predefinedScopes.includes(scope));
    if (foreign !== undefined)
      throw new MusterError('ram_scope_not_of_app', { field: 'scopes', value: foreign });
    return { ...app, delegatedScopes: [...new Set(scopes ?? app.predefinedScopes)] };
  });
}

/** DeprovisionApplication: tokens of the application lose their scopes at once. Throws `ram_not_server_app`. */
export async function deauthoriseApp(
  db: Db,
  actor: CloudActor,
  account: AccountRef,
  appId: string,
): Promise<CloudApp> {
  return changeApp(db, actor, account, appId, 'DeprovisionApplication', (app) => {
    requireServerApp(app);
    return { ...app, delegatedScopes: [] };
  });
}

/** DeleteApplication: its secrets and tokens end with it, at once and in every process. */
export async function deleteApp(
  db: Db,
  actor: CloudActor,
  account: AccountRef,
  appId: string,
): Promise<void> {
  await db.tx(async (sql) => {
    const before = await getApp(sql, account, appId, 'FOR UPDATE');
    await sql.query('DELETE FROM cloud_app WHERE id = $1', [appId]);
    await log(sql, actor, 'DeleteApplication', { before });
  });
}

async function changeApp(
  db: Db,
  actor: CloudActor,
  account: AccountRef,
  appId: string,
  action: string,
  change: (app: CloudApp) => CloudApp,
): Promise<CloudApp> {
  return db.tx(async (sql) => {
    const before = await getApp(sql, account, appId, 'FOR UPDATE');
    const wanted = change(before);
    const { rows } = await sql.query<AppRow>(
      `UPDATE cloud_app SET display_name = $2, access_token_validity = $3, refresh_token_validity = $4,
         secret_required = $5, scopes = $6, redirect_uris = $7, authorised_scopes = $8, updated_at = now()
       WHERE id = $1 RETURNING ${COLUMNS}`,
      [
        appId,
        wanted.displayName,
        wanted.accessTokenValidity,
        wanted.refreshTokenValidity,
        wanted.secretRequired,
        wanted.predefinedScopes,
        [...new Set(wanted.redirectUris)],
        wanted.delegatedScopes,
      ],
    );
    const after = toApp(rows[0]!);
    await log(sql, actor, action, { before, after });
    return after;
  });
}

async function log(
  sql: Sql,
  actor: CloudActor,
  action: string,
  change: { before?: CloudApp; after?: CloudApp },
): Promise<void> {
  const { appId: subjectId, accountId } = (change.after ?? change.before)!;
  await writeLog(sql, { accountId, actor, action, subjectId, ...change });
}

/** IMS CreateApplication, SecretRequired: only a Native application can do without. */
function secretRequired(type: CloudAppType, wanted: boolean | undefined): boolean {
  return type === 'NativeApp' ? (wanted ?? false) : true;
}

function withOpenid(scopes: readonly CloudScope[]): CloudScope[] {
  return [...new Set<CloudScope>(['openid', ...scopes])];
}

function requireServerApp(app: CloudApp): void {
  if (app.appType !== 'ServerApp') throw new MusterError('ram_not_server_app', { value: app.appName });
}

function toApp(row: AppRow): CloudApp {
  return {
    appId: row.id,
    accountId: row.account_id,
    appName: row.app_name,
    displayName: row.display_name,
    appType: row.type,
    accessTokenValidity: row.access_token_validity,
    refreshTokenValidity: row.refresh_token_validity,
    secretRequired: row.secret_required,
    predefinedScopes: row.scopes,
    redirectUris: row.redirect_uris,
    authorised: row.authorised_scopes.length > 0,
    delegatedScopes: row.authorised_scopes,
    createDate: row.created_at.toISOString(),
    updateDate: row.updated_at.toISOString(),
  };
}
