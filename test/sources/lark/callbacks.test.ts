/** Calls of Lark into the running product: the address that the source shows, events that become changes of accounts. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pino } from 'pino';
import { startLark } from '../../../sim/lark/server.ts';
import { callbackRoutes } from '../../../src/callbacks/routes.ts';
import { createRun } from '../../../src/runs/runs.ts';
import { startWorker } from '../../../src/runs/worker.ts';
import { lark } from '../../../src/sources/lark/index.ts';
import type { SourceKind } from '../../../src/sources/source.ts';
import { startIntake } from '../../../src/sync/intake.ts';
import { syncWork } from '../../../src/sync/run.ts';
import { startApi } from '../../api/server.ts';
import { settingsOf, until } from './world.ts';

const log = pino({ level: process.env.TEST_LOG ?? 'silent' });
const verificationToken = 'vtok';
const encryptKey = 'larkEncryptKey1';

test('an event pushed to the callback address changes the account; a wrong one nothing', async () => {
  const sim = await startLark({ people: 60 });
  const api = await startApi({
    deps: { kinds: new Map([[lark.kind, lark as SourceKind]]) },
    also: async (app, { db, kinds, open, publicUrl }) => {
      app.register(callbackRoutes, { db, kinds, open, publicUrl, log, now: () => new Date() });
    },
  });
  const deps = { kinds: api.deps.kinds, open: api.deps.open, now: () => new Date() };
  const worker = await startWorker(api.db, log, { sync: syncWork(deps), push: syncWork(deps) });
  const intake = await startIntake(api.db, log, deps);
  try {
    const events = { events: 'callback', verificationToken, encryptKey };
    const body = { name: 'Lark', kind: 'lark', config: settingsOf(sim, events) };
    const made = await api.call('POST', '/instances/acme/sources', { body });
    assert.equal(made.status, 201, JSON.stringify(made.body));
    const path = `/instances/acme/sources/${made.body.id}`;
    const { url } = (await api.call('GET', `${path}/callback`)).body;
    sim.outbox.push = { url, verificationToken, encryptKey };
    assert.deepEqual(await sim.outbox.checkUrl(), { outcome: 'taken', status: 200 });
    assert.ok((await api.call('GET', `${path}/callback`)).body.lastProbeAt);

    const nameOf = async (key: string) => {
      const { rows } = await api.db.query<{ display_name: string }>(
        `SELECT a.display_name FROM link l JOIN account a ON a.id = l.entity_id
          WHERE l.source_id = $1 AND l.kind = 'user' AND l.key = $2 AND l.gone_since IS NULL`,
        [made.body.id, key],
      );
      return rows[0]?.display_name;
    };
    const [user, other] = sim.company.users.keys();
    // Events count from the first full run on.
    await createRun(api.db, {
      instanceId: 'acme',
      kind: 'sync',
      subjectId: made.body.id,
      mode: 'run',
      createdBy: 'test',
    });
    await until(async () => (await nameOf(user!)) === sim.company.users.get(user!)!.name);
    sim.outbox.hold();
    sim.company.changeUser(user!, { name: '改名' });
    sim.outbox.release({ double: true });
    await until(async () => (await nameOf(user!)) === '改名');
    await sim.outbox.settled();
    assert.deepEqual(
      sim.outbox.deliveries.map(({ outcome }) => outcome),
      ['taken', 'taken'],
    );
    const { status } = await sim.outbox.pushOnce(
      'contact.user.updated_v3',
      { object: { union_id: other } },
      'signature',
    );
    assert.equal(status, 403);
    const { rowCount } = await api.db.query('SELECT FROM source_event WHERE source_id = $1', [made.body.id]);
    assert.equal(rowCount, 1, 'the doubled event is stored once, the refused one not at all');
  } finally {
    await intake.stop();
    await worker.stop();
    await api.close();
    await sim.close();
  }
});
