import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MusterError } from '../../../src/errors/error.ts';
import type { Touched } from '../../../src/sources/source.ts';
import {
  callbackSignature,
  encryptCallback,
  sealCallback,
} from '../../../src/sources/web-api/callback-crypto.ts';
import { wecomCallback } from '../../../src/sources/wecom/callback.ts';
import { wecomConfig } from '../../../src/sources/wecom/config.ts';
import { encryptedIn, understand, XML_MAX_BYTES, xmlElements } from '../../../src/sources/wecom/events.ts';
import { inWorld, readAll } from './world.ts';

const K1 = 'MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY';
const K2 = 'ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA';
const corpId = 'ww1234567890abcdef';
const configWith = (callbackToken: string, callbackAesKey: string, more: object = {}) =>
  wecomConfig.parse({ corpId, syncSecret: 's', events: 'callback', callbackToken, callbackAesKey, ...more });
const refusal = (reason: RegExp) => (error: unknown) =>
  error instanceof MusterError && error.code === 'callback_refused' && reason.test(error.message);

describe('a callback', () => {
  test('that checks the address is answered with the text alone', () => {
    const query = {
      msg_signature: '130b86218379875339ce96bdcea6439123bd88f1',
      timestamp: '1700000000',
      nonce: 'nonce001',
      echostr: '734H5rOppjjhWnfkswouTJX3NTAUEJ159PPnQSLll/2Qjei+djcsclcY2WK8SD6rVGUV80SVZ/e1F064O+VdDQ==',
    };
    const request = { method: 'GET' as const, query, headers: {}, body: Buffer.alloc(0) };
    const answer = wecomCallback(configWith('hubToken1', K1), request, new Date(1_700_000_000_000));
    assert.deepEqual([answer.body, answer.probe, answer.events], ['1616140317555161061', true, []]);
    assert.match(answer.contentType, /^text\/plain/);
    for (const [config, now, reason] of [
      [configWith('hubToken2', K1), 1_700_000_000_000, /signature/],
      [configWith('hubToken1', K2), 1_700_000_000_000, /key/],
      [configWith('hubToken1', K1, { corpId: 'ww2' }), 1_700_000_000_000, /another application/],
      [configWith('hubToken1', K1), 1_700_001_000_000, /time/],
      [wecomConfig.parse({ corpId, syncSecret: 's' }), 1_700_000_000_000, /not set up/],
    ] as const)
      assert.throws(() => wecomCallback(config, request, new Date(now)), refusal(reason));
  });

  test('that tells an event gives what it touches', () => {
    const query = {
      msg_signature: '16616095884b576e138764ee461df66196a99dd7',
      timestamp: '1700000001',
      nonce: 'nonce002',
    };
    const encrypt =
      'UUTaCfoQ5Am6GMoFU94cw2IrtZgPrmWKmuHWomJLkYwwOulma1eujMvuWtvX7wTRwoupBazLSaj4E67YcaoLL6Av1+mQs3PLhvDorCfbFWFiYPifpUaXYc2z' +
      'pY9jlltG+CNKM9b1oEFLsQMGfV2SxQy8oLzF124bpU+eOB8H6oafrZeMy6tVzVFG9xHW7Y+YSrQv30jnP9LYvevCz9YGNw==';
    const body = Buffer.from(`<xml><ToUserName/><AgentID/><Encrypt>${encrypt}</Encrypt></xml>`);
    const request = { method: 'POST' as const, query, headers: {}, body };
    // The known message says neither that it is of contacts nor when: it is taken, and touches nothing.
    const answer = wecomCallback(configWith('hubToken2', K2), request, new Date(1_700_000_001_000));
    assert.deepEqual([answer.body, answer.probe, answer.events], ['success', undefined, []]);
  });

  test('is refused for a body that is too long, is no XML, or declares anything', () => {
    const now = new Date(1_700_000_000_000);
    const config = configWith('t', K1);
    const call = (body: string) => {
      const encrypt = /<Encrypt>(.*?)<\/Encrypt>/.exec(body)?.[1] ?? '';
      const msg_signature = callbackSignature('t', '1700000000', 'n', encrypt);
      const query = { msg_signature, timestamp: '1700000000', nonce: 'n' };
      return () =>
        wecomCallback(config, { method: 'POST', query, headers: {}, body: Buffer.from(body) }, now);
    };
    const good = encryptCallback(K1, '<xml><Event>change_contact</Event></xml>', corpId);
    assert.deepEqual(call(`<xml><Encrypt>${good}</Encrypt></xml>`)().events, []);
    for (const body of [
      '',
      'plain',
      '{"encrypt":"x"}',
      '<xml></xml>',
      '<xml><Encrypt></Encrypt></xml>',
      '<other><Encrypt>x</Encrypt></other>',
      `<!DOCTYPE xml [<!ENTITY e "x">]><xml><Encrypt>${good}</Encrypt></xml>`,
      `<xml><!-- --><Encrypt>${good}</Encrypt></xml>`,
      `<xml><Encrypt>${good}</Encrypt>${' '.repeat(XML_MAX_BYTES)}</xml>`,
    ])
      assert.throws(call(body), refusal(/encrypted|too long/), body.slice(0, 40));
    const bomb = '<!DOCTYPE xml [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><xml><UserID>&b;</UserID></xml>';
    const sealed = sealCallback({ token: 't', aesKey: K1 }, bomb, corpId, '1700000000', 'n');
    assert.throws(call(`<xml><Encrypt>${sealed.encrypt}</Encrypt></xml>`), refusal(/no XML/));
  });
});

describe('an event', () => {
  const config = configWith('t', K1, { groupSync: true });
  const touchedBy = (fields: Record<string, string>, as = config) =>
    understand({ FromUserName: 'sys', CreateTime: '1', Event: 'change_contact', ...fields }, as)?.touched;

  test('touches members, departments, tags', () => {
    assert.deepEqual(touchedBy({ ChangeType: 'create_user', UserID: '007', Department: '2' }), [
      { kind: 'user', id: '007' },
    ]);
    assert.deepEqual(touchedBy({ ChangeType: 'update_user', UserID: 'a', NewUserID: 'b' }), [
      { kind: 'user', id: 'a' },
      { kind: 'user', id: 'b' },
    ]);
    assert.deepEqual(touchedBy({ ChangeType: 'delete_user', UserID: 'a' }), [{ kind: 'user', id: 'a' }]);
    for (const ChangeType of ['create_party', 'update_party', 'delete_party'])
      assert.deepEqual(touchedBy({ ChangeType, Id: '12' }), [{ kind: 'org', id: '12' }]);
    assert.deepEqual(touchedBy({ ChangeType: 'update_tag', TagId: '3' }), [{ kind: 'group', id: '3' }]);
    assert.equal(touchedBy({ ChangeType: 'update_tag', TagId: '3' }, configWith('t', K1)), undefined);
    assert.equal(touchedBy({ ChangeType: 'update_user' }), null);
    assert.equal(touchedBy({ ChangeType: 'something_new' }), undefined);
    assert.equal(touchedBy({ Event: 'subscribe' }), undefined);
  });

  test('is the same when repeated, and another one in the same second when it says something else', () => {
    const one = {
      Event: 'change_contact',
      FromUserName: 'sys',
      CreateTime: '1',
      ChangeType: 'update_user',
      UserID: 'a',
    };
    const id = (more: object = {}) => understand({ ...one, ...more }, config)!.id;
    assert.equal(id(), id());
    assert.notEqual(id(), id({ Department: '2' }));
    assert.notEqual(id({ Department: '2' }), id({ Department: '3' }));
    assert.notEqual(id(), id({ CreateTime: '2' }));
    assert.notEqual(id(), id({ UserID: 'b' }));
  });

  test('is read as text, whatever it looks like', () => {
    const text =
      '<?xml version="1.0"?><xml><UserID><![CDATA[007]]></UserID><Id>0012</Id><Name><![CDATA[<!DOCTYPE &amp; 𠮷]]></Name></xml>';
    assert.partialDeepStrictEqual(xmlElements(text), {
      UserID: '007',
      Id: '0012',
      Name: '<!DOCTYPE &amp; 𠮷',
    });
    assert.equal(xmlElements('<xml><UserID>a</UserID><__proto__>x</__proto__></xml>'), null);
    assert.equal(xmlElements('<xml><UserID>a</xml>'), null);
    for (const section of ['<![CDATA[a', '<![CDATA[a]]', '<![CDATA['.repeat(28_000)])
      assert.equal(xmlElements(`<xml><UserID>${section}</UserID></xml>`), null);
    assert.equal(xmlElements('<xml><UserID><<![CDATA[x]]>!DOCTYPE</UserID></xml>'), null);
  });
});

test('the cipher text of a call is found with and without CDATA, and nothing else is taken for it', () => {
  for (const given of ['aB+/9==', '<![CDATA[aB+/9==]]>', ' <![CDATA[aB+/9==]]> '])
    assert.equal(
      encryptedIn(`<xml><ToUserName><![CDATA[ww1]]></ToUserName><Encrypt>${given}</Encrypt></xml>`),
      'aB+/9==',
    );
  for (const given of ['', '<![CDATA[]]>', 'a b', '&amp;', '<a>a</a>', '<![CDATA[a'])
    assert.equal(encryptedIn(`<xml><Encrypt>${given}</Encrypt></xml>`), undefined, given);
});

describe('what is read again', () => {
  for (const mode of ['both', 'app', 'sync'] as const)
    test(`is as the full pass gives it (${mode})`, () =>
      inWorld({ people: 100, mode, config: { groupSync: true } }, async ({ sim, source }) => {
        const full = await readAll(source);
        const several = [...sim.company.members.values()].find(({ department }) => department.length > 1)!;
        // By any spelling.
        const touched: Touched[] = [
          { kind: 'user', id: several.userid.toUpperCase() },
          { kind: 'user', id: several.userid },
          { kind: 'org', id: '5' },
          ...(mode === 'sync' ? [] : [{ kind: 'group' as const, id: '2' }]),
        ];
        const { records, gone } = await source.reread!(touched);
        assert.deepEqual(gone, []);
        assert.equal(records.length, mode === 'sync' ? 2 : 3);
        for (const record of records) {
          const same = full.of(record.kind, record.key);
          assert.deepEqual(record.hash, same.hash, record.kind);
          assert.deepEqual(record.parents(), same.parents());
          assert.deepEqual(record.refs(), same.refs());
        }
      }));

  test('may be gone', () =>
    inWorld({ people: 60, config: { groupSync: true } }, async ({ source }) => {
      const { records, gone } = await source.reread!([
        { kind: 'user', id: 'Nobody' },
        { kind: 'org', id: '98765' },
        { kind: 'group', id: '98765' },
      ]);
      assert.deepEqual(records, []);
      assert.deepEqual(gone.map(({ kind, key }) => `${kind} ${key}`).sort(), [
        'group 98765',
        'org 98765',
        'user nobody',
      ]);
    }));

  for (const mode of ['both', 'app'] as const)
    test(`is not called gone when it is out of sight (${mode})`, () =>
      inWorld({ people: 60, mode }, async ({ sim, source }) => {
        const hidden = [...sim.company.members.values()].find(({ department }) => !department.includes(2))!;
        sim.range = { departments: [], users: [] };
        const { records, gone } = await source.reread!([
          { kind: 'user', id: hidden.userid },
          { kind: 'org', id: '5' },
        ]);
        assert.deepEqual([records, gone], [[], []]);
      }));

  test('is gone from the source when it left the source nodes', () =>
    inWorld({ people: 120, config: { sourceNodes: ['2'] } }, async ({ sim, source }) => {
      sim.edits.addMember({ userid: 'leaver', name: '调', department: [2] });
      assert.equal((await source.reread!([{ kind: 'user', id: 'leaver' }])).records.length, 1);
      const outside = sim.edits.addDepartment('外', 1);
      sim.edits.moveMember('leaver', [outside.id]);
      const { gone } = await source.reread!([
        { kind: 'user', id: 'leaver' },
        { kind: 'org', id: String(outside.id) },
        // The node itself stands for the organization everything is put below.
        { kind: 'org', id: '2' },
      ]);
      assert.deepEqual(gone.map(({ key }) => key).sort(), [String(outside.id), '2', 'leaver'].sort());
    }));
});
