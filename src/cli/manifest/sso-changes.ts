import { type Json, p } from '../client.ts';
import { namedParts } from '../pieces.ts';
import { portionsOf } from '../portions.ts';
import { type Change, differences } from './change.ts';
import { namedParameters } from './cloud-changes.ts';
import type { Manifest } from './schema.ts';
import { idOf, itemsAt, orgTree, type World } from './world.ts';

type Application = NonNullable<Manifest['applications']>[number];

/** How people sign in to the applications of the file, and whom they are assigned to. */
export async function ssoChanges(world: World, { applications = [] }: Manifest): Promise<Change[]> {
  const known = new Map(
    (await itemsAt(world, '/applications')).map(({ id, name }: Json) => [name.toLowerCase(), id]),
  );
  const changes: Change[] = [];
  for (const application of applications) {
    const id: string | undefined = known.get(application.name.toLowerCase());
    changes.push(...(await settingChanges(world, application, id)));
    changes.push(...(await assignmentChanges(world, application, id)));
  }
  return changes;
}

async function settingChanges(
  world: World,
  { name, sso, parameters }: Application,
  id: string | undefined,
): Promise<Change[]> {
  if (!sso && (!parameters || id === undefined)) return [];
  const { client } = world.session;
  const path = `${world.base}${p`/applications/${id ?? name}`}/sso`;
  const present = id === undefined ? {} : await client.get(path);
  const wanted: Record<string, unknown> = {
    ...sso,
    ...(id !== undefined && parameters && { parameters: await namedParameters(world, parameters) }),
  };
  const fields = differences(present, wanted);
  if (fields.length === 0) return [];
  const make = async () => {
    const { version, ...before } = await client.get(path);
    const { applicationUsername, template, ...parts } = wanted;
    const body = {
      ...namedParts(before, parts),
      ...(applicationUsername !== undefined && { applicationUsername }),
      ...(template !== undefined && { template }),
    };
    return client.patch(path, body, version);
  };
  return [{ op: 'update', what: 'sign-in of', name, fields, make }];
}

/** An assignment of the file: enough to find it again, and what is sent. */
interface Named {
  kind: 'account' | 'org' | 'group' | 'rule';
  name: string;
  rule?: string;
}

const LISTS = { account: 'accounts', org: 'organizations', group: 'groups', rule: 'rules' } as const;
const same = (a: Named, b: Named) =>
  a.kind === b.kind && (a.rule ?? '') === (b.rule ?? '') && (a.kind === 'rule' || a.name === b.name);

async function assignmentChanges(
  world: World,
  { name, assignments }: Application,
  id: string | undefined,
): Promise<Change[]> {
  if (!assignments) return [];
  const { client } = world.session;
  const path = `${world.base}${p`/applications/${id ?? name}`}/assignments`;
  const { paths } = await orgTree(world);
  const present: (Named & { id: string })[] =
    id === undefined
      ? []
      : (await client.list(path)).map((one: Json) => ({
          id: one.id,
          kind: one.kind,
          name: one.kind === 'org' ? (paths.get(one.subjectId) ?? one.name) : one.name,
          ...(one.rule && { rule: one.rule }),
        }));
  const wanted: Named[] = [
    ...(assignments.accounts ?? []).map((one): Named => ({ kind: 'account', name: one })),
    ...(assignments.organizations ?? []).map((one): Named => ({ kind: 'org', name: one })),
    ...(assignments.groups ?? []).map((one): Named => ({ kind: 'group', name: one })),
    ...(assignments.rules ?? []).map((one): Named => ({ kind: 'rule', ...one })),
  ];
  const missing = wanted.filter((one) => !present.some((other) => same(one, other)));
  // A list that the file leaves out is left alone, as everything it leaves out.
  const gone = world.prune
    ? present.filter((one) => assignments[LISTS[one.kind]] && !wanted.some((other) => same(one, other)))
    : [];
  if (missing.length + gone.length === 0) return [];
  const missingOf = (kind: Named['kind']) =>
    missing.filter((one) => one.kind === kind).map((one) => one.name);
  // People and groups come from elsewhere: one that is not there now is told before anything is changed.
  const accountIds = await idsOf(world, 'account', missingOf('account'));
  const groupIds = await idsOf(world, 'group', missingOf('group'));
  const after = [...present.filter((one) => !gone.includes(one)), ...missing];
  const fields = Object.entries(LISTS)
    .filter(([kind]) => [...missing, ...gone].some((one) => one.kind === kind))
    .map(([kind, field]) => ({ field, before: namesOf(present, kind), after: namesOf(after, kind) }));
  const make = async () => {
    const orgIds = await idsOf(world, 'org', missingOf('org'));
    for (const [kind, ids] of [
      ['account', accountIds],
      ['org', orgIds],
      ['group', groupIds],
    ] as const)
      for (const portion of portionsOf(ids)) await client.post(path, { kind, ids: portion });
    for (const { kind, name: called, rule } of missing)
      if (kind === 'rule') await client.post(path.replace(/assignments$/, 'rules'), { name: called, rule });
    for (const portion of portionsOf(gone.map((one) => one.id)))
      await client.delete(path, { body: { ids: portion } });
  };
  return [{ op: 'update', what: 'assignments of', name, fields, make }];
}

const namesOf = (all: readonly Named[], kind: string) =>
  all
    .filter((one) => one.kind === kind)
    .map(({ name }) => name)
    .toSorted();

async function idsOf(
  world: World,
  kind: 'account' | 'org' | 'group',
  names: readonly string[],
): Promise<string[]> {
  if (names.length === 0) return [];
  if (kind === 'org') {
    const { ids } = await orgTree(world);
    return names.map((name) => idOf(world, 'organization', ids, name));
  }
  const ids: string[] = [];
  for (const name of names)
    ids.push((await world.session.client.get(`${world.base}${p`/${LISTS[kind]}/${name}`}`)).id);
  return ids;
}
