/** No text that people see stands outside the pairs of English and Chinese, and every pair is whole. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parseSync } from 'vite';

const WEB = fileURLToPath(new URL('../../web', import.meta.url));
/** The console's, and those of the pages of people. */
const files = globSync('{src,people}/**/*.{ts,tsx}', { cwd: WEB }).filter(
  (file) => file !== join('src', 'api', 'generated.ts') && !file.endsWith('.test.ts'),
);

// biome-ignore lint/suspicious/noExplicitAny: the nodes of a syntax tree
type Node = any;

function walk(node: Node, visit: (node: Node, parents: Node[]) => void, parents: Node[] = []): void {
  if (Array.isArray(node)) for (const one of node) walk(one, visit, parents);
  else if (typeof node === 'object' && node !== null && typeof node.type === 'string') {
    visit(node, parents);
    for (const [key, child] of Object.entries(node))
      if (key !== 'parent') walk(child, visit, [...parents, node]);
  }
}

function treeOf(file: string): Node {
  const { program, errors } = parseSync(file, readFileSync(join(WEB, file), 'utf8'));
  assert.deepEqual(errors, [], file);
  return program;
}

const LETTERS = /\p{L}{2,}/u;
const CHINESE = /\p{Script=Han}/u;
/** Props whose value is read or heard by people. */
const SPOKEN = new Set([
  'title',
  'label',
  'placeholder',
  'aria-label',
  'alt',
  'description',
  'tooltip',
  'okText',
  'cancelText',
  'extra',
  'hint',
]);
/** Names that are the same in every language. */
const NAMES = new Set([
  'user.',

  'Muster',
  'English',
  '中文',
  'Ctrl K',
  'Esc',
  'API',
  'SCIM',
  'OAuth',
  'JSON',
  'CSV',
  'curl',
]);

describe('texts of console, log-on page and portal', () => {
  it('stand in defineText, not in the components', () => {
    const found: string[] = [];
    for (const file of files.filter((name) => name.endsWith('.tsx')))
      walk(treeOf(file), (node) => {
        if (node.type === 'JSXText' && LETTERS.test(node.value) && !NAMES.has(node.value.trim()))
          found.push(`${file}: ${node.value.trim()}`);
        if (node.type !== 'JSXAttribute' || !SPOKEN.has(node.name?.name)) return;
        const { value } = node;
        const literal =
          value?.type === 'Literal'
            ? value
            : value?.expression?.type === 'Literal'
              ? value.expression
              : undefined;
        if (typeof literal?.value === 'string' && LETTERS.test(literal.value) && !NAMES.has(literal.value))
          found.push(`${file}: ${node.name.name}="${literal.value}"`);
      });
    assert.deepEqual(found, []);
  });

  it('are Chinese only where a pair says so', () => {
    const found: string[] = [];
    for (const file of files)
      walk(treeOf(file), (node, parents) => {
        const text =
          node.type === 'Literal' ? node.value : node.type === 'TemplateElement' ? node.value.raw : undefined;
        if (typeof text !== 'string' || !CHINESE.test(text) || NAMES.has(text)) return;
        const inPair = parents.some(({ type }) => type === 'ArrayExpression');
        if (!inPair) found.push(`${file}: ${text}`);
      });
    assert.deepEqual(found, []);
  });

  it('are whole: both languages, the same placeholders, both forms of a number', () => {
    const wrong: string[] = [];
    let pairs = 0;
    for (const file of files) {
      const tree = treeOf(file);
      walk(tree, (node) => {
        if (node.type !== 'CallExpression' || node.callee?.name !== 'defineText') return;
        const [area, given] = node.arguments;
        const table = given.type === 'Identifier' ? constant(tree, given.name) : given;
        const keys: string[] = [];
        for (const { key, value } of table.properties) {
          const name = key.name ?? key.value;
          keys.push(name);
          pairs++;
          const [en, zh] = value.elements.map((element: Node) => element.value);
          const say = (what: string) => wrong.push(`${area.value}.${name}: ${what}`);
          if (!en?.trim() || !zh?.trim()) say('empty');
          if (placeholders(en).join() !== placeholders(zh).join())
            say(`${placeholders(en)} against ${placeholders(zh)}`);
          if (CHINESE.test(en ?? '')) say('Chinese in English');
          if (/[a-z]{3,} [a-z]{3,} [a-z]{3,}/.test(zh ?? '') && !CHINESE.test(zh)) say('English in Chinese');
        }
        for (const name of keys) {
          const other = name.replace(/_(one|other)$/, (_, form) => (form === 'one' ? '_other' : '_one'));
          if (!keys.includes(other)) wrong.push(`${area.value}.${name}: no ${other}`);
        }
      });
    }
    assert.deepEqual(wrong, []);
    assert.ok(pairs > 100, `${pairs} pairs were found`);
  });

  it('have one file for one area', () => {
    const areas = files.flatMap((file) => {
      const found: string[] = [];
      walk(treeOf(file), (node) => {
        if (node.type === 'CallExpression' && node.callee?.name === 'defineText')
          found.push(node.arguments[0].value);
      });
      return found;
    });
    assert.deepEqual(areas.toSorted(), [...new Set(areas)].toSorted());
  });
});

/** The object that a constant of the file is made with, without `as const` and the like. */
function constant(tree: Node, name: string): Node {
  let found: Node;
  walk(tree, (node) => {
    if (node.type !== 'VariableDeclarator' || node.id.name !== name) return;
    found = node.init;
    while (found.type !== 'ObjectExpression') found = found.expression;
  });
  return found;
}

function placeholders(text = ''): string[] {
  return [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name!).toSorted();
}
