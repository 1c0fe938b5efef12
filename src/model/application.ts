import { z } from 'zod';
import { plainText } from './account.ts';
import { DingTalkProvisioning } from './dingtalk-provisioning.ts';
import { title } from './push-settings.ts';
import { ScimDialect, ScimProvisioning } from './scim-provisioning.ts';
import { SsoParameters } from './sso.ts';

/** Which of them it is, the kind of the application's template says. */
export const Provisioning = z.union([ScimProvisioning, DingTalkProvisioning]).meta({ id: 'Provisioning' });
export type Provisioning = z.infer<typeof Provisioning>;

const ApplicationFields = z.strictObject({
  name: plainText(64).meta(title('Name', '名称')),
  enabled: z.boolean().meta(title('Provision accounts to the application', '同步账户到应用')),
  provisioning: Provisioning.meta(title('Provisioning', '账户同步')),
});

export const Application = ApplicationFields.extend({
  /** Null where people only sign in to it: such an application has no target, and is never `enabled`. */
  provisioning: Provisioning.nullable(),
  id: z.string(),
  instanceId: z.string(),
  template: z.string(),
  version: z.number().int(),
  /** While the target asks to be left alone, or cannot be reached. */
  pausedUntil: z.iso.datetime().nullable(),
  pause: z.strictObject({ code: z.string(), message: z.string(), remedy: z.string() }).nullable(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
}).meta({ id: 'Application' });
export type Application = z.infer<typeof Application>;

/**
 * Settings left out keep what the template (create) or the application (update) has. Those of every kind may be named
 * here; the kind of the template refuses what is not its own.
 */
const ProvisioningChange = z
  .strictObject({ ...DingTalkProvisioning.shape, ...ScimProvisioning.shape })
  .partial()
  .extend({ dialect: ScimDialect.partial().optional() });

export const ApplicationCreate = ApplicationFields.partial()
  .required({ name: true })
  .extend({
    /** Of a target, or an entry of the catalogue. */
    template: z.string().max(40),
    provisioning: ProvisioningChange.optional(),
    /** What the entry of the catalogue asks for. */
    parameters: SsoParameters.optional(),
  })
  .meta({ id: 'ApplicationCreate' });
export type ApplicationCreate = z.infer<typeof ApplicationCreate>;

export const ApplicationPatch = ApplicationFields.partial()
  .extend({ provisioning: ProvisioningChange.optional() })
  .meta({ id: 'ApplicationPatch' });
export type ApplicationPatch = z.infer<typeof ApplicationPatch>;

export const LinkState = z.enum(['due', 'synced', 'parked', 'conflict', 'held', 'off', 'left', 'disabled']);
export type LinkState = z.infer<typeof LinkState>;

export const PushOp = z.enum(['create', 'update', 'disable', 'delete']);
export type PushOp = z.infer<typeof PushOp>;

/** One account at one target, as API and CLI show it. */
export const TargetLink = z
  .strictObject({
    applicationId: z.string(),
    accountId: z.string(),
    label: z.string(),
    remoteId: z.string().nullable(),
    remoteName: z.string().nullable(),
    op: PushOp,
    state: LinkState,
    desired: z.record(z.string(), z.unknown()).nullable(),
    acknowledged: z.record(z.string(), z.unknown()).nullable(),
    acknowledgedAt: z.iso.datetime().nullable(),
    attempts: z.number().int(),
    nextAttemptAt: z.iso.datetime().nullable(),
    error: z
      .strictObject({
        code: z.string(),
        message: z.string(),
        remedy: z.string(),
        status: z.number().int().nullable(),
        scimType: z.string().nullable(),
        detail: z.string().nullable(),
        requestId: z.string().nullable(),
        at: z.iso.datetime(),
      })
      .nullable(),
  })
  .meta({ id: 'TargetLink' });
export type TargetLink = z.infer<typeof TargetLink>;

/** One line of the preview of One-click Push. */
export const PushChange = z
  .strictObject({
    accountId: z.string(),
    label: z.string(),
    op: z.enum(['create', 'update', 'disable', 'delete', 'refused']),
    why: z.string(),
    before: z.record(z.string(), z.unknown()).nullable(),
    after: z.record(z.string(), z.unknown()).nullable(),
  })
  .meta({ id: 'PushChange' });
export type PushChange = z.infer<typeof PushChange>;

export const PushPreview = z
  .strictObject({
    total: z.number().int(),
    create: z.number().int(),
    update: z.number().int(),
    disable: z.number().int(),
    delete: z.number().int(),
    same: z.number().int(),
    refused: z.number().int(),
    /** The deletions would wait for a person. */
    held: z.boolean(),
    /** Departments, where the target has them. */
    organizations: z
      .strictObject({ create: z.number().int(), update: z.number().int(), delete: z.number().int() })
      .optional(),
    /** The first changes, at most as many as asked for. */
    changes: z.array(PushChange),
  })
  .meta({ id: 'PushPreview' });
export type PushPreview = z.infer<typeof PushPreview>;
