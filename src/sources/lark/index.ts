import type { RecordKind, Source, SourceIo, SourceKind } from '../source.ts';
import { Lark } from './api.ts';
import { childrenOf, sampleOf } from './browse.ts';
import { larkCallback } from './callback.ts';
import { checkLark } from './check.ts';
import { type LarkConfig, larkConfig } from './config.ts';
import { listenToLark } from './listen.ts';
import { readCompany } from './read.ts';
import { larkLogon } from './redirect.ts';
import { rereadTouched } from './reread.ts';

const KINDS: readonly RecordKind[] = ['org', 'user', 'group'];

function openLark(config: LarkConfig, io: SourceIo): Source {
  const app = new Lark(config, io);
  const kinds = KINDS.filter((kind) => kind !== 'group' || config.groupSync);
  return {
    kinds,
    check: () => checkLark(app, io.signal),
    read: () => readCompany(app, kinds),
    reread: (touched) => rereadTouched(app, touched),
    children: (parent) => childrenOf(app, parent),
    sample: (request) => sampleOf(app, request),
    close: () => app.close(),
  };
}

/** Lark and Feishu (飞书), by a custom app of the company. */
export const lark: SourceKind<LarkConfig> = {
  kind: 'lark',
  title: { en: 'Lark / Feishu', zh: '飞书 / Lark' },
  config: larkConfig,
  secretsGoTo: ['region', 'apiOrigin', 'accountsOrigin', 'proxy', 'ca'],
  defaultMappings: {
    user: [
      { target: 'username', type: 'field', value: 'username', match: true },
      { target: 'displayName', type: 'field', value: 'displayName' },
      { target: 'email', type: 'expression', value: 'Coalesce(idpUser.enterprise_email, idpUser.email)' },
      { target: 'phoneNumber', type: 'field', value: 'mobile' },
      { target: 'enabled', type: 'field', value: 'enabled' },
    ],
    org: [{ target: 'name', type: 'field', value: 'name' }],
    group: [{ target: 'name', type: 'field', value: 'name' }],
  },
  open: openLark,
  logon: larkLogon,
  callback: larkCallback,
  callsBack: ({ events }) => events === 'callback',
  listens: ({ events }) => events === 'connection',
  listen: listenToLark,
};
