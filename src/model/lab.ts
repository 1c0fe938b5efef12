import { z } from 'zod';

const title = (en: string, zh: string) => ({ title: en, zh });

/**
 * What the lab is made of, in the order in which it is set up. `application` includes its OAuth application; `signIn` is
 * log-on with the passwords of the company, and with it sign-in to the cloud account.
 */
export const LabPart = z.enum(['source', 'cloudAccount', 'application', 'signIn']);
export type LabPart = z.infer<typeof LabPart>;

const Named = z.strictObject({ id: z.string(), name: z.string() });

/** Where people of the example company log on, and as whom it can be tried. */
const LabSignIn = z
  .strictObject({
    logonUrl: z.string().meta(title('Log-on page', '登录页')),
    portalUrl: z.string().meta(title('Portal', '门户')),
    /** Of the cloud account. */
    ramLogonUrl: z.string().meta(title('RAM log-on page', 'RAM 登录页')),
    /** Null while the company does not run. */
    person: z
      .strictObject({
        username: z.string().meta(title('User name', '用户名')),
        name: z.string().meta(title('Name', '姓名')),
        /** That of everybody in the company; null for who may not administer. */
        password: z.string().nullable().meta(title('Password', '密码')),
      })
      .nullable(),
  })
  .meta({ id: 'LabSignIn' });
export type LabSignIn = z.infer<typeof LabSignIn>;

/** The example company with everything that leads from it to a RAM user directory. */
export const Lab = z
  .strictObject({
    /** Whether this server may run a lab (MUSTER_LAB). */
    allowed: z.boolean(),
    /** Source, cloud account, OAuth application and application are all there, and people can sign in. */
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
    /** Null where people cannot sign in as the lab has it. */
    signIn: LabSignIn.nullable(),
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
