#!/usr/bin/env -S node --max-semi-space-size=4 --heap-growing-percent=100
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { findNode, MEMORY_FLAGS, NODE_MISSING } from './node.js';

const node = findNode();
if (node === undefined) {
  console.error(NODE_MISSING);
  process.exitCode = 1;
} else if (node === process.execPath) {
  await run();
} else {
  passOn(node);
}

async function run() {
  // Set when an older Node passed the call on: its end, however it comes, must not leave a server running alone.
  if (process.connected) {
    process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
    process.channel?.unref();
  }
  const source = new URL('../src/cli/main.ts', import.meta.url);
  const { main } = await import(existsSync(source) ? source.href : '../dist/src/cli/main.js');
  const code = await main(process.argv.slice(2));
  if (typeof code === 'number') process.exitCode = code;
}

/** @param {string} newer */
function passOn(newer) {
  const child = spawn(newer, [...MEMORY_FLAGS, ...process.argv.slice(1)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR2']))
    process.on(signal, () => child.kill(signal));
  child.once('error', (error) => {
    console.error(`${newer} could not be started: ${error.message}`);
    process.exit(1);
  });
  child.once('exit', (code, signal) => process.exit(code ?? 128 + (signal ? constants.signals[signal] : 0)));
}
