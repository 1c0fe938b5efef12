import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { parse } from 'yaml';
import type { CliContext } from '../../src/cli/context.ts';
import { Manifest } from '../../src/cli/manifest/schema.ts';
import { buildProgram } from '../../src/cli/program.ts';
import { cliReference } from '../../src/cli/reference.ts';
import { settingsSchema } from '../../src/model/settings-schema.ts';
import { sourceKinds } from '../../src/sources/index.ts';

const DOCUMENT = new URL('../../docs/cli.md', import.meta.url);

test('docs/cli.md tells of every command as it is', async () => {
  const program = buildProgram({} as CliContext, { exit: 0 }, '');
  const made = cliReference(program);
  if (process.env.UPDATE_DOCS) await writeFile(DOCUMENT, made);
  assert.equal(await readFile(DOCUMENT, 'utf8'), made, 'run this test with UPDATE_DOCS=1');
});

test('the example of docs/instance-file.md is a file that apply takes', async () => {
  const text = await readFile(new URL('../../docs/instance-file.md', import.meta.url), 'utf8');
  const [, example] = /```yaml\n([\s\S]*?)```/.exec(text)!;
  const manifest = Manifest.parse(parse(example!));
  const { config } = manifest.sources![0]!;
  const schema = settingsSchema(sourceKinds.get('ad')!.config).schema as { properties: object };
  for (const name of Object.keys(config))
    assert.ok(Object.hasOwn(schema.properties, name), `ad has no setting ${name}`);
});
