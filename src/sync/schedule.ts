/** When a schedule comes next. Cron as in Unix with five fields, as in Quartz (which IDaaS writes) with six. */
import { Cron } from 'croner';
import { MusterError } from '../errors/error.ts';
import type { Schedule } from '../model/source.ts';

const REASONS = {
  fields: { en: 'it has {count} fields, not five or six', zh: '有 {count} 个字段，应为五个或六个' },
  second: {
    en: 'the second must be one number from 0 to 59',
    zh: '秒必须是 0 到 59 之间的一个数字',
  },
  syntax: {
    en: 'a field holds something that does not belong there',
    zh: '某个字段的取值不正确',
  },
  never: { en: 'that day never comes', zh: '该日期永远不会出现' },
} as const;

/** Throws `schedule_timezone_unknown` and `schedule_cron_invalid`, the latter also for a time that never comes. */
export function assertSchedule(schedule: Schedule, now: Date): void {
  if (!isTimezone(schedule.timezone))
    throw new MusterError('schedule_timezone_unknown', {
      field: 'schedule.timezone',
      value: schedule.timezone,
    });
  if (nextTime(schedule, now) === null) throw refused(schedule.cron, 'never');
}

/** The first time after `after`, to the second; null when there is none. An hour that summer time skips comes after it. */
export function nextTime({ cron, timezone }: Schedule, after: Date): Date | null {
  const fields = cron.trim().split(/\s+/);
  if (fields.length !== 5 && fields.length !== 6) throw refused(cron, 'fields', fields.length);
  const isQuartz = fields.length === 6;
  // A run takes longer than a second: several in a minute can only be a mistake.
  if (isQuartz && !/^[0-5]?\d$/.test(fields[0]!)) throw refused(cron, 'second');
  try {
    const options = {
      timezone,
      paused: true,
      mode: isQuartz ? '6-part' : '5-part',
      // In Quartz Sunday is 1, and 0/15 means every 15 from 0 on.
      alternativeWeekdays: isQuartz,
      sloppyRanges: isQuartz,
    } as const;
    return new Cron(fields.join(' '), options).nextRun(after);
  } catch (error) {
    throw refused(cron, 'syntax', undefined, error);
  }
}

/** Offsets such as +08:00, which the runtime takes as well, know no summer time and are no names. */
function isTimezone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function refused(cron: string, reason: keyof typeof REASONS, count?: number, cause?: unknown): MusterError {
  const filled = (text: string) => text.replace('{count}', String(count));
  const params = {
    field: 'schedule.cron',
    value: cron,
    reason: filled(REASONS[reason].en),
    reasonZh: filled(REASONS[reason].zh),
  };
  return new MusterError('schedule_cron_invalid', params, cause);
}
