/**
 * `npm pack` runs it: JavaScript for the package, since Node runs no TypeScript below node_modules. `dist` mirrors the
 * checkout (`dist/src`, `dist/sim`, `dist/package.json`), so that what a module reads beside itself is where it was.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, globSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildConsole } from './build-console.js';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'dist');
const compiler = join(
  dirname(createRequire(import.meta.url).resolve('typescript/package.json')),
  'bin',
  'tsc',
);

rmSync(dist, { recursive: true, force: true });
const { status } = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json'], {
  cwd: root,
  stdio: 'inherit',
});
if (status !== 0) process.exit(1);
const besides = ['package.json', ...globSync('src/**/*.{sql,txt}', { cwd: root })];
for (const file of besides) cpSync(join(root, file), join(dist, file));
await buildConsole((line) => console.log(line));
cpSync(join(root, 'web', 'dist'), join(dist, 'web', 'dist'), { recursive: true });
