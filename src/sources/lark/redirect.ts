import type { LogonByRedirect } from '../source.ts';
import { Lark } from './api.ts';
import type { LarkConfig } from './config.ts';
import { logOn, logonAddress, logonCode } from './logon.ts';

/** One page for browsers and for Lark itself; inside, it asks for nothing. */
export const larkLogon: LogonByRedirect<LarkConfig> = {
  by: 'redirect',
  assertReady() {},
  app: /\b(?:Lark|Feishu)\//i,
  address: logonAddress,
  async whoCameBack(config, io, query, request) {
    const app = new Lark(config, io);
    try {
      return await logOn(app, logonCode(query), request);
    } finally {
      await app.close();
    }
  },
};
