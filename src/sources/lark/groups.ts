/** User groups as groups. A user group holds people and whole departments; a group is told of people only. */
import type { SourceRecord } from '../source.ts';
import { sideBySide } from '../web-api/side-by-side.ts';
import type { Raw } from '../web-api/values.ts';
import type { Lark } from './api.ts';
import { groupId, groupRecord, isResigned, keyOf } from './convert.ts';
import { NO_DEPARTMENT, OUT_OF_RANGE } from './judge.ts';
import type { Tree } from './tree.ts';

/** Who is in a department itself, as far as known. */
interface Members {
  membersOf(department: string): Iterable<string>;
}

/** All user groups after a full pass, which knows the people of every department. */
export async function readGroups(app: Lark, tree: Tree, people: Members): Promise<SourceRecord[]> {
  const records: SourceRecord[] = [];
  const work = async (raw: Raw) => [raw, await app.groupMembers(groupId(raw))] as const;
  for await (const [raw, { users, departments }] of sideBySide(
    await app.groups(),
    app.config.concurrency,
    work,
  )) {
    const members = [...users];
    for (const id of departments.flatMap((department) => tree.below(department)))
      members.push(...people.membersOf(id));
    records.push(groupRecord(raw, members));
  }
  return records;
}

/** A user group by itself. */
export async function rereadGroup(app: Lark, raw: Raw): Promise<SourceRecord> {
  return groupRecord(raw, await groupMembers(app, groupId(raw)));
}

/** Keys of a user group's people, those of its departments included as far as they can be seen. */
export async function groupMembers(app: Lark, id: string): Promise<string[]> {
  const { users, departments } = await app.groupMembers(id);
  const expected = [...NO_DEPARTMENT, ...OUT_OF_RANGE];
  const below = new Set(departments);
  for (const department of departments) {
    const rows = await app.children(department, true, expected);
    for (const { open_department_id: child } of typeof rows === 'string' ? [] : rows)
      below.add(String(child));
  }
  const found = [...users];
  const work = (department: string) => app.users(department, expected);
  for await (const rows of sideBySide(below, app.config.concurrency, work))
    for (const raw of typeof rows === 'string' ? [] : rows) {
      const key = keyOf(raw);
      if (key !== undefined && !isResigned(raw)) found.push(key);
    }
  return found;
}
