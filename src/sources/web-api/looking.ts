/** What looking at a company outside any sync has in common, whatever the vendor. */

/** Names as people of both languages expect them: Chinese by pinyin, numbers by value. */
export const NAME_ORDER = new Intl.Collator('zh-CN', { numeric: true });

/** Whether one of the values holds what is searched for, in any case; everything fits where nothing is. */
export function matcher(search: string | undefined): (...values: unknown[]) => boolean {
  if (search === undefined || search === '') return () => true;
  const part = search.toLowerCase();
  return (...values) =>
    values.some((value) => typeof value === 'string' && value.toLowerCase().includes(part));
}
