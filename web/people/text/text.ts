/**
 * Every text people see, as a pair of English and Chinese. Same shape and same remembered language as the console's
 * `defineText`, without its library: these pages have to be there at once, on a phone too.
 */
import { useCallback, useSyncExternalStore } from 'react';

export type Language = 'en' | 'zh';
export type Pair = readonly [en: string, zh: string];
export type Values = Record<string, string | number>;
export type Translate<K extends string> = (key: K, values?: Values) => string;

/** Callers name `key` with a `count`; `key_one` or `key_other` is taken. */
type Callable<K> = K extends `${infer Stem}_${'one' | 'other'}` ? Stem : K;

export interface TextArea<K extends string> {
  area: string;
  say: (language: Language, key: K, values?: Values) => string;
}

const STORED = 'muster.language';
const listeners = new Set<() => void>();
let shown = initialLanguage();
markDocument();

function initialLanguage(): Language {
  const stored = localStorage.getItem(STORED);
  if (stored === 'en' || stored === 'zh') return stored;
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

/** The language now shown. */
export function language(): Language {
  return shown;
}

/** Shows everything in another language, now and at the next visit. */
export function setLanguage(to: Language): void {
  localStorage.setItem(STORED, to);
  shown = to;
  markDocument();
  for (const listener of listeners) listener();
}

function markDocument(): void {
  document.documentElement.lang = shown === 'zh' ? 'zh-CN' : 'en';
}

/** The texts of one area. A pair's placeholders are `{{name}}`. */
export function defineText<const T extends Record<string, Pair>>(
  area: string,
  pairs: T,
): TextArea<Callable<keyof T & string>> {
  return {
    area,
    say(to, key, values = {}) {
      const counted = `${key}_${values.count === 1 ? 'one' : 'other'}`;
      const pair = pairs[key] ?? pairs[counted];
      // Loud: a key without a text is a mistake that tests look for.
      if (!pair) return `⟦${area}.${key}⟧`;
      return pair[to === 'zh' ? 1 : 0].replace(/\{\{(\w+)\}\}/g, (_, name: string) =>
        String(values[name] ?? ''),
      );
    },
  };
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The language now shown, as a value that components follow. */
export function useLanguage(): Language {
  return useSyncExternalStore(subscribe, language);
}

/** The texts of an area in the language now shown; the component is drawn anew when it changes. */
export function useText<K extends string>(area: TextArea<K>): Translate<K> {
  const to = useLanguage();
  return useCallback((key, values) => area.say(to, key, values), [area, to]);
}
