import { defineText } from '../../../text/text.ts';

/** The reasons that plans are kept with, by the words they are kept in. */
export const REASONS = {
  'new in the source': 'isNew',
  'the record changed': 'changed',
  'the record changed, no mapped field did': 'unmapped',
  'the record is back': 'back',
  'the deleted record is back': 'restored',
  'an existing entry has the same mapping identifier': 'matched',
  'membership follows the source': 'members',
  'its entry is no longer there': 'noEntry',
  'a new record took its place': 'replaced',
  'gone from this source, another source still has it': 'elsewhere',
  'gone from the source; the leaver policy disables': 'disabled',
  'gone from the source': 'gone',
  'the account is deleted or no longer in the sync scope': 'outOfScope',
} as const;

export const reasonsText = defineText('reasons', {
  isNew: ['New in the source.', '身份提供方中新增。'],
  changed: ['The record changed in the source.', '身份提供方中的记录有变化。'],
  unmapped: ['The record changed, but no mapped field did.', '记录有变化，但映射字段未变。'],
  back: ['The record is back in the source.', '记录重新出现在身份提供方中。'],
  restored: ['The deleted record is back in the source.', '已删除的记录重新出现在身份提供方中。'],
  matched: ['An existing entry has the same mapping identifier.', '已有条目的映射标识与该记录相同。'],
  members: ['The membership follows the source.', '成员关系以身份提供方为准。'],
  noEntry: ['Its entry is no longer there.', '对应条目已不存在。'],
  replaced: ['A new record took its place.', '已有新记录取代。'],
  elsewhere: [
    'Gone from this source; another source still has it.',
    '已从该身份提供方消失，但其他身份提供方仍有此记录。',
  ],
  disabled: ['Gone from the source; leavers are disabled here.', '已从身份提供方消失，按离职策略禁用。'],
  gone: ['Gone from the source.', '已从身份提供方消失。'],
  goneDays_one: ['Gone from the source for {{count}} day.', '从身份提供方消失已满 {{count}} 天。'],
  goneDays_other: ['Gone from the source for {{count}} days.', '从身份提供方消失已满 {{count}} 天。'],
  outOfScope: ['The account is deleted or no longer in the sync scope.', '账户已删除或不在同步范围内。'],
});
