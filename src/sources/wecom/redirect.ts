import { MusterError } from '../../errors/error.ts';
import type { LogonByRedirect } from '../source.ts';
import { WeCom } from './api.ts';
import type { WeComConfig } from './config.ts';
import { logOn, logonAddress, logonAddressInside, logonCode } from './logon.ts';

/** A code to scan outside WeCom; inside, its silent authorisation, which shows no more than who it is. */
export const wecomLogon: LogonByRedirect<WeComConfig> = {
  by: 'redirect',
  assertReady(config) {
    for (const field of ['agentId', 'appSecret'] as const)
      if (!config[field]) throw new MusterError('source_logon_settings', { field });
  },
  app: /\bwxwork\//i,
  address: (config, request) =>
    request.inside ? logonAddressInside(config, request, false) : logonAddress(config, request),
  async whoCameBack(config, io, query) {
    const app = new WeCom(config, io);
    try {
      return await logOn(app, logonCode(query));
    } finally {
      await app.close();
    }
  },
};
