/** Signatures: what is accepted, and what is refused whoever it may come from. */
import assert from 'node:assert/strict';
import { createHmac, createSign } from 'node:crypto';
import { before, describe, it } from 'node:test';
import { SignedXml } from 'xml-crypto';
import { type KeyPair, keyPair } from '../../test/saml/key-pair.ts';
import { signatureIn, without } from '../../test/saml/wrappings.ts';
import { MusterError } from '../errors/error.ts';
import { DSIG, EXCLUSIVE_C14N } from './algorithms.ts';
import { isolate } from './isolate.ts';
import { parseXml } from './parse.ts';
import { childrenOf, onlyChild, textOf } from './read.ts';
import { signElement } from './sign.ts';
import { verifySigned } from './verify.ts';

const SAML = 'urn:oasis:names:tc:SAML:2.0:assertion';
const SAMLP = 'urn:oasis:names:tc:SAML:2.0:protocol';
const INCLUSIVE = 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315';
const ENVELOPED = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature';

let ours: KeyPair;
let other: KeyPair;
before(() => {
  ours = keyPair();
  other = keyPair();
});

const request = (name: string, id = '_good', who = 'good') =>
  `<samlp:${name} xmlns:samlp="${SAMLP}" xmlns:saml="${SAML}" ID="${id}" Version="2.0"><saml:Issuer>sp</saml:Issuer><saml:NameID>${who}</saml:NameID></samlp:${name}>`;

const sign = (xml: string, reference = '_good', pair = ours) =>
  signElement(xml, { reference, key: pair.key, certificate: pair.certificate, where: 'after-issuer' });
const verify = (xml: string, certificates = [ours.certificate]) => {
  const document = parseXml(xml);
  return verifySigned(document, document.documentElement, certificates);
};
const refusal = (code: string) => (error: unknown) => {
  assert.ok(error instanceof MusterError, String(error));
  assert.equal(error.code, code);
  return true;
};

describe('verifySigned', () => {
  it('gives what was signed, by RSA and by ECDSA, whichever configured certificate it was', () => {
    const ec = keyPair('ec');
    for (const pair of [ours, ec]) {
      const signed = sign(request('AuthnRequest', '_good', 'zhāng 张伟 &lt;&amp;&gt;\u2028!'), '_good', pair);
      const read = verify(signed, [other.certificate, ec.certificate, ours.certificate]);
      assert.equal(textOf(onlyChild(read, SAML, 'NameID')), 'zhāng 张伟 <&>\u2028!');
      assert.deepEqual(childrenOf(read, DSIG), []);
    }
  });

  it('does not mind where the element stands and which namespaces are declared around it', () => {
    const signed = sign(request('AuthnRequest'));
    const document = parseXml(`<a xmlns="urn:a" xmlns:x="urn:x">${signed}</a>`);
    const [element] = childrenOf(document.documentElement);
    assert.equal(isolate(verifySigned(document, element!, [ours.certificate])).includes('urn:x'), false);
  });

  it('refuses an element of another document', () => {
    const document = parseXml(sign(request('AuthnRequest')));
    const another = parseXml(sign(request('AuthnRequest')));
    assert.throws(() => verifySigned(document, another.documentElement, [ours.certificate]), TypeError);
  });

  const HOSTILE: [name: string, change: (signed: string) => string, code: string][] = [
    ['no signature', without, 'signature_missing'],
    [
      'a signature below a child',
      (xml) =>
        without(xml).replace(
          '</samlp:AuthnRequest>',
          `<samlp:Extensions>${signatureIn(xml)}</samlp:Extensions></samlp:AuthnRequest>`,
        ),
      'signature_missing',
    ],
    [
      'two signatures',
      (xml) => xml.replace(signatureIn(xml), signatureIn(xml).repeat(2)),
      'signature_refused',
    ],
    ['a changed value', (xml) => xml.replace('>good<', '>evil<'), 'signature_invalid'],
    ['a changed attribute', (xml) => xml.replace('Version="2.0"', 'Version="2.1"'), 'signature_invalid'],
    [
      'an added attribute',
      (xml) => xml.replace('Version="2.0"', 'Version="2.0" ForceAuthn="true"'),
      'signature_invalid',
    ],
    [
      'a moved value',
      (xml) =>
        xml
          .replace('<saml:Issuer>sp</saml:Issuer>', '')
          .replace('</samlp:AuthnRequest>', '<saml:Issuer>sp</saml:Issuer></samlp:AuthnRequest>'),
      'signature_invalid',
    ],
    ['an empty reference', (xml) => xml.replace('URI="#_good"', 'URI=""'), 'signature_refused'],
    ['a missing reference', (xml) => xml.replace(' URI="#_good"', ''), 'signature_refused'],
    ['a reference elsewhere', (xml) => xml.replace('URI="#_good"', 'URI="#_evil"'), 'signature_refused'],
    [
      'an external reference',
      (xml) => xml.replace('URI="#_good"', 'URI="http://127.0.0.1:1/"'),
      'signature_refused',
    ],
    [
      'an XPointer',
      (xml) => xml.replace('URI="#_good"', `URI="#xpointer(id('_good'))"`),
      'signature_refused',
    ],
    ['an injected XPath', (xml) => xml.replaceAll('_good', "_good'] | //*[@x='"), 'signature_refused'],
    [
      'two references',
      (xml) => xml.replace(/<ds:Reference.*<\/ds:Reference>/s, (one) => one.repeat(2)),
      'signature_refused',
    ],
    ['no reference', (xml) => xml.replace(/<ds:Reference.*<\/ds:Reference>/s, ''), 'signature_refused'],
    [
      'two SignedInfo',
      (xml) => xml.replace(/<ds:SignedInfo>.*<\/ds:SignedInfo>/s, (one) => one.repeat(2)),
      'signature_refused',
    ],
    [
      'a SignedInfo of another namespace first',
      (xml) => xml.replace('<ds:SignedInfo>', '<SignedInfo/><ds:SignedInfo>'),
      'signature_refused',
    ],
    [
      'two DigestValues',
      (xml) => xml.replace(/<ds:DigestValue>.*?<\/ds:DigestValue>/s, (one) => one.repeat(2)),
      'signature_refused',
    ],
    [
      'a comment in DigestValue',
      (xml) => xml.replace('<ds:DigestValue>', '<ds:DigestValue><!--AAAA-->'),
      'xml_refused',
    ],
    [
      'an element in DigestValue',
      (xml) => xml.replace('<ds:DigestValue>', '<ds:DigestValue><ds:X/>'),
      'signature_refused',
    ],
    [
      'an empty DigestValue',
      (xml) => xml.replace(/<ds:DigestValue>.*?</s, '<ds:DigestValue><'),
      'signature_refused',
    ],
    [
      'an empty SignatureValue',
      (xml) => xml.replace(/<ds:SignatureValue>.*?</s, '<ds:SignatureValue><'),
      'signature_refused',
    ],
    [
      'a SignatureValue of nonsense',
      (xml) => xml.replace(/<ds:SignatureValue>.*?</s, '<ds:SignatureValue>AAAA<'),
      'signature_invalid',
    ],
    [
      'inclusive canonicalization of SignedInfo',
      (xml) =>
        xml.replace(
          `CanonicalizationMethod Algorithm="${EXCLUSIVE_C14N}"`,
          `CanonicalizationMethod Algorithm="${INCLUSIVE}"`,
        ),
      'signature_refused',
    ],
    [
      'canonicalization with comments',
      (xml) => xml.replaceAll(`"${EXCLUSIVE_C14N}"`, `"${EXCLUSIVE_C14N}WithComments"`),
      'signature_refused',
    ],
    [
      'a XSLT transform',
      (xml) =>
        xml.replace(
          `Transform Algorithm="${ENVELOPED}"`,
          'Transform Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116"',
        ),
      'signature_refused',
    ],
    [
      'a XPath transform',
      (xml) =>
        xml.replace(
          `Transform Algorithm="${ENVELOPED}"`,
          'Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116"',
        ),
      'signature_refused',
    ],
    [
      'a third transform',
      (xml) => xml.replace('<ds:Transforms>', `<ds:Transforms><ds:Transform Algorithm="${EXCLUSIVE_C14N}"/>`),
      'signature_refused',
    ],
    [
      'transforms in the other order',
      (xml) => xml.replace(/(<ds:Transform [^>]*>)(<ds:Transform [^>]*>)/, '$2$1'),
      'signature_refused',
    ],
    ['no transforms', (xml) => xml.replace(/<ds:Transforms>.*<\/ds:Transforms>/s, ''), 'signature_refused'],
    [
      'SHA-1 in the signature',
      (xml) =>
        xml.replace(
          'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
          'http://www.w3.org/2000/09/xmldsig#rsa-sha1',
        ),
      'signature_refused',
    ],
    [
      'SHA-1 in the digest',
      (xml) =>
        xml.replace('http://www.w3.org/2001/04/xmlenc#sha256', 'http://www.w3.org/2000/09/xmldsig#sha1'),
      'signature_refused',
    ],
    ['MD5', (xml) => xml.replace('xmldsig-more#rsa-sha256', 'xmldsig-more#rsa-md5'), 'signature_refused'],
    [
      'RSA-PSS',
      (xml) =>
        xml.replace(
          'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
          'http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1',
        ),
      'signature_refused',
    ],
    [
      'ECDSA claimed for an RSA key',
      (xml) => xml.replace('xmldsig-more#rsa-sha256', 'xmldsig-more#ecdsa-sha256'),
      'signature_invalid',
    ],
    [
      'another digest claimed',
      (xml) => xml.replace('xmldsig-more#rsa-sha256', 'xmldsig-more#rsa-sha512'),
      'signature_invalid',
    ],
    [
      'an algorithm named like a property',
      (xml) => xml.replace('http://www.w3.org/2001/04/xmldsig-more#rsa-sha256', 'constructor'),
      'signature_refused',
    ],
    [
      'an output length',
      (xml) =>
        xml.replace(
          /<ds:SignatureMethod ([^>]*)\/>/,
          '<ds:SignatureMethod $1><ds:HMACOutputLength>1</ds:HMACOutputLength></ds:SignatureMethod>',
        ),
      'signature_refused',
    ],
    [
      'an Object',
      (xml) => xml.replace('</ds:Signature>', '<ds:Object/></ds:Signature>'),
      'signature_refused',
    ],
    [
      'a second ID of the same value',
      (xml) => xml.replace('<saml:NameID>', '<saml:NameID ID="_good">'),
      'xml_refused',
    ],
    [
      'a second ID in another spelling',
      (xml) => xml.replace('<saml:NameID>', '<saml:NameID id="_good">'),
      'xml_refused',
    ],
    ['no ID', (xml) => xml.replace('ID="_good" ', ''), 'signature_refused'],
    [
      'an InclusiveNamespaces of another namespace',
      (xml) =>
        xml.replace(
          /(<ds:Transform Algorithm="[^"]*exc-c14n#")\/>/,
          '$1><InclusiveNamespaces xmlns="urn:x" PrefixList="saml"/></ds:Transform>',
        ),
      'signature_refused',
    ],
    [
      '#default in a prefix list',
      (xml) =>
        xml.replace(
          /(<ds:Transform Algorithm="[^"]*exc-c14n#")\/>/,
          `$1><ec:InclusiveNamespaces xmlns:ec="${EXCLUSIVE_C14N}" PrefixList="#default"/></ds:Transform>`,
        ),
      'signature_refused',
    ],
    ['a comment beside a value', (xml) => xml.replace('>good<', '>good<!-- -->.evil<'), 'xml_refused'],
    ['a DOCTYPE', (xml) => `<!DOCTYPE x>${xml}`, 'xml_refused'],
  ];
  for (const [name, change, code] of HOSTILE) {
    it(`refuses ${name}`, () => {
      const signed = sign(request('AuthnRequest'));
      const changed = change(signed);
      assert.notEqual(changed, signed, 'nothing was changed');
      assert.throws(() => verify(changed), refusal(code));
    });
  }

  it('refuses another certificate, also when KeyInfo brings it along', () => {
    const signed = sign(request('AuthnRequest'), '_good', other);
    assert.ok(signed.includes('X509Certificate'));
    assert.throws(() => verify(signed), refusal('signature_invalid'));
    assert.throws(() => verify(signed, []), refusal('signature_invalid'));
  });

  it('does not look at KeyInfo: a wrong or missing one changes nothing', () => {
    const signed = sign(request('AuthnRequest'));
    assert.ok(verify(signed.replace(/<ds:KeyInfo>.*<\/ds:KeyInfo>/s, '')));
    assert.ok(verify(signed.replace(/<ds:X509Certificate>[^<]*/, '<ds:X509Certificate>AAAA')));
  });

  it('refuses HMAC keyed with the public certificate', () => {
    const hmac = 'http://www.w3.org/2000/09/xmldsig#hmac-sha1';
    const signer = new SignedXml({
      privateKey: ours.certificate,
      canonicalizationAlgorithm: EXCLUSIVE_C14N,
      signatureAlgorithm: hmac,
    });
    signer.enableHMAC();
    signer.addReference({
      xpath: "//*[@ID='_good']",
      transforms: [ENVELOPED, EXCLUSIVE_C14N],
      digestAlgorithm: 'http://www.w3.org/2001/04/xmlenc#sha256',
    });
    signer.computeSignature(request('AuthnRequest'), { prefix: 'ds' });
    assert.throws(() => verify(signer.getSignedXml()), refusal('signature_refused'));
    const forged = createHmac('sha256', ours.certificate).update('x').digest('base64');
    const swapped = sign(request('AuthnRequest')).replace(
      /<ds:SignatureValue>[^<]*/,
      `<ds:SignatureValue>${forged}`,
    );
    assert.throws(() => verify(swapped), refusal('signature_invalid'));
  });

  it('refuses a real signature with SHA-1', () => {
    const signer = new SignedXml({
      privateKey: ours.keyPem,
      canonicalizationAlgorithm: EXCLUSIVE_C14N,
      signatureAlgorithm: 'http://www.w3.org/2000/09/xmldsig#rsa-sha1',
    });
    signer.addReference({
      xpath: "//*[@ID='_good']",
      transforms: [ENVELOPED, EXCLUSIVE_C14N],
      digestAlgorithm: 'http://www.w3.org/2000/09/xmldsig#sha1',
    });
    signer.computeSignature(request('AuthnRequest'), { prefix: 'ds' });
    assert.throws(() => verify(signer.getSignedXml()), refusal('signature_refused'));
  });

  it('refuses a signature over octets of its own choice', () => {
    const signed = sign(request('AuthnRequest'));
    const stray = createSign('sha256').update('anything').sign(ours.key, 'base64');
    assert.throws(
      () => verify(signed.replace(/<ds:SignatureValue>[^<]*/, `<ds:SignatureValue>${stray}`)),
      refusal('signature_invalid'),
    );
  });

  it('refuses a certificate with a short key', () => {
    const short = keyPair('rsa:1024');
    assert.throws(
      () => verify(sign(request('AuthnRequest')), [short.certificate]),
      refusal('certificate_invalid'),
    );
  });

  it('leaves an attribute that canonicalization drops out of what it gives', () => {
    const signed = sign(request('AuthnRequest'));
    const changed = signed.replace('Version="2.0"', 'Version="2.0" xmlnsEvil="1"');
    try {
      assert.ok(!verify(changed).toString().includes('xmlnsEvil'));
    } catch (error) {
      refusal('signature_invalid')(error);
    }
  });
});
