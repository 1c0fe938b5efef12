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
 * V8 lets short-lived objects pile up before it collects them; a sync makes many. In megabytes: a quarter less memory
 * at its peak, at no measurable cost. The first line of muster.js and the npm scripts say the same.
 */
export const YOUNG_GENERATION = ['--max-semi-space-size=4'];
