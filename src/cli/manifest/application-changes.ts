import { z } from 'zod';
import { type Json, p } from '../client.ts';
import { CliError, EXIT } from '../exit.ts';
import { type Change, differences, requireSame } from './change.ts';
import { findClientId, namedParameters } from './cloud-changes.ts';
import { pruned } from './directory-changes.ts';
import { resolveSecrets, wrong } from './load.ts';
import type { Manifest } from './schema.ts';
import { secretChanges, without } from './source-changes.ts';
import { idOf, itemsAt, orgTree, type World } from './world.ts';

type Settings = Record<string, unknown>;

/** A scope by names, as people write it. */
const NamedScope = z.strictObject({
  organizations: z.array(z.string().max(1000)).max(200).optional(),
  groups: z.array(z.string().max(64)).max(200).optional(),
});
const CloudAppReference = z.strictObject({ cloudApp: z.string().regex(/.\/./) });

export async function applicationChanges(world: World, { applications }: Manifest): Promise<Change[]> {
  if (!applications) return [];
  const { client } = world.session;
  const present = await itemsAt(world, '/applications');
  const templates: Json[] = (await client.get('/application-templates')).items;
  const secretNames = templates.flatMap(({ secrets }) => secrets);
  const changes: Change[] = [];
  const signIn = await itemsAt(world, '/sso');
  for (const [i, application] of applications.entries()) {
    const { provisioning, sso: _sso, assignments: _assignments, parameters, ...wanted } = application;
    const field = `applications.${i}.provisioning`;
    const { settings, secrets } = resolveSecrets(
      world.session,
      world.file,
      field,
      provisioning ?? {},
      secretNames,
    );
    const scope = scopeOf(world, field, settings);
    const known = present.find(({ name }) => name.toLowerCase() === wanted.name.toLowerCase());
    const named = { what: 'application', name: wanted.name };
    const entry = signIn.find(({ applicationId }) => applicationId === known?.id)?.template;
    // An application made from the catalogue has the template of its target, and the entry beside it.
    if (known && entry !== wanted.template) requireSame(world, named, known, { template: wanted.template });
    const { template, ...compared } = wanted;
    // What has to be created first has no id yet, and differs in any case.
    const resolved = await resolve(world, settings, scope, false);
    const fields = [
      ...differences(known ?? {}, {
        ...compared,
        ...(!known && { template, parameters }),
        ...(provisioning && { provisioning: without(resolved, secrets) }),
      }),
      ...secretChanges(world, known?.provisioning, secrets, 'provisioning.'),
    ];
    if (fields.length === 0) continue;
    const make = async () => {
      const body = {
        ...compared,
        ...(provisioning && { provisioning: await resolve(world, settings, scope, true) }),
      };
      return known
        ? client.patch(`${world.base}${p`/applications/${known.id}`}`, body)
        : client.post(`${world.base}/applications`, {
            ...body,
            template,
            parameters: await namedParameters(world, parameters),
          });
    };
    changes.push({ op: known ? 'update' : 'create', ...named, fields, make });
  }
  const kept = applications.map(({ name }) => name);
  return [...changes, ...pruned(world, 'application', '/applications', present, kept)];
}

function scopeOf(world: World, field: string, settings: Settings): z.infer<typeof NamedScope> | undefined {
  if (settings.scope === undefined) return undefined;
  const scope = NamedScope.safeParse(settings.scope);
  if (scope.success) return scope.data;
  throw wrong(world.session, world.file, `${field}.scope`, scope.error.issues[0]!.message);
}

/** Settings as the API has them; with `strict`, every name must lead to an id. */
async function resolve(
  world: World,
  settings: Settings,
  scope: z.infer<typeof NamedScope> | undefined,
  strict: boolean,
): Promise<Settings> {
  const resolved = { ...settings };
  if (settings.cloudAccount !== undefined) {
    delete resolved.cloudAccount;
    Object.assign(resolved, await endpoints(world, String(settings.cloudAccount), strict));
  }
  const reference = CloudAppReference.safeParse(settings.clientId);
  if (reference.success) resolved.clientId = await clientId(world, reference.data.cloudApp, strict);
  if (scope) {
    const { ids } = await orgTree(world);
    resolved.scope = {
      orgIds: (scope.organizations ?? []).map((path) =>
        strict ? idOf(world, 'organization', ids, path) : (ids.get(path) ?? path),
      ),
      groupIds: await groupIds(world, scope.groups ?? [], strict),
    };
  }
  return resolved;
}

/** Addresses of a cloud account of the same Muster. */
async function endpoints(world: World, name: string, strict: boolean): Promise<Settings> {
  const found = (await itemsAt(world, '/cloud-accounts')).find((account) => account.name === name);
  if (found) return { baseUrl: found.scimBaseUrl, tokenUrl: found.tokenEndpoint };
  if (!strict) return { baseUrl: name, tokenUrl: name };
  throw new CliError(EXIT.notFound, world.session.say('unknown_name', { what: 'cloud account', name }));
}

async function clientId(world: World, named: string, strict: boolean): Promise<string> {
  const found = await findClientId(world, named);
  if (found === undefined && strict)
    throw new CliError(
      EXIT.notFound,
      world.session.say('unknown_name', { what: 'OAuth application', name: named }),
    );
  return found ?? named;
}

async function groupIds(world: World, names: readonly string[], strict: boolean): Promise<string[]> {
  const ids: string[] = [];
  for (const name of names) {
    const found: Json = world.exists
      ? await world.session.client.get(`${world.base}${p`/groups/${name}`}`).catch((error: unknown) => {
          if (error instanceof CliError && error.exit === EXIT.notFound && !strict) return undefined;
          throw error;
        })
      : undefined;
    ids.push(found?.id ?? name);
  }
  return ids;
}
