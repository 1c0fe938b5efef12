import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MusterError } from '../errors/error.ts';
import { initials, spelled } from './pinyin.ts';

const NAMES: [name: string, pinyin: string, initials: string][] = [
  ['张伟', 'zhangwei', 'zw'],
  ['单田芳', 'shantianfang', 'stf'],
  ['解晓东', 'xiexiaodong', 'xxd'],
  ['曾国藩', 'zengguofan', 'zgf'],
  ['仇英', 'qiuying', 'qy'],
  ['区志强', 'ouzhiqiang', 'ozq'],
  ['查良镛', 'zhaliangyong', 'zly'],
  ['朴树', 'piaoshu', 'ps'],
  ['盖叫天', 'gejiaotian', 'gjt'],
  ['任志强', 'renzhiqiang', 'rzq'],
  ['翟天临', 'zhaitianlin', 'ztl'],
  ['覃辉', 'qinhui', 'qh'],
  ['员晓明', 'yunxiaoming', 'yxm'],
  ['尉迟恭', 'yuchigong', 'ycg'],
  ['万俟卨', 'moqixie', 'mqx'],
  ['欧阳锋', 'ouyangfeng', 'oyf'],
  ['長孫無忌', 'zhangsunwuji', 'zswj'],
  ['單田芳', 'shantianfang', 'stf'],
  ['區志強', 'ouzhiqiang', 'ozq'],
  ['尉遲恭', 'yuchigong', 'ycg'],
  // A surname's reading counts at the beginning only.
  ['张单', 'zhangdan', 'zd'],
  ['吕布', 'lvbu', 'lb'],
  ['张　伟', 'zhangwei', 'zw'],
  ['张伟2', 'zhangwei2', 'zw2'],
  ['阿卜杜·克里木', 'abudukelimu', 'abdklm'],
  ['Zhang Wei', 'zhangwei', 'zhangwei'],
  ['José.Ｌi', 'jose.li', 'jose.li'],
];
for (const [name, pinyin, letters] of NAMES)
  test(`${name} is ${pinyin}`, () => {
    assert.equal(spelled('Pinyin', name), pinyin);
    assert.equal(initials('PinyinInitials', name), letters);
  });

test('a character without a known reading fails instead of vanishing', () => {
  assert.throws(
    () => spelled('Pinyin', '张㐂'),
    (error) => error instanceof MusterError && error.code === 'expression_failed' && /㐂/.test(error.message),
  );
});
