/**
 * A source edited at random while its events are delayed, doubled, reordered and lost. Partial runs never take away
 * somebody who is there; after a full check the directory is what the source is, and the next one has nothing to do.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { SourceEvent, Touched } from '../../src/sources/source.ts';
import { storeEvents } from '../../src/sync/events.ts';
import { Random } from '../faults/random.ts';
import { SEED } from '../faults/settings.ts';
import { Engine } from './engine.ts';
import type { Item } from './memory-source.ts';

const HISTORIES = 3;
const ROUNDS = 8;
const EDITS = 6;
const UNLIMITED = { users: 1_000_000, orgs: 1_000_000, groups: 1_000_000, share: 100 };

interface Person {
  key: string;
  uid: string;
  cn: string;
  org: string | null;
  further: string[];
}

/** A company as a messenger keeps it: departments by id, people in some of them, groups of people and groups. */
class Company {
  readonly orgs = new Map<string, { name: string; parent: string | null }>();
  readonly people = new Map<string, Person>();
  readonly groups = new Map<string, Set<string>>();
  readonly #random: Random;
  #made = 0;

  constructor(random: Random) {
    this.#random = random;
    for (let i = 0; i < 6; i++) this.edit('org joins');
    for (let i = 0; i < 30; i++) this.edit('joins');
    for (const name of ['one', 'two', 'three']) this.groups.set(name, new Set());
    for (let i = 0; i < 10; i++) this.edit('regroups');
  }

  /** One edit; returns what the source tells of it. */
  edit(what: string): Touched[] {
    const random = this.#random;
    const person = random.pick([...this.people.values()]) as Person | undefined;
    const org = random.pick([...this.orgs.keys()]) as string | undefined;
    const told = (one: Person): Touched[] => [{ kind: 'user', id: one.key }];
    const n = ++this.#made;
    if (what === 'org joins') {
      this.orgs.set(`d${n}`, { name: `Dept ${n}`, parent: org ?? null });
      return [{ kind: 'org', id: `ou-d${n}` }];
    }
    if (what === 'joins') {
      const one = { key: `k${n}`, uid: `p${n}`, cn: `Person ${n}`, org: org ?? null, further: [] };
      this.people.set(one.uid, one);
      return told(one);
    }
    if (org !== undefined && what.startsWith('org ')) return this.#editOrg(what, org, n);
    if (!person) return [];
    if (what === 'leaves') {
      this.people.delete(person.uid);
      return told(person);
    }
    if (what === 'joins anew') {
      this.people.set(person.uid, { ...person, key: `k${n}` });
      return [...told(person), { kind: 'user', id: `k${n}` }];
    }
    if (what === 'regroups') {
      const name = random.pick([...this.groups.keys()]);
      const members = this.groups.get(name)!;
      if (!members.delete(person.uid)) members.add(person.uid);
      return [{ kind: 'group', id: `grp-${name}` }];
    }
    if (what === 'renamed') person.cn = `Renamed ${n}`;
    if (what === 'moves') person.org = org ?? null;
    if (what === 'further' && org !== undefined)
      person.further = person.further.length > 1 ? [] : [...person.further, org];
    return told(person);
  }

  #editOrg(what: string, org: string, n: number): Touched[] {
    const one = this.orgs.get(org)!;
    if (what === 'org renamed') one.name = `Dept renamed ${n}`;
    if (what === 'org moves') {
      const to = this.#random.pick([...this.orgs.keys()]);
      if (!this.#above(to).includes(org)) one.parent = to;
    }
    if (what === 'org leaves') {
      this.orgs.delete(org);
      for (const other of this.orgs.values()) if (other.parent === org) other.parent = one.parent;
      // Who was in it is told of by events of their own, which may be lost.
      for (const person of this.people.values()) {
        if (person.org === org) person.org = one.parent;
        person.further = person.further.filter((id) => id !== org);
      }
    }
    return [{ kind: 'org', id: `ou-${org}` }];
  }

  /** Ids of a department and all above it, nearest first. */
  #above(org: string | null): string[] {
    const found: string[] = [];
    for (let at = org; at !== null; at = this.orgs.get(at)!.parent) found.push(at);
    return found;
  }

  keys(): Set<string> {
    return new Set([...this.people.values()].map(({ key }) => key));
  }

  items(): Item[] {
    const place = (org: string | null) => this.#above(org).map((id) => `dept:${id}`);
    const orgs = [...this.orgs].map(([id, { name, parent }]): Item => {
      return {
        kind: 'org',
        key: `ou-${id}`,
        path: `dept:${id}`,
        parents: place(parent),
        attributes: { ou: name },
      };
    });
    const users = [...this.people.values()].map(({ key, uid, cn, org, further }): Item => {
      const attributes = { uid, cn, mail: `${uid}@test.example`, enabled: true };
      const more = { further: further.map((id) => `dept:${id}`) };
      return { kind: 'user', key, path: `user:${uid}`, parents: place(org), attributes, ...more };
    });
    const groups = [...this.groups].map(([name, uids]): Item => {
      const refs = [...uids].map((uid) => `user:${uid}`);
      return { kind: 'group', key: `grp-${name}`, path: `group:${name}`, refs, attributes: { cn: name } };
    });
    return [...orgs, ...users, ...groups];
  }

  /** What the directory has to be. */
  picture() {
    const nameOf = (org: string | null) => (org === null ? 'Acme' : this.orgs.get(org)!.name);
    return {
      people: [...this.people.values()]
        .map(({ uid, cn, org, further }) =>
          [uid, cn, nameOf(org), ...new Set(further.filter((id) => id !== org).map(nameOf))]
            .sort()
            .join(' | '),
        )
        .sort(),
      orgs: [...this.orgs.values()].map(({ name, parent }) => `${name} in ${nameOf(parent)}`).sort(),
      members: [...this.groups]
        .flatMap(([name, uids]) =>
          [...uids].filter((uid) => this.people.has(uid)).map((uid) => `${uid} in ${name}`),
        )
        .sort(),
    };
  }
}

const WEIGHTS: [what: string, weight: number][] = [
  ['joins', 4],
  ['leaves', 3],
  ['joins anew', 2],
  ['renamed', 4],
  ['moves', 4],
  ['further', 4],
  ['regroups', 3],
  ['org joins', 2],
  ['org leaves', 2],
  ['org renamed', 1],
  ['org moves', 2],
];
const EDIT = WEIGHTS.flatMap(([what, weight]) => Array<string>(weight).fill(what));

let engine: Engine;
before(async () => {
  engine = await Engine.start();
  await engine.startIntake();
});
after(() => engine.stop());

/** Keys of the records that have an account. */
async function linked(): Promise<Set<string>> {
  const { rows } = await engine.db.query<{ key: string }>(
    `SELECT l.key FROM link l JOIN account a ON a.id = l.entity_id WHERE l.kind = 'user' AND l.gone_since IS NULL`,
  );
  return new Set(rows.map(({ key }) => key));
}

async function picture() {
  const lines = async (text: string) =>
    (await engine.db.query<{ line: string }>(text)).rows.map(({ line }) => line).sort();
  const people = await engine.db.query<{ parts: string[] }>(
    `SELECT ARRAY[a.username, a.display_name, o.name] || ARRAY(SELECT f.name FROM account_further_org x JOIN org_unit f ON f.id = x.org_id
        WHERE x.account_id = a.id) AS parts FROM account a JOIN org_unit o ON o.id = a.primary_org_id`,
  );
  return {
    people: people.rows.map(({ parts }) => parts.sort().join(' | ')).sort(),
    orgs: await lines(
      `SELECT o.name || ' in ' || p.name AS line FROM org_unit o JOIN org_unit p ON p.id = o.parent_id`,
    ),
    members: await lines(
      `SELECT a.username || ' in ' || g.name AS line FROM group_member m JOIN account a ON a.id = m.account_id
         JOIN directory_group g ON g.id = m.group_id`,
    ),
  };
}

for (let history = 0; history < HISTORIES; history++)
  test(`history ${history + 1} ends in the state of the source`, async (t) => {
    const random = new Random(SEED + history);
    t.diagnostic(`FAULTS_SEED=${SEED}`);
    await engine.db.query(
      `DELETE FROM source; DELETE FROM run; DELETE FROM recycle_bin; DELETE FROM account; DELETE FROM directory_group`,
    );
    await engine.db.query(`DELETE FROM org_unit WHERE parent_id IS NOT NULL`);
    const company = new Company(random);
    engine.memory.items = company.items();
    const source = await engine.source({ guard: UNLIMITED });
    await engine.sync(source);
    assert.deepEqual(await picture(), company.picture());

    let delayed: SourceEvent[] = [];
    let told = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const there = await linked();
      // By key: who joins anew is another record, and both its events may be lost.
      const stayed = company.keys();
      for (let i = 0; i < EDITS; i++) {
        const touched = company.edit(random.pick(EDIT));
        engine.memory.items = company.items();
        const keys = company.keys();
        for (const key of stayed) if (!keys.has(key)) stayed.delete(key);
        if (random.next() < 0.85) delayed.push({ id: `e${++told}`, touched });
        // Now and then some arrive, in any order, some of them again.
        if (random.next() < 0.4) {
          const arriving = delayed.filter(() => random.next() < 0.6).sort(() => random.next() - 0.5);
          await storeEvents(engine.db, source, arriving);
          delayed = delayed.filter((event) => !arriving.includes(event) || random.next() < 0.2);
        }
      }
      for (const run of await engine.settled(source))
        assert.match(run.state, /success$/, `${JSON.stringify(run.error)} ${JSON.stringify(run.books)}`);
      const now = await linked();
      const lost = [...there].filter((key) => stayed.has(key) && !now.has(key));
      assert.deepEqual(lost, [], 'nobody who is there was removed');
    }
    const full = await engine.sync(source);
    assert.equal(full.state, 'success', `${JSON.stringify(full.error)} ${await engine.rejected(full.id)}`);
    assert.deepEqual(await picture(), company.picture());
    // Late events tell nothing new.
    const log = await engine.count('change_log');
    await storeEvents(engine.db, source, delayed);
    await engine.settled(source);
    await engine.sync(source);
    assert.deepEqual(await picture(), company.picture());
    assert.equal(await engine.count('change_log'), log);
  });
