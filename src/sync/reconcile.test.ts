import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Values } from './draft.ts';
import { type Candidate, type Case, type Entity, type Holders, reconcile } from './reconcile.ts';

const SOURCE = { id: 'idp_ad', priority: 10 };
const entity = (id: string, fields: Values, overrides: Values = {}): Entity => ({
  id,
  version: 3,
  fields,
  overrides,
});
const candidate = (e: Entity, heldBy: string | null = null): Candidate => ({ entity: e, others: [], heldBy });
const record = (values: Values, rest: Partial<Case> = {}): Case => ({
  key: 'guid-1',
  values,
  link: null,
  entity: null,
  others: [],
  candidates: [],
  binned: null,
  ...rest,
});
const linked = (before: Values, now: Values, e: Entity, rest: Partial<Case> = {}): Case =>
  record(now, { link: { values: before, gone: false }, entity: e, ...rest });
const decide = (c: Case, holders: Holders = new Map()) => reconcile(c, SOURCE, holders, () => 'new-id');

const cases: [name: string, given: Case, expected: Record<string, unknown>, holders?: Holders][] = [
  [
    'a new person is created',
    record({ username: 'zw', displayName: '张伟' }),
    { op: 'create', entityId: 'new-id', after: { username: 'zw', displayName: '张伟' } },
  ],
  [
    'a changed value is updated, the others are not named',
    linked(
      { username: 'zw', displayName: 'Zhang' },
      { username: 'zw', displayName: '张伟' },
      entity('a', { username: 'zw', displayName: 'Zhang' }),
    ),
    {
      op: 'update',
      entityId: 'a',
      entityVersion: 3,
      before: { displayName: 'Zhang' },
      after: { displayName: '张伟' },
    },
  ],
  [
    'a change in an attribute nobody maps is "same"',
    linked({ username: 'zw' }, { username: 'zw' }, entity('a', { username: 'zw' })),
    { op: 'same', before: {}, after: {} },
  ],
  [
    'a value the source no longer has is cleared',
    linked(
      { username: 'zw', email: 'a@b.example' },
      { username: 'zw', email: null },
      entity('a', { username: 'zw', email: 'a@b.example' }),
    ),
    { op: 'update', after: { email: null } },
  ],
  [
    'a value typed by hand, never given by the source, stays',
    linked(
      { username: 'zw', email: null },
      { username: 'zw', email: null },
      entity('a', { username: 'zw', email: 'hand@b.example' }),
    ),
    { op: 'same', after: {} },
  ],
  [
    'an override wins over the source',
    linked(
      { username: 'zw', displayName: 'Old' },
      { username: 'zw', displayName: 'New' },
      entity('a', { username: 'zw', displayName: 'Mine' }, { displayName: 'Mine' }),
    ),
    { op: 'same', after: {} },
  ],
  [
    'a source of lower number wins, ours fills what it leaves empty',
    linked(
      { username: 'zw' },
      { username: 'zw', displayName: 'Ours', email: 'ours@b.example' },
      entity('a', { username: 'zw', displayName: 'Theirs' }),
      {
        others: [{ sourceId: 'idp_hr', priority: 1, values: { displayName: 'Theirs', email: null } }],
      },
    ),
    { op: 'update', after: { email: 'ours@b.example' } },
  ],
  [
    'an equal match key adopts the account and overwrites it',
    record(
      { username: 'zw', displayName: '张伟' },
      { candidates: [candidate(entity('hand', { username: 'ZW', displayName: null }))] },
    ),
    { op: 'bind', entityId: 'hand', after: { username: 'zw', displayName: '张伟' } },
  ],
  [
    'two accounts with the match key are a conflict',
    record({ username: 'zw' }, { candidates: [candidate(entity('a', {})), candidate(entity('b', {}))] }),
    { code: 'match_ambiguous', params: { first: 'a', second: 'b' } },
  ],
  [
    'an account another record holds is a conflict',
    record({ username: 'zw' }, { candidates: [candidate(entity('a', {}), 'guid-9')] }),
    { code: 'match_held', params: { holder: 'a', record: 'guid-9' } },
  ],
  [
    'who was deleted and returns gets the old id',
    record(
      { username: 'zw', displayName: 'New' },
      { binned: { id: 'old', fields: { username: 'zw', displayName: 'Old', enabled: true }, overrides: {} } },
    ),
    { op: 'restore', entityId: 'old', after: { username: 'zw', displayName: 'New', enabled: true } },
  ],
  [
    'a user name somebody else holds is refused, whatever its case',
    record({ username: 'ZhangWei' }),
    { code: 'duplicate_value', params: { field: 'username', value: 'ZhangWei', holder: 'other' } },
    new Map([['username:zhangwei', 'other']]),
  ],
  [
    'a telephone number somebody else holds is refused',
    record({ username: 'a', phoneRegion: '86', phoneNumber: '13900139000' }),
    { code: 'duplicate_value', params: { field: 'phoneNumber', value: '13900139000', holder: 'other' } },
    new Map([['phone:86:13900139000', 'other']]),
  ],
  [
    'a time written another way is the same time',
    linked(
      { username: 'a' },
      { username: 'a', expiresAt: '2030-01-01T00:00:00Z' },
      entity('a', { username: 'a', expiresAt: '2030-01-01T00:00:00.000Z' }),
    ),
    { op: 'same', after: {} },
  ],
];

for (const [name, given, expected, holders] of cases)
  test(`reconcile: ${name}`, () => {
    assert.partialDeepStrictEqual(decide(given, holders), expected);
  });

test('two new people of one batch cannot both have a user name', () => {
  const holders: Holders = new Map();
  assert.equal('op' in decide(record({ username: 'same' }), holders), true);
  const second = reconcile(record({ username: 'SAME' }, { key: 'guid-2' }), SOURCE, holders, () => 'id-2');
  assert.deepEqual('code' in second && second.code, 'duplicate_value');
});

test('deciding twice on the same state changes nothing the second time', () => {
  for (const [, given] of cases) {
    const first = decide(given);
    if ('code' in first) continue;
    const now = entity(
      first.entityId,
      { ...given.entity?.fields, ...first.after },
      given.entity?.overrides ?? {},
    );
    const again = decide(linked(given.values, given.values, now, { others: given.others }));
    assert.equal('op' in again && again.op, 'same');
  }
});
