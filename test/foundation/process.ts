import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

interface ProcessEnd {
  code: number | null;
  errors: string;
  /** Messages of its log, in order. */
  messages: string[];
}

export interface ServerProcess {
  child: ChildProcess;
  /** Resolves when the server listens; rejects with its error when it ends before. */
  ready: Promise<{ url: string }>;
  exited: Promise<ProcessEnd>;
}

const isRoot = process.getuid?.() === 0;

/** A folder of one's own that other users may enter, as /var/lib. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'muster-foundation-'));
  if (isRoot) chmodSync(folder, 0o755);
  return folder;
}

/** Starts the server of server-process.ts; `as` runs it under another user id (root only). */
export function startProcess(environment: Record<string, string>, as?: number): ServerProcess {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'server-process.ts')], {
    env: { PATH: process.env.PATH, MUSTER_PORT: '0', MUSTER_LOG_FORMAT: 'json', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(as === undefined ? {} : { uid: as, gid: as }),
  });
  let errors = '';
  const messages: string[] = [];
  child.stderr!.on('data', (chunk) => {
    errors += chunk;
  });
  const exited = new Promise<ProcessEnd>((resolve) =>
    child.once('close', (code) => resolve({ code, errors, messages })),
  );
  const ready = new Promise<{ url: string }>((resolve, reject) => {
    createInterface({ input: child.stdout! }).on('line', (line) => {
      const { msg, url } = JSON.parse(line);
      messages.push(msg);
      if (msg === 'Muster is ready') resolve({ url });
    });
    void exited.then((end) => reject(new Error(`ended with code ${end.code}: ${end.errors}`)));
  });
  // A test that waits for the end only must not fail for the start that never came.
  ready.catch(() => {});
  return { child, ready, exited };
}
