import type { Command } from 'commander';
import { type Json, p } from '../client.ts';
import { exitOfRun } from '../exit.ts';
import { cell, json, record, table } from '../output.ts';
import type { Session } from '../session.ts';
import type { AddVerb } from '../verb.ts';
import { printCounters, RECORD_COLUMNS, watchRun } from '../watch.ts';
import { listUpTo } from './account.ts';

const runsOf = async (session: Session) => p`/instances/${await session.instance()}/runs`;

/** A plan as a person reads it: what happens to whom, why, and each field before and after. */
function printPlan(session: Session, lines: readonly Json[]): void {
  const { out } = session.context;
  for (const { op, kind, label, why, before, after } of lines) {
    out.write(`${cell(op)} ${cell(kind)} ${cell(label)}\n    ${cell(why)}\n`);
    const fields = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
    for (const field of fields)
      out.write(`    ${cell(field)}: ${cell(before?.[field])} → ${cell(after?.[field])}\n`);
  }
}

export function runCommands(program: Command, verb: AddVerb): void {
  const run = program.command('run').description('Runs of synchronization and push.');
  verb(run, 'list', 'List runs, newest first', async (session, _args, { subject, kind, limit }) => {
    const columns: [string, (item: Json) => unknown][] = [
      ['ID', ({ id }) => id],
      ['KIND', (item) => item.kind],
      ['OF', ({ subjectName, subjectId }) => subjectName ?? subjectId],
      ['MODE', ({ mode }) => mode],
      ['STATE', ({ state }) => state],
      ['STARTED', ({ startedAt }) => startedAt],
      ['SECONDS', ({ seconds }) => seconds],
    ];
    await listUpTo(session, columns, await runsOf(session), limit, { subject, kind });
  })
    .option('--subject <id>', 'of one source or application')
    .option('--kind <kind>', 'sync or push')
    .option('--limit <n>', 'how many at most', '20');
  verb(
    run,
    'show <run>',
    'Show a run: counters, the check of its books, and if wanted its plan and rejected records',
    async (session, [id = ''], { plan, records, limit }) => {
      const path = (await runsOf(session)) + p`/${id}`;
      const found = await session.client.get(path);
      const lines = plan ? await session.client.list(`${path}/plan`, { limit: Number(limit) }) : undefined;
      const rejected = records
        ? await session.client.list(`${path}/records`, { limit: Number(limit) })
        : undefined;
      if (session.asJson) {
        json(session.context.out, {
          ...found,
          ...(lines && { plan: lines }),
          ...(rejected && { records: rejected }),
        });
        return;
      }
      const { counters, books, ...rest } = found;
      record(session.context.out, { ...rest, books: books && (books.balanced ? 'balanced' : books) });
      printCounters(session.context.out, found);
      if (lines) printPlan(session, lines);
      if (rejected) table(session.context.out, RECORD_COLUMNS, rejected);
    },
    'muster run show run_01k9 --plan',
  )
    .option('--plan', 'with the plan, line by line')
    .option('--records', 'with the records that did not end well')
    .option('--limit <n>', 'lines at most', '1000');
  verb(run, 'watch <run>', 'Follow a run to its end', async (session, [id = '']) => {
    await watchRun(session, await session.instance(), id);
  });
  verb(run, 'cancel <run>', 'Stop a run', async (session, [id = '']) => {
    session.show(await session.client.post(`${await runsOf(session)}${p`/${id}/cancel`}`));
  });
  verb(run, 'discard <run>', 'Discard a plan that waits', async (session, [id = '']) => {
    session.show(await session.client.post(`${await runsOf(session)}${p`/${id}/discard`}`));
  });
  verb(
    run,
    'apply <run>',
    'Apply a plan that waits, exactly as planned',
    async (session, [id = ''], { wait }) => {
      const started = await session.client.post(`${await runsOf(session)}${p`/${id}/apply`}`);
      if (wait) await watchRun(session, started.instanceId, id);
      else {
        session.show(started);
        session.exit = exitOfRun(started.state);
      }
    },
  ).option('--no-wait', 'only start it');
}
