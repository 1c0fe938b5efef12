import type { Translate } from '../../../text/text.ts';
import type { AccountWord } from '../account-text.ts';

const OPERATIONS: Record<string, AccountWord> = {
  create: 'op_create',
  update: 'op_update',
  delete: 'op_delete',
  restore: 'op_restore',
  purge: 'op_purge',
  add: 'op_add',
  remove: 'op_remove',
};

/** What the change log calls an operation, in words; its own name for one nobody knows. */
export function operationWord(t: Translate<AccountWord>, op: string): string {
  const word = Object.hasOwn(OPERATIONS, op) ? OPERATIONS[op] : undefined;
  return word === undefined ? op : t(word);
}
