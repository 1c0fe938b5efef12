/** What a planned synchronization would do: numbers by kind, then line by line. */
import { Select, Table, Typography } from 'antd';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import type { PlanLine, Run } from '../../api/generated.ts';
import { useNumber } from '../../parts/format.tsx';
import { EmptyState, StateTag, type Tone } from '../../parts/states.tsx';
import { DataTable } from '../../table/data-table.tsx';
import { useList } from '../../table/list-query.ts';
import { common } from '../../text/common.ts';
import { useText } from '../../text/text.ts';
import { setupText } from './setup-text.ts';

const COUNTED = ['read', 'created', 'updated', 'bound', 'same', 'rejected', 'deleted'] as const;
const KINDS = ['user', 'org', 'group'] as const;

/** What happens, or would happen, to the records of each kind. */
export function CounterTable({ counters }: { counters: Run['counters'] }) {
  const t = useText(setupText);
  const number = useNumber();
  const rows = KINDS.filter((kind) => counters[kind]).map((kind) => ({ kind, ...counters[kind] }));
  return (
    <section
      aria-label={t('counters')}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
      tabIndex={0}
      style={{ maxWidth: 860, marginBottom: 16, overflowX: 'auto' }}
    >
      <Table
        size="small"
        pagination={false}
        rowKey="kind"
        dataSource={rows}
        style={{ minWidth: 640 }}
        columns={[
          { key: 'kind', title: t('kindRow'), render: (_, { kind }) => t(kind) },
          ...COUNTED.map((name) => ({
            key: name,
            title: t(name),
            align: 'right' as const,
            render: (_: unknown, row: Partial<Record<string, number | string>>) => {
              const value = Number(row[name] ?? 0);
              const isBad = value > 0 && (name === 'rejected' || name === 'deleted');
              return (
                <Typography.Text {...(isBad ? { type: 'danger' as const, strong: true } : {})}>
                  {number(value)}
                </Typography.Text>
              );
            },
          })),
        ]}
      />
    </section>
  );
}

const OPS: Record<string, { word: Parameters<typeof setupText.t>[0]; tone: Tone }> = {
  create: { word: 'opCreate', tone: 'good' },
  restore: { word: 'opRestore', tone: 'good' },
  bind: { word: 'opBind', tone: 'quiet' },
  update: { word: 'opUpdate', tone: 'quiet' },
  delete: { word: 'opDelete', tone: 'bad' },
  disable: { word: 'opDisable', tone: 'off' },
  unlink: { word: 'opUnlink', tone: 'off' },
  members: { word: 'opMembers', tone: 'quiet' },
};

/** The lines of a kept plan; of one sort of change, where the reader says so. */
export function PlanLines({ instance, run }: { instance: string; run: string }) {
  const t = useText(setupText);
  const words = useText(common);
  const [op, setOp] = useState<string>();
  const query = useList(['plan-lines', instance, run, op ?? ''], (cursor) =>
    api.runs.listPlanLines(instance, run, {
      limit: 100,
      ...(cursor === undefined ? {} : { cursor }),
      ...(op === undefined ? {} : { op }),
    }),
  );
  const kindWord = (kind: string) => {
    const known = [...KINDS, 'member' as const].find((name) => name === kind);
    return known ? t(known) : kind;
  };
  const opWord = (name: string) => (OPS[name] ? t(OPS[name].word) : name);
  return (
    <DataTable<PlanLine>
      id="source-plan"
      label={t('lines')}
      short
      query={query}
      rowKey={({ n }) => String(n)}
      empty={<EmptyState title={op === undefined ? t('nothing') : words('nothingFound')} />}
      toolbar={
        <Select
          aria-label={t('op')}
          value={op ?? ''}
          style={{ width: 160 }}
          onChange={(value) => setOp(value === '' ? undefined : value)}
          options={[
            { value: '', label: t('opAll') },
            ...Object.keys(OPS).map((value) => ({ value, label: opWord(value) })),
          ]}
        />
      }
      columns={[
        {
          key: 'op',
          title: t('op'),
          width: 120,
          value: ({ op: name }) => opWord(name),
          render: ({ op: name }) => <StateTag tone={OPS[name]?.tone ?? 'quiet'}>{opWord(name)}</StateTag>,
        },
        { key: 'kind', title: t('kindRow'), width: 130, value: ({ kind }) => kindWord(kind) },
        { key: 'label', title: t('label'), width: 200, value: ({ label }) => label },
        { key: 'values', title: t('becomes'), width: 460, value: changesOf },
        { key: 'why', title: t('why'), width: 260, hidden: true, value: ({ why }) => why },
      ]}
    />
  );
}

/** The values that change, before and after. */
function changesOf({ before, after }: PlanLine): string {
  return Object.entries(after ?? {})
    .filter(([, value]) => value !== null)
    .map(([field, value]) => {
      const was = before?.[field];
      return was === undefined || was === null
        ? `${field}: ${textOf(value)}`
        : `${field}: ${textOf(was)} → ${textOf(value)}`;
    })
    .join(' · ');
}

function textOf(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}
