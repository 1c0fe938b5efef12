import type { StaffEvent } from '../../sim/directory/staff.ts';
import type { Language } from '../errors/error.ts';
import type { LabRemoved } from '../model/lab.ts';

type Words = Record<Language, (event: StaffEvent) => string>;

const EVENTS: Record<StaffEvent['change'], Words> = {
  join: {
    en: ({ name, account, unit }) => `${name} (${account}) joined ${unit}.`,
    zh: ({ name, account, unit }) => `${name}（${account}）入职 ${unit}。`,
  },
  leave: {
    en: ({ name, account, unit }) => `${name} (${account}) left ${unit}; the entry is deleted.`,
    zh: ({ name, account, unit }) => `${name}（${account}）从 ${unit} 离职，条目已删除。`,
  },
  rename: {
    en: ({ name, account, before }) =>
      `${before.name} (${before.account}) is now called ${name} (${account}).`,
    zh: ({ name, account, before }) => `${before.name}（${before.account}）改名为 ${name}（${account}）。`,
  },
  move: {
    en: ({ name, account, unit, before }) => `${name} (${account}) moved from ${before.unit} to ${unit}.`,
    zh: ({ name, account, unit, before }) => `${name}（${account}）从 ${before.unit} 调到 ${unit}。`,
  },
  disable: {
    en: ({ name, account, unit }) => `${name} (${account}) of ${unit} was disabled.`,
    zh: ({ name, account, unit }) => `${unit} 的 ${name}（${account}）已被禁用。`,
  },
};

/** What happened to one person, in a sentence. */
export function eventText(event: StaffEvent, language: Language): string {
  return EVENTS[event.change][language](event);
}

/** What became of the lab, and what stays of it. */
export function removedText(removed: boolean, kept: LabRemoved['kept'], language: Language): string {
  const { accounts, organizations, groups, ramUsers } = kept;
  if (!removed) return language === 'zh' ? '没有可移除的实验环境。' : 'There was no lab to remove.';
  return language === 'zh'
    ? `实验环境的身份源和应用已移除。${accounts} 个账户、${organizations} 个组织和 ${groups} 个组保留在目录中，作为自建数据；云账号中的 ${ramUsers} 个 RAM 用户也保留。`
    : `The source and the application of the lab are removed. ${accounts} accounts, ${organizations} organizations and ${groups} groups stay, as the directory’s own; so do ${ramUsers} RAM users in the cloud account.`;
}
