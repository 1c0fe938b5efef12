/**
 * The simulated DingTalk, proven by clients that are not ours: the vendor's SDKs for the newer API and for Stream mode,
 * a third party's client for the older API, and WeCom's library for the cryptography that both vendors share.
 */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, before, describe, test } from 'node:test';
import { decrypt, encrypt, getSignature } from '@wecom/crypto';
import { type DingTalkSim, startDingTalk } from '../../../sim/dingtalk/server.ts';
import { decryptCallback, encryptCallback } from '../../../src/sources/web-api/callback-crypto.ts';
import { until } from './world.ts';

const require = createRequire(import.meta.url);
const {
  default: OAuth,
  GetAccessTokenRequest,
  GetUserTokenRequest,
} = require('@alicloud/dingtalk/dist/oauth2_1_0/client');
const contact = require('@alicloud/dingtalk/dist/contact_1_0/client');
const { Config } = require('@alicloud/openapi-client');
const { RuntimeOptions } = require('@alicloud/tea-util');
const NodeDingTalk = require('node-dingtalk');
const { DWClient } = require('dingtalk-stream');
/** The copy that the SDK uses: it has no setting for its address. */
const axios = createRequire(require.resolve('dingtalk-stream'))('axios');

let sim: DingTalkSim;
before(async () => {
  sim = await startDingTalk({ people: 200, stream: { repeatMs: 50, disconnectMs: 20 } });
});
after(() => sim.close());

const sdkConfig = () => new Config({ protocol: 'http', endpoint: sim.url.replace('http://', '') });

describe('@alicloud/dingtalk', () => {
  test('gets a token, and is told that credentials are wrong', async () => {
    const client = new OAuth(sdkConfig());
    const good = new GetAccessTokenRequest({ appKey: sim.clientId, appSecret: sim.clientSecret });
    const { body } = await client.getAccessToken(good);
    assert.equal(body.expireIn, 7200);
    assert.equal((await client.getAccessToken(good)).body.accessToken, body.accessToken);
    await assert.rejects(
      client.getAccessToken(new GetAccessTokenRequest({ appKey: sim.clientId, appSecret: 'x' })),
      { code: 'invalidClientIdOrSecret' },
    );
  });

  test('logs a person on', async () => {
    const [user] = sim.company.users.values();
    const request = new GetUserTokenRequest({
      clientId: sim.clientId,
      clientSecret: sim.clientSecret,
      code: sim.logon.codeFor(user!.userid),
      grantType: 'authorization_code',
    });
    const oauth = new OAuth(sdkConfig());
    const { body } = await oauth.getUserToken(request);
    assert.equal(body.corpId, sim.company.corpId);
    await assert.rejects(oauth.getUserToken(request), { code: 'invalidParameter.authCode.notFound' });
    const me = await new contact.default(sdkConfig()).getUserWithOptions(
      'me',
      new contact.GetUserHeaders({ xAcsDingtalkAccessToken: body.accessToken }),
      new RuntimeOptions({}),
    );
    assert.equal(me.body.unionId, user!.unionid);
    assert.equal(me.body.nick, user!.name);
  });
});

describe('node-dingtalk', () => {
  test('walks the directory with its own token', async () => {
    const { client, auth } = new NodeDingTalk({
      corpid: sim.clientId,
      corpsecret: sim.clientSecret,
      host: sim.url,
    });
    assert.deepEqual((await auth.scopes()).auth_org_scopes, { authed_dept: [1], authed_user: [] });
    const seen = new Set<string>();
    const queue = [1];
    for (const id of queue) {
      const { result: below } = await client.post('topapi/v2/department/listsub', { dept_id: id });
      queue.push(...below.map((row: { dept_id: number }) => row.dept_id));
      for (let cursor = 0, more = true; more; ) {
        const { result } = await client.post('topapi/v2/user/list', { dept_id: id, cursor, size: 7 });
        for (const { userid } of result.list) seen.add(userid);
        more = result.has_more;
        cursor = result.next_cursor;
      }
    }
    assert.deepEqual([...seen].sort(), [...sim.company.users.keys()].sort());
    assert.equal(queue.length, sim.company.departments.size);
    const { result } = await client.post('topapi/v2/user/get', { userid: [...seen][5] });
    assert.equal(result.name, sim.company.users.get([...seen][5]!)!.name);
  });

  test('is told of errors in its way', async () => {
    const { client } = new NodeDingTalk({
      corpid: sim.clientId,
      corpsecret: sim.clientSecret,
      host: sim.url,
    });
    await assert.rejects(client.post('topapi/v2/user/get', { userid: 'nobody' }), { code: 60121 });
    await client.getAccessToken();
    sim.faults.plan({ fault: 'token' });
    await assert.rejects(client.post('topapi/v2/department/get', { dept_id: 1 }), (error: unknown) => {
      const { code, data } = error as { code: number; data: { sub_code: string } };
      assert.deepEqual([code, data.sub_code], [88, '40014']);
      return true;
    });
  });
});

describe('dingtalk-stream', () => {
  test('connects, gets events, answers them, and comes back after a break', async () => {
    const redirect = axios.interceptors.request.use((config: { url: string }) => ({
      ...config,
      url: config.url.replace('https://api.dingtalk.com', sim.url),
    }));
    const events: { eventType: string; userId: string[] }[] = [];
    const client = new DWClient({ clientId: sim.clientId, clientSecret: sim.clientSecret });
    const answers = ['LATER', 'SUCCESS', 'SUCCESS'];
    client.registerAllEventListener((message: { headers: { eventType: string }; data: string }) => {
      events.push({ eventType: message.headers.eventType, ...JSON.parse(message.data) });
      return { status: answers[events.length - 1] };
    });
    try {
      await client.connect();
      await until(() => client.registered);
      const [, second, third] = sim.company.users.keys();
      sim.company.changeUser(second!, { title: '总监' });
      // What was answered with LATER comes again.
      await until(() => events.length === 2);
      assert.deepEqual(
        events.map(({ eventType, userId }) => [eventType, userId]),
        [
          ['user_modify_org', [second]],
          ['user_modify_org', [second]],
        ],
      );
      await sim.outbox.settled();
      assert.deepEqual(
        sim.gateway.answers.map(({ answer }) => answer),
        ['LATER', 'SUCCESS'],
      );
      sim.gateway.drop();
      await until(() => sim.gateway.connected === 2 && sim.gateway.open === 1);
      sim.company.removeUser(third!);
      await until(() => events.length === 3);
      assert.equal(events[2]!.eventType, 'user_leave_org');
      await sim.outbox.settled();
    } finally {
      client.disconnect();
      axios.interceptors.request.eject(redirect);
    }
  });
});

describe('@wecom/crypto', () => {
  const key = 'MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY';

  test('reads what we encrypt, and we what it does', () => {
    for (const message of ['success', '', '{"EventType":"check_url"}', '张三'.repeat(40)]) {
      assert.deepEqual(
        { ...decrypt(key, encryptCallback(key, message, 'dingappkey000001')), random: undefined },
        { message, id: 'dingappkey000001', random: undefined },
      );
      assert.deepEqual(decryptCallback(key, encrypt(key, message, 'ww1')), { message, receiver: 'ww1' });
    }
  });

  test('accepts the calls of HTTP push and gives an answer that counts', async () => {
    const { createServer } = await import('node:http');
    const bodies: string[] = [];
    const server = createServer((request, response) => {
      let text = '';
      request.on('data', (chunk) => {
        text += chunk;
      });
      request.on('end', () => {
        const query = new URL(request.url!, 'http://x').searchParams;
        const { encrypt: sealed } = JSON.parse(text);
        const [timestamp, nonce] = [query.get('timestamp')!, query.get('nonce')!];
        assert.equal(getSignature('push-token', timestamp, nonce, sealed), query.get('signature'));
        const opened = decrypt(key, sealed);
        bodies.push(opened.message);
        const answer = encrypt(key, 'success', opened.id);
        const timeStamp = String(Date.now());
        const msg_signature = getSignature('push-token', timeStamp, 'n0n0n0n0n0n0n0n0', answer);
        response.end(
          JSON.stringify({ msg_signature, timeStamp, nonce: 'n0n0n0n0n0n0n0n0', encrypt: answer }),
        );
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const url = `http://127.0.0.1:${port}/callbacks/x`;
    sim.outbox.push = { url, token: 'push-token', aesKey: key, receiver: sim.clientId };
    try {
      assert.deepEqual(await sim.outbox.checkUrl(), { outcome: 'taken', status: 200 });
      assert.equal(JSON.parse(bodies[0]!).EventType, 'check_url');
    } finally {
      sim.outbox.push = undefined;
      await new Promise((resolve) => server.close(resolve));
    }
  });
});
