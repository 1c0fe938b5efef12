/** What became of the records of a run: a line for lists, a table for its page. */
import { Flex, Table, Typography } from 'antd';
import type { Run } from '../../api/generated.ts';
import { useText } from '../../text/text.ts';
import { Num, useNumber } from '../format.tsx';
import { runText } from './run-text.ts';

type Word = Parameters<typeof runText.t>[0];

/** What changed or went wrong, in the order people ask for it; what stayed the same is not among it. */
const EVENTS = [
  'created',
  'updated',
  'bound',
  'linked',
  'disabled',
  'deleted',
  'rejected',
  'hidden',
  'failed',
  'parked',
  'conflict',
  'held',
] as const;
const BAD: ReadonlySet<string> = new Set(['rejected', 'hidden', 'failed', 'parked', 'conflict', 'held']);

const KINDS = ['user', 'org', 'group'] as const;

/** Everything that may be counted, as columns of the table. */
const COLUMNS: [counter: string, word: Word][] = [
  ['read', 'read'],
  ['total', 'total'],
  ['created', 'created'],
  ['updated', 'updated'],
  ['bound', 'bound'],
  ['linked', 'linked'],
  ['same', 'same'],
  ['disabled', 'disabled'],
  ['deleted', 'deleted'],
  ['left', 'left'],
  ['rejected', 'rejected'],
  ['hidden', 'hidden'],
  ['failed', 'failedCount'],
  ['parked', 'parked'],
  ['conflict', 'conflict'],
  ['held', 'held'],
  ['off', 'off'],
];

type Counters = Run['counters'];

const of = (counters: Counters, kind: string, name: string) => counters[kind]?.[name] ?? 0;

/** The plain text of `CountersLine`. */
export function useCountersText(): (counters: Counters) => string {
  const parts = useParts();
  return (counters) =>
    parts(counters)
      .map(({ text }) => text)
      .join(', ');
}

function useParts() {
  const t = useText(runText);
  const number = useNumber();
  return (counters: Counters): { text: string; bad: boolean }[] => {
    const sums = EVENTS.map((name) => ({
      name,
      n: Object.keys(counters).reduce((sum, kind) => sum + of(counters, kind, name), 0),
    })).filter(({ n }) => n > 0);
    if (sums.length > 0)
      return sums.map(({ name, n }) => ({
        text: t(`count_${name}`, { n: number(n) }),
        bad: BAD.has(name),
      }));
    const seen = Object.values(counters).reduce((sum, kind) => sum + (kind?.read ?? kind?.total ?? 0), 0);
    return [{ text: t(seen > 0 ? 'nothingChanged' : 'notCounted'), bad: false }];
  };
}

/** What changed and what went wrong, of all kinds together, in one readable line. */
export function CountersLine({ counters }: { counters: Counters }) {
  const parts = useParts()(counters);
  const text = parts.map(({ text }) => text).join(' · ');
  return (
    <span title={text}>
      {parts.map(({ text, bad }, index) => (
        <span key={text}>
          {index > 0 && ' · '}
          {bad ? <Typography.Text type="danger">{text}</Typography.Text> : text}
        </span>
      ))}
    </span>
  );
}

/** One row for each kind of record, one column for each thing that happened to any of them. */
export function CountersTable({ counters }: { counters: Counters }) {
  const t = useText(runText);
  const kinds = KINDS.filter((kind) => counters[kind] !== undefined);
  const columns = COLUMNS.filter(([name]) =>
    kinds.some((kind) => counters[kind]?.[name] !== undefined),
  ).filter(
    ([name]) =>
      ['read', 'total', 'same'].includes(name) || kinds.some((kind) => of(counters, kind, name) > 0),
  );
  return (
    <Table
      size="small"
      pagination={false}
      rowKey={(kind) => kind}
      dataSource={kinds}
      scroll={{ x: 'max-content' }}
      columns={[
        {
          key: 'kind',
          title: t('records'),
          fixed: 'left',
          render: (_, kind) => <Typography.Text strong>{t(kind)}</Typography.Text>,
        },
        ...columns.map(([name, word]) => ({
          key: name,
          title: t(word),
          align: 'right' as const,
          render: (_: unknown, kind: (typeof KINDS)[number]) => (
            <Counter name={name} n={countOf(counters[kind], name)} />
          ),
        })),
      ]}
    />
  );
}

/** Of organizations a push counts those that it wants at the target: their total. */
function countOf(counters: Counters[string] | undefined, name: string): number | undefined {
  return counters?.[name] ?? (name === 'total' ? counters?.wanted : undefined);
}

function Counter({ name, n }: { name: string; n: number | undefined }) {
  if (!n)
    return (
      <Typography.Text type="secondary" aria-label="0">
        –
      </Typography.Text>
    );
  return (
    <Typography.Text {...(BAD.has(name) ? { type: 'danger', strong: true } : {})}>
      <Num value={n} />
    </Typography.Text>
  );
}

/** Counters in a row while a run goes on: the numbers grow where they stand. */
export function CountersStrip({ counters }: { counters: Counters }) {
  const t = useText(runText);
  const people = counters.user ?? {};
  const shown = COLUMNS.filter(([name]) => people[name] !== undefined);
  return (
    <Flex gap="8px 24px" wrap>
      {shown.map(([name, word]) => (
        <div key={name} style={{ minWidth: 56 }}>
          <Typography.Text type="secondary" style={{ fontSize: 12, display: 'block' }}>
            {t(word)}
          </Typography.Text>
          <Typography.Text
            strong
            style={{ fontSize: 16 }}
            {...(BAD.has(name) && (people[name] ?? 0) > 0 ? { type: 'danger' } : {})}
          >
            <Num value={people[name] ?? 0} />
          </Typography.Text>
        </div>
      ))}
    </Flex>
  );
}
