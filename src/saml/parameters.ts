/** Parameters of the two bindings, as octets came: signatures of the redirect binding cover the encoded text. */
import { MusterError } from '../errors/error.ts';

/** What may come once; anything else is left alone. */
const KNOWN = [
  'SAMLRequest',
  'SAMLResponse',
  'RelayState',
  'SigAlg',
  'Signature',
  'SAMLEncoding',
  'request',
] as const;
export type ParameterName = (typeof KNOWN)[number];

export interface Parameters {
  get(name: ParameterName): string | undefined;
  /** The value still encoded. */
  raw(name: ParameterName): string | undefined;
}

/** Reads a query string or a form. Throws `saml_request_invalid` for a known name that comes twice or is not UTF-8. */
export function readParameters(encoded: string): Parameters {
  const raw = new Map<string, string>();
  for (const pair of encoded.split('&')) {
    const at = pair.indexOf('=');
    const name = decode(at === -1 ? pair : pair.slice(0, at));
    if (!(KNOWN as readonly string[]).includes(name)) continue;
    if (raw.has(name)) throw new MusterError('saml_request_invalid', { what: `${name} twice` });
    raw.set(name, at === -1 ? '' : pair.slice(at + 1));
  }
  const values = new Map([...raw].map(([name, value]) => [name, decode(value)]));
  return { get: (name) => values.get(name), raw: (name) => raw.get(name) };
}

/** The query string of a request's target, without the question mark. */
export function queryOf(target: string): string {
  const at = target.indexOf('?');
  return at === -1 ? '' : target.slice(at + 1);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch (error) {
    throw new MusterError('saml_request_invalid', { what: 'a parameter that is not UTF-8' }, error);
  }
}
