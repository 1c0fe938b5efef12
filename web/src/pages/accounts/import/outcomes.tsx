import { ArrowRightOutlined } from '@ant-design/icons';
import { Link } from '@tanstack/react-router';
import { Flex, Segmented, Table, Typography } from 'antd';
import { useMemo, useState } from 'react';
import { useInstanceId } from '../../../app/instance.tsx';
import { useNumber } from '../../../parts/format.tsx';
import { EmptyState, StateTag, type Tone } from '../../../parts/states.tsx';
import { common } from '../../../text/common.ts';
import { useText } from '../../../text/text.ts';
import { accountsText } from '../accounts-text.ts';
import { importText } from '../import-text.ts';
import { fieldKind, fieldLabel } from '../model/account-fields.ts';
import { useCustomFields } from '../model/queries.ts';
import { FieldValue } from '../parts/field-value.tsx';
import { countsOf, type ImportedRow, OUTCOMES, type Outcome } from './outcome-rows.ts';

const TONES: Record<Outcome, Tone> = {
  create: 'good',
  update: 'good',
  same: 'quiet',
  skip: 'off',
  refused: 'bad',
};

/** Every row with what becomes of it; refused ones say why and what to do. */
export function Outcomes({ rows, applied }: { rows: ImportedRow[]; applied: boolean }) {
  const t = useText(importText);
  const words = useText(common);
  const number = useNumber();
  const instance = useInstanceId();
  const [shown, setShown] = useState<Outcome | 'all'>('all');
  const counts = useMemo(() => countsOf(rows), [rows]);
  const visible = useMemo(
    () => (shown === 'all' ? rows : rows.filter(({ outcome }) => outcome === shown)),
    [rows, shown],
  );
  const prefix = applied ? 'done' : 'outcome';
  return (
    <>
      <div style={{ overflowX: 'auto', marginBottom: 10 }}>
        <Segmented
          aria-label={t('outcome')}
          value={shown}
          onChange={setShown}
          options={[
            { value: 'all' as const, label: `${words('all')} ${number(rows.length)}` },
            ...OUTCOMES.map((outcome) => ({
              value: outcome,
              label: `${t(`${prefix}_${outcome}`)} ${number(counts[outcome])}`,
            })),
          ]}
        />
      </div>
      <section aria-label={t('outcomesLabel')}>
        <Table<ImportedRow>
          size="small"
          virtual
          rowKey="line"
          pagination={false}
          dataSource={visible}
          scroll={{ x: 980, y: 460 }}
          locale={{ emptyText: <EmptyState title={t('noRowOfKind')} /> }}
          columns={[
            {
              key: 'line',
              title: t('row'),
              width: 80,
              align: 'right',
              render: (_, { line }) => number(line),
            },
            {
              key: 'outcome',
              title: t('outcome'),
              width: 130,
              render: (_, { outcome }) => (
                <StateTag tone={TONES[outcome]}>{t(`${prefix}_${outcome}`)}</StateTag>
              ),
            },
            {
              key: 'username',
              title: t('username'),
              width: 190,
              render: (_, { username, accountId }) =>
                accountId === null ? (
                  username
                ) : (
                  <Link to="/i/$instance/accounts/$account" params={{ instance, account: accountId }}>
                    {username}
                  </Link>
                ),
            },
            {
              key: 'what',
              title: t('values'),
              width: 580,
              render: (_, row) => (row.outcome === 'refused' ? <Refusal row={row} /> : <Values row={row} />),
            },
          ]}
        />
      </section>
    </>
  );
}

function Refusal({ row: { message, remedy } }: { row: ImportedRow }) {
  return (
    <>
      <div>{message}</div>
      <Typography.Text type="secondary">{remedy}</Typography.Text>
    </>
  );
}

function Values({ row: { before, after } }: { row: ImportedRow }) {
  const t = useText(importText);
  const words = useText(accountsText);
  const custom = useCustomFields().data?.items ?? [];
  // The username has a column of its own; that a value now counts as set by hand is for the history.
  const fields = Object.keys(after ?? {}).filter((field) => field !== 'username' && field !== 'overrides');
  return (
    <Flex gap="0 16px" wrap>
      {fields.map((field) => (
        <span key={field}>
          <Typography.Text type="secondary">{fieldLabel(words, custom, field)}: </Typography.Text>
          {before !== null && (
            <>
              <FieldValue kind={fieldKind(field, custom)} value={before[field]} />
              <ArrowRightOutlined
                role="img"
                aria-label={t('becomes')}
                style={{ marginInline: 6, fontSize: 12 }}
              />
            </>
          )}
          <FieldValue kind={fieldKind(field, custom)} value={after?.[field]} />
        </span>
      ))}
    </Flex>
  );
}
