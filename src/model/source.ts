import { z } from 'zod';
import { plainText } from './account.ts';
import { FieldMapping } from './mapping.ts';
import { said } from './said.ts';

const title = (en: string, zh: string) => ({ title: en, zh });

/**
 * How many removals one run may make before it waits for a person. Numbers are IDaaS's defaults; `share` is the
 * percentage of the linked users, looked at from five removals on, so that a small company is guarded too.
 */
export const Guard = z
  .strictObject({
    users: z.number().int().min(0).max(10_000_000).meta(title('Accounts removed at most', '最多删除账户数')),
    orgs: z
      .number()
      .int()
      .min(0)
      .max(10_000_000)
      .meta(title('Organizations removed at most', '最多删除组织数')),
    groups: z.number().int().min(0).max(10_000_000).meta(title('Groups removed at most', '最多删除组数')),
    share: z
      .number()
      .min(0)
      .max(100)
      .meta(title('Share of accounts removed at most, in percent', '最多删除账户比例（%）')),
  })
  .meta({ id: 'Guard' });
export type Guard = z.infer<typeof Guard>;
export const GUARD_DEFAULT: Guard = { users: 30, orgs: 10, groups: 10, share: 20 };

/** What becomes of an account whose record is gone. */
export const Leavers = z
  .strictObject({
    policy: z
      .enum(['delete', 'disable', 'disable_then_delete'])
      .meta(title('When a person is gone', '人员离开时')),
    days: z.number().int().min(1).max(3650).optional().meta(title('Delete after days', '多少天后删除')),
  })
  .refine((leavers) => leavers.policy !== 'disable_then_delete' || leavers.days !== undefined, {
    error: said('days is needed with disable_then_delete', 'disable_then_delete 需要填写天数'),
    path: ['days'],
  })
  .meta({ id: 'Leavers' });
export type Leavers = z.infer<typeof Leavers>;

/** When a source is synchronized by itself; what the texts may be is told by `src/sync/schedule.ts`. */
export const Schedule = z
  .strictObject({
    cron: plainText(100).meta({
      ...title('Time (cron)', '时间（cron）'),
      help: 'Minute, hour, day of month, month, day of week, for example 45 1 * * *; six fields are read as Quartz does.',
      helpZh: '分 时 日 月 周，例如 45 1 * * *；六个字段时按 Quartz 格式解析。',
    }),
    timezone: plainText(64).meta({
      ...title('Time zone', '时区'),
      help: 'Name of the IANA data base, for example Asia/Shanghai.',
      helpZh: 'IANA 时区名称，例如 Asia/Shanghai。',
    }),
  })
  .meta({ id: 'Schedule' });
export type Schedule = z.infer<typeof Schedule>;

export const Mappings = z
  .strictObject({
    user: z.array(FieldMapping).max(100).meta(title('Account fields', '账户字段')),
    org: z.array(FieldMapping).max(20).meta(title('Organization fields', '组织字段')),
    group: z.array(FieldMapping).max(20).meta(title('Group fields', '组字段')),
  })
  .meta({ id: 'Mappings' });
export type Mappings = z.infer<typeof Mappings>;

export const SourceFields = z.strictObject({
  name: plainText(64).meta(title('Name', '名称')),
  kind: z.string().max(20).meta(title('Kind', '类型')),
  enabled: z.boolean().meta(title('Enabled', '启用')),
  /** Checked by the kind's own schema. */
  config: z.record(z.string(), z.unknown()).meta(title('Settings', '设置')),
  mappings: Mappings.meta(title('Field mapping', '字段映射')),
  targetOrgId: z.string().max(64).meta(title('Target organization', '目标组织')),
  priority: z.number().int().min(0).max(10_000).meta(title('Priority (lower wins)', '优先级（小者优先）')),
  guard: Guard.meta(title('Sync protection', '同步保护')),
  leavers: Leavers.meta(title('Leavers', '离职处理')),
  /** Null: only when somebody asks for it. */
  schedule: Schedule.nullable().meta(title('Scheduled check', '定时校验')),
});

export const SourceSettings = SourceFields.extend({
  id: z.string(),
  instanceId: z.string(),
  /** The next scheduled synchronization; null without a schedule and while the source is switched off. */
  nextRunAt: z.iso.datetime().nullable(),
  version: z.number().int(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
}).meta({ id: 'Source' });
export type SourceSettings = z.infer<typeof SourceSettings>;

export const SourceCreate = SourceFields.partial()
  .required({ name: true, kind: true, config: true })
  .meta({ id: 'SourceCreate' });
export type SourceCreate = z.infer<typeof SourceCreate>;
export const SourcePatch = SourceFields.omit({ kind: true }).partial().meta({ id: 'SourcePatch' });
export type SourcePatch = z.infer<typeof SourcePatch>;

/** Settings that are not stored (yet), to be tried. */
export const SourceDraft = z
  .strictObject({
    kind: z.string().min(1).max(20),
    config: z.record(z.string(), z.unknown()),
    source: z
      .string()
      .max(64)
      .optional()
      .meta({ description: 'Id or name of a stored source: masked secrets are taken from it' }),
  })
  .meta({ id: 'SourceDraft' });
