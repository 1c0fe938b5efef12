/** Looks at a company outside any sync: one level of departments, some records. Reads no more than it must. */
import { LEVEL_LIMIT, type SampleRecord, type SampleRequest, type SourceLevel } from '../source.ts';
import { matcher, NAME_ORDER } from '../web-api/looking.ts';
import { sideBySide } from '../web-api/side-by-side.ts';
import { type DingTalk, idText, type Raw } from './api.ts';
import { ROOT_DEPARTMENT } from './config.ts';
import { departmentRecord, roleRecord } from './convert.ts';
import { People } from './people.ts';
import { startOf } from './read.ts';
import { Tree } from './tree.ts';

/** Each node costs a call to see whether anything lies below; beyond this it is shown as if it did. */
const ASK_BELOW = 60;
/** Departments looked through for a sample; each is two calls. */
const LOOK_THROUGH = 40;

/** One level of the tree; at the top what the application may see. */
export async function childrenOf(app: DingTalk, parent?: string): Promise<SourceLevel> {
  const rows = parent === undefined ? await topLevel(app) : ((await app.childDepartments(parent)) ?? []);
  const shown = rows.slice(0, LEVEL_LIMIT);
  const asked = new Map<string, boolean>();
  const ids = shown.slice(0, ASK_BELOW).map(({ dept_id: id }) => idText(id));
  for await (const [id, has] of sideBySide(ids, app.config.concurrency, async (id) => {
    const below = await app.childDepartmentIds(id);
    return [id, below !== undefined && below.length > 0] as const;
  }))
    asked.set(id, has);
  const nodes = shown.map(({ dept_id: id, name }) => {
    const locator = idText(id);
    return { locator, name: nameOf(name, locator), hasChildren: asked.get(locator) ?? true };
  });
  return {
    parent: parent ?? ROOT_DEPARTMENT,
    nodes: nodes.sort((a, b) => NAME_ORDER.compare(a.name, b.name)),
    truncated: rows.length > LEVEL_LIMIT,
  };
}

async function topLevel(app: DingTalk): Promise<Raw[]> {
  const range = await app.range();
  const limited = range.departments.length > 0 && !range.departments.includes(ROOT_DEPARTMENT);
  if (!limited) return (await app.childDepartments(ROOT_DEPARTMENT)) ?? [];
  const found: Raw[] = [];
  const work = (id: string) => app.department(id);
  for await (const raw of sideBySide(range.departments, app.config.concurrency, work))
    if (raw) found.push(raw);
  return found;
}

const nameOf = (name: unknown, id: string): string => (typeof name === 'string' && name !== '' ? name : id);

/** The first records found, departments breadth first. */
export async function sampleOf(
  app: DingTalk,
  { kind, search, limit }: SampleRequest,
): Promise<SampleRecord[]> {
  const wanted = matcher(search);
  if (kind === 'group') return sampleRoles(app, wanted, limit);
  const start = await startOf(app);
  const tree = new Tree(app.config.sourceNodes ?? [ROOT_DEPARTMENT]);
  const people = new People(app, tree);
  for (const id of start.departments) tree.add(id, {});
  const found: SampleRecord[] = [];
  const queue = [...start.departments];
  for (let looked = 0; looked < LOOK_THROUGH && looked < queue.length && found.length < limit; looked++) {
    const id = queue[looked]!;
    const children = (await app.childDepartments(id)) ?? [];
    for (const raw of children) if (tree.add(idText(raw.dept_id), raw, id)) queue.push(idText(raw.dept_id));
    const records =
      kind === 'org'
        ? children.map((raw) => departmentRecord(idText(raw.dept_id), raw, (at) => tree.path(at)))
        : [...(await people.readDepartment(id)), ...people.rest()];
    for (const record of records) {
      const attributes = record.attributes();
      const locator = kind === 'user' ? record.key : record.locator;
      if (wanted(attributes.name, attributes.email, attributes.org_email))
        found.push({ key: record.key, locator, attributes });
    }
  }
  return found.slice(0, limit);
}

async function sampleRoles(
  app: DingTalk,
  wanted: ReturnType<typeof matcher>,
  limit: number,
): Promise<SampleRecord[]> {
  const roles = (await app.roles()).filter(({ name }) => wanted(name)).slice(0, limit);
  // Without the members, whom no mapping sees.
  return roles.map((raw) => {
    const record = roleRecord(raw, []);
    return { key: record.key, locator: record.key, attributes: record.attributes() };
  });
}
