import { z } from 'zod';
import { said } from './said.ts';

/** Text a person typed: no NUL or other control characters (line breaks aside), no lone surrogates. */
export const plainText = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: refusing them is the point
    .refine((text) => text.isWellFormed() && !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(text), {
      error: said('contains control characters or broken Unicode', '包含控制字符或无效的 Unicode'),
    });

export const USERNAME = /^[A-Za-z0-9_.@-]{1,256}$/;

export const Username = z.string().regex(USERNAME, {
  error: said(
    'letters, digits and _ . @ - only, at most 256 characters',
    '仅限字母、数字与 _ . @ -，最多 256 个字符',
  ),
});
export const Email = z.email().max(128);
export const PhoneRegion = z
  .string()
  .regex(/^[0-9]{1,6}$/, { error: said('1 to 6 digits, without +', '1 至 6 位数字，不含 +') });
export const PhoneNumber = z
  .string()
  .regex(/^[0-9]{6,15}$/, { error: said('6 to 15 digits', '6 至 15 位数字') });
export const CustomValue = z.union([plainText(1024), z.number(), z.boolean()]);

const title = (en: string, zh: string) => ({ title: en, zh });

/** The fields an account has (names and rules of IDaaS); no defaults here, so that a partial update changes only what it names. */
export const AccountFields = z.strictObject({
  username: Username.meta(title('Username', '账户名')),
  displayName: plainText(128).nullable().meta(title('Display name', '显示名称')),
  email: Email.nullable().meta(title('E-mail', '邮箱')),
  emailVerified: z.boolean().meta(title('E-mail verified', '邮箱已验证')),
  phoneRegion: PhoneRegion.nullable().meta(title('Phone region', '手机区号')),
  phoneNumber: PhoneNumber.nullable().meta(title('Phone number', '手机号')),
  phoneVerified: z.boolean().meta(title('Phone verified', '手机号已验证')),
  externalId: plainText(128).nullable().meta(title('External ID', '外部 ID')),
  enabled: z.boolean().meta(title('Enabled', '启用')),
  lockedUntil: z.iso.datetime({ offset: true }).nullable().meta(title('Locked until', '锁定至')),
  expiresAt: z.iso.datetime({ offset: true }).nullable().meta(title('Expires at', '过期时间')),
  description: plainText(256).nullable().meta(title('Description', '备注')),
  preferredLanguage: z
    .string()
    .regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/)
    .max(35)
    .nullable()
    .meta(title('Language', '语言')),
  custom: z
    .record(z.string().regex(/^[a-z][a-z_]{0,39}$/), CustomValue.nullable())
    .meta(title('Custom fields', '扩展字段')),
  primaryOrgId: z.string().max(64).meta(title('Primary organization', '主组织')),
});

export const AccountId = z.string().regex(/^user_[0-9a-z]{26}$/);

export const Account = AccountFields.extend({
  id: AccountId.meta(title('ID', '账户 ID')),
  sourceType: z.string().meta(title('Source type', '来源类型')),
  sourceId: z.string().nullable().meta(title('Source ID', '来源 ID')),
  passwordSet: z.boolean().meta(title('Password set', '已设置密码')),
  version: z.number().int().meta(title('Version', '版本')),
  createdAt: z.iso.datetime().meta(title('Created at', '创建时间')),
  updatedAt: z.iso.datetime().meta(title('Updated at', '更新时间')),
}).meta({ id: 'Account' });
export type Account = z.infer<typeof Account>;

/**
 * What an account is at this moment, one of these: switched off comes before expired, expired before locked; `enabled` is
 * none of the three.
 */
export const AccountStatus = z.enum(['enabled', 'disabled', 'locked', 'expired']);
export type AccountStatus = z.infer<typeof AccountStatus>;

export const AccountCreate = AccountFields.partial()
  .required({ username: true })
  .extend({
    orgIds: z.array(z.string().max(64)).max(50).optional(),
    groupIds: z.array(z.string().max(64)).max(200).optional(),
  })
  .meta({ id: 'AccountCreate' });
export type AccountCreate = z.infer<typeof AccountCreate>;

export const AccountPatch = AccountFields.partial().meta({ id: 'AccountPatch' });
export type AccountPatch = z.infer<typeof AccountPatch>;

/** Fields a source may fill; everything else on an account belongs to the directory itself. */
export const SOURCE_FIELDS = [
  'username',
  'displayName',
  'email',
  'phoneRegion',
  'phoneNumber',
  'externalId',
  'enabled',
  'expiresAt',
  'description',
  'preferredLanguage',
] as const;
export type SourceField = (typeof SOURCE_FIELDS)[number];
