import { type Json, p } from '../client.ts';
import { CliError, EXIT } from '../exit.ts';
import { namedParts } from '../pieces.ts';
import { type Change, differences } from './change.ts';
import { pruned } from './directory-changes.ts';
import { resolveSecrets } from './load.ts';
import type { Manifest } from './schema.ts';
import { secretChanges, without } from './source-changes.ts';
import { itemsAt, type World } from './world.ts';

export async function logonChanges(world: World, { logon, instance }: Manifest): Promise<Change[]> {
  if (!logon) return [];
  const { client } = world.session;
  const path = `${world.base}/logon-settings`;
  const fields = differences(world.exists ? await client.get(path) : {}, logon);
  if (fields.length === 0) return [];
  const make = async () => {
    const { version, ...present } = await client.get(path);
    return client.patch(path, namedParts(present, logon), version);
  };
  return [{ op: 'update', what: 'log-on settings', name: instance.id, fields, make }];
}

type Wanted = NonNullable<Manifest['logonMethods']>[number];

/** Methods of a source and of Muster itself are always there; OpenID providers are made, and removed when pruning. */
export async function logonMethodChanges(world: World, manifest: Manifest): Promise<Change[]> {
  const { logonMethods } = manifest;
  if (!logonMethods) return [];
  const { client } = world.session;
  const present = await itemsAt(world, '/logon-methods');
  const sources = await itemsAt(world, '/sources');
  const { oidc } = await client.get('/logon-schemas');
  const secretNames = Object.entries<Json>(oidc.properties)
    .filter(([, { secret }]) => secret)
    .map(([name]) => name);
  const changes = logonMethods.flatMap((wanted, i): Change[] => {
    const field = `logonMethods.${i}.settings`;
    const { settings, secrets } = resolveSecrets(
      world.session,
      world.file,
      field,
      wanted.settings ?? {},
      secretNames,
    );
    const known = found(present, sources, wanted);
    if (wanted.source && !known && !manifest.sources?.some(({ name }) => name === wanted.source))
      throw unknownSource(world, wanted.source);
    const own = { ...without(settings, secrets), ...(wanted.kind === 'oidc' && { title: wanted.name }) };
    const fields = [
      ...differences(known ?? {}, { enabled: wanted.enabled, title: wanted.title, settings: own }),
      ...secretChanges(world, known?.settings, secrets, 'settings.'),
    ];
    if (fields.length === 0) return [];
    const make = async () => {
      const { items } = await client.get(`${world.base}/logon-methods`);
      const there = found(items, await itemsAt(world, '/sources'), wanted);
      const body = { enabled: wanted.enabled, title: wanted.title, settings: { ...own, ...settings } };
      if (there)
        return client.patch(
          `${world.base}${p`/logon-methods/${there.id}`}`,
          { ...body, settings: { ...there.settings, ...body.settings } },
          there.version,
        );
      if (wanted.kind === 'oidc')
        return client.post(`${world.base}/logon-methods`, { kind: 'oidc', ...body });
      throw unknownSource(world, wanted.source ?? wanted.kind);
    };
    return [
      {
        op: known || wanted.kind !== 'oidc' ? 'update' : 'create',
        what: 'log-on method',
        name: wanted.name ?? wanted.source ?? wanted.kind,
        fields,
        make,
      },
    ];
  });
  const providers = present.filter(({ kind }) => kind === 'oidc');
  const kept = logonMethods.map(({ name }) => name ?? '');
  return [
    ...changes,
    ...pruned(
      world,
      'log-on method',
      '/logon-methods',
      providers.map(({ id, settings }) => ({ id, name: settings.title })),
      kept,
    ),
  ];
}

const unknownSource = (world: World, name: string) =>
  new CliError(EXIT.notFound, world.session.say('unknown_name', { what: 'source', name }));

function found(methods: readonly Json[], sources: readonly Json[], { kind, source, name }: Wanted): Json {
  const named = sources.find((one) => one.name.toLowerCase() === source?.toLowerCase());
  return methods.find(
    (one) =>
      one.kind === kind &&
      (kind !== 'source' || (named !== undefined && one.sourceId === named.id)) &&
      (kind !== 'oidc' || one.settings.title === name),
  );
}
