import { randomInt } from 'node:crypto';

let lastMillis = 0;
let step = 0;

/**
 * A new id of decimal digits, as RAM's are: 13 of the time in milliseconds, the rest a counter that starts at a
 * random place in every millisecond. Ordered by time of making; two processes meet once in 100,000 shared
 * milliseconds at 18 digits, and then the primary key refuses the second.
 */
export function numericId(digits: 18 | 19): string {
  const span = 10 ** (digits - 13);
  const now = Date.now();
  if (now > lastMillis) {
    lastMillis = now;
    step = randomInt(span / 2);
  } else if (++step >= span) {
    lastMillis++;
    step = 0;
  }
  return `${lastMillis}${String(step % span).padStart(digits - 13, '0')}`;
}
