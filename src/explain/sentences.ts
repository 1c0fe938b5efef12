import type { Language } from '../errors/error.ts';

const SENTENCES = {
  deleted: {
    en: 'The account was deleted by {by} and lies in the recycle bin.',
    zh: '该账户已被 {by} 删除，位于回收站中。',
  },
  rejected: { en: 'The record was read but not applied: {reason}', zh: '已读取该记录但未写入：{reason}' },
  no_targets: {
    en: 'The account is in the directory; the instance has no application to push to.',
    zh: '账户已在目录中；该实例没有可推送的应用。',
  },
  everywhere: {
    en: 'The account is in the directory and at {targets}, as it should be.',
    zh: '账户已在目录中，并已同步到 {targets}。',
  },
  target_no_account: {
    en: 'There is no account, so nothing goes to {target}.',
    zh: '没有账户，因此不会推送到 {target}。',
  },
  target_out_of_scope: {
    en: 'The account is outside the sync scope of {target}.',
    zh: '该账户不在 {target} 的同步范围内。',
  },
  target_switched_off: {
    en: 'Provisioning to {target} is switched off.',
    zh: '到 {target} 的账户同步已停用。',
  },
  target_not_pushed: {
    en: 'Not pushed to {target} yet: use One-click Push.',
    zh: '尚未推送到 {target}：请使用一键推送。',
  },
  target_synced: {
    en: '{target} has the account as user {id}.',
    zh: '{target} 中已有该账户，用户 ID 为 {id}。',
  },
  inactive: {
    en: 'The account is disabled or expired; where the target knows no such state (RAM does not), its user stays as it is.',
    zh: '账户已禁用或已过期；若目标没有此状态（如 RAM），其用户保持不变。',
  },
  target_due: { en: 'Waiting to be sent to {target}.', zh: '等待推送到 {target}。' },
  target_retrying: {
    en: '{target} did not take it; it is tried again by itself.',
    zh: '{target} 未接受，系统会自动重试。',
  },
  target_parked: {
    en: '{target} refused it; it waits until the data, the mapping or the target change.',
    zh: '{target} 已拒绝；在数据、映射或目标变更前暂停。',
  },
  target_conflict: {
    en: 'Somebody at {target} who is not ours has the name.',
    zh: '{target} 中已有同名的非本系统用户。',
  },
  target_held: {
    en: 'Its removal from {target} waits for confirmation.',
    zh: '从 {target} 删除的操作等待确认。',
  },
  target_off: {
    en: 'The operation it needs at {target} is switched off.',
    zh: '{target} 所需的操作已关闭。',
  },
  target_left: {
    en: 'Out of scope; the user at {target} is left as it is.',
    zh: '已不在范围内；{target} 中的用户保持不变。',
  },
  target_disabled: {
    en: 'Out of scope; the user at {target} is switched off.',
    zh: '已不在范围内；{target} 中的用户已停用。',
  },
} as const;

export type Said = keyof typeof SENTENCES;

export function say(sentence: Said, language: Language, params: Record<string, string>): string {
  return SENTENCES[sentence][language].replace(/\{(\w+)\}/g, (_, name: string) => params[name] ?? '');
}
