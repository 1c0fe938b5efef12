/** Which accounts the address asks for, as the API's queries take it. */
const STATES = ['enabled', 'disabled', 'locked', 'expired'] as const;
export type StateFilter = (typeof STATES)[number];

export interface AccountFilter {
  q?: string;
  status?: StateFilter;
  source?: string;
  group?: string;
  org?: string;
  subtree?: string;
}

/** An organization means all below it too, unless the address says `subtree=false`. */
export function filterOf(search: Readonly<Record<string, string | undefined>>): AccountFilter {
  const { q, status, source, group, org, subtree } = search;
  return {
    ...(q ? { q } : {}),
    ...(STATES.some((state) => state === status) ? { status: status as StateFilter } : {}),
    ...(source ? { source } : {}),
    ...(group ? { group } : {}),
    ...(org ? { org, subtree: subtree === 'false' ? 'false' : 'true' } : {}),
  };
}

/** An address's query with what is set. */
export function queryText(query: Readonly<Record<string, string | undefined>>): string {
  const set = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return new URLSearchParams(set).toString();
}
