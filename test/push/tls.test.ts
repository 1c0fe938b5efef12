import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Provisioning } from '../../src/model/application.ts';
import { testConnectivity } from '../../src/push/connectivity.ts';
import { PRESETS } from '../../src/push/presets.ts';

// With CI=true a missing program fails instead.
const absent = spawnSync('openssl', ['version']).error !== undefined && process.env.CI !== 'true';
const skip = absent ? 'openssl is missing (scripts/test-setup installs it)' : false;

let server: Server;
let certificate: string;

function selfSigned(folder: string): { key: string; cert: string } {
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const how = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  execFileSync('openssl', ['req', ...how, ...subject, '-keyout', key, '-out', cert], { stdio: 'pipe' });
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
}

before(async () => {
  if (skip) return;
  const folder = mkdtempSync(join(tmpdir(), 'muster-tls-'));
  const made = selfSigned(folder);
  rmSync(folder, { recursive: true });
  certificate = made.cert;
  server = createServer(made, (_request, response) => {
    response
      .writeHead(200, { 'content-type': 'application/scim+json' })
      .end('{"totalResults":0,"Resources":[]}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
after(() => server?.close());

async function lastFinding(settings: Partial<Provisioning>, host = '127.0.0.1') {
  const base = PRESETS.get('generic-strict')!.provisioning;
  const baseUrl = `https://${host}:${(server.address() as AddressInfo).port}`;
  let last = '';
  for await (const { ok, error } of testConnectivity({ ...base, baseUrl, bearerToken: 'token', ...settings }))
    last = ok ? 'ok' : error!.code;
  return last;
}

test('a certificate that nobody vouches for is refused; with its CA in the settings it is taken', {
  skip,
}, async () => {
  assert.equal(await lastFinding({}), 'target_tls');
  assert.equal(await lastFinding({ caCertificate: certificate }), 'ok');
});

test('a certificate for another name is refused all the same', { skip }, async () => {
  assert.equal(await lastFinding({ caCertificate: certificate }, 'localhost'), 'target_tls');
});
