/**
 * The full pass. DingTalk lists one level of departments and one department's people a call and has no moment for which
 * all lists hold: who moves meanwhile may be in none of them. So the count is compared, and who is missing looked for.
 */
import { MusterError } from '../../errors/error.ts';
import type { ReadTotals, RecordKind, SourceRecord } from '../source.ts';
import { sideBySide } from '../web-api/side-by-side.ts';
import { type DingTalk, idText } from './api.ts';
import { ROOT_DEPARTMENT } from './config.ts';
import { departmentRecord, roleRecord } from './convert.ts';
import { NO_DEPARTMENT, NO_USER, OUT_OF_RANGE } from './judge.ts';
import { People } from './people.ts';
import { Tree } from './tree.ts';
import { Frontier } from './walk.ts';

const BATCH = 1000;
/** Looks for what was moved while the last look was under way. */
const SECOND_LOOKS = 3;

/** Where a pass begins, and whether it covers the whole company. */
export interface Start {
  departments: string[];
  /** People the application may see besides those of the departments. */
  users: string[];
  whole: boolean;
}

/** The source nodes, else what the application may see. */
export async function startOf(app: DingTalk): Promise<Start> {
  const { sourceNodes = [] } = app.config;
  if (sourceNodes.length > 0)
    return { departments: sourceNodes, users: [], whole: sourceNodes.includes(ROOT_DEPARTMENT) };
  const range = (await orRefused(app.range())) ?? { departments: [], users: [] };
  if (
    range.departments.includes(ROOT_DEPARTMENT) ||
    (range.departments.length === 0 && range.users.length === 0)
  )
    return { departments: [ROOT_DEPARTMENT], users: [], whole: true };
  return { ...range, whole: false };
}

/** Everything in scope; returns only when it was read completely. */
export async function* readCompany(
  app: DingTalk,
  kinds: readonly RecordKind[],
): AsyncGenerator<SourceRecord[], ReadTotals, void> {
  const start = await startOf(app);
  const tree = new Tree(app.config.sourceNodes ?? [ROOT_DEPARTMENT]);
  const people = new People(app, tree);
  const totals = { org: 0, user: 0, group: 0 };
  const counted = (records: SourceRecord[]): SourceRecord[] => {
    for (const { kind } of records) totals[kind]++;
    return records;
  };
  for (const id of start.departments) tree.add(id, {});
  for await (const batch of batches(walk(app, tree, people, start.departments))) yield counted(batch);
  yield counted(await people.readByThemselves(start.users));
  for await (const batch of batches(secondLook(app, tree, people, start))) yield counted(batch);
  yield counted(people.rest());
  yield counted([...tree.departments()].map(([id, raw]) => departmentRecord(id, raw, (at) => tree.path(at))));
  if (kinds.includes('group')) {
    const roles = await app.roles();
    for await (const record of sideBySide(roles, app.config.concurrency, async (role) =>
      roleRecord(role, await app.roleUsers(idText(role.id))),
    ))
      yield counted([record]);
  }
  return { ...totals, withheld: people.withheld() };
}

/** Visits departments and all below them, each with its people; gives the people that are complete already. */
async function* walk(
  app: DingTalk,
  tree: Tree,
  people: People,
  from: readonly string[],
): AsyncGenerator<SourceRecord[], void, void> {
  const frontier = new Frontier<string>();
  for (const id of from) frontier.add(id);
  const isStart = new Set(from);
  yield* sideBySide(frontier, app.config.concurrency, async (id) => {
    const [, , found] = await Promise.all([
      listChildren(app, tree, frontier, id, isStart.has(id)),
      describe(app, tree, id),
      people.readDepartment(id),
    ]);
    return found;
  });
}

async function listChildren(
  app: DingTalk,
  tree: Tree,
  frontier: Frontier<string>,
  id: string,
  isStart: boolean,
): Promise<void> {
  try {
    const children = await app.childDepartments(id, [...NO_DEPARTMENT, ...OUT_OF_RANGE]);
    if (children === undefined) return await lost(app, tree, id, isStart);
    for (const raw of children) {
      const child = idText(raw.dept_id);
      if (tree.add(child, raw, id)) frontier.add(child);
    }
  } finally {
    frontier.done();
  }
}

/** A department that was listed a moment ago cannot be read. Only one that is really gone may be passed over. */
async function lost(app: DingTalk, tree: Tree, id: string, isStart: boolean): Promise<void> {
  const { code } = await app.ask('/topapi/v2/department/get', { dept_id: Number(id) }, [
    ...NO_DEPARTMENT,
    ...OUT_OF_RANGE,
  ]);
  if (isStart || !NO_DEPARTMENT.includes(code))
    throw new MusterError('web_api_range', { what: `department ${id}`, host: app.legacy.host });
  tree.remove(id);
}

async function describe(app: DingTalk, tree: Tree, id: string): Promise<void> {
  const raw = await app.department(id, [...NO_DEPARTMENT, ...OUT_OF_RANGE]);
  if (raw) tree.describe(id, raw);
}

/** Looks for departments and people that no list named, unless the count says that everybody was found. */
async function* secondLook(
  app: DingTalk,
  tree: Tree,
  people: People,
  { whole }: Start,
): AsyncGenerator<SourceRecord[], void, void> {
  const count = whole ? await orRefused(app.countUsers()) : undefined;
  if (count !== undefined && count <= people.found) return;
  for (let look = 0; look < SECOND_LOOKS; look++) {
    const unknown = new Set<string>();
    const newcomers: string[] = [];
    for await (const { children, users } of sideBySide(tree.ids(), app.config.concurrency, (id) =>
      idsBelow(app, id),
    )) {
      for (const [child, parent] of children) if (tree.add(child, {}, parent)) unknown.add(child);
      for (const id of users) if (!people.has(id)) newcomers.push(id);
    }
    if (unknown.size === 0 && newcomers.length === 0) return;
    yield* walk(app, tree, people, [...unknown]);
    yield await people.readByThemselves(newcomers);
  }
}

/** Undefined where DingTalk does not let the application ask. */
async function orRefused<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof MusterError && ['web_api_refused', 'web_api_permission'].includes(error.code))
      return undefined;
    throw error;
  }
}

async function idsBelow(
  app: DingTalk,
  id: string,
): Promise<{ children: [child: string, parent: string][]; users: string[] }> {
  const expected = [...NO_DEPARTMENT, ...NO_USER, ...OUT_OF_RANGE];
  const [children = [], users = []] = await Promise.all([
    app.childDepartmentIds(id, expected),
    app.userIds(id, expected),
  ]);
  return { children: children.map((child) => [child, id]), users };
}

/** Many small answers as few batches. */
async function* batches(found: AsyncIterable<SourceRecord[]>): AsyncGenerator<SourceRecord[], void, void> {
  let batch: SourceRecord[] = [];
  for await (const records of found) {
    batch.push(...records);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
