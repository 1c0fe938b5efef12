import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/client.ts';

/** The kinds of sources that this server knows, each with the schema of its settings. */
export function useKinds() {
  return useQuery({
    queryKey: ['source-kinds'],
    queryFn: () => api.sourceKinds.listSourceKinds(),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** The sources of an instance, by priority. */
export function useSources(instance: string) {
  return useQuery({
    queryKey: ['sources', instance],
    queryFn: () => api.sources.listSources(instance),
  });
}

/** How many accounts have a record in a source. */
export function useAccountCount(instance: string, source: string) {
  return useQuery({
    queryKey: ['accounts', instance, 'count', { source }],
    queryFn: async () => (await api.accountCount.countAccounts(instance, { source })).count,
  });
}

const WATCH_MS = 3_000;

/** The runs of a source, newest first; looked at again while one is under way. */
export function useRunsOf(instance: string, source: string, limit: number) {
  return useQuery({
    queryKey: ['runs', instance, { subject: source, limit }],
    queryFn: () => api.runs.listRuns(instance, { subject: source, limit }),
    refetchInterval: ({ state }) =>
      state.data?.items.some((run) => run.state === 'pending' || run.state === 'running') ? WATCH_MS : false,
  });
}
