import { type Json, p } from '../client.ts';
import { type Change, differences, type FieldChange, requireSame } from './change.ts';
import { pruned } from './directory-changes.ts';
import { resolveSecrets } from './load.ts';
import type { Manifest } from './schema.ts';
import { idOf, itemsAt, orgTree, type World } from './world.ts';

/** Secrets are not compared, as the server shows none: they are sent where one is missing, and all with --renew-secrets. */
export function secretChanges(
  world: World,
  present: Json,
  secrets: readonly string[],
  prefix: string,
): FieldChange[] {
  return secrets
    .filter((name) => world.renewSecrets || !present?.[name])
    .map((name) => ({ field: prefix + name, before: present?.[name] ?? null, after: '********' }));
}

export function without(
  settings: Record<string, unknown>,
  names: readonly string[],
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(settings).filter(([name]) => !names.includes(name)));
}

export async function sourceChanges(world: World, { sources }: Manifest): Promise<Change[]> {
  if (!sources) return [];
  const { client } = world.session;
  const kinds = (await client.get('/source-kinds')).items;
  const present = await itemsAt(world, '/sources');
  const { paths } = await orgTree(world);
  const changes = sources.flatMap(({ config, targetOrganization, ...wanted }, i): Change[] => {
    const kind = kinds.find((item: Json) => item.kind === wanted.kind);
    const { settings, secrets } = resolveSecrets(
      world.session,
      world.file,
      `sources.${i}.config`,
      config,
      kind?.secrets ?? [],
    );
    const known = present.find(({ name }) => name.toLowerCase() === wanted.name.toLowerCase());
    const named = { what: 'source', name: wanted.name };
    if (known) requireSame(world, named, known, { kind: wanted.kind });
    const shown = known && { ...known, targetOrganization: paths.get(known.targetOrgId) };
    const fields = [
      ...differences(shown ?? {}, { ...wanted, targetOrganization, config: without(settings, secrets) }),
      ...secretChanges(world, known?.config, secrets, 'config.'),
    ];
    if (fields.length === 0) return [];
    const body = async () => ({
      ...wanted,
      config: { ...known?.config, ...settings },
      ...(targetOrganization !== undefined && {
        targetOrgId: idOf(world, 'organization', (await orgTree(world)).ids, targetOrganization),
      }),
    });
    const make = async () => {
      if (!known) return client.post(`${world.base}/sources`, await body());
      const { kind: _kind, ...patch } = await body();
      return client.patch(`${world.base}${p`/sources/${known.id}`}`, patch);
    };
    return [{ op: known ? 'update' : 'create', ...named, fields, make }];
  });
  return [
    ...changes,
    ...pruned(
      world,
      'source',
      '/sources',
      present,
      sources.map(({ name }) => name),
    ),
  ];
}
