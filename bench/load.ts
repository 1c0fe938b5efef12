/** Requests by the thousand over kept connections, and how long each took. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Pool } from 'undici';
import { percentile } from './figures.ts';

export const CONCURRENCY = 32;

export interface Call {
  method: 'GET' | 'POST';
  path: string;
  body?: string;
}

export interface Load {
  /** Answers per second. */
  rate: number;
  /** Milliseconds from asking to the last byte of the answer. */
  p50: number;
  p99: number;
}

/**
 * `count` calls, CONCURRENCY at once, made by `next(n)`. Throws at the first answer with another status than `status`:
 * a server that refuses is fast.
 */
export async function load(
  origin: string,
  { count, status, headers = {} }: { count: number; status: number; headers?: Record<string, string> },
  next: (n: number) => Call,
): Promise<Load> {
  const pool = new Pool(origin, { connections: CONCURRENCY, pipelining: 1 });
  const times: number[] = [];
  let n = 0;
  const lane = async () => {
    for (let at = n++; at < count; at = n++) {
      const { method, path, body } = next(at);
      const started = performance.now();
      const answer = await pool.request({ method, path, headers, ...(body !== undefined && { body }) });
      const text = await answer.body.text();
      times.push(performance.now() - started);
      if (answer.statusCode !== status) throw new Error(`${method} ${path}: ${answer.statusCode} ${text}`);
    }
  };
  const started = performance.now();
  try {
    await Promise.all(Array.from({ length: CONCURRENCY }, lane));
    const seconds = (performance.now() - started) / 1000;
    return { rate: count / seconds, p50: percentile(times, 0.5), p99: percentile(times, 0.99) };
  } finally {
    await pool.destroy();
  }
}

export interface OtherServer<T> {
  /** What it said when it was ready. */
  told: T;
  stop(): Promise<void>;
}

const others = new Set<ChildProcess>();

/** A server in another process, which prints one line of JSON when it is ready and ends on SIGTERM. */
export async function startOther<T>(program: string, ...args: string[]): Promise<OtherServer<T>> {
  const child = spawn(process.execPath, [join(import.meta.dirname, program), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  others.add(child);
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  return {
    told: JSON.parse(line) as T,
    async stop() {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
      others.delete(child);
    },
  };
}

process.once('exit', () => {
  for (const child of others) child.kill('SIGTERM');
});
