import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MusterError } from '../../errors/error.ts';
import type { CallbackRequest } from '../source.ts';
import { decryptLark, larkCallback, larkSignature } from './callback.ts';
import { larkConfig } from './config.ts';

/** Computed with node:crypto and taken by the vendor's own library. */
const CHALLENGE = {
  encryptKey: 'larkEncryptKey1',
  plain: '{"challenge":"ch-0001","token":"vtok","type":"url_verification"}',
  encrypt:
    'MDEyMzQ1Njc4OWFiY2RlZrvKzyCOlYPykErbE/HP4+v9FljkSptRDhSAA2QbrnJeipMgXZL7ibhT4VliraWxK1O4gf3w4WP7ZWF1B+OxX0MlH9BYnmb7hhUI' +
    'oDq006Ez',
  timestamp: '1700000000',
  nonce: 'nonce-l1',
  signature: 'fc34fa0293eca55f67f3fd4536f250f4fe4f80e813995f56c35fe52275cd3f09',
};
const EVENT = {
  encryptKey: 'larkEncryptKey2',
  plain:
    '{"schema":"2.0","header":{"event_id":"ev-1","event_type":"contact.user.deleted_v3","token":"vtok"},"event":{"object":{"open_id":"ou_1","name":"张三"}}}',
  encrypt:
    'ZmVkY2JhOTg3NjU0MzIxMPZ5oa4Y1Qkwz2JpWammtF9lLnip1ljkjpItMUeyvy8Q5ix0f40wfjKRCjGnQxKT43H0N6xOv0Li0tlIWv4eY+W18D37K32ouU5L' +
    'xVddoPNNd2PsNg1wViJ5vV3H1I11XJDibAbJmNBOr94SsMe32w1x44kFQ6/meNTvJTE8E8dKtiqPMqs1fHCVyZF7jBvZWnrBhYvH6RJNQQ7gYOpThJc=',
  timestamp: '1700000002',
  nonce: 'nonce-l2',
  signature: '2fe8079b52590657290d9bcb6cd9eeb0706ebffa491b4ac5d53cf41844322ccb',
};
const NOW = new Date(1_700_000_010_000);

const config = (changed: Record<string, unknown> = {}) =>
  larkConfig.parse({
    appId: 'cli_1',
    appSecret: 's',
    events: 'callback',
    verificationToken: 'vtok',
    ...changed,
  });
const body = (value: unknown) => Buffer.from(JSON.stringify(value));
const request = (raw: Buffer, headers: Record<string, string> = {}): CallbackRequest => ({
  method: 'POST',
  query: {},
  headers,
  body: raw,
});
const signed = (
  { timestamp, nonce, encrypt, signature }: typeof EVENT,
  changed: Record<string, string> = {},
) =>
  request(body({ encrypt }), {
    'x-lark-request-timestamp': timestamp,
    'x-lark-request-nonce': nonce,
    'x-lark-signature': signature,
    ...changed,
  });
const refusal = (reason: RegExp) => (error: unknown) =>
  error instanceof MusterError && error.code === 'callback_refused' && reason.test(error.message);

test('known cipher texts and signatures', () => {
  assert.equal(decryptLark('test key', 'P37w+VZImNgPEO1RBhJ6RtKl7n6zymIbEG1pReEzghk='), 'hello world');
  for (const { encryptKey, plain, encrypt, timestamp, nonce, signature } of [CHALLENGE, EVENT]) {
    assert.equal(decryptLark(encryptKey, encrypt), plain);
    assert.equal(larkSignature(encryptKey, timestamp, nonce, body({ encrypt })), signature);
  }
});

describe('the check of the address', () => {
  test('is answered with the challenge, plain or encrypted, signed or not', () => {
    const { encryptKey, encrypt, plain } = CHALLENGE;
    const wanted = {
      contentType: 'application/json; charset=utf-8',
      body: '{"challenge":"ch-0001"}',
      events: [],
      probe: true,
    };
    assert.deepEqual(larkCallback(config(), request(Buffer.from(plain)), NOW), wanted);
    assert.deepEqual(larkCallback(config({ encryptKey }), request(body({ encrypt })), NOW), wanted);
    assert.deepEqual(larkCallback(config({ encryptKey }), signed(CHALLENGE), NOW), wanted);
  });

  test('with another token is refused', () => {
    const other = config({ verificationToken: 'vtok2' });
    assert.throws(() => larkCallback(other, request(Buffer.from(CHALLENGE.plain)), NOW), refusal(/token/));
    const none = { challenge: 'x', type: 'url_verification' };
    assert.throws(() => larkCallback(config(), request(body(none)), NOW), refusal(/token/));
  });
});

describe('events', () => {
  const event = (header: Record<string, unknown>, more: Record<string, unknown> = {}) => ({
    schema: '2.0',
    header: {
      event_id: 'ev-2',
      token: 'vtok',
      app_id: 'cli_1',
      create_time: String(NOW.getTime()),
      ...header,
    },
    event: { object: { open_id: 'ou_1', union_id: 'on_1', open_department_id: 'od-1' }, ...more },
  });

  test('say what to read again', () => {
    for (const [type, touched] of [
      ['contact.user.created_v3', [{ kind: 'user', id: 'on_1' }]],
      ['contact.user.updated_v3', [{ kind: 'user', id: 'on_1' }]],
      ['contact.user.deleted_v3', [{ kind: 'user', id: 'on_1' }]],
      ['contact.department.created_v3', [{ kind: 'org', id: 'od-1' }]],
      ['contact.department.updated_v3', [{ kind: 'org', id: 'od-1' }]],
      ['contact.department.deleted_v3', [{ kind: 'org', id: 'od-1' }]],
      ['contact.scope.updated_v3', null],
    ] as const) {
      const { events, probe } = larkCallback(config(), request(body(event({ event_type: type }))), NOW);
      assert.deepEqual([events, probe], [[{ id: 'ev-2', touched }], undefined], type);
    }
    const other = larkCallback(config(), request(body(event({ event_type: 'im.message.receive_v1' }))), NOW);
    assert.deepEqual(other.events, []);
  });

  test('without a union_id name the open_id, without any id everything', () => {
    const of = (object: unknown) =>
      larkCallback(config(), request(body(event({ event_type: 'contact.user.updated_v3' }, { object }))), NOW)
        .events[0]!.touched;
    assert.deepEqual(of({ open_id: 'ou_1' }), [{ kind: 'user', id: 'ou_1' }]);
    assert.equal(of({}), null);
    assert.equal(of(null), null);
  });

  test('for another app, of another token, too old are refused', () => {
    for (const [header, reason] of [
      [{ app_id: 'cli_2' }, /another application/],
      [{ app_id: undefined }, /another application/],
      [{ token: 'vtok2' }, /token/],
      [{ token: 5 }, /token/],
      [{ create_time: String(NOW.getTime() - 86_400_000) }, /time/],
      [{ create_time: undefined }, /time/],
    ] as const)
      assert.throws(() => larkCallback(config(), request(body(event(header))), NOW), refusal(reason));
  });
});

describe('with an Encrypt Key', () => {
  const keyed = config({ encryptKey: EVENT.encryptKey });

  test('only what is signed is an event', () => {
    // The sample is of no app: it gets as far as that.
    assert.throws(() => larkCallback(keyed, signed(EVENT), NOW), refusal(/another application/));
    for (const [changed, reason] of [
      [{ 'x-lark-signature': '' }, /no signature/],
      [{ 'x-lark-signature': '0'.repeat(64) }, /signature/],
      [{ 'x-lark-signature': EVENT.signature.toUpperCase() }, /signature/],
      [{ 'x-lark-request-timestamp': '1700000003' }, /signature/],
      [{ 'x-lark-request-nonce': 'nonce-l3' }, /signature/],
    ] as const)
      assert.throws(() => larkCallback(keyed, signed(EVENT, changed), NOW), refusal(reason));
  });

  test('the signature is over the bytes as they came', () => {
    const spaced = { ...signed(EVENT), body: Buffer.from(`{ "encrypt": "${EVENT.encrypt}" }`) };
    assert.throws(() => larkCallback(keyed, spaced, NOW), refusal(/signature/));
  });

  test('an old call is a replay', () => {
    const later = new Date(NOW.getTime() + 16 * 60_000);
    assert.throws(() => larkCallback(keyed, signed(EVENT), later), refusal(/time/));
  });

  test('nothing else than a refusal comes of anything', () => {
    for (const raw of ['', 'x', '[]', 'null', '{}', '{"encrypt":5}', '{"encrypt":""}', '{"encrypt":"AAAA"}'])
      assert.throws(() => larkCallback(keyed, request(Buffer.from(raw)), NOW), refusal(/./));
    for (let blocks = 2; blocks < 20; blocks++) {
      const encrypt = Buffer.alloc(blocks * 16, blocks).toString('base64');
      assert.throws(() => larkCallback(keyed, request(body({ encrypt })), NOW), refusal(/./));
    }
    assert.throws(
      () => larkCallback(keyed, request(Buffer.from(CHALLENGE.plain)), NOW),
      refusal(/nothing encrypted/),
    );
    assert.throws(
      () => larkCallback(config(), request(body({ encrypt: 'x' })), NOW),
      refusal(/no Encrypt Key/),
    );
    assert.throws(() => larkCallback(keyed, { ...signed(EVENT), method: 'GET' }, NOW), refusal(/POST/));
    const off = larkConfig.parse({ appId: 'cli_1', appSecret: 's' });
    assert.throws(() => larkCallback(off, signed(EVENT), NOW), refusal(/not set up/));
  });
});
