/** A sync that is killed at any point, again and again while the company changes, ends where one in peace would. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { LivingCompany } from './company.ts';
import { assertSame, lastChange } from './directory.ts';
import { killDuring, Muster, run, runWell, type Work } from './muster.ts';
import { Random } from './random.ts';
import { KILLS, SEED } from './settings.ts';

const PEOPLE = 3000;
const EVENTS = { joined: 60, left: 40, changed: 300, renamed: 40, moved: 60, regrouped: 60 };
/** Of the kills, this share hits the first sync, into an empty directory. */
const FIRST = 0.25;
/** A run that was over before its kill came does not count; so many may be. */
const LATE = KILLS;
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

  // In peace first, in an instance of its own: how long a sync takes here, of everybody and after a change.
  const calm = await workOf(muster, company, 'calm');
  const lasts = { first: (await run(muster, calm)).ms, next: 0 };
  company.live(EVENTS);
  lasts.next = (await run(muster, calm)).ms;
  t.diagnostic(`in peace: first sync ${Math.round(lasts.first)} ms, the next ${Math.round(lasts.next)} ms`);

  const work = await workOf(muster, company, 'killed');
  const converge = async () => {
    await runWell(muster, work);
    await muster.database((db) => assertSame(db, 'killed', company));
  };
  const reached = new Map<string, number>();
  const firsts = Math.ceil(KILLS * FIRST);
  let late = 0;
  for (let kill = 0; kill < KILLS; ) {
    const which = kill < firsts ? 'first' : 'next';
    const point =
      which === 'first'
        ? (kill + random.next()) / firsts
        : (kill - firsts + random.next()) / (KILLS - firsts);
    company.live(EVENTS);
    // The root favours the end, where a sync writes.
    const killed = await killDuring(muster, work, lasts[which] * Math.sqrt(point));
    if (killed.run.state === 'success') {
      lasts[which] = Math.min(lasts[which], killed.ms);
      assert.ok(++late <= LATE, 'the runs end before they can be killed');
      continue;
    }
    assert.deepEqual([killed.run.state, killed.run.error?.code], ['failed', 'run_died']);
    const step = killed.run.progress.step ?? 'begin';
    reached.set(step, (reached.get(step) ?? 0) + 1);
    kill++;
    // After the others, the next kill meets what this one left.
    if (kill >= firsts && random.next() < 0.5) await converge();
  }
  t.diagnostic(
    `killed in ${[...reached].map(([step, n]) => `${step}: ${n}`).join(', ')}; ended before: ${late}`,
  );

  await converge();
  const before = await muster.database(lastChange);
  const again = await runWell(muster, work);
  for (const { created, updated, deleted, bound, rejected } of Object.values(again.counters))
    assert.deepEqual([created, updated, deleted, bound, rejected], [0, 0, 0, 0, 0]);
  assert.equal(await muster.database(lastChange), before);
});
