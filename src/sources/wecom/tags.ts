/** Tags as groups. A tag holds members and whole departments; a group is told of people only. */
import type { SourceRecord } from '../source.ts';
import { sideBySide } from '../web-api/side-by-side.ts';
import type { Caller, Tag, WeCom } from './api.ts';
import { tagRecord } from './convert.ts';
import { NO_DEPARTMENT, NO_TAG, OUT_OF_RANGE } from './judge.ts';
import type { Tree } from './tree.ts';

/** Who is in a department itself, as far as known. */
interface Members {
  membersOf(department: string): Iterable<string>;
}

/** Whose secret reads tags: both may list them, each shows the members it may see. */
export const tagCaller = (app: WeCom): Caller => (app.has('app') ? 'app' : 'sync');

/** All tags after a full pass, which knows the people of every department. */
export async function readTags(app: WeCom, tree: Tree, people: Members): Promise<SourceRecord[]> {
  const records: SourceRecord[] = [];
  const tags = await app.tags({ as: tagCaller(app) });
  const work = (tag: Tag) => readTag(app, tag, tree, people);
  for await (const record of sideBySide(tags, app.config.concurrency, work)) if (record) records.push(record);
  return records;
}

/** A tag by itself: the people of its departments are asked for. */
export async function rereadTag(app: WeCom, tag: Tag, tree: Tree): Promise<SourceRecord | undefined> {
  const as = tagCaller(app);
  const members = await app.tagMembers(tag.id, { as, expected: NO_TAG });
  if (!members) return undefined;
  const users = [...members.users];
  const departments = new Set(members.departments.flatMap((id) => tree.below(id)));
  const expected = [...NO_DEPARTMENT, ...OUT_OF_RANGE];
  for await (const ids of sideBySide(departments, app.config.concurrency, (id) =>
    app.userIds(id, { as, expected }),
  ))
    if (typeof ids !== 'string') users.push(...ids);
  return tagRecord(tag, users);
}

async function readTag(app: WeCom, tag: Tag, tree: Tree, people: Members): Promise<SourceRecord | undefined> {
  // Removed since it was listed.
  const members = await app.tagMembers(tag.id, { as: tagCaller(app), expected: NO_TAG });
  if (!members) return undefined;
  const users = [...members.users];
  for (const id of members.departments.flatMap((department) => tree.below(department)))
    users.push(...people.membersOf(id));
  return tagRecord(tag, users);
}
