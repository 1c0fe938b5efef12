/** Requests that are refused, and why; each goes to the server as a browser would send it. */
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { keyPair } from './key-pair.ts';
import {
  acs,
  base64,
  deflated,
  instant,
  lowerCase,
  query,
  RSA_SHA256,
  requestXml,
  signedQuery,
  signedXml,
} from './requests.ts';
import { ACS, openWorld, type Page, SP, type World } from './world.ts';
import { wrappings } from './wrappings.ts';

let world: World;
/** Takes unsigned requests; the other takes signed ones only. */
let open: string;
let strict: string;
const stranger = keyPair();
before(async () => {
  world = await openWorld();
  open = await world.application({ spCertificates: [world.sp.certificate] });
  strict = await world.application({ spCertificates: [world.sp.certificate], requireSignedRequests: true });
});
after(() => world.close());

const sso = (id: string) => `${world.root(id)}/sso`;
const redirect = (id: string, text: string) => world.browser().get(`${sso(id)}?${text}`);
const post = (id: string, fields: Record<string, string>) => world.browser().post(sso(id), fields);

const refused = (page: Page, code: string, id = open) => world.refused(page, code, id);
const accepted = (page: Page) => assert.equal(page.status, 303, page.text);

describe('an AuthnRequest', () => {
  it('is taken as it should be, so that what follows is refused for its fault alone', async () => {
    accepted(
      await redirect(open, query(deflated(requestXml({ destination: sso(open), attributes: acs() })))),
    );
    accepted(await post(open, { SAMLRequest: base64(requestXml()) }));
    const xml = requestXml({ destination: sso(strict) });
    accepted(await redirect(strict, signedQuery(query(deflated(xml), { RelayState: 'x' }), world.sp)));
    accepted(
      await post(strict, {
        SAMLRequest: base64(signedXml(requestXml({ destination: sso(strict) }), world.sp)),
      }),
    );
  });

  const XML: [name: string, xml: () => string, code: string][] = [
    [
      'to another address',
      () => requestXml({ destination: 'https://evil.example.com/sso' }),
      'saml_destination_other',
    ],
    ['to another application', () => requestXml({ destination: sso(strict) }), 'saml_destination_other'],
    ['of another issuer', () => requestXml({ issuer: 'https://evil.example.com' }), 'saml_issuer_other'],
    ['without issuer', () => requestXml({ issuer: undefined }), 'saml_issuer_other'],
    [
      'with two issuers',
      () => requestXml({ content: `<saml:Issuer>${SP}</saml:Issuer>` }),
      'saml_issuer_other',
    ],
    ['with an element in its issuer', () => requestXml({ issuer: `${SP}<x/>` }), 'saml_issuer_other'],
    ['with a comment in its issuer', () => requestXml({ issuer: `${SP}<!-- -->.evil` }), 'xml_refused'],
    [
      'with an answer elsewhere',
      () => requestXml({ attributes: acs('https://evil.example.com/acs') }),
      'saml_acs_unknown',
    ],
    [
      'with an answer below a configured address',
      () => requestXml({ attributes: acs(`${ACS}/../evil`) }),
      'saml_acs_unknown',
    ],
    [
      'with a query at a configured address',
      () => requestXml({ attributes: acs(`${ACS}?x`) }),
      'saml_acs_unknown',
    ],
    [
      'with user info before a configured address',
      () => requestXml({ attributes: acs('https://sp.example.com@evil.example.com/acs') }),
      'saml_acs_unknown',
    ],
    [
      'with a javascript: address',
      () => requestXml({ attributes: acs('javascript:alert(1)') }),
      'saml_acs_unknown',
    ],
    ['with a data: address', () => requestXml({ attributes: acs('data:text/html,x') }), 'saml_acs_unknown'],
    ['with an empty address', () => requestXml({ attributes: acs('') }), 'saml_acs_unknown'],
    [
      'with an index out of range',
      () => requestXml({ attributes: ' AssertionConsumerServiceIndex="7"' }),
      'saml_acs_unknown',
    ],
    [
      'with a negative index',
      () => requestXml({ attributes: ' AssertionConsumerServiceIndex="-1"' }),
      'saml_acs_unknown',
    ],
    [
      'with an index of words',
      () => requestXml({ attributes: ' AssertionConsumerServiceIndex="length"' }),
      'saml_acs_unknown',
    ],
    [
      'with index and address',
      () => requestXml({ attributes: `${acs()} AssertionConsumerServiceIndex="0"` }),
      'saml_request_invalid',
    ],
    ['that is too old', () => requestXml({ instant: instant(-400) }), 'saml_request_expired'],
    ['from the future', () => requestXml({ instant: instant(120) }), 'saml_request_expired'],
    ['with a nonsensical time', () => requestXml({ instant: 'now' }), 'saml_request_invalid'],
    [
      'with a time that does not exist',
      () => requestXml({ instant: '2026-99-99T00:00:00Z' }),
      'saml_request_expired',
    ],
    [
      'with a time without zone',
      () => requestXml({ instant: instant().slice(0, 19) }),
      'saml_request_invalid',
    ],
    ['of another version', () => requestXml({ version: '1.1' }), 'saml_request_invalid'],
    ['without id', () => requestXml({ id: '' }), 'saml_request_invalid'],
    ['with markup in its id', () => requestXml({ id: '_&quot;&gt;&lt;x' }), 'saml_request_invalid'],
    ['with an endless id', () => requestXml({ id: `_${'a'.repeat(300)}` }), 'saml_request_invalid'],
    ['that is a LogoutRequest', () => requestXml({ name: 'LogoutRequest' }), 'saml_request_invalid'],
    ['that is a Response', () => requestXml({ name: 'Response' }), 'saml_request_invalid'],
    [
      'of another namespace',
      () => '<AuthnRequest xmlns="urn:x" ID="_1" Version="2.0"/>',
      'saml_request_invalid',
    ],
    [
      'with an external entity',
      () => `<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>${requestXml({ issuer: '&x;' })}`,
      'xml_refused',
    ],
    ['with an external DTD', () => `<!DOCTYPE a SYSTEM "http://127.0.0.1:1/">${requestXml()}`, 'xml_refused'],
    [
      'with an entity that grows',
      () => `<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>${requestXml({ issuer: '&b;' })}`,
      'xml_refused',
    ],
    [
      'with a stylesheet',
      () => `<?xml-stylesheet href="http://127.0.0.1:1/"?>${requestXml()}`,
      'xml_refused',
    ],
    ['that is deep', () => requestXml({ content: '<x>'.repeat(200) + '</x>'.repeat(200) }), 'xml_refused'],
    ['with an id twice', () => requestXml({ id: '_x', content: '<saml:Subject ID="_x"/>' }), 'xml_refused'],
    ['that is no XML', () => 'SAMLRequest', 'xml_malformed'],
  ];
  for (const [name, xml, code] of XML) {
    it(`is refused ${name}, by redirect and by post`, async () => {
      await refused(await redirect(open, query(deflated(xml()))), code);
      await refused(await post(open, { SAMLRequest: base64(xml()) }), code);
    });
  }

  const PACKED: [name: string, send: () => Promise<Page>, code: string][] = [
    ['absent', () => redirect(open, 'RelayState=x'), 'saml_message_missing'],
    ['empty', () => redirect(open, 'SAMLRequest='), 'saml_message_unreadable'],
    ['not base64', () => redirect(open, 'SAMLRequest=%00%01<>'), 'saml_message_unreadable'],
    ['not deflated', () => redirect(open, query(base64(requestXml()))), 'saml_message_unreadable'],
    ['deflated in a post', () => post(open, { SAMLRequest: deflated(requestXml()) }), 'xml_malformed'],
    [
      'a bomb',
      () => redirect(open, query(deflated(Buffer.alloc(5_000_000, 'a')))),
      'saml_message_unreadable',
    ],
    ['cut off', () => redirect(open, query(deflated(requestXml()).slice(0, 60))), 'saml_message_unreadable'],
    [
      'of another encoding',
      () => redirect(open, query(deflated(requestXml()), { SAMLEncoding: 'urn:x' })),
      'saml_message_unreadable',
    ],
    [
      'not UTF-8',
      () => post(open, { SAMLRequest: base64(Buffer.from([0x3c, 0xff, 0xfe])) }),
      'xml_malformed',
    ],
    [
      'UTF-16',
      () => post(open, { SAMLRequest: base64(Buffer.from(`\ufeff${requestXml()}`, 'utf16le')) }),
      'xml_malformed',
    ],
    [
      'giant',
      () => post(open, { SAMLRequest: base64(requestXml({ content: `<x>${'a'.repeat(70_000)}</x>` })) }),
      'xml_refused',
    ],
    [
      'given twice',
      () => redirect(open, `${query(deflated(requestXml()))}&SAMLRequest=x`),
      'saml_request_invalid',
    ],
    [
      'given twice, once encoded',
      () => redirect(open, `${query(deflated(requestXml()))}&SAML%52equest=x`),
      'saml_request_invalid',
    ],
    [
      'with RelayState twice',
      () => redirect(open, `${query(deflated(requestXml()))}&RelayState=a&RelayState=b`),
      'saml_request_invalid',
    ],
    [
      'with broken percent-encoding',
      () => redirect(open, `${query(deflated(requestXml()))}&RelayState=%E4%B8`),
      'saml_request_invalid',
    ],
    [
      'with RelayState of two lines',
      () => redirect(open, query(deflated(requestXml()), { RelayState: 'a\r\nSet-Cookie: b' })),
      'saml_relay_state_refused',
    ],
    [
      'with NUL in RelayState',
      () => redirect(open, query(deflated(requestXml()), { RelayState: 'a\0' })),
      'saml_relay_state_refused',
    ],
    [
      'with a huge RelayState',
      () => post(open, { SAMLRequest: base64(requestXml()), RelayState: 'a'.repeat(2001) }),
      'saml_relay_state_refused',
    ],
  ];
  for (const [name, send, code] of PACKED) {
    it(`is refused ${name}`, async () => refused(await send(), code));
  }

  it('in a form that is larger than any is not read', async () => {
    assert.equal((await post(open, { SAMLRequest: 'a'.repeat(300_000) })).status, 400);
    const json = await fetch(sso(open), {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json' },
    });
    assert.equal(json.status, 400);
  });

  it('in the query string of a post does not count', async () => {
    const page = await world
      .browser()
      .post(`${sso(open)}?${query(base64(requestXml()))}`, { RelayState: 'x' });
    await refused(page, 'saml_message_missing');
  });

  it('is taken once', async () => {
    const text = query(deflated(requestXml()));
    accepted(await redirect(open, text));
    await refused(await redirect(open, text), 'saml_request_replayed');
    const signed = signedXml(requestXml({ destination: sso(strict) }), world.sp);
    accepted(await post(strict, { SAMLRequest: base64(signed) }));
    await refused(await post(strict, { SAMLRequest: base64(signed) }), 'saml_request_replayed', strict);
    // Ids are the application's own.
    const again = requestXml({ id: '_same' });
    accepted(await redirect(open, query(deflated(again))));
    accepted(await redirect(await world.application(), query(deflated(again))));
  });
});

describe('the signature of a request', () => {
  const xml = () => requestXml({ destination: sso(strict) });
  const covered = (more = {}) => query(deflated(xml()), more);
  const SIGNED: [name: string, send: () => Promise<Page>, code: string][] = [
    [
      'is needed where the application says so, by redirect',
      () => redirect(strict, covered()),
      'signature_missing',
    ],
    [
      'is needed where the application says so, by post',
      () => post(strict, { SAMLRequest: base64(xml()) }),
      'signature_missing',
    ],
    [
      'within the message does not count by redirect',
      () => redirect(strict, query(deflated(signedXml(xml(), world.sp)))),
      'signature_refused',
    ],
    [
      'of another key, by redirect',
      () => redirect(strict, signedQuery(covered(), stranger)),
      'signature_invalid',
    ],
    [
      'of another key, by post',
      () => post(strict, { SAMLRequest: base64(signedXml(xml(), stranger)) }),
      'signature_invalid',
    ],
    [
      'covers the message',
      () => redirect(strict, signedQuery(covered(), world.sp).replace(/SAMLRequest=[^&]*/, covered())),
      'signature_invalid',
    ],
    [
      'covers RelayState',
      () =>
        redirect(
          strict,
          signedQuery(covered({ RelayState: 'a' }), world.sp).replace('RelayState=a', 'RelayState=b'),
        ),
      'signature_invalid',
    ],
    [
      'covers the absence of RelayState',
      () => redirect(strict, `${signedQuery(covered(), world.sp)}&RelayState=b`),
      'signature_invalid',
    ],
    [
      'covers the algorithm',
      () => redirect(strict, signedQuery(covered(), world.sp).replace('rsa-sha256', 'rsa-sha512')),
      'signature_invalid',
    ],
    [
      'by SHA-1',
      () =>
        redirect(
          strict,
          signedQuery(covered(), world.sp, 'http://www.w3.org/2000/09/xmldsig#rsa-sha1', 'sha1'),
        ),
      'signature_refused',
    ],
    ['by HMAC', () => redirect(strict, hmacQuery(covered())), 'signature_refused'],
    [
      'without algorithm',
      () => redirect(strict, signedQuery(covered(), world.sp).replace(/&SigAlg=[^&]*/, '')),
      'signature_missing',
    ],
    [
      'without value',
      () => redirect(strict, signedQuery(covered(), world.sp).replace(/&Signature=.*/, '')),
      'signature_missing',
    ],
    [
      'with an empty value',
      () => redirect(strict, signedQuery(covered(), world.sp).replace(/&Signature=.*/, '&Signature=')),
      'saml_message_unreadable',
    ],
    [
      'twice',
      () => redirect(strict, `${signedQuery(covered(), world.sp)}&Signature=x`),
      'saml_request_invalid',
    ],
    [
      'with the algorithm twice',
      () => redirect(strict, `${signedQuery(covered(), world.sp)}&SigAlg=${encodeURIComponent(RSA_SHA256)}`),
      'saml_request_invalid',
    ],
    [
      'without Destination, by redirect',
      () => redirect(strict, signedQuery(query(deflated(requestXml())), world.sp)),
      'saml_destination_other',
    ],
    [
      'without Destination, by post',
      () => post(strict, { SAMLRequest: base64(signedXml(requestXml(), world.sp)) }),
      'saml_destination_other',
    ],
    ['on a child only', () => post(strict, { SAMLRequest: base64(wrapped()) }), 'signature_missing'],
  ];
  for (const [name, send, code] of SIGNED) it(`${name}`, async () => refused(await send(), code, strict));

  it('is checked also where it is not needed, if there is a certificate', async () => {
    const good = requestXml({ destination: sso(open) });
    await refused(await redirect(open, signedQuery(query(deflated(good)), stranger)), 'signature_invalid');
    await refused(await post(open, { SAMLRequest: base64(signedXml(good, stranger)) }), 'signature_invalid');
  });

  it('covers the query string as it was encoded, in capitals or small letters', async () => {
    const text = query(deflated(xml()), { RelayState: 'ä=/&' });
    accepted(await redirect(strict, signedQuery(text, world.sp)));
    const small = lowerCase(query(deflated(xml()), { RelayState: 'ä=/&' }));
    accepted(await redirect(strict, signedQuery(small, world.sp)));
    const recoded = signedQuery(query(deflated(xml()), { RelayState: 'ä=/&' }), world.sp);
    await refused(await redirect(strict, lowerCase(recoded)), 'signature_invalid', strict);
  });

  it('is not found in any wrapping', async () => {
    const good = signedXml(requestXml({ id: '_good', destination: sso(strict) }), world.sp);
    const evil = requestXml({ id: '_evil', destination: sso(strict), attributes: acs() });
    for (const [shape, xml] of Object.entries(wrappings(good, evil, '</samlp:AuthnRequest>'))) {
      for (const sent of [xml, xml.replaceAll('_evil', '_good')]) {
        const page = await post(strict, { SAMLRequest: base64(sent) });
        assert.ok([403, 422].includes(page.status), `${shape}: ${page.status}`);
      }
    }
    accepted(await post(strict, { SAMLRequest: base64(good) }));
  });

  /** An unsigned request with a signed one inside. */
  function wrapped(): string {
    const inner = signedXml(requestXml({ destination: sso(strict) }), world.sp);
    return requestXml({
      destination: sso(strict),
      attributes: acs(),
      content: `<samlp:Extensions>${inner}</samlp:Extensions>`,
    });
  }

  function hmacQuery(text: string): string {
    const algorithm = 'http://www.w3.org/2001/04/xmldsig-more#hmac-sha256';
    const signed = `${text}&SigAlg=${encodeURIComponent(algorithm)}`;
    const value = createHmac('sha256', world.sp.certificate).update(signed).digest('base64');
    return `${signed}&Signature=${encodeURIComponent(value)}`;
  }
});
