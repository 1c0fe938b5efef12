/** What a password of Muster itself must be like, how long it lives, and how that is told to people. */
import { z } from 'zod';

const title = (en: string, zh: string) => ({ title: en, zh });

/** Longer ones are refused: hashing is no place for a stranger's megabyte. */
export const PASSWORD_MAX = 128;
/** What counts as a special character, in templates and rules alike. */
export const SPECIAL = '(@%+\\/"!#$^?:,(){}[]~-_.';

export const CharacterClass = z.enum(['lower', 'upper', 'digit', 'special']);
export type CharacterClass = z.infer<typeof CharacterClass>;

/** Things of the person that must not stand in the password. */
export const ForbiddenPart = z.enum(['username', 'displayName', 'phone', 'email']);
export type ForbiddenPart = z.infer<typeof ForbiddenPart>;

export const PolicyTemplate = z.enum(['none', 'low', 'common', 'recommended', 'high', 'custom']);
export type PolicyTemplate = z.infer<typeof PolicyTemplate>;

export const Complexity = z.strictObject({
  minLength: z.number().int().min(4).max(64).meta(title('Shortest length', '最小长度')),
  classes: z.array(CharacterClass).max(4).meta(title('Must contain', '必须包含')),
  forbidden: z.array(ForbiddenPart).max(4).meta(title('Must not contain', '不得包含')),
});
export type Complexity = z.infer<typeof Complexity>;

/** The complexity of each template; `custom` has its own. */
export const TEMPLATES: Record<Exclude<PolicyTemplate, 'custom'>, Complexity> = {
  none: { minLength: 4, classes: [], forbidden: [] },
  low: { minLength: 6, classes: ['lower', 'digit'], forbidden: [] },
  common: { minLength: 8, classes: ['lower', 'upper', 'digit'], forbidden: [] },
  recommended: { minLength: 10, classes: ['lower', 'upper', 'digit', 'special'], forbidden: ['username'] },
  high: {
    minLength: 16,
    classes: ['lower', 'upper', 'digit', 'special'],
    forbidden: ['username', 'displayName', 'phone', 'email'],
  },
};

export const PasswordExpiry = z.strictObject({
  days: z
    .number()
    .int()
    .min(0)
    .max(3650)
    .meta({
      ...title('Valid for days', '有效天数'),
      help: '0: passwords do not expire.',
      helpZh: '0 表示永不过期。',
    }),
  action: z
    .enum(['forbid_login', 'force_update_password', 'remind_update_password'])
    .meta(title('When it has expired', '过期后')),
  noticeDays: z.number().int().min(0).max(90).meta(title('Remind days before', '提前提醒天数')),
});

export const PasswordPolicy = z
  .strictObject({
    template: PolicyTemplate.meta(title('Complexity', '复杂度')),
    /** Counts where `template` is `custom`. */
    custom: Complexity.meta(title('Own rules', '自定义规则')),
    history: z
      .number()
      .int()
      .min(0)
      .max(24)
      .meta(title('Last passwords that must not be used again', '不得重复使用的历史密码个数')),
    refuseWeak: z.boolean().meta({
      ...title('Refuse well-known passwords', '禁用弱密码'),
      help: 'Passwords that are guessed first, and such as are made of the name of the person or company.',
      helpZh: '禁止使用常见弱密码，以及由个人或公司名称构成的密码。',
    }),
    weakAtLogon: z.enum(['allow', 'force_update_password', 'forbid_login']).meta({
      ...title('Who logs on with a well-known password', '使用弱密码登录时'),
    }),
    expiry: PasswordExpiry.meta(title('Expiry', '过期')),
  })
  .meta({ id: 'PasswordPolicy' });
export type PasswordPolicy = z.infer<typeof PasswordPolicy>;

export const POLICY_DEFAULT: PasswordPolicy = {
  template: 'recommended',
  custom: TEMPLATES.recommended,
  history: 3,
  refuseWeak: true,
  weakAtLogon: 'force_update_password',
  expiry: { days: 0, action: 'force_update_password', noticeDays: 7 },
};

/** The rules a new password has to meet, as people are shown them before they choose. */
export const PasswordRules = z
  .strictObject({
    minLength: z.number().int(),
    maxLength: z.number().int(),
    classes: z.array(CharacterClass),
    /** The characters that count as special. */
    special: z.string(),
    forbidden: z.array(ForbiddenPart),
    history: z.number().int(),
    weak: z.boolean(),
  })
  .meta({ id: 'PasswordRules' });
export type PasswordRules = z.infer<typeof PasswordRules>;

/** Why a password was not taken; the page marks the rules by these. */
export const PasswordFault = z.enum([
  'too_short',
  'too_long',
  'no_lower',
  'no_upper',
  'no_digit',
  'no_special',
  'has_username',
  'has_display_name',
  'has_phone',
  'has_email',
  'weak',
  'used_before',
]);
export type PasswordFault = z.infer<typeof PasswordFault>;
