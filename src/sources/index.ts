import { ad } from './ad/index.ts';
import { dingtalk } from './dingtalk/index.ts';
import { lark } from './lark/index.ts';
import { ldap } from './ldap/index.ts';
import type { SourceKind } from './source.ts';
import { wecom } from './wecom/index.ts';

/** Every kind of source, by the name under which it is stored. */
export const sourceKinds: ReadonlyMap<string, SourceKind> = new Map<string, SourceKind>([
  [ad.kind, ad as SourceKind],
  [ldap.kind, ldap as SourceKind],
  [dingtalk.kind, dingtalk as SourceKind],
  [wecom.kind, wecom as SourceKind],
  [lark.kind, lark as SourceKind],
]);
