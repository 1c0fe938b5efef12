/** Writes Responses (SAML Core §3.3.3) and the assertions in them (§2.3.3). */
import { randomBytes } from 'node:crypto';
import { MusterError } from '../errors/error.ts';
import type { SamlSettings } from '../model/sso.ts';
import type { SigningKey } from '../signing/keys.ts';
import { publicKeyOf } from '../xml/certificate.ts';
import { encryptElement } from '../xml/encrypt.ts';
import { element, type Markup } from '../xml/markup.ts';
import { signElement } from '../xml/sign.ts';
import type { Attribute } from './attributes.ts';
import type { NameId } from './name-id.ts';
import { ASSERTION, BEARER, PROTOCOL, STATUS } from './names.ts';

/** What every message of ours to an application has. */
export interface Envelope {
  /** Entity id of this identity provider. */
  readonly issuer: string;
  readonly destination: string;
  readonly inResponseTo: string | undefined;
  readonly now: Date;
  readonly key: SigningKey;
}

export interface Statement {
  readonly nameId: NameId;
  readonly attributes: readonly Attribute[];
  readonly authnContext: string;
  readonly authnInstant: Date;
  readonly sessionIndex: string;
}

/** A random id as XML takes it: not beginning with a digit. */
export function newId(): string {
  return `_${randomBytes(20).toString('hex')}`;
}

/** A Response with one assertion, signed and encrypted as the settings say. */
export async function successResponse(
  saml: SamlSettings,
  envelope: Envelope,
  statement: Statement,
): Promise<string> {
  const { key } = envelope;
  const id = newId();
  const plain = assertion(id, saml, envelope, statement).markup;
  const signed = saml.signAssertion ? sign(plain, id, key) : plain;
  const recipient = saml.encryptAssertion ? encryptionCertificate(saml) : undefined;
  const content =
    recipient === undefined
      ? { markup: signed }
      : element(
          'saml:EncryptedAssertion',
          { 'xmlns:saml': ASSERTION },
          {
            markup: await encryptElement(signed, recipient),
          },
        );
  const response = messageOf('samlp:Response', envelope, statusOf([STATUS.success]), content);
  return saml.signResponse ? sign(response.xml, response.id, key) : response.xml;
}

/** The first that can: keys of elliptic curves sign only. */
function encryptionCertificate({ spCertificates }: SamlSettings): string {
  const usable = spCertificates.find((pem) => publicKeyOf(pem).asymmetricKeyType === 'rsa');
  if (usable === undefined) throw new MusterError('saml_encryption_impossible');
  return usable;
}

/** A signed Response without assertion; `codes` from the general to the particular. */
export function errorResponse(envelope: Envelope, codes: readonly string[]): string {
  const { xml, id } = messageOf('samlp:Response', envelope, statusOf(codes));
  return sign(xml, id, envelope.key);
}

/** An answer to a LogoutRequest, not yet signed: the redirect binding signs otherwise. */
export function logoutResponse(envelope: Envelope): { xml: string; id: string } {
  return messageOf('samlp:LogoutResponse', envelope, statusOf([STATUS.success]));
}

/** Signs a message or an assertion of ours. */
export function sign(xml: string, reference: string, key: SigningKey): string {
  const { certificate } = key;
  return signElement(xml, { reference, key: key.privateKey(), certificate, where: 'after-issuer' });
}

function messageOf(name: string, envelope: Envelope, ...content: Markup[]): { xml: string; id: string } {
  const id = newId();
  const { issuer, destination, inResponseTo, now } = envelope;
  const { markup } = element(
    name,
    {
      'xmlns:samlp': PROTOCOL,
      'xmlns:saml': ASSERTION,
      ID: id,
      Version: '2.0',
      IssueInstant: now.toISOString(),
      Destination: destination,
      InResponseTo: inResponseTo,
    },
    element('saml:Issuer', {}, issuer),
    ...content,
  );
  return { xml: markup, id };
}

function statusOf([code, ...further]: readonly string[]): Markup {
  const nested = (codes: readonly string[]): Markup | undefined =>
    codes[0] === undefined
      ? undefined
      : element('samlp:StatusCode', { Value: codes[0] }, nested(codes.slice(1)));
  return element('samlp:Status', {}, nested([code!, ...further]));
}

function assertion(id: string, saml: SamlSettings, envelope: Envelope, statement: Statement): Markup {
  const { issuer, destination, inResponseTo, now } = envelope;
  const { nameId, attributes, authnContext, authnInstant, sessionIndex } = statement;
  const later = (seconds: number) => new Date(now.getTime() + seconds * 1000).toISOString();
  const until = later(saml.assertionSeconds);
  return element(
    'saml:Assertion',
    { 'xmlns:saml': ASSERTION, ID: id, Version: '2.0', IssueInstant: now.toISOString() },
    element('saml:Issuer', {}, issuer),
    element(
      'saml:Subject',
      {},
      element('saml:NameID', { Format: nameId.format }, nameId.value),
      element(
        'saml:SubjectConfirmation',
        { Method: BEARER },
        element('saml:SubjectConfirmationData', {
          NotOnOrAfter: until,
          Recipient: destination,
          InResponseTo: inResponseTo,
        }),
      ),
    ),
    element(
      'saml:Conditions',
      { NotBefore: later(-saml.clockSkewSeconds), NotOnOrAfter: until },
      element('saml:AudienceRestriction', {}, element('saml:Audience', {}, saml.spEntityId)),
    ),
    element(
      'saml:AuthnStatement',
      { AuthnInstant: authnInstant.toISOString(), SessionIndex: sessionIndex },
      element('saml:AuthnContext', {}, element('saml:AuthnContextClassRef', {}, authnContext)),
    ),
    attributes.length === 0
      ? undefined
      : element('saml:AttributeStatement', {}, ...attributes.map(attributeMarkup)),
  );
}

function attributeMarkup({ name, format, values }: Attribute): Markup {
  return element(
    'saml:Attribute',
    { Name: name, NameFormat: format },
    ...values.map((value) => element('saml:AttributeValue', {}, value)),
  );
}
