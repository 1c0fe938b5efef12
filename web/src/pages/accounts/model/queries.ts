/** What the pages of accounts read, under keys that tell the actions what they touch. */
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { api } from '../../../api/client.ts';
import { useInstanceId } from '../../../app/instance.tsx';
import { useLanguage } from '../../../text/text.ts';
import { type OrgTree, orgTree } from './org-tree.ts';

export const keys = {
  accounts: (instance: string) => ['accounts', instance] as const,
  account: (instance: string, id: string) => ['account', instance, id] as const,
  orgs: (instance: string) => ['orgs', instance] as const,
  groups: (instance: string) => ['groups', instance] as const,
  group: (instance: string, id: string) => ['group', instance, id] as const,
  fields: (instance: string) => ['fields', instance] as const,
  bin: (instance: string) => ['recycle-bin', instance] as const,
};

/** Everything that shows accounts: what a change to many of them touches. */
export function accountKeys(instance: string): (readonly unknown[])[] {
  return [keys.accounts(instance), ['account', instance], ['group', instance], keys.bin(instance)];
}

/** Names and shape of all organizations; they are few beside the accounts and change seldom. */
export function useOrgs() {
  const instance = useInstanceId();
  const query = useQuery({
    queryKey: keys.orgs(instance),
    queryFn: async () => {
      const { rootOrgId } = await api.instances.getInstance(instance);
      return (await api.orgs.getOrganizationTree(instance, rootOrgId)).items;
    },
    staleTime: 60_000,
  });
  const tree: OrgTree | undefined = useMemo(() => query.data && orgTree(query.data), [query.data]);
  return { ...query, tree };
}

export function useSources() {
  const instance = useInstanceId();
  return useQuery({
    queryKey: ['sources', instance],
    queryFn: () => api.sources.listSources(instance),
    staleTime: 60_000,
  });
}

/** A source's name; its id while names are not there yet. */
export function useSourceName(): (id: string) => string {
  const { data } = useSources();
  return useMemo(() => {
    const names = new Map(data?.items.map(({ id, name }) => [id, name]));
    return (id) => names.get(id) ?? id;
  }, [data]);
}

export function useCustomFields() {
  const instance = useInstanceId();
  return useQuery({
    queryKey: keys.fields(instance),
    queryFn: () => api.fields.listCustomFields(instance),
    staleTime: 60_000,
  });
}

export function useAccount(id: string) {
  const instance = useInstanceId();
  return useQuery({
    queryKey: [...keys.account(instance, id), 'account'],
    queryFn: () => api.accounts.getAccount(instance, id),
  });
}

export function useProvenance(id: string) {
  const instance = useInstanceId();
  return useQuery({
    queryKey: [...keys.account(instance, id), 'provenance'],
    queryFn: () => api.accounts.getAccountProvenance(instance, id),
  });
}

/** Why the person is, or is not, at each target; the server says it in the reader's language. */
export function useExplanation(id: string) {
  const instance = useInstanceId();
  const language = useLanguage();
  return useQuery({
    queryKey: [...keys.account(instance, id), 'explanation', language],
    queryFn: () => api.explain.explainAccount(instance, { who: id }),
  });
}

export function useGroup(id: string, { enabled = true } = {}) {
  const instance = useInstanceId();
  return useQuery({
    queryKey: [...keys.group(instance, id), 'group'],
    queryFn: () => api.groups.getGroup(instance, id),
    enabled,
  });
}
