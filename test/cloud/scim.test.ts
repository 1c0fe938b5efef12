import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { updateCloudAccount } from '../../src/cloud/accounts.ts';
import { listLog } from '../../src/cloud/log.ts';
import { addAttachment, createUser, getUser, removeAttachment } from '../../src/cloud/users.ts';
import type { AttachmentKind } from '../../src/model/cloud.ts';
import { ADMIN, openWorld, scimClient, type World } from './world.ts';

const USER_URN = 'urn:ietf:params:scim:schemas:core:2.0:User';
const PATCH_URN = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

describe('RAM by SCIM', () => {
  let world: World;
  let scim: Awaited<ReturnType<typeof scimClient>>;
  before(async () => {
    world = await openWorld();
    scim = await scimClient(world);
  });
  after(() => world.close());

  const make = async (userName: string, more: object = {}) => {
    const answer = await scim('POST', '/Users', {
      schemas: [USER_URN],
      userName,
      displayName: userName,
      ...more,
    });
    assert.equal(answer.status, 201, JSON.stringify(answer.body));
    return answer.body;
  };
  const find = (filter: string) => scim('GET', `/Users?filter=${encodeURIComponent(filter)}`);

  test('a user is made, read, found, replaced and deleted', async () => {
    const made = await scim('POST', '/Users', {
      schemas: [USER_URN],
      userName: 'Alice',
      displayName: '爱丽丝',
      externalId: 'user_1',
      active: true,
      emails: [{ value: 'a@example.com' }],
    });
    assert.equal(made.status, 201);
    assert.match(made.headers.get('content-type') ?? '', /^application\/scim\+json/);
    assert.match(made.body.id, /^\d{18}$/);
    assert.equal(made.headers.get('location'), `${world.location}/${made.body.id}`);
    assert.match(made.body.meta.created, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    assert.deepEqual(made.body, {
      schemas: [USER_URN],
      id: made.body.id,
      externalId: 'user_1',
      userName: 'Alice',
      displayName: '爱丽丝',
      meta: {
        resourceType: 'User',
        created: made.body.meta.created,
        lastModified: made.body.meta.lastModified,
        location: made.headers.get('location'),
        version: made.headers.get('etag'),
      },
    });
    const path = `/Users/${made.body.id}`;
    assert.deepEqual((await scim('GET', path)).body, made.body);
    assert.deepEqual((await find('userName eq "ALICE"')).body.Resources, [made.body]);

    const replaced = await scim('PUT', path, { userName: 'alice.b', displayName: 'Alice B' });
    assert.equal(replaced.status, 200);
    assert.equal(replaced.body.userName, 'alice.b');
    assert.equal(replaced.body.externalId, undefined);
    assert.equal((await find('userName eq "alice"')).body.totalResults, 0);

    const user = await getUser(world.db, { ...world.account, userId: made.body.id });
    assert.equal(user.provisionType, 'SCIM');
    assert.equal(user.userPrincipalName, 'alice.b@acme.onaliyun.com');
    assert.equal(user.loginProfile, false);

    const gone = await scim('DELETE', path);
    assert.deepEqual([gone.status, gone.body], [204, '']);
    for (const method of ['GET', 'DELETE']) assert.equal((await scim(method, path)).status, 404);
    assert.equal((await scim('PUT', path, { userName: 'x' })).status, 404);
    assert.notEqual((await make('alice.b')).id, made.body.id);
  });

  test('every write is in the log, with before and after and the client that did it', async () => {
    const { id } = await make('logged', { externalId: 'l' });
    await scim('PUT', `/Users/${id}`, { userName: 'logged', displayName: 'L', externalId: 'l' });
    await scim('PUT', `/Users/${id}`, { userName: 'logged', displayName: 'L', externalId: 'l' });
    await scim('DELETE', `/Users/${id}`);
    const lines = await listLog(world.db, world.account, { subjectId: id });
    const old = { userName: 'logged', displayName: 'logged', externalId: 'l' };
    const changed = { ...old, displayName: 'L' };
    assert.deepEqual(
      lines.map(({ action, before, after }) => [action, before, after]),
      [
        ['DeleteUser', changed, null],
        ['UpdateUser', old, changed],
        ['CreateUser', null, old],
      ],
    );
    assert.ok(lines.every(({ actor }) => /^app:\d{19}$/.test(actor)));
    await assert.rejects(world.db.query('DELETE FROM cloud_log'), /append-only/);
  });

  test('the domain suffix of a user name is dropped, in filters as well', async () => {
    const { id, userName } = await make('carol@corp.example.com');
    assert.equal(userName, 'carol');
    for (const name of ['carol', 'Carol@acme.onaliyun.com']) {
      assert.deepEqual(
        (await find(`userName eq "${name}"`)).body.Resources.map((user: { id: string }) => user.id),
        [id],
      );
    }
    assert.equal((await find('userName co "@"')).body.totalResults, 0);
  });

  test('filters: RAM examples, forms that clients send, and what matches nothing', async () => {
    const { id } = await make('dave', { externalId: 'Dave-1' });
    const hits: readonly string[] = [
      'userName eq "dave"',
      'userName eq dave',
      'USERNAME Eq "DAVE"',
      `id eq "${id}"`,
      'externalId eq "Dave-1"',
      'userName eq "dave" and externalId eq "Dave-1"',
      `${USER_URN}:userName eq "dave"`,
      'userName sw "dav" and meta.created gt "2020-01-01T00:00:00Z"',
    ];
    for (const filter of hits) {
      const { body } = await find(filter);
      assert.deepEqual(
        [filter, body.Resources?.[0]?.id, body.totalResults, body.itemsPerPage],
        [filter, id, 1, 1],
      );
    }
    for (const filter of [
      'externalId eq "dave-1"',
      'userName eq "%"',
      'id eq "x"',
      'userName eq "dave" and id eq "1"',
    ]) {
      const { status, body } = await find(filter);
      assert.deepEqual([filter, status, body.totalResults, body.Resources], [filter, 200, 0, []]);
    }
    for (const filter of [
      'userName eq',
      'active eq true',
      'nobody pr',
      'not (nobody eq "x")',
      'userName eq "a\\u0000"',
    ]) {
      const { status, body } = await find(filter);
      assert.deepEqual([filter, status, body.status, body.scimType], [filter, 400, '400', 'invalidFilter']);
    }
    const stray = await scim('GET', `/Users?aadOptscim062020&filter=userName%20eq%20%22dave%22&`);
    assert.equal(stray.body.totalResults, 1);
    assert.equal((await scim('GET', `/Users/${id}?`)).status, 200);
  });

  test('pages: startIndex and count, the true total, and one attribute only', async () => {
    for (const name of ['p1', 'p2', 'p3']) await make(`page-${name}`);
    const total = (await scim('GET', '/Users?count=0')).body.totalResults;
    const seen = new Set<string>();
    for (let start = 1; start <= total; start += 2) {
      const { body } = await scim('GET', `/Users?startIndex=${start}&count=2&attributes=userName`);
      assert.equal(body.totalResults, total);
      assert.equal(body.itemsPerPage, body.Resources.length);
      for (const user of body.Resources) {
        assert.deepEqual(Object.keys(user), ['schemas', 'id', 'userName']);
        seen.add(user.id);
      }
    }
    assert.equal(seen.size, total);
    const beyond = await scim('GET', `/Users?startIndex=${total + 1}`);
    assert.deepEqual([beyond.body.totalResults, beyond.body.Resources], [total, []]);
    const { body } = await scim('GET', '/Users?startIndex=-3&count=-1');
    assert.deepEqual([body.totalResults, body.startIndex, body.Resources], [total, 1, []]);
    assert.equal((await scim('GET', '/Users?count=many')).body.scimType, 'invalidValue');
  });

  test('a taken name or externalId is refused, whatever the case of the name', async () => {
    await make('erin', { externalId: 'e1' });
    for (const body of [{ userName: 'ERIN' }, { userName: 'erin2', externalId: 'e1' }]) {
      const answer = await scim('POST', '/Users', body);
      assert.deepEqual([answer.status, answer.body.scimType], [409, 'uniqueness']);
      assert.match(answer.body.detail, /^EntityAlreadyExists\.User/);
    }
    const other = await make('frank');
    assert.equal((await scim('PUT', `/Users/${other.id}`, { userName: 'Erin' })).status, 409);
    await make('erin2', { externalId: 'E1' });
  });

  test('a user made by hand keeps its name against a create, and its type after a change', async () => {
    const manual = await createUser(world.db, ADMIN, world.account, { userName: 'manual' });
    assert.equal((await scim('POST', '/Users', { userName: 'manual' })).status, 409);
    const found = (await find('userName eq "manual"')).body.Resources[0];
    assert.deepEqual([found.id, 'externalId' in found], [manual.userId, false]);
    await scim('PUT', `/Users/${manual.userId}`, { userName: 'manual', displayName: 'M', externalId: 'm' });
    const after = await getUser(world.db, { ...world.account, userId: manual.userId });
    assert.deepEqual([after.provisionType, after.externalId], ['Manual', 'm']);
  });

  test('DELETE is refused, with RAM’s reason, until what the user holds is gone', async () => {
    const { id } = await make('holder');
    const user = { ...world.account, userId: id };
    for (const kind of ['AccessKey', 'MFADevice', 'Policy', 'Group'] as AttachmentKind[]) {
      await addAttachment(world.db, ADMIN, user, { kind, name: 'x' });
      const refused = await scim('DELETE', `/Users/${id}`);
      assert.equal(refused.status, 409);
      assert.ok(refused.body.detail.startsWith(`DeleteConflict.User.${kind}: `), refused.body.detail);
      assert.equal((await scim('GET', `/Users/${id}`)).status, 200);
      await removeAttachment(world.db, ADMIN, user, { kind, name: 'x' });
    }
    assert.equal((await scim('DELETE', `/Users/${id}`)).status, 204);
  });

  test('PATCH: every form of change, what RAM cannot represent passed over, the rest refused', async () => {
    const { id } = await make('gina', { externalId: 'g' });
    const patch = (...Operations: object[]) =>
      scim('PATCH', `/Users/${id}`, { schemas: [PATCH_URN], Operations });
    const changed = await patch(
      { op: 'Replace', path: 'displayName', value: 'G' },
      { op: 'replace', value: { id, active: false } },
    );
    assert.deepEqual([changed.status, changed.body.displayName], [200, 'G']);
    const same = await patch(
      { op: 'Replace', path: 'active', value: 'False' },
      { op: 'add', path: 'emails[type eq "work"].value', value: 'x' },
    );
    assert.deepEqual([same.status, same.body.meta.version], [200, changed.body.meta.version]);
    const REFUSED: readonly [operation: object, scimType: string][] = [
      [{ op: 'replace', path: 'id', value: '1' }, 'mutability'],
      [{ op: 'remove' }, 'noTarget'],
      [{ op: 'move', path: 'displayName' }, 'invalidSyntax'],
      [{ op: 'replace', path: 'displayName[', value: 'x' }, 'invalidPath'],
      [{ op: 'remove', path: 'userName' }, 'invalidValue'],
      [{ op: 'replace', path: 'userName', value: 'a b' }, 'invalidValue'],
    ];
    for (const [operation, scimType] of REFUSED) {
      const { status, body } = await patch({ op: 'replace', path: 'displayName', value: 'half' }, operation);
      assert.deepEqual([status, body.scimType], [400, scimType]);
    }
    assert.equal((await scim('GET', `/Users/${id}`)).body.displayName, 'G');
    assert.equal((await patch({ op: 'remove', path: 'externalId' })).body.externalId, undefined);
  });

  test('ETags: a stale If-Match refuses the write, If-None-Match spares the answer', async () => {
    const { id, meta } = await make('heidi');
    const path = `/Users/${id}`;
    assert.equal((await scim('GET', path, undefined, { 'if-none-match': meta.version })).status, 304);
    const put = { userName: 'heidi', displayName: 'H' };
    assert.equal((await scim('PUT', path, put, { 'if-match': meta.version })).status, 200);
    assert.equal((await scim('PUT', path, { userName: 'heidi' }, { 'if-match': meta.version })).status, 412);
    assert.equal((await scim('DELETE', path, undefined, { 'if-match': meta.version })).status, 412);
    assert.equal((await scim('DELETE', path, undefined, { 'if-match': 'W/"2"' })).status, 204);
  });

  test('bad input is refused with the field named, and nothing of the inside told', async () => {
    const BAD: readonly [body: string, status: number, names: RegExp][] = [
      ['', 400, /JSON/],
      ['{', 400, /JSON/],
      ['[]', 400, /object/],
      ['{}', 400, /userName/],
      ['{"userName": 7}', 400, /userName/],
      ['{"userName": ["x"]}', 400, /userName/],
      ['{"userName": {"x": 1}}', 400, /userName/],
      ['{"userName": "a b"}', 400, /userName/],
      ['{"userName": "名字"}', 400, /userName/],
      ['{"userName": "@x"}', 400, /userName/],
      [`{"userName": "${'x'.repeat(65)}"}`, 400, /userName/],
      [`{"userName": "${'x'.repeat(1_000_000)}"}`, 400, /userName/],
      [`{"userName": "${'x'.repeat(1_100_000)}"}`, 413, /bytes/],
      ['{"userName": "a\\u0000"}', 400, /userName/],
      ['{"userName": "a", "displayName": "\\ud800"}', 400, /displayName/],
      ['{"userName": "a", "displayName": "a\\nb"}', 400, /displayName/],
      [`{"userName": "a", "displayName": "${'x'.repeat(129)}"}`, 400, /displayName/],
      ['{"userName": "a", "externalId": 7}', 400, /externalId/],
      ['{"userName": "a", "externalId": ""}', 400, /externalId/],
      [`{"userName": "a", "x": ${'['.repeat(100)}${']'.repeat(100)}}`, 400, /levels/],
      ['{"__proto__": {"userName": "a"}}', 400, /userName/],
    ];
    for (const [body, status, names] of BAD) {
      const answer = await scim('POST', '/Users', body);
      assert.deepEqual(
        [body.slice(0, 40), answer.status, answer.body.status],
        [body.slice(0, 40), status, String(status)],
      );
      assert.match(answer.body.detail, names);
      assert.doesNotMatch(answer.body.detail, /at \/|node_modules|SELECT|cloud_/);
    }
    assert.equal((await scim('POST', '/Users', 'userName=a', { 'content-type': 'text/plain' })).status, 415);
    for (const id of ['x', '%00', '..%2f..', '1'.repeat(90)]) {
      assert.equal((await scim('GET', `/Users/${id}`)).status, 404, id);
    }
  });

  test('a null or absent displayName becomes the user name', async () => {
    const { body } = await scim('POST', '/Users', { userName: 'ivan', displayName: null, externalId: null });
    assert.deepEqual([body.displayName, 'externalId' in body], ['ivan', false]);
  });

  test('discovery is open, under both roots, and wants no filter', async () => {
    for (const root of [world.scim, `${world.scim}/v2`]) {
      for (const path of [
        '/ServiceProviderConfig',
        '/Schemas',
        '/ResourceTypes',
        `/Schemas/${USER_URN}`,
        '/ResourceTypes/User',
      ]) {
        const answer = await fetch(root + path);
        assert.equal(answer.status, 200, path);
        assert.doesNotMatch(await answer.text(), /null/);
      }
    }
    const schema = await scim('GET', `/Schemas/${USER_URN}`);
    assert.deepEqual(
      schema.body.attributes.map(({ name }: { name: string }) => name),
      ['userName', 'displayName'],
    );
    assert.equal((await scim('GET', '/Schemas?filter=id%20pr')).status, 403);
    assert.equal((await scim('GET', '/Groups')).status, 404);
    assert.equal((await scim('POST', '/Bulk', {})).status, 501);
    assert.equal((await scim('GET', '/v2/Users?count=1')).body.itemsPerPage, 1);
  });

  test('the quota of the account stops the next user and no other', async () => {
    const small = await openWorld({ userQuota: 2 });
    try {
      const client = await scimClient(small);
      const answers = await Promise.all(
        ['a', 'b', 'c', 'd'].map((userName) => client('POST', '/Users', { userName })),
      );
      assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 201, 403, 403]);
      const refused = answers.find(({ status }) => status === 403)!;
      assert.match(refused.body.detail, /^LimitExceeded\.User: /);
      await updateCloudAccount(small.db, ADMIN, small.account, { userQuota: 3 });
      assert.equal((await client('POST', '/Users', { userName: 'e' })).status, 201);
      const first = answers.find(({ status }) => status === 201)!;
      assert.equal((await client('DELETE', `/Users/${first.body.id}`)).status, 204);
      assert.equal((await client('POST', '/Users', { userName: 'f' })).status, 201);
    } finally {
      await small.close();
    }
  });
});
