/** Checks enveloped XML signatures as SAML uses them (SAML Core §5.4), and nothing more general. */
import type { Document, Element } from '@xmldom/xmldom';
import { SignedXml } from 'xml-crypto';
import { MusterError } from '../errors/error.ts';
import {
  DIGESTS,
  DSIG,
  ENVELOPED,
  EXCLUSIVE_C14N,
  hashClasses,
  SIGNATURES,
  signatureClasses,
} from './algorithms.ts';
import { publicKeyOf } from './certificate.ts';
import { isolate } from './isolate.ts';
import { parseXml } from './parse.ts';
import { attributeOf, childrenOf, isNamed, textOf } from './read.ts';

const refuse = (what: string): never => {
  throw new MusterError('signature_refused', { what });
};

/** Whether the element carries a signature of its own (as a child; not somewhere below). */
export function isSigned(element: Element): boolean {
  return childrenOf(element, DSIG, 'Signature').length > 0;
}

/**
 * The element as it was signed by one of the certificates (PEM). What comes back is read anew from the very octets the
 * signature covers, without the signature: read that and nothing of the document. KeyInfo is not looked at. Throws
 * `signature_missing`, `signature_refused` (a signature of a form that is not accepted) or `signature_invalid`.
 */
export function verifySigned(document: Document, element: Element, certificates: readonly string[]): Element {
  if (element.ownerDocument !== document) throw new TypeError('the element is of another document');
  const [signature, second] = childrenOf(element, DSIG, 'Signature');
  if (signature === undefined) throw new MusterError('signature_missing');
  if (second !== undefined) refuse('more than one signature on one element');
  checkSignature(signature, element);
  const alone = isolate(element);
  const signatureText = isolate(signature);
  const signed = firstOf(certificates, (certificate) => signedOctets(alone, signatureText, certificate));
  if (signed === undefined) throw new MusterError('signature_invalid');
  const result = parseXml(signed, { size: 2 * alone.length + 1 }).documentElement;
  const same =
    isNamed(result, element.namespaceURI ?? '', element.localName ?? '') &&
    attributeOf(result, 'ID') === attributeOf(element, 'ID');
  return same ? result : refuse('something else than this element is signed');
}

/** What the first certificate that fits gives; the others are not tried. */
function firstOf<T>(certificates: readonly string[], check: (certificate: string) => T | undefined) {
  for (const certificate of certificates) {
    const found = check(certificate);
    if (found !== undefined) return found;
  }
  return undefined;
}

function signedOctets(xml: string, signature: string, certificate: string): string | undefined {
  const checker = new SignedXml({ publicCert: publicKeyOf(certificate) });
  const accepted = checker.CanonicalizationAlgorithms;
  checker.SignatureAlgorithms = signatureClasses;
  checker.HashAlgorithms = hashClasses;
  checker.CanonicalizationAlgorithms = {
    [ENVELOPED]: accepted[ENVELOPED]!,
    [EXCLUSIVE_C14N]: accepted[EXCLUSIVE_C14N]!,
  };
  try {
    checker.loadSignature(signature);
    if (!checker.checkSignature(xml)) return undefined;
  } catch {
    return undefined;
  }
  const octets = checker.getSignedReferences();
  return octets.length === 1 ? octets[0] : undefined;
}

/** The form of the signature: every element and algorithm that may be there, in its place, and no other. */
function checkSignature(signature: Element, signed: Element): void {
  const [info, value] = inOrder(signature, ['SignedInfo', 'SignatureValue'], 'KeyInfo');
  if (!textOf(value)) refuse('a signature without value');
  const [method, algorithm, reference] = inOrder(info!, [
    'CanonicalizationMethod',
    'SignatureMethod',
    'Reference',
  ]);
  if (algorithmOf(method!) !== EXCLUSIVE_C14N || childrenOf(method!).length > 0) {
    refuse('a canonicalization other than exclusive C14N');
  }
  if (!SIGNATURES.has(algorithmOf(algorithm!)) || childrenOf(algorithm!).length > 0) {
    refuse('a signature algorithm other than RSA or ECDSA with SHA-256, SHA-384 or SHA-512');
  }
  checkReference(reference!, signed);
}

function checkReference(reference: Element, signed: Element): void {
  const id = attributeOf(signed, 'ID') ?? '';
  if (!/^[A-Za-z_][\w.-]*$/.test(id)) refuse('an element without a usable ID');
  if (attributeOf(reference, 'URI') !== `#${id}`) refuse('a reference to something else than this element');
  const [transforms, digest, value] = inOrder(reference, ['Transforms', 'DigestMethod', 'DigestValue']);
  const [enveloped, c14n] = inOrder(transforms!, ['Transform', 'Transform']);
  if (algorithmOf(enveloped!) !== ENVELOPED || childrenOf(enveloped!).length > 0) {
    refuse('a transform other than enveloped signature');
  }
  if (algorithmOf(c14n!) !== EXCLUSIVE_C14N) refuse('a transform other than exclusive C14N');
  checkPrefixes(c14n!);
  if (!DIGESTS.has(algorithmOf(digest!)) || childrenOf(digest!).length > 0) {
    refuse('a digest other than SHA-256, SHA-384 or SHA-512');
  }
  if (!textOf(value)) refuse('a reference without digest');
}

function checkPrefixes(transform: Element): void {
  const [list, ...more] = childrenOf(transform);
  if (list === undefined) return;
  const prefixes = attributeOf(list, 'PrefixList') ?? '';
  const usable =
    isNamed(list, EXCLUSIVE_C14N, 'InclusiveNamespaces') && /^[\w.-]+( [\w.-]+)*$/.test(prefixes);
  if (!usable || more.length > 0) refuse('parameters of a transform');
}

function algorithmOf(element: Element): string {
  return attributeOf(element, 'Algorithm') ?? '';
}

/** Child elements, which must be exactly these, in this order; `optional` may follow. */
function inOrder(parent: Element, names: readonly string[], optional?: string): Element[] {
  const children = childrenOf(parent);
  const wanted = children.length === names.length || optional === undefined ? names : [...names, optional];
  const right =
    children.length === wanted.length && children.every((child, at) => isNamed(child, DSIG, wanted[at]));
  return right ? children : refuse(`an unusual content of ${parent.localName}`);
}
