import assert from 'node:assert/strict';
import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { describe, it } from 'node:test';
import { selfSigned } from './certificate.ts';
import { element, integer, oid, time } from './der.ts';

const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
const facts = {
  commonName: 'Muster acme saml',
  notBefore: new Date('2026-01-02T03:04:05Z'),
  notAfter: new Date('2036-01-02T03:04:05Z'),
};

describe('selfSigned', () => {
  it('makes a certificate that is read and verified', () => {
    const certificate = new X509Certificate(selfSigned(keys, facts));
    assert.equal(certificate.subject, 'CN=Muster acme saml');
    assert.equal(certificate.issuer, certificate.subject);
    assert.equal(certificate.validFrom, 'Jan  2 03:04:05 2026 GMT');
    assert.equal(certificate.validTo, 'Jan  2 03:04:05 2036 GMT');
    assert.equal(certificate.ca, false);
    assert.ok(certificate.verify(keys.publicKey));
    assert.ok(certificate.checkPrivateKey(keys.privateKey));
    assert.ok(certificate.checkIssued(certificate));
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 });
    assert.ok(!certificate.verify(other.publicKey));
  });

  it('has another serial number each time, positive and of full length', () => {
    const serials = Array.from(
      { length: 20 },
      () => new X509Certificate(selfSigned(keys, facts)).serialNumber,
    );
    assert.equal(new Set(serials).size, serials.length);
    for (const serial of serials) assert.match(serial, /^[4-7][0-9A-F]{31}$/);
  });

  it('takes names of any letters, and cuts long ones between characters', () => {
    const named = (commonName: string) =>
      new X509Certificate(selfSigned(keys, { ...facts, commonName })).toLegacyObject().subject.CN;
    assert.equal(named('示例, "公司" \\ +'), '示例, "公司" \\ +');
    assert.equal(named('𠮷'.repeat(80)), '𠮷'.repeat(64));
  });

  it('writes times beyond 2049', () => {
    const late = new X509Certificate(
      selfSigned(keys, { ...facts, notAfter: new Date('2050-06-07T08:09:10Z') }),
    );
    assert.equal(late.validTo, 'Jun  7 08:09:10 2050 GMT');
  });
});

describe('DER', () => {
  const hex = (bytes: Buffer) => bytes.toString('hex');

  it('writes lengths in the shortest form', () => {
    assert.equal(hex(element(0x04, Buffer.alloc(127))).slice(0, 4), '047f');
    assert.equal(hex(element(0x04, Buffer.alloc(128))).slice(0, 6), '048180');
    assert.equal(hex(element(0x04, Buffer.alloc(256))).slice(0, 8), '04820100');
    assert.equal(hex(element(0x04, Buffer.alloc(65536))).slice(0, 10), '0483010000');
  });

  it('writes numbers without sign and without leading zeros', () => {
    assert.equal(hex(integer(Buffer.from([0]))), '020100');
    assert.equal(hex(integer(Buffer.from([]))), '020100');
    assert.equal(hex(integer(Buffer.from([0x7f]))), '02017f');
    assert.equal(hex(integer(Buffer.from([0x80]))), '02020080');
    assert.equal(hex(integer(Buffer.from([0, 0, 1]))), '020101');
  });

  it('writes object identifiers', () => {
    // X.690 §8.19.5, and the one of PKCS #1.
    assert.equal(hex(oid('2.999.3')), '0603883703');
    assert.equal(hex(oid('1.2.840.113549.1.1.11')), '06092a864886f70d01010b');
  });

  it('writes times by their year', () => {
    assert.equal(time(new Date('2049-12-31T23:59:59.999Z')).toString('latin1', 2), '491231235959Z');
    assert.equal(time(new Date('2050-01-01T00:00:00Z')).toString('latin1', 2), '20500101000000Z');
  });
});
