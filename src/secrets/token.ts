import { randomBytes } from 'node:crypto';

/** A random text of 256 bits, for what is known by having it: cookies, tickets, tokens, codes. */
export function randomToken(): string {
  return randomBytes(32).toString('base64url');
}

/** Whether a text can be one; everything else is told apart without a look into the database. */
export function isToken(text: string | undefined): text is string {
  return text !== undefined && /^[A-Za-z0-9_-]{43}$/.test(text);
}
