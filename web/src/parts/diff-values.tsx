/** What ids and times in a diff mean to a person. */
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api } from '../api/client.ts';
import { Time } from './format.tsx';

const ORG = /^ou_[0-9a-z]{26}$/;
const GROUP = /^grp_[0-9a-z]{26}$/;
const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;

/**
 * For `Diff`: names instead of ids of organizations and groups, times in the reader's zone. `planned` names what does
 * not exist yet.
 */
export function showValue(instance: string, planned?: ReadonlyMap<string, string>) {
  return (_field: string, value: unknown): ReactNode | undefined => {
    if (typeof value !== 'string') return undefined;
    if (ORG.test(value)) return planned?.get(value) ?? <NameOf kind="org" instance={instance} id={value} />;
    if (GROUP.test(value))
      return planned?.get(value) ?? <NameOf kind="group" instance={instance} id={value} />;
    if (MOMENT.test(value) && !Number.isNaN(Date.parse(value))) return <Time at={value} />;
    return undefined;
  };
}

/** The name behind an id; the id itself while it is asked for, and where there is no such entry any more. */
function NameOf({ kind, instance, id }: { kind: 'org' | 'group'; instance: string; id: string }) {
  const { data } = useQuery({
    queryKey: ['name-of', instance, id],
    queryFn: async () =>
      kind === 'org'
        ? (await api.orgs.getOrganization(instance, id)).name
        : (await api.groups.getGroup(instance, id)).name,
    staleTime: 300_000,
    retry: false,
  });
  return data === undefined ? <span className="mono">{id}</span> : <span title={id}>{data}</span>;
}
