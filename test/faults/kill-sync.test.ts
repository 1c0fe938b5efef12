/** A sync that is killed at any point, again and again while the company changes, ends where one in peace would. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { LivingCompany } from './company.ts';
import { assertBalanced, assertSame, lastChange } from './directory.ts';
import { killDuring, Muster, run, type Work } from './muster.ts';
import { Random } from './random.ts';
import { KILLS, SEED } from './settings.ts';

const PEOPLE = 3000;
const EVENTS = { joined: 60, left: 40, changed: 300, renamed: 40, moved: 60, regrouped: 60 };
/** Of the kills, this share hits the first sync, into an empty directory. */
const FIRST = 0.25;
/** A run that was over before its kill came does not count; this many may be. */
const MISSES = KILLS;
const UNLIMITED = { users: 1_000_000, orgs: 1_000_000, groups: 1_000_000, share: 100 };

const closing: (() => Promise<void>)[] = [];
after(async () => {
  for (const close of closing.reverse()) await close();
});

async function workOf(muster: Muster, company: LivingCompany, id: string): Promise<Work> {
  const instance = `/instances/${id}`;
  await muster.client.post('/instances', { id, name: id });
  const source = { kind: 'ad', name: 'AD', config: company.settings, guard: UNLIMITED };
  const { id: sourceId } = await muster.client.post(`${instance}/sources`, source);
  return { instance, start: `${instance}/sources/${sourceId}/sync` };
}

test(`a sync killed at ${KILLS} points converges`, async (t) => {
  const random = new Random(SEED);
  t.diagnostic(`FAULTS_SEED=${SEED}`);
  const company = await LivingCompany.open(PEOPLE, random);
  closing.push(() => company.close());
  const muster = await Muster.start();
  closing.push(() => muster.remove());

  // In peace first, in an instance of its own: how long a sync takes here, empty and after a change.
  const calm = await workOf(muster, company, 'calm');
  const whole = (await run(muster, calm)).ms;
  company.live(EVENTS);
  const changed = (await run(muster, calm)).ms;
  t.diagnostic(`in peace: first sync ${Math.round(whole)} ms, after a change ${Math.round(changed)} ms`);

  const work = await workOf(muster, company, 'killed');
  const reached = new Map<string, number>();
  const firstKills = Math.ceil(KILLS * FIRST);
  let misses = 0;
  for (let kill = 0; kill < KILLS; ) {
    const isFirst = kill < firstKills;
    const point = isFirst
      ? (kill + random.next()) / firstKills
      : (kill - firstKills + random.next()) / (KILLS - firstKills);
    company.live(EVENTS);
    const killed = await killDuring(muster, work, (isFirst ? whole : changed) * point);
    if (killed.state === 'success') {
      assert.ok(++misses <= MISSES, 'the runs end before they can be killed');
      continue;
    }
    assert.equal(killed.state, 'failed');
    assert.equal(killed.error?.code, 'run_died');
    const step = killed.progress.step ?? 'begin';
    reached.set(step, (reached.get(step) ?? 0) + 1);
    kill++;
    // After the others, the next kill meets what the last one left.
    if (kill >= firstKills && random.next() < 0.5) assertBalanced((await run(muster, work)).run);
  }
  t.diagnostic(
    `killed in: ${[...reached].map(([step, n]) => `${step} ${n}`).join(', ')}; too late: ${misses}`,
  );

  assertBalanced((await run(muster, work)).run);
  await muster.database((db) => assertSame(db, 'killed', company));
  const before = await muster.database(lastChange);
  const { run: again } = await run(muster, work);
  assertBalanced(again);
  for (const { created, updated, deleted, bound, rejected } of Object.values(again.counters))
    assert.deepEqual([created, updated, deleted, bound, rejected], [0, 0, 0, 0, 0]);
  assert.equal(await muster.database(lastChange), before);
});
