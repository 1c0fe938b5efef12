import type { RecycleBinItem } from '../../../api/generated.ts';

const ORDER: Record<RecycleBinItem['entity'], number> = { org: 0, group: 1, account: 2 };

/**
 * In which order deleted things come back: organizations and groups first, since accounts go back into them; the last
 * deleted organization before the others, since it lay above them.
 */
export function inOrder(items: readonly RecycleBinItem[]): RecycleBinItem[] {
  return [...items].sort(
    (a, b) => ORDER[a.entity] - ORDER[b.entity] || Date.parse(b.deletedAt) - Date.parse(a.deletedAt),
  );
}
