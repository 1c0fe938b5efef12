import { MusterError } from '../errors/error.ts';
import type { CloudAppType } from '../model/cloud.ts';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Checks the callback URLs of an application: https, http on loopback only, or for a Native application a private
 * scheme with a dot in it (RFC 8252 §7.1), so that `javascript:` and its like can never be one.
 * Throws `ram_redirect_invalid`.
 */
export function checkRedirectUris(type: CloudAppType, uris: readonly string[]): void {
  for (const [at, value] of uris.entries()) {
    if (type === 'ServerApp' || !isRedirectUri(type, value)) {
      throw new MusterError('ram_redirect_invalid', {
        field: `redirectUris[${at}]`,
        value: value.slice(0, 200),
      });
    }
  }
}

function isRedirectUri(type: CloudAppType, value: string): boolean {
  // Printable ASCII: what is registered is what is compared and sent back, byte for byte.
  if (!/^[\x21-\x7e]+$/.test(value) || value.includes('#') || !URL.canParse(value)) return false;
  const url = new URL(value);
  if (url.username !== '' || url.password !== '') return false;
  if (url.protocol === 'https:') return true;
  if (url.protocol === 'http:') return LOOPBACK.has(url.hostname);
  return type === 'NativeApp' && url.protocol.includes('.');
}
