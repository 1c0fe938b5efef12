/** An id made of what a title has of letters: `Cost centre` gives `cost_centre`; empty where it has none. */
export function proposedId(title: string): string {
  return title
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{Mark}/gu, '')
    .replace(/[^a-z]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 40);
}
