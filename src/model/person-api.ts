/**
 * What the log-on page and the portal exchange with the server, below `/{instance}/person/api`. Bodies and answers of
 * the log-on are here; those of factors are in factors.ts.
 */
import { z } from 'zod';
import { PASSWORD_MAX, PasswordRules } from './password-policy.ts';

/** A text in both languages. */
export const Bilingual = z.strictObject({ en: z.string().max(500), zh: z.string().max(500) });
export type Bilingual = z.infer<typeof Bilingual>;

/** How the pages of an instance look. */
export const Look = z
  .strictObject({
    companyName: z.string(),
    /** `data:` URL of a raster image, or null. */
    logo: z.string().nullable(),
    /** `#rrggbb` */
    colour: z.string(),
    notice: Bilingual.nullable(),
  })
  .meta({ id: 'Look' });
export type Look = z.infer<typeof Look>;

export const SecondFactorKind = z.enum(['totp', 'email', 'recovery', 'passkey']);
export type SecondFactorKind = z.infer<typeof SecondFactorKind>;

/** What a log-on needs next. */
export const Step = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('start') }),
    z.strictObject({
      kind: z.literal('second-factor'),
      factors: z.array(SecondFactorKind),
      /** `a***@example.com`, where a code can be sent by e-mail. */
      emailHint: z.string().nullable(),
      /** Whether “remember this browser” means anything here. */
      rememberable: z.boolean(),
    }),
    z.strictObject({ kind: z.literal('enrol'), factors: z.array(z.enum(['totp', 'passkey'])) }),
    z.strictObject({
      kind: z.literal('change-password'),
      /** `expires`: it will before long, `days` from now. */
      reason: z.enum(['expired', 'must_change', 'reset', 'expires', 'weak']),
      where: z.enum(['muster', 'directory']),
      rules: PasswordRules,
      /** The present password has to be given once more. */
      needsCurrent: z.boolean(),
      skippable: z.boolean(),
      days: z.number().int().nullable(),
    }),
    /** `to` is a path of this server. */
    z.strictObject({ kind: z.literal('done'), to: z.string() }),
  ])
  .meta({ id: 'LogonStep' });
export type Step = z.infer<typeof Step>;

/** One tab of the log-on page. */
export const LogonTab = z.strictObject({
  id: z.string(),
  kind: z.enum(['password', 'directory', 'redirect', 'passkey']),
  /** Kind of the source (`ad`, `ldap`, `dingtalk`, …), or `oidc`, `password`, `passkey`. */
  icon: z.string(),
  title: Bilingual,
  forgot: z.boolean(),
});
export type LogonTab = z.infer<typeof LogonTab>;

export const InstanceName = z.strictObject({ id: z.string(), name: z.string() });

/** GET /logon */
export const LogonPage = z
  .strictObject({
    csrf: z.string(),
    instance: InstanceName,
    look: Look,
    methods: z.array(LogonTab),
    step: Step,
    returnTo: z.string(),
    /** The name to begin with, as the application proposed it. */
    hint: z.string().nullable(),
    /** For the page that a reset mail leads to (`/{instance}/login#reset=<token>`). */
    resetRules: PasswordRules,
  })
  .meta({ id: 'LogonPage' });
export type LogonPage = z.infer<typeof LogonPage>;

/** GET /logon: all are optional; without `return` a log-on under way goes on. */
export const LogonQuery = z.strictObject({
  return: z.string().max(4096).optional(),
  prompt: z.literal('login').optional(),
  max_age: z.coerce.number().int().min(0).max(100_000_000).optional(),
  hint: z.string().max(256).optional(),
});

/** A password as somebody types it at a log-on: its rules are nobody's business there. */
export const GivenPassword = z.string().min(1).max(256).meta({ secret: true });
/** A password somebody chooses. */
export const ChosenPassword = z.string().min(1).max(PASSWORD_MAX).meta({ secret: true });
export const GivenName = z.string().min(1).max(256);

export const PasswordLogon = z.strictObject({
  method: z.string().max(64),
  username: GivenName,
  password: GivenPassword,
});
const GivenCode = z.strictObject({
  code: z.string().min(1).max(64).meta({ secret: true }),
  remember: z.boolean().default(false),
});
export const SecondFactorGiven = z.discriminatedUnion('factor', [
  GivenCode.extend({ factor: z.literal('totp') }),
  GivenCode.extend({ factor: z.literal('email') }),
  GivenCode.extend({ factor: z.literal('recovery') }),
  z.strictObject({
    factor: z.literal('passkey'),
    response: z.unknown(),
    remember: z.boolean().default(false),
  }),
]);
export const StepPasswordChange = z.strictObject({
  current: GivenPassword.optional(),
  password: ChosenPassword,
});
export const ForgotPassword = z.strictObject({ username: GivenName });
export const ResetPassword = z.strictObject({
  token: z.string().min(1).max(200).meta({ secret: true }),
  password: ChosenPassword,
});
export const OwnPasswordChange = z.strictObject({
  current: GivenPassword.optional(),
  password: ChosenPassword,
});

/** GET /password */
export const OwnPassword = z
  .strictObject({
    /** `none`: no password of Muster and no directory that takes a new one. */
    where: z.enum(['muster', 'directory', 'none']),
    rules: PasswordRules,
    needsCurrent: z.boolean(),
    changedAt: z.iso.datetime().nullable(),
    expiresAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'OwnPassword' });

/** A session as its person, or an administrator, sees it. */
export const PersonSession = z
  .strictObject({
    id: z.string(),
    accountId: z.string(),
    username: z.string(),
    /** Authentication methods of RFC 8176. */
    methods: z.array(z.string()),
    address: z.string().nullable(),
    agent: z.string().nullable(),
    startedAt: z.iso.datetime(),
    authenticatedAt: z.iso.datetime(),
    lastSeenAt: z.iso.datetime(),
    /** The session that asks. */
    current: z.boolean(),
  })
  .meta({ id: 'PersonSession' });
export type PersonSession = z.infer<typeof PersonSession>;
