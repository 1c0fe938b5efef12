import type { Raw } from '../../sources/dingtalk/api.ts';
import { Frontier } from '../../sources/dingtalk/walk.ts';
import { sideBySide } from '../../sources/web-api/side-by-side.ts';
import type { DingTalkClient } from './client.ts';
import { mobileOf } from './person.ts';

/** Everybody the application may see, at one time. */
export class People {
  readonly byId = new Map<string, Raw>();
  readonly byMobile = new Map<string, Raw>();
  readonly byJobNumber = new Map<string, Raw[]>();

  /** Walks all departments the application may see. Whoever moves meanwhile may be missing: no proof of absence. */
  static async read(client: DingTalkClient, atOnce: number): Promise<People> {
    const people = new People();
    const frontier = new Frontier<string>();
    const seen = new Set(await client.visibleDepartments());
    for (const id of seen) frontier.add(id);
    const visit = async (id: string) => {
      try {
        for (const raw of await client.people(id)) people.#add(raw);
        for (const child of await client.children(id))
          if (!seen.has(child.id)) {
            seen.add(child.id);
            frontier.add(child.id);
          }
      } finally {
        frontier.done();
      }
    };
    for await (const _visited of sideBySide(frontier, atOnce, visit));
    return people;
  }

  #add(raw: Raw): void {
    const { userid, mobile, job_number: jobNumber } = raw;
    if (typeof userid !== 'string' || this.byId.has(userid)) return;
    this.byId.set(userid, raw);
    if (typeof mobile === 'string' && mobile !== '') this.byMobile.set(mobileOf(raw), raw);
    if (typeof jobNumber !== 'string' || jobNumber === '') return;
    const same = this.byJobNumber.get(jobNumber);
    if (same) same.push(raw);
    else this.byJobNumber.set(jobNumber, [raw]);
  }
}
