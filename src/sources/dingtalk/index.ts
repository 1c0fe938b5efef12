import type { RecordKind, Source, SourceIo, SourceKind } from '../source.ts';
import { DingTalk } from './api.ts';
import { childrenOf, sampleOf } from './browse.ts';
import { dingtalkCallback } from './callback.ts';
import { checkDingTalk } from './check.ts';
import { type DingTalkConfig, dingtalkConfig } from './config.ts';
import { listenToStream } from './listen.ts';
import { readCompany } from './read.ts';
import { dingtalkLogon } from './redirect.ts';
import { rereadTouched } from './reread.ts';

const KINDS: readonly RecordKind[] = ['org', 'user', 'group'];

function openDingTalk(config: DingTalkConfig, io: SourceIo): Source {
  const app = new DingTalk(config, io);
  const kinds = KINDS.filter((kind) => kind !== 'group' || config.groupSync);
  return {
    kinds,
    check: () => checkDingTalk(app, io.signal),
    read: () => readCompany(app, kinds),
    reread: (touched) => rereadTouched(app, touched),
    children: (parent) => childrenOf(app, parent),
    sample: (request) => sampleOf(app, request),
    close: () => app.close(),
  };
}

/** DingTalk (钉钉), by an internal application of the company. */
export const dingtalk: SourceKind<DingTalkConfig> = {
  kind: 'dingtalk',
  title: { en: 'DingTalk', zh: '钉钉' },
  config: dingtalkConfig,
  secretsGoTo: ['oapiOrigin', 'apiOrigin', 'loginOrigin', 'proxy', 'ca'],
  defaultMappings: {
    user: [
      { target: 'username', type: 'field', value: 'username', match: true },
      { target: 'displayName', type: 'field', value: 'name' },
      { target: 'email', type: 'expression', value: 'Coalesce(idpUser.org_email, idpUser.email)' },
      { target: 'phoneRegion', type: 'field', value: 'phoneRegion' },
      { target: 'phoneNumber', type: 'field', value: 'phoneNumber' },
      { target: 'enabled', type: 'field', value: 'enabled' },
    ],
    org: [{ target: 'name', type: 'field', value: 'name' }],
    group: [
      // Names of roles are unlike each other within a group of roles only.
      { target: 'name', type: 'expression', value: 'Join(idpUser.group_name, idpUser.name, " / ")' },
    ],
  },
  open: openDingTalk,
  logon: dingtalkLogon,
  callback: dingtalkCallback,
  callsBack: ({ events }) => events === 'callback',
  listens: ({ events }) => events === 'stream',
  listen: listenToStream,
};
