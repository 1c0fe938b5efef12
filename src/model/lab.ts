import { z } from 'zod';

const title = (en: string, zh: string) => ({ title: en, zh });

/** What the lab is made of, in the order in which it is set up. `application` includes its OAuth application. */
export const LabPart = z.enum(['source', 'cloudAccount', 'application']);
export type LabPart = z.infer<typeof LabPart>;

const Named = z.strictObject({ id: z.string(), name: z.string() });

/** The example company with everything that leads from it to a RAM user directory. */
export const Lab = z
  .strictObject({
    /** Whether this server may run a lab (MUSTER_LAB). */
    allowed: z.boolean(),
    /** Source, cloud account, OAuth application and application are all there. */
    setUp: z.boolean(),
    running: z.boolean(),
    /** The LDAP server while it runs; it can be reached from this machine only. */
    directory: z
      .strictObject({
        address: z.string().meta(title('Address', '地址')),
        baseDn: z.string().meta(title('Base DN', 'Base DN')),
        bindAccount: z.string().meta(title('Bind account', '绑定账户')),
        people: z.number().int().meta(title('People', '人数')),
      })
      .nullable(),
    source: Named.nullable(),
    cloudAccount: Named.nullable(),
    cloudApp: Named.nullable(),
    application: Named.nullable(),
  })
  .meta({ id: 'Lab' });
export type Lab = z.infer<typeof Lab>;

export const LabSetUp = z
  .strictObject({
    steps: z
      .array(LabPart)
      .min(1)
      .max(LabPart.options.length)
      .optional()
      .meta({ description: 'Parts to set up; all of them when left out' }),
  })
  .meta({ id: 'LabSetUp' });

export const LabReady = Lab.extend({
  /** What was missing and is there now. */
  made: z.array(LabPart),
  /** What was there and had to be led to where the lab is now. */
  repaired: z.array(LabPart),
}).meta({ id: 'LabReady' });
export type LabReady = z.infer<typeof LabReady>;

export const LabRemoved = z
  .strictObject({
    removed: z.array(LabPart),
    /** What stays: what the source brought into the directory, and RAM users of the cloud account. */
    kept: z.strictObject({
      accounts: z.number().int(),
      organizations: z.number().int(),
      groups: z.number().int(),
      ramUsers: z.number().int(),
    }),
    text: z.string(),
  })
  .meta({ id: 'LabRemoved' });
export type LabRemoved = z.infer<typeof LabRemoved>;

export const LabChange = z
  .strictObject({
    change: z.enum(['join', 'leave', 'rename', 'move', 'disable']).meta(title('Change', '变更')),
    count: z.number().int().min(1).max(50).default(1).meta(title('People', '人数')),
  })
  .meta({ id: 'LabChange' });
export type LabChange = z.infer<typeof LabChange>;

/** What happened to one person. */
export const LabEvent = z
  .strictObject({
    account: z.string().meta(title('Account', '账户')),
    name: z.string().meta(title('Name', '姓名')),
    text: z.string(),
  })
  .meta({ id: 'LabEvent' });
export type LabEvent = z.infer<typeof LabEvent>;
