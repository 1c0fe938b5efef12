import { p } from '../client.ts';
import { type Change, differences, requireSame } from './change.ts';
import type { Manifest } from './schema.ts';
import { idOf, itemsAt, orgTree, type World } from './world.ts';

export async function instanceChanges(world: World, { instance }: Manifest): Promise<Change[]> {
  const { client } = world.session;
  const named = { what: 'instance', name: instance.id };
  if (!world.exists) {
    const make = async () => {
      await client.post('/instances', instance);
      world.exists = true;
    };
    return [{ ...named, op: 'create', fields: differences({}, instance), make }];
  }
  const { id: _id, ...wanted } = instance;
  const fields = differences(await client.get(world.base), wanted);
  return fields.length === 0
    ? []
    : [{ ...named, op: 'update', fields, make: () => client.patch(world.base, wanted) }];
}

/** A custom field is defined once; type and rules never change, only what people may do with it in the portal. */
export async function customFieldChanges(world: World, { customFields }: Manifest): Promise<Change[]> {
  if (!customFields) return [];
  const { client } = world.session;
  const present = await itemsAt(world, '/fields');
  const changes = customFields.flatMap((wanted): Change[] => {
    const named = { what: 'custom field', name: wanted.id };
    const known = present.find(({ id }) => id === wanted.id);
    if (known) {
      const { portal, ...settled } = wanted;
      requireSame(world, named, known, settled);
      const fields = differences(known, { portal });
      const make = () => client.patch(`${world.base}${p`/fields/${wanted.id}`}`, { portal });
      return fields.length === 0 ? [] : [{ ...named, op: 'update', fields, make }];
    }
    const make = () => client.post(`${world.base}/fields`, wanted);
    return [{ ...named, op: 'create', fields: differences({}, wanted), make }];
  });
  return [
    ...changes,
    ...pruned(
      world,
      'custom field',
      '/fields',
      present,
      customFields.map(({ id }) => id),
    ),
  ];
}

/** Organizations are never removed by a file: people lie in them, and sources make their own. */
export async function orgChanges(world: World, { organizations = [] }: Manifest): Promise<Change[]> {
  const { client } = world.session;
  const { ids } = await orgTree(world);
  const sorted = organizations.toSorted((a, b) => a.path.split('/').length - b.path.split('/').length);
  const changes: Change[] = [];
  for (const { path, ...wanted } of sorted) {
    const named = { what: 'organization', name: path };
    const id = ids.get(path);
    if (id === undefined) {
      const make = async () => {
        const cut = path.lastIndexOf('/');
        const parentId = idOf(
          world,
          'organization',
          (await orgTree(world)).ids,
          path.slice(0, Math.max(cut, 0)),
        );
        return client.post(`${world.base}/orgs`, { ...wanted, name: path.slice(cut + 1), parentId });
      };
      changes.push({ ...named, op: 'create', fields: differences({}, wanted), make });
      continue;
    }
    const at = `${world.base}${p`/orgs/${id}`}`;
    const fields = differences(await client.get(at), wanted);
    if (fields.length > 0)
      changes.push({ ...named, op: 'update', fields, make: () => client.patch(at, wanted) });
  }
  return changes;
}

/** What is there and not in the file, when asked to prune. */
export function pruned(
  world: World,
  what: string,
  path: string,
  present: readonly { id: string; name?: string }[],
  kept: readonly string[],
): Change[] {
  if (!world.prune) return [];
  return present
    .filter(({ id, name }) => !kept.includes(name ?? id))
    .map(({ id, name = id }) => ({
      op: 'delete',
      what,
      name,
      fields: [],
      make: () => world.session.client.delete(`${world.base}${path}${p`/${id}`}`),
    }));
}
