/** Sessions at applications, and the session here that each came from. */
import type { Sql } from '../db/db.ts';
import { sweep } from './pending.ts';

export interface SamlSession {
  readonly sessionIndex: string;
  readonly applicationId: string;
  readonly sessionId: string;
  readonly accountId: string;
  readonly nameId: string;
}

/** Longer than sessions here may last. */
const KEPT = '30 days';

export async function keepSession(sql: Sql, session: SamlSession): Promise<void> {
  await sweep(sql, 'saml_session');
  await sql.query(
    `INSERT INTO saml_session (session_index, application_id, session_id, account_id, name_id, expires_at)
     VALUES ($1, $2, $3, $4, $5, now() + interval '${KEPT}')`,
    [session.sessionIndex, session.applicationId, session.sessionId, session.accountId, session.nameId],
  );
}

/**
 * Forgets the sessions at this application that a LogoutRequest names, and gives the sessions here behind them. Without
 * indexes: all of that NameID (SAML Core §3.7.1).
 */
export async function takeSessions(
  sql: Sql,
  applicationId: string,
  nameId: string,
  indexes: readonly string[],
): Promise<{ sessionId: string; accountId: string }[]> {
  const { rows } = await sql.query<{ session_id: string; account_id: string }>(
    `DELETE FROM saml_session WHERE application_id = $1 AND md5(name_id) = md5($2) AND name_id = $2
        AND (cardinality($3::text[]) = 0 OR session_index = ANY ($3)) AND expires_at > now()
     RETURNING session_id, account_id`,
    [applicationId, nameId, indexes],
  );
  return [...new Map(rows.map((row) => [row.session_id, row])).values()].map((row) => ({
    sessionId: row.session_id,
    accountId: row.account_id,
  }));
}
