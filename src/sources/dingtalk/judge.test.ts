import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { WebAnswer } from '../web-api/client.ts';
import { codeOf, judgeLegacy, judgeModern, judgeToken } from './judge.ts';

const NOW = new Date('2026-09-10T16:00:30Z');
const legacy = (body: Record<string, unknown> | null, status = 200, text = ''): WebAnswer => ({
  status,
  headers: {},
  body,
  text,
});
const wrapped = (code: string, text: string) =>
  legacy({
    errcode: 88,
    sub_code: code,
    sub_msg: text,
    errmsg: `ding talk error[subcode=${code},submsg=${text}]`,
  });
const short = (verdict: ReturnType<typeof judgeLegacy>) =>
  verdict.kind === 'failed'
    ? [verdict.error.code, verdict.error.params]
    : verdict.kind === 'again'
      ? ['again', verdict.waitMs]
      : [verdict.kind];
const judge = (answer: WebAnswer, expected: string[] = []) => short(judgeLegacy('h', answer, NOW, expected));

describe('the older host', () => {
  test('the code is the wrapped one, as text', () => {
    assert.equal(codeOf({ errcode: 0 }), '0');
    assert.equal(codeOf({ errcode: '60121' }), '60121');
    assert.equal(codeOf({ errcode: 88, sub_code: '40014' }), '40014');
    assert.equal(codeOf({ errcode: 88, sub_code: 90018 }), '90018');
    assert.equal(codeOf({ errcode: 88, errmsg: 'ding talk error[subcode=90002,submsg=x]' }), '90002');
    assert.equal(codeOf({ errcode: 88, errmsg: 'what else' }), '88');
    assert.equal(codeOf({}), undefined);
  });

  test('tokens, limits, busy servers', () => {
    assert.deepEqual(judge(legacy({ errcode: 0 })), ['ok']);
    for (const code of ['40014', '42001', '40001']) assert.deepEqual(judge(wrapped(code, 'x')), ['token']);
    assert.deepEqual(judge(legacy({ errcode: -1, errmsg: '系统繁忙' })), ['again', undefined]);
    assert.deepEqual(judge(wrapped('90018', '调用过多')), ['again', 1000]);
    assert.deepEqual(judge(legacy({ errcode: 90018 })), ['again', 1000]);
    assert.equal(judge(wrapped('90020', '本月次数用完'))[0], 'web_api_refused');
  });

  test('a limit that says when it ends is waited for, within reason', () => {
    const text = (end: string) =>
      `从 2026-09-11 00:00:00 到 2026-09-11 00:01:00 请求总次数超过 1200 次, 限制将在 ${end} 结束.`;
    assert.deepEqual(judge(wrapped('90002', text('2026-09-11 00:00:45'))), ['again', 15_000]);
    assert.deepEqual(judge(wrapped('90002', text('2026-09-11 00:00:10'))), ['again', 1000], 'already over');
    assert.deepEqual(judge(wrapped('90002', text('2026-09-12 00:00:00'))), ['again', 60_000]);
  });

  test('a blocked address: JSON of another kind, or a page', () => {
    assert.deepEqual(judge(legacy({ status: 1111, wait: 5, source: 'x5', punish: 'deny' })), [
      'again',
      300_000,
    ]);
    assert.deepEqual(judge(legacy(null, 200, '<html><script src="/punish?x5secdata=1">')), ['again', 60_000]);
    assert.deepEqual(judge(legacy(null, 502, '<h1>Bad Gateway')), ['again', undefined]);
    assert.equal(judge(legacy(null, 200, '<h1>Welcome'))[0], 'web_api_not_json');
  });

  test('refusals name permission and address', () => {
    assert.deepEqual(judge(wrapped('60011', '应用尚未开通所需的权限：[qyapi_get_member]，点击链接申请')), [
      'web_api_permission',
      { host: 'h', permission: 'qyapi_get_member' },
    ]);
    assert.deepEqual(judge(wrapped('60020', '访问ip不在白名单之中,request ip=203.0.113.9 corpId(ding1)')), [
      'web_api_ip_refused',
      { host: 'h', address: '203.0.113.9' },
    ]);
    assert.deepEqual(judge(legacy({ errcode: 60003, errmsg: '部门不存在' }), ['60003']), ['ok']);
    assert.equal(judge(legacy({ errcode: 60003, errmsg: '部门不存在' }))[0], 'web_api_refused');
    assert.equal(judge(legacy({ hello: 1 }))[0], 'web_api_answer_odd');
  });

  test('where a token is asked for, the same codes mean the credentials', () => {
    for (const code of ['40096', '40089', '40035'])
      assert.equal(
        short(judgeToken('h', legacy({ errcode: Number(code), errmsg: 'x' }), NOW))[0],
        'web_api_credentials',
      );
    assert.deepEqual(short(judgeToken('h', wrapped('90018', 'x'), NOW)), ['again', 1000]);
  });
});

test('the newer host: the text of the code counts, not the status', () => {
  const modern = (status: number, code: string, message = '') =>
    short(judgeModern('h', legacy({ code, message, requestid: 'r' }, status)));
  assert.deepEqual(short(judgeModern('h', legacy({ accessToken: 'x' }))), ['ok']);
  for (const status of [400, 401, 403]) assert.deepEqual(modern(status, 'InvalidAuthentication'), ['token']);
  assert.deepEqual(modern(403, 'Forbidden.AccessDenied.QpsLimitForApi'), ['again', 1000]);
  assert.deepEqual(modern(503, 'ServiceUnavailable'), ['again', undefined]);
  assert.equal(modern(401, 'authFailed')[0], 'web_api_credentials');
  assert.equal(modern(400, 'invalidClientIdOrSecret')[0], 'web_api_credentials');
  assert.deepEqual(
    modern(
      403,
      'Forbidden.AccessDenied.AccessTokenPermissionDenied',
      '没有调用该接口的权限 [Contact.User.Read]',
    ),
    ['web_api_permission', { host: 'h', permission: 'Contact.User.Read' }],
  );
  assert.equal(modern(403, 'Forbidden.AccessDenied.IpNotInWhiteList', 'ip 1.2.3.4')[0], 'web_api_ip_refused');
  assert.equal(modern(404, 'InvalidAction.NotFound')[0], 'web_api_refused');
  assert.equal(short(judgeModern('h', legacy(null, 404)))[0], 'web_api_not_json');
});
