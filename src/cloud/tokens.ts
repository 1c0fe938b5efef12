import type { Db, Sql } from '../db/db.ts';
import { randomToken } from '../secrets/token.ts';
import { batched } from './batch.ts';
import { secretHash } from './secrets.ts';

/** RAM policies that let a person who logs on manage users over SCIM; any other person's token may not. */
const USER_ADMIN_POLICIES = ['AdministratorAccess', 'AliyunRAMFullAccess'];

export interface NewToken {
  readonly kind: 'access' | 'refresh' | 'code';
  readonly appId: string;
  readonly scopes: readonly string[];
  readonly validitySeconds: number;
  /** The secret it was got with by client credentials: when that is deleted, so is the token. */
  readonly secretId?: string;
  readonly userId?: string;
  readonly grantId?: string;
  readonly redirectUri?: string;
  readonly codeChallenge?: string;
  /** Of a code: what the id_token got with it will repeat. */
  readonly nonce?: string;
  readonly offline?: boolean;
}

/** Makes a token and returns its value, which is kept nowhere. Clears away what of the same application has expired. */
export async function issueToken(sql: Sql, token: NewToken, now: Date): Promise<string> {
  const value = randomToken();
  await sql.query({
    name: 'cloud-token-issue',
    text: `WITH expired AS (DELETE FROM cloud_token WHERE app_id = $3 AND expires_at < $5::timestamptz - interval '1 day')
           INSERT INTO cloud_token (hash, kind, app_id, scopes, expires_at, secret_id, user_id, grant_id, redirect_uri,
             code_challenge, nonce, offline)
           VALUES ($1, $2, $3, $4, $5::timestamptz + make_interval(secs => $6), $7, $8, $9, $10, $11, $12, $13)`,
    values: [
      secretHash(value),
      token.kind,
      token.appId,
      token.scopes,
      now,
      token.validitySeconds,
      token.secretId ?? null,
      token.userId ?? null,
      token.grantId ?? null,
      token.redirectUri ?? null,
      token.codeChallenge ?? null,
      token.nonce ?? null,
      token.offline ?? false,
    ],
  });
  return value;
}

export interface TokenCaller {
  readonly accountId: string;
  readonly appId: string;
  readonly userId: string | null;
  /** Whether the token, the application, its authorisation and the person all still allow /acs/scim. */
  readonly scim: boolean;
}

/** Who a bearer token belongs to; undefined for one that is unknown or expired. */
export type VerifyToken = (value: string) => Promise<TokenCaller | undefined>;

/**
 * Looks tokens up by their SHA-256, on every request: no cache, so that a deleted application, secret or scope ends
 * its tokens at once in every process. Requests that arrive together share one look-up, begun after they arrived.
 */
export function tokenVerifier(db: Db, now: () => Date): VerifyToken {
  const verify = batched<string, TokenCaller | undefined>(
    async (hashes) => {
      const { rows } = await db.query<TokenRow>({
        name: 'cloud-token-verify',
        text: `SELECT t.hash, a.account_id, a.id AS app_id, t.user_id,
                 '/acs/scim' = ANY (t.scopes) AND '/acs/scim' = ANY (a.scopes)
                 AND (a.type <> 'ServerApp' OR '/acs/scim' = ANY (a.authorised_scopes))
                 AND (t.user_id IS NULL OR EXISTS (
                   SELECT FROM cloud_user_attachment p
                   WHERE p.user_id = t.user_id AND p.kind = 'Policy' AND p.name = ANY ($3))) AS scim
               FROM cloud_token t JOIN cloud_app a ON a.id = t.app_id
               WHERE t.hash = ANY ($1) AND t.kind = 'access' AND t.expires_at > $2`,
        values: [[...new Set(hashes)], now(), USER_ADMIN_POLICIES],
      });
      const callers = new Map(rows.map((row) => [row.hash, toCaller(row)]));
      return hashes.map((hash) => callers.get(hash));
    },
    { size: 1000, flights: 2 },
  );
  return (value) => verify(secretHash(value));
}

interface TokenRow {
  hash: string;
  account_id: string;
  app_id: string;
  user_id: string | null;
  scim: boolean;
}

function toCaller(row: TokenRow): TokenCaller {
  return { accountId: row.account_id, appId: row.app_id, userId: row.user_id, scim: row.scim };
}

/** Whether a person may grant /acs/scim to an application. */
export async function mayManageUsers(sql: Sql, userId: string): Promise<boolean> {
  const { rows } = await sql.query(
    `SELECT FROM cloud_user_attachment WHERE user_id = $1 AND kind = 'Policy' AND name = ANY ($2) LIMIT 1`,
    [userId, USER_ADMIN_POLICIES],
  );
  return rows.length > 0;
}

/** RFC 7009: ends a token of this application, and with a refresh token or code everything of the same log-on. */
export async function revokeToken(sql: Sql, appId: string, value: string): Promise<void> {
  await sql.query(
    `DELETE FROM cloud_token t USING cloud_token named
     WHERE named.hash = $1 AND named.app_id = $2
       AND (t.hash = named.hash OR (named.kind <> 'access' AND t.grant_id = named.grant_id))`,
    [secretHash(value), appId],
  );
}
