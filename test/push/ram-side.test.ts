/** The alibaba-ram preset against Muster's own RAM side: two implementations of RAM's documentation that must meet. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { addAttachment, createUser, listUsers, removeAttachment } from '../../src/cloud/users.ts';
import { loadApplication } from '../../src/push/applications.ts';
import { ADMIN, openApp, openWorld, type World } from '../cloud/world.ts';
import { Pusher } from './pusher.ts';

let world: World;
let pusher: Pusher;
let app: Awaited<ReturnType<typeof openApp>>;

beforeEach(async () => {
  world = await openWorld();
  app = await openApp(world);
  pusher = await Pusher.start({
    baseUrl: world.scim,
    tokenUrl: `${world.root}/oauth/v1/token`,
    clientId: app.appId,
    clientSecret: app.secret,
    requestTimeoutMs: 10_000,
    guard: { deletions: 10, share: 100 },
  });
});
afterEach(async () => {
  await pusher.stop();
  await world.close();
});

const users = async () => listUsers(world.db, world.account, { limit: 100 });
const names = async () => (await users()).map(({ userName }) => userName).sort();

async function findings(): Promise<string[]> {
  const { kind, settings } = await loadApplication(pusher.db, pusher.deps, 'acme', pusher.appId);
  const found: string[] = [];
  for await (const { step, ok, error } of kind.test(settings))
    found.push(`${step} ${ok ? 'ok' : error!.code}`);
  return found;
}

test('people arrive, change and leave; what was made in the console stays as it is', async () => {
  await createUser(world.db, ADMIN, world.account, { userName: 'Console' });
  assert.deepEqual(await findings(), ['token ok', 'scope ok', 'read ok', 'count ok']);
  await pusher.accounts(60);
  await pusher.account('console');
  const run = await pusher.push();
  assert.deepEqual([run.counters.user!.created, run.counters.user!.conflict], [60, 1]);
  await pusher.change('user0', { username: 'swap' });
  await pusher.change('user1', { username: 'user0' });
  await pusher.change('swap', { username: 'user1' });
  await pusher.change('user2', { displayName: '新名字' });
  await pusher.remove('user3');
  const second = await pusher.push();
  assert.deepEqual([second.counters.user!.updated, second.counters.user!.deleted], [3, 1]);
  const expected = ['console', ...Array.from({ length: 60 }, (_, n) => `user${n}`)].filter(
    (name) => name !== 'user3',
  );
  assert.deepEqual(
    (await names()).map((name) => name.toLowerCase()),
    expected.sort(),
  );
  const third = await pusher.push();
  const { created, updated, deleted } = third.counters.user!;
  assert.deepEqual([created, updated, deleted], [0, 0, 0]);
});

test('a user with an access key is not deleted, and the reason is RAM’s', async () => {
  await pusher.accounts(1);
  await pusher.push();
  const { remoteId } = (await pusher.link('user0'))!;
  const ref = { ...world.account, userId: remoteId! };
  await addAttachment(world.db, ADMIN, ref, { kind: 'AccessKey', name: 'LTAI' });
  await pusher.remove('user0');
  assert.equal((await pusher.push()).state, 'partial_success');
  assert.match((await pusher.link('user0'))!.error!.detail!, /DeleteConflict\.User\.AccessKey/);
  await removeAttachment(world.db, ADMIN, ref, { kind: 'AccessKey', name: 'LTAI' });
  assert.equal((await pusher.push()).counters.user!.deleted, 1);
  assert.deepEqual(await names(), []);
});

test('the secret’s id in place of the secret is named for what it is', async () => {
  await pusher.set({ clientSecret: app.secretId });
  assert.deepEqual(await findings(), ['token target_token_secret_id']);
});

test('a server application that nobody authorised lacks the scope', async () => {
  await world.db.query(`UPDATE cloud_app SET authorised_scopes = '{}'`);
  assert.deepEqual(await findings(), ['token ok', 'scope target_scope_missing']);
});
