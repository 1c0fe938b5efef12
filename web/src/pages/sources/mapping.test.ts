import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FieldMapping } from '../../api/generated.ts';
import { completeMappings, insertAttribute, insertFunction, targetsOf } from './mapping.ts';

const mapping = (type: FieldMapping['type'], value: string): FieldMapping => ({
  target: 'username',
  type,
  value,
  match: true,
});
const at = (start: number, end = start) => ({ start, end });

describe('a click into a mapping', () => {
  it('makes the attribute the field, whatever was there', () => {
    for (const before of [mapping('field', 'cn'), mapping('constant', '')]) {
      const { mapping: after } = insertAttribute(before, 'mail', 'idpUser', at(0));
      assert.deepEqual(after, mapping('field', 'mail'));
    }
  });

  it('puts the attribute at the caret of an expression, over what is marked', () => {
    const before = mapping('expression', 'Lower(x)');
    assert.deepEqual(insertAttribute(before, 'mail', 'idpUser', at(6, 7)), {
      mapping: mapping('expression', 'Lower(idpUser.mail)'),
      caret: 18,
    });
  });

  it('names an attribute that is no plain name by a text', () => {
    const name = (attribute: string) =>
      insertAttribute(mapping('expression', ''), attribute, 'idpUser', at(0)).mapping.value;
    assert.equal(name('msDS-PhoneticDisplayName'), 'idpUser.msDS-PhoneticDisplayName');
    assert.equal(name('extension attribute'), 'idpUser["extension attribute"]');
    assert.equal(name('a"b'), 'idpUser["a\\"b"]');
  });

  it('makes a function of the field or constant there was', () => {
    const call = (before: FieldMapping) => insertFunction(before, 'Lower', 'idpUser', at(0));
    assert.deepEqual(call(mapping('field', 'mail')), {
      mapping: mapping('expression', 'Lower(idpUser.mail)'),
      caret: 18,
    });
    assert.equal(call(mapping('constant', 'A"B')).mapping.value, 'Lower("A\\"B")');
    assert.deepEqual(call(mapping('field', '')), { mapping: mapping('expression', 'Lower()'), caret: 6 });
  });

  it('puts a function round what is marked', () => {
    const before = mapping('expression', 'Append(idpUser.cn, "x")');
    assert.deepEqual(insertFunction(before, 'Upper', 'idpUser', at(7, 17)), {
      mapping: mapping('expression', 'Append(Upper(idpUser.cn), "x")'),
      caret: 23,
    });
  });
});

describe('mappings', () => {
  it('leave out rows that nobody has begun, and keep half-filled ones to be refused', () => {
    const empty: FieldMapping = { target: '', type: 'field', value: '' };
    const half: FieldMapping = { target: 'email', type: 'field', value: '' };
    const off: FieldMapping = { target: 'name', type: 'field', value: 'ou', match: false };
    assert.deepEqual(completeMappings({ user: [empty, half], org: [off], group: [empty] }), {
      user: [half],
      org: [{ target: 'name', type: 'field', value: 'ou' }],
      group: [],
    });
  });

  it('offer the fields of an instance for accounts only', () => {
    const custom = [
      {
        id: 'cost_centre',
        title: 'Cost centre',
        type: 'string' as const,
        required: false,
        unique: false,
        portal: 'hide' as const,
      },
    ];
    const has = (kind: 'user' | 'org') =>
      targetsOf(kind, custom, (key) => key).some(({ value }) => value === 'custom.cost_centre');
    assert.equal(has('user'), true);
    assert.equal(has('org'), false);
  });
});
