/** What sign-in settings must be beyond their schema. Pure. */
import { X509Certificate } from 'node:crypto';
import { MusterError } from '../errors/error.ts';
import type { Sso } from '../model/sso.ts';
import { checkExpression } from './expressions.ts';

const AT_APPLICATION = ['user', 'appUser'] as const;

/** Throws for expressions that do not compile, certificates that cannot be read, and sign-in switched on without what it needs. */
export function checkSso(name: string, sso: Sso): void {
  const { oidc, saml, protocol, applicationUsername } = sso;
  if (protocol !== 'oidc' && oidc) throw otherProtocol(name, sso, 'oidc');
  if (protocol !== 'saml' && saml) throw otherProtocol(name, sso, 'saml');
  if (applicationUsername.by === 'expression')
    checkExpression(applicationUsername.expression, 'applicationUsername.expression', ['user']);
  if (oidc) {
    checkExpression(oidc.subject, 'oidc.subject', AT_APPLICATION);
    for (const [at, { expression }] of oidc.claims.entries())
      checkExpression(expression, `oidc.claims.${at}.expression`, AT_APPLICATION);
  }
  if (saml) {
    checkExpression(saml.nameId, 'saml.nameId', AT_APPLICATION);
    for (const [at, { expression }] of saml.attributes.entries())
      checkExpression(expression, `saml.attributes.${at}.expression`, AT_APPLICATION);
    for (const [at, certificate] of saml.spCertificates.entries())
      checkCertificate(certificate, `saml.spCertificates.${at}`);
  }
  if (sso.enabled) refuseIncomplete(name, sso);
}

function refuseIncomplete(name: string, { protocol, oidc, saml }: Sso): void {
  const missing = (field: string) => new MusterError('sso_incomplete', { name, field });
  if (protocol === 'none') throw missing('template');
  if (protocol === 'saml' && !saml) throw missing('saml');
  if (protocol === 'oidc' && !oidc) throw missing('oidc');
  if (oidc?.grantTypes.includes('authorization_code') && oidc.redirectUris.length === 0)
    throw missing('oidc.redirectUris');
}

function otherProtocol(name: string, { protocol }: Sso, field: string): MusterError {
  return new MusterError('sso_protocol_other', { name, protocol, field });
}

function checkCertificate(pem: string, field: string): void {
  try {
    if (!pem.includes('-----BEGIN CERTIFICATE-----')) throw new Error('not PEM');
    new X509Certificate(pem);
  } catch (error) {
    throw new MusterError('sso_certificate_invalid', { field }, error);
  }
}
