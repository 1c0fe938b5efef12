import type { LogonByRedirect } from '../source.ts';
import { DingTalk } from './api.ts';
import type { DingTalkConfig } from './config.ts';
import { logOn, logonAddress, logonCode } from './logon.ts';

/** The page of DingTalk serves browsers and DingTalk itself; inside, it asks for no scan. */
export const dingtalkLogon: LogonByRedirect<DingTalkConfig> = {
  by: 'redirect',
  assertReady() {},
  app: /\bDingTalk\//i,
  address: logonAddress,
  async whoCameBack(config, io, query) {
    const app = new DingTalk(config, io);
    try {
      return await logOn(app, logonCode(query));
    } finally {
      await app.close();
    }
  },
};
