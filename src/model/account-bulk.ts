import { z } from 'zod';
import { said } from './said.ts';

const title = (en: string, zh: string) => ({ title: en, zh });
const Id = z.string().min(1).max(64);

export const BulkAction = z.enum(['enable', 'disable', 'lock', 'unlock', 'delete', 'move', 'addToGroup']);
export type BulkAction = z.infer<typeof BulkAction>;

/** One action on many accounts. */
export const AccountBulk = z
  .strictObject({
    accountIds: z.array(Id).min(1).max(1000).meta(title('Accounts', '账户')),
    action: BulkAction.meta(title('Action', '操作')),
    /** `move`: the new primary organization. */
    orgId: Id.optional().meta(title('Organization', '组织')),
    /** `addToGroup`. */
    groupId: Id.optional().meta(title('Group', '组')),
    /** `delete`: also what a source keeps. */
    force: z.boolean().optional().meta(title('Also when a source keeps it', '包括由身份提供方维护的账户')),
  })
  .refine(({ action, orgId }) => (action === 'move') === (orgId !== undefined), {
    error: said('is given with move, and only then', '仅在 move 时填写，且必须填写'),
    path: ['orgId'],
  })
  .refine(({ action, groupId }) => (action === 'addToGroup') === (groupId !== undefined), {
    error: said('is given with addToGroup, and only then', '仅在 addToGroup 时填写，且必须填写'),
    path: ['groupId'],
  })
  .refine(({ action, force }) => action === 'delete' || force === undefined, {
    error: said('is for delete only', '仅用于 delete'),
    path: ['force'],
  })
  .meta({ id: 'AccountBulk' });
export type AccountBulk = z.infer<typeof AccountBulk>;

/** How many accounts are as the action wants them now, and why others are not. */
export const AccountBulkResult = z
  .strictObject({
    done: z.number().int(),
    failed: z.array(
      z.strictObject({
        accountId: z.string(),
        /** The username; the id where there is no such account. */
        label: z.string(),
        code: z.string(),
        message: z.string(),
        remedy: z.string(),
      }),
    ),
  })
  .meta({ id: 'AccountBulkResult' });
export type AccountBulkResult = z.infer<typeof AccountBulkResult>;
