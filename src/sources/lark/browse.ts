/** Looks at a company outside any sync: one level of departments, some records. Reads no more than it must. */
import {
  LEVEL_LIMIT,
  type SampleRecord,
  type SampleRequest,
  type SourceLevel,
  type SourceRecord,
} from '../source.ts';
import { sideBySide } from '../web-api/side-by-side.ts';
import type { Raw } from '../web-api/values.ts';
import type { Lark } from './api.ts';
import { ROOT_DEPARTMENT } from './config.ts';
import { departmentId, departmentRecord, groupRecord } from './convert.ts';
import { OUT_OF_RANGE } from './judge.ts';
import { People } from './people.ts';
import { isDeleted, loadTree, type Tree } from './tree.ts';

/** Each node costs a call to see whether anything lies below; beyond this it is shown as if it did. */
const ASK_BELOW = 60;
/** Departments looked through for a sample; each is a call. */
const LOOK_THROUGH = 40;
/** Names as people of both languages expect them: Chinese by pinyin, numbers by value. */
const ORDER = new Intl.Collator('zh-CN', { numeric: true });

/** One level of the tree; at the top what the app may see. */
export async function childrenOf(app: Lark, parent?: string): Promise<SourceLevel> {
  const rows = await rowsBelow(app, parent);
  const shown = rows.slice(0, LEVEL_LIMIT);
  const asked = new Map<string, boolean>();
  const ids = shown.slice(0, ASK_BELOW).map(departmentId);
  const work = async (id: string) => [id, await app.hasChildren(id)] as const;
  for await (const [id, has] of sideBySide(ids, app.config.concurrency, work)) asked.set(id, has);
  const nodes = shown.map((raw) => {
    const locator = departmentId(raw);
    const { name } = raw;
    return {
      locator,
      name: typeof name === 'string' && name !== '' ? name : locator,
      hasChildren: asked.get(locator) ?? true,
    };
  });
  return {
    parent: parent ?? ROOT_DEPARTMENT,
    nodes: nodes.sort((a, b) => ORDER.compare(a.name, b.name)),
    truncated: rows.length > LEVEL_LIMIT,
  };
}

async function rowsBelow(app: Lark, parent?: string): Promise<Raw[]> {
  const rows = await app.children(parent ?? ROOT_DEPARTMENT, false, parent === undefined ? OUT_OF_RANGE : []);
  if (typeof rows !== 'string') return rows.filter((raw) => !isDeleted(raw));
  const found: Raw[] = [];
  const { departments } = await app.range();
  const work = (id: string) => app.department(id);
  for await (const raw of sideBySide(departments, app.config.concurrency, work))
    if (typeof raw !== 'string') found.push(raw);
  return found;
}

/** The first records found. */
export async function sampleOf(app: Lark, { kind, search, limit }: SampleRequest): Promise<SampleRecord[]> {
  const wanted = matcher(search);
  if (kind === 'group') return sampleGroups(app, wanted, limit);
  const tree = await loadTree(app);
  const found: SampleRecord[] = [];
  for await (const record of kind === 'org' ? organizations(tree) : members(app, tree)) {
    const attributes = record.attributes();
    const { name, en_name: latin, email, enterprise_email: mail } = attributes;
    if (!wanted(name, latin, email, mail)) continue;
    found.push({ key: record.key, locator: kind === 'user' ? record.key : record.locator, attributes });
    if (found.length >= limit) break;
  }
  return found;
}

function* organizations(tree: Tree): Generator<SourceRecord, void, void> {
  for (const [id, raw] of tree.organizations()) yield departmentRecord(id, raw, (at) => tree.path(at));
}

async function* members(app: Lark, tree: Tree): AsyncGenerator<SourceRecord, void, void> {
  const people = new People(app, tree, false);
  for (const id of tree.readable().slice(0, LOOK_THROUGH)) {
    yield* await people.readDepartment(id);
    yield* people.rest();
  }
  yield* await people.readByThemselves(tree.singly.users.slice(0, LOOK_THROUGH));
}

async function sampleGroups(
  app: Lark,
  wanted: ReturnType<typeof matcher>,
  limit: number,
): Promise<SampleRecord[]> {
  const groups = (await app.groups()).filter(({ name }) => wanted(name)).slice(0, limit);
  // Without the members, whom no mapping sees.
  return groups.map((raw) => {
    const record = groupRecord(raw, []);
    return { key: record.key, locator: record.key, attributes: record.attributes() };
  });
}

function matcher(search: string | undefined): (...values: unknown[]) => boolean {
  if (search === undefined || search === '') return () => true;
  const part = search.toLowerCase();
  return (...values) =>
    values.some((value) => typeof value === 'string' && value.toLowerCase().includes(part));
}
