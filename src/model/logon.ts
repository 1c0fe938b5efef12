/** How people log on at an instance: its settings, and the ways there are. */
import { z } from 'zod';
import { plainText } from './account.ts';
import { words } from './drawn.ts';
import { PORTAL_FIELDS_DEFAULT, PortalFields } from './factors.ts';
import { PasswordPolicy, PasswordRules, POLICY_DEFAULT } from './password-policy.ts';
import { Bilingual } from './person-api.ts';
import { said } from './said.ts';

export const SecondFactorPolicy = z
  .strictObject({
    policy: z.enum(['off', 'smart', 'always']).meta({
      ...words('Second factor', '二次认证'),
      help: 'smart: who has set one up is asked in a new browser or from a new address. always: everybody is asked, and sets one up at the next log-on.',
      helpZh:
        'smart：已设置二次认证的账户在新浏览器或新地址登录时验证；always：每次登录均须验证，未设置者须先设置。',
    }),
    rememberDays: z
      .number()
      .int()
      .min(0)
      .max(365)
      .meta({
        ...words('Remember a browser for days', '信任浏览器天数'),
        help: 'Only with smart; 0: not at all.',
        helpZh: '仅用于 smart；0 表示不记住。',
      }),
    factors: z
      .array(z.enum(['totp', 'email', 'passkey']))
      .min(1)
      .max(3)
      .meta(words('What counts', '可用方式')),
  })
  .meta({ id: 'SecondFactorPolicy' });
export type SecondFactorPolicy = z.infer<typeof SecondFactorPolicy>;

export const SessionLimits = z
  .strictObject({
    idleMinutes: z
      .number()
      .int()
      .min(5)
      .max(43_200)
      .meta(words('Ends when idle for minutes', '空闲超时（分钟）')),
    absoluteMinutes: z
      .number()
      .int()
      .min(5)
      .max(129_600)
      .meta(words('Ends after minutes in any case', '会话最长时间（分钟）')),
  })
  .meta({ id: 'SessionLimits' });
export type SessionLimits = z.infer<typeof SessionLimits>;
export const SESSION_DEFAULT: SessionLimits = { idleMinutes: 120, absoluteMinutes: 720 };

export const LogonLimits = z
  .strictObject({
    attempts: z
      .number()
      .int()
      .min(1)
      .max(50)
      .meta({
        ...words('Wrong passwords before the first wait', '允许连续失败次数'),
        help: 'Each further one doubles the wait, from 5 seconds to 15 minutes.',
        helpZh: '超出后每次失败等待时间加倍，从 5 秒至 15 分钟。',
      }),
    lockAfter: z
      .number()
      .int()
      .min(2)
      .max(100)
      .meta(words('Wrong passwords before the lock', '锁定前失败次数')),
    lockMinutes: z
      .number()
      .int()
      .min(1)
      .max(525_600)
      .meta({
        ...words('Locked for minutes', '锁定时长（分钟）'),
        help: 'Or until an administrator unlocks the account.',
        helpZh: '管理员可提前解锁。',
      }),
    directoryAttempts: z
      .number()
      .int()
      .min(1)
      .max(20)
      .meta({
        ...words('Wrong directory passwords before a wait', '目录密码允许失败次数'),
        help: 'Keep it below the lock-out threshold of the directory, so that nobody can lock its accounts from here.',
        helpZh: '应低于目录自身的锁定阈值，避免目录账户经由此处被锁定。',
      }),
    directoryWaitMinutes: z
      .number()
      .int()
      .min(1)
      .max(1440)
      .meta({
        ...words('That wait in minutes', '目录密码等待时长（分钟）'),
        help: 'As long as the directory counts failures back (Active Directory: “Reset account lockout counter after”).',
        helpZh: '与目录“重置账户锁定计数器”的时间一致。',
      }),
  })
  .meta({ id: 'LogonLimits' });
export type LogonLimits = z.infer<typeof LogonLimits>;

const LOGO_MAX_BYTES = 100_000;

/** A raster image: drawings (SVG) may hold scripts and addresses. */
const Logo = z
  .string()
  .max(Math.ceil(LOGO_MAX_BYTES / 3) * 4 + 40)
  .refine(isRaster, {
    error: said(
      'a PNG, JPEG, WebP or GIF as data: URL, at most 100 kB',
      '应为 PNG、JPEG、WebP 或 GIF 图片（data: URL），最大 100 kB',
    ),
  });

function isRaster(text: string): boolean {
  const [, type, data] = /^data:image\/(png|jpeg|webp|gif);base64,([A-Za-z0-9+/]+={0,2})$/.exec(text) ?? [];
  if (type === undefined || data === undefined) return false;
  const bytes = Buffer.from(data, 'base64');
  if (bytes.length > LOGO_MAX_BYTES) return false;
  const begins = (hex: string) => bytes.subarray(0, hex.length / 2).toString('hex') === hex;
  switch (type) {
    case 'png':
      return begins('89504e470d0a1a0a');
    case 'jpeg':
      return begins('ffd8ff');
    case 'gif':
      return begins('474946383761') || begins('474946383961');
    default:
      return begins('52494646') && bytes.subarray(8, 12).toString('latin1') === 'WEBP';
  }
}

export const LookSettings = z
  .strictObject({
    companyName: plainText(64)
      .nullable()
      .meta({
        ...words('Name of the company', '公司名称'),
        help: 'The name of the instance if empty.',
        helpZh: '留空时使用实例名称。',
      }),
    logo: Logo.nullable().meta(words('Logo', '徽标')),
    colour: z
      .string()
      .regex(/^#[0-9a-f]{6}$/i, { error: said('a colour like #0d5c6b', '应为颜色值，例如 #0d5c6b') })
      .meta(words('Colour', '主题色')),
    notice: Bilingual.nullable().meta(words('Notice on the log-on page', '登录页公告')),
  })
  .meta({ id: 'LookSettings' });
export type LookSettings = z.infer<typeof LookSettings>;

export const LogonSettingsFields = z.strictObject({
  methodOrder: z
    .array(z.string().max(64))
    .max(100)
    .meta({
      ...words('Order of the methods', '登录方式顺序'),
      description: 'Ids; those not named come last',
    }),
  passwordPolicy: PasswordPolicy.meta(words('Password policy', '密码策略')),
  secondFactor: SecondFactorPolicy.meta(words('Second factor', '二次认证')),
  session: SessionLimits.meta(words('Sessions', '会话')),
  limits: LogonLimits.meta(words('Guessing', '防暴力破解')),
  forgotPassword: z.boolean().meta({
    ...words('“Forgot password” by e-mail', '通过邮箱找回密码'),
    help: 'For passwords of Muster and verified addresses only.',
    helpZh: '仅适用于本系统密码，且邮箱已验证。',
  }),
  look: LookSettings.meta(words('Look of the log-on page', '登录页外观')),
  portalFields: PortalFields,
});
export type LogonSettingsFields = z.infer<typeof LogonSettingsFields>;

export const LOGON_DEFAULTS: LogonSettingsFields = {
  methodOrder: [],
  passwordPolicy: POLICY_DEFAULT,
  secondFactor: { policy: 'smart', rememberDays: 30, factors: ['totp', 'email', 'passkey'] },
  session: SESSION_DEFAULT,
  limits: {
    attempts: 5,
    lockAfter: 15,
    lockMinutes: 60,
    directoryAttempts: 4,
    directoryWaitMinutes: 30,
  },
  forgotPassword: true,
  look: { companyName: null, logo: null, colour: '#0d5c6b', notice: null },
  portalFields: PORTAL_FIELDS_DEFAULT,
};

export const LogonSettings = LogonSettingsFields.extend({
  /** 0: the defaults, never changed. */
  version: z.number().int(),
}).meta({ id: 'LogonSettings' });
export type LogonSettings = z.infer<typeof LogonSettings>;
export const LogonSettingsPatch = LogonSettingsFields.partial().meta({ id: 'LogonSettingsPatch' });
export type LogonSettingsPatch = z.infer<typeof LogonSettingsPatch>;

export const LogonMethodKind = z.enum(['password', 'source', 'oidc', 'passkey']);
export type LogonMethodKind = z.infer<typeof LogonMethodKind>;

const MethodTitle = z.strictObject({ en: plainText(40), zh: plainText(40) });
const MethodSettings = z.record(z.string(), z.unknown());

export const LogonMethod = z
  .strictObject({
    id: z.string(),
    kind: LogonMethodKind,
    sourceId: z.string().nullable(),
    /** Of the source: `ad`, `ldap`, `dingtalk`, … */
    sourceKind: z.string().nullable(),
    enabled: z.boolean(),
    /** Null: as the kind or the source is called. */
    title: MethodTitle.nullable(),
    /** As it stands on the log-on page. */
    shownTitle: Bilingual,
    settings: MethodSettings,
    version: z.number().int(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'LogonMethod' });
export type LogonMethod = z.infer<typeof LogonMethod>;

/** Only OpenID providers are made by hand; the others are there. */
export const LogonMethodCreate = z
  .strictObject({
    kind: z.literal('oidc'),
    enabled: z.boolean().default(false),
    title: MethodTitle.nullable().default(null),
    settings: MethodSettings,
  })
  .meta({ id: 'LogonMethodCreate' });
export const LogonMethodPatch = z
  .strictObject({ enabled: z.boolean(), title: MethodTitle.nullable(), settings: MethodSettings })
  .partial()
  .meta({ id: 'LogonMethodPatch' });

export const PasswordSet = z
  .strictObject({
    password: z
      .string()
      .min(1)
      .max(256)
      .optional()
      .meta({
        ...words('Password', '密码'),
        secret: true,
        description: 'Left out: one is made and shown this once',
      }),
    temporary: z.boolean().default(true).meta(words('To be changed at the next log-on', '下次登录时须修改')),
  })
  .meta({ id: 'PasswordSet' });

export const PasswordWasSet = z
  .strictObject({ password: z.string().nullable(), temporary: z.boolean() })
  .meta({ id: 'PasswordWasSet' });

export const PasswordTrial = z
  .strictObject({
    password: z.string().min(1).max(256).meta({ secret: true }),
    accountId: z.string().max(64).optional(),
    policy: PasswordPolicy.optional().meta({ description: 'To be tried instead of the stored one' }),
  })
  .meta({ id: 'PasswordTrial' });
export const PasswordTrialResult = z
  .strictObject({
    ok: z.boolean(),
    faults: z.array(z.strictObject({ fault: z.string(), text: Bilingual })),
    rules: PasswordRules,
  })
  .meta({ id: 'PasswordTrialResult' });

/** What an administrator sees of an account's log-on. */
export const AccountLogon = z
  .strictObject({
    passwordSet: z.boolean(),
    passwordChangedAt: z.iso.datetime().nullable(),
    passwordTemporary: z.boolean(),
    passwordExpiresAt: z.iso.datetime().nullable(),
    /** Wrong passwords since the last right one. */
    failures: z.number().int(),
    blockedUntil: z.iso.datetime().nullable(),
    sessions: z.number().int(),
  })
  .meta({ id: 'AccountLogon' });
export type AccountLogon = z.infer<typeof AccountLogon>;
