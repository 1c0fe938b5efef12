import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Contribution, type Fields, foldFields } from './fold.ts';

const link = (sourceId: string, priority: number, values: Fields): Contribution => ({
  sourceId,
  priority,
  values,
});

const cases: {
  name: string;
  links: Contribution[];
  overrides?: Fields;
  effective: Fields;
  provenance: Record<string, string>;
}[] = [
  { name: 'nothing gives nothing', links: [], effective: {}, provenance: {} },
  {
    name: 'the lower priority number wins, whatever the order of the links',
    links: [link('b', 20, { email: 'b@x.cn' }), link('a', 10, { email: 'a@x.cn' })],
    effective: { email: 'a@x.cn' },
    provenance: { email: 'a' },
  },
  {
    name: 'equal priority: the smaller source id wins',
    links: [link('b', 10, { email: 'b@x.cn' }), link('a', 10, { email: 'a@x.cn' })],
    effective: { email: 'a@x.cn' },
    provenance: { email: 'a' },
  },
  {
    name: 'null and empty text fall through; false does not',
    links: [
      link('a', 1, { email: null, displayName: '', enabled: false }),
      link('b', 2, { email: 'b@x.cn', displayName: 'B', enabled: true }),
    ],
    effective: { email: 'b@x.cn', displayName: 'B', enabled: false },
    provenance: { email: 'b', displayName: 'b', enabled: 'a' },
  },
  {
    name: 'what no source fills is not there',
    links: [link('a', 1, { email: null })],
    effective: {},
    provenance: {},
  },
  {
    name: 'an override wins over every source',
    links: [link('a', 1, { email: 'a@x.cn', 'custom.badge': 'A1' })],
    overrides: { email: 'hand@x.cn' },
    effective: { email: 'hand@x.cn', 'custom.badge': 'A1' },
    provenance: { email: 'override', 'custom.badge': 'a' },
  },
  {
    name: 'an override of null empties the field',
    links: [link('a', 1, { email: 'a@x.cn' })],
    overrides: { email: null },
    effective: { email: null },
    provenance: { email: 'override' },
  },
  {
    name: 'the region goes with the number, not with another source',
    links: [
      link('a', 1, { phoneNumber: '13800138000', phoneRegion: null }),
      link('b', 2, { phoneNumber: '5551234', phoneRegion: '1' }),
    ],
    effective: { phoneNumber: '13800138000' },
    provenance: { phoneNumber: 'a' },
  },
  {
    name: 'a region without a number anywhere is dropped',
    links: [link('a', 1, { phoneNumber: null, phoneRegion: '86' })],
    effective: {},
    provenance: {},
  },
];

for (const { name, links, overrides = {}, effective, provenance } of cases)
  test(name, () => assert.deepEqual(foldFields(links, overrides), { effective, provenance }));

test('hostile names are only names', () => {
  const values = JSON.parse('{"__proto__":"x","constructor":"y"}') as Fields;
  const { effective } = foldFields([link('a', 1, values)], {});
  assert.deepEqual(Object.keys(effective).sort(), ['__proto__', 'constructor']);
  assert.equal(Object.getPrototypeOf(effective), Object.prototype);
});
