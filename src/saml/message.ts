/** Takes a message out of its binding (SAML Bindings §3.4, §3.5) and checks whose signature it bears. */
import { inflateRawSync } from 'node:zlib';
import type { Document, Element } from '@xmldom/xmldom';
import { MusterError } from '../errors/error.ts';
import { SIGNATURES, verifyOctets } from '../xml/algorithms.ts';
import { publicKeyOf } from '../xml/certificate.ts';
import { decodeXml, parseXml } from '../xml/parse.ts';
import { isSigned, verifySigned } from '../xml/verify.ts';
import type { Parameters } from './parameters.ts';

const MAX_MESSAGE_BYTES = 64 * 1024;
/** The specification has 80 bytes; everybody sends more. */
const MAX_RELAY_STATE = 2000;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const CONTROL = /[\u0000-\u001f\u007f]/;

export type Binding = 'redirect' | 'post';

export interface Message {
  /** The message; where it is signed within, exactly what was signed. */
  readonly root: Element;
  readonly relayState: string | undefined;
  readonly binding: Binding;
  readonly signed: boolean;
}

export interface SignatureRules {
  /** PEM; without any, signatures cannot be checked and do not count. */
  readonly certificates: readonly string[];
  readonly required: boolean;
}

/** Reads the message in `SAMLRequest`. Throws what a page tells: nobody can be trusted with an answer yet. */
export function readMessage(parameters: Parameters, binding: Binding, rules: SignatureRules): Message {
  const encoded = parameters.get('SAMLRequest');
  if (encoded === undefined) throw new MusterError('saml_message_missing');
  if (rules.required && rules.certificates.length === 0) throw new MusterError('signature_invalid');
  const relayState = readRelayState(parameters);
  const octets = fromBase64(encoded);
  const xml = decodeXml(binding === 'redirect' ? inflate(parameters, octets) : octets);
  const document = parseXml(xml, { size: MAX_MESSAGE_BYTES });
  const read = binding === 'redirect' ? readRedirected : readPosted;
  return { ...read(document, parameters, rules), relayState, binding };
}

function readPosted(document: Root, _parameters: Parameters, { certificates, required }: SignatureRules) {
  const root = document.documentElement;
  const signed = certificates.length > 0 && (required || isSigned(root));
  return { root: signed ? verifySigned(document, root, certificates) : root, signed };
}

type Root = Document & { documentElement: Element };

/** The signature stands beside the message and covers the query string as it came (SAML Bindings §3.4.4.1). */
function readRedirected(document: Root, parameters: Parameters, { certificates, required }: SignatureRules) {
  const root = document.documentElement;
  if (isSigned(root)) throw new MusterError('signature_refused', { what: 'its place within the message' });
  const signature = parameters.get('Signature');
  const algorithm = parameters.get('SigAlg');
  if (signature === undefined && algorithm === undefined && !required) return { root, signed: false };
  if (signature === undefined || algorithm === undefined) throw new MusterError('signature_missing');
  if (certificates.length === 0) return { root, signed: false };
  if (!SIGNATURES.has(algorithm)) {
    throw new MusterError('signature_refused', {
      what: 'an algorithm other than RSA or ECDSA with SHA-256, SHA-384 or SHA-512',
    });
  }
  const covered = (['SAMLRequest', 'RelayState', 'SigAlg'] as const)
    .filter((name) => parameters.raw(name) !== undefined)
    .map((name) => `${name}=${parameters.raw(name)}`)
    .join('&');
  const value = fromBase64(signature);
  const right = certificates.some((certificate) =>
    verifyOctets(algorithm, Buffer.from(covered, 'latin1'), value, publicKeyOf(certificate)),
  );
  if (!right) throw new MusterError('signature_invalid');
  return { root, signed: true };
}

function readRelayState(parameters: Parameters): string | undefined {
  const relayState = parameters.get('RelayState');
  if (relayState !== undefined && (relayState.length > MAX_RELAY_STATE || CONTROL.test(relayState))) {
    throw new MusterError('saml_relay_state_refused', { max: MAX_RELAY_STATE });
  }
  return relayState;
}

function inflate(parameters: Parameters, octets: Buffer): Buffer {
  const encoding = parameters.get('SAMLEncoding');
  if (encoding !== undefined && encoding !== 'urn:oasis:names:tc:SAML:2.0:bindings:URL-Encoding:DEFLATE') {
    throw new MusterError('saml_message_unreadable');
  }
  try {
    return inflateRawSync(octets, { maxOutputLength: MAX_MESSAGE_BYTES });
  } catch (error) {
    throw new MusterError('saml_message_unreadable', {}, error);
  }
}

function fromBase64(text: string): Buffer {
  // A plus sign that was not encoded arrives as a blank.
  const bare = text.replace(/[\r\n\t]/g, '').replaceAll(' ', '+');
  if (bare.length === 0 || bare.length > 2 * MAX_MESSAGE_BYTES || !/^[A-Za-z0-9+/]+={0,2}$/.test(bare)) {
    throw new MusterError('saml_message_unreadable');
  }
  return Buffer.from(bare, 'base64');
}
