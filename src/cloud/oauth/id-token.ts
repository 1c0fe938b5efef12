import { type Identity, identityClaims } from './identity.ts';
import type { SigningKey } from './signing-key.ts';

/** The issuer of a cloud account's id_tokens; discovery lies below it (OpenID Connect Discovery §4). */
export function issuerOf(publicUrl: string, accountId: string): string {
  return `${publicUrl}/ram/${encodeURIComponent(accountId)}/oauth`;
}

/** What an application was granted for a person. */
export interface Grant {
  readonly appId: string;
  readonly scopes: readonly string[];
  readonly nonce: string | null;
  readonly validitySeconds: number;
}

/** The id_token of one log-on (OpenID Connect Core §2, “Obtain user information with OIDC”). */
export function idToken(
  key: SigningKey,
  issuer: string,
  identity: Identity,
  grant: Grant,
  now: Date,
): Promise<string> {
  const iat = Math.floor(now.getTime() / 1000);
  return key.sign({
    iss: issuer,
    aud: grant.appId,
    iat,
    exp: iat + grant.validitySeconds,
    ...identityClaims(identity, grant.scopes, key.subjectSalt),
    ...(grant.nonce !== null && { nonce: grant.nonce }),
  });
}
