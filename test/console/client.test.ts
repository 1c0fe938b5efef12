import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';

test('the console’s client is the one the API makes now', () => {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/generate-client.js', '--check'], {
    encoding: 'utf8',
  });
  assert.equal(status, 0, stderr);
});
