/** What an application is told of a person. Pure. */
import { compiled } from '../applications/expressions.ts';
import type { Models } from '../expressions/scope.ts';
import type { OidcSettings } from '../model/sso.ts';

/** OpenID Connect Core §2: at most 255 ASCII characters. */
const SUBJECT = /^[\x20-\x7e]{1,255}$/;

/** Names that say how and for whom a token was made (RFC 7519, OpenID Connect Core): not for expressions. */
const RESERVED = new Set(
  'iss sub aud exp nbf iat jti azp nonce auth_time acr amr at_hash c_hash s_hash sid events cnf scope client_id act may_act token_introspection _claim_names _claim_sources __proto__'.split(
    ' ',
  ),
);

/** The value of `sub`, or undefined where the expression gives none that is allowed. */
export function subjectOf({ subject }: Pick<OidcSettings, 'subject'>, models: Models): string | undefined {
  const value = evaluated(subject, models);
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && SUBJECT.test(text) ? text : undefined;
}

/** The standard claims that are known of the person; which of them are shown is decided by scopes. */
export function standardClaims({ user = {} }: Models): Record<string, unknown> {
  const { groups, phoneNumber, phoneRegion } = user;
  return known({
    name: user.displayName,
    preferred_username: user.username,
    locale: user.preferredLanguage,
    email: user.email,
    ...(user.email ? { email_verified: user.emailVerified === true } : {}),
    phone_number: phoneNumber && phoneRegion ? `+${phoneRegion}${phoneNumber}` : phoneNumber,
    ...(phoneNumber ? { phone_number_verified: user.phoneVerified === true } : {}),
    ...(Array.isArray(groups) && { groups: groups.map(({ groupName }) => groupName) }),
  });
}

/** The claims that the administrator of the application has added; one that cannot be evaluated is left out. */
export function furtherClaims(
  { claims }: Pick<OidcSettings, 'claims'>,
  models: Models,
): Record<string, unknown> {
  const wanted = claims.filter(({ name }) => !RESERVED.has(name));
  return known(
    Object.fromEntries(wanted.map(({ name, expression }) => [name, evaluated(expression, models)])),
  );
}

function evaluated(expression: string, models: Models): unknown {
  try {
    return compiled(expression).evaluate(models);
  } catch {
    return undefined;
  }
}

const known = (claims: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined && value !== null));
