/** A simulated WeCom and the source that reads it. */
import { pino } from 'pino';
import { startWeCom, type WeComSim } from '../../../sim/wecom/server.ts';
import type { WeComOptions } from '../../../sim/wecom/state.ts';
import type { Finding, ReadTotals, Source, SourceIo, SourceRecord } from '../../../src/sources/source.ts';
import { type WeComConfig, wecomConfig } from '../../../src/sources/wecom/config.ts';
import { wecom } from '../../../src/sources/wecom/index.ts';

export const io = (signal?: AbortSignal): SourceIo => ({
  log: pino({ level: process.env.TEST_LOG ?? 'silent' }),
  now: () => new Date(),
  ...(signal ? { signal } : {}),
});

/** `both`: names by the application, completeness by the contact-sync secret. */
export type Mode = 'both' | 'app' | 'sync';

export function settingsOf(
  sim: WeComSim,
  mode: Mode = 'both',
  changed: Record<string, unknown> = {},
): Record<string, unknown> {
  const { url, corpId, agentId, secrets } = sim;
  return {
    corpId,
    agentId,
    ...(mode === 'sync' ? {} : { appSecret: secrets.app }),
    ...(mode === 'app' ? {} : { syncSecret: secrets.sync }),
    apiOrigin: url,
    authorizeOrigin: url,
    loginOrigin: url,
    // Pacing has its own test; here nothing waits for it.
    callsPerSecond: 10_000,
    callsInBurst: 100_000,
    limitPauseMs: 100,
    ...changed,
  };
}

export function configOf(
  sim: WeComSim,
  mode: Mode = 'both',
  changed: Record<string, unknown> = {},
): WeComConfig {
  return wecomConfig.parse(settingsOf(sim, mode, changed));
}

export interface Reading {
  records: SourceRecord[];
  totals: ReadTotals;
  /** By kind and key. */
  of(kind: SourceRecord['kind'], key: string): SourceRecord;
  keys(kind: SourceRecord['kind']): string[];
}

export async function readAll(source: Source): Promise<Reading> {
  const records: SourceRecord[] = [];
  const reading = source.read();
  for (let next = await reading.next(); ; next = await reading.next()) {
    if (next.done) return readingOf(records, next.value);
    records.push(...next.value);
  }
}

function readingOf(records: SourceRecord[], totals: ReadTotals): Reading {
  const byKey = new Map(records.map((record) => [`${record.kind} ${record.key}`, record]));
  return {
    records,
    totals,
    of: (kind, key) => {
      const record = byKey.get(`${kind} ${key}`);
      if (!record) throw new Error(`no ${kind} ${key}`);
      return record;
    },
    keys: (kind) => records.filter((record) => record.kind === kind).map(({ key }) => key),
  };
}

export async function findings(source: Source): Promise<Finding[]> {
  const found: Finding[] = [];
  for await (const finding of source.check()) found.push(finding);
  return found;
}

export interface World {
  sim: WeComSim;
  source: Source;
  config: WeComConfig;
  /** Another source of the same company, closed at the end as well. */
  open(mode: Mode, changed?: Record<string, unknown>): Source;
}

/** A company and a source that reads it, both closed at the end. */
export async function inWorld<T>(
  {
    mode = 'both',
    config: changed,
    ...simulated
  }: WeComOptions & { mode?: Mode; config?: Record<string, unknown> },
  work: (world: World) => Promise<T>,
): Promise<T> {
  const sim = await startWeCom(simulated);
  const opened: Source[] = [];
  const open: World['open'] = (as, more = {}) => {
    const source = wecom.open(configOf(sim, as, more), io());
    opened.push(source);
    return source;
  };
  try {
    const config = configOf(sim, mode, changed);
    return await work({ sim, source: open(mode, changed), config, open });
  } finally {
    for (const source of opened) await source.close();
    await sim.close();
  }
}

/** Waits for what another part of the program does; the test's own limit ends it. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 5));
}
