/**
 * The simulated WeCom, proven by clients that are not ours: a third party's client for the API (it knows the calls of the
 * application, not `user/list_id`, `department/simplelist` and the newer log-on), and the vendor's library for callbacks.
 */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { decrypt, encrypt, getSignature } from '@wecom/crypto';
import { startWeCom, type WeComSim } from '../../../sim/wecom/server.ts';
import { wecomCallback } from '../../../src/sources/wecom/callback.ts';
import { configOf } from './world.ts';

const { API: Api } = createRequire(import.meta.url)('wechat-enterprise');

const TOKEN = 'hubToken1';
const KEY = 'MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY';

interface Client {
  prefix: string;
  [call: string]: unknown;
}

let sim: WeComSim;
let client: Client;
before(async () => {
  sim = await startWeCom({ people: 120, privateFields: true });
  client = clientWith(sim.secrets.app);
});
after(() => sim.close());

function clientWith(secret: string): Client {
  const made: Client = new Api(sim.corpId, secret, sim.agentId);
  made.prefix = `${sim.url}/cgi-bin/`;
  return made;
}

/** Calls of the client end in a callback. */
function call(name: string, ...given: unknown[]): Promise<Record<string, unknown>> {
  return callOf(client, name, ...given);
}

function callOf(of: Client, name: string, ...given: unknown[]): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    const work = of[name] as (...all: unknown[]) => void;
    work.call(of, ...given, (error: Error | null, data: Record<string, unknown>) =>
      error ? reject(error) : resolve(data),
    );
  });
}

describe('a third party’s client for the API', () => {
  test('gets a token, and is told that the secret is wrong', async () => {
    const { accessToken } = await call('getLatestToken');
    assert.equal(typeof accessToken, 'string');
    await assert.rejects(callOf(clientWith('wrong'), 'getLatestToken'), { code: 40001 });
  });

  test('reads departments, members and one of them', async () => {
    const { department } = (await call('getDepartments')) as { department: { id: number; name: string }[] };
    assert.equal(department.length, sim.company.departments.size);
    const [, first] = department;
    const { userlist } = (await call('getDepartmentUsersDetail', first!.id, 0, 0)) as {
      userlist: { userid: string; mobile: string }[];
    };
    assert.equal(userlist.length, sim.membersOf(first!.id).length);
    const brief = (await call('getDepartmentUsers', 1, 1, 0)) as { userlist: unknown[] };
    assert.equal(brief.userlist.length, sim.company.members.size);
    const member = await call('getUser', userlist[0]!.userid.toUpperCase());
    assert.equal(member.mobile, userlist[0]!.mobile);
    await assert.rejects(call('getUser', 'nobody'), { code: 60111 });
    await assert.rejects(call('getDepartmentUsers', 98765, 0, 0), { code: 60003 });
  });

  test('reads tags and who is in them', async () => {
    const { taglist } = (await call('listTags')) as { taglist: { tagid: number }[] };
    assert.deepEqual(
      taglist.map(({ tagid }) => tagid),
      [...sim.company.tags.keys()],
    );
    const tag = (await call('getTagUsers', 1)) as { userlist: { userid: string }[]; partylist: number[] };
    assert.deepEqual(
      tag.userlist.map(({ userid }) => userid),
      [...sim.company.tags.get(1)!.users],
    );
  });

  test('logs a person on, once a code', async () => {
    const [member] = sim.company.members.values();
    const code = sim.logon.codeFor(member!.userid);
    assert.equal((await call('getUserIdByCode', code)).UserId, member!.userid);
    await assert.rejects(call('getUserIdByCode', code), { code: 40029 });
    assert.ok((await call('getUserIdByCode', sim.logon.codeFor('stranger'))).OpenId);
  });

  test('is told when a token ran out, and gets another one', async () => {
    await call('getDepartments');
    sim.expireTokens();
    await assert.rejects(call('getDepartments'), { code: 42001 });
    const fresh = clientWith(sim.secrets.app);
    assert.ok((await callOf(fresh, 'getDepartments')).department);
  });

  test('sees what a newer application and the contact-sync secret see', async () => {
    sim.privateFields = false;
    const [member] = sim.company.members.values();
    const shown = await callOf(clientWith(sim.secrets.app), 'getUser', member!.userid);
    assert.ok(!('mobile' in shown) && 'position' in shown);
    const sync = clientWith(sim.secrets.sync);
    await assert.rejects(callOf(sync, 'getDepartments'), { code: 48009 });
    await assert.rejects(callOf(sync, 'getUser', member!.userid), { code: 48009 });
    assert.ok((await callOf(sync, 'listTags')).taglist);
  });
});

describe('@wecom/crypto', () => {
  const settings = () => ({ events: 'callback', callbackToken: TOKEN, callbackAesKey: KEY });

  test('understands what the simulator sends', async () => {
    const seen: { query: URLSearchParams; body: string; method: string }[] = [];
    const receiver = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const { searchParams: query } = new URL(request.url!, 'http://receiver');
      seen.push({ query, body: Buffer.concat(chunks).toString(), method: request.method! });
      const echo = query.get('echostr');
      response.end(echo === null ? '' : decrypt(KEY, echo).message);
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    const { port } = receiver.address() as AddressInfo;
    sim.outbox.push = { url: `http://127.0.0.1:${port}/callback`, token: TOKEN, aesKey: KEY };
    try {
      assert.equal((await sim.outbox.checkUrl()).outcome, 'taken');
      sim.edits.addMember({ userid: 'crypto', name: '密', department: [2] });
      await sim.outbox.settled();
      const [check, event] = seen;
      const echo = check!.query.get('echostr')!;
      const signed = ({ query }: { query: URLSearchParams }, text: string) =>
        getSignature(TOKEN, query.get('timestamp')!, query.get('nonce')!, text);
      assert.equal(check!.query.get('msg_signature'), signed(check!, echo));
      const encrypted = /<Encrypt><!\[CDATA\[(.+?)\]\]>/.exec(event!.body)![1]!;
      assert.equal(event!.query.get('msg_signature'), signed(event!, encrypted));
      const { message, id } = decrypt(KEY, encrypted);
      assert.equal(id, sim.corpId);
      assert.match(
        message,
        /<ChangeType><!\[CDATA\[create_user\]\]><\/ChangeType>.*<UserID><!\[CDATA\[crypto\]\]>/,
      );
      assert.doesNotMatch(message, /密/);
    } finally {
      sim.outbox.push = undefined;
      receiver.close();
    }
  });

  test('makes what our callback understands', () => {
    const config = configOf(sim, 'both', settings());
    const now = new Date();
    const timestamp = String(Math.floor(now.getTime() / 1000));
    const sealed = (plain: string) => {
      const text = encrypt(KEY, plain, sim.corpId);
      return {
        text,
        query: { msg_signature: getSignature(TOKEN, timestamp, 'n1', text), timestamp, nonce: 'n1' },
      };
    };
    const echo = sealed('1616140317555161061');
    const request = { headers: {}, body: Buffer.alloc(0), query: { ...echo.query, echostr: echo.text } };
    assert.partialDeepStrictEqual(wecomCallback(config, { ...request, method: 'GET' }, now), {
      body: '1616140317555161061',
      probe: true,
      events: [],
    });
    const event = sealed(
      '<xml><FromUserName><![CDATA[sys]]></FromUserName><CreateTime>1700000001</CreateTime><Event><![CDATA[change_contact]]></Event><ChangeType>delete_user</ChangeType><UserID><![CDATA[ZhangSan]]></UserID></xml>',
    );
    const body = Buffer.from(
      `<xml><ToUserName>${sim.corpId}</ToUserName><Encrypt>${event.text}</Encrypt></xml>`,
    );
    const { events } = wecomCallback(config, { method: 'POST', headers: {}, query: event.query, body }, now);
    assert.deepEqual(
      events.map(({ touched }) => touched),
      [[{ kind: 'user', id: 'ZhangSan' }]],
    );
  });
});
