/** What the build made, and how the server hands it out. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import Fastify, { type FastifyInstance } from 'fastify';
import { consoleRoutes } from '../../src/console/routes.ts';
import { buildConsole } from './build.ts';

const DIST = fileURLToPath(new URL('../../web/dist', import.meta.url));
const FIRST_LOAD_KB = 350;

before(buildConsole);

/** The files a chunk imports statically, itself included. */
function closure(entry: string, seen = new Set<string>()): Set<string> {
  if (seen.has(entry)) return seen;
  seen.add(entry);
  const code = readFileSync(join(DIST, 'assets', entry), 'utf8');
  for (const [, file] of code.matchAll(/(?:from|import)\s*"\.\/([\w.-]+\.js)"/g)) closure(file!, seen);
  return seen;
}

describe('the built console', () => {
  it(`loads at most ${FIRST_LOAD_KB} kB (gzip) for the log-on and the first page`, () => {
    const html = readFileSync(join(DIST, 'index.html'), 'utf8');
    const first = [...html.matchAll(/assets\/([\w.-]+\.(?:js|css))/g)].map(([, file]) => file!);
    const pages = globSync('{start,quick-start}-*.js', { cwd: join(DIST, 'assets') });
    assert.equal(pages.length, 2);
    const files = new Set<string>();
    for (const file of [...first, ...pages]) {
      if (file.endsWith('.css')) files.add(file);
      else closure(file, files);
    }
    const bytes = [...files].reduce(
      (sum, file) => sum + gzipSync(readFileSync(join(DIST, 'assets', file))).length,
      0,
    );
    assert.ok(bytes <= FIRST_LOAD_KB * 1000, `${Math.round(bytes / 1000)} kB: ${[...files].join(', ')}`);
  });

  it('names no other host that it would load from', () => {
    const html = readFileSync(join(DIST, 'index.html'), 'utf8');
    assert.doesNotMatch(html, /(?:src|href)="(?:https?:)?\/\//);
  });
});

describe('the server of the console', () => {
  let app: FastifyInstance;
  before(async () => {
    app = Fastify();
    await app.register(consoleRoutes, { https: false });
  });
  after(() => app.close());

  it('leads from / to the console', async () => {
    const { statusCode, headers } = await app.inject('/');
    assert.deepEqual([statusCode, headers.location], [302, '/console/']);
  });

  it('answers every address of the console with its page, each with a nonce of its own', async () => {
    const nonces = new Set<string>();
    for (const url of [
      '/console',
      '/console/',
      '/console/i/acme/accounts?status=disabled',
      '/console/no/such',
    ]) {
      const { statusCode, headers, body } = await app.inject(url);
      assert.equal(statusCode, 200, url);
      assert.equal(headers['cache-control'], 'no-store');
      const policy = String(headers['content-security-policy']);
      const [, nonce = ''] = /'nonce-([^']+)'/.exec(policy) ?? [];
      assert.ok(nonce.length >= 20 && body.includes(nonce) && !body.includes('__NONCE__'));
      assert.doesNotMatch(policy, /script-src[^;]*unsafe/);
      assert.match(policy, /default-src 'none'.*frame-ancestors 'none'/);
      nonces.add(nonce);
    }
    assert.equal(nonces.size, 4);
  });

  it('hands out assets compressed and for a year, and nothing outside of them', async () => {
    const [asset] = globSync('index-*.js', { cwd: join(DIST, 'assets') });
    const { headers, statusCode } = await app.inject({
      url: `/console/assets/${asset}`,
      headers: { 'accept-encoding': 'br' },
    });
    assert.equal(statusCode, 200);
    assert.equal(headers['content-encoding'], 'br');
    assert.match(String(headers['cache-control']), /max-age=31536000, immutable/);
    assert.equal(headers['x-content-type-options'], 'nosniff');
    for (const path of ['none.js', '../index.html', '..%2f..%2fpackage.json', '%2e%2e/built-from'])
      assert.equal(
        (await app.inject(`/console/assets/${path}`)).body.includes('"name": "muster"'),
        false,
        path,
      );
    assert.equal((await app.inject('/console/assets/none.js')).statusCode, 404);
    assert.equal((await app.inject('/console/icon.svg')).headers['content-type'], 'image/svg+xml');
  });
});
