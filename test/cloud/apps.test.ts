import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
  createCloudAccount,
  deleteCloudAccount,
  listCloudAccounts,
  requireAccount,
  updateCloudAccount,
} from '../../src/cloud/accounts.ts';
import {
  addScope,
  authoriseApp,
  createApp,
  deauthoriseApp,
  getApp,
  listApps,
  updateApp,
} from '../../src/cloud/apps.ts';
import { listLog } from '../../src/cloud/log.ts';
import { createSecret, listSecrets } from '../../src/cloud/secrets.ts';
import { addAttachment, createUser, deleteUser, listUsers, updateUser } from '../../src/cloud/users.ts';
import {
  CloudAccountCreate,
  CloudAppCreate,
  type CloudAppType,
  CloudUserCreate,
} from '../../src/model/cloud.ts';
import { ADMIN, openWorld, type World } from './world.ts';

describe('administration of a cloud account', () => {
  let world: World;
  before(async () => {
    world = await openWorld();
  });
  after(() => world.close());
  const create = (appName: string, appType: CloudAppType = 'ServerApp', more: object = {}) =>
    createApp(world.db, ADMIN, world.account, { appName, displayName: appName, appType, ...more });

  test('an application has RAM’s defaults', async () => {
    const native = await create('defaults', 'NativeApp');
    assert.match(native.appId, /^\d{19}$/);
    assert.deepEqual(
      [
        native.accessTokenValidity,
        native.refreshTokenValidity,
        native.secretRequired,
        native.predefinedScopes,
      ],
      [3600, 7_776_000, false, ['openid']],
    );
    const server = await create('defaults-2');
    assert.deepEqual(
      [server.refreshTokenValidity, server.secretRequired, server.authorised],
      [2_592_000, true, false],
    );
  });

  test('what RAM refuses of an application is refused', () => {
    const good = { appName: 'a', displayName: 'A', appType: 'ServerApp' };
    assert.ok(CloudAppCreate.safeParse(good).success);
    for (const bad of [
      { appName: 'x'.repeat(65) },
      { appName: 'a b' },
      { displayName: 'x'.repeat(25) },
      { displayName: '' },
      { appType: 'Server' },
      { accessTokenValidity: 899 },
      { accessTokenValidity: 10_801 },
      { refreshTokenValidity: 7199 },
      { predefinedScopes: ['/acs/nothing'] },
      { surprise: 1 },
    ]) {
      assert.ok(!CloudAppCreate.safeParse({ ...good, ...bad }).success, JSON.stringify(bad));
    }
    assert.ok(!CloudUserCreate.safeParse({ userName: 'a@b' }).success);
    assert.ok(!CloudAccountCreate.safeParse({ name: 'A', alias: 'No' }).success);
  });

  test('callback URLs: https, loopback, a private scheme for Native applications', async () => {
    const CASES: readonly [type: CloudAppType, uri: string, allowed: boolean][] = [
      ['WebApp', 'https://a.example.com/cb', true],
      ['WebApp', 'http://localhost:8080/cb', true],
      ['WebApp', 'http://a.example.com/cb', false],
      ['WebApp', 'com.example.app:/cb', false],
      ['WebApp', 'https://a.example.com/cb#x', false],
      ['WebApp', 'https://u:p@a.example.com/cb', false],
      ['NativeApp', 'com.example.app:/cb', true],
      ['NativeApp', 'javascript:alert(1)', false],
      ['NativeApp', 'data:text/html,x', false],
      ['NativeApp', '/cb', false],
      ['ServerApp', 'https://a.example.com/cb', false],
    ];
    for (const [at, [type, uri, allowed]] of CASES.entries()) {
      const made = create(`uri-${at}`, type, { redirectUris: [uri] });
      if (allowed) await made;
      else await assert.rejects(made, { code: 'ram_redirect_invalid' }, uri);
    }
  });

  test('a name is taken once per account; another instance sees nothing of it', async () => {
    const app = await create('twice');
    await assert.rejects(create('TWICE'), { code: 'ram_app_exists' });
    const stranger = { ...world.account, instanceId: 'other' };
    await assert.rejects(getApp(world.db, stranger, app.appId), { code: 'not_found' });
    await assert.rejects(listApps(world.db, stranger), { code: 'not_found' });
    await assert.rejects(listUsers(world.db, stranger), { code: 'not_found' });
    assert.deepEqual(await listLog(world.db, stranger), []);
  });

  test('an update replaces lists; openid stays', async () => {
    const { appId } = await create('lists', 'WebApp', {
      predefinedScopes: ['/acs/scim'],
      redirectUris: ['https://a.example/'],
    });
    const updated = await updateApp(world.db, ADMIN, world.account, appId, {
      predefinedScopes: [],
      redirectUris: ['https://b.example/'],
    });
    assert.deepEqual([updated.predefinedScopes, updated.redirectUris], [['openid'], ['https://b.example/']]);
    const added = await addScope(world.db, ADMIN, world.account, appId, '/acs/scim');
    assert.deepEqual(added.predefinedScopes, ['openid', '/acs/scim']);
    assert.deepEqual(added.redirectUris, ['https://b.example/']);
  });

  test('only Server applications are authorised, and only for scopes they have', async () => {
    const web = await create('not-server', 'WebApp');
    await assert.rejects(authoriseApp(world.db, ADMIN, world.account, web.appId), {
      code: 'ram_not_server_app',
    });
    await assert.rejects(deauthoriseApp(world.db, ADMIN, world.account, web.appId), {
      code: 'ram_not_server_app',
    });
    const server = await create('server');
    await assert.rejects(authoriseApp(world.db, ADMIN, world.account, server.appId, ['/acs/scim']), {
      code: 'ram_scope_not_of_app',
    });
  });

  test('two secrets at most, also when asked for all at once; the list never shows a value', async () => {
    const { appId } = await create('secrets');
    const made = await Promise.allSettled(
      Array.from({ length: 5 }, () => createSecret(world.db, ADMIN, world.account, appId)),
    );
    assert.equal(made.filter(({ status }) => status === 'fulfilled').length, 2);
    const listed = await listSecrets(world.db, world.account, appId);
    assert.equal(listed.length, 2);
    assert.deepEqual(Object.keys(listed[0]!), ['appId', 'appSecretId', 'createDate']);
  });

  test('RAM users by hand: made, listed by name and type, renamed, deleted', async () => {
    const names = ['u-one', 'u-two', 'v-three'];
    for (const userName of names) await createUser(world.db, ADMIN, world.account, { userName });
    const search = await listUsers(world.db, world.account, { search: 'U-', limit: 1 });
    assert.deepEqual(
      search.map(({ userName }) => userName),
      ['u-one'],
    );
    const next = await listUsers(world.db, world.account, { search: 'u-', after: search[0]!.userId });
    assert.deepEqual(
      next.map(({ userName }) => userName),
      ['u-two'],
    );
    assert.deepEqual(await listUsers(world.db, world.account, { search: '%' }), []);
    assert.deepEqual(await listUsers(world.db, world.account, { provisionType: 'SCIM' }), []);
    const user = { ...world.account, userId: next[0]!.userId };
    await assert.rejects(updateUser(world.db, ADMIN, user, { userName: 'U-One' }), {
      code: 'ram_user_exists',
    });
    assert.equal((await updateUser(world.db, ADMIN, user, { displayName: 'Two' })).displayName, 'Two');
    await assert.rejects(deleteUser(world.db, ADMIN, { ...user, instanceId: 'other' }), {
      code: 'not_found',
    });
    await deleteUser(world.db, ADMIN, user);
    await assert.rejects(deleteUser(world.db, ADMIN, user), { code: 'not_found' });
  });

  test('a cloud account: alias unique, quota changed, removed with everything in it', async () => {
    const made = await createCloudAccount(world.db, ADMIN, 'acme', { name: 'Second' });
    const ref = { instanceId: 'acme', accountId: made.id };
    assert.deepEqual([made.userQuota, made.defaultDomain], [1000, `${made.alias}.onaliyun.com`]);
    await assert.rejects(updateCloudAccount(world.db, ADMIN, ref, { alias: 'acme' }), {
      code: 'ram_alias_exists',
    });
    assert.equal((await updateCloudAccount(world.db, ADMIN, ref, { userQuota: 5 })).userQuota, 5);
    const { userId } = await createUser(world.db, ADMIN, ref, { userName: 'inside' });
    await addAttachment(world.db, ADMIN, { ...ref, userId }, { kind: 'AccessKey', name: 'k' });
    assert.equal((await listCloudAccounts(world.db, 'acme')).length, 2);
    await deleteCloudAccount(world.db, ADMIN, ref);
    await assert.rejects(requireAccount(world.db, ref), { code: 'not_found' });
  });
});
