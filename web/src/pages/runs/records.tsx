/** Records of a run that did not end well: what is wrong, what to do, and the way to try them again. */
import { useNavigate } from '@tanstack/react-router';
import { Alert, Button, Tag, Typography } from 'antd';
import type { ReactNode } from 'react';
import { api } from '../../api/client.ts';
import type { Run, RunRecord } from '../../api/generated.ts';
import { useMay } from '../../app/session.tsx';
import { useAction } from '../../parts/action.ts';
import { useFieldName } from '../../parts/diff.tsx';
import { useEntityWord } from '../../parts/run/op-tag.tsx';
import { EmptyState } from '../../parts/states.tsx';
import { type Column, DataTable } from '../../table/data-table.tsx';
import { useList } from '../../table/list-query.ts';
import { useText } from '../../text/text.ts';
import { runsText } from './runs-text.ts';

const OUTCOMES = ['rejected', 'conflict', 'failed', 'parked', 'held', 'hidden'] as const;

/** The list alone; `short` inside another page part. */
export function Records({ run, short = true }: { run: Run; short?: boolean }) {
  const t = useText(runsText);
  const columns = useColumns();
  const query = useList<RunRecord>(['run-records', run.instanceId, run.id], (cursor) =>
    api.runs.listRunRecords(run.instanceId, run.id, { limit: 100, ...(cursor ? { cursor } : {}) }),
  );
  return (
    <DataTable<RunRecord>
      id="run-records"
      label={t('tabRecords')}
      columns={columns}
      rowKey={({ kind, key, code, field }) => `${kind} ${key} ${code} ${field ?? ''}`}
      query={query}
      short={short}
      empty={<EmptyState title={t('noRecords')} />}
    />
  );
}

/** Starts the same sync or push anew and shows it; nothing where the role or a removed source forbids it. */
export function RunAgainButton({ run }: { run: Run }) {
  const t = useText(runsText);
  const may = useMay();
  const navigate = useNavigate();
  const { instanceId: instance, subjectId, subjectName, kind } = run;
  const again = useAction(
    () =>
      kind === 'sync'
        ? api.sources.syncSource(instance, subjectId)
        : api.applications.pushApplication(instance, subjectId),
    {
      touches: [['runs', instance]],
      onDone: ({ id }) => void navigate({ to: '/i/$instance/runs/$run', params: { instance, run: id } }),
    },
  );
  if (!may.operate || subjectName === null) return null;
  return (
    <Button loading={again.isPending} onClick={() => again.mutate(undefined)}>
      {t(kind === 'sync' ? 'retrySync' : 'retryPush')}
    </Button>
  );
}

/** Failed records with the way to try them again. */
export function FailedRecords({ run }: { run: Run }) {
  const t = useText(runsText);
  return (
    <>
      <Alert
        type="info"
        showIcon
        style={{ marginBottom: 12 }}
        title={t('retryHint')}
        action={<RunAgainButton run={run} />}
      />
      <Records run={run} short={false} />
    </>
  );
}

function useColumns(): Column<RunRecord>[] {
  const t = useText(runsText);
  const entity = useEntityWord();
  const fieldName = useFieldName();
  const outcome = (given: string) => {
    const known = OUTCOMES.find((one) => one === given);
    return known ? t(`outcome_${known}`) : given;
  };
  return [
    {
      key: 'label',
      title: t('record'),
      width: 200,
      value: ({ label }) => label,
      render: ({ label, kind }) => (
        <Wrapped>
          <Typography.Text strong>{label}</Typography.Text>
          <Typography.Text type="secondary" style={{ display: 'block', fontSize: 13 }}>
            {entity(kind)}
          </Typography.Text>
        </Wrapped>
      ),
    },
    {
      key: 'message',
      title: t('reason'),
      width: 360,
      value: ({ message }) => message,
      render: ({ message }) => <Wrapped>{message}</Wrapped>,
    },
    {
      key: 'remedy',
      title: t('remedy'),
      width: 360,
      value: ({ remedy }) => remedy,
      render: ({ remedy }) => <Wrapped>{remedy}</Wrapped>,
    },
    {
      key: 'outcome',
      title: t('outcome'),
      width: 110,
      value: (row) => outcome(row.outcome),
      render: (row) => (
        <Tag color="warning" variant="filled">
          {outcome(row.outcome)}
        </Tag>
      ),
    },
    {
      key: 'field',
      title: t('fieldName'),
      width: 130,
      value: ({ field }) => (field === null ? null : fieldName(field)),
    },
    {
      key: 'key',
      title: t('key'),
      width: 300,
      hidden: true,
      value: ({ key }) => key,
      render: ({ key }) => (
        <span className="mono" title={key}>
          {key}
        </span>
      ),
    },
    { key: 'code', title: t('code'), width: 180, hidden: true, value: ({ code }) => code },
  ];
}

/** Reasons are read whole, in as many lines as they take. */
function Wrapped({ children }: { children: ReactNode }) {
  return <div style={{ whiteSpace: 'normal', overflowWrap: 'anywhere' }}>{children}</div>;
}
