/** What was opened from the search before, in this browser. */
import { icons } from '../parts/icons.tsx';
import type { Item } from './palette-items.ts';

const STORED = 'muster.recent';
const KEPT = 8;

function isItem(value: unknown): value is Item {
  if (typeof value !== 'object' || value === null) return false;
  const { to, label, hint, icon } = value as Record<string, unknown>;
  return (
    typeof to === 'string' &&
    to.startsWith('/') &&
    typeof label === 'string' &&
    (hint === undefined || typeof hint === 'string') &&
    typeof icon === 'string' &&
    Object.hasOwn(icons, icon)
  );
}

/** The newest first; those of other instances are left out, since their names would mislead. */
export function recentItems(instance: string | undefined): Item[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(STORED) ?? '[]');
    if (!Array.isArray(kept)) return [];
    return kept.filter(isItem).filter(({ to }) => !to.startsWith('/i/') || to.startsWith(`/i/${instance}/`));
  } catch {
    return [];
  }
}

/** Pages are a key-press away anyway; only things are remembered. */
export function rememberItem(item: Item): void {
  let kept: Item[] = [];
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(STORED) ?? '[]');
    if (Array.isArray(stored)) kept = stored.filter(isItem);
  } catch {
    // What cannot be read is written anew.
  }
  const next = [item, ...kept.filter(({ to }) => to !== item.to)].slice(0, KEPT);
  localStorage.setItem(STORED, JSON.stringify(next));
}
