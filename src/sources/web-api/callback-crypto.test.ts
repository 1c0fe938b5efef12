import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MusterError } from '../../errors/error.ts';
import { decryptCallback, openCallback, sealCallback } from './callback-crypto.ts';

const K1 = 'MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY';
const K2 = 'ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA';

interface Vector {
  token: string;
  aesKey: string;
  timestamp: string;
  nonce: string;
  receiver: string;
  /** Left out where only opening is known. */
  random?: string;
  plain: string;
  encrypt: string;
  signature: string;
}

const vectors: Record<string, Vector> = {
  'WeCom, address check': {
    token: 'hubToken1',
    aesKey: K1,
    timestamp: '1700000000',
    nonce: 'nonce001',
    receiver: 'ww1234567890abcdef',
    random: 'abcdefghijklmnop',
    plain: '1616140317555161061',
    encrypt: '734H5rOppjjhWnfkswouTJX3NTAUEJ159PPnQSLll/2Qjei+djcsclcY2WK8SD6rVGUV80SVZ/e1F064O+VdDQ==',
    signature: '130b86218379875339ce96bdcea6439123bd88f1',
  },
  'WeCom, event (padding of 31)': {
    token: 'hubToken2',
    aesKey: K2,
    timestamp: '1700000001',
    nonce: 'nonce002',
    receiver: 'ww1234567890abcdef',
    random: 'ABCDEFGHIJKLMNOP',
    plain: '<xml><ChangeType>delete_user</ChangeType><UserID>zhangsan</UserID><Name>张三</Name></xml>',
    encrypt:
      'UUTaCfoQ5Am6GMoFU94cw2IrtZgPrmWKmuHWomJLkYwwOulma1eujMvuWtvX7wTRwoupBazLSaj4E67YcaoLL6Av1+mQs3PLhvDorCfbFWFiYPifpUaXYc2z' +
      'pY9jlltG+CNKM9b1oEFLsQMGfV2SxQy8oLzF124bpU+eOB8H6oafrZeMy6tVzVFG9xHW7Y+YSrQv30jnP9LYvevCz9YGNw==',
    signature: '16616095884b576e138764ee461df66196a99dd7',
  },
  'DingTalk, the demonstration of the vendor': {
    token: 'mryue',
    aesKey: 'Yue0EfdN5900c1ce5cf6A152c63DDe1808a60c5ecd7',
    timestamp: '1608001896814',
    nonce: 'WL4PK6yA',
    receiver: 'ding6ccabc44d2c8d38b',
    plain: '{"EventType":"check_url"}',
    encrypt:
      '0vJiX6vliEpwG3U45CtXqi+m8PXbQRARJ8p8BbDuD1EMTDf0jKpQ79QS93qEk7XHpP6u+oTTrd15NRPvNvmBKyDCYxxOK+HZeKju4yhELOFchzNukR+t8SB/' +
      'qk4ROMu3',
    signature: '03044561471240d4a14bb09372dfcfd4fd0e40cb',
  },
  'DingTalk, answer (padding of 21)': {
    token: 'dingToken1',
    aesKey: K1,
    timestamp: '1700000000123',
    nonce: 'nonceAAAAAAAAAA2',
    receiver: 'dingappkey000001',
    random: 'QRSTUVWXYZ543210',
    plain: 'success',
    encrypt: 'T24VPay/6v1BUJnKsHR8RUE/qABsqG9D6sStk/xbIsiqp6nsceW+O1lU4ZGXHiFl1CbMUyCo0N23U+M4mggQVQ==',
    signature: '2142733e9399446114c6330f63068e261ecd02e7',
  },
  'DingTalk, event': {
    token: 'dingToken2',
    aesKey: K2,
    timestamp: '1700000002000',
    nonce: 'nonceBBBBBBBBBB3',
    receiver: 'ding0000000000corp',
    random: '0123456789ABCDEF',
    plain: '{"EventType":"user_leave_org","eventId":"ev-1","userId":["m001"],"name":"张三"}',
    encrypt:
      'wq43WPe5x5lmvqrU09v6f0peJ4J+wGEMJ3vatJTsHI3XvL6ZO51RoT4EjsDj6AJ5fj1EkeYXs6hudnizcJPi3tCcvK13O9uIvTawxqka+RTGl01Qc/qBXDDr' +
      'RtnlPrAldH5Q7HdD5x1wNYlDJzA7ZG/XifqAXUhzwwvvxG1B9Ow=',
    signature: '8161c9f38181953c7c96775172e36c49b6ea74c2',
  },
};

const refusal = (reason: RegExp) => (error: unknown) =>
  error instanceof MusterError && error.code === 'callback_refused' && reason.test(error.message);

describe('known calls', () => {
  for (const [name, { plain, receiver, random, signature, encrypt, ...vector }] of Object.entries(vectors)) {
    test(name, () => {
      const opened = openCallback(vector, { ...vector, signature, encrypt }, ['other', receiver]);
      assert.deepEqual(opened, { message: plain, receiver });
      if (random === undefined) return;
      const sealed = sealCallback(
        vector,
        plain,
        receiver,
        vector.timestamp,
        vector.nonce,
        Buffer.from(random),
      );
      assert.equal(sealed.encrypt, encrypt);
      assert.equal(sealed.signature, signature);
    });
  }
});

describe('what is refused', () => {
  const { plain: _plain, receiver, ...event } = vectors['DingTalk, event']!;

  test('another token, time, nonce, cipher text or signature', () => {
    for (const changed of [
      { token: 'dingToken3' },
      { timestamp: '1700000002001' },
      { nonce: 'nonceBBBBBBBBBB4' },
      { encrypt: vectors['DingTalk, answer (padding of 21)']!.encrypt },
      { signature: event.signature.toUpperCase() },
      { signature: '' },
      // As long in characters, but not in bytes.
      { signature: `张${event.signature.slice(1)}` },
    ]) {
      const call = { ...event, ...changed };
      assert.throws(() => openCallback(call, call, [receiver]), refusal(/signature/));
    }
  });

  test('a message for another application', () => {
    assert.throws(() => openCallback(event, event, ['dingappkey000001']), refusal(/another application/));
  });

  test('another key, a cut text, a key that is none', () => {
    assert.throws(() => decryptCallback(K1, event.encrypt), refusal(/key/));
    assert.throws(() => decryptCallback(K2, event.encrypt.slice(0, 40)), refusal(/cut/));
    assert.throws(() => decryptCallback(K2, ''), refusal(/cut/));
    assert.throws(() => decryptCallback(K2.slice(1), event.encrypt), refusal(/43/));
  });

  test('never with anything but a refusal, whatever the bytes are', () => {
    for (let blocks = 1; blocks <= 40; blocks++) {
      const noise = Buffer.alloc(blocks * 32, blocks).toString('base64');
      try {
        decryptCallback(K2, noise);
      } catch (error) {
        assert.ok(refusal(/./)(error), String(error));
      }
    }
  });
});

test('every length of message comes back as it was', () => {
  for (let length = 0; length < 70; length++) {
    const message = '𠮷'.repeat(length);
    const sealed = sealCallback({ token: 't', aesKey: K1 }, message, 'ww1', '1', 'n');
    assert.deepEqual(openCallback({ token: 't', aesKey: K1 }, sealed, ['ww1']), {
      message,
      receiver: 'ww1',
    });
  }
});
