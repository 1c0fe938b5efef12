import { z } from 'zod';
import { plainText } from './account.ts';
import { said } from './said.ts';

const title = (en: string, zh: string) => ({ title: en, zh });
const Time = z.iso.datetime();

/** Fields of an account that an instance may let its people edit in the portal; custom fields say it themselves. */
export const PortalField = z.enum(['displayName', 'preferredLanguage', 'email', 'phone', 'description']);
export type PortalField = z.infer<typeof PortalField>;

export const PORTAL_FIELDS_DEFAULT: PortalField[] = ['displayName', 'preferredLanguage'];

/** A setting of an instance. An e-mail address changes when a code sent to the new one was entered, never before. */
export const PortalFields = z
  .array(PortalField)
  .max(PortalField.options.length)
  .refine((fields) => new Set(fields).size === fields.length, {
    error: said('each field once', '每个字段只能出现一次'),
  })
  .meta({
    ...title('Fields people may edit', '用户可自行修改的字段'),
    help: 'In the portal. A field that a source fills is never among them.',
    helpZh: '用于用户门户。由身份提供方同步的字段始终不可修改。',
  });
export type PortalFields = z.infer<typeof PortalFields>;

/** What a person may do with a custom field in the portal (names of IDaaS). */
export const PortalPermission = z.enum(['hide', 'read_only', 'read_write']);
export type PortalPermission = z.infer<typeof PortalPermission>;

export const PasskeyName = plainText(64).meta(title('Name', '名称'));

const Base64Url = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/^[A-Za-z0-9_-]+$/);

/** RegistrationResponseJSON of WebAuthn level 3; what we do not use is let by and not looked at. */
export const PasskeyRegistration = z
  .object({
    id: Base64Url(1400),
    rawId: Base64Url(1400),
    type: z.literal('public-key'),
    response: z.object({
      clientDataJSON: Base64Url(8000),
      attestationObject: Base64Url(40_000),
      transports: z
        .array(z.string().regex(/^[a-z-]{1,20}$/))
        .max(10)
        .optional(),
    }),
  })
  .meta({ id: 'PasskeyRegistration' });

/** AuthenticationResponseJSON. */
export const PasskeyAssertion = z
  .object({
    id: Base64Url(1400),
    rawId: Base64Url(1400),
    type: z.literal('public-key'),
    response: z.object({
      clientDataJSON: Base64Url(8000),
      authenticatorData: Base64Url(8000),
      signature: Base64Url(4000),
      userHandle: z.string().max(200).nullish(),
    }),
  })
  .meta({ id: 'PasskeyAssertion' });

export const Passkey = z
  .strictObject({
    id: z.string(),
    name: z.string().meta(title('Name', '名称')),
    synced: z.boolean().meta(title('Synchronized between devices', '多设备同步')),
    createdAt: Time.meta(title('Created at', '创建时间')),
    lastUsedAt: Time.nullable().meta(title('Last used at', '最近使用时间')),
  })
  .meta({ id: 'Passkey' });

/** The second factors of an account, without anything secret. */
export const AccountFactors = z
  .strictObject({
    totp: z.strictObject({ confirmedAt: Time }).nullable().meta(title('Authenticator app', '身份验证器应用')),
    recoveryLeft: z.number().int().meta(title('Recovery codes left', '剩余恢复码')),
    passkeys: z.array(Passkey).meta(title('Passkeys', '通行密钥')),
    email: z.string().nullable().meta(title('Verified e-mail', '已验证邮箱')),
  })
  .meta({ id: 'AccountFactors' });
export type AccountFactors = z.infer<typeof AccountFactors>;
