/** The live records the mappings are tried on; the reader looks for others, and picks the one to look at. */
import { CheckCircleOutlined, CloseCircleOutlined, ReloadOutlined } from '@ant-design/icons';
import type { UseQueryResult } from '@tanstack/react-query';
import { Button, Flex, Input, Skeleton, Typography } from 'antd';
import type { SampleRecord } from '../../api/generated.ts';
import { ProblemAlert } from '../../parts/problem.tsx';
import { useText } from '../../text/text.ts';
import type { RecordKind } from './mapping.ts';
import { mappingText } from './mapping-text.ts';
import type { RecordResult } from './use-trial.ts';

interface SampleBarProps {
  of: RecordKind;
  samples: UseQueryResult<{ items: SampleRecord[] }>;
  search: string;
  onSearch: (text: string) => void;
  results: readonly RecordResult[];
  chosen: number;
  onChoose: (n: number) => void;
}

export function SampleBar({ of, samples, search, onSearch, results, chosen, onChoose }: SampleBarProps) {
  const t = useText(mappingText);
  const hint = t(({ user: 'find', org: 'findOrg', group: 'findGroup' } as const)[of]);
  const records = samples.data?.items ?? [];
  const failing = results.filter(({ rejected }) => rejected).length;
  return (
    <section aria-label={t('samples')} style={{ marginBottom: 12 }}>
      <Flex gap={8} wrap align="center" style={{ marginBottom: 8 }}>
        <Typography.Text strong>{t('samples')}</Typography.Text>
        <Input.Search
          allowClear
          value={search}
          placeholder={hint}
          aria-label={hint}
          loading={samples.isFetching}
          onChange={(event) => onSearch(event.target.value)}
          style={{ width: 260 }}
        />
        <Button
          type="text"
          icon={<ReloadOutlined />}
          aria-label={t('again')}
          onClick={() => void samples.refetch()}
        />
        {results.length === records.length && records.length > 0 && (
          <Typography.Text type={failing > 0 ? 'danger' : 'secondary'} aria-live="polite">
            {failing > 0 ? t('someFail', { count: failing }) : t('allWork', { count: records.length })}
          </Typography.Text>
        )}
      </Flex>
      {samples.error ? (
        <ProblemAlert error={samples.error} onRetry={() => void samples.refetch()} />
      ) : samples.isPending ? (
        <Skeleton.Button active style={{ width: 320 }} />
      ) : records.length === 0 ? (
        <Typography.Text type="secondary">{t('noSamples')}</Typography.Text>
      ) : (
        <Flex gap={6} wrap>
          {records.map(({ key, label, locator }, n) => {
            const rejected = results[n]?.rejected;
            return (
              <Button
                key={key}
                size="small"
                type={n === chosen ? 'primary' : 'default'}
                aria-pressed={n === chosen}
                aria-label={rejected === undefined ? label : t(rejected ? 'fails' : 'works', { name: label })}
                title={locator}
                danger={rejected === true}
                icon={
                  rejected === undefined ? undefined : rejected ? (
                    <CloseCircleOutlined />
                  ) : (
                    <CheckCircleOutlined />
                  )
                }
                onClick={() => onChoose(n)}
              >
                {label}
              </Button>
            );
          })}
        </Flex>
      )}
    </section>
  );
}
