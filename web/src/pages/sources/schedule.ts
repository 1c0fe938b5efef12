/** Schedules as people choose them, and as cron, which is what is stored. */
import { Cron } from 'croner';
import cronstrue from 'cronstrue';
import 'cronstrue/locales/zh_CN.js';
import type { Schedule } from '../../api/generated.ts';
import type { Language } from '../../text/text.ts';

export type Every = 'off' | 'hour' | 'day' | 'workday' | 'week' | 'cron';

export interface Choice {
  every: Every;
  minute: number;
  hour: number;
  /** Of the week; 0 is Sunday. */
  days: number[];
  /** What is written where nothing simpler says it. */
  cron: string;
}

/** At night, after midnight's own jobs; the time IDaaS proposes. */
const FRESH: Choice = { every: 'off', minute: 45, hour: 1, days: [1], cron: '45 1 * * *' };

/** What of the simple choices a cron text is; `cron` when none says the same. */
export function choiceOf(cron: string | undefined): Choice {
  if (cron === undefined) return FRESH;
  const whole = { ...FRESH, every: 'cron' as const, cron };
  const [minute, hour, day, month, week, ...more] = cron.trim().split(/\s+/);
  if (more.length > 0 || day !== '*' || month !== '*' || !isUpTo(minute, 59)) return whole;
  const at = { ...whole, minute: Number(minute) };
  if (hour === '*') return week === '*' ? { ...at, every: 'hour' } : whole;
  if (!isUpTo(hour, 23)) return whole;
  const timed = { ...at, hour: Number(hour) };
  if (week === '*') return { ...timed, every: 'day' };
  if (week === '1-5') return { ...timed, every: 'workday' };
  const days = week?.split(',') ?? [];
  if (!days.every((name) => isUpTo(name, 7))) return whole;
  return { ...timed, every: 'week', days: [...new Set(days.map((name) => Number(name) % 7))] };
}

function isUpTo(text: string | undefined, most: number): boolean {
  return text !== undefined && /^\d{1,2}$/.test(text) && Number(text) <= most;
}

/** The cron text of a choice; undefined for no schedule. */
export function cronOf({ every, minute, hour, days, cron }: Choice): string | undefined {
  switch (every) {
    case 'off':
      return undefined;
    case 'hour':
      return `${minute} * * * *`;
    case 'day':
      return `${minute} ${hour} * * *`;
    case 'workday':
      return `${minute} ${hour} * * 1-5`;
    case 'week':
      return `${minute} ${hour} * * ${[...days].sort((a, b) => a - b).join(',')}`;
    case 'cron':
      return cron;
  }
}

/** Six fields are read as Quartz does, where Sunday is 1. */
const isQuartz = (cron: string) => cron.trim().split(/\s+/).length === 6;

/** A cron text in words; undefined when it cannot be read. */
export function inWords(cron: string, language: Language): string | undefined {
  try {
    return cronstrue.toString(cron.trim(), {
      locale: language === 'zh' ? 'zh_CN' : 'en',
      use24HourTimeFormat: true,
      dayOfWeekStartIndexZero: !isQuartz(cron),
    });
  } catch {
    return undefined;
  }
}

/** The next times of a schedule, reckoned as the server does; empty when it cannot be read or never comes. */
export function nextTimes({ cron, timezone }: Schedule, count: number, after = new Date()): Date[] {
  const quartz = isQuartz(cron);
  try {
    const options = {
      timezone,
      paused: true,
      mode: quartz ? '6-part' : '5-part',
      alternativeWeekdays: quartz,
      sloppyRanges: quartz,
    } as const;
    return new Cron(cron.trim().split(/\s+/).join(' '), options).nextRuns(count, after);
  } catch {
    return [];
  }
}

/** The zone of the person at the browser. */
export const ownZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;
