/** A push that is killed at any point, against a target that fails too, ends with everybody there once. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Fault } from '../../sim/scim-target/faults.ts';
import type { Json } from '../../src/cli/client.ts';
import { LivingCompany } from './company.ts';
import { assertSame } from './directory.ts';
import { killDuring, Muster, run, runWell, type Work } from './muster.ts';
import { Random } from './random.ts';
import { KILLS, SEED } from './settings.ts';
import { Target } from './target.ts';

const PEOPLE = 600;
const EVENTS = { joined: 40, left: 25, changed: 100, renamed: 25, moved: 10, regrouped: 5 };
/** Of every hundred requests about ten fail, each in its own way; half of those had been obeyed. */
const ODDS: Partial<Record<Fault, number>> = {
  error_before: 0.02,
  error_after: 0.02,
  reset_before: 0.015,
  reset_after: 0.02,
  hang: 0.004,
  hang_after: 0.006,
  busy: 0.01,
  unavailable: 0.002,
  token_expired: 0.004,
};
const FIRST = 0.25;
const LATE = KILLS;
/** A run gives up on an account that failed too often in a row; the next one takes it up again. */
const PUSHES = 10;
const INSTANCE = '/instances/pushed';

interface RemoteUser {
  userName: string;
  displayName: string;
  externalId: string | null;
}

interface Scene {
  random: Random;
  company: LivingCompany;
  muster: Muster;
  sync: Work;
}

const closing: (() => Promise<void>)[] = [];
after(async () => {
  for (const close of closing.reverse()) await close();
});

async function scene(seed: number): Promise<Scene> {
  const random = new Random(seed);
  const company = await LivingCompany.open(PEOPLE, random);
  closing.push(() => company.close());
  const muster = await Muster.start();
  closing.push(() => muster.remove());
  await muster.client.post('/instances', { id: 'pushed', name: 'Pushed' });
  const { id } = await muster.client.post(`${INSTANCE}/sources`, {
    kind: 'ad',
    name: 'AD',
    config: company.settings,
    guard: { users: 1_000_000, orgs: 1_000_000, groups: 1_000_000, share: 100 },
  });
  const sync = { instance: INSTANCE, start: `${INSTANCE}/sources/${id}/sync` };
  await runWell(muster, sync);
  return { random, company, muster, sync };
}

/** The application; creations and updates are left to One-click Push, so that it is what gets killed. */
async function pushTo({ muster }: Scene, addresses: object): Promise<Work> {
  const { id } = await muster.client.post(`${INSTANCE}/applications`, {
    template: 'alibaba-ram',
    name: 'RAM',
    provisioning: {
      ...addresses,
      operations: { create: false, update: false, delete: true },
      guard: { deletions: 1_000_000, share: 100 },
      rate: 300,
      concurrency: 6,
      // Shorter, and a machine that is busy elsewhere lets requests be obeyed after they were given up.
      requestTimeoutMs: 1000,
    },
  });
  return { instance: INSTANCE, start: `${INSTANCE}/applications/${id}/push` };
}

/** Kills `kills` pushes, spread over how long one takes, with changes in the directory between them. */
async function killPushes(
  { random, company, muster, sync }: Scene,
  push: Work,
  kills: number,
): Promise<string> {
  const reached = new Map<string, number>();
  const lasts = { first: PEOPLE * 5, next: 2000 };
  const firsts = Math.ceil(kills * FIRST);
  let late = 0;
  for (let kill = 0; kill < kills; ) {
    const which = kill < firsts ? 'first' : 'next';
    const [n, of] = which === 'first' ? [kill, firsts] : [kill - firsts, kills - firsts];
    company.live(EVENTS);
    await runWell(muster, sync);
    const killed = await killDuring(muster, push, (lasts[which] * (n + random.next())) / of);
    if (killed.run.error?.code !== 'run_died') {
      lasts[which] = Math.min(lasts[which], killed.ms);
      assert.ok(++late <= LATE, 'the runs end before they can be killed');
      continue;
    }
    assert.equal(killed.run.state, 'failed');
    const step = killed.run.progress.step ?? 'begin';
    reached.set(step, (reached.get(step) ?? 0) + 1);
    kill++;
    if (kill > firsts && random.next() < 0.3) await run(muster, push);
  }
  return `killed in ${[...reached].map(([step, times]) => `${step}: ${times}`).join(', ')}; ended before: ${late}`;
}

/** What stands in the way of the accounts that are not there yet. */
async function unfinished(muster: Muster): Promise<Json[]> {
  const { rows } = await muster.database((db) =>
    db.query<Json>(
      `SELECT account_id, op, state, remote_id, remote_key, desired_key, attempting, blocked, error FROM target_link
        WHERE state <> 'synced' LIMIT 20`,
    ),
  );
  return rows;
}

/** Source, directory and target have the same people, each once, and another push has nothing to do. */
async function assertSameEverywhere(
  { company, muster, sync }: Scene,
  push: Work,
  remote: () => Promise<{ users: RemoteUser[]; writes: number }>,
): Promise<void> {
  await runWell(muster, sync);
  let last = (await run(muster, push)).run;
  for (let n = 1; n < PUSHES && last.state !== 'success'; n++) last = (await run(muster, push)).run;
  assert.equal(last.state, 'success', JSON.stringify([last.error, last.counters, await unfinished(muster)]));
  await muster.database((db) => assertSame(db, 'pushed', company));

  const { users, writes } = await remote();
  const expected = company
    .accounts()
    .map(({ username, displayName }) => `${username.toLowerCase()} ${displayName}`);
  assert.deepEqual(
    users.map(({ userName, displayName }) => `${userName} ${displayName}`).sort(),
    expected.sort(),
  );
  const { rows } = await muster.database((db) =>
    db.query<{ is: string }>(
      `SELECT a.id || ' ' || lower(a.username) || ' ' || l.state AS is FROM account a LEFT JOIN target_link l ON l.account_id = a.id
        UNION ALL SELECT l.account_id || ' is gone' FROM target_link l WHERE NOT EXISTS (SELECT FROM account a WHERE a.id = l.account_id)`,
    ),
  );
  assert.deepEqual(
    rows.map(({ is }) => is).sort(),
    users.map(({ externalId, userName }) => `${externalId} ${userName} synced`).sort(),
  );

  const again = await runWell(muster, push);
  assert.equal(again.counters.user?.same, expected.length);
  assert.equal((await remote()).writes, writes);
}

test(`a push killed at ${KILLS} points, against a target that fails at random, converges`, async (t) => {
  t.diagnostic(`FAULTS_SEED=${SEED}`);
  const made = await scene(SEED);
  const target = await Target.start(SEED);
  closing.push(() => target.stop());
  await target.misbehave(ODDS);
  const { url: baseUrl, tokenUrl } = target;
  const push = await pushTo(made, { baseUrl, tokenUrl, clientId: 'client', clientSecret: 'secret' });
  t.diagnostic(await killPushes(made, push, KILLS));
  await assertSameEverywhere(made, push, () => target.state());
});

test('a push killed against the RAM side of another Muster converges', async (t) => {
  t.diagnostic(`FAULTS_SEED=${SEED}`);
  const made = await scene(SEED);
  const other = await Muster.start();
  closing.push(() => other.remove());
  const { client, url } = other;
  await client.post('/instances', { id: 'cloud', name: 'Cloud' });
  const cloud = await client.post('/instances/cloud/cloud-accounts', { name: 'cloud' });
  const apps = `/instances/cloud/cloud-accounts/${cloud.id}/apps`;
  const app = await client.post(apps, { appName: 'scim', displayName: 'SCIM', appType: 'ServerApp' });
  await client.post(`${apps}/${app.appId}/scopes`, { scope: '/acs/scim' });
  await client.post(`${apps}/${app.appId}/authorise`, { scopes: ['/acs/scim'] });
  const secret = await client.post(`${apps}/${app.appId}/secrets`, {});
  const push = await pushTo(made, {
    baseUrl: `${url}/ram/${cloud.id}/scim`,
    tokenUrl: `${url}/ram/${cloud.id}/oauth/v1/token`,
    clientId: app.appId,
    clientSecret: secret.appSecretValue,
  });
  t.diagnostic(await killPushes(made, push, Math.ceil(KILLS / 4)));
  await assertSameEverywhere(made, push, async () => {
    const users: Json[] = await client.list(`/instances/cloud/cloud-accounts/${cloud.id}/users`);
    const writes = await other.database(async (db) => {
      const { rows } = await db.query<{ n: number }>(`SELECT count(*) AS n FROM cloud_log`);
      return rows[0]!.n;
    });
    return { users, writes };
  });
});
