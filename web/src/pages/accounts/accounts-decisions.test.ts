/** What the pages of accounts decide before they draw: states, trees of organizations, columns of a file, repeated rows. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CustomFieldId } from '../../../../src/model/custom-field.ts';
import type { Account, OrganizationNode, RecycleBinItem } from '../../api/generated.ts';
import { inOrder } from './bin/restore-order.ts';
import { proposedId } from './fields/propose-id.ts';
import { guessMapping, toImportRows, usedTwice } from './import/import-fields.ts';
import { apart, countsOf, type ImportedRow, inPortions } from './import/outcome-rows.ts';
import { guessEncoding, readTable } from './import/table-file.ts';
import { fieldValue, requestOf, stateOf } from './model/account-fields.ts';
import { filterOf, queryText } from './model/list-filter.ts';
import { ancestors, branches, countBelow, matching, orgTree, shortPath, treeItem } from './model/org-tree.ts';

const NOW = Date.parse('2030-06-01T00:00:00Z');
const PAST = '2030-05-01T00:00:00Z';
const FUTURE = '2030-07-01T00:00:00Z';

test('switched off comes before expired, expired before locked, as the server counts', () => {
  const state = (enabled: boolean, expiresAt: string | null, lockedUntil: string | null) =>
    stateOf({ enabled, expiresAt, lockedUntil }, NOW);
  assert.equal(state(false, PAST, FUTURE), 'disabled');
  assert.equal(state(true, PAST, FUTURE), 'expired');
  assert.equal(state(true, FUTURE, FUTURE), 'locked');
  assert.equal(state(true, FUTURE, PAST), 'enabled');
  assert.equal(state(true, null, null), 'enabled');
});

test('custom fields are flat in a form and together in a request', () => {
  assert.deepEqual(requestOf({ username: 'a', 'custom.level': 3, 'custom.remote': null }), {
    username: 'a',
    custom: { level: 3, remote: null },
  });
  assert.deepEqual(requestOf({ email: null }), { email: null });
  const account = { username: 'a', custom: { level: 3 } } as unknown as Account;
  assert.equal(fieldValue(account, 'custom.level'), 3);
  assert.equal(fieldValue(account, 'username'), 'a');
});

test('an organization in the address means all below it unless the address says otherwise', () => {
  assert.deepEqual(filterOf({ org: 'ou_1' }), { org: 'ou_1', subtree: 'true' });
  assert.deepEqual(filterOf({ org: 'ou_1', subtree: 'false' }), { org: 'ou_1', subtree: 'false' });
  assert.deepEqual(filterOf({ subtree: 'false', status: 'nonsense', q: '', tab: 'x' }), {});
  assert.equal(queryText({ q: 'a b&c', org: undefined }), 'q=a+b%26c');
});

const node = (id: string, parentId: string | null, name: string, path: string) =>
  ({ id, parentId, name, path }) as OrganizationNode;
const tree = orgTree([
  node('r', null, 'Acme', 'Acme'),
  node('a', 'r', 'Sales', 'Acme/Sales'),
  node('b', 'r', 'Labs', 'Acme/Labs'),
  node('c', 'a', 'North', 'Acme/Sales/North'),
])!;

test('organizations are found by name, with the way to them', () => {
  const found = matching(treeItem(tree), ' NORTH ');
  assert.deepEqual(
    [found?.key, found?.children.map(({ key }) => key), found?.children[0]?.children.map(({ key }) => key)],
    ['r', ['a'], ['c']],
  );
  assert.deepEqual(branches(found!), ['r', 'a']);
  assert.equal(matching(treeItem(tree), 'nowhere'), undefined);
  assert.equal(matching(treeItem(tree), '  ')?.children.length, 2);
});

test('an organization cannot be moved into itself or below itself', () => {
  const [sales, labs] = treeItem(tree, tree.root, 'a').children;
  assert.deepEqual([sales?.disabled, sales?.children[0]?.disabled, labs?.disabled], [true, true, false]);
});

test('paths leave out the root, which says nothing', () => {
  assert.equal(shortPath(tree, 'c'), 'Sales/North');
  assert.equal(shortPath(tree, 'r'), 'Acme');
  assert.equal(shortPath(tree, 'gone'), undefined);
  assert.deepEqual(
    ancestors(tree, 'c').map(({ id }) => id),
    ['r', 'a'],
  );
  assert.deepEqual([countBelow(tree, 'r'), countBelow(tree, 'a'), countBelow(tree, 'c')], [3, 1, 0]);
  assert.equal(orgTree([]), undefined);
});

const bytes = (text: string) => new TextEncoder().encode(text).buffer as ArrayBuffer;
/** 账户名 and 张三 in GBK. */
const GBK = Uint8Array.from([0xd5, 0xcb, 0xbb, 0xa7, 0xc3, 0xfb, 0x0a, 0xd5, 0xc5, 0xc8, 0xfd]);

test('a file is read in UTF-8 where it is that, else as GBK', () => {
  assert.equal(guessEncoding(bytes('账户名')), 'utf-8');
  assert.equal(guessEncoding(GBK.buffer), 'gb18030');
  assert.deepEqual(readTable(GBK.buffer, 'gb18030'), {
    titles: ['账户名'],
    rows: [{ line: 2, cells: ['张三'] }],
    garbled: false,
  });
  assert.equal(readTable(GBK.buffer, 'utf-8').garbled, true);
});

test('rows keep the number a spreadsheet shows, with empty ones left out', () => {
  const { titles, rows } = readTable(
    bytes('\uFEFFusername, name\r\na,"x, y"\r\n,\r\n\r\nb,"two\nlines"\r\n'),
    'utf-8',
  );
  assert.deepEqual(titles, ['username', 'name']);
  assert.deepEqual(rows, [
    { line: 2, cells: ['a', 'x, y'] },
    { line: 5, cells: ['b', 'two\nlines'] },
  ]);
  assert.deepEqual(readTable(bytes(''), 'utf-8').rows, []);
  assert.throws(() => readTable(bytes('a,b\n"open,1\n'), 'utf-8'), Error);
});

test('columns are known by id or name in any writing, each field once', () => {
  const names = new Map([
    ['username', ['Username', '账户名']],
    ['email', ['E-mail']],
    ['custom.cost_centre', ['Cost centre']],
  ]);
  const titles = ['账户名', 'EMAIL', 'e-mail', 'custom.cost_centre', 'Shoe size'];
  assert.deepEqual(guessMapping(titles, names), [
    'username',
    'email',
    undefined,
    'custom.cost_centre',
    undefined,
  ]);
  assert.deepEqual(usedTwice(['a', undefined, 'b', 'a', undefined]), ['a']);
  assert.deepEqual(toImportRows([{ line: 2, cells: ['x'] }], ['username', undefined, 'email']), [
    { line: 2, fields: { username: 'x', email: '' } },
  ]);
});

test('an id proposed for a custom field is one the server takes, or nothing', () => {
  assert.equal(proposedId('Cost centre 2'), 'cost_centre');
  assert.equal(proposedId('Größe'), 'gro_e');
  assert.equal(proposedId('工号'), '');
  for (const title of ['Cost centre', '1st level', 'x'.repeat(80), `${'y'.repeat(39)} z`])
    assert.ok(CustomFieldId.safeParse(proposedId(title)).success, title);
});

test('a row that repeats a username is told apart, with the row that had it first', () => {
  const row = (line: number, username: string) => ({ line, fields: { username } });
  const { first, later } = apart([
    row(2, 'a'),
    row(3, 'b'),
    row(4, 'A'),
    row(5, ''),
    row(6, ''),
    row(7, 'a'),
  ]);
  assert.deepEqual(
    first.map(({ line }) => line),
    [2, 3, 5, 6],
  );
  assert.deepEqual(
    later.map(({ row: { line }, of }) => [line, of]),
    [
      [4, 2],
      [7, 2],
    ],
  );
  const outcomes = ['create', 'create', 'refused'].map((outcome) => ({ outcome }) as ImportedRow);
  assert.deepEqual(countsOf(outcomes), { create: 2, update: 0, same: 0, skip: 0, refused: 1 });
});

test('a portion is neither too many rows nor too long, and a row that is too long alone goes into none', () => {
  const row = (line: number, cell: string) => ({ line, fields: { description: cell } });
  const rows = [
    row(2, 'a'),
    row(3, 'b'),
    row(4, 'c'),
    row(5, '宽'.repeat(25)),
    row(6, 'd'),
    row(7, 'e'.repeat(90)),
  ];
  const { portions, tooLong } = inPortions(rows, { most: 2, longest: 100 });
  assert.deepEqual(
    portions.map((portion) => portion.map(({ line }) => line)),
    [[2, 3], [4], [5], [6]],
  );
  assert.deepEqual(
    tooLong.map(({ line }) => line),
    [7],
  );
});

test('what accounts go back into is restored before them, parents before children', () => {
  const item = (id: string, entity: RecycleBinItem['entity'], deletedAt: string) =>
    ({ id, entity, deletedAt }) as RecycleBinItem;
  const bin = [
    item('person', 'account', '2030-01-04T00:00:00Z'),
    item('child', 'org', '2030-01-01T00:00:00Z'),
    item('group', 'group', '2030-01-03T00:00:00Z'),
    item('parent', 'org', '2030-01-02T00:00:00Z'),
  ];
  assert.deepEqual(
    inOrder(bin).map(({ id }) => id),
    ['parent', 'child', 'group', 'person'],
  );
});
