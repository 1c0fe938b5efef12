/** Shows a run as it goes: bars on a terminal, lines elsewhere. */
import { MultiBar, Presets } from 'cli-progress';
import { printable } from '../printable.ts';
import { type Client, type Json, p } from './client.ts';
import type { Output } from './context.ts';
import { exitOfRun } from './exit.ts';
import { json, table } from './output.ts';
import type { Session } from './session.ts';

const REJECTED_SHOWN = 20;

/** Follows a run to its end, prints how it ended, and sets the exit code by its state. */
export async function watchRun(session: Session, instance: string, id: string): Promise<Json> {
  const run = await follow(session.client, session.context.err, session.asJson, instance, id);
  if (session.asJson) json(session.context.out, run);
  else await printEnd(session, instance, run);
  session.exit = exitOfRun(run.state);
  return run;
}

/** The run in its last state; progress goes to `err`, unless `quiet`. */
export async function follow(
  client: Client,
  err: Output,
  quiet: boolean,
  instance: string,
  id: string,
): Promise<Json> {
  const progress = quiet ? undefined : err.isTTY ? bars(err) : lines(err);
  let last: Json;
  try {
    for await (const { data } of client.events('GET', p`/instances/${instance}/runs/${id}/events`)) {
      last = data;
      progress?.show(data);
    }
    if (last) progress?.end(last);
  } finally {
    progress?.stop();
  }
  return last;
}

interface Progress {
  show(run: Json): void;
  /** The run has ended: what was under way is full, and a run too quick to be seen still shows its line. */
  end(run: Json): void;
  stop(): void;
}

/** Records the run answered for, over all kinds. */
function handled(run: Json): number {
  const kinds = Object.values(run.counters as Record<string, Record<string, number>>);
  return kinds.reduce((sum, counters) => sum + (counters.read ?? counters.total ?? 0), 0);
}

function bars(err: Output): Progress {
  const format = '{step} |{bar}| {percentage}% {value}/{total} {rate}';
  const multi = new MultiBar(
    { format, stream: err as unknown as NodeJS.WriteStream, clearOnComplete: false },
    Presets.rect,
  );
  let shown: string | undefined;
  let bar: ReturnType<typeof multi.create> | undefined;
  return {
    show({ progress }) {
      if (progress.step === undefined) return;
      const { step, done = 0, total, rate } = progress;
      const payload = { step: String(step).padEnd(12), rate: rate ? `${rate}/s` : '' };
      const now = `${step} ${total === undefined}`;
      if (now !== shown) {
        bar?.update(bar.getTotal());
        // While reading, nobody knows how much there is: a count, not a share of it.
        const own = total === undefined ? { format: '{step} {value} {rate}' } : {};
        bar = multi.create(total ?? Math.max(done, 1), done, payload, own);
        shown = now;
      }
      bar!.setTotal(total ?? Math.max(done, 1));
      bar!.update(done, payload);
    },
    end(run) {
      if (run.state !== 'success' && run.state !== 'partial_success') return;
      const total = handled(run);
      const payload = { step: 'done'.padEnd(12), rate: run.rate ? `${run.rate}/s` : '' };
      bar ??= multi.create(total, total, payload);
      bar.setTotal(total);
      bar.update(total, payload);
    },
    stop: () => multi.stop(),
  };
}

/** A line for each new step and each tenth of it. */
function lines(err: Output): Progress {
  let last = '';
  return {
    show({ progress }) {
      if (progress.step === undefined) return;
      const { step, done = 0, total } = progress;
      const tenth = total ? Math.floor((done / total) * 10) * 10 : undefined;
      const mark = `${step} ${tenth ?? ''}`;
      if (mark === last) return;
      last = mark;
      err.write(`${step}${tenth === undefined ? '' : ` ${tenth}%`} ${done}${total ? `/${total}` : ''}\n`);
    },
    end(run) {
      if (run.state === 'success' || run.state === 'partial_success')
        err.write(`done 100% ${handled(run)}\n`);
    },
    stop() {},
  };
}

const COUNTERS = [
  'read',
  'total',
  'created',
  'updated',
  'bound',
  'same',
  'deleted',
  'disabled',
  'rejected',
  'failed',
] as const;

async function printEnd(session: Session, instance: string, run: Json): Promise<void> {
  const { out } = session.context;
  printCounters(out, run);
  const { id, state, seconds, rate } = run;
  // A plan that waits has not ended.
  out.write(
    seconds === null
      ? `${session.say('run_paused', { id, state })}\n`
      : `${session.say('run_end', { id, state, seconds, rate: rate ?? 0 })}\n`,
  );
  if (run.error) {
    out.write(`${printable(run.error.message)}\n`);
    out.write(`${session.say('what_to_do')} ${printable(run.error.remedy)}\n`);
  }
  if (run.books && !run.books.balanced) {
    out.write(`${session.say('books_unbalanced')}\n`);
    table(
      out,
      [
        ['', ({ what }) => what],
        ['', ({ left }) => left],
        ['', ({ right }) => right],
      ],
      run.books.lines,
    );
  }
  await printRejected(session, instance, run);
  if (run.state === 'planned')
    session.note(doesNothing(run) ? session.say('run_nothing') : session.say('run_waits', { id: run.id }));
  if (run.state === 'awaiting_confirmation') {
    session.note(session.say('run_held', { id: run.id }));
    session.note(session.say('run_waits', { id: run.id }));
  }
}

/** A plan all of whose records stay as they are. */
function doesNothing(run: Json): boolean {
  const passive = new Set(['read', 'total', 'same']);
  return Object.values(run.counters as Record<string, Record<string, number>>).every((counters) =>
    Object.entries(counters).every(([name, count]) => passive.has(name) || count === 0),
  );
}

/** Counters by kind of record: one row a kind, and only the columns that say something. */
export function printCounters(out: Output, run: Json): void {
  const kinds = Object.entries(run.counters as Record<string, Record<string, number>>);
  if (kinds.length === 0) return;
  const known = new Set<string>(COUNTERS);
  const others = new Set(
    kinds.flatMap(([, counters]) => Object.keys(counters)).filter((name) => !known.has(name)),
  );
  const names = [...COUNTERS, ...others].filter((name) => kinds.some(([, counters]) => counters[name]));
  if (names.length === 0) return;
  table(
    out,
    [
      ['', ([kind]) => kind],
      ...names.map(
        (name) => [name, ([, counters]: Json) => counters[name] ?? 0] as [string, (item: Json) => unknown],
      ),
    ],
    kinds,
  );
}

async function printRejected(session: Session, instance: string, run: Json): Promise<void> {
  if (!['partial_success', 'planned', 'awaiting_confirmation'].includes(run.state)) return;
  const items = await session.client.list(p`/instances/${instance}/runs/${run.id}/records`, {
    limit: REJECTED_SHOWN,
  });
  if (items.length === 0) return;
  session.context.out.write(`${session.say('rejected')}\n`);
  table(session.context.out, RECORD_COLUMNS, items);
}

export const RECORD_COLUMNS: readonly [string, (item: Json) => unknown][] = [
  ['KIND', ({ kind }) => kind],
  ['RECORD', ({ label }) => label],
  ['OUTCOME', ({ outcome }) => outcome],
  ['REASON', ({ message }) => message],
  ['WHAT TO DO', ({ remedy }) => remedy],
];
