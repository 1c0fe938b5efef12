import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, test } from 'node:test';
import { FAULTS, type Fault } from '../../sim/scim-target/faults.ts';
import { listLinks, retryFailed } from '../../src/push/links.ts';
import { startPush } from '../../src/push/run.ts';
import { cancelRun } from '../../src/runs/runs.ts';
import { Pusher } from './pusher.ts';
import { ACTOR } from './world.ts';

let pusher: Pusher;
afterEach(() => pusher.stop());

/** Everybody is there once, under the external id of the account, and a further push writes nothing. */
async function converged(count: number): Promise<void> {
  assert.equal(pusher.target.users.size, count);
  const { rows } = await pusher.db.query<{ id: string; username: string }>(
    `SELECT id, username FROM account`,
  );
  for (const { id, username } of rows)
    assert.equal(pusher.target.users.byExternalId(id)?.userName, username.toLowerCase());
  const before = pusher.writes();
  assert.equal((await pusher.push()).state, 'success');
  assert.equal(pusher.writes(), before);
}

for (const fault of FAULTS)
  test(`${fault} at the first create is survived`, async () => {
    pusher = await Pusher.start({ requestTimeoutMs: 300 });
    pusher.target.faults.retryAfter = '0';
    await pusher.accounts(3);
    pusher.target.faults.once(fault, 'POST');
    const run = await pusher.push();
    assert.equal(run.state, 'success', JSON.stringify(run.error));
    await converged(3);
  });

for (const fault of ['error_after', 'reset_after', 'hang_after'] as const)
  test(`${fault} at update and delete is survived`, async () => {
    pusher = await Pusher.start({ requestTimeoutMs: 300, guard: { deletions: 10, share: 100 } });
    await pusher.accounts(3);
    await pusher.push();
    await pusher.change('user0', { displayName: 'New' });
    await pusher.remove('user1');
    pusher.target.faults.once(fault, 'PUT');
    pusher.target.faults.once(fault, 'DELETE');
    assert.equal((await pusher.push()).state, 'success');
    assert.equal(pusher.target.users.byName('user0')?.displayName, 'New');
    await converged(2);
  });

test('a create without an answer is looked up before it is tried again', async () => {
  pusher = await Pusher.start();
  await pusher.account('once');
  pusher.target.faults.once('error_after', 'POST');
  const run = await pusher.push();
  assert.equal(run.state, 'success');
  assert.equal(pusher.target.counts.POST, 1, 'no second POST');
  await converged(1);
});

test('so it is when the target was listed first, whose list is older than the attempt', async () => {
  pusher = await Pusher.start();
  await pusher.accounts(60);
  pusher.target.faults.once('error_after', 'POST');
  await pusher.push();
  assert.ok(pusher.target.counts.list, 'it was listed');
  assert.equal(pusher.target.counts.POST, 60);
  await converged(60);
});

test('a cancelled push stops where it is; the next one carries on', async () => {
  pusher = await Pusher.start({ rate: 20, concurrency: 2 });
  await pusher.accounts(60);
  const id = await startPush(pusher.db, ACTOR, 'acme', pusher.appId);
  await pusher.until(() => pusher.target.users.size > 5);
  await cancelRun(pusher.db, 'acme', id);
  assert.equal((await pusher.ended(id)).state, 'cancelled');
  assert.ok(pusher.target.users.size < 60);
  await pusher.set({ rate: 1000 });
  await pusher.push();
  assert.equal(pusher.target.counts.POST, 60);
  await converged(60);
});

test('random failures of every kind end with everybody there once', async () => {
  pusher = await Pusher.start({ requestTimeoutMs: 200 }, { seed: 7 });
  pusher.target.faults.retryAfter = '0';
  await pusher.accounts(80);
  const often: Partial<Record<Fault, number>> = { hang: 0.005, hang_after: 0.005, huge: 0.005 };
  for (const fault of FAULTS) pusher.target.faults.odds(fault, often[fault] ?? 0.03);
  for (let n = 0; n < 20; n++) {
    const run = await pusher.push();
    assert.ok(['success', 'partial_success', 'failed'].includes(run.state));
    if (run.state === 'success') break;
  }
  pusher.target.faults.clear();
  await pusher.push();
  await converged(80);
});

test('a pusher that died with rows in hand: they are looked up, not created again', async () => {
  pusher = await Pusher.start();
  await pusher.accounts(4);
  await pusher.push();
  // As after kill -9 between the target's answer and the acknowledgement, and before two that were never sent.
  await pusher.account('unsent');
  await pusher.db.query(
    `UPDATE target_link SET claim = 'dead', attempting = true, state = 'due', op = 'create', remote_id = NULL, remote_name = NULL,
       remote_key = NULL, acked = NULL, acked_hash = NULL`,
  );
  const run = await pusher.push();
  assert.equal(run.state, 'success');
  assert.deepEqual([run.counters.user!.linked, run.counters.user!.created], [4, 1]);
  assert.equal(pusher.target.counts.POST, 5);
  await converged(5);
});

test('a user deleted at the target behind our back is created once more', async () => {
  pusher = await Pusher.start();
  await pusher.accounts(2);
  await pusher.push();
  pusher.target.users.remove(pusher.target.users.byName('user0')!.id);
  await pusher.change('user0', { displayName: 'New' });
  const run = await pusher.push();
  assert.equal(run.counters.user!.created, 1);
  await converged(2);
});

test('a token that runs out is renewed once for all requests under way', async () => {
  pusher = await Pusher.start();
  await pusher.accounts(20);
  pusher.target.faults.once('token_expired', 'POST');
  await pusher.push();
  assert.ok(pusher.target.counts.token! <= 3, `${pusher.target.counts.token} tokens`);
  await converged(20);
});

test('Retry-After stops the whole target, is shown, and live push goes on after it', async () => {
  pusher = await Pusher.start();
  await pusher.live();
  pusher.target.faults.once('busy', 'POST');
  await pusher.account('first');
  const pause = async () =>
    (await pusher.db.query<{ pause: { code: string } | null }>(`SELECT pause FROM application`)).rows[0]!
      .pause;
  assert.ok(await pusher.until(async () => (await pause())?.code === 'target_busy'));
  const posts = pusher.target.counts.POST ?? 0;
  await pusher.account('second');
  await new Promise((resolve) => setTimeout(resolve, 300));
  assert.equal(pusher.target.counts.POST ?? 0, posts, 'nothing is sent meanwhile');
  assert.ok(await pusher.until(() => pusher.target.users.size === 2));
  assert.equal(await pause(), null);
});

test('the concurrency cap holds', async () => {
  pusher = await Pusher.start({ concurrency: 3 });
  await pusher.accounts(60);
  await pusher.push();
  assert.ok(pusher.target.peak() <= 4, `${pusher.target.peak()} at once (3, and the token)`);
});

test('a target that always fails ends the run with its words, and retry failed goes on', async () => {
  pusher = await Pusher.start();
  await pusher.accounts(2);
  pusher.target.faults.odds('error_before', 1);
  const run = await pusher.push();
  assert.equal(run.state, 'failed');
  assert.equal(run.error?.code, 'target_failing');
  pusher.target.faults.clear();
  await retryFailed(pusher.db, ACTOR, 'acme', pusher.appId);
  await pusher.live();
  assert.ok(await pusher.until(() => pusher.target.users.size === 2));
});

const WRONG: [what: string, fault: Fault, code: string][] = [
  ['a web page', 'html', 'target_not_scim'],
  ['a redirect', 'redirect', 'target_redirect'],
  ['a 10 MB answer', 'huge', 'target_answer_too_large'],
  ['no answer', 'hang', 'target_timeout'],
];
for (const [what, fault, code] of WRONG)
  test(`a target that gives ${what} ends the run with a clear error and no secret in it`, async () => {
    pusher = await Pusher.start({ requestTimeoutMs: fault === 'hang' ? 200 : 20_000 });
    await pusher.accounts(1);
    pusher.target.faults.odds(fault, 1);
    const run = await pusher.push();
    assert.equal(run.state, 'failed');
    assert.equal(run.error?.code, code);
    const [link] = await listLinks(pusher.db, 'acme', pusher.appId, { limit: 1 });
    assert.doesNotMatch(JSON.stringify([run, link]), /sealed|"secret"|token=abc/);
  });

test('wrong credentials and an unreachable target end the run with a remedy', async () => {
  pusher = await Pusher.start();
  await pusher.accounts(1);
  await pusher.set({ clientSecret: 'wrong' });
  assert.equal((await pusher.push()).error?.code, 'target_token_refused');
  await pusher.set({ clientSecret: 'secret', baseUrl: 'http://127.0.0.1:1/scim' });
  const run = await pusher.push();
  assert.equal(run.error?.code, 'target_unreachable');
  assert.equal((await pusher.link('user0'))?.state, 'due');
  await pusher.set({ clientSecret: 'secret', baseUrl: pusher.target.url });
  await pusher.push();
  await converged(1);
});

test('a refusal in broken Unicode stops its account only', async () => {
  pusher = await Pusher.start();
  const refusal = `${'x'.repeat(499)}\u{1f600} \0 \ud800`;
  const server = await users((method) =>
    method === 'POST' ? [400, { detail: refusal, scimType: '\0\udc00' }] : [200, { totalResults: 0 }],
  );
  await pusher.set(asBearer(server));
  await pusher.accounts(2);
  const run = await pusher.push();
  closeAll(server);
  assert.equal(run.error?.code, undefined, JSON.stringify(run.error));
  assert.equal(run.counters.user!.parked, 2);
  const { error } = (await pusher.link('user0'))!;
  assert.equal(error?.code, 'target_refused');
  assert.equal(error?.detail, `${'x'.repeat(499)}\ufffd`);
});

for (const broken of [{ id: 'a\0b' }, { id: '\ud800' }, { userName: 'user\u00070' }, { userName: '\udfff' }])
  test(`a user whose ${JSON.stringify(broken)} no database holds is refused as a broken answer`, async () => {
    pusher = await Pusher.start();
    const user = { id: 'r1', userName: 'user0', ...broken };
    const server = await users((method) =>
      method === 'POST' ? [201, user] : [200, { totalResults: 1, Resources: [user] }],
    );
    await pusher.set(asBearer(server));
    await pusher.accounts(1);
    const run = await pusher.push();
    closeAll(server);
    assert.equal(run.error?.code, 'target_not_scim');
    assert.equal((await pusher.link('user0'))?.state, 'due');
  });

const asBearer = (server: Server) => ({
  auth: 'bearer' as const,
  bearerToken: 'x',
  clientSecret: '',
  baseUrl: `http://127.0.0.1:${portOf(server)}`,
});

/** A target that answers every request by its method. */
function users(answer: (method: string) => [status: number, body: object]): Promise<Server> {
  const server = createServer((request, response) => {
    const [status, body] = answer(request.method!);
    response.writeHead(status, { 'content-type': 'application/scim+json' }).end(JSON.stringify(body));
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

function closeAll(server: Server): void {
  server.closeAllConnections();
  server.close();
}

test('a target that drips its answer is cut off', async () => {
  pusher = await Pusher.start({ requestTimeoutMs: 300 });
  const server = await drip();
  await pusher.set(asBearer(server));
  await pusher.accounts(1);
  const run = await pusher.push();
  closeAll(server);
  assert.equal(run.error?.code, 'target_timeout');
});

function drip(): Promise<Server> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    const timer = setInterval(() => response.write(' '), 50);
    response.once('close', () => clearInterval(timer));
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

const portOf = (server: Server) => (server.address() as AddressInfo).port;
