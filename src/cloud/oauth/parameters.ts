import { OAuthError } from './oauth-error.ts';

export type Parameters = ReadonlyMap<string, string>;

/**
 * The parameters of a request: RAM's page puts them in the query string, its other pages in the body, so both count.
 * Given twice they must agree (RFC 6749 §3.2). A secret, password or token in the query string is refused: URLs are
 * kept in logs. Empty values count as left out.
 */
export function readParameters(rawUrl: string, body: unknown): Parameters {
  const parameters = new Map<string, string>();
  const add = (name: string, value: string, place: 'query' | 'body') => {
    if (value === '') return;
    if (value.length > 4096 || !value.isWellFormed() || value.includes('\0')) {
      throw new OAuthError('invalid_request', `${name} is too long or contains broken characters.`);
    }
    if (place === 'query' && SECRET.has(name)) {
      throw new OAuthError(
        'invalid_request',
        `${name} must not stand in the query string; send it in the body.`,
      );
    }
    const present = parameters.get(name);
    if (present !== undefined && present !== value) {
      throw new OAuthError('invalid_request', `${name} is given twice with different values.`);
    }
    parameters.set(name, value);
  };
  const question = rawUrl.indexOf('?');
  if (question !== -1) {
    for (const [name, value] of new URLSearchParams(rawUrl.slice(question + 1))) add(name, value, 'query');
  }
  if (typeof body === 'string') {
    for (const [name, value] of new URLSearchParams(body)) add(name, value, 'body');
  }
  return parameters;
}

const SECRET = new Set(['client_secret', 'password', 'code_verifier', 'refresh_token', 'token']);

export function requireParameter(parameters: Parameters, name: string): string {
  const value = parameters.get(name);
  if (value === undefined) throw new OAuthError('invalid_request', `${name} is missing.`);
  return value;
}
