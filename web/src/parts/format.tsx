/** Numbers, times and durations as the reader's language and zone have them. */
import { Tooltip } from 'antd';
import { common } from '../text/common.ts';
import { type Language, useLanguage, useText } from '../text/text.ts';

const LOCALES: Record<Language, string> = { en: 'en-GB', zh: 'zh-CN' };

export function useNumber(): (value: number, options?: Intl.NumberFormatOptions) => string {
  const locale = LOCALES[useLanguage()];
  return (value, options) => new Intl.NumberFormat(locale, options).format(value);
}

export function Num({ value }: { value: number }) {
  return <span className="nowrap">{useNumber()(value)}</span>;
}

/** Date and time; the exact moment with its zone on hover. */
export function Time({ at, relative = false }: { at: string | null | undefined; relative?: boolean }) {
  const t = useText(common);
  const language = useLanguage();
  if (!at) return <>{t('never')}</>;
  const locale = LOCALES[language];
  const date = new Date(at);
  const full = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'long' }).format(date);
  const shown = relative ? ago(date, locale) : shortTime(date, locale);
  return (
    <Tooltip title={full}>
      <time dateTime={at} className="nowrap">
        {shown}
      </time>
    </Tooltip>
  );
}

function shortTime(date: Date, locale: string): string {
  return new Intl.DateTimeFormat(locale, {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hour12: false,
  }).format(date);
}

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
];

function ago(date: Date, locale: string): string {
  const seconds = (date.getTime() - Date.now()) / 1000;
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  for (const [unit, size] of UNITS)
    if (Math.abs(seconds) >= size) return format.format(Math.round(seconds / size), unit);
  return format.format(Math.round(seconds), 'second');
}

/** Seconds as people say them: 3.2 s, 4 min 10 s, 2 h 5 min. */
export function useDuration(): (seconds: number) => string {
  const language = useLanguage();
  const words = language === 'zh' ? ['秒', '分', '小时'] : ['s', 'min', 'h'];
  return (seconds) => {
    if (seconds < 10) return `${seconds.toFixed(1)} ${words[0]}`;
    if (seconds < 60) return `${Math.round(seconds)} ${words[0]}`;
    const whole = Math.round(seconds);
    if (whole < 3600) return `${Math.floor(whole / 60)} ${words[1]} ${whole % 60} ${words[0]}`;
    return `${Math.floor(whole / 3600)} ${words[2]} ${Math.floor((whole % 3600) / 60)} ${words[1]}`;
  };
}
