import { z } from 'zod';
import type { AccountFilter } from '../directory/account-filter.ts';
import { AccountStatus } from '../model/account.ts';

/** Which accounts a list, a count or an export is about. */
export const AccountQuery = z.strictObject({
  q: z.string().max(256).optional().meta({
    description: 'What username, display name, e-mail or phone number begins with, in any case',
  }),
  org: z.string().max(64).optional().meta({ description: 'Id of an organization' }),
  subtree: z.stringbool().default(false).meta({ description: 'With the organizations below it' }),
  group: z.string().max(64).optional().meta({ description: 'Id of a group' }),
  source: z.string().max(64).optional().meta({ description: 'Id of a source, or build_in' }),
  enabled: z.stringbool().optional().meta({ description: 'The switch alone, whether locked or expired' }),
  status: AccountStatus.optional().meta({
    description: 'One each: disabled, else expired, else locked, else enabled',
  }),
});

export function accountFilter(query: z.infer<typeof AccountQuery>): AccountFilter {
  const { q, org, subtree, group, source, enabled, status } = query;
  return { term: q, orgId: org, subtree, groupId: group, source, enabled, status };
}
