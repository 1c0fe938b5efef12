/** Metadata, both ways, over HTTP and the administration API. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { generateServiceProviderMetadata } from '@node-saml/node-saml';
import { MusterError } from '../../src/errors/error.ts';
import { SamlSettings } from '../../src/model/sso.ts';
import { samlEndpoints, samlMetadataOf } from '../../src/saml/endpoints.ts';
import { readSpMetadata } from '../../src/saml/sp-metadata.ts';
import { sealerOf } from '../../src/secrets/seal.ts';
import { rotateKeys } from '../../src/signing/keys.ts';
import { bareCertificate } from '../../src/xml/certificate.ts';
import { parseXml } from '../../src/xml/parse.ts';
import { attributeOf, childrenOf } from '../../src/xml/read.ts';
import { startApi, type TestApi } from '../api/server.ts';
import { type KeyPair, keyPair } from './key-pair.ts';
import { ACS, openWorld, SP, type World } from './world.ts';

const MD = 'urn:oasis:names:tc:SAML:2.0:metadata';
let world: World;
let encryption: KeyPair;
before(async () => {
  world = await openWorld();
  encryption = keyPair();
});
after(() => world.close());

describe('metadata of the identity provider', () => {
  it('names entity, addresses by both bindings, format and certificate', async () => {
    const id = await world.application({
      nameIdFormat: 'persistent',
      requireSignedRequests: true,
      spCertificates: [world.sp.certificate],
      singleLogoutUrl: 'https://sp.example.com/slo',
    });
    const page = await world.browser().get(`${world.root(id)}/metadata`);
    assert.equal(page.status, 200);
    assert.match(page.headers.get('content-type')!, /^application\/samlmetadata\+xml/);
    const root = parseXml(page.text).documentElement;
    assert.equal(attributeOf(root, 'entityID'), world.root(id));
    const [role] = childrenOf(root, MD, 'IDPSSODescriptor');
    assert.equal(attributeOf(role!, 'WantAuthnRequestsSigned'), 'true');
    // The order of the schema (SAML Metadata §2.4.3).
    assert.deepEqual(
      childrenOf(role!).map((child) => [
        child.localName,
        attributeOf(child, 'Location')?.replace(world.url, ''),
        attributeOf(child, 'Binding')?.split(':').at(-1),
      ]),
      [
        ['KeyDescriptor', undefined, undefined],
        ['SingleLogoutService', `/acme/saml/${id}/logout`, 'HTTP-Redirect'],
        ['SingleLogoutService', `/acme/saml/${id}/logout`, 'HTTP-POST'],
        ['NameIDFormat', undefined, undefined],
        ['SingleSignOnService', `/acme/saml/${id}/sso`, 'HTTP-Redirect'],
        ['SingleSignOnService', `/acme/saml/${id}/sso`, 'HTTP-POST'],
      ],
    );
    assert.ok(page.text.includes(bareCertificate(world.idpCertificate)));
    assert.match(page.text, /nameid-format:persistent</);
  });

  it('offers no log-out that could not be checked, and is there before sign-in is switched on', async () => {
    const id = await world.application({}, { enabled: false });
    const { text } = await world.browser().get(`${world.root(id)}/metadata`);
    assert.ok(!text.includes('SingleLogoutService'));
    assert.equal((await world.browser().get(`${world.url}/other/saml/${id}/metadata`)).status, 404);
  });

  it('is the same for administrators, with two certificates while keys change', async () => {
    const id = await world.application();
    const sealer = sealerOf(Buffer.alloc(32, 1));
    const deps = { db: world.db, sealer, publicUrl: world.url };
    const before = await samlEndpoints(deps, 'acme', id);
    assert.equal(before.ssoUrl, `${world.root(id)}/sso`);
    assert.equal(before.logoutUrl, null);
    assert.equal(before.certificates.length, 1);
    assert.match(before.certificates[0]!.fingerprint, /^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
    await rotateKeys(deps, { name: 'test' }, 'acme', 'saml');
    const during = await samlEndpoints(deps, 'acme', id);
    assert.equal(during.certificates.length, 2);
    const { text } = await world.browser().get(`${world.root(id)}/metadata`);
    for (const { pem } of during.certificates) assert.ok(text.includes(bareCertificate(pem)));
    assert.equal(await samlMetadataOf(deps, 'acme', id), text);
    await assert.rejects(samlEndpoints(deps, 'acme', 'app_nothing'), { code: 'not_found' });
  });
});

describe('metadata of a service provider', () => {
  it('is read as an independent implementation writes it', () => {
    const xml = generateServiceProviderMetadata({
      issuer: SP,
      callbackUrl: ACS,
      logoutCallbackUrl: 'https://sp.example.com/slo',
      identifierFormat: 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress',
      wantAssertionsSigned: true,
      decryptionCert: encryption.certificate,
      decryptionPvk: encryption.keyPem,
      publicCerts: [world.sp.certificate],
      privateKey: world.sp.keyPem,
    } as Parameters<typeof generateServiceProviderMetadata>[0]);
    const { settings, nameIdFormats, certificates, canEncrypt } = readSpMetadata(xml);
    assert.equal(settings.spEntityId, SP);
    assert.deepEqual(settings.acsUrls, [ACS]);
    assert.equal(settings.nameIdFormat, 'emailAddress');
    assert.deepEqual(nameIdFormats, ['emailAddress']);
    assert.equal(settings.signAssertion, true);
    assert.equal(settings.requireSignedRequests, true);
    assert.equal(settings.singleLogoutUrl, 'https://sp.example.com/slo');
    assert.deepEqual(
      settings.spCertificates.map(bareCertificate),
      [encryption, world.sp].map(({ certificate }) => bareCertificate(certificate)),
    );
    assert.equal(certificates.length, 2);
    assert.equal(canEncrypt, true);
    assert.ok(SamlSettings.parse(settings));
  });

  const role = (content: string, attributes = '') =>
    `<EntityDescriptor xmlns="${MD}" entityID="${SP}"><SPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"${attributes}>${content}</SPSSODescriptor></EntityDescriptor>`;
  const service = (url: string, more = '', binding = 'HTTP-POST') =>
    `<AssertionConsumerService Binding="urn:oasis:names:tc:SAML:2.0:bindings:${binding}" Location="${url}"${more}/>`;

  it('has the default address first, and only those that take a post', () => {
    const xml = role(
      service('https://a.example/1', ' index="1"') +
        service('https://a.example/9', ' index="9" isDefault="true"') +
        service('https://a.example/0', ' index="0"') +
        service('https://a.example/x', '', 'HTTP-Artifact'),
      ' WantAssertionsSigned="false"',
    );
    const { settings } = readSpMetadata(`\ufeff<?xml version="1.0"?><!-- licence -->${xml}`);
    assert.deepEqual(settings.acsUrls, ['https://a.example/9', 'https://a.example/0', 'https://a.example/1']);
    assert.deepEqual([settings.signAssertion, settings.signResponse], [false, true]);
  });

  const one = role(service(ACS));
  const WRONG: [name: string, xml: string, code: string][] = [
    [
      'of an identity provider',
      one.replaceAll('SPSSODescriptor', 'IDPSSODescriptor'),
      'saml_metadata_invalid',
    ],
    ['of SAML 1.1', one.replace('SAML:2.0:protocol', 'SAML:1.1:protocol'), 'saml_metadata_invalid'],
    ['without address', role(''), 'saml_metadata_invalid'],
    ['with a javascript: address', role(service('javascript:alert(1)')), 'saml_metadata_invalid'],
    [
      'with a data: log-out',
      role(
        `<SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="data:text/html,x"/>${service(ACS)}`,
      ),
      'saml_metadata_invalid',
    ],
    ['without entity id', one.replace(`entityID="${SP}"`, ''), 'saml_metadata_invalid'],
    ['of two', `<EntitiesDescriptor xmlns="${MD}">${one}${one}</EntitiesDescriptor>`, 'saml_metadata_many'],
    [
      'with a broken certificate',
      role(
        `<KeyDescriptor><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>AAAA</ds:X509Certificate></ds:X509Data></ds:KeyInfo></KeyDescriptor>${service(ACS)}`,
      ),
      'certificate_invalid',
    ],
    ['with an entity', `<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>${one}`, 'xml_refused'],
    ['that is a page', '<!doctype html><html></html>', 'xml_refused'],
    ['that is an address', 'https://sp.example.com/metadata', 'xml_malformed'],
  ];
  for (const [name, xml, code] of WRONG) {
    it(`is refused ${name}`, () => {
      assert.throws(
        () => readSpMetadata(xml),
        (error) => error instanceof MusterError && error.code === code,
      );
    });
  }
});

describe('the administration API', () => {
  let api: TestApi;
  before(async () => {
    api = await startApi();
  });
  after(() => api.close());

  it('reads metadata, and tells of an application that has no SAML', async () => {
    const metadata = `<EntityDescriptor xmlns="${MD}" entityID="${SP}"><SPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><AssertionConsumerService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="${ACS}"/></SPSSODescriptor></EntityDescriptor>`;
    const read = await api.call('POST', '/instances/acme/sp-metadata', { body: { metadata } });
    assert.equal(read.status, 200, JSON.stringify(read.body));
    assert.equal(read.body.settings.spEntityId, SP);
    const wrong = await api.call('POST', '/instances/acme/sp-metadata', { body: { metadata: '<a/>' } });
    assert.deepEqual([wrong.status, wrong.body.code], [422, 'saml_metadata_invalid']);
    const none = await api.call('GET', '/instances/acme/applications/app_none/saml');
    assert.deepEqual([none.status, none.body.code], [404, 'not_found']);
    const file = await api.call('GET', '/instances/acme/applications/app_none/saml/metadata');
    assert.equal(file.status, 404);
  });

  it('gives what to enter at the service provider, and the document as a file', async () => {
    const { db } = api;
    const settings = { ...(await stored()), protocol: 'saml' };
    await db.query(
      `INSERT INTO application (id, instance_id, template, name, enabled, provisioning) VALUES ('app_one', 'acme', 'saml', 'One', false, NULL)`,
    );
    await db.query(
      `INSERT INTO application_sso (application_id, template, settings, enabled) VALUES ('app_one', 'saml', $1, true)`,
      [JSON.stringify(settings)],
    );
    const told = await api.call('GET', '/instances/acme/applications/app_one/saml');
    assert.equal(told.status, 200, JSON.stringify(told.body));
    assert.equal(told.body.entityId, `${api.url}/acme/saml/app_one`);
    const file = await api.call('GET', '/instances/acme/applications/app_one/saml/metadata');
    assert.match(file.headers.get('content-disposition')!, /app_one-idp-metadata\.xml/);
    assert.equal(attributeOf(parseXml(file.body).documentElement, 'entityID'), told.body.entityId);
  });

  async function stored() {
    const saml = SamlSettings.parse({ spEntityId: SP, acsUrls: [ACS] });
    return {
      oidc: null,
      saml,
      applicationUsername: { by: 'username' },
      authorisation: 'everyone',
      portal: 'shown',
      parameters: {},
    };
  }
});
