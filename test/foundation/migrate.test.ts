import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openDb } from '../../src/db/db.ts';
import { type Migration, migrate, readMigrations } from '../../src/db/migrate.ts';
import { MusterError } from '../../src/errors/error.ts';
import { emptyTestDb, type TestDb, testDb } from '../db.ts';

const step = (version: number, sql: string): Migration => ({
  version,
  name: `step_${version}`,
  sql,
  checksum: `sum of ${sql}`,
});
const one = step(1, 'CREATE TABLE first (id int)');
const two = step(2, 'CREATE TABLE second (id int)');

const code = (wanted: string) => (error: unknown) => error instanceof MusterError && error.code === wanted;

describe('migrate', () => {
  let test: TestDb;
  before(async () => {
    test = await emptyTestDb();
  });
  after(() => test.drop());

  it('applies what is missing, once, also when two start at the same time', async () => {
    const second = openDb(test.url);
    const applied = await Promise.all([migrate(test.db, [one, two]), migrate(second, [one, two])]);
    await second.close();
    assert.deepEqual(
      applied
        .flat()
        .map(({ version }) => version)
        .sort(),
      [1, 2],
    );
    assert.deepEqual(await migrate(test.db, [one, two]), []);
  });

  it('refuses a database that a newer program has changed', async () => {
    await assert.rejects(migrate(test.db, [one]), code('schema_newer'));
  });

  it('refuses a step that was edited after it had been applied', async () => {
    await assert.rejects(migrate(test.db, [one, { ...two, checksum: 'other' }]), code('schema_changed'));
  });

  it('keeps nothing of a step that fails and goes on from there', async () => {
    const broken = step(3, 'CREATE TABLE third (id int); SELECT 1 / 0');
    await assert.rejects(migrate(test.db, [one, two, broken]), code('schema_step_failed'));
    const mended = step(3, 'CREATE TABLE third (id int)');
    assert.deepEqual(await migrate(test.db, [one, two, mended]), [mended]);
  });
});

describe('the migrations of this program', () => {
  it('are numbered without gaps and leave nothing to do in a test database', async () => {
    const steps = readMigrations();
    assert.deepEqual(
      steps.map(({ version }) => version),
      steps.map((_, index) => index + 1),
    );
    const test = await testDb();
    assert.deepEqual(await migrate(test.db), []);
    await test.drop();
  });
});
