import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { effectiveConfig, loadConfig, publicUrl } from './config.ts';
import { settingsTable } from './config-table.ts';
import { MusterError } from './errors/error.ts';

const folder = mkdtempSync(join(tmpdir(), 'muster-config-'));
after(() => rmSync(folder, { recursive: true, force: true }));

function file(content: string): string {
  const path = join(folder, 'muster.yaml');
  writeFileSync(path, content);
  return path;
}

function refused(environment: Record<string, string>): MusterError {
  try {
    loadConfig(environment);
  } catch (error) {
    if (error instanceof MusterError) return error;
    throw error;
  }
  throw new assert.AssertionError({ message: 'accepted' });
}

describe('loadConfig', () => {
  it('needs nothing', () => {
    const { config, origins } = loadConfig({});
    assert.equal(config.MUSTER_HOST, '127.0.0.1');
    assert.equal(config.MUSTER_PORT, 3300);
    assert.deepEqual(config.MUSTER_ROLES, ['web', 'worker']);
    assert.equal(publicUrl(config), 'http://127.0.0.1:3300');
    assert.deepEqual(origins, {});
  });

  it('takes the environment before the file before the default, and says which', () => {
    const path = file('MUSTER_PORT: 4000\nMUSTER_HOST: "::1"\nMUSTER_ROLES: [web]\n');
    const loaded = loadConfig({ MUSTER_CONFIG: path, MUSTER_PORT: '5000', MUSTER_LOG_LEVEL: '' });
    assert.equal(loaded.config.MUSTER_PORT, 5000);
    assert.deepEqual(loaded.config.MUSTER_ROLES, ['web']);
    assert.equal(publicUrl(loaded.config), 'http://[::1]:5000');
    assert.deepEqual(loaded.origins, {
      MUSTER_PORT: 'environment',
      MUSTER_HOST: path,
      MUSTER_ROLES: path,
    });
  });

  const bad: [name: string, value: string][] = [
    ['MUSTER_PORT', '70000'],
    ['MUSTER_PORT', '33oo'],
    ['MUSTER_PORT', '-1'],
    ['DATABASE_POOL_SIZE', '1'],
    ['DATABASE_URL', 'mysql://host/db'],
    ['MUSTER_PUBLIC_URL', 'hub.example.net'],
    ['MUSTER_PUBLIC_URL', 'https://muster.example.com/path'],
    ['MUSTER_PUBLIC_URL', 'https://user@muster.example.com'],
    ['MUSTER_KEY', 'short'],
    ['MUSTER_ADMIN_PASSWORD', 'eleven char'],
    ['MUSTER_ADMIN_USERNAME', 'System'],
    ['MUSTER_ROLES', 'web,cook'],
    ['MUSTER_LOG_LEVEL', 'loud'],
    ['MUSTER_TRUSTED_PROXIES', '10.0.0.0/33'],
    ['MUSTER_TRUSTED_PROXIES', 'proxy.example.com'],
  ];
  for (const [name, value] of bad)
    it(`refuses ${name}=${value} and names the setting`, () => {
      const error = refused({ [name]: value });
      assert.equal(error.code, 'config_invalid');
      assert.equal(error.text().field, name);
      assert.ok(
        !JSON.stringify(error.text()).includes(value),
        'the value, which may be a secret, is not shown',
      );
    });

  it('refuses an unknown name and offers the nearest', () => {
    const error = refused({ MUSTER_PROT: '1' });
    assert.equal(error.code, 'config_unknown');
    assert.match(error.text().remedy, /MUSTER_PORT/);
    const path = file('MUSTER_HOTS: x\n');
    assert.match(refused({ MUSTER_CONFIG: path }).text().remedy, /MUSTER_HOST/);
  });

  it('refuses a file that is missing or no list of settings', () => {
    assert.equal(refused({ MUSTER_CONFIG: join(folder, 'absent') }).code, 'config_file_unreadable');
    for (const content of ['- a\n- b\n', 'MUSTER_PORT: {a: 1}\n', 'a: [\n'])
      assert.equal(refused({ MUSTER_CONFIG: file(content) }).code, 'config_file_unreadable');
  });
});

describe('effectiveConfig', () => {
  it('shows every setting and no secret', () => {
    const secrets = {
      MUSTER_KEY: 'ab'.repeat(32),
      MUSTER_ADMIN_PASSWORD: 'hunter2-hunter2',
      MUSTER_TOKEN: 'token-value',
      DATABASE_URL: 'postgresql://u:pass-value@h/d',
    };
    const shown = JSON.stringify(effectiveConfig(loadConfig(secrets)));
    for (const secret of [...Object.values(secrets), 'pass-value'])
      assert.ok(!shown.includes(secret), secret);
    for (const name of Object.keys(secrets)) assert.ok(shown.includes(name));
  });
});

describe('docs/configuration.md', () => {
  it('holds the table of the schema', () => {
    const page = readFileSync(new URL('../docs/configuration.md', import.meta.url), 'utf8');
    assert.ok(page.includes(settingsTable()), `docs/configuration.md should hold:\n${settingsTable()}`);
  });
});
