/** Keys with self-signed certificates, as service providers and identity providers have them. */
import { execFileSync } from 'node:child_process';
import { createPrivateKey, type KeyObject } from 'node:crypto';

export interface KeyPair {
  key: KeyObject;
  keyPem: string;
  certificate: string;
}

/** A new key with its certificate; `openssl` makes them, so that what we read is not of our own making. */
export function keyPair(kind: 'rsa:2048' | 'rsa:1024' | 'ec' = 'rsa:2048'): KeyPair {
  const algorithm = kind === 'ec' ? ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256'] : [kind];
  const out = execFileSync(
    'openssl',
    [...'req -x509 -nodes -days 30 -subj /CN=test -keyout - -out - -newkey'.split(' '), ...algorithm],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const part = (label: string) =>
    new RegExp(`-----BEGIN ${label}-----[^-]+-----END ${label}-----`).exec(out)?.[0] ?? '';
  const keyPem = part('PRIVATE KEY');
  return { key: createPrivateKey(keyPem), keyPem, certificate: part('CERTIFICATE') };
}
