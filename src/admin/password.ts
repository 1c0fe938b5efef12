import { hash, verify } from '@node-rs/argon2';

/** argon2id with the library's parameters, which are OWASP's first choice (19 MiB, 2 passes, 1 lane). */
export function hashPassword(password: string): Promise<string> {
  return hash(password);
}

let decoy: Promise<string> | undefined;

/** Compares; without a kept hash it works just as long, so that time does not tell which names exist. */
export async function passwordMatches(kept: string | undefined, password: string): Promise<boolean> {
  decoy ??= hashPassword('no such administrator');
  const matches = await verify(kept ?? (await decoy), password);
  return kept !== undefined && matches;
}
