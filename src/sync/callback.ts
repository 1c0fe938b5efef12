/** The calls that a source makes to us: whose they are, and how they went. */
import type { Sql } from '../db/db.ts';
import type { ErrorCode } from '../errors/catalogue.ts';
import { describe, type ErrorParams, type Language, type MusterError } from '../errors/error.ts';
import type { SourceCallback } from '../model/source-callback.ts';
import { sleep } from '../pacing.ts';
import type { Finding, SourceKind } from '../sources/source.ts';
import { getSource, loadSource, type SourceDeps } from './source-settings.ts';

export interface CalledSource {
  id: string;
  enabled: boolean;
  kindOf: SourceKind;
  config: unknown;
}

/** The source of this id, if it is of a kind that is called; by id alone, since vendors know no instances. */
export async function calledSource(
  sql: Sql,
  deps: Pick<SourceDeps, 'kinds' | 'open'>,
  id: string,
): Promise<CalledSource | undefined> {
  const { rows } = await sql.query<{ instance_id: string; kind: string }>(
    `SELECT instance_id, kind FROM source WHERE id = $1`,
    [id],
  );
  const [row] = rows;
  if (!row || !deps.kinds.get(row.kind)?.callback) return undefined;
  const { enabled, kindOf, config } = await loadSource(sql, deps, row.instance_id, id);
  return { id, enabled, kindOf, config };
}

export async function noteProbe(sql: Sql, sourceId: string): Promise<void> {
  await sql.query(
    `INSERT INTO source_callback (source_id, last_probe_at) VALUES ($1, now())
     ON CONFLICT (source_id) DO UPDATE SET last_probe_at = excluded.last_probe_at`,
    [sourceId],
  );
}

export async function noteRefusal(sql: Sql, sourceId: string, { code, params }: MusterError): Promise<void> {
  await sql.query(
    `INSERT INTO source_callback (source_id, last_refused_at, last_refusal) VALUES ($1, now(), $2)
     ON CONFLICT (source_id) DO UPDATE SET last_refused_at = excluded.last_refused_at, last_refusal = excluded.last_refusal`,
    // What a stranger sent may be in it; jsonb holds no NUL.
    [sourceId, JSON.stringify({ code, params }).replaceAll('\\u0000', '\\ufffd')],
  );
}

interface CallbackRow {
  last_probe_at: Date | null;
  last_event_at: Date | null;
  last_refused_at: Date | null;
  last_refusal: { code: ErrorCode; params: ErrorParams } | null;
  waiting: number;
}

/** Where a source calls us, and how its calls went. */
export async function sourceCallback(
  sql: Sql,
  deps: SourceDeps & { publicUrl: string },
  instanceId: string,
  idOrName: string,
  language: Language,
): Promise<SourceCallback> {
  const { id, kind } = await getSource(sql, deps, instanceId, idOrName);
  const { rows } = await sql.query<CallbackRow>(
    `SELECT c.*, (SELECT count(*) FROM source_event WHERE source_id = $1 AND state = 'due') AS waiting
       FROM (SELECT) one LEFT JOIN source_callback c ON c.source_id = $1`,
    [id],
  );
  const row = rows[0]!;
  const why = row.last_refusal && describe(row.last_refusal.code, row.last_refusal.params, language);
  return {
    url: deps.kinds.get(kind)?.callback ? `${deps.publicUrl}/callbacks/${id}` : null,
    lastProbeAt: row.last_probe_at?.toISOString() ?? null,
    lastEventAt: row.last_event_at?.toISOString() ?? null,
    lastRefusedAt: row.last_refused_at?.toISOString() ?? null,
    lastRefusal: why && { code: why.code, message: why.message, remedy: why.remedy },
    waitingEvents: row.waiting,
  };
}

/** The administrator saves the address in the vendor's console meanwhile, which makes the vendor try it. */
const WAIT_S = 30;
const LOOK_EVERY_MS = 500;

interface Calls {
  accepted: Date | null;
  refused: Date | null;
  why: CallbackRow['last_refusal'];
}

/**
 * The last step of Test connection where changes are told by calls to us: how the last one went. Where none came yet, or
 * the last was refused, it waits for one.
 */
export async function* checkCallback(
  sql: Sql,
  sourceId: string,
  publicUrl: string,
  signal: AbortSignal,
  seconds = WAIT_S,
): AsyncGenerator<Finding, void, void> {
  const url = `${publicUrl}/callbacks/${sourceId}`;
  const before = await callsOf(sql, sourceId);
  const until = performance.now() + seconds * 1000;
  for (let calls = before; ; calls = await callsOf(sql, sourceId)) {
    const isGood = calls.accepted !== null && calls.accepted >= (calls.refused ?? calls.accepted);
    const isNewlyRefused = calls.refused?.getTime() !== before.refused?.getTime();
    if (isGood) return yield callFinding(true, url, calls.accepted!);
    if (calls.why && isNewlyRefused)
      return yield { ...callFinding(false, url, calls.refused!), error: calls.why };
    if (signal.aborted) return;
    if (performance.now() >= until) break;
    await sleep(LOOK_EVERY_MS, signal);
  }
  const error = { code: 'callback_silent' as const, params: { url, seconds } };
  yield { step: 'callback', ok: false, detail: { en: url, zh: url }, error };
}

function callFinding(ok: boolean, url: string, at: Date): Finding {
  const when = at.toISOString();
  const detail = ok
    ? { en: `The last call to ${url}: ${when}.`, zh: `对 ${url} 的最近一次调用：${when}。` }
    : { en: `A call to ${url} was refused: ${when}.`, zh: `对 ${url} 的调用被拒绝：${when}。` };
  return {
    step: 'callback',
    ok,
    detail,
    data: { url, at: when },
  };
}

async function callsOf(sql: Sql, sourceId: string): Promise<Calls> {
  const { rows } = await sql.query<Calls>(
    `SELECT greatest(last_probe_at, last_event_at) AS accepted, last_refused_at AS refused, last_refusal AS why
       FROM source_callback WHERE source_id = $1`,
    [sourceId],
  );
  return rows[0] ?? { accepted: null, refused: null, why: null };
}
