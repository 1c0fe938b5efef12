/** What strangers send: documents that readers understand differently, or that cost more than they should. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MusterError } from '../errors/error.ts';
import { isolate } from './isolate.ts';
import { element, escapeXml } from './markup.ts';
import { decodeXml, parseXml } from './parse.ts';
import { childrenOf, onlyChild, textOf } from './read.ts';

const code = (expected: string) => (error: unknown) => {
  assert.ok(error instanceof MusterError, String(error));
  assert.equal(error.code, expected);
  return true;
};

const LAUGHS = `<!DOCTYPE a [<!ENTITY l "lol">${Array.from({ length: 9 }, (_, n) => `<!ENTITY l${n} "${'&l;'.repeat(10)}">`).join('')}]><a>&l8;</a>`;

const REFUSED: [name: string, xml: string, code: 'xml_refused' | 'xml_malformed'][] = [
  ['an external entity', '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', 'xml_refused'],
  ['an external DTD', '<!DOCTYPE a SYSTEM "http://127.0.0.1:1/x.dtd"><a/>', 'xml_refused'],
  ['a parameter entity', '<!DOCTYPE a [<!ENTITY % p SYSTEM "http://127.0.0.1:1/">%p;]><a/>', 'xml_refused'],
  ['a bare DOCTYPE', '<!DOCTYPE a><a/>', 'xml_refused'],
  ['a DOCTYPE in small letters', '<!doctype a><a/>', 'xml_refused'],
  ['billion laughs', LAUGHS, 'xml_refused'],
  ['an entity of HTML', '<a>&nbsp;</a>', 'xml_refused'],
  ['an entity in an attribute', '<a b="&x;"/>', 'xml_refused'],
  ['a bare ampersand', '<a>a & b</a>', 'xml_refused'],
  ['a stylesheet', '<?xml-stylesheet href="http://127.0.0.1:1/"?><a/>', 'xml_refused'],
  ['a processing instruction within', '<a><?php echo 1 ?></a>', 'xml_refused'],
  ['a second declaration', '<a><?xml version="1.0"?></a>', 'xml_refused'],
  ['XML 1.1', '<?xml version="1.1"?><a/>', 'xml_refused'],
  ['another encoding', '<?xml version="1.0" encoding="UTF-7"?><a/>', 'xml_refused'],
  ['a NUL', '<a>\0</a>', 'xml_refused'],
  ['a NUL as reference', '<a>&#0;</a>', 'xml_refused'],
  ['a control character as reference', '<a b="&#x1b;"/>', 'xml_refused'],
  ['half a surrogate as reference', '<a>&#xD800;</a>', 'xml_refused'],
  ['half a surrogate', '<a>\ud800</a>', 'xml_refused'],
  ['the same ID twice', '<a ID="x"><b ID="x"/></a>', 'xml_refused'],
  ['the same ID in another spelling', '<a ID="x"><b Id="x"/></a>', 'xml_refused'],
  ['the same ID with a prefix', '<a ID="x"><b xml:id="x"/></a>', 'xml_refused'],
  ['a comment within a value', '<a>admin@acme.com<!-- -->.evil.com</a>', 'xml_refused'],
  ['a comment after a value', '<a>admin<!----></a>', 'xml_refused'],
  ['a comment within CDATA and text', '<a><![CDATA[admin]]><!-- x -->.evil</a>', 'xml_refused'],
  ['a deep document', '<a>'.repeat(1000) + '</a>'.repeat(1000), 'xml_refused'],
  ['a broad document', `<a>${'<b/>'.repeat(5000)}</a>`, 'xml_refused'],
  ['many attributes', `<a ${Array.from({ length: 100 }, (_, n) => `b${n}="1"`).join(' ')}/>`, 'xml_refused'],
  ['a large document', `<a>${'x'.repeat(300_000)}</a>`, 'xml_refused'],
  ['no document', '', 'xml_malformed'],
  ['text', 'hello', 'xml_malformed'],
  ['two roots', '<a/><b/>', 'xml_malformed'],
  ['text after the root', '<a/>x', 'xml_malformed'],
  ['an open element', '<a><b></a>', 'xml_malformed'],
  ['an open tag', '<a b="', 'xml_malformed'],
  ['an open comment', '<a><!--</a>', 'xml_malformed'],
  ['a prefix that is not bound', '<x:a/>', 'xml_malformed'],
  ['an attribute twice', '<a b="1" b="2"/>', 'xml_malformed'],
  ['an attribute without quotes', '<a b=1/>', 'xml_malformed'],
];

describe('parseXml', () => {
  for (const [name, xml, expected] of REFUSED) {
    it(`refuses ${name}`, () => assert.throws(() => parseXml(xml), code(expected)));
  }

  it('reads what is ordinary, and leaves comments between elements out', () => {
    const xml =
      '<?xml version="1.0" encoding="UTF-8"?>\r\n<!-- licence --><a x="1&#10;2"><!-- b --><b>\r\n 张&amp;<![CDATA[<伟>]]> </b></a>';
    const root = parseXml(xml).documentElement;
    assert.deepEqual(
      childrenOf(root).map(({ tagName }) => tagName),
      ['b'],
    );
    assert.equal(textOf(childrenOf(root)[0]), '张&<伟>');
    assert.equal(root.getAttribute('x'), '1\n2');
    assert.equal(isolate(root), '<a x="1&#xA;2"><b>&#xA; 张&amp;&lt;伟&gt; </b></a>');
  });

  it('includes nothing: XInclude is an element like any other', () => {
    const xml =
      '<a xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="file:///etc/hostname" parse="text"/></a>';
    const root = parseXml(xml).documentElement;
    assert.equal(root.textContent, '');
    assert.equal(childrenOf(root)[0]?.tagName, 'xi:include');
  });

  it('finds a child by its full name only, and none where there are two', () => {
    const root = parseXml('<a xmlns="urn:1"><b/><x:b xmlns:x="urn:2"/><c/><c/></a>').documentElement;
    assert.equal(onlyChild(root, 'urn:2', 'b')?.tagName, 'x:b');
    assert.equal(onlyChild(root, 'urn:1', 'c'), undefined);
    assert.equal(onlyChild(root, 'urn:3', 'b'), undefined);
    assert.equal(textOf(root), undefined);
  });

  it('reads bytes as UTF-8 only', () => {
    assert.equal(decodeXml(Buffer.from('<a>张</a>')), '<a>张</a>');
    for (const bytes of [Buffer.from([0x3c, 0xff]), Buffer.from('<a/>', 'utf16le').fill(0xfe, 0, 1)]) {
      assert.throws(() => decodeXml(bytes), code('xml_malformed'));
    }
  });
});

describe('element', () => {
  it('escapes text and attributes so that every reader sees the same', () => {
    const { markup } = element(
      'a',
      { b: '"<\n&\u2028', c: undefined },
      'x<y>\r',
      element('d', {}),
      undefined,
    );
    assert.equal(markup, '<a b="&quot;&lt;&#xA;&amp;&#x2028;">x&lt;y&gt;&#xD;<d/></a>');
    const root = parseXml(markup).documentElement;
    assert.equal(root.getAttribute('b'), '"<\n&\u2028');
    assert.equal(root.textContent, 'x<y>\r');
  });

  it('refuses what XML cannot hold', () => {
    for (const text of ['\0', '\u0001', '\u001b[31m', '\ud800', '\ufffe']) {
      assert.throws(() => escapeXml(text), code('xml_text_illegal'));
    }
  });
});
