/** The kept plan of a run, grouped by what happens; `op` in the address shows one sort alone. */
import { Button, Empty, Flex, Skeleton, Typography, theme } from 'antd';
import { type ReactNode, useMemo } from 'react';
import type { PlanLine as Line, Run } from '../../../api/generated.ts';
import { useFilters } from '../../../app/use-search.ts';
import { showValue } from '../../../parts/diff-values.tsx';
import { useNumber } from '../../../parts/format.tsx';
import { ProblemAlert } from '../../../parts/problem.tsx';
import { useOpWord } from '../../../parts/run/op-tag.tsx';
import { EmptyState } from '../../../parts/states.tsx';
import { useText } from '../../../text/text.ts';
import { Records } from '../records.tsx';
import { runsText } from '../runs-text.ts';
import { ChunkedList } from './chunked-list.tsx';
import { plannedNames, usePlanLines, usePlanOverview } from './plan-data.ts';
import { PlanLine } from './plan-line.tsx';
import { isPlanOp, PLAN_OPS, type PlanOp } from './plan-ops.ts';

/** So many lines of each sort stand in the overview. */
const GLANCE = 10;
const ROW_HEIGHT = 100;

export function rejectedOf({ counters }: Run): number {
  return Object.values(counters).reduce((sum, kind) => sum + (kind?.rejected ?? 0), 0);
}

export function PlanViewer({ run }: { run: Run }) {
  const t = useText(runsText);
  const [{ op }, setFilters] = useFilters();
  const overview = usePlanOverview(run);
  const created = overview.lines.create;
  const show = useMemo(() => showValue(run.instanceId, plannedNames(created)), [run.instanceId, created]);
  if (overview.error !== undefined) return <ProblemAlert error={overview.error} onRetry={overview.retry} />;
  if (overview.pending) return <Skeleton active paragraph={{ rows: 8 }} />;
  const draw = (line: Line) => <PlanLine line={line} instance={run.instanceId} show={show} />;
  const present = PLAN_OPS.filter((one) => (overview.counts[one] ?? 0) > 0);
  const rejected = rejectedOf(run);
  if (present.length === 0 && rejected === 0)
    return <EmptyState title={t('planEmpty')} hint={t('planEmptyHint')} />;
  const choose = (to: string | undefined) => setFilters({ op: to });
  return (
    <div>
      <OpFilter
        present={present}
        counts={overview.counts}
        rejected={rejected}
        chosen={op}
        onChoose={choose}
      />
      {op === 'refused' ? (
        <Records run={run} />
      ) : isPlanOp(op) ? (
        <Group op={op} count={overview.counts[op]}>
          <AllLines run={run} op={op} draw={draw} />
        </Group>
      ) : (
        <>
          {present.map((one) => (
            <Group key={one} op={one} count={overview.counts[one]}>
              <Glance
                lines={overview.lines[one] ?? []}
                count={overview.counts[one]}
                draw={draw}
                onAll={() => choose(one)}
              />
            </Group>
          ))}
          {rejected > 0 && (
            <Group op="refused" count={rejected}>
              <Records run={run} />
            </Group>
          )}
        </>
      )}
    </div>
  );
}

interface OpFilterProps {
  present: readonly PlanOp[];
  counts: Partial<Record<PlanOp, number>>;
  rejected: number;
  chosen: string | undefined;
  onChoose: (op: string | undefined) => void;
}

function OpFilter({ present, counts, rejected, chosen, onChoose }: OpFilterProps) {
  const t = useText(runsText);
  const word = useOpWord();
  const number = useNumber();
  const options: [op: string | undefined, label: string][] = [
    [undefined, t('planAll')],
    ...present.map((op): [string, string] => [op, `${word(op)} ${number(counts[op] ?? 0)}`]),
    ...(rejected > 0 ? [['refused', `${word('refused')} ${number(rejected)}`] as [string, string]] : []),
  ];
  return (
    <Flex role="group" aria-label={t('planFilter')} gap={6} wrap style={{ marginBottom: 12 }}>
      {options.map(([op, label]) => (
        <Button
          key={op ?? ''}
          type={chosen === op ? 'primary' : 'default'}
          size="small"
          aria-pressed={chosen === op}
          onClick={() => onChoose(op)}
        >
          {label}
        </Button>
      ))}
    </Flex>
  );
}

interface GroupProps {
  op: PlanOp | 'refused';
  count: number | undefined;
  children: ReactNode;
}

function Group({ op, count, children }: GroupProps) {
  const t = useText(runsText);
  const number = useNumber();
  const { token } = theme.useToken();
  return (
    <section
      style={{
        border: `1px solid ${token.colorBorderSecondary}`,
        borderRadius: token.borderRadiusLG,
        background: token.colorBgContainer,
        marginBottom: 16,
        // `clip`, not `hidden`: the heading sticks to the top while its lines scroll by.
        overflow: 'clip',
      }}
    >
      <div
        style={{
          position: 'sticky',
          top: 0,
          zIndex: 1,
          padding: '8px 12px',
          background: token.colorBgLayout,
        }}
      >
        <Typography.Title level={2} style={{ fontSize: 14, margin: 0 }}>
          {t(`group_${op}`)}{' '}
          <Typography.Text type="secondary" style={{ fontWeight: 400 }}>
            {number(count ?? 0)}
          </Typography.Text>
        </Typography.Title>
      </div>
      {children}
    </section>
  );
}

interface GlanceProps {
  lines: readonly Line[];
  count: number | undefined;
  draw: (line: Line) => ReactNode;
  onAll: () => void;
}

function Glance({ lines, count, draw, onAll }: GlanceProps) {
  const t = useText(runsText);
  const number = useNumber();
  return (
    <>
      <ul style={{ listStyle: 'none', margin: 0, padding: 0 }}>
        {lines.slice(0, GLANCE).map((line) => (
          <li key={line.n}>{draw(line)}</li>
        ))}
      </ul>
      {count !== undefined && count > GLANCE && (
        <Button type="link" onClick={onAll} style={{ margin: '2px 0 6px' }}>
          {t('showAll', { n: number(count) })}
        </Button>
      )}
    </>
  );
}

function AllLines({ run, op, draw }: { run: Run; op: PlanOp; draw: (line: Line) => ReactNode }) {
  const t = useText(runsText);
  const query = usePlanLines(run, op);
  if (query.error && !query.data)
    return <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton active paragraph={{ rows: 8 }} style={{ padding: 12 }} />;
  const pages = query.data.pages.map(({ items }) => items);
  if (pages.every((items) => items.length === 0))
    return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('planEmpty')} />;
  return (
    <>
      <ChunkedList
        pages={pages}
        rowKey={({ n }) => n}
        rowHeight={ROW_HEIGHT}
        draw={draw}
        hasMore={query.hasNextPage && !query.isFetchNextPageError}
        loadingMore={query.isFetchingNextPage}
        onMore={() => void query.fetchNextPage()}
      />
      {query.error && <ProblemAlert error={query.error} onRetry={() => void query.fetchNextPage()} />}
    </>
  );
}
