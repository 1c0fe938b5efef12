/**
 * Before a full run removes anything: the records that are about to go are asked for one by one, where the source can
 * be asked. A complete reading cannot tell what was removed from what the source no longer lets us see, nor from what
 * was moved between two of its answers. Only what the source itself calls gone goes.
 */
import type { Sql } from '../db/db.ts';
import type { RecordKind, Source } from '../sources/source.ts';
import type { Scope } from './cases.ts';
import type { Rejection } from './change.ts';
import { ENTITY } from './entities.ts';
import { keepRejections } from './kept-plan.ts';
import { stageMissed, stageTable } from './stage.ts';
import type { Work } from './work.ts';

/** So many records are asked for at most, at about a call each. Who removes more has a guard, and a person, for it. */
export const ASK_MOST = 500;

interface Missing {
  kind: RecordKind;
  key: string;
  label: string;
  total: number;
}

/**
 * Stages what is there after all, and what is hidden (it stays as its link says, and is reported). What is gone, or
 * could not be asked for, is left without a staged record.
 */
export async function lookAgain(work: Work, source: Source): Promise<void> {
  const { run, scope, counters } = work;
  if (!source.reread) return;
  const asked = await missing(run.db, scope, source.kinds);
  if (asked.length === 0) return;
  run.signal.throwIfAborted();
  work.unasked = asked[0]!.total - asked.length;
  const nameOf = ({ kind, key }: Pick<Missing, 'kind' | 'key'>) => `${kind} ${key}`;
  const answer = await source.reread(asked.map(({ kind, key }) => ({ kind, id: key })));
  const wanted = new Set(asked.map(nameOf));
  const found = new Map(
    answer.records.flatMap((record) =>
      wanted.has(nameOf(record)) ? [[nameOf(record), record] as const] : [],
    ),
  );
  const gone = new Set(answer.gone.map(nameOf));
  const hidden = asked.filter((one) => !found.has(nameOf(one)) && !gone.has(nameOf(one)));
  const settingsVersion = work.source.settingsVersion;
  await stageMissed(run.db, [...found.values()], hidden, { ...scope, settingsVersion });
  for (const { kind } of found.values()) counters[kind].read++;
  for (const { kind } of hidden) counters[kind].hidden++;
  await keepRejections(run.db, run.run.id, hidden.map(hiddenRecord));
  run.log.info(
    { asked: asked.length, found: found.size, hidden: hidden.length, unasked: work.unasked },
    'records that are about to go were asked for',
  );
}

/** Organizations first: what is hidden is mostly a department, and it is worth knowing even where not all are asked for. */
async function missing(sql: Sql, scope: Scope, kinds: readonly RecordKind[]): Promise<Missing[]> {
  const { rows } = await sql.query<Missing>(
    `SELECT l.kind, l.key, coalesce(a.username, o.name, g.name, l.key) AS label, count(*) OVER ()::int AS total
       FROM link l LEFT JOIN ${stageTable(scope.runId)} s ON s.kind = l.kind AND s.key = l.key
       LEFT JOIN ${ENTITY.user.table} a ON l.kind = 'user' AND a.id = l.entity_id
       LEFT JOIN ${ENTITY.org.table} o ON l.kind = 'org' AND o.id = l.entity_id
       LEFT JOIN ${ENTITY.group.table} g ON l.kind = 'group' AND g.id = l.entity_id
      WHERE l.source_id = $1 AND l.kind = ANY($2) AND l.gone_since IS NULL AND s.key IS NULL
      ORDER BY l.kind = 'org' DESC, l.kind, l.key LIMIT $3`,
    [scope.sourceId, kinds, ASK_MOST],
  );
  return rows;
}

const hiddenRecord = ({ kind, key, label }: Missing): Rejection => ({
  kind,
  key,
  label,
  outcome: 'hidden',
  code: 'record_hidden',
  params: {},
  linked: true,
});
