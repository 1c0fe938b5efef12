/** A DingTalk company as pushing sees it. */
import type { Sql } from '../../db/db.ts';
import { MusterError } from '../../errors/error.ts';
import { targetField } from '../../expressions/mapping.ts';
import type { DingTalkProvisioning } from '../../model/dingtalk-provisioning.ts';
import { idText, type Raw } from '../../sources/dingtalk/api.ts';
import type { FlatUser } from '../flat-user.ts';
import type { Finder, Match, Remote, Target } from '../target.ts';
import { DingTalkClient } from './client.ts';
import { Departments } from './departments.ts';
import { People } from './listing.ts';
import { knownOrgs } from './orgs.ts';
import { changeOf, isSamePerson, personOf, TOP } from './person.ts';

/** DingTalk, “Server-side error codes”: userid, mobile number or e-mail address of somebody else in the company. */
const TAKEN = new Set([60102, 60104, 60106, 60107]);
/** No such person. */
const GONE = new Set([60121, 60111, 33012]);
/** From this many new people on, a list of all costs less than two look-ups for each. */
const LIST_FROM = 100;

export class DingTalkTarget implements Target {
  readonly structure?: Departments;
  readonly #client: DingTalkClient;
  readonly #settings: DingTalkProvisioning;
  readonly #mapped: ReadonlySet<string>;
  #departments = new Map<string, string>();
  #orgs = new Map<string, string>();
  /** Read where only a list can tell, once a push. */
  #people: Promise<People> | undefined;

  /** Throws `provisioning_incomplete`. */
  constructor(settings: DingTalkProvisioning) {
    this.#settings = settings;
    this.#client = new DingTalkClient(settings);
    this.#mapped = new Set(settings.mappings.map(({ target }) => targetField(target, 'user')));
    if (settings.organizations === 'departments') this.structure = new Departments(this.#client, settings);
  }

  async prepare(sql: Sql, applicationId: string): Promise<void> {
    this.#people = undefined;
    this.#departments = new Map([[TOP, this.#settings.departmentId]]);
    for (const { orgId, remoteId } of (await knownOrgs(sql, applicationId)).values())
      if (remoteId !== null) this.#departments.set(orgId, remoteId);
    this.#orgs = new Map([...this.#departments].map(([orgId, remoteId]) => [remoteId, orgId]));
  }

  /** A userid is ours: we chose it. A mobile or job number alone proves nothing. */
  async find(person: FlatUser): Promise<Match | null> {
    const own = await this.#client.person(String(person.userid));
    if (own) return { remote: this.#remote(own), ours: true };
    for (const by of this.#settings.match) {
      const found = by === 'mobile' ? await this.#byMobile(person) : await this.#byJobNumber(person);
      if (found) return { remote: this.#remote(found), ours: false };
    }
    return null;
  }

  async #byMobile({ mobile }: FlatUser): Promise<Raw | undefined> {
    const id = await this.#client.idByMobile(String(mobile));
    return id === undefined ? undefined : this.#client.person(id);
  }

  async #byJobNumber(person: FlatUser): Promise<Raw | undefined> {
    if (typeof person.job_number !== 'string') return undefined;
    this.#people ??= People.read(this.#client, this.#settings.concurrency).catch((error: unknown) => {
      this.#people = undefined;
      throw error;
    });
    return this.#oneOf(person, await this.#people);
  }

  #oneOf(person: FlatUser, { byJobNumber }: People): Raw | undefined {
    const hits = byJobNumber.get(String(person.job_number)) ?? [];
    if (hits.length > 1)
      throw new MusterError('push_match_ambiguous', {
        name: this.nameOf(person),
        count: hits.length,
        field: 'job_number',
      });
    return hits[0];
  }

  /** Whom it does not show nobody is created twice for: DingTalk refuses a userid or number that somebody has. */
  async list(creates: number): Promise<Finder | null> {
    if (creates < LIST_FROM) return null;
    const people = await this.#readable();
    if (people === null) return null;
    this.#people = Promise.resolve(people);
    const match = (person: FlatUser): Match | null => {
      const own = people.byId.get(String(person.userid));
      if (own) return { remote: this.#remote(own), ours: true };
      for (const by of this.#settings.match) {
        const found =
          by === 'mobile' ? people.byMobile.get(String(person.mobile)) : this.#oneOf(person, people);
        if (found) return { remote: this.#remote(found), ours: false };
      }
      return null;
    };
    return { find: async (person) => match(person) };
  }

  /** Null where the application may look people up, but may not list them all. */
  async #readable(): Promise<People | null> {
    try {
      return await People.read(this.#client, this.#settings.concurrency);
    } catch (error) {
      if (error instanceof MusterError && error.code === 'target_refused') return null;
      throw error;
    }
  }

  async holderOf({ mobile }: FlatUser, remoteId: string): Promise<Remote | null> {
    const id = await this.#client.idByMobile(String(mobile));
    const raw = id === undefined || id === remoteId ? undefined : await this.#client.person(id);
    return raw ? this.#remote(raw) : null;
  }

  async findOurs({ userid }: FlatUser): Promise<string | null> {
    return (await this.#client.person(String(userid))) ? String(userid) : null;
  }

  holds({ attributes }: Remote, person: FlatUser): boolean {
    return isSamePerson(attributes, person, this.#mapped);
  }

  async create(person: FlatUser): Promise<Remote> {
    const body = { ...this.#sent(person), userid: person.userid, dept_id_list: this.#placesOf(person) };
    return this.#written(await this.#client.create(body, this.nameOf(person)), person);
  }

  async update(id: string, acked: FlatUser | null, person: FlatUser): Promise<Remote> {
    const change = changeOf(acked, person);
    const isMoved = Object.hasOwn(change, 'departments');
    const body = { ...this.#sent(change), ...(isMoved && { dept_id_list: this.#placesOf(person) }) };
    if (Object.keys(body).length > 0) await this.#client.update(id, body, this.nameOf(person));
    return this.#written(id, person);
  }

  remove(id: string, name: string): Promise<void> {
    return this.#client.remove(id, name);
  }

  switchedOff(): null {
    return null;
  }

  /** Nobody can be given a mobile number that is not theirs. */
  setAside(): null {
    return null;
  }

  nameOf(person: FlatUser): string {
    return String(person.name);
  }

  keyOf(person: FlatUser): string {
    return String(person.mobile);
  }

  refusal(error: unknown): 'taken' | 'gone' | null {
    if (!(error instanceof MusterError) || error.code !== 'target_refused') return null;
    const status = Number(error.params.status);
    return TAKEN.has(status) ? 'taken' : GONE.has(status) ? 'gone' : null;
  }

  close(): Promise<void> {
    return this.#client.close();
  }

  #sent({ departments: _places, ...fields }: Raw): Raw {
    return fields;
  }

  /** DingTalk takes the ids as one text. */
  #placesOf(person: FlatUser): string {
    const places = person.departments === undefined ? [TOP] : String(person.departments).split(',');
    const ids = places.map((place) => {
      const id = this.#departments.get(place);
      if (id === undefined)
        throw new MusterError('push_department_missing', { name: this.nameOf(person), organization: place });
      return id;
    });
    return ids.join(',');
  }

  #written(id: string, person: FlatUser): Remote {
    return { id, name: this.nameOf(person), key: this.keyOf(person), attributes: person };
  }

  #remote(raw: Raw): Remote {
    const attributes = personOf(raw, (department) => this.#orgs.get(department));
    const text = (value: unknown) => (typeof value === 'string' ? value : null);
    return { id: idText(raw.userid), name: text(raw.name), key: text(attributes.mobile), attributes };
  }
}
