/** An organization of the directory, found by opening the tree as far as it is needed. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { TreeSelect } from 'antd';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { useTellProblem } from '../../parts/problem.tsx';

const PAGE = 500;

interface OrgSelectProps {
  instance: string;
  disabled?: boolean;
  // Form.Item gives these.
  id?: string;
  value?: string;
  onChange?: (org: string) => void;
}

interface Node {
  id: string;
  pId: string | null;
  value: string;
  title: string;
}

export function OrgSelect({ instance, disabled = false, id, value, onChange }: OrgSelectProps) {
  const tellProblem = useTellProblem();
  const queries = useQueryClient();
  const [nodes, setNodes] = useState<Node[]>([]);
  const root = useQuery({
    queryKey: ['org-select', instance, 'root'],
    queryFn: async () => {
      const { rootOrgId } = await api.instances.getInstance(instance);
      return api.orgs.getOrganization(instance, rootOrgId);
    },
    staleTime: 60_000,
  });
  const chosen = useQuery({
    queryKey: ['org-select', instance, value],
    queryFn: () => api.orgs.getOrganization(instance, value!),
    enabled: value !== undefined && !nodes.some((node) => node.id === value),
  });
  const load = async (parent: string) => {
    try {
      const items = await queries.fetchQuery({
        queryKey: ['org-select', instance, 'below', parent],
        queryFn: () => childrenOf(instance, parent),
      });
      setNodes((known) => [...known.filter(({ pId }) => pId !== parent), ...items]);
    } catch (error) {
      tellProblem(error);
    }
  };
  const top: Node[] = root.data
    ? [{ id: root.data.id, pId: null, value: root.data.id, title: root.data.name }]
    : [];
  const all = [...top, ...nodes];
  const shown = value ?? root.data?.id;
  const label = all.find((node) => node.id === shown)?.title ?? chosen.data?.name ?? shown;
  return (
    <TreeSelect<{ value: string; label?: React.ReactNode }>
      {...(id ? { id } : {})}
      labelInValue
      treeDataSimpleMode={{ rootPId: null as never }}
      disabled={disabled}
      loading={root.isPending}
      style={{ width: '100%', maxWidth: 420 }}
      value={shown === undefined ? undefined : { value: shown, label }}
      treeData={all}
      loadData={({ value: parent }) => load(String(parent))}
      onChange={(next) => onChange?.(next.value)}
    />
  );
}

async function childrenOf(instance: string, parent: string): Promise<Node[]> {
  const found: Node[] = [];
  let cursor: string | undefined;
  do {
    const page = await api.orgs.listOrganizations(instance, {
      parent,
      limit: PAGE,
      ...(cursor === undefined ? {} : { cursor }),
    });
    found.push(...page.items.map(({ id, name }) => ({ id, pId: parent, value: id, title: name })));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return found;
}
