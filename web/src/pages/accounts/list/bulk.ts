/** One action on many accounts, in portions that the server takes. */
import { api } from '../../../api/client.ts';
import type { AccountBulk, AccountBulkResult } from '../../../api/generated.ts';
import { problemOf } from '../../../api/problem.ts';

export type BulkChange = Omit<AccountBulk, 'accountIds'>;

/** Few enough that the progress moves. */
const PORTION = 200;

/**
 * What became of each account. A call that fails as a whole is thrown while nothing is done yet; later it tells of the
 * accounts that were not reached, so that what is done is told too.
 */
export async function changeMany(
  instance: string,
  ids: readonly string[],
  change: BulkChange,
  unreachable: { detail: string; remedy: string },
  onProgress: (done: number) => void,
): Promise<AccountBulkResult> {
  let done = 0;
  const failed: AccountBulkResult['failed'] = [];
  for (let start = 0; start < ids.length; start += PORTION) {
    onProgress(start);
    const accountIds = ids.slice(start, start + PORTION);
    try {
      const result = await api.accountBulk.changeAccounts(instance, { ...change, accountIds });
      done += result.done;
      failed.push(...result.failed);
    } catch (thrown) {
      if (start === 0) throw thrown;
      const { code, detail: message, remedy } = problemOf(thrown, unreachable);
      failed.push(
        ...ids.slice(start).map((accountId) => ({ accountId, label: accountId, code, message, remedy })),
      );
      break;
    }
  }
  return { done, failed };
}
