/**
 * `npm test [part of a path …]`: all tests on the embedded PostgreSQL, then those that use a database once more on the
 * PostgreSQL that the system has installed. With CI=true a skipped test is a failure. Runs on Node 20 and newer.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { findNode, NODE_MISSING } from '../bin/node.js';
import { installedPostgres, startInstalled } from './installed-postgres.js';

const root = resolve(import.meta.dirname ?? dirname(new URL(import.meta.url).pathname), '..');
/** Each file is a process with a database of its own, and waits a third of its time for browsers and timers. */
const AT_ONCE = 3;
/** Without browsers there is room for one more. */
const AT_ONCE_SECOND = 4;

/** Memory as a folder, where Linux offers one with room for all that tests write: half of that is databases. */
const MEMORY = '/dev/shm';
const MEMORY_NEEDED = 6e9;

/** What a browser shows does not depend on which PostgreSQL it is. */
const IN_BROWSER = [join('test', 'console'), join('test', 'people')];
/**
 * Nor do the stories that begin at Samba, what a web server answers, what the command line prints, the embedded
 * PostgreSQL itself, what directories, providers and vendors do, or what is refused before the database is asked.
 */
const OF_OTHERS = [
  ...['story', 'lab', 'apache', 'cli', 'foundation/embedded', 'foundation/serve', 'api/every-route'],
  ...['cloud/user-sso-chromium', 'logon/delegated-', 'logon/hostile', 'logon/inbound-', 'oidc/hostile'],
  ...['saml/hostile', 'sync/listeners'],
].map((place) => join('test', ...place.split('/')));
/** @param {string} file */
const inBrowser = (file) => IN_BROWSER.some((folder) => file.startsWith(folder));
/** @param {string} file */
const isAboutSql = (file) =>
  usesDatabase(file) && ![...IN_BROWSER, ...OF_OTHERS].some((folder) => file.startsWith(folder));

process.chdir(root);
process.exitCode = await main(process.argv.slice(2));

/** @param {string[]} wanted */
async function main(wanted) {
  if (existsSync(MEMORY)) {
    const { bavail, bsize } = statfsSync(MEMORY);
    if (bavail * bsize > MEMORY_NEEDED) process.env.TMPDIR ??= MEMORY;
  }
  const node = findNode();
  if (node === undefined) {
    console.error(NODE_MISSING);
    return 1;
  }
  if (existsSync('/etc/debian_version') && process.getuid?.() === 0) {
    const { status } = spawnSync(join(root, 'scripts', 'test-setup'), { stdio: 'inherit' });
    if (status !== 0) return 1;
  }
  const files = ['src', 'sim', 'test', 'web/src', 'web/people']
    .flatMap(testFiles)
    .filter((file) => wanted.length === 0 || wanted.some((part) => file.includes(part)));
  if (files.length === 0) {
    console.error('No test file matches.');
    return 1;
  }
  if (files.some(inBrowser)) {
    const { status } = spawnSync(node, [join('scripts', 'build-console.js')], { stdio: 'inherit' });
    if (status !== 0) return 1;
  }
  console.log(`\n== ${files.length} test files, embedded PostgreSQL`);
  const passes = [runTests(node, files, AT_ONCE, {})];
  const second = await secondPass(node, files.filter(isAboutSql));
  if (second) passes.push(second);
  return verdict(passes);
}

/** @param {string} node @param {string[]} files */
async function secondPass(node, files) {
  if (files.length === 0) return undefined;
  const bin = installedPostgres();
  if (bin === undefined) {
    console.log(`\n== skipped: ${files.length} test files on an installed PostgreSQL (there is none)`);
    return { ok: true, skipped: 1 };
  }
  const server = await startInstalled(bin);
  try {
    console.log(
      `\n== ${files.length} test files that use a database, installed PostgreSQL ${server.version}`,
    );
    return runTests(node, files, AT_ONCE_SECOND, { MUSTER_TEST_DATABASE_URL: server.url });
  } finally {
    await server.stop();
  }
}

/** @param {string} node @param {string[]} files @param {number} atOnce @param {Record<string, string>} extra */
function runTests(node, files, atOnce, extra) {
  const folder = mkdtempSync(join(tmpdir(), 'muster-tap-'));
  const tap = join(folder, 'tap');
  const { status } = spawnSync(
    node,
    [
      ...['--test', `--test-concurrency=${atOnce}`, '--test-global-setup=test/server.ts'],
      // A test that hangs fails; the longest (kill -9) takes two minutes.
      '--test-timeout=300000',
      ...['--test-reporter=spec', '--test-reporter-destination=stdout'],
      ...['--test-reporter=tap', `--test-reporter-destination=${tap}`],
      ...files,
    ],
    {
      stdio: 'inherit',
      // Most of what a short test does is to load the same modules as the one before.
      env: {
        NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'tests'),
        ...cleanEnvironment(),
        ...extra,
      },
    },
  );
  const closing = existsSync(tap) ? readFileSync(tap, 'utf8').slice(-2000) : '';
  rmSync(folder, { recursive: true, force: true });
  const skipped = Number(/^# skipped (\d+)$/m.exec(closing)?.[1] ?? 0);
  return { ok: status === 0, skipped };
}

/** @param {{ ok: boolean, skipped: number }[]} passes */
function verdict(passes) {
  const skipped = passes.reduce((sum, pass) => sum + pass.skipped, 0);
  if (skipped > 0) console.log(`\n${skipped} skipped; each is named above with its reason.`);
  if (skipped > 0 && process.env.CI === 'true') {
    console.error('CI=true: a skipped test counts as failed.');
    return 1;
  }
  return passes.every(({ ok }) => ok) ? 0 : 1;
}

/** Settings of a Muster on this machine must not reach the servers that tests start. */
function cleanEnvironment() {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith('MUSTER_') && name !== 'DATABASE_URL'),
  );
}

/** @param {string} folder @returns {string[]} */
function testFiles(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => join(folder, name))
    .sort();
}

/** Whether a test reaches test/db.ts through its imports. @param {string} file */
function usesDatabase(file) {
  const seen = new Set([file]);
  for (const module of seen) {
    if (relative(root, resolve(module)) === join('test', 'db.ts')) return true;
    for (const [, path] of readFileSync(module, 'utf8').matchAll(/from '(\.[^']+\.ts)'/g)) {
      const imported = join(dirname(module), path ?? '');
      if (existsSync(imported)) seen.add(imported);
    }
  }
  return false;
}
