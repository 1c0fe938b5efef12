import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { WebAnswer } from '../web-api/client.ts';
import { judgeAnswer, judgeConnection } from './judge.ts';

const answer = (
  body: Record<string, unknown> | null,
  status = 200,
  headers: Record<string, string> = {},
): WebAnswer => ({ status, headers, body, text: '' });
const short = (verdict: ReturnType<typeof judgeAnswer>) =>
  verdict.kind === 'failed'
    ? [verdict.error.code, verdict.error.params]
    : verdict.kind === 'again'
      ? ['again', verdict.waitMs]
      : [verdict.kind];
const judge = (given: WebAnswer, expected: string[] = []) =>
  short(judgeAnswer(given, { host: 'h', what: 'users', expected }));
const error = (code: number, msg = 'x', status = 400) => answer({ code, msg }, status);

describe('the code counts, not the status', () => {
  test('success, expected codes, tokens', () => {
    assert.deepEqual(judge(answer({ code: 0, data: {} })), ['ok']);
    assert.deepEqual(judge(error(40004, 'x', 403), ['40004']), ['ok']);
    for (const status of [200, 400, 401, 403])
      assert.deepEqual(judge(error(99991663, 'x', status)), ['token']);
  });

  test('limits say when they end, within reason', () => {
    const limited = (seconds: string) =>
      judge(answer({ code: 99991400 }, 429, { 'x-ogw-ratelimit-reset': seconds }));
    assert.deepEqual(limited('3'), ['again', 3000]);
    assert.deepEqual(limited('86400'), ['again', 60_000]);
    assert.deepEqual(limited('soon'), ['again', 1000]);
    assert.deepEqual(judge(error(99991400)), ['again', 1000], 'as older APIs say it');
    assert.deepEqual(judge(answer(null, 429, { 'x-ogw-ratelimit-reset': '2' })), ['again', 2000]);
    assert.deepEqual(judge(error(99991403)), ['web_api_quota', { host: 'h' }]);
  });

  test('what passes by itself', () => {
    assert.deepEqual(judge(error(40003)), ['again', undefined]);
    assert.deepEqual(judge(answer(null, 502)), ['again', undefined]);
    assert.deepEqual(judge(answer({ code: 5, msg: 'x' }, 503)), ['again', undefined]);
  });

  test('what does not', () => {
    assert.deepEqual(judge(answer(null, 404)), ['web_api_not_json', { host: 'h', status: 404 }]);
    assert.equal(judge(answer({ hello: 1 }))[0], 'web_api_answer_odd');
    for (const code of [10003, 10014, 10015, 99991662, 99991673])
      assert.equal(judge(error(code))[0], 'web_api_credentials');
    for (const code of [40004, 40014, 41050, 42009])
      assert.deepEqual(judge(error(code, 'x', 403)), ['web_api_range', { host: 'h', what: 'users' }]);
    assert.deepEqual(judge(error(40012, 'page token is\ninvalid')), [
      'web_api_refused',
      { host: 'h', code: '40012', message: 'page token is invalid' },
    ]);
    assert.deepEqual(judge(error(99991401, 'ip 203.0.113.9 is denied')), [
      'web_api_ip_refused',
      { host: 'h', address: '203.0.113.9' },
    ]);
  });

  test('a missing permission is named, from the list or from the text', () => {
    const text =
      'Access denied. One of the following scopes is required: [contact:contact.base:readonly, contact:contact:readonly_as_app].';
    assert.deepEqual(judge(error(99991672, text)), [
      'web_api_permission',
      { host: 'h', permission: 'contact:contact.base:readonly / contact:contact:readonly_as_app' },
    ]);
    const listed = { permission_violations: [{ type: 'x', subject: 'contact:group:readonly' }, null] };
    const given = answer({ code: 99991672, msg: 'Access denied', error: listed }, 400);
    assert.deepEqual(judge(given), [
      'web_api_permission',
      { host: 'h', permission: 'contact:group:readonly' },
    ]);
    assert.deepEqual(judge(error(99991672, 'no more is said')), [
      'web_api_permission',
      { host: 'h', permission: 'no more is said' },
    ]);
  });
});

test('where to connect to has codes of its own', () => {
  const of = (code: number) => short(judgeConnection(error(code, 'm', 200), { host: 'h', what: 'w' }));
  assert.deepEqual(of(0), ['ok']);
  assert.deepEqual(of(1), ['again', undefined]);
  assert.deepEqual(of(1000040343), ['again', undefined]);
  assert.deepEqual(of(514), ['web_api_credentials', { host: 'h', reason: '514 m' }]);
  assert.deepEqual(of(403), ['web_api_credentials', { host: 'h', reason: '403 m' }]);
  assert.equal(of(1000040350)[0], 'web_api_refused');
});
