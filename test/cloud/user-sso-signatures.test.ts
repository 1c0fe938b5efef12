/** Forged and wrapped signatures must not let anybody in. */
import { after, before } from 'node:test';
import { type Case, edited, refuseEach } from './hostile.ts';
import { assertionOf, base64, type Facts, newId, openIdp, responseOf, type Signing, signed } from './idp.ts';
import { openSsoWorld, type SsoWorld } from './sso-world.ts';

const DSIG = 'http://www.w3.org/2000/09/xmldsig#';
const MORE = 'http://www.w3.org/2001/04/xmldsig-more#';

let world: SsoWorld;
before(async () => {
  world = await openSsoWorld();
});
after(() => world.close());

const pair = () => world.idp.pair;
const good = (facts: Facts) => signed(pair(), assertionOf(facts), 'Assertion');
/** A good answer but for how it is signed. */
const signedSo = (facts: Facts, how: Signing) =>
  base64(responseOf(facts, signed(pair(), assertionOf(facts), 'Assertion', how)));
const forged = (facts: Facts, id = newId()) =>
  assertionOf({ ...facts, nameId: 'bob@acme.onaliyun.com', assertionId: id });
const signatureOf = (xml: string) => /<ds:Signature[\s\S]*<\/ds:Signature>/.exec(xml)![0];
const idOf = (xml: string) => /<saml:Assertion [^>]* ?ID="([^"]+)"/.exec(xml)![1]!;

const SIGNATURES: readonly Case[] = [
  ['nothing signed', (facts) => base64(responseOf(facts, assertionOf(facts))), 'signature_missing'],
  [
    'only the envelope signed',
    (facts) => base64(signed(pair(), responseOf(facts, assertionOf(facts)), 'Response')),
    'signature_missing',
  ],
  ['a stranger’s key', (facts) => openIdp().answer(facts), 'signature_invalid'],
  [
    'a good assertion in an envelope with a stranger’s signature',
    (facts) => base64(signed(openIdp().pair, responseOf(facts, good(facts)), 'Response')),
    'signature_invalid',
  ],
  ['RSA with SHA-1', (facts) => signedSo(facts, { algorithm: `${DSIG}rsa-sha1` }), 'signature_refused'],
  ['digest SHA-1', (facts) => signedSo(facts, { digest: `${DSIG}sha1` }), 'signature_refused'],
  [
    'HMAC with the certificate as its secret',
    (facts) => signedSo(facts, { algorithm: `${DSIG}hmac-sha1`, secret: pair().certificate }),
    'signature_refused',
  ],
  [
    'the algorithm renamed afterwards',
    (facts) => edited(world.idp.answer(facts), `${MORE}rsa-sha256`, `${MORE}rsa-sha512`),
    'signature_invalid',
  ],
  ['a changed name', (facts) => edited(world.idp.answer(facts), 'alice@', 'bob@'), 'signature_invalid'],
  [
    'a changed audience of another assertion',
    (facts) =>
      edited(
        world.idp.answer({ ...facts, audience: 'https://x.example/' }),
        'https://x.example/',
        facts.audience!,
      ),
    'signature_invalid',
  ],
  [
    'an empty signature value',
    (facts) => edited(world.idp.answer(facts), /<ds:SignatureValue>[^<]+</, '<ds:SignatureValue><'),
    'signature_refused',
  ],
  [
    'a reference to the whole document',
    (facts) => edited(world.idp.answer(facts), /URI="#[^"]+"/, 'URI=""'),
    'signature_refused',
  ],
  [
    'an XSLT transform',
    (facts) =>
      edited(
        world.idp.answer(facts),
        `${DSIG}enveloped-signature`,
        'http://www.w3.org/TR/1999/REC-xslt-19991116',
      ),
    'signature_refused',
  ],
  [
    'the signature twice',
    (facts) => {
      const xml = good(facts);
      return base64(responseOf(facts, xml.replace(signatureOf(xml), signatureOf(xml).repeat(2))));
    },
    'signature_refused',
  ],
];

/** Signature wrapping: what is signed stays somewhere in the document, and something else is to be read. */
const WRAPPING: readonly Case[] = [
  [
    'XSW: a forged assertion before the signed one',
    (facts) => base64(responseOf(facts, forged(facts) + good(facts))),
    'several_assertions',
  ],
  [
    'XSW: a forged assertion after it',
    (facts) => base64(responseOf(facts, good(facts) + forged(facts))),
    'several_assertions',
  ],
  [
    'XSW: the signed one within Extensions',
    (facts) =>
      base64(responseOf(facts, `<samlp:Extensions>${good(facts)}</samlp:Extensions>${forged(facts)}`)),
    'several_assertions',
  ],
  [
    'XSW: the signed one within the forged one',
    (facts) =>
      base64(
        responseOf(
          facts,
          forged(facts).replace(
            '</saml:Assertion>',
            `<saml:Advice>${good(facts)}</saml:Advice></saml:Assertion>`,
          ),
        ),
      ),
    'several_assertions',
  ],
  [
    'XSW: the signed one in an Object of the signature moved into the forged one',
    (facts) => {
      const xml = good(facts);
      const moved = signatureOf(xml).replace(
        '</ds:Signature>',
        `<ds:Object>${xml.replace(signatureOf(xml), '')}</ds:Object></ds:Signature>`,
      );
      return base64(responseOf(facts, forged(facts).replace('<saml:Subject>', `${moved}<saml:Subject>`)));
    },
    'several_assertions',
  ],
  [
    'XSW: the same ID twice',
    (facts) => {
      const xml = good(facts);
      return base64(responseOf(facts, forged(facts, idOf(xml)) + xml));
    },
    'xml_refused',
  ],
  [
    'XSW: the signature on a forged assertion whose ID differs',
    (facts) => {
      const xml = good(facts);
      return base64(
        responseOf(facts, forged(facts).replace('<saml:Subject>', `${signatureOf(xml)}<saml:Subject>`)),
      );
    },
    'signature_refused',
  ],
  [
    'XSW: the signed one called something else, its place taken',
    (facts) => {
      const xml = good(facts);
      const other = xml.replaceAll('saml:Assertion', 'samlp:Extensions').replace(signatureOf(xml), '');
      return base64(
        responseOf(
          facts,
          other + forged(facts).replace('<saml:Subject>', `${signatureOf(xml)}<saml:Subject>`),
        ),
      );
    },
    'signature_refused',
  ],
  [
    'XSW: a whole response within another',
    (facts) => base64(responseOf(facts, `${responseOf(facts, good(facts))}${forged(facts)}`)),
    'several_assertions',
  ],
  [
    'XSW: the signed assertion a level deeper and none where it belongs',
    (facts) => base64(responseOf(facts, `<samlp:Extensions>${good(facts)}</samlp:Extensions>`)),
    'no_assertion',
  ],
];

refuseEach('signatures', SIGNATURES, () => world);
refuseEach('signature wrapping', WRAPPING, () => world);
