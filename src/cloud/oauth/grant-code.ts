import { randomUUID } from 'node:crypto';
import type { Sql } from '../../db/db.ts';
import { issueToken, mayManageUsers } from '../tokens.ts';
import type { AuthorizationRequest } from './authorize.ts';
import { OAuthError } from './oauth-error.ts';

const CODE_VALIDITY_SECONDS = 60;

/** A code for a RAM user who has logged on and allowed it. Throws OAuthError `access_denied`. */
export async function grantCode(
  sql: Sql,
  asked: AuthorizationRequest,
  userId: string,
  now: Date,
): Promise<string> {
  if (asked.scopes.includes('/acs/scim') && !(await mayManageUsers(sql, userId))) {
    throw new OAuthError(
      'access_denied',
      'This RAM user may not manage users: it needs the policy AdministratorAccess or AliyunRAMFullAccess.',
    );
  }
  const { client, scopes, redirectUri, codeChallenge, nonce, offline } = asked;
  return issueToken(
    sql,
    {
      kind: 'code',
      appId: client.appId,
      scopes,
      validitySeconds: CODE_VALIDITY_SECONDS,
      userId,
      grantId: randomUUID(),
      redirectUri,
      offline,
      ...(codeChallenge === undefined ? {} : { codeChallenge }),
      ...(nonce === undefined ? {} : { nonce }),
    },
    now,
  );
}
