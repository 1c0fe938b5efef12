import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dingtalkConfig } from '../dingtalk/config.ts';
import { wecomConfig } from '../wecom/config.ts';

const WECOM = { corpId: 'ww1', appSecret: 's' };
const DINGTALK = { appKey: 'k', appSecret: 's' };

test('an address in the settings carries no password, which everybody who looks at the source would see', () => {
  for (const address of [
    'http://user:password@proxy.example:8080',
    'http://user@proxy.example:8080',
    'http://:password@proxy.example:8080',
    'http://proxy.example:8080/?key=password',
    'http://proxy.example:8080/#password',
    'ftp://proxy.example',
    'proxy.example:8080',
  ]) {
    for (const setting of ['proxy', 'apiOrigin', 'loginOrigin']) {
      assert.equal(wecomConfig.safeParse({ ...WECOM, [setting]: address }).success, false, address);
      assert.equal(dingtalkConfig.safeParse({ ...DINGTALK, [setting]: address }).success, false, address);
    }
  }
  const good = { proxy: 'http://proxy.example:8080', apiOrigin: 'https://relay.example/wecom/' };
  assert.equal(wecomConfig.parse({ ...WECOM, ...good }).apiOrigin, 'https://relay.example/wecom');
  assert.equal(dingtalkConfig.parse({ ...DINGTALK, ...good }).proxy, 'http://proxy.example:8080');
});
