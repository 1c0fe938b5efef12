import { defineText } from '../text/text.ts';

export const paletteText = defineText('palette', {
  title: ['Search everything', '全局搜索'],
  results: ['Results', '搜索结果'],
  recent: ['Recent', '最近访问'],
  pages: ['Pages', '页面'],
  accounts: ['Accounts', '账户'],
  sources: ['Identity providers', '身份提供方'],
  applications: ['Applications', '应用'],
  groups: ['Groups', '组'],
  empty: ['Nothing found for “{{term}}”', '没有找到“{{term}}”'],
  emptyHint: [
    'Accounts are found by the beginning of username, display name, e-mail or phone; groups by the beginning of their name.',
    '账户按用户名、显示名、邮箱或手机号的开头匹配；组按名称开头匹配。',
  ],
  searching: ['Searching …', '正在搜索 …'],
  found_one: ['{{count}} result', '{{count}} 条结果'],
  found_other: ['{{count}} results', '{{count}} 条结果'],
  choose: ['choose', '选择'],
  open: ['open', '打开'],
  leave: ['close', '关闭'],
});
