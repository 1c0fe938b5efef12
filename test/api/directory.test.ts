import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startApi, type TestApi } from './server.ts';

let api: TestApi;
before(async () => {
  api = await startApi();
  for (let i = 0; i < 7; i++)
    await api.call('POST', '/instances/acme/accounts', {
      body: { username: `user${i}`, displayName: `Name ${i}` },
    });
});
after(() => api.close());

/** Every item of a list, page by page; fails when a page repeats one. */
async function pages(path: string, key: string): Promise<string[]> {
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const query: string = cursor === null ? '' : `&cursor=${cursor}`;
    const { status, body } = await api.call('GET', `${path}${path.includes('?') ? '&' : '?'}limit=3${query}`);
    assert.equal(status, 200, JSON.stringify(body));
    assert.ok(body.items.length <= 3);
    seen.push(...body.items.map((item: Record<string, string>) => item[key]));
    cursor = body.nextCursor;
  } while (cursor !== null);
  assert.equal(new Set(seen).size, seen.length, 'an item came twice');
  return seen;
}

test('lists come in pages that together hold everything once', async () => {
  assert.deepEqual(await pages('/instances/acme/accounts', 'username'), [
    'user0',
    'user1',
    'user2',
    'user3',
    'user4',
    'user5',
    'user6',
  ]);
  for (let i = 0; i < 4; i++) {
    await api.call('POST', '/instances/acme/groups', { body: { name: `Group ${i}` } });
    await api.call('POST', '/instances/acme/orgs', { body: { name: `Org ${i}` } });
  }
  assert.equal((await pages('/instances/acme/groups', 'id')).length, 4);
  assert.equal((await pages('/instances/acme/orgs', 'id')).length, 5);
  assert.equal((await pages('/instances/acme/changes', 'seq')).length, 17);
  for (let i = 0; i < 4; i++) await api.call('DELETE', `/instances/acme/groups/Group ${i}`);
  assert.equal((await pages('/instances/acme/recycle-bin', 'id')).length, 4);
});

test('a cursor of nowhere is refused by name', async () => {
  for (const cursor of ['%00', 'AAAA=', 'xx', encodeURIComponent('\u{1f600}')]) {
    const { status, body } = await api.call('GET', `/instances/acme/changes?cursor=${cursor}`);
    assert.deepEqual([status, body.errors[0]?.field], [422, 'cursor']);
  }
});

test('If-Match keeps a later change from being lost', async () => {
  const { body } = await api.call('GET', '/instances/acme/accounts/user0');
  const first = await api.call('PATCH', '/instances/acme/accounts/user0', {
    body: { displayName: 'A' },
    headers: { 'if-match': `"${body.version}"` },
  });
  assert.equal(first.status, 200);
  const second = await api.call('PATCH', '/instances/acme/accounts/user0', {
    body: { displayName: 'B' },
    headers: { 'if-match': `"${body.version}"` },
  });
  assert.deepEqual([second.status, second.body.code], [412, 'version_conflict']);
  const none = await api.call('PATCH', '/instances/acme/accounts/user0', {
    body: {},
    headers: { 'if-match': '*' },
  });
  assert.deepEqual([none.status, none.body.errors[0].field], [422, 'If-Match']);
});

test('organizations and groups of an account, its history and where its values come from', async () => {
  const org = (await api.call('POST', '/instances/acme/orgs', { body: { name: 'Further' } })).body;
  const group = (await api.call('POST', '/instances/acme/groups', { body: { name: 'Of user1' } })).body;
  const { id } = (await api.call('GET', '/instances/acme/accounts/USER1')).body;
  await api.call('PUT', `/instances/acme/accounts/${id}/orgs`, { body: { furtherOrgIds: [org.id] } });
  await api.call('POST', `/instances/acme/groups/${group.id}/members`, { body: { accountIds: [id] } });
  assert.deepEqual((await api.call('GET', '/instances/acme/accounts/user1/orgs')).body.furtherOrgIds, [
    org.id,
  ]);
  const groups = await api.call('GET', '/instances/acme/accounts/user1/groups');
  assert.deepEqual(
    groups.body.items.map((item: { group: { name: string } }) => item.group.name),
    ['Of user1'],
  );
  const moved = await api.call('POST', '/instances/acme/accounts/user1/move', { body: { orgId: org.id } });
  assert.equal(moved.body.primaryOrgId, org.id);
  const history = await api.call('GET', '/instances/acme/accounts/user1/history');
  assert.equal(history.body.items.at(-1).op, 'create');
  const provenance = await api.call('GET', '/instances/acme/accounts/user1/provenance');
  assert.ok(
    provenance.body.items.some(
      ({ field, by }: { field: string; by: string }) => field === 'username' && by === 'manual',
    ),
  );
});

test('an account that was deleted comes back under its id; gone for good is gone', async () => {
  const { id } = (await api.call('GET', '/instances/acme/accounts/user2')).body;
  assert.equal((await api.call('DELETE', '/instances/acme/accounts/user2')).status, 204);
  assert.equal((await api.call('GET', `/instances/acme/accounts/${id}`)).status, 404);
  assert.deepEqual((await api.call('POST', `/instances/acme/recycle-bin/${id}/restore`)).body, {
    entity: 'account',
    id,
  });
  await api.call('DELETE', `/instances/acme/accounts/${id}`);
  assert.equal((await api.call('DELETE', `/instances/acme/recycle-bin/${id}`)).status, 204);
  assert.equal((await api.call('POST', `/instances/acme/recycle-bin/${id}/restore`)).status, 404);
});

test('an instance with people in it is deleted only when its id is said', async () => {
  await api.call('POST', '/instances', { body: { id: 'short', name: 'Short' } });
  const asked = await api.call('DELETE', '/instances/short');
  assert.deepEqual([asked.status, asked.body.code], [409, 'confirmation_needed']);
  assert.equal((await api.call('DELETE', '/instances/short?confirm=short')).status, 204);
  assert.equal((await api.call('GET', '/instances/short/accounts')).status, 404);
});
