/** The audit log as API, CLI and console show it. */
import { z } from 'zod';
import { plainText } from './account.ts';
import { said } from './said.ts';
import { MASK } from './secret-fields.ts';

const words = (title: string, zh: string) => ({ title, zh });

export const AUDIT_CATEGORIES = [
  'logon',
  'session',
  'sso',
  'administration',
  'sync',
  'push',
  'audit',
] as const;
export const AuditCategory = z.enum(AUDIT_CATEGORIES);
export const AuditActorKind = z.enum(['person', 'administrator', 'token', 'application', 'system']);
export const AuditResult = z.enum(['ok', 'refused', 'failed']);

const Json = z.record(z.string(), z.unknown()).nullable();

export const AuditEntry = z
  .strictObject({
    id: z.number().int(),
    at: z.iso.datetime({ precision: 6 }).meta(words('Time', '时间')),
    /** Null: the installation as a whole. */
    instanceId: z.string().nullable(),
    category: AuditCategory.meta(words('Kind', '类别')),
    action: z.string().meta(words('Action', '操作')),
    actorKind: AuditActorKind,
    actorId: z.string().nullable(),
    actorName: z.string().meta(words('Who', '操作者')),
    subjectKind: z.string().nullable(),
    subjectId: z.string().nullable(),
    subjectName: z.string().nullable().meta(words('What', '对象')),
    result: AuditResult.meta(words('Result', '结果')),
    reason: z.string().nullable().meta(words('Reason', '原因')),
    address: z.string().nullable().meta(words('Address', '来源地址')),
    agent: z.string().nullable(),
    details: Json,
    before: Json,
    after: Json,
    /** Place in the chain; null for the second or so until an entry is chained. */
    position: z.number().int().nullable(),
    /** Hexadecimal SHA-256 over the hash before and this entry. */
    hash: z.string().nullable(),
  })
  .meta({ id: 'AuditEntry' });
export type AuditEntry = z.infer<typeof AuditEntry>;

export const AuditFilter = z.strictObject({
  category: AuditCategory.optional(),
  /** The beginning of an action: `logon.` finds all of them. */
  action: z.string().max(100).optional(),
  /** Id or name of who did it. */
  actor: z.string().max(256).optional(),
  /** Id or name of what it was done to. */
  subject: z.string().max(256).optional(),
  result: AuditResult.optional(),
  address: z.string().max(100).optional(),
  since: z.iso.datetime({ offset: true }).optional(),
  until: z.iso.datetime({ offset: true }).optional(),
});
export type AuditFilter = z.infer<typeof AuditFilter>;

export const AuditVerdict = z
  .strictObject({
    intact: z.boolean(),
    /** Entries whose place in the chain was checked. */
    entries: z.number().int(),
    /** Runs whose lines in the change log were compared with the digest in the chain. */
    runs: z.number().int(),
    /** Written, but not chained yet. */
    pending: z.number().int(),
    /** The end of the chain: note it elsewhere and give it back another time, and nobody can shorten the log unseen. */
    head: z.strictObject({ position: z.number().int(), hash: z.string() }).nullable(),
    /** The first things that are not as they were written, at most 20. */
    findings: z.array(
      z.strictObject({
        kind: z.enum(['missing', 'changed', 'anchor', 'head', 'run']),
        position: z.number().int(),
        detail: z.string(),
      }),
    ),
  })
  .meta({ id: 'AuditVerdict' });
export type AuditVerdict = z.infer<typeof AuditVerdict>;

const Host = z
  .string()
  .regex(/^[A-Za-z0-9.:_[\]-]{1,255}$/, { error: said('a host name or an address', '应为主机名或地址') });

export const AuditStreamTarget = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('webhook'),
      url: z
        .url({ protocol: /^https?$/ })
        .max(2000)
        .meta(words('URL', '地址')),
      /** Signs each call, so that the receiver knows that it is us. */
      secret: z
        .string()
        .max(256)
        .refine((secret) => secret === MASK || secret.length >= 16, {
          error: said('at least 16 characters', '至少 16 个字符'),
        })
        .meta({ ...words('Signing secret', '签名密钥'), secret: true }),
    }),
    z.strictObject({
      kind: z.literal('syslog'),
      transport: z.enum(['tls', 'tcp', 'udp']).default('tls').meta(words('Transport', '传输方式')),
      host: Host.meta(words('Host', '主机')),
      port: z.int().min(1).max(65_535).default(6514).meta(words('Port', '端口')),
      /** Certificates of the authority, where it is not a public one. */
      ca: z.string().max(100_000).nullable().default(null).meta(words('Certificates (PEM)', '证书（PEM）')),
    }),
  ])
  .meta({ id: 'AuditStreamTarget' });
export type AuditStreamTarget = z.infer<typeof AuditStreamTarget>;

const AuditStreamFields = z.strictObject({
  name: plainText(64).meta(words('Name', '名称')),
  enabled: z.boolean().meta(words('Enabled', '启用')),
  target: AuditStreamTarget,
});

export const AuditStream = AuditStreamFields.extend({
  id: z.string(),
  instanceId: z.string().nullable(),
  /** Position of the last entry that arrived. */
  delivered: z.number().int(),
  /** Entries that wait. */
  waiting: z.number().int(),
  error: z
    .strictObject({ code: z.string(), message: z.string(), remedy: z.string(), nextAt: z.iso.datetime() })
    .nullable(),
  createdAt: z.iso.datetime(),
}).meta({ id: 'AuditStream' });
export type AuditStream = z.infer<typeof AuditStream>;

export const AuditStreamCreate = AuditStreamFields.partial()
  .required({ name: true, target: true })
  .extend({
    /** `beginning`: everything that is in the log already too. */
    from: z.enum(['now', 'beginning']).default('now'),
  })
  .meta({ id: 'AuditStreamCreate' });
export type AuditStreamCreate = z.infer<typeof AuditStreamCreate>;

/** A masked or absent secret stays as it is, unless the address changes. */
export const AuditStreamPatch = AuditStreamFields.partial().meta({ id: 'AuditStreamPatch' });
export type AuditStreamPatch = z.infer<typeof AuditStreamPatch>;
