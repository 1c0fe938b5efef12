/** Holds the borders that docs/architecture.md draws: its table is read here, so that the page cannot be wrong. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { basename, dirname, join, normalize } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

interface Import {
  file: string;
  /** As written. */
  from: string;
  /** The file it names, relative to the root; undefined for a package. */
  target: string | undefined;
  typeOnly: boolean;
}

const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const files = (...folders: string[]) =>
  globSync(
    folders.map((folder) => `${folder}/**/*.{ts,tsx,js}`),
    { cwd: ROOT },
  ).sort();

function importsOf(file: string): Import[] {
  const text = read(file);
  const statements = text.matchAll(/^(?:import|export)\s+(type\s)?(?:[^'";]*?\sfrom\s+)?'([^']+)'/gm);
  const calls = text.matchAll(/\bimport\(\s*'([^']+)'/g);
  const make = (from: string, typeOnly: boolean): Import => ({
    file,
    from,
    target: from.startsWith('.') ? normalize(join(dirname(file), from)) : undefined,
    typeOnly,
  });
  return [
    ...[...statements].map(([, type, from]) => make(from!, type !== undefined)),
    ...[...calls].map(([, from]) => make(from!, false)),
  ];
}

/** The part of the program a file belongs to, as the table names it: `src/sync`, `src/config.ts`, `sim`. */
function partOf(file: string): string {
  const [top = '', second = ''] = file.split('/');
  return top === 'src' ? `src/${second}` : top;
}

interface Row {
  /** Parts that stand in one row may import each other. */
  parts: string[];
  may: string[];
}

function borders(): Row[] {
  const rows = read('docs/architecture.md').matchAll(/^\| (`[^|]+) \| [^|]+ \| ([^|]+) \|$/gm);
  return [...rows].map(([, parts = '', may = '']) => ({
    parts: [...parts.matchAll(/`([^`]+?)\/?`/g)].map(([, part]) => part!),
    may: [...may.matchAll(/[\w.-]+/g)].map(([name]) => (name === 'sim' ? name : `src/${name}`)),
  }));
}

const source = files('src', 'sim').filter((file) => !file.endsWith('.test.ts'));
const imports = source.flatMap(importsOf);
const packageOf = (from: string) => from.split('/', from.startsWith('@') ? 2 : 1).join('/');

test('every part imports only what the table of docs/architecture.md allows', () => {
  const rows = borders();
  const wrong = imports.filter(({ file, target }) => {
    const row = rows.find(({ parts }) => parts.includes(partOf(file)));
    return target && !row?.parts.includes(partOf(target)) && !row?.may.includes(partOf(target));
  });
  assert.deepEqual([...new Set(wrong.map(({ file, target }) => `${file} imports ${target}`))], []);
});

test('the table names every part, none that is gone, and allows nothing that is not used', () => {
  const rows = borders();
  assert.deepEqual(rows.flatMap(({ parts }) => parts).sort(), [...new Set(source.map(partOf))].sort());
  const unused = rows.flatMap(({ parts, may }) => {
    const used = imports.filter(({ file }) => parts.includes(partOf(file)));
    return may
      .filter((part) => !used.some(({ target }) => target && partOf(target) === part))
      .map((part) => `${parts.join()} → ${part}`);
  });
  assert.deepEqual(unused, []);
});

test('no file imports itself through others', () => {
  const next = new Map<string, string[]>();
  for (const { file, target, typeOnly } of imports)
    if (target && !typeOnly) next.set(file, [...(next.get(file) ?? []), target]);
  const done = new Set<string>();
  const visit = (file: string, path: string[]): void => {
    if (path.includes(file)) assert.fail([...path.slice(path.indexOf(file)), file].join(' → '));
    if (done.has(file)) return;
    for (const target of next.get(file) ?? []) visit(target, [...path, file]);
    done.add(file);
  };
  for (const file of next.keys()) visit(file, []);
});

test('what runs in production needs dependencies only, and every dependency is needed', () => {
  const { dependencies, devDependencies } = JSON.parse(read('package.json')) as Record<
    'dependencies' | 'devDependencies',
    Record<string, string>
  >;
  const builtin = new Set(builtinModules.flatMap((name) => [name, `node:${name}`]));
  const foreign = (list: Import[]) =>
    list.filter(({ from, target }) => target === undefined && !builtin.has(from) && from !== 'node:sqlite');
  const needed = foreign(imports);
  // Types of a package without its own come from @types and are needed to compile only.
  const missing = needed.filter(({ from }) => !Object.hasOwn(dependencies, packageOf(from)));
  assert.deepEqual(
    missing.map(({ file, from }) => `${file} imports ${from}`),
    [],
  );
  const used = new Set(needed.map(({ from }) => packageOf(from)));
  assert.deepEqual(
    Object.keys(dependencies).filter((name) => !used.has(name)),
    [],
    'dependencies that nothing imports',
  );
  const known = { ...dependencies, ...devDependencies };
  const everywhere = files('src', 'sim', 'test', 'bench', 'scripts', 'bin', 'web/src', 'web/people');
  const tools = foreign([...everywhere, 'web/vite.config.ts'].flatMap(importsOf)).filter(
    ({ from }) => !Object.hasOwn(known, packageOf(from)),
  );
  assert.deepEqual(
    tools.map(({ file, from }) => `${file} imports ${from}`),
    [],
  );
});

test('the environment is read in one place, and handed to the command line in one', () => {
  const readers = files('src').filter(
    (file) => !file.endsWith('.test.ts') && /process\.env\b|\benv\b[^;=]*}\s*=\s*process\b/.test(read(file)),
  );
  assert.deepEqual(readers, ['src/cli/main.ts', 'src/config.ts']);
});

test('index.ts is a registry or a kind of source, never a barrel', () => {
  const found = source.filter((file) => basename(file) === 'index.ts');
  assert.deepEqual(
    found.filter((file) => !file.startsWith('src/sources/')),
    [],
  );
});
