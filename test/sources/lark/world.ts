/** A simulated Lark and the source that reads it. */
import { pino } from 'pino';
import { type LarkOptions, type LarkSim, startLark } from '../../../sim/lark/server.ts';
import { type LarkConfig, larkConfig } from '../../../src/sources/lark/config.ts';
import { lark } from '../../../src/sources/lark/index.ts';
import type { Finding, ReadTotals, Source, SourceIo, SourceRecord } from '../../../src/sources/source.ts';

export const io = (signal?: AbortSignal): SourceIo => ({
  log: pino({ level: process.env.TEST_LOG ?? 'silent' }),
  now: () => new Date(),
  ...(signal ? { signal } : {}),
});

export function settingsOf(sim: LarkSim, changed: Record<string, unknown> = {}): Record<string, unknown> {
  const { url, appId, appSecret } = sim;
  return {
    appId,
    appSecret,
    apiOrigin: url,
    accountsOrigin: url,
    // Pacing has its own test; here nothing waits for it.
    callsPerSecond: 10_000,
    callsPerMinute: 1_000_000,
    ...changed,
  };
}

export function configOf(sim: LarkSim, changed: Record<string, unknown> = {}): LarkConfig {
  return larkConfig.parse(settingsOf(sim, changed));
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

export interface LarkWorld {
  sim: LarkSim;
  source: Source;
  config: LarkConfig;
}

/** A company and a source that reads it, both closed at the end. */
export async function inWorld<T>(
  options: LarkOptions & { config?: Record<string, unknown> },
  work: (world: LarkWorld) => Promise<T>,
): Promise<T> {
  const { config: changed, ...simulated } = options;
  const sim = await startLark(simulated);
  const config = configOf(sim, changed);
  const source = lark.open(config, io());
  try {
    return await work({ sim, source, config });
  } finally {
    await source.close();
    await sim.close();
  }
}

export async function findings(source: Source): Promise<Finding[]> {
  const found: Finding[] = [];
  for await (const finding of source.check()) found.push(finding);
  return found;
}

/** Waits for what another part of the program does; the test's own limit ends it. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 5));
}
