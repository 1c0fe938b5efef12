/** Bringing back several deleted things; one that cannot come back does not stop the others. */
import { api } from '../../../api/client.ts';
import type { RecycleBinItem } from '../../../api/generated.ts';
import { ApiProblem } from '../../../api/problem.ts';
import { inOrder } from './restore-order.ts';

export interface RestoreFailure {
  item: RecycleBinItem;
  message: string;
  remedy: string;
}

/** What is no refusal of the server (no network) ends it and is thrown. */
export async function restoreAll(
  instance: string,
  items: readonly RecycleBinItem[],
): Promise<{ restored: number; failed: RestoreFailure[] }> {
  const failed: RestoreFailure[] = [];
  for (const item of inOrder(items))
    try {
      await api.recycleBin.restoreDeleted(instance, item.id);
    } catch (thrown) {
      if (!(thrown instanceof ApiProblem)) throw thrown;
      const { detail, remedy } = thrown.problem;
      failed.push({ item, message: detail, remedy });
    }
  return { restored: items.length - failed.length, failed };
}
