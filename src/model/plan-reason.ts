/** Why a line of a synchronization's plan is there: a code that is stored with it, and its words in both languages. */
export const PLAN_REASONS = {
  record_new: { en: 'new in the source', zh: '身份提供方中新增' },
  record_changed: { en: 'the record changed', zh: '身份提供方中的记录有变化' },
  record_unmapped: { en: 'the record changed, no mapped field did', zh: '记录有变化，但映射字段未变' },
  record_back: { en: 'the record is back', zh: '记录重新出现在身份提供方中' },
  record_restored: { en: 'the deleted record is back', zh: '已删除的记录重新出现在身份提供方中' },
  record_matched: {
    en: 'an existing entry has the same mapping identifier',
    zh: '已有条目的映射标识与该记录相同',
  },
  membership: { en: 'membership follows the source', zh: '成员关系以身份提供方为准' },
  entry_missing: { en: 'its entry is no longer there', zh: '对应条目已不存在' },
  record_replaced: { en: 'a new record took its place', zh: '已有新记录取代' },
  gone_elsewhere: {
    en: 'gone from this source, another source still has it',
    zh: '已从该身份提供方消失，但其他身份提供方仍有此记录',
  },
  gone_disabled: {
    en: 'gone from the source; the leaver policy disables',
    zh: '已从身份提供方消失，按离职策略禁用',
  },
  gone: { en: 'gone from the source', zh: '已从身份提供方消失' },
  gone_days: { en: 'gone from the source for {days} days', zh: '从身份提供方消失已满 {days} 天' },
} as const;

/** Stored with plans; never renamed. */
export type PlanReasonCode = keyof typeof PLAN_REASONS;

export interface PlanReason {
  code: PlanReasonCode;
  params?: Readonly<Record<string, string | number>>;
}

/** The reason in words; undefined for a code that is not known (kept by a later version). */
export function planReasonText({ code, params = {} }: PlanReason, language: 'en' | 'zh'): string | undefined {
  if (!Object.hasOwn(PLAN_REASONS, code)) return undefined;
  return PLAN_REASONS[code][language].replace(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(params, name) ? String(params[name]) : whole,
  );
}
