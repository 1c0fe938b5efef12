/** Every text people see, as a pair: English and Chinese stand together, so neither can be forgotten. */
import i18next from 'i18next';
import { useCallback } from 'react';
import { initReactI18next, useTranslation } from 'react-i18next';

export type Language = 'en' | 'zh';
export type Pair = readonly [en: string, zh: string];

const STORED = 'muster.language';

function initialLanguage(): Language {
  const stored = localStorage.getItem(STORED);
  if (stored === 'en' || stored === 'zh') return stored;
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

i18next.use(initReactI18next).init({
  lng: initialLanguage(),
  fallbackLng: false,
  resources: {},
  interpolation: { escapeValue: false },
  returnNull: false,
  saveMissing: false,
  // Keys are flat: a dot in one is a dot.
  keySeparator: false,
  nsSeparator: false,
  // Loud: a key without a text is a mistake that tests look for.
  parseMissingKeyHandler: (key) => `⟦${key}⟧`,
});
markDocument(language());

/** The language now shown. */
export function language(): Language {
  return i18next.language === 'zh' ? 'zh' : 'en';
}

/** Shows everything in another language, now and at the next visit. */
export function setLanguage(to: Language): void {
  localStorage.setItem(STORED, to);
  markDocument(to);
  void i18next.changeLanguage(to);
}

function markDocument(to: Language): void {
  document.documentElement.lang = to === 'zh' ? 'zh-CN' : 'en';
}

/** i18next types its keys from one global table; ours are typed by area. */
type Untyped = (key: string, values: Record<string, unknown>) => string;

/** i18next chooses `key_one` or `key_other` by `count`; callers name `key`. */
type Callable<K> = K extends `${infer Stem}_${'one' | 'other'}` ? Stem : K;

export interface TextArea<K extends string> {
  area: string;
  /** For places that are no component; components use `useText`. */
  t: Translate<K>;
}
export type Translate<K extends string> = (key: K, values?: Record<string, string | number>) => string;

/**
 * The texts of one area of the console. A pair's placeholders are `{{name}}`; for a number of things write `key_one`
 * and `key_other` and call `t('key', { count })`.
 */
export function defineText<const T extends Record<string, Pair>>(
  area: string,
  pairs: T,
): TextArea<Callable<keyof T & string>> {
  const side = (index: 0 | 1) =>
    Object.fromEntries(Object.entries(pairs).map(([key, pair]) => [key, pair[index]]));
  i18next.addResourceBundle('en', area, side(0));
  i18next.addResourceBundle('zh', area, side(1));
  return { area, t: (key, values) => (i18next.t as Untyped)(key, { ns: area, ...values }) };
}

/** The texts of an area in the language now shown; the component is drawn anew when it changes. */
export function useText<K extends string>({ area }: TextArea<K>): Translate<K> {
  const { t } = useTranslation(area, { useSuspense: false });
  return useCallback((key, values) => (t as Untyped)(key, { ...values }), [t]);
}

/** The language now shown, as a value that components follow. */
export function useLanguage(): Language {
  const { i18n } = useTranslation();
  return i18n.language === 'zh' ? 'zh' : 'en';
}

/** The half of an `{ en, zh }` pair, as API answers carry them. */
export function pick(pair: { en: string; zh: string }, to: Language = language()): string {
  return pair[to];
}
