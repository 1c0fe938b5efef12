import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { z } from 'zod';
import { validate } from '../api/validate.ts';
import { inChinese, said } from './said.ts';

test('a refinement speaks the language of the caller', () => {
  const schema = z.strictObject({ name: z.string().refine(() => false, { error: said('no', '不行') }) });
  const told = (language: 'en' | 'zh') => {
    try {
      validate(schema, { name: 'x' }, 'the body', language);
    } catch (error) {
      return (error as { fields: { message: string }[] }).fields[0]!.message;
    }
    return undefined;
  };
  assert.deepEqual([told('en'), told('zh')], ['no', '不行']);
  assert.equal(inChinese('无'), '无');
});

test('no schema speaks English alone', () => {
  for (const folder of ['src/model', 'src/sources', 'src/ldap'])
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      if (!name.endsWith('.ts') || name.endsWith('.test.ts')) continue;
      const text = readFileSync(join(folder, name), 'utf8');
      const alone = [...text.matchAll(/(?:\berror: |code: 'custom'[^}]*message: )['`]/g)];
      assert.deepEqual(alone.map(String), [], name);
    }
});
