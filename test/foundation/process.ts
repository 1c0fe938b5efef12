import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

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

const CHECKOUT = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/** Whether every user may pass through the folders above, as under /srv and not under a closed home. */
function isOpen(folder: string): boolean {
  if ((statSync(folder).mode & 0o001) === 0) return false;
  return folder === dirname(folder) || isOpen(dirname(folder));
}

/** Where another user can run this checkout from: itself, or a copy of what it takes to run. */
function openCheckout(): { checkout: string; node: string } {
  if (isOpen(CHECKOUT) && isOpen(dirname(process.execPath)))
    return { checkout: CHECKOUT, node: process.execPath };
  const checkout = join(temporaryFolder(), 'checkout');
  for (const part of ['src', 'sim', 'test/foundation', 'package.json'])
    cpSync(join(CHECKOUT, part), join(checkout, part), { recursive: true });
  // Links cost no room; they need the same file system, where a copy is made instead.
  const modules = [join(CHECKOUT, 'node_modules'), join(checkout, 'node_modules')];
  try {
    execFileSync('cp', ['-al', ...modules], { stdio: 'ignore' });
  } catch {
    execFileSync('cp', ['-a', ...modules]);
  }
  const inside = relative(CHECKOUT, process.execPath);
  if (!inside.startsWith('..')) return { checkout, node: join(checkout, inside) };
  cpSync(process.execPath, join(checkout, 'node'));
  return { checkout, node: join(checkout, 'node') };
}

/** Starts the server of server-process.ts; `as` runs it under another user id (root only). */
export function startProcess(environment: Record<string, string>, as?: number): ServerProcess {
  const { checkout, node } =
    as === undefined ? { checkout: CHECKOUT, node: process.execPath } : openCheckout();
  const child = spawn(node, [join(checkout, 'test', 'foundation', 'server-process.ts')], {
    cwd: checkout,
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
    child.once('close', (code) => {
      if (checkout !== CHECKOUT) rmSync(dirname(checkout), { recursive: true });
      resolve({ code, errors, messages });
    }),
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
