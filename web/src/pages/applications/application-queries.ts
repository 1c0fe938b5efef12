import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import type { Run } from '../../api/generated.ts';
import { isUnderWay } from '../../parts/run/run-state.tsx';

/** All that is read of the applications of an instance stands below this key; one's below its id. */
export const applicationKey = (instance: string, ...below: string[]) => ['applications', instance, ...below];

/** While a push goes on elsewhere, numbers are looked at again. */
const UNDER_WAY_MS = 3_000;

export const useApplication = (instance: string, id: string) =>
  useQuery({
    queryKey: applicationKey(instance, id, 'settings'),
    queryFn: () => api.applications.getApplication(instance, id),
  });

export const useTemplates = () =>
  useQuery({
    queryKey: ['application-templates'],
    queryFn: () => api.applicationTemplates.listApplicationTemplates(),
    staleTime: Number.POSITIVE_INFINITY,
  });

/** What applications can be made from for people to sign in to. */
export const useCatalogue = () =>
  useQuery({
    queryKey: ['application-catalogue'],
    queryFn: () => api.applicationCatalogue.listApplicationCatalogue(),
    staleTime: Number.POSITIVE_INFINITY,
  });

/** All that is read of an application's sign-in stands below this key; without an id, of all applications. */
export const ssoKey = (instance: string, ...below: string[]) => ['sso', instance, ...below];

/** Whether and how people sign in to an application. */
export const useSso = (instance: string, id: string) =>
  useQuery({
    queryKey: ssoKey(instance, id),
    queryFn: () => api.applications.getSso(instance, id),
  });

export const useLinkCounts = (instance: string, id: string) =>
  useQuery({
    queryKey: applicationKey(instance, id, 'counts'),
    queryFn: () => api.applications.countTargetLinks(instance, id),
  });

/** The newest push of an application; null before the first. */
export const useLastPush = (instance: string, id: string) =>
  useQuery({
    queryKey: applicationKey(instance, id, 'last-push'),
    queryFn: async (): Promise<Run | null> => {
      const { items } = await api.runs.listRuns(instance, { subject: id, kind: 'push', limit: 1 });
      return items[0] ?? null;
    },
    refetchInterval: ({ state }) => (state.data && isUnderWay(state.data.state) ? UNDER_WAY_MS : false),
  });
