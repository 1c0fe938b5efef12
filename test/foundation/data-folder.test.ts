import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { lockDataFolder } from '../../src/data-folder.ts';
import { MusterError } from '../../src/errors/error.ts';
import { temporaryFolder } from './process.ts';

const root = temporaryFolder();
after(() => rmSync(root, { recursive: true, force: true }));

const code = (wanted: string) => (error: unknown) => error instanceof MusterError && error.code === wanted;
const lockModule = JSON.stringify(join(import.meta.dirname, '../../src/data-folder.ts'));
const lockScript = (folder: string) =>
  `const { lockDataFolder } = await import(${lockModule}); lockDataFolder(${JSON.stringify(folder)}); gc(); console.log('locked'); setInterval(() => {}, 1000);`;

describe('lockDataFolder', () => {
  it('lets one in, names it to the second, and lets the next in afterwards', () => {
    const folder = join(root, 'one');
    const first = lockDataFolder(folder);
    assert.throws(
      () => lockDataFolder(folder),
      (error) =>
        error instanceof MusterError &&
        error.code === 'data_folder_held' &&
        error.message.includes(`process ${process.pid}, since `),
    );
    first.release();
    lockDataFolder(folder).release();
  });

  it('closes what it leaves there to others, also what an older one left open', () => {
    const folder = join(root, 'closed to others');
    mkdirSync(folder);
    writeFileSync(join(folder, 'lock'), '', { mode: 0o644 });
    for (const path of [folder, join(root, 'new')]) {
      const held = lockDataFolder(path);
      for (const name of readdirSync(path))
        assert.equal(statSync(join(path, name)).mode & 0o777, 0o600, name);
      assert.ok(readdirSync(path).includes('lock'));
      held.release();
    }
  });

  it('keeps other processes out and is free as soon as its process is killed', async () => {
    const folder = join(root, 'killed');
    const holder = spawn(process.execPath, ['--expose-gc', '--input-type=module', '-e', lockScript(folder)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      await once(holder.stdout!, 'data');
      assert.throws(() => lockDataFolder(folder), code('data_folder_held'));
    } finally {
      holder.kill('SIGKILL');
    }
    await once(holder, 'exit');
    lockDataFolder(folder).release();
  });

  it('lets exactly one of many that start together in', async () => {
    const folder = join(root, 'many');
    const processes = Array.from({ length: 6 }, () =>
      spawn(process.execPath, ['--expose-gc', '--input-type=module', '-e', lockScript(folder)], {
        stdio: ['ignore', 'pipe', 'ignore'],
      }),
    );
    const outcomes = await Promise.all(
      processes.map((child) =>
        Promise.race([
          once(child.stdout!, 'data').then(() => 'locked'),
          once(child, 'exit').then(() => 'refused'),
        ]),
      ),
    );
    for (const child of processes) child.kill('SIGKILL');
    assert.equal(outcomes.filter((outcome) => outcome === 'locked').length, 1);
  });

  it('says that a path is not a folder', () => {
    writeFileSync(join(root, 'file'), '');
    assert.throws(() => lockDataFolder(join(root, 'file')), code('data_folder_denied'));
    assert.throws(() => lockDataFolder(join(root, 'file', 'below')), code('data_folder_denied'));
  });

  it('says that a folder cannot be written', () => {
    const folder = join(root, 'closed');
    mkdirSync(folder);
    chmodSync(folder, 0o555);
    // Read first, as the checkout may be closed to that user.
    const becomeUser = process.getuid?.() === 0 ? 'process.setgid(65534); process.setuid(65534);' : '';
    const script = `const { lockDataFolder } = await import(${lockModule}); ${becomeUser} try { lockDataFolder(${JSON.stringify(folder)}) } catch (error) { console.log(error.code) }`;
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      encoding: 'utf8',
    });
    assert.equal(stdout.trim(), 'data_folder_denied');
  });
});
