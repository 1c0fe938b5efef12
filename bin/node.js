/** Which Node runs Muster: this one if it is new enough, else the one that came along as an optional package. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

export const NODE_MAJOR = 24;

/** Path of a Node 24 or newer; undefined where there is none. Runs on Node 20, so it is plain JavaScript. */
export function findNode() {
  if (Number(process.versions.node.split('.')[0]) >= NODE_MAJOR) return process.execPath;
  const require = createRequire(import.meta.url);
  try {
    const manifest = require.resolve(`node-${process.platform}-${process.arch}/package.json`);
    const node = join(dirname(manifest), 'bin', 'node');
    return existsSync(node) ? node : undefined;
  } catch {
    return undefined;
  }
}

export const NODE_MISSING = `Muster needs Node.js ${NODE_MAJOR} or newer; this is ${process.version}, and none came along for ${process.platform}-${process.arch}.
Install Node.js ${NODE_MAJOR} from https://nodejs.org, or on Linux (x64, arm64) install Muster with optional packages: npm install --include=optional`;

/**
 * V8 lets garbage pile up in proportion to what it has seen; a sync makes much of it and keeps little. With these it
 * collects sooner: about a third less memory at the peak, for some more work on the other core. The first line of muster.js and
 * the npm scripts say the same.
 */
export const MEMORY_FLAGS = ['--max-semi-space-size=4', '--heap-growing-percent=100'];
