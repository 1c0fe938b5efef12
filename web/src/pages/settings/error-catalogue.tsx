import { useQuery } from '@tanstack/react-query';
import { Input, Table, Tag } from 'antd';
import { api } from '../../api/client.ts';
import type { ErrorEntry } from '../../api/generated.ts';
import { useFilters } from '../../app/use-search.ts';
import { ProblemAlert } from '../../parts/problem.tsx';
import { EmptyState } from '../../parts/states.tsx';
import { common } from '../../text/common.ts';
import { useLanguage, useText } from '../../text/text.ts';
import { settingsText } from './settings-text.ts';

/** Every error of the server with its remedy; the search looks at both languages, so either finds it. */
export function ErrorCatalogue() {
  const t = useText(settingsText);
  const tc = useText(common);
  const language = useLanguage();
  const [{ q = '' }, setFilters] = useFilters();
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['errors'],
    queryFn: () => api.errors.listErrors(),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (error) return <ProblemAlert error={error} onRetry={() => void refetch()} />;
  const found = (data?.items ?? []).filter((entry) => fits(entry, q));
  return (
    <>
      <Input.Search
        allowClear
        aria-label={t('searchErrors')}
        placeholder={t('searchErrors')}
        value={q}
        onChange={(event) => setFilters({ q: event.target.value || undefined }, { replace: true })}
        style={{ maxWidth: 360, marginBottom: 10 }}
      />
      <Table<ErrorEntry>
        size="small"
        rowKey={({ code }) => code}
        dataSource={found}
        loading={isPending}
        aria-label={t('errors')}
        scroll={{ x: 900 }}
        pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
        locale={{ emptyText: <EmptyState title={tc('nothingFound')} /> }}
        columns={[
          {
            title: t('code'),
            width: 230,
            render: (_, { code, retry }) => (
              <>
                <span className="mono" style={{ overflowWrap: 'anywhere' }}>
                  {code}
                </span>
                {retry && (
                  <div>
                    <Tag variant="filled">{t('canRetry')}</Tag>
                  </div>
                )}
              </>
            ),
          },
          { title: t('httpStatus'), width: 120, align: 'right', dataIndex: 'status' },
          { title: t('whatHappened'), render: (_, entry) => entry[language].message },
          { title: t('whatToDo'), render: (_, entry) => entry[language].remedy },
        ]}
      />
    </>
  );
}

function fits({ code, en, zh }: ErrorEntry, term: string): boolean {
  const wanted = term.trim().toLowerCase();
  return [code, en.message, en.remedy, zh.message, zh.remedy].some((text) =>
    text.toLowerCase().includes(wanted),
  );
}
