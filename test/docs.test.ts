/** What the documents say must be so: dependencies, commands, links, and the same content in both languages. */
import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import type { CliContext } from '../src/cli/context.ts';
import { buildProgram } from '../src/cli/program.ts';
import { catalogue } from '../src/errors/catalogue.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const documents = globSync(['*.md', 'docs/*.md'], { cwd: ROOT }).sort();
const manifest = JSON.parse(read('package.json')) as Record<string, Record<string, string>>;

const withoutFences = (text: string) => text.replace(/^```[\s\S]*?^```$/gm, '');
const headings = (text: string) => withoutFences(text).match(/^#+ .*/gm) ?? [];

test('docs/dependencies.md names every dependency with its exact version, and no other', () => {
  const rows = read('docs/dependencies.md').matchAll(/^\| `([^`]+)` \| ([^ |]+) \|/gm);
  const told = [...rows].map(([, name, version]) => `${name} ${version}`);
  const { dependencies, optionalDependencies, devDependencies } = manifest;
  const real = Object.entries({ ...dependencies, ...optionalDependencies, ...devDependencies });
  assert.deepEqual(told.sort(), real.map(([name, version]) => `${name} ${version}`).sort());
  for (const [name, version] of real)
    assert.match(version, /^\d+\.\d+\.\d+(-[\w.]+)?$/, `${name} is not exact`);
});

describe('commands in the documents', () => {
  const program = buildProgram({} as CliContext, { exit: 0 }, '');
  const scripts = Object.keys(manifest.scripts!);

  for (const document of documents) {
    const code = [...read(document).matchAll(/^```sh\n([\s\S]*?)^```$|`([^`\n]+)`/gm)].flatMap(
      ([, block, inline]) => (block ?? inline!).replaceAll('\\\n', ' ').split('\n'),
    );
    const commands = code
      .flatMap((line) => line.replace(/ #.*/, '').split(/&&|\|/))
      .map((part) => part.trim());

    it(`${document}: npm scripts exist`, () => {
      const named = commands.flatMap((command) => {
        const [, name] = /^(?:\w+=\S+ )*npm (?:run )?([\w:-]+)/.exec(command) ?? [];
        return name && !['ci', 'install', 'link', 'pack', 'ls', 'view'].includes(name) ? [name] : [];
      });
      assert.deepEqual(
        named.filter((name) => !scripts.includes(name)),
        [],
      );
    });

    it(`${document}: muster commands exist`, () => {
      const wrong = commands.flatMap((command) => {
        const [, line] = /^(?:\w+=\S+ )*(?:npx )?muster (.*)/.exec(command) ?? [];
        const complaint = line === undefined ? undefined : complaintAbout(program, line);
        return complaint ? [`${command}: ${complaint}`] : [];
      });
      assert.deepEqual(wrong, []);
    });
  }
});

/** What is wrong with a command line as far as its names go; values are not looked at. */
function complaintAbout(program: Command, line: string): string | undefined {
  let command = program;
  const words = line.match(/"[^"]*"|'[^']*'|\S+/g) ?? [];
  let rest = words.length;
  for (const [at, word] of words.entries()) {
    const next = command.commands.find((candidate) => candidate.name() === word);
    if (!next) {
      rest = at;
      break;
    }
    command = next;
  }
  const operands = words.slice(rest);
  const known = [...program.options, ...command.options, { long: '--help', short: '-h' }];
  const unknown = operands.find(
    (word) =>
      word.startsWith('-') &&
      word !== '-' &&
      !known.some(({ long, short }) => word === long || word === short),
  );
  if (unknown) return `no option ${unknown}`;
  const first = operands[0];
  if (
    command.commands.length > 0 &&
    first &&
    /^[a-z]/.test(first) &&
    command.registeredArguments.length === 0
  )
    return `no command ${first}`;
  return undefined;
}

for (const document of documents)
  test(`${document}: links lead somewhere`, () => {
    const links = [...withoutFences(read(document)).matchAll(/\]\(([^)\s]+)\)/g)].map(([, to]) => to!);
    const broken = links
      .filter((to) => !/^(https?:|mailto:)/.test(to))
      .filter((to) => {
        const [path = '', anchor] = to.split('#');
        const file = path === '' ? document : join(dirname(document), path);
        if (!existsSync(join(ROOT, file))) return true;
        return anchor !== undefined && !headings(read(file)).some((heading) => slug(heading) === anchor);
      });
    assert.deepEqual(broken, []);
  });

for (const document of documents)
  test(`${document}: files that it names exist`, () => {
    const names = [...withoutFences(read(document)).matchAll(/`([\w./-]+)`/g)].map(([, name]) => name!);
    const missing = names
      .filter((name) => /^(src|sim|test|bench|bin|scripts|docs)\/|^[a-z-]+\/[\w-]+\.ts$/.test(name))
      .filter((name) => !existsSync(join(ROOT, name)) && !existsSync(join(ROOT, 'src', name)));
    assert.deepEqual(missing, []);
  });

/** The anchor that GitHub gives a heading. */
function slug(heading: string): string {
  return heading
    .replace(/^#+ /, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-');
}

for (const chinese of documents.filter((document) => document.endsWith('.zh-CN.md')))
  test(`${chinese} has what its English twin has`, () => {
    const english = chinese.replace('.zh-CN.md', '.md');
    const shape = (file: string) => {
      const text = read(file);
      return {
        headings: headings(text).map((heading) => heading.indexOf(' ')),
        tables: (text.match(/^\|[ :-]+\|[ |:-]*$/gm) ?? []).length,
        commands: [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block]) =>
          block!.replace(/\s*#.*/g, ''),
        ),
      };
    };
    assert.deepEqual(shape(chinese), shape(english));
  });

describe('errors', () => {
  /** `{xZh}` is the Chinese wording of `{x}`. */
  const params = (sentence: string) =>
    [...new Set(sentence.match(/\{\w+\}/g))].map((name) => name.replace(/Zh\}$/, '}')).sort();

  for (const [code, { en, zh }] of Object.entries(catalogue))
    it(`${code} says the same in English and Chinese`, () => {
      for (const sentence of [...en, ...zh]) assert.match(sentence, /\S/);
      assert.deepEqual(zh.map(params), en.map(params));
      assert.match(zh.join(''), /\p{Script=Han}/u);
      assert.doesNotMatch(en.join(''), /\p{Script=Han}/u);
    });
});
