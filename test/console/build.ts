import { spawnSync } from 'node:child_process';

/** Builds the console if it is not built from the present sources. */
export function buildConsole(): void {
  const { status } = spawnSync(process.execPath, ['scripts/build-console.js'], { stdio: 'inherit' });
  if (status !== 0) throw new Error('The console could not be built.');
}
