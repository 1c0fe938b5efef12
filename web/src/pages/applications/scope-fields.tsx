import { useQueries, useQuery } from '@tanstack/react-query';
import { Form, Select, TreeSelect } from 'antd';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { useInstanceId } from '../../app/instance.tsx';
import { ProblemAlert } from '../../parts/problem.tsx';
import { useText } from '../../text/text.ts';
import { provisioningText } from './provisioning-text.ts';

/** Which accounts the target is to have: organizations from the tree, and groups. */
export function ScopeFields() {
  const t = useText(provisioningText);
  return (
    <>
      <Form.Item name={['provisioning', 'scope', 'orgIds']} label={t('orgs')}>
        <OrgPicker />
      </Form.Item>
      <Form.Item name={['provisioning', 'scope', 'groupIds']} label={t('groups')}>
        <GroupsPicker />
      </Form.Item>
    </>
  );
}

/** Form.Item gives a control its id, value and onChange. */
interface PickerProps {
  id?: string;
  value?: string[];
  onChange?: (ids: string[]) => void;
}

/** Choosing an organization takes those below it along, so nothing below it has to be ticked. */
function OrgPicker({ id, value = [], onChange }: PickerProps) {
  const t = useText(provisioningText);
  const instance = useInstanceId();
  const { data, error, refetch, isPending } = useQuery({
    queryKey: ['org-tree', instance],
    queryFn: async () => {
      const { rootOrgId } = await api.instances.getInstance(instance);
      return (await api.orgs.getOrganizationTree(instance, rootOrgId)).items;
    },
    staleTime: 60_000,
  });
  if (error && !data) return <ProblemAlert error={error} onRetry={() => void refetch()} />;
  const root = data?.find(({ parentId }) => parentId === null);
  return (
    <TreeSelect<string[]>
      // What is open at first is read once, so it waits for the tree.
      key={root?.id}
      {...(id === undefined ? {} : { id })}
      multiple
      allowClear
      showSearch={{ treeNodeFilterProp: 'title' }}
      loading={isPending}
      value={value}
      onChange={(ids) => onChange?.(ids)}
      placeholder={t('chooseOrgs')}
      treeDataSimpleMode={{ id: 'value', pId: 'parent' }}
      treeDefaultExpandedKeys={root ? [root.id] : []}
      treeData={(data ?? []).map((org) => ({
        value: org.id,
        parent: org.parentId,
        title: org.name,
      }))}
      style={{ width: '100%' }}
    />
  );
}

const GROUPS_SHOWN = 50;

/** Several groups, found by the beginning of their names. */
export function GroupsPicker({ id, value = [], onChange, label }: PickerProps & { label?: string }) {
  const t = useText(provisioningText);
  const instance = useInstanceId();
  const [prefix, setPrefix] = useState('');
  const found = useQuery({
    queryKey: ['groups', instance, 'pick', prefix],
    queryFn: () => api.groups.listGroups(instance, { limit: GROUPS_SHOWN, ...(prefix ? { prefix } : {}) }),
    placeholderData: (before) => before,
    staleTime: 30_000,
  });
  const listed = new Map(found.data?.items.map((group) => [group.id, group.name]));
  const missing = value.filter((group) => !listed.has(group));
  const named = useQueries({
    queries: missing.map((group) => ({
      queryKey: ['name-of', instance, group],
      queryFn: async () => (await api.groups.getGroup(instance, group)).name,
      staleTime: 300_000,
      retry: false,
    })),
  });
  const options = [
    ...missing.map((group, at) => ({ value: group, label: named[at]?.data ?? group })),
    ...[...listed].map(([group, name]) => ({ value: group, label: name })),
  ];
  return (
    <Select<string[]>
      {...(id === undefined ? {} : { id })}
      mode="multiple"
      allowClear
      {...(label === undefined ? {} : { 'aria-label': label })}
      value={value}
      onChange={(ids) => onChange?.(ids)}
      loading={found.isFetching}
      placeholder={t('chooseGroups')}
      showSearch={{ filterOption: false, onSearch: setPrefix }}
      options={options}
    />
  );
}
