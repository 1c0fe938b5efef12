/** Who may sign in to an application and as whom, as the API shows it. */
import { z } from 'zod';
import { plainText } from './account.ts';
import { Words } from './application-catalogue.ts';

const Id = z.string().min(1).max(64);
const Ids = z.array(Id).min(1).max(100);

export const SubjectKind = z.enum(['account', 'org', 'group']);
export type SubjectKind = z.infer<typeof SubjectKind>;
export const AssignmentKind = z.enum(['account', 'org', 'group', 'rule']);

export const Assignment = z
  .strictObject({
    id: z.string(),
    kind: AssignmentKind,
    /** The account, organization or group; null for a rule. */
    subjectId: z.string().nullable(),
    /** Condition over `user`; null for anything else. */
    rule: z.string().nullable(),
    /** What it is called: username, name, or the rule's own. */
    name: z.string(),
    /** It lies in the recycle bin, and lets nobody in until it is restored. */
    isDeleted: z.boolean(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'ApplicationAssignment' });
export type Assignment = z.infer<typeof Assignment>;

export const AssignmentCreate = z
  .strictObject({ kind: SubjectKind, ids: Ids })
  .meta({ id: 'ApplicationAssignmentCreate' });
export type AssignmentCreate = z.infer<typeof AssignmentCreate>;

export const RuleCreate = z
  .strictObject({
    name: plainText(64).meta({ title: 'Name', zh: '名称' }),
    rule: plainText(2000).meta({ title: 'Rule', zh: '规则表达式' }),
  })
  .meta({ id: 'ApplicationRuleCreate' });
export type RuleCreate = z.infer<typeof RuleCreate>;

export const AssignmentIds = z.strictObject({ ids: Ids }).meta({ id: 'AssignmentIds' });

export const ApplicationAccount = z
  .strictObject({
    id: z.string(),
    accountId: z.string(),
    /** The account here, by username. */
    account: z.string(),
    displayName: z.string().nullable(),
    isDeleted: z.boolean(),
    /** The name at the application. */
    username: z.string(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'ApplicationAccount' });
export type ApplicationAccount = z.infer<typeof ApplicationAccount>;

export const ApplicationAccountsCreate = z
  .strictObject({
    items: z
      .array(z.strictObject({ accountId: Id, username: plainText(256) }))
      .min(1)
      .max(100),
  })
  .meta({ id: 'ApplicationAccountsCreate' });
export type ApplicationAccountsCreate = z.infer<typeof ApplicationAccountsCreate>;

/** One person who may sign in. */
export const ApplicationUser = z
  .strictObject({
    accountId: z.string(),
    account: z.string(),
    displayName: z.string().nullable(),
    /** Why they may. */
    by: z.array(z.enum(['everyone', 'account', 'org', 'group', 'rule'])),
    /** Empty: none, so that they cannot sign in after all. */
    usernames: z.array(z.string()),
  })
  .meta({ id: 'ApplicationUser' });
export type ApplicationUser = z.infer<typeof ApplicationUser>;

const count = z.number().int();

export const ApplicationUserCounts = z
  .strictObject({
    /** Accounts that can sign in anywhere: enabled, not locked, not expired. */
    accounts: count,
    allowed: count,
    /** By each way; one person may come by several. */
    byAccount: count,
    byOrg: count,
    byGroup: count,
    byRule: count,
    /** Allowed, but without a name at the application. */
    withoutUsername: count,
    /** Allowed, under a name that somebody else would have too; the first of them. */
    duplicates: z.array(z.strictObject({ username: z.string(), accounts: z.array(z.string()) })),
    /** False where there are more accounts than were looked at one by one. */
    complete: z.boolean(),
  })
  .meta({ id: 'ApplicationUserCounts' });
export type ApplicationUserCounts = z.infer<typeof ApplicationUserCounts>;

const Failure = z.strictObject({ code: z.string(), message: z.string(), remedy: z.string() });

/** What one account would meet at the application. */
export const AccessTrial = z
  .strictObject({
    accountId: z.string(),
    account: z.string(),
    allowed: z.boolean(),
    /** Null when allowed. */
    reason: z
      .enum([
        'sso_disabled',
        'not_assigned',
        'no_application_username',
        'application_username_taken',
        'account_unusable',
      ])
      .nullable(),
    reasonText: Words.nullable(),
    by: z.union([z.literal('everyone'), z.array(Assignment)]),
    usernames: z.array(z.string()),
    /** NameID and attributes, or `sub` and further claims, as they would be. */
    values: z.array(z.strictObject({ name: z.string(), value: z.unknown(), error: Failure.nullable() })),
  })
  .meta({ id: 'ApplicationAccessTrial' });
export type AccessTrial = z.infer<typeof AccessTrial>;
