import { type Json, p } from '../client.ts';
import { CliError, EXIT } from '../exit.ts';
import type { Session } from '../session.ts';

/** What the comparison looks at: the server, the file's name for messages, and how far to go. */
export interface World {
  session: Session;
  /** Path of the file, for messages. */
  file: string;
  /** `/instances/acme` */
  base: string;
  /** False until the instance has been created. */
  exists: boolean;
  /** Remove what the file's sections do not name. */
  prune: boolean;
  /** Send every secret again; the server never shows them, so they cannot be compared. */
  renewSecrets: boolean;
}

/** Items of a list that needs the instance; none while it does not exist. */
export async function itemsAt(world: World, path: string): Promise<Json[]> {
  return world.exists ? (await world.session.client.get(world.base + path)).items : [];
}

export interface OrgTree {
  /** Paths from below the root (`Sales/North`; the root itself is ``), with their ids. */
  ids: Map<string, string>;
  /** The other way round. */
  paths: Map<string, string>;
}

export async function orgTree(world: World): Promise<OrgTree> {
  return world.exists ? orgTreeOf(world.session, world.base) : { ids: new Map(), paths: new Map() };
}

/** The tree of an instance; `base` is its path, `/instances/acme`. */
export async function orgTreeOf({ client }: Session, base: string): Promise<OrgTree> {
  const tree: OrgTree = { ids: new Map(), paths: new Map() };
  const { rootOrgId } = await client.get(base);
  const { items } = await client.get(`${base}${p`/orgs/${rootOrgId}/tree`}`);
  for (const { id, parentId, name } of items) {
    const above = tree.paths.get(parentId);
    const path = id === rootOrgId ? '' : above ? `${above}/${name}` : name;
    tree.paths.set(id, path);
    tree.ids.set(path, id);
  }
  return tree;
}

/** Ids behind names of the file; throws a CliError for the first that is not there. */
export function idOf(world: World, what: string, ids: ReadonlyMap<string, string>, name: string): string {
  const id = ids.get(name);
  if (id === undefined) throw new CliError(EXIT.notFound, world.session.say('unknown_name', { what, name }));
  return id;
}
