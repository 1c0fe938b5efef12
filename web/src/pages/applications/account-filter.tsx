import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { type Ref, useState } from 'react';
import { api } from '../../api/client.ts';
import { useInstanceId } from '../../app/instance.tsx';
import { useFilters } from '../../app/use-search.ts';
import { useText } from '../../text/text.ts';
import { targetText } from './target-text.ts';

/** One account out of the directory, kept in the address of the page. */
export function AccountFilter() {
  const t = useText(targetText);
  const [{ account }, setFilters] = useFilters();
  return (
    <AccountSelect label={t('findAccount')} value={account} onChange={(id) => setFilters({ account: id })} />
  );
}

interface AccountSelectProps {
  label: string;
  /** Id of the account. */
  value?: string | undefined;
  onChange?: (id: string | undefined) => void;
  width?: number | string;
  /** Form.Item gives its field an id, and scrolls to it by the ref. */
  id?: string;
  ref?: Ref<never>;
}

/** One account out of the directory, by what its names begin with. */
export function AccountSelect({ label, value, onChange, width = 220, ...given }: AccountSelectProps) {
  const instance = useInstanceId();
  const [term, setTerm] = useState('');
  const found = useQuery({
    queryKey: ['account-search', instance, term],
    queryFn: () => api.accountSearch.searchAccounts(instance, { term }),
    enabled: term !== '',
    placeholderData: (before) => before,
  });
  const chosen = useQuery({
    queryKey: ['accounts', instance, value, 'name'],
    queryFn: () => api.accounts.getAccount(instance, value!),
    enabled: value !== undefined,
    retry: false,
  });
  const nameOf = ({ username, displayName }: { username: string; displayName: string | null }) =>
    displayName ? `${displayName} (${username})` : username;
  const options = (term === '' ? [] : (found.data?.items ?? [])).map((one) => ({
    value: one.id,
    label: nameOf(one),
  }));
  if (value && !options.some((option) => option.value === value))
    options.unshift({ value, label: chosen.data ? nameOf(chosen.data) : value });
  return (
    <Select
      {...given}
      allowClear
      value={value ?? null}
      aria-label={label}
      placeholder={label}
      showSearch={{ filterOption: false, onSearch: (text) => setTerm(text.trim()) }}
      notFoundContent={null}
      suffixIcon={null}
      loading={found.isFetching}
      options={options}
      onChange={(id: string | null | undefined) => onChange?.(id ?? undefined)}
      style={{ width }}
    />
  );
}
