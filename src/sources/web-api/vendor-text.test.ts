import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MusterError } from '../../errors/error.ts';
import { judgeLegacy, judgeModern } from '../dingtalk/judge.ts';
import { judgeAnswer } from '../wecom/judge.ts';
import type { Verdict, WebAnswer } from './client.ts';
import { addressIn, clipped, textIn } from './vendor-text.ts';

/** As long as an answer may be; a pattern that takes the square of it does not come to an end. */
const ENDLESS = 8_000_000;
const answer = (body: Record<string, unknown>, status = 200): WebAnswer => ({
  status,
  headers: {},
  body,
  text: '',
});

function errorOf(verdict: Verdict): MusterError {
  assert.ok(verdict.kind === 'failed');
  return verdict.error;
}

test('messages are read from their beginning', () => {
  assert.equal(clipped(' a\n\tb '), ' a b ');
  assert.equal(textIn('a', null, 7, 'b'), 'a b');
  assert.equal(addressIn('not allow to access from your ip, from ip: 203.0.113.7, more'), '203.0.113.7');
  assert.equal(addressIn('from 2001:db8::7 it is'), '2001:db8::7');
  assert.equal(addressIn('nowhere'), '?');
});

test('a host that answers without end neither holds the program up nor fills an error', () => {
  const long = 'a'.repeat(ENDLESS);
  const digits = '9'.repeat(ENDLESS);
  const judging = { host: 'h', pauseMs: 1, what: 'x' };
  for (const errmsg of [long, ' '.repeat(ENDLESS), `qyapi_${long}`, `subcode=${digits}`])
    for (const errcode of [60020, 60011, 88, digits]) {
      const body = { errcode, errmsg, sub_msg: errmsg };
      for (const verdict of [judgeLegacy('h', answer(body), new Date()), judgeAnswer(answer(body), judging)])
        assert.ok(JSON.stringify(errorOf(verdict).params).length < 5000);
    }
  for (const code of [
    'Forbidden.IpNotInWhiteList',
    'Forbidden.AccessDenied.AccessTokenPermissionDenied',
    `authFailed${long}`,
    long,
  ]) {
    const error = errorOf(judgeModern('h', answer({ code, message: long }, 403)));
    assert.ok(JSON.stringify(error.params).length < 5000);
  }
});
