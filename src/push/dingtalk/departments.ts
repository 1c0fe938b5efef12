/** Organizations as departments below the one of the settings: made before people, removed after them. */
import { MusterError } from '../../errors/error.ts';
import type { DingTalkProvisioning } from '../../model/dingtalk-provisioning.ts';
import { delayAfter, sleep } from '../../pacing.ts';
import { idText } from '../../sources/dingtalk/api.ts';
import type { Structure, StructureCounts, StructureWork } from '../target.ts';
import type { ChildDepartment, DingTalkClient } from './client.ts';
import {
  forgetOrg,
  type KnownOrg,
  keepOrg,
  keepOrgError,
  knownOrgs,
  resumeMissing,
  type WantedOrg,
  wantedOrgs,
} from './orgs.ts';

/** “The department does not exist”, “a department of that name exists below the parent”. */
const GONE = 60003;
const NAME_TAKEN = 60008;
const ATTEMPTS = 6;
/** A moment later the same call may succeed. */
const PASSING: ReadonlySet<string> = new Set([
  'target_busy',
  'target_failing',
  'web_api_timeout',
  'web_api_unreachable',
  'web_api_not_json',
  'target_no_id',
]);

export class Departments implements Structure {
  readonly #client: DingTalkClient;
  readonly #settings: DingTalkProvisioning;

  constructor(client: DingTalkClient, settings: DingTalkProvisioning) {
    this.#client = client;
    this.#settings = settings;
  }

  async raise(work: StructureWork): Promise<StructureCounts> {
    const pass = new Pass(this.#client, this.#settings, work);
    return pass.run();
  }

  /** The innermost go first; one that still has people or departments stays, and is looked at again next time. */
  async clear(work: StructureWork): Promise<Pick<StructureCounts, 'deleted' | 'failed'>> {
    const { sql, applicationId, instanceId } = work;
    const counts = { deleted: 0, failed: 0 };
    const { wanted } = await wantedOrgs(sql, instanceId, this.#settings);
    const known = await knownOrgs(sql, applicationId);
    for (const { id } of wanted) known.delete(id);
    for (let before = -1; known.size > 0 && known.size !== before; ) {
      before = known.size;
      for (const org of [...known.values()])
        try {
          if (!(await this.#remove(org, work))) continue;
          known.delete(org.orgId);
          await forgetOrg(sql, applicationId, org.orgId);
          if (org.made && org.remoteId !== null) counts.deleted++;
        } catch (error) {
          if (!isRefusal(error)) throw error;
          known.delete(org.orgId);
          counts.failed++;
          await keepOrgError(sql, applicationId, org.orgId, error);
        }
    }
    return counts;
  }

  /** True when nothing of it is left that would be ours to remove. */
  async #remove({ remoteId, made, name }: KnownOrg, work: StructureWork): Promise<boolean> {
    if (remoteId === null || !made) return true;
    const isUsed = await patiently(
      work,
      async () =>
        (await this.#client.children(remoteId)).length > 0 || (await this.#client.hasPeople(remoteId)),
    );
    if (isUsed) return false;
    await patiently(work, () => this.#client.removeDepartment(remoteId, name ?? remoteId));
    return true;
  }
}

/** One pass over all organizations that are wanted. */
class Pass {
  readonly #client: DingTalkClient;
  readonly #settings: DingTalkProvisioning;
  readonly #work: StructureWork;
  readonly #counts = { wanted: 0, created: 0, updated: 0, linked: 0, deleted: 0, same: 0, failed: 0 };
  readonly #children = new Map<string, ChildDepartment[]>();
  #known = new Map<string, KnownOrg>();

  constructor(client: DingTalkClient, settings: DingTalkProvisioning, work: StructureWork) {
    this.#client = client;
    this.#settings = settings;
    this.#work = work;
  }

  async run(): Promise<StructureCounts> {
    const { sql, applicationId, instanceId, signal } = this.#work;
    const { wanted } = await wantedOrgs(sql, instanceId, this.#settings);
    this.#counts.wanted = wanted.length;
    this.#known = await knownOrgs(sql, applicationId);
    let failed: [WantedOrg, MusterError][] = [];
    // What failed is tried once more: it may have wanted the name that another one gave free after it.
    for (const turn of [wanted, null]) {
      const orgs = turn ?? failed.map(([org]) => org);
      failed = [];
      for (const org of orgs) {
        signal.throwIfAborted();
        try {
          const done = await this.#settle(org);
          this.#counts[done]++;
        } catch (error) {
          if (!isRefusal(error)) throw error;
          failed.push([org, error]);
        }
      }
    }
    for (const [{ id }, error] of failed) await keepOrgError(sql, applicationId, id, error);
    this.#counts.failed = failed.length;
    if (this.#counts.created + this.#counts.linked > 0) await resumeMissing(sql, applicationId);
    return this.#counts;
  }

  async #settle(org: WantedOrg): Promise<'created' | 'updated' | 'linked' | 'same'> {
    const parent = this.#parentOf(org);
    const known = this.#known.get(org.id);
    const remoteId = known?.remoteId ?? null;
    if (known && remoteId !== null) {
      const isAsLeft = known.name === org.name && known.parentRemoteId === parent;
      if (isAsLeft && !this.#work.thorough) return 'same';
      const there = await this.#present(remoteId, known.parentRemoteId);
      if (there?.name === org.name && there.parent === parent) {
        if (!isAsLeft) await this.#keep(org, remoteId, known.made);
        return 'same';
      }
      if (there && (await this.#change(org, remoteId))) {
        await this.#keep(org, remoteId, known.made);
        return 'updated';
      }
    }
    return this.#findOrCreate(org, parent);
  }

  #parentOf({ parent, name }: WantedOrg): string {
    if (parent === null) return this.#settings.departmentId;
    const remoteId = this.#known.get(parent)?.remoteId;
    if (!remoteId) throw new MusterError('push_department_missing', { name, organization: parent });
    return remoteId;
  }

  /** The department as it is now: below where we left it, or wherever somebody moved it; undefined when it is gone. */
  async #present(
    remoteId: string,
    parent: string | null,
  ): Promise<{ name: string; parent: string } | undefined> {
    const near =
      parent === null ? undefined : (await this.#childrenOf(parent)).find(({ id }) => id === remoteId);
    if (near && parent !== null) return { name: near.name, parent };
    const raw = await patiently(this.#work, () => this.#client.department(remoteId));
    return raw && { name: String(raw.name), parent: idText(raw.parent_id) };
  }

  /** False when it is gone. */
  async #change(org: WantedOrg, remoteId: string): Promise<boolean> {
    try {
      const parent = this.#parentOf(org);
      await patiently(this.#work, () => this.#client.updateDepartment(remoteId, org.name, parent));
      this.#children.clear();
      return true;
    } catch (error) {
      if (isRefusal(error, GONE)) return false;
      throw error;
    }
  }

  async #findOrCreate(org: WantedOrg, parent: string): Promise<'created' | 'updated' | 'linked'> {
    for (let attempt = 1; ; attempt++) {
      const found = await this.#findBelow(org, parent);
      if (found) return found;
      try {
        const id = await this.#client.createDepartment(org.name, parent, org.id);
        this.#children.get(parent)?.push({ id, name: org.name, mark: org.id });
        await this.#keep(org, id, true);
        return 'created';
      } catch (error) {
        // Made after all, perhaps: it is looked for before another one is.
        this.#children.delete(parent);
        const again = isRefusal(error, NAME_TAKEN) ? attempt === 1 : isPassing(error) && attempt < ATTEMPTS;
        if (!again) throw error;
        await pause(this.#work, error as MusterError, attempt);
      }
    }
  }

  /** One with our mark is ours; one of the same name that nobody linked is taken over where the settings say so. */
  async #findBelow(org: WantedOrg, parent: string): Promise<'updated' | 'linked' | null> {
    const children = await this.#childrenOf(parent);
    const marked = children.find(({ mark }) => mark === org.id);
    if (marked) {
      const isRenamed = marked.name !== org.name && (await this.#change(org, marked.id));
      await this.#keep(org, marked.id, true);
      return isRenamed ? 'updated' : 'linked';
    }
    const namesake = children.find(({ name }) => name === org.name);
    if (!namesake) return null;
    const { id: remoteId } = namesake;
    const holder = [...this.#known.values()].find((known) => known.remoteId === remoteId);
    if (holder || this.#settings.existing !== 'adopt')
      throw new MusterError('push_department_stranger', { name: org.name, remoteId });
    await this.#keep(org, remoteId, false);
    return 'linked';
  }

  async #keep(org: WantedOrg, remoteId: string, made: boolean): Promise<void> {
    const row = { orgId: org.id, remoteId, name: org.name, parentRemoteId: this.#parentOf(org), made };
    this.#known.set(org.id, row);
    await keepOrg(this.#work.sql, this.#work.applicationId, row);
  }

  async #childrenOf(parent: string): Promise<ChildDepartment[]> {
    let children = this.#children.get(parent);
    if (!children) {
      children = await patiently(this.#work, () => this.#client.children(parent));
      this.#children.set(parent, children);
    }
    return children;
  }
}

/** Of one department, so that the others can go on. */
function isRefusal(error: unknown, status?: number): error is MusterError {
  if (!(error instanceof MusterError)) return false;
  if (status !== undefined) return error.code === 'target_refused' && error.params.status === status;
  return ['target_refused', 'push_department_missing', 'push_department_stranger'].includes(error.code);
}

function isPassing(error: unknown): error is MusterError {
  return error instanceof MusterError && PASSING.has(error.code);
}

async function pause({ backoff, signal }: StructureWork, error: MusterError, attempt: number): Promise<void> {
  const { seconds } = error.params;
  const asked = error.code === 'target_busy' && typeof seconds === 'number' ? seconds * 1000 : 0;
  await sleep(Math.max(asked, delayAfter(attempt, backoff)), signal);
  signal.throwIfAborted();
}

/** Calls that may be made twice. */
async function patiently<T>(work: StructureWork, call: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++)
    try {
      return await call();
    } catch (error) {
      if (!isPassing(error) || attempt === ATTEMPTS) throw error;
      await pause(work, error, attempt);
    }
}
