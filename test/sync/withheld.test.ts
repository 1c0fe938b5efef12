import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { FieldMapping } from '../../src/model/mapping.ts';
import { storeEvents } from '../../src/sync/events.ts';
import { compileMapper } from '../../src/sync/mapper.ts';
import { Engine } from './engine.ts';

const USER: FieldMapping[] = [
  { target: 'username', type: 'field', value: 'uid', match: true },
  { target: 'displayName', type: 'field', value: 'cn' },
  { target: 'email', type: 'field', value: 'mail' },
  { target: 'phoneNumber', type: 'field', value: 'mobile' },
  { target: 'description', type: 'expression', value: 'idpUser.mobile + " " + idpUser.cn' },
];

describe('attributes that a source keeps back', () => {
  let engine: Engine;
  let source: string;
  before(async () => {
    engine = await Engine.start();
    await engine.startIntake();
  });
  after(() => engine.stop());
  beforeEach(async () => {
    await engine.db.query(
      `DELETE FROM source; DELETE FROM run; DELETE FROM recycle_bin; DELETE FROM account`,
    );
    engine.memory.withheld = [];
    engine.memory.items = ['anna', 'bert'].map((uid, i) =>
      engine.memory.user(uid, { attributes: { mobile: `+86 1380000000${i}` } }),
    );
    source = await engine.source({ mappings: { user: USER, org: [], group: [] } });
    await engine.sync(source);
  });

  const anna = async () =>
    (
      await engine.db.query(
        `SELECT display_name, email, phone_region, phone_number, description FROM account WHERE username = 'anna'`,
      )
    ).rows[0]!;

  test('leave the fields made of them alone as they were, and nothing else', async () => {
    const before = await anna();
    assert.equal(before.phone_number, '13800000000');
    engine.memory.withheld = ['mobile', 'mail'];
    engine.memory.items[0]!.attributes.cn = 'New Name';
    const run = await engine.sync(source);
    assert.equal(run.state, 'success', (await engine.rejected(run.id)).join());
    const now = await anna();
    assert.partialDeepStrictEqual(now, {
      display_name: 'New Name',
      email: before.email,
      phone_region: '86',
      phone_number: '13800000000',
    });
    // Made of something else too: what it reads is seen.
    assert.match(now.description, /New Name/);
    // A record changed again in a partial run, which knows of it from the full one.
    engine.memory.items[0]!.attributes.cn = 'Newer Name';
    await storeEvents(engine.db, source, [{ id: 'e', touched: [{ kind: 'user', id: 'key-anna' }] }]);
    await engine.settled(source);
    assert.partialDeepStrictEqual(await anna(), { display_name: 'Newer Name', phone_number: '13800000000' });
    // Given again, an empty value means empty.
    engine.memory.withheld = [];
    delete engine.memory.items[0]!.attributes.mobile;
    await engine.sync(source);
    assert.partialDeepStrictEqual(await anna(), { email: before.email, phone_number: null });
  });

  test('do not keep anybody out: newcomers come without, and who has the required field keeps it', async () => {
    engine.memory.withheld = ['mail', 'mobile', 'uid'];
    engine.memory.items[0]!.attributes.cn = 'New Name';
    engine.memory.items.push(engine.memory.user('new'));
    const run = await engine.sync(source);
    assert.deepEqual(await engine.rejected(run.id), ['Name of new record_field_missing username']);
    assert.partialDeepStrictEqual(await anna(), { display_name: 'New Name' });
  });
});

test('a field is kept only where all it reads is kept back, and where the record gave it before', () => {
  const mappings: FieldMapping[] = [
    ...USER,
    { target: 'externalId', type: 'constant', value: 'fixed' },
    { target: 'preferredLanguage', type: 'field', value: 'profile.language' },
  ];
  const mapper = compileMapper({ user: mappings, org: [], group: [] }, [], ['mobile', 'profile']);
  const before = {
    username: 'old',
    phoneNumber: '138',
    phoneRegion: '86',
    preferredLanguage: 'zh-CN',
    externalId: 'x',
  };
  const { values } = mapper.map('user', 'k', { uid: 'new', cn: 'N' }, before);
  assert.partialDeepStrictEqual(values, {
    username: 'new',
    phoneNumber: '138',
    phoneRegion: '86',
    preferredLanguage: 'zh-CN',
    externalId: 'fixed',
    email: null,
  });
  assert.equal(mapper.map('user', 'k', { uid: 'new', cn: 'N' }, null).values!.phoneNumber, null);
  assert.equal(
    mapper.map('user', 'k', { uid: 'new', cn: 'N' }, { username: 'old' }).values!.phoneNumber,
    null,
  );
});
