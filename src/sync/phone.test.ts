import assert from 'node:assert/strict';
import { test } from 'node:test';
import { splitPhone } from './phone.ts';

const cases: [text: string, expected: [region: string, number: string] | null][] = [
  ['+86 139-0013-9000', ['86', '13900139000']],
  ['0086 13900139000', ['86', '13900139000']],
  ['13900139000', ['86', '13900139000']],
  ['+1 (415) 555-0100', ['1', '4155550100']],
  ['+852 2123 4567', ['852', '21234567']],
  ['+44 20 7946 0958', ['44', '2079460958']],
  ['+7 495 123-45-67', ['7', '4951234567']],
  ['010-88886666', ['86', '01088886666']],
  ['1234', null],
  ['ext. 1234', null],
  ['+86', null],
  ['1234567890123456', null],
];

for (const [text, expected] of cases)
  test(`splitPhone ${JSON.stringify(text)}`, () => {
    const phone = splitPhone(text);
    assert.deepEqual(phone && [phone.phoneRegion, phone.phoneNumber], expected);
  });
