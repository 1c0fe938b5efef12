import { type Json, p } from '../client.ts';
import { type Change, differences, requireSame } from './change.ts';
import type { Manifest } from './schema.ts';
import { idOf, itemsAt, type World } from './world.ts';

type CloudAccount = NonNullable<Manifest['cloudAccounts']>[number];
type CloudApp = NonNullable<CloudAccount['apps']>[number];

/** Cloud accounts and their OAuth applications, both by name; neither is ever removed by a file: RAM users hang on them. */
export async function cloudChanges(world: World, { cloudAccounts = [] }: Manifest): Promise<Change[]> {
  const present = await itemsAt(world, '/cloud-accounts');
  const changes: Change[] = [];
  for (const { apps = [], userSso: _userSso, ...wanted } of cloudAccounts) {
    const known = present.find(({ name }) => name === wanted.name);
    changes.push(...accountChanges(world, known, wanted));
    const knownApps = known ? await itemsAt(world, p`/cloud-accounts/${known.id}/apps`) : [];
    for (const app of apps)
      changes.push(
        ...appChanges(
          world,
          wanted.name,
          knownApps.find(({ appName }) => appName.toLowerCase() === app.appName.toLowerCase()),
          app,
        ),
      );
  }
  return changes;
}

function accountChanges(
  world: World,
  known: Json | undefined,
  wanted: Omit<CloudAccount, 'apps' | 'userSso'>,
): Change[] {
  const { client } = world.session;
  const named = { what: 'cloud account', name: wanted.name };
  const fields = differences(known ?? {}, wanted);
  if (!known)
    return [
      { ...named, op: 'create', fields, make: () => client.post(`${world.base}/cloud-accounts`, wanted) },
    ];
  if (fields.length === 0) return [];
  const make = () => client.patch(`${world.base}${p`/cloud-accounts/${known.id}`}`, wanted);
  return [{ ...named, op: 'update', fields, make }];
}

/** `openid` is always among the scopes, whether the file names it or not. */
function withOpenid(app: CloudApp): CloudApp {
  if (!app.predefinedScopes) return app;
  return { ...app, predefinedScopes: [...new Set(['openid' as const, ...app.predefinedScopes])] };
}

function appChanges(world: World, account: string, known: Json | undefined, given: CloudApp): Change[] {
  const { client } = world.session;
  const { authorised, ...wanted } = withOpenid(given);
  const named = { what: 'OAuth application', name: `${account}/${wanted.appName}` };
  const at = async () => `${world.base}${p`/cloud-accounts/${await cloudAccountId(world, account)}/apps`}`;
  const authorise = async (appId: string) => {
    if (authorised !== undefined)
      await client.post(
        `${await at()}${p`/${appId}/${authorised ? 'authorise' : 'deauthorise'}`}`,
        authorised ? {} : undefined,
      );
  };
  if (!known) {
    const make = async () => {
      const made = await client.post(await at(), wanted);
      if (authorised) await authorise(made.appId);
    };
    return [{ ...named, op: 'create', fields: differences({}, { ...wanted, authorised }), make }];
  }
  requireSame(world, named, known, { appType: wanted.appType });
  const sorted = (app: Json) => ({
    ...app,
    ...(app.predefinedScopes && { predefinedScopes: app.predefinedScopes.toSorted() }),
  });
  const fields = differences(sorted(known), sorted({ ...wanted, authorised }));
  if (fields.length === 0) return [];
  const make = async () => {
    const { appName: _name, appType: _type, ...patch } = wanted;
    await client.patch(`${await at()}${p`/${known.appId}`}`, patch);
    if (authorised !== undefined && authorised !== known.authorised) await authorise(known.appId);
  };
  return [{ ...named, op: 'update', fields, make }];
}

export async function cloudAccountId(world: World, name: string): Promise<string> {
  const items = await itemsAt(world, '/cloud-accounts');
  return idOf(world, 'cloud account', new Map(items.map((item) => [item.name, item.id])), name);
}

/** Parameters of an entry of the catalogue, a cloud account of the same Muster by its name instead of its id. */
export async function namedParameters(
  world: World,
  parameters: Record<string, string> | undefined,
): Promise<Record<string, string> | undefined> {
  if (parameters?.cloudAccount === undefined) return parameters;
  const found = (await itemsAt(world, '/cloud-accounts')).find(
    ({ name }) => name === parameters.cloudAccount,
  );
  return found ? { ...parameters, cloudAccount: found.id } : parameters;
}

/** The client id of an OAuth application written as `ACCOUNT/APP`; undefined while it does not exist yet. */
export async function findClientId(world: World, named: string): Promise<string | undefined> {
  const cut = named.lastIndexOf('/');
  const [account, app] = [named.slice(0, cut), named.slice(cut + 1)];
  const found = (await itemsAt(world, '/cloud-accounts')).find(({ name }) => name === account);
  if (!found) return undefined;
  const apps = await itemsAt(world, p`/cloud-accounts/${found.id}/apps`);
  return apps.find(({ appName }) => appName.toLowerCase() === app!.toLowerCase())?.appId;
}
