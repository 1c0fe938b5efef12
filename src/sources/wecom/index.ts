import type { RecordKind, Source, SourceIo, SourceKind } from '../source.ts';
import { WeCom } from './api.ts';
import { childrenOf, sampleOf } from './browse.ts';
import { wecomCallback } from './callback.ts';
import { checkWeCom } from './check.ts';
import { type WeComConfig, wecomConfig } from './config.ts';
import { readCompany } from './read.ts';
import { wecomLogon } from './redirect.ts';
import { rereadTouched } from './reread.ts';

const KINDS: readonly RecordKind[] = ['org', 'user', 'group'];

function openWeCom(config: WeComConfig, io: SourceIo): Source {
  const app = new WeCom(config, io);
  const kinds = KINDS.filter((kind) => kind !== 'group' || config.groupSync);
  return {
    kinds,
    check: () => checkWeCom(app, io.signal),
    read: () => readCompany(app, kinds),
    reread: (touched) => rereadTouched(app, touched),
    children: (parent) => childrenOf(app, parent),
    sample: (request) => sampleOf(app, request),
    close: () => app.close(),
  };
}

/** WeCom (企业微信), by a self-built application, the contact-sync secret, or both. */
export const wecom: SourceKind<WeComConfig> = {
  kind: 'wecom',
  title: { en: 'WeCom', zh: '企业微信' },
  config: wecomConfig,
  secretsGoTo: ['apiOrigin', 'proxy', 'ca'],
  defaultMappings: {
    user: [
      { target: 'username', type: 'field', value: 'username', match: true },
      { target: 'displayName', type: 'field', value: 'displayName' },
      { target: 'email', type: 'expression', value: 'Coalesce(idpUser.biz_mail, idpUser.email)' },
      { target: 'phoneNumber', type: 'field', value: 'mobile' },
      // The key is in lower case; WeCom itself tells the id as it was given.
      { target: 'externalId', type: 'field', value: 'userid' },
      { target: 'enabled', type: 'field', value: 'enabled' },
    ],
    org: [
      // Where only ids are to be had, a number is better than nothing.
      { target: 'name', type: 'expression', value: 'Coalesce(idpUser.name, idpUser.id)' },
    ],
    group: [{ target: 'name', type: 'field', value: 'name' }],
  },
  open: openWeCom,
  logon: wecomLogon,
  callback: wecomCallback,
  callsBack: ({ events }) => events === 'callback',
};
