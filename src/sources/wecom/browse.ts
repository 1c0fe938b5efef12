/** Looks at a company outside any sync: one level of departments, some records. Reads no more than it must. */
import {
  LEVEL_LIMIT,
  type SampleRecord,
  type SampleRequest,
  type SourceLevel,
  type SourceRecord,
} from '../source.ts';
import { matcher, NAME_ORDER } from '../web-api/looking.ts';
import type { WeCom } from './api.ts';
import { ROOT_DEPARTMENT } from './config.ts';
import { departmentRecord, tagRecord } from './convert.ts';
import { type KnownById, People } from './people.ts';
import { tagCaller } from './tags.ts';
import { loadTree, type Tree } from './tree.ts';

/** Departments looked through for a sample; each is a call. */
const LOOK_THROUGH = 40;

/** One level of the tree; at the top what the secrets show. */
export async function childrenOf(app: WeCom, parent?: string): Promise<SourceLevel> {
  const tree = await loadTree(app);
  const ids = tree.level(parent);
  const nodes = ids.map((locator) => ({
    locator,
    name: nameOf(tree, locator),
    hasChildren: tree.level(locator).length > 0,
  }));
  nodes.sort((a, b) => NAME_ORDER.compare(a.name, b.name));
  return {
    parent: parent ?? ROOT_DEPARTMENT,
    nodes: nodes.slice(0, LEVEL_LIMIT),
    truncated: nodes.length > LEVEL_LIMIT,
  };
}

function nameOf(tree: Tree, id: string): string {
  const name = tree.raw(id)?.name;
  return typeof name === 'string' && name !== '' ? name : id;
}

/** The first records found, departments breadth first. */
export async function sampleOf(app: WeCom, { kind, search, limit }: SampleRequest): Promise<SampleRecord[]> {
  const wanted = matcher(search);
  if (kind === 'group') return sampleTags(app, wanted, limit);
  const tree = await loadTree(app);
  const records = kind === 'org' ? organizations(tree) : members(app, tree);
  const found: SampleRecord[] = [];
  for await (const record of records) {
    const attributes = record.attributes();
    const { name, email, biz_mail: mail, userid } = attributes;
    if (!wanted(name, email, mail, userid)) continue;
    const locator = kind === 'user' ? String(userid) : record.locator;
    found.push({ key: record.key, locator, attributes });
    if (found.length >= limit) break;
  }
  return found;
}

function* organizations(tree: Tree): Generator<SourceRecord, void, void> {
  for (const [id, raw] of tree.organizations()) yield departmentRecord(id, raw, (at) => tree.path(at));
}

async function* members(app: WeCom, tree: Tree): AsyncGenerator<SourceRecord, void, void> {
  const people = new People(app, tree, false);
  const { by } = tree;
  if (by === undefined) {
    for await (const page of app.memberIds()) {
      const known = page.map(
        ({ userid, department }): KnownById => ({ id: userid, departments: [department] }),
      );
      yield* people.takeIds(known.filter(({ departments }) => tree.has(departments[0]!)));
    }
    return;
  }
  const scope = tree.scope().filter((id) => tree.isDescribed(id));
  for (const id of scope.slice(0, LOOK_THROUGH)) {
    yield* await people.readDepartment(id, by);
    yield* people.rest();
  }
}

async function sampleTags(
  app: WeCom,
  wanted: ReturnType<typeof matcher>,
  limit: number,
): Promise<SampleRecord[]> {
  const tags = (await app.tags({ as: tagCaller(app) })).filter(({ name }) => wanted(name)).slice(0, limit);
  // Without the members, whom no mapping sees.
  return tags.map((tag) => {
    const record = tagRecord(tag, []);
    return { key: record.key, locator: record.key, attributes: record.attributes() };
  });
}
