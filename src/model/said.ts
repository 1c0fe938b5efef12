/** What schemas say of wrong input in words of their own. An issue of zod holds one text: the other language is found by it. */
const CHINESE = new Map<string, string>();

/** The message of a refinement, in both languages; gives the English one. */
export function said(en: string, zh: string): string {
  CHINESE.set(en, zh);
  return en;
}

/** The same message in Chinese; what zod says by itself has its own translation. */
export const inChinese = (message: string): string => CHINESE.get(message) ?? message;
