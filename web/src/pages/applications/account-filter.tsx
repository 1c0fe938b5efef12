import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { useInstanceId } from '../../app/instance.tsx';
import { useFilters } from '../../app/use-search.ts';
import { useText } from '../../text/text.ts';
import { targetText } from './target-text.ts';

/** One account out of the directory, by what its names begin with. */
export function AccountFilter() {
  const t = useText(targetText);
  const instance = useInstanceId();
  const [{ account }, setFilters] = useFilters();
  const [term, setTerm] = useState('');
  const found = useQuery({
    queryKey: ['account-search', instance, term],
    queryFn: () => api.accountSearch.searchAccounts(instance, { term }),
    enabled: term !== '',
    placeholderData: (before) => before,
  });
  const chosen = useQuery({
    queryKey: ['accounts', instance, account, 'name'],
    queryFn: () => api.accounts.getAccount(instance, account!),
    enabled: account !== undefined,
    retry: false,
  });
  const nameOf = ({ username, displayName }: { username: string; displayName: string | null }) =>
    displayName ? `${displayName} (${username})` : username;
  const options = (term === '' ? [] : (found.data?.items ?? [])).map((one) => ({
    value: one.id,
    label: nameOf(one),
  }));
  if (account && !options.some(({ value }) => value === account))
    options.unshift({ value: account, label: chosen.data ? nameOf(chosen.data) : account });
  return (
    <Select
      allowClear
      value={account ?? null}
      aria-label={t('findAccount')}
      placeholder={t('findAccount')}
      showSearch={{ filterOption: false, onSearch: (text) => setTerm(text.trim()) }}
      notFoundContent={null}
      suffixIcon={null}
      loading={found.isFetching}
      options={options}
      onChange={(id: string | null | undefined) => setFilters({ account: id ?? undefined })}
      style={{ width: 220 }}
    />
  );
}
