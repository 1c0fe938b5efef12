import assert from 'node:assert/strict';
import { test } from 'node:test';
import { languageOf } from './language.ts';

test('the language is the first of Chinese and English by weight, else English', () => {
  for (const header of [
    'zh',
    'zh-CN,zh;q=0.9,en;q=0.8',
    'de, zh-TW;q=0.2',
    'en;q=0.1, zh;q=0.2',
    'en;q=0, zh',
  ])
    assert.equal(languageOf(header), 'zh', header);
  for (const header of [
    undefined,
    '',
    'en',
    'en-GB, zh',
    'zh;q=0',
    'zh;q=0.5, en;q=0.6',
    'zhx',
    `${' '.repeat(300)}zh`,
  ])
    assert.equal(languageOf(header), 'en', header);
});
