/** What people have allowed applications that ask for consent. */
import type { Sql } from '../db/db.ts';

/** The scopes of the request that the person has not allowed yet. */
export async function notAllowed(
  sql: Sql,
  applicationId: string,
  accountId: string,
  scopes: readonly string[],
): Promise<string[]> {
  const { rows } = await sql.query<{ scopes: string[] }>(
    'SELECT scopes FROM oidc_consent WHERE application_id = $1 AND account_id = $2',
    [applicationId, accountId],
  );
  return scopes.filter((scope) => !rows[0]?.scopes.includes(scope));
}

/** Adds to what the person has allowed. */
export async function allow(
  sql: Sql,
  applicationId: string,
  accountId: string,
  scopes: readonly string[],
): Promise<void> {
  await sql.query(
    `INSERT INTO oidc_consent (application_id, account_id, scopes) VALUES ($1, $2, $3)
     ON CONFLICT (application_id, account_id) DO UPDATE SET given_at = now(),
       scopes = ARRAY(SELECT DISTINCT unnest(oidc_consent.scopes || EXCLUDED.scopes) ORDER BY 1)`,
    [applicationId, accountId, scopes],
  );
}
