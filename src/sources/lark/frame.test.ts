import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeFrame, encodeFrame, type Frame, headerOf } from './frame.ts';

/** Made by protobufjs from the vendor's message. */
const KNOWN =
  '08ffffffffffffffffff0110d295acb1aa81c6f865182120ffffffffffffffffff012a0d0a047479706512056576656e74' +
  '2a0a0a03e5908d1203e580bc32046a736f6e3a017842077b2261223a317d4a03616263';
const frame: Frame = {
  seqId: 18_446_744_073_709_551_615n,
  logId: 7_345_678_901_234_567_890n,
  service: 33,
  method: -1,
  headers: [
    ['type', 'event'],
    ['名', '值'],
  ],
  payloadEncoding: 'json',
  payloadType: 'x',
  payload: Buffer.from('{"a":1}'),
  logIdNew: 'abc',
};

test('a frame is written and read as another implementation does', () => {
  assert.equal(encodeFrame(frame).toString('hex'), KNOWN);
  assert.deepEqual(decodeFrame(Buffer.from(KNOWN, 'hex')), frame);
  assert.equal(headerOf(frame, '名'), '值');
  assert.equal(headerOf(frame, 'sum'), undefined);
});

test('fields that are not known are passed over, of every kind', () => {
  const extra = Buffer.from('50015901020304050607086201785d01020304', 'hex');
  assert.deepEqual(decodeFrame(Buffer.concat([Buffer.from(KNOWN, 'hex'), extra])), frame);
});

test('what is cut, or lacks what a frame must have, is none', () => {
  const whole = Buffer.from(KNOWN, 'hex');
  for (let length = 0; length < whole.length; length++) {
    const part = decodeFrame(whole.subarray(0, length));
    if (part) assert.deepEqual([part.seqId, part.method], [frame.seqId, frame.method]);
  }
  assert.equal(decodeFrame(Buffer.alloc(0)), undefined);
  assert.equal(decodeFrame(Buffer.from('08ff')), undefined);
  assert.equal(decodeFrame(Buffer.from('0800100018002a7f0a', 'hex')), undefined);
  assert.equal(decodeFrame(Buffer.from(`08${'ff'.repeat(12)}`, 'hex')), undefined);
  assert.equal(decodeFrame(Buffer.from('0f', 'hex')), undefined);
});
