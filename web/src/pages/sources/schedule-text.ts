import { defineText } from '../../text/text.ts';

export const scheduleText = defineText('schedule', {
  every: ['Synchronize by itself', '自动同步'],
  off: ['Off', '关闭'],
  hour: ['Every hour', '每小时'],
  day: ['Every day', '每天'],
  workday: ['Monday to Friday', '每个工作日'],
  week: ['On days of the week', '每周指定日'],
  cron: ['By a cron text', '自定义 cron'],
  offHint: [
    'Synchronized only when somebody starts it. A source that changes daily should be synchronized at least every night.',
    '仅在手动发起时同步。若来源每天有变化，建议至少每晚同步一次。',
  ],
  minuteOfHour: ['Minute of the hour', '每小时的第几分钟'],
  time: ['Time', '时间'],
  days: ['Days', '星期'],
  timezone: ['Time zone', '时区'],
  cronText: ['Cron', 'Cron 表达式'],
  cronHint: [
    'Minute, hour, day of month, month, day of week, for example 45 1 * * *; six fields are read as Quartz does.',
    '分 时 日 月 周，例如 45 1 * * *；六个字段时按 Quartz 格式解析。',
  ],
  unreadable: ['This cannot be read as a schedule.', '无法解析该表达式。'],
  next: ['Next times, in your zone ({{zone}})', '接下来的执行时间（您的时区 {{zone}}）'],
  neverComes: ['It never comes.', '永远不会执行。'],
});
