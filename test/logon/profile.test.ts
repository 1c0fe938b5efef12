/** What people see and change of themselves, through HTTP. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { recordAudit } from '../../src/audit/record.ts';
import { getAccount, updateAccount } from '../../src/directory/accounts.ts';
import { defineCustomField, updateCustomField } from '../../src/directory/custom-fields.ts';
import { updateLogonSettings } from '../../src/logon/settings.ts';
import type { PortalField } from '../../src/model/factors.ts';
import { ACTOR, type Person, type PortalWorld, startPortal } from './portal-world.ts';

let world: PortalWorld;
let alice: Person;
let count = 0;

before(async () => {
  world = await startPortal();
  for (const [id, portal] of [
    ['seen', 'read_only'],
    ['mine', 'read_write'],
    ['hidden', 'hide'],
  ] as const)
    await defineCustomField(world.db, ACTOR, 'acme', { id, title: id, type: 'string', portal });
  await defineCustomField(world.db, ACTOR, 'acme', {
    id: 'badge',
    title: 'Badge',
    type: 'string',
    unique: true,
    portal: 'read_write',
  });
});
after(() => world.close());
beforeEach(async () => {
  alice = await newPerson({ custom: { seen: 's', mine: 'm', hidden: 'h' } });
  await allow('displayName', 'preferredLanguage');
});

const allow = (...portalFields: PortalField[]) =>
  updateLogonSettings(world.db, ACTOR, 'acme', { portalFields });
const newPerson = (fields: object = {}) => {
  const username = `alice${++count}`;
  return world.person(username, {
    email: mailOf({ username }),
    emailVerified: true,
    displayName: 'Alice',
    preferredLanguage: 'en',
    ...fields,
  });
};
const mailOf = ({ username }: { username: string }) => `${username}@example.com`;
const stored = (person: Person = alice) => getAccount(world.db, person.instance, person.id);

describe('what a person sees', () => {
  it('is the own account with what may be changed, and no hidden field', async () => {
    const { status, body } = await alice.call('GET', '/me');
    assert.equal(status, 200);
    assert.equal(body.csrf, alice.csrf);
    assert.equal(body.sessionId, alice.sessionId);
    assert.deepEqual(body.instance, { id: 'acme', name: 'Acme <b>&</b> Söhne' });
    assert.equal(body.account.username, alice.username);
    assert.deepEqual(body.account.custom, { seen: 's', mine: 'm' });
    assert.deepEqual(
      body.customFields.map(({ id }: { id: string }) => id),
      ['seen', 'mine', 'badge'],
    );
    assert.deepEqual(body.editable.sort(), [
      'custom.badge',
      'custom.mine',
      'displayName',
      'preferredLanguage',
    ]);
    assert.equal(JSON.stringify(body).includes('hidden'), false);
  });

  it('changes with the permission of a field', async () => {
    await updateCustomField(world.db, ACTOR, 'acme', 'mine', { portal: 'hide' });
    const { body } = await alice.call('GET', '/me');
    assert.deepEqual(body.account.custom, { seen: 's' });
    assert.equal(
      (await alice.call('PATCH', '/me', { custom: { mine: 'x' } })).body.code,
      'profile_field_fixed',
    );
    await updateCustomField(world.db, ACTOR, 'acme', 'mine', { portal: 'read_write' });
  });

  it('is nothing without a session, and nothing of another instance', async () => {
    for (const path of ['/me', '/factors', '/logons', '/applications']) {
      const nobody = await world.call({ ...alice, cookie: '' }, 'GET', path);
      assert.deepEqual([nobody.status, nobody.body.code], [401, 'signed_out']);
      const cookie = alice.cookie.replace('acme', 'globex');
      assert.equal((await world.call({ ...alice, instance: 'globex', cookie }, 'GET', path)).status, 401);
      assert.equal((await world.call({ ...alice, instance: 'nowhere' }, 'GET', path)).status, 404);
    }
  });

  it('are the own log-ons, without the reason of a refusal', async () => {
    const bob = await newPerson();
    const entry = (person: Person, result: 'ok' | 'refused') =>
      recordAudit(world.db, {
        instanceId: 'acme',
        category: 'logon',
        action: `logon.${result}`,
        actor: { kind: 'person', id: person.id, name: person.username },
        result,
        reason: 'ad_52e',
        address: '192.0.2.7',
        agent: 'Browser',
      });
    await entry(alice, 'refused');
    await entry(bob, 'ok');
    await entry(alice, 'ok');
    const { body } = await alice.call('GET', '/logons');
    assert.deepEqual(
      body.items.map(({ at: _, ...rest }: { at: string }) => rest),
      [
        { result: 'ok', address: '192.0.2.7', agent: 'Browser' },
        { result: 'refused', address: '192.0.2.7', agent: 'Browser' },
      ],
    );
  });

  it('are the applications the person may use', async () => {
    assert.deepEqual(await alice.call('GET', '/applications'), { status: 200, body: { items: [] } });
  });
});

describe('what a person changes', () => {
  it('is stored and logged under the person’s name', async () => {
    const { status, body } = await alice.call('PATCH', '/me', {
      displayName: '李雷 <b>Li</b>',
      preferredLanguage: 'zh-CN',
      custom: { mine: 'new' },
    });
    assert.equal(status, 200);
    assert.equal(body.account.displayName, '李雷 <b>Li</b>');
    assert.deepEqual((await stored()).custom, { seen: 's', mine: 'new', hidden: 'h' });
    const { rows } = await world.db.query(
      `SELECT actor, after FROM change_log WHERE entity_id = $1 AND op = 'update'`,
      [alice.id],
    );
    assert.deepEqual(rows, [
      {
        actor: `person:${alice.username}`,
        after: { displayName: '李雷 <b>Li</b>', preferredLanguage: 'zh-CN', 'custom.mine': 'new' },
      },
    ]);
  });

  const UNKNOWN: Record<string, unknown> = {
    id: 'user_00000000000000000000000000',
    username: 'admin',
    enabled: true,
    email: 'ceo@example.com',
    emailVerified: true,
    phoneVerified: true,
    externalId: 'x',
    lockedUntil: null,
    expiresAt: null,
    primaryOrgId: 'ou_1',
    passwordHash: 'x',
    password_hash: 'x',
    instanceId: 'globex',
    overrides: {},
    version: 1,
    sourceType: 'ad',
    groupIds: ['grp_1'],
  };
  for (const [field, value] of Object.entries(UNKNOWN))
    it(`is never ${field}`, async () => {
      const before = await stored();
      const { status } = await alice.call('PATCH', '/me', { displayName: 'Changed', [field]: value });
      assert.equal(status, 422);
      assert.deepEqual(await stored(), before);
    });

  for (const patch of [
    { phoneNumber: '13800000000' },
    { description: 'x' },
    { custom: { seen: 'x' } },
    { custom: { hidden: 'x' } },
    { custom: { nothing: 'x' } },
  ])
    it(`is not what the instance keeps: ${JSON.stringify(patch)}`, async () => {
      const before = await stored();
      const { status, body } = await alice.call('PATCH', '/me', { displayName: 'Changed', ...patch });
      assert.deepEqual([status, body.code], [403, 'profile_field_fixed']);
      assert.deepEqual(await stored(), before);
    });

  it('is nothing of a prototype', async () => {
    for (const raw of [
      '{"__proto__":{"enabled":false}}',
      '{"constructor":{"x":1}}',
      '{"custom":{"__proto__":"x"}}',
    ]) {
      const response = await fetch(`${world.publicUrl}/acme/person/api/me`, {
        method: 'PATCH',
        headers: {
          cookie: alice.cookie,
          origin: world.publicUrl,
          'x-csrf-token': alice.csrf,
          'content-type': 'application/json',
        },
        body: raw,
      });
      assert.ok([400, 403, 422].includes(response.status), `${raw}: ${response.status}`);
    }
  });

  it('is a telephone number where the instance allows it, not verified then', async () => {
    await allow('phone');
    await updateAccount(world.db, ACTOR, 'acme', alice.id, {
      phoneNumber: '13800000001',
      phoneVerified: true,
    });
    const { status } = await alice.call('PATCH', '/me', { phoneNumber: `1390000${1000 + count}` });
    assert.equal(status, 200);
    assert.equal((await stored()).phoneVerified, false);
  });

  it('is not what a source fills, or an administrator has overridden', async () => {
    const { rows } = await world.db.query<{ id: string }>(
      `INSERT INTO source (id, instance_id, kind, name, config, mappings, guard, leavers, target_org_id)
       SELECT 'idp_' || $1, id, 'ad', 'AD ' || $1, '{}', '{}', '{}', '{}', root_org_id FROM instance WHERE id = 'acme' RETURNING id`,
      [alice.username],
    );
    await world.db.query(
      `INSERT INTO link (source_id, kind, key, entity_id, locator, hash, values, raw)
       VALUES ($1, 'user', $2, $3, $2, '', $4, '{}')`,
      [rows[0]!.id, alice.username, alice.id, { displayName: 'Alice', 'custom.mine': 'm' }],
    );
    const { body } = await alice.call('GET', '/me');
    assert.deepEqual(body.editable.sort(), ['custom.badge', 'preferredLanguage']);
    for (const patch of [{ displayName: 'Queen' }, { custom: { mine: 'x' } }])
      assert.equal((await alice.call('PATCH', '/me', patch)).body.code, 'profile_field_fixed');
    await updateAccount(world.db, ACTOR, 'acme', alice.id, { displayName: 'By hand' });
    assert.equal(
      (await alice.call('PATCH', '/me', { displayName: 'Queen' })).body.code,
      'profile_field_fixed',
    );
    assert.equal((await stored()).displayName, 'By hand');
  });

  it('does not tell who has a value that is taken', async () => {
    const bob = await newPerson({ custom: { badge: 'B-7' } });
    const { status, body } = await alice.call('PATCH', '/me', { custom: { badge: 'B-7' } });
    assert.deepEqual([status, body.code], [409, 'profile_value_taken']);
    const told = JSON.stringify(body);
    assert.ok(!told.includes(bob.username) && !told.includes(bob.id));
  });

  it('comes from our own pages', async () => {
    const patch = { displayName: 'Eve' };
    for (const headers of [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'same-site' },
      { 'x-csrf-token': 'x' },
      { 'x-csrf-token': '' },
    ])
      assert.equal((await alice.call('PATCH', '/me', patch, headers)).status, 403, JSON.stringify(headers));
    assert.equal((await stored()).displayName, 'Alice');
  });
});
