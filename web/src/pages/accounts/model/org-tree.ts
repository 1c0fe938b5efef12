/** The organizations of an instance as a tree, from the list the server gives (parents first). Pure. */
import type { OrganizationNode } from '../../../api/generated.ts';

export interface OrgTree {
  root: OrganizationNode;
  byId: ReadonlyMap<string, OrganizationNode>;
  children: ReadonlyMap<string, readonly OrganizationNode[]>;
}

export interface TreeItem {
  key: string;
  value: string;
  title: string;
  /** Names from the root down: told apart where names are the same, and searched. */
  path: string;
  isLeaf: boolean;
  disabled: boolean;
  children: TreeItem[];
}

export function orgTree(items: readonly OrganizationNode[]): OrgTree | undefined {
  const root = items[0];
  if (!root) return undefined;
  const children = new Map<string, OrganizationNode[]>();
  for (const org of items.slice(1)) {
    const parent = org.parentId ?? '';
    const siblings = children.get(parent);
    if (siblings) siblings.push(org);
    else children.set(parent, [org]);
  }
  return { root, byId: new Map(items.map((org) => [org.id, org])), children };
}

/** The tree below and with `id`; `barred` and all below it cannot be chosen. */
export function treeItem(
  tree: OrgTree,
  org: OrganizationNode = tree.root,
  barred?: string,
  below = false,
): TreeItem {
  const disabled = below || org.id === barred;
  const children = (tree.children.get(org.id) ?? []).map((child) => treeItem(tree, child, barred, disabled));
  return {
    key: org.id,
    value: org.id,
    title: org.name,
    path: org.path,
    isLeaf: children.length === 0,
    disabled,
    children,
  };
}

/** The part of a tree whose names contain the text, with the way to each. */
export function matching(item: TreeItem, text: string): TreeItem | undefined {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return item;
  const children = item.children.flatMap((child) => matching(child, wanted) ?? []);
  if (children.length === 0 && !item.title.toLowerCase().includes(wanted)) return undefined;
  return { ...item, children, isLeaf: children.length === 0 };
}

/** Ids of all that have something below them. */
export function branches(item: TreeItem): string[] {
  return item.children.length === 0 ? [] : [item.key, ...item.children.flatMap(branches)];
}

/** The organizations above one, the root first, itself not included. */
export function ancestors(tree: OrgTree, id: string): OrganizationNode[] {
  const above: OrganizationNode[] = [];
  for (
    let org = tree.byId.get(tree.byId.get(id)?.parentId ?? '');
    org;
    org = tree.byId.get(org.parentId ?? '')
  )
    above.unshift(org);
  return above;
}

/** A path without the root's name, which says nothing; the root keeps its name. */
export function shortPath(tree: OrgTree, id: string): string | undefined {
  const org = tree.byId.get(id);
  if (!org) return undefined;
  return org.id === tree.root.id ? org.name : org.path.slice(tree.root.path.length + 1);
}

/** How many organizations lie below one, at any depth. */
export function countBelow(tree: OrgTree, id: string): number {
  return (tree.children.get(id) ?? []).reduce((sum, child) => sum + 1 + countBelow(tree, child.id), 0);
}
