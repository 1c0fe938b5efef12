import { Button, Select } from 'antd';
import { useFilters } from '../../../app/use-search.ts';
import { useText } from '../../../text/text.ts';
import { accountsText } from '../accounts-text.ts';
import { filterOf } from '../model/list-filter.ts';
import { useSources } from '../model/queries.ts';
import { GroupPicker } from '../parts/pickers.tsx';
import { SearchBox } from '../parts/search-box.tsx';

export function AccountFilters() {
  const t = useText(accountsText);
  const [search, setSearch] = useFilters();
  const sources = useSources();
  const { status, source, group, org } = filterOf(search);
  const set = [search.q, status, source, group, org].some((value) => value !== undefined && value !== '');
  return (
    <>
      <SearchBox label={t('searchLabel')} placeholder={t('searchAccounts')} />
      <Select
        aria-label={t('status')}
        placeholder={t('anyStatus')}
        allowClear
        value={status ?? null}
        onChange={(value: string | null) => setSearch({ status: value ?? undefined })}
        style={{ width: 120 }}
        options={(['enabled', 'disabled', 'locked', 'expired'] as const).map((value) => ({
          value,
          label: t(value),
        }))}
      />
      <Select
        aria-label={t('fieldSource')}
        placeholder={t('anySource')}
        allowClear
        value={source ?? null}
        onChange={(value: string | null) => setSearch({ source: value ?? undefined })}
        style={{ width: 140 }}
        loading={sources.isPending}
        options={[
          { value: 'build_in', label: t('builtIn') },
          ...(sources.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
      <GroupPicker
        label={t('group')}
        placeholder={t('anyGroup')}
        allowClear
        width={140}
        value={group}
        onChange={(value) => setSearch({ group: value })}
      />
      {set && (
        <Button
          type="link"
          size="small"
          onClick={() =>
            setSearch({
              q: undefined,
              status: undefined,
              source: undefined,
              group: undefined,
              org: undefined,
              subtree: undefined,
            })
          }
        >
          {t('clearFilters')}
        </Button>
      )}
    </>
  );
}
