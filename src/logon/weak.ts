/** Passwords that are guessed first. Pure, over a list that comes with the program. */
import { readFileSync } from 'node:fs';

let listed: ReadonlySet<string> | undefined;

function wellKnown(): ReadonlySet<string> {
  listed ??= new Set(
    readFileSync(new URL('weak-passwords.txt', import.meta.url), 'utf8')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#')),
  );
  return listed;
}

const LOOKS_LIKE: Record<string, string> = {
  '0': 'o',
  '1': 'l',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '8': 'b',
  '@': 'a',
  $: 's',
  '!': 'i',
};

/**
 * Whether a password is in the list, or becomes a word of it or of `context` when case, letters written as digits and
 * what is usually hung on (years, digits, signs) are taken away; or is one run or repetition.
 */
export function isWeak(password: string, context: readonly string[]): boolean {
  const text = password.normalize('NFKC').toLowerCase();
  const list = wellKnown();
  if (list.has(text) || isRun(text) || isRepetition(text)) return true;
  const words = new Set(context.map((word) => word.toLowerCase()));
  return stemsOf(text).some(
    (stem) => words.has(stem) || (stem.length >= 3 && (list.has(stem) || isRepetition(stem))),
  );
}

/** The word in the middle, as written and with digits read as letters. */
function stemsOf(text: string): string[] {
  const bare = text.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
  const spelt = [...text].map((character) => LOOKS_LIKE[character] ?? character).join('');
  const read = [...text.replace(/[\d\p{P}\p{S}]+$/u, '')]
    .map((character) => LOOKS_LIKE[character] ?? character)
    .join('');
  const core = text.replace(/^[\p{P}\p{S}]+|[\p{P}\p{S}]+$/gu, '');
  const rest = (stem: string) => text.length - stem.length;
  // A short word with much behind it is not what is guessed.
  return [bare, spelt, read, core].filter((stem) => rest(stem) <= Math.max(6, stem.length));
}

const KEYBOARD = [
  '1234567890',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'abcdefghijklmnopqrstuvwxyz',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik',
  'qazwsxedcrfvtgbyhnujmik',
];
const RUNS = KEYBOARD.flatMap((row) => [row + row, [...row].reverse().join('').repeat(2)]);

/** One walk over neighbouring keys or letters. */
function isRun(text: string): boolean {
  return text.length >= 4 && RUNS.some((row) => row.includes(text));
}

/** A piece of up to four characters over and over. */
function isRepetition(text: string): boolean {
  return text.length >= 4 && /^(.{1,4}?)\1+$/u.test(text) && new Set(text).size <= 4;
}
