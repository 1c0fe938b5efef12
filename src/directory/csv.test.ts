import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { csvLine, unguarded } from './csv.ts';

const lines: [cells: unknown[], line: string][] = [
  [['a', null, undefined, 1, true, false], 'a,,,1,true,false\r\n'],
  [['a,b', 'say "hi"', 'two\r\nlines'], '"a,b","say ""hi""","two\r\nlines"\r\n'],
  [['=1+1', '+1', '-1', '@x', '\tx', '\rx'], "'=1+1,'+1,'-1,'@x,'\tx,\"'\rx\"\r\n"],
  [[-5], "'-5\r\n"],
  [['=HYPERLINK("http://x","y")'], `"'=HYPERLINK(""http://x"",""y"")"\r\n`],
  [["'=x", "'x", 'a=b'], "''=x,'x,a=b\r\n"],
  [['张三'], '张三\r\n'],
];
for (const [cells, line] of lines)
  test(`${JSON.stringify(cells)} is written safely`, () => assert.equal(csvLine(cells), line));

test('every text comes back as it was, and none begins like a formula', () => {
  const sharp = fc
    .array(fc.constantFrom("'", '=', '+', '-', '@', '\t', '\r', '"', ',', '\n', 'a'))
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(fc.oneof(fc.string(), sharp), (text) => {
      const written = csvLine([text]).slice(0, -2);
      const cell = written.startsWith('"') ? written.slice(1, -1).replaceAll('""', '"') : written;
      assert.doesNotMatch(cell, /^[=+\-@\t\r]/);
      assert.equal(unguarded(cell), text);
    }),
  );
});
