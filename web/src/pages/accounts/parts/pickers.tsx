/** Choosing organizations, groups and people: by typing, among thousands. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Select, TreeSelect } from 'antd';
import { type Ref, useDeferredValue, useMemo, useState } from 'react';
import { api } from '../../../api/client.ts';
import { useInstanceId } from '../../../app/instance.tsx';
import { useText } from '../../../text/text.ts';
import { accountsText } from '../accounts-text.ts';
import { treeItem } from '../model/org-tree.ts';
import { keys, useGroup, useOrgs } from '../model/queries.ts';

interface Given<V> {
  id?: string;
  value?: V;
  onChange?: (value: V) => void;
  disabled?: boolean;
  label?: string;
  /** A form scrolls to the field by it. */
  ref?: Ref<never>;
}

interface OrgPickerProps extends Given<string | undefined> {
  /** It and all below it cannot be chosen. */
  barred?: string;
}

export function OrgPicker({ barred, label, value, onChange, ...given }: OrgPickerProps) {
  const t = useText(accountsText);
  const { tree, isPending } = useOrgs();
  const data = useMemo(() => (tree ? [treeItem(tree, tree.root, barred)] : []), [tree, barred]);
  return (
    <TreeSelect
      // What is open at first is read once, so it waits for the tree.
      key={tree?.root.id}
      {...given}
      {...(isPending ? { disabled: true } : {})}
      value={value ?? null}
      onChange={(next: string | null) => onChange?.(next ?? undefined)}
      aria-label={label ?? t('chooseOrg')}
      placeholder={t('chooseOrg')}
      style={{ width: '100%' }}
      loading={isPending}
      treeData={data}
      treeDefaultExpandedKeys={tree ? [tree.root.id] : []}
      showSearch={{ treeNodeFilterProp: 'title' }}
      listHeight={320}
      notFoundContent={t('noOrgFits')}
    />
  );
}

export function OrgsPicker({
  barred,
  label,
  value = [],
  onChange,
  ...given
}: Given<string[]> & { barred?: string }) {
  const t = useText(accountsText);
  const { tree, isPending } = useOrgs();
  const data = useMemo(() => (tree ? [treeItem(tree)] : []), [tree]);
  return (
    <TreeSelect
      // What is open at first is read once, so it waits for the tree.
      key={tree?.root.id}
      {...given}
      {...(isPending ? { disabled: true } : {})}
      multiple
      value={value}
      onChange={(next: string[]) => onChange?.(next.filter((id) => id !== barred))}
      aria-label={label ?? t('chooseOrg')}
      placeholder={t('chooseOrg')}
      style={{ width: '100%' }}
      loading={isPending}
      treeData={data}
      treeDefaultExpandedKeys={tree ? [tree.root.id] : []}
      showSearch={{ treeNodeFilterProp: 'title' }}
      listHeight={320}
      notFoundContent={t('noOrgFits')}
    />
  );
}

interface GroupPickerProps extends Given<string | undefined> {
  placeholder?: string;
  allowClear?: boolean;
  width?: number | string;
}

export function GroupPicker({ placeholder, label, width = '100%', value, ...given }: GroupPickerProps) {
  const t = useText(accountsText);
  const instance = useInstanceId();
  const [typed, setTyped] = useState('');
  const prefix = useDeferredValue(typed.trim());
  const { data, isFetching } = useQuery({
    queryKey: [...keys.groups(instance), 'begins', prefix],
    queryFn: () => api.groups.listGroups(instance, { limit: 50, ...(prefix ? { prefix } : {}) }),
    placeholderData: keepPreviousData,
  });
  const found = data?.items ?? [];
  const missing = value !== undefined && !found.some(({ id }) => id === value);
  const chosen = useGroup(value ?? '', { enabled: missing });
  const options = [...(missing && chosen.data ? [chosen.data] : []), ...found];
  return (
    <Select
      {...given}
      value={value ?? null}
      onChange={(next: string | null) => given.onChange?.(next ?? undefined)}
      aria-label={label ?? t('chooseGroup')}
      placeholder={placeholder ?? t('chooseGroup')}
      style={{ width }}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      loading={isFetching}
      notFoundContent={t('noGroupFits')}
      options={options.map(({ id, name }) => ({ value: id, label: name }))}
    />
  );
}

interface Person {
  value: string;
  label: string;
}

/** Several people, by the beginning of any of their names. */
export function AccountsPicker({
  value = [],
  onChange,
  label,
  ...given
}: {
  id?: string;
  value?: Person[];
  onChange?: (value: Person[]) => void;
  label?: string;
}) {
  const t = useText(accountsText);
  const instance = useInstanceId();
  const [typed, setTyped] = useState('');
  const term = useDeferredValue(typed.trim());
  const { data, isFetching } = useQuery({
    queryKey: [...keys.accounts(instance), 'search', term],
    queryFn: () => api.accountSearch.searchAccounts(instance, { term }),
    enabled: term !== '',
    placeholderData: keepPreviousData,
  });
  return (
    <Select
      {...given}
      mode="multiple"
      labelInValue
      value={value}
      onChange={(next: Person[]) =>
        onChange?.(next.map(({ value: id, label: name }) => ({ value: id, label: name })))
      }
      aria-label={label ?? t('searchLabel')}
      placeholder={t('chooseAccounts')}
      style={{ width: '100%' }}
      showSearch={{ filterOption: false, onSearch: setTyped, autoClearSearchValue: false }}
      loading={isFetching}
      notFoundContent={term === '' ? t('typeToSearch') : t('noAccountFits')}
      options={(term === '' ? [] : (data?.items ?? [])).map(({ id, username, displayName, email }) => ({
        value: id,
        label: displayName ? `${displayName} (${username})` : username,
        title: email ?? username,
      }))}
    />
  );
}
