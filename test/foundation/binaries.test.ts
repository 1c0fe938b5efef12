import assert from 'node:assert/strict';
import { chmodSync, cpSync, lstatSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { findBinaries, installedBinaries } from '../../src/db/binaries.ts';
import { temporaryFolder } from './process.ts';

const isRoot = process.getuid?.() === 0;
const nobody = isRoot ? { uid: 65534, gid: 65534 } : undefined;
const root = temporaryFolder();
const native = join(root, 'package', 'native');

/** As npm leaves a package whose install script it did not run: no symbolic links. */
before(() => {
  cpSync(dirname(installedBinaries()), join(root, 'package'), {
    recursive: true,
    filter: (path) => !lstatSync(path).isSymbolicLink(),
  });
});
after(() => {
  chmodSync(join(native, 'lib'), 0o755);
  rmSync(root, { recursive: true, force: true });
});

const links = (folder: string) =>
  readdirSync(join(folder, 'lib')).filter((name) => lstatSync(join(folder, 'lib', name)).isSymbolicLink())
    .length;

describe('findBinaries', () => {
  // Root may write everywhere, so for root's PostgreSQL the obstacle is a folder its user may not enter.
  it(isRoot ? 'copies a package that it cannot enter' : 'copies a package whose links it cannot make', () => {
    const [obstacle, mode] = isRoot ? [join(root, 'package'), 0o700] : [join(native, 'lib'), 0o555];
    chmodSync(obstacle, mode);
    const found = findBinaries(root, nobody, native);
    chmodSync(obstacle, 0o755);
    assert.match(found, /postgresql-18/);
    assert.ok(links(found) > 10);
  });

  it('makes the missing links in the package where it may', () => {
    mkdirSync(join(root, 'unused'));
    assert.equal(findBinaries(join(root, 'unused'), nobody, native), native);
    assert.ok(links(native) > 10);
    assert.deepEqual(readdirSync(join(root, 'unused')), []);
  });
});
