import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { api } from '../api/client.ts';

/** The id of the instance in the address; for pages below `/i/$instance`. */
export function useInstanceId(): string {
  return useParams({ strict: false }).instance ?? '';
}

export function useInstances() {
  return useQuery({
    queryKey: ['instances'],
    queryFn: () => api.instances.listInstances({ limit: 500 }),
    staleTime: 60_000,
  });
}

const LAST = 'muster.instance';

export function rememberInstance(id: string): void {
  localStorage.setItem(LAST, id);
}

/** The instance of the last visit, if it is still there; else the first one. */
export function preferredInstance(ids: readonly string[]): string | undefined {
  const last = localStorage.getItem(LAST);
  return last !== null && ids.includes(last) ? last : ids[0];
}
