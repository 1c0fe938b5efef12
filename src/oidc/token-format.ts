/**
 * Access tokens as JWT (RFC 9068) for applications that want them. oidc-provider makes JWTs for resource servers only and
 * then forgets them; here the application itself is the audience, and the token is known as well, so that user info still
 * works and ends with the grant.
 */
import type { AccessToken, ClientCredentials, KoaContextWithOIDC, Provider } from 'oidc-provider';
import { SIGNING_ALGORITHM } from '../signing/keys.ts';
import { applicationOf } from './client.ts';
import { accountOf } from './policy.ts';

type Token = (AccessToken | ClientCredentials) & {
  format?: string;
  getValueAndPayload(): Promise<{ value: string; payload?: object }>;
};

export function takeTokenFormats(provider: Provider): void {
  for (const { prototype } of [provider.AccessToken, provider.ClientCredentials]) {
    const token = prototype as unknown as Token;
    const make = token.getValueAndPayload;
    token.getValueAndPayload = async function (this: Token) {
      const opaque = await make.call(this);
      const { client } = this;
      if (!client || applicationOf(client).oidc.accessTokenFormat !== 'jwt') return opaque;
      const resource = { scope: '', audience: client.clientId, jwt: { sign: { alg: SIGNING_ALGORITHM } } };
      this.format = 'jwt';
      this.resourceServer = new provider.ResourceServer(client.clientId, resource as never);
      const { value } = await make.call(this);
      this.jti = value;
      return { ...opaque, value };
    };
  }
}

/** The person is called in a JWT as the application knows them. */
export function nameSubjectInJwt(
  ctx: KoaContextWithOIDC,
  _token: unknown,
  jwt: { payload: { sub?: string } },
): void {
  const subject = accountOf(ctx)?.subject;
  if (subject) jwt.payload.sub = subject;
}
