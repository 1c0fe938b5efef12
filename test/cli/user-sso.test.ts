import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { cloudAccountRoutes } from '../../src/api/cloud-accounts.ts';
import { cloudUserSsoRoutes } from '../../src/api/cloud-user-sso.ts';
import { instanceRoutes } from '../../src/api/instances.ts';
import { startApi, type TestApi } from '../api/server.ts';
import { IDP, openIdp, SSO_URL } from '../cloud/idp.ts';
import { muster } from './cli.ts';

let api: TestApi;
let folder: string;
before(async () => {
  api = await startApi({ routes: [...instanceRoutes, ...cloudAccountRoutes, ...cloudUserSsoRoutes] });
  folder = await mkdtemp(join(tmpdir(), 'muster-user-sso-'));
  await api.call('POST', '/instances/acme/cloud-accounts', { body: { name: 'production', alias: 'acme' } });
});
after(async () => {
  await api.close();
  await rm(folder, { recursive: true });
});

const run = (line: string, token = api.tokens.admin) => muster({ url: api.url, token }, line.split(' '));

test('user SSO by command: metadata, on, shown, domains, off', async () => {
  const file = join(folder, 'idp.xml');
  await writeFile(file, openIdp().metadata());
  const early = await run('cloud user-sso set production --enable');
  assert.notEqual(early.exit, 0);
  assert.match(early.err, /metadataDocument/);
  const on = await run(`cloud user-sso set production --metadata ${file} --enable`);
  assert.deepEqual([on.exit, on.err], [0, '']);
  assert.match(on.out, /ssoEnabled +yes/);
  assert.doesNotMatch(on.out, /EntityDescriptor/);
  const shown = JSON.parse((await run('cloud user-sso show production --json')).out);
  assert.deepEqual([shown.identityProvider.entityId, shown.identityProvider.ssoUrl], [IDP, SSO_URL]);
  assert.match(shown.identityProvider.certificates[0].fingerprint, /^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
  assert.equal(shown.acsUrl, `${shown.spEntityId}/SSO`);
  assert.equal(shown.spMetadataUrl, `${shown.spEntityId}/metadata.xml`);
  assert.match(shown.metadataDocument, /EntityDescriptor/);
  const more = '--auxiliary-domain corp.example.com --without-domain --sign-algo rsa-sha512 --json';
  const changed = JSON.parse((await run(`cloud user-sso set production ${more}`)).out);
  assert.deepEqual(
    [changed.ssoEnabled, changed.auxiliaryDomain, changed.ssoLoginWithDomain, changed.authnSignAlgo],
    [true, 'corp.example.com', false, 'rsa-sha512'],
  );
  const back = await run('cloud user-sso set production --auxiliary-domain= --with-domain --disable --json');
  const off = JSON.parse(back.out);
  assert.deepEqual([off.ssoEnabled, off.auxiliaryDomain, off.ssoLoginWithDomain], [false, null, true]);
});

test('a broken document is refused with what to do; only administrators change it', async () => {
  const file = join(folder, 'broken.xml');
  await writeFile(file, '<!DOCTYPE x><x/>');
  const refused = await run(`cloud user-sso set production --metadata ${file}`);
  assert.notEqual(refused.exit, 0);
  assert.match(refused.err, /DOCTYPE/);
  assert.notEqual((await run('cloud user-sso set production --enable', api.tokens.operator)).exit, 0);
  assert.equal((await run('cloud user-sso show production', api.tokens['read-only'])).exit, 0);
  assert.notEqual((await run('cloud user-sso set production --metadata /nonexistent/x')).exit, 0);
});
