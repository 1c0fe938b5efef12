import { useInfiniteQuery } from '@tanstack/react-query';

export interface Paged<T> {
  items: T[];
  nextCursor?: string | null;
}

/** A cursor-paged list of the API, for a DataTable: `fetch` gets the cursor of the page wanted. */
export function useList<T>(
  queryKey: readonly unknown[],
  fetch: (cursor: string | undefined) => Promise<Paged<T>>,
  options: { enabled?: boolean; refetchInterval?: number | false } = {},
) {
  return useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam }) => fetch(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    ...options,
  });
}
