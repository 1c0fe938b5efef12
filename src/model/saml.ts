/** SAML metadata, both ways: what a service provider's tells, and what it has to be told. */
import { z } from 'zod';
import { NameIdFormat, SamlSettings } from './sso.ts';

const of = SamlSettings.shape;
const words = (title: string, zh: string) => ({ title, zh });

export const CertificateFacts = z
  .strictObject({
    pem: z.string().meta(words('Certificate (PEM)', '证书（PEM）')),
    subject: z.string().meta(words('Subject', '主体')),
    notAfter: z.iso.datetime().meta(words('Valid until', '有效期至')),
    /** SHA-256, as `AB:CD:…`. */
    fingerprint: z.string().meta(words('Fingerprint (SHA-256)', '指纹（SHA-256）')),
  })
  .meta({ id: 'CertificateFacts' });
export type CertificateFacts = z.infer<typeof CertificateFacts>;

export const SpMetadataInput = z
  .strictObject({
    /** The XML itself. */
    metadata: z.string().min(1).max(900_000).meta(words('SP metadata (XML)', 'SP 元数据（XML）')),
  })
  .meta({ id: 'SpMetadataInput' });

/** What the metadata of a service provider says, in the words of the settings; to be looked at and saved. */
export const SpMetadata = z
  .strictObject({
    settings: z.strictObject({
      spEntityId: of.spEntityId,
      acsUrls: of.acsUrls,
      nameIdFormat: NameIdFormat,
      spCertificates: z.array(z.string()),
      requireSignedRequests: z.boolean(),
      signAssertion: z.boolean(),
      signResponse: z.boolean(),
      singleLogoutUrl: z.string().nullable(),
    }),
    /** All that it takes; the first that is known here is in the settings. */
    nameIdFormats: z.array(NameIdFormat),
    certificates: z.array(CertificateFacts),
    /** It has a certificate that assertions can be encrypted for. */
    canEncrypt: z.boolean(),
  })
  .meta({ id: 'SpMetadata' });
export type SpMetadata = z.infer<typeof SpMetadata>;

/** What an administrator enters at the service provider. */
export const SamlEndpoints = z
  .strictObject({
    entityId: z.string().meta(words('IdP entity ID', 'IdP Entity ID')),
    ssoUrl: z.string().meta(words('SSO URL', 'SSO 地址')),
    logoutUrl: z.string().nullable().meta(words('Log-out URL', '登出地址')),
    metadataUrl: z.string().meta(words('Metadata URL', '元数据地址')),
    /** Where a tile of the portal leads. */
    startUrl: z.string().meta(words('Start URL', '发起登录地址')),
    /** What signs now, then the one that follows or went before. */
    certificates: z.array(CertificateFacts).meta(words('Signing certificates', '签名证书')),
  })
  .meta({ id: 'SamlEndpoints' });
export type SamlEndpoints = z.infer<typeof SamlEndpoints>;
