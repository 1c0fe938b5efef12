/** Signature wrapping: refused whatever element of the message is taken for the signed one. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Element } from '@xmldom/xmldom';
import { type KeyPair, keyPair } from '../../test/saml/key-pair.ts';
import { wrappings } from '../../test/saml/wrappings.ts';
import { MusterError } from '../errors/error.ts';
import { parseXml } from './parse.ts';
import { childrenOf, onlyChild, textOf } from './read.ts';
import { signElement } from './sign.ts';
import { verifySigned } from './verify.ts';

const SAML = 'urn:oasis:names:tc:SAML:2.0:assertion';
const SAMLP = 'urn:oasis:names:tc:SAML:2.0:protocol';

let ours: KeyPair;
before(() => {
  ours = keyPair();
});

const request = (name: string, id = '_good', who = 'good') =>
  `<samlp:${name} xmlns:samlp="${SAMLP}" xmlns:saml="${SAML}" ID="${id}" Version="2.0"><saml:Issuer>sp</saml:Issuer><saml:NameID>${who}</saml:NameID></samlp:${name}>`;
const assertion = (id: string, who: string) =>
  `<saml:Assertion xmlns:saml="${SAML}" ID="${id}" Version="2.0"><saml:Issuer>idp</saml:Issuer><saml:Subject><saml:NameID>${who}</saml:NameID></saml:Subject></saml:Assertion>`;

const sign = (xml: string, reference = '_good') =>
  signElement(xml, { reference, key: ours.key, certificate: ours.certificate, where: 'after-issuer' });
const verify = (xml: string) => {
  const document = parseXml(xml);
  return verifySigned(document, document.documentElement, [ours.certificate]);
};
/** Any refusal of a signature or of the document itself. */
const isRefusal = (error: unknown) => {
  assert.ok(error instanceof MusterError, String(error));
  assert.match(error.code, /^(signature_(missing|refused|invalid)|xml_(refused|malformed))$/);
  return true;
};

for (const name of ['AuthnRequest', 'LogoutRequest']) {
  describe(`a wrapped ${name}`, () => {
    const shapes = Object.keys(wrappings('<ds:Signature ></ds:Signature>', '', '!'));
    for (const shape of shapes) {
      it(`refuses ${shape}, whatever element is taken`, () => {
        const good = sign(request(name));
        const evil = request(name, '_evil', 'evil');
        const wrapped = wrappings(good, evil, `</samlp:${name}>`)[shape]!;
        refuseEvil(wrapped, name);
        // With the id of the signed one, which then stands twice.
        refuseEvil(wrapped.replaceAll('_evil', '_good'), name);
      });
    }
  });
}

/** Tries every element of the name; only one that says `good` and is the signed one may come back. */
function refuseEvil(xml: string, name: string): void {
  let document: ReturnType<typeof parseXml>;
  try {
    document = parseXml(xml);
  } catch (error) {
    isRefusal(error);
    return;
  }
  const root = document.documentElement;
  for (const candidate of [root, ...allBelow(root)].filter(({ localName }) => localName === name)) {
    try {
      const signed = verifySigned(document, candidate, [ours.certificate]);
      assert.equal(textOf(onlyChild(signed, SAML, 'NameID')), 'good');
      assert.ok(!signed.toString().includes('evil'), 'the twin came along');
    } catch (error) {
      isRefusal(error);
    }
  }
  // What a receiver takes: the root. It is the untouched message or refused.
  assert.throws(() => verify(xml), isRefusal);
}

function allBelow(element: Element): Element[] {
  return childrenOf(element).flatMap((child) => [child, ...allBelow(child)]);
}

describe('a wrapped assertion in a Response', () => {
  const response = (content: string) =>
    `<samlp:Response xmlns:samlp="${SAMLP}" ID="_r">${content}</samlp:Response>`;
  it('gives the signed one or nothing', () => {
    const good = sign(assertion('_good', 'good'));
    const evil = assertion('_evil', 'evil');
    for (const [shape, wrapped] of Object.entries(wrappings(good, evil, '</saml:Assertion>'))) {
      const document = parseXml(response(wrapped));
      for (const candidate of allBelow(document.documentElement).filter(
        ({ localName }) => localName === 'Assertion',
      )) {
        try {
          const signed = verifySigned(document, candidate, [ours.certificate]);
          assert.ok(!signed.toString().includes('evil'), shape);
        } catch (error) {
          isRefusal(error);
        }
      }
    }
  });

  it('reads the signed assertion of a Response that is signed too', () => {
    const inner = sign(assertion('_a', 'good'), '_a');
    const outer = sign(
      `<samlp:Response xmlns:samlp="${SAMLP}" xmlns:saml="${SAML}" ID="_r"><saml:Issuer>idp</saml:Issuer>${inner}</samlp:Response>`,
      '_r',
    );
    const document = parseXml(outer);
    const signed = verifySigned(document, document.documentElement, [ours.certificate]);
    const found = onlyChild(signed, SAML, 'Assertion')!;
    const read = verifySigned(found.ownerDocument!, found, [ours.certificate]);
    assert.equal(read.textContent, 'idpgood');
  });
});
