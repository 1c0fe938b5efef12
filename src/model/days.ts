/** A day of a place: its date there, and the moments it begins and ends. */
export interface CalendarDay {
  day: string;
  from: Date;
  to: Date;
}

const DAY_MS = 86_400_000;

/** The last `count` days in a time zone, that of `now` last; days of 23 and 25 hours are as long as they are. */
export function lastDays(now: Date, timezone: string, count: number): CalendarDay[] {
  const dateAt = dateIn(timezone);
  const today = Date.parse(`${dateAt(now.getTime())}T00:00:00Z`);
  const dates = Array.from({ length: count + 1 }, (_, i) => dateOf(today - (count - 1 - i) * DAY_MS));
  const starts = dates.map((date) => new Date(startOf(date, dateAt)));
  return dates.slice(0, count).map((day, i) => ({ day, from: starts[i]!, to: starts[i + 1]! }));
}

const dateOf = (millis: number) => new Date(millis).toISOString().slice(0, 10);

/** The date of a moment there, as 2026-11-25. */
function dateIn(timezone: string): (millis: number) => string {
  const format = new Intl.DateTimeFormat('en', {
    timeZone: timezone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  return (millis) => {
    const parts = new Map(format.formatToParts(millis).map(({ type, value }) => [type, value]));
    return `${parts.get('year')!.padStart(4, '0')}-${parts.get('month')}-${parts.get('day')}`;
  };
}

/** The first moment of a date: no place is more than 15 hours away from UTC, and between, dates only grow. */
function startOf(date: string, dateAt: (millis: number) => string): number {
  const utc = Date.parse(`${date}T00:00:00Z`);
  let before = utc - 15 * 3_600_000;
  let within = utc + 15 * 3_600_000;
  while (within - before > 1000) {
    const middle = before + Math.floor((within - before) / 2000) * 1000;
    if (dateAt(middle) < date) before = middle;
    else within = middle;
  }
  return within;
}
