/** Tokens of `muster login`, by address of the server, in a file only its owner can read. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

type Env = Readonly<Record<string, string | undefined>>;

export function credentialsPath(env: Env): string {
  return join(env.XDG_CONFIG_HOME || join(env.HOME || homedir(), '.config'), 'muster', 'credentials.json');
}

export function keptToken(env: Env, url: string): string | undefined {
  const tokens = read(env);
  return Object.hasOwn(tokens, originOf(url)) ? tokens[originOf(url)] : undefined;
}

export function keepToken(env: Env, url: string, token: string): void {
  const path = credentialsPath(env);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(`${path}.new`, `${JSON.stringify({ ...read(env), [originOf(url)]: token }, null, 2)}\n`, {
    mode: 0o600,
  });
  renameSync(`${path}.new`, path);
}

function read(env: Env): Record<string, string> {
  try {
    return JSON.parse(readFileSync(credentialsPath(env), 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
}

function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : url;
}
