import { z } from 'zod';
import { LinkState } from './application.ts';
import { RunState } from './run.ts';
import { said } from './said.ts';

/** Names of the IANA time zone database, as this program knows them. */
export const Timezone = z
  .string()
  .max(64)
  .refine((name) => isTimezone(name), {
    error: said(
      'a time zone such as Asia/Shanghai, Europe/Berlin or UTC',
      '应为时区，例如 Asia/Shanghai、Europe/Berlin 或 UTC',
    ),
  })
  .meta({ title: 'Time zone', zh: '时区' });

function isTimezone(name: string): boolean {
  // Offsets such as +08:00 are taken by Intl too, but are no names.
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

const Count = z.number().int();

/** How many accounts have each status, see `AccountStatus`; the four make up the total. */
export const AccountCounts = z.strictObject({
  total: Count,
  enabled: Count,
  disabled: Count,
  locked: Count,
  expired: Count,
});
export type AccountCounts = z.infer<typeof AccountCounts>;

/** Accounts that have a record in a source; one that several sources have counts for each. */
export const SourceCount = z.strictObject({
  /** Null with name and kind: accounts that no source has. */
  sourceId: z.string().nullable(),
  name: z.string().nullable(),
  kind: z.string().nullable(),
  count: Count,
});
export type SourceCount = z.infer<typeof SourceCount>;

const Day = z.strictObject({
  /** The date in the time zone asked for. */
  day: z.iso.date(),
  /** Runs that were begun or queued on that day, by what they are and how they stand now. */
  runs: z.array(z.strictObject({ kind: z.enum(['sync', 'push']), state: RunState, count: Count })),
  /** Writes to accounts. */
  changes: z.strictObject({ created: Count, updated: Count, deleted: Count }),
});
export type DashboardDay = z.infer<typeof Day>;

export const ApplicationOverview = z.strictObject({
  id: z.string(),
  name: z.string(),
  enabled: z.boolean(),
  /** How many accounts are in each state at the target. */
  links: z.record(LinkState, Count),
  pausedUntil: z.iso.datetime().nullable(),
  pause: z.strictObject({ code: z.string(), message: z.string(), remedy: z.string() }).nullable(),
  lastPush: z
    .strictObject({
      runId: z.string(),
      state: RunState,
      createdAt: z.iso.datetime(),
      endedAt: z.iso.datetime().nullable(),
    })
    .nullable(),
});
export type ApplicationOverview = z.infer<typeof ApplicationOverview>;

/** Accounts that an application does not have as they should be, for one reason. */
export const StoppedLinks = z.strictObject({
  applicationId: z.string(),
  applicationName: z.string(),
  state: LinkState,
  code: z.string(),
  /** Of one of them. */
  message: z.string(),
  remedy: z.string(),
  accountId: z.string(),
  label: z.string(),
  count: Count,
});
export type StoppedLinks = z.infer<typeof StoppedLinks>;

/** A secret of an OAuth application; those of RAM never expire, so their age is what there is to watch. */
export const AppSecretAge = z.strictObject({
  cloudAccountId: z.string(),
  cloudAccountName: z.string(),
  appId: z.string(),
  appName: z.string(),
  appSecretId: z.uuid(),
  createDate: z.iso.datetime(),
});
export type AppSecretAge = z.infer<typeof AppSecretAge>;

/** An instance at a glance. */
export const Dashboard = z
  .strictObject({
    timezone: z.string(),
    accounts: AccountCounts,
    orgs: Count,
    groups: Count,
    sources: z.array(SourceCount),
    /** The last 30 days, the present one last. */
    days: z.array(Day),
    applications: z.array(ApplicationOverview),
    /** The 20 most frequent reasons. */
    stopped: z.array(StoppedLinks),
    /** The oldest first, at most 100. */
    appSecrets: z.array(AppSecretAge),
    /** API tokens that end within 30 days; missing for callers who may not see tokens. */
    tokens: z
      .array(
        z.strictObject({
          id: z.string(),
          name: z.string(),
          instanceId: z.string().nullable(),
          expiresAt: z.iso.datetime(),
        }),
      )
      .optional(),
  })
  .meta({ id: 'Dashboard' });
export type Dashboard = z.infer<typeof Dashboard>;
