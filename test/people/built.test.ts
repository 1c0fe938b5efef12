/** What the build made of the pages of people, and how the server hands it out. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import Fastify, { type FastifyInstance } from 'fastify';
import { peoplePages } from '../../src/people/pages.ts';
import { buildConsole } from '../console/build.ts';

const DIST = fileURLToPath(new URL('../../web/dist/people', import.meta.url));
const ASSETS = join(DIST, 'assets');
const FIRST_LOAD_KB = 120;

before(buildConsole);

const html = () => readFileSync(join(DIST, 'index.html'), 'utf8');
const entries = () => [...html().matchAll(/assets\/([\w.-]+\.(?:js|css))/g)].map(([, file]) => file!);

/** The files a chunk imports statically, itself included. */
function closure(entry: string, seen = new Set<string>()): Set<string> {
  if (seen.has(entry)) return seen;
  seen.add(entry);
  const code = readFileSync(join(ASSETS, entry), 'utf8');
  for (const [, file] of code.matchAll(/(?:from|import)\s*"\.\/([\w.-]+\.js)"/g)) closure(file!, seen);
  return seen;
}

describe('the built pages of people', () => {
  it(`load at most ${FIRST_LOAD_KB} kB (gzip) for the log-on, passkeys included, and nothing of the portal`, () => {
    const lazy = globSync('{page,passkey}-*.{js,css}', { cwd: ASSETS });
    assert.equal(lazy.length, 3);
    const files = new Set<string>();
    for (const file of [...entries(), ...lazy]) {
      if (file.endsWith('.css')) files.add(file);
      else closure(file, files);
    }
    const bytes = [...files].reduce(
      (sum, file) => sum + gzipSync(readFileSync(join(ASSETS, file))).length,
      0,
    );
    assert.ok(bytes <= FIRST_LOAD_KB * 1000, `${Math.round(bytes / 1000)} kB: ${[...files].join(', ')}`);
    assert.deepEqual(
      [...files].filter((file) => /^(applications|profile|security|activity)-/.test(file)),
      [],
    );
  });

  it('name no other host that they would load from, and hold nothing inline', () => {
    assert.doesNotMatch(html(), /(?:src|href)="(?:https?:)?\/\//);
    assert.doesNotMatch(html(), /<style|\sstyle=|\son\w+=|<script[^>]*>[^<]/);
  });
});

describe('the server of the pages of people', () => {
  const open = async (https: boolean): Promise<FastifyInstance> => {
    const app = Fastify();
    await app.register(peoplePages, { https });
    return app;
  };
  let app: FastifyInstance;
  before(async () => {
    app = await open(false);
  });
  after(() => app.close());

  it('answers log-on and portal of every instance with the page, which is never kept', async () => {
    for (const url of [
      '/acme/login',
      '/acme/login?return=%2Facme%2Fportal',
      '/acme/portal',
      '/acme/portal/security',
      '/acme/portal/no/such',
    ]) {
      const { statusCode, headers, body } = await app.inject(url);
      assert.equal(statusCode, 200, url);
      assert.equal(headers['cache-control'], 'no-store');
      assert.equal(body, html());
      assert.equal(headers['referrer-policy'], 'no-referrer');
      assert.equal(headers['strict-transport-security'], undefined);
    }
  });

  it('allows scripts and styles from here only, nothing inline, no frame around it', async () => {
    const { headers } = await app.inject('/acme/login');
    assert.deepEqual(String(headers['content-security-policy']).split(';').toSorted(), [
      "base-uri 'none'",
      "connect-src 'self'",
      "default-src 'none'",
      "form-action 'self'",
      "frame-ancestors 'none'",
      "img-src 'self' data:",
      "script-src 'self'",
      "style-src 'self'",
    ]);
  });

  it('insists on https where it is reached so', async () => {
    const safe = await open(true);
    const { headers } = await safe.inject('/acme/login');
    assert.match(String(headers['strict-transport-security']), /max-age=\d{7,}/);
    await safe.close();
  });

  it('has no pages under words that are no instance', async () => {
    for (const word of ['api', 'console', 'assets', 'ram', 'Acme', 'a', '..', '%2e%2e', 'a'.repeat(60)])
      assert.equal((await app.inject(`/${word}/login`)).statusCode, 404, word);
  });

  it('hands out assets compressed and for a year, and nothing outside of them', async () => {
    const [script] = entries().filter((file) => file.endsWith('.js'));
    const { headers, statusCode } = await app.inject({
      url: `/assets/${script}`,
      headers: { 'accept-encoding': 'br' },
    });
    assert.deepEqual([statusCode, headers['content-encoding']], [200, 'br']);
    assert.match(String(headers['cache-control']), /max-age=31536000, immutable/);
    assert.equal(headers['x-content-type-options'], 'nosniff');
    for (const path of ['none.js', '../index.html', '..%2f..%2f..%2f..%2fpackage.json', '%2e%2e/index.html'])
      assert.notEqual((await app.inject(`/assets/${path}`)).statusCode, 200, path);
  });
});
