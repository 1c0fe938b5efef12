import { useNavigate, useSearch } from '@tanstack/react-router';
import type { Search } from '../routes.tsx';

/** Filters of a page, kept in its address: a link to it shows the same, and the back button goes back. */
export function useFilters(): [Search, (change: Search, options?: { replace?: boolean }) => void] {
  const search = useSearch({ strict: false }) as Search;
  const navigate = useNavigate();
  return [
    search,
    (change, { replace = false } = {}) => {
      const next = Object.fromEntries(
        Object.entries({ ...search, ...change }).filter(([, value]) => value !== undefined && value !== ''),
      );
      void navigate({ to: '.', search: next as never, replace });
    },
  ];
}
