import { Link } from '@tanstack/react-router';
import { Alert, Card, Collapse, Flex, Table, Typography } from 'antd';
import type { Explanation } from '../../../api/generated.ts';
import { useInstanceId } from '../../../app/instance.tsx';
import { Time } from '../../../parts/format.tsx';
import { useText } from '../../../text/text.ts';
import { accountText } from '../account-text.ts';
import { Definitions } from '../parts/definitions.tsx';
import { Section } from '../parts/section.tsx';
import { operationWord } from './operation.ts';

type SourceRecord = Explanation['records'][number];

/** The records that became the account, how that came about, and what a source could not give. */
export function SourceRecords({ explanation }: { explanation: Explanation }) {
  const t = useText(accountText);
  const { records, match, rejections } = explanation;
  return (
    <>
      <Section title={t('records')}>
        {records.length === 0 ? (
          <Typography.Text type="secondary">{t('noRecords')}</Typography.Text>
        ) : (
          <Flex vertical gap={12}>
            {records.map((record) => (
              <RecordCard key={`${record.sourceId} ${record.key}`} record={record} />
            ))}
          </Flex>
        )}
      </Section>
      {rejections.length > 0 && (
        <Section title={t('rejections')}>
          <Flex vertical gap={8}>
            {rejections.map(({ runId, at, label, reason, sourceName }) => (
              <Alert
                key={`${runId} ${label}`}
                type="warning"
                showIcon
                title={`${sourceName}: ${label}: ${reason.message}`}
                description={
                  <>
                    {reason.remedy}{' '}
                    <RunLink id={runId}>
                      <Time at={at} />
                    </RunLink>
                  </>
                }
              />
            ))}
          </Flex>
        </Section>
      )}
      {match.length > 0 && (
        <Section title={t('howMatched')}>
          {match.map(({ at, op, actor, runId }) => (
            <Flex key={`${at} ${op}`} gap={12} wrap style={{ marginBottom: 4 }}>
              <Time at={at} />
              <span>{operationWord(t, op)}</span>
              <Typography.Text type="secondary">{actor}</Typography.Text>
              {runId !== null && <RunLink id={runId}>{t('openRun')}</RunLink>}
            </Flex>
          ))}
        </Section>
      )}
    </>
  );
}

export function RunLink({ id, children }: { id: string; children: React.ReactNode }) {
  const instance = useInstanceId();
  return (
    <Link to="/i/$instance/runs/$run" params={{ instance, run: id }}>
      {children}
    </Link>
  );
}

function RecordCard({ record }: { record: SourceRecord }) {
  const t = useText(accountText);
  const instance = useInstanceId();
  const attributes = Object.entries(record.attributes).map(([name, value]) => ({
    name,
    value: Array.isArray(value) ? value.map(String).join('\n') : String(value ?? ''),
  }));
  return (
    <Card
      size="small"
      title={
        <Link to="/i/$instance/sources/$source" params={{ instance, source: record.sourceId }}>
          {record.sourceName}
        </Link>
      }
    >
      <Definitions
        items={[
          [
            t('locator'),
            <span key="locator" className="mono">
              {record.locator}
            </span>,
          ],
          [
            t('recordKey'),
            <Typography.Text key="key" className="mono" copyable>
              {record.key}
            </Typography.Text>,
          ],
          [t('lastChanged'), <Time key="changed" at={record.changedAt} />],
          [t('goneSince'), record.goneSince && <Time at={record.goneSince} />],
        ]}
      />
      {attributes.length > 0 && (
        <Collapse
          ghost
          size="small"
          style={{ marginTop: 8 }}
          styles={{ header: { paddingInline: 0 }, body: { paddingInline: 0 } }}
          items={[
            {
              key: 'attributes',
              label: t('attributes', { count: attributes.length }),
              children: (
                <Table<{ name: string; value: string }>
                  size="small"
                  rowKey="name"
                  pagination={false}
                  dataSource={attributes}
                  scroll={{ x: 480 }}
                  columns={[
                    {
                      key: 'name',
                      title: t('attribute'),
                      width: 200,
                      render: (_, { name }) => <span className="mono">{name}</span>,
                    },
                    {
                      key: 'value',
                      title: t('value'),
                      render: (_, { value }) => (
                        <span style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{value}</span>
                      ),
                    },
                  ]}
                />
              ),
            },
          ]}
        />
      )}
    </Card>
  );
}
