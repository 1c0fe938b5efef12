/** What the portal exchanges with the server about a person: profile, second factors, log-ons. */
import { z } from 'zod';
import { AccountFields, CustomValue, Email } from './account.ts';
import { Icon } from './application-catalogue.ts';
import { CustomField } from './custom-field.ts';
import { AccountFactors, PasskeyName } from './factors.ts';
import { Bilingual, InstanceName, Look } from './person-api.ts';

const { displayName, email, emailVerified, phoneRegion, phoneNumber, phoneVerified, description } =
  AccountFields.shape;
const { preferredLanguage, custom, username } = AccountFields.shape;

/** GET /me */
export const Me = z
  .strictObject({
    csrf: z.string(),
    sessionId: z.string(),
    instance: InstanceName,
    look: Look,
    account: z.strictObject({
      id: z.string(),
      username,
      displayName,
      email,
      emailVerified,
      phoneRegion,
      phoneNumber,
      phoneVerified,
      description,
      preferredLanguage,
      /** Of the fields below. */
      custom: z.record(z.string(), CustomValue),
    }),
    /** Custom fields that are shown. */
    customFields: z.array(CustomField.pick({ id: true, title: true, type: true, required: true })),
    /**
     * Names that PATCH takes, custom ones as `custom.<id>`. With `email` among them the address can be changed, by a code
     * sent to the new one: `POST /me/email/verify` with it, then `PUT`.
     */
    editable: z.array(z.string()),
    /** Codes can be sent by mail. */
    mail: z.boolean(),
    /** Until then, nothing asks for another log-on. */
    recentUntil: z.iso.datetime(),
  })
  .meta({ id: 'Me' });
export type Me = z.infer<typeof Me>;

/** PATCH /me. What is not named stays; what may not be edited is refused. No e-mail address: see POST /me/email/verify. */
export const MePatch = z
  .strictObject({ displayName, phoneRegion, phoneNumber, description, preferredLanguage, custom })
  .partial()
  .meta({ id: 'MePatch' });
export type MePatch = z.infer<typeof MePatch>;

/** POST /me/email/verify: without an address, the present one is to be verified. */
export const EmailVerify = z.strictObject({ email: Email.optional() }).optional();

/** A code as somebody types it. */
export const GivenCode = z.string().min(1).max(64).meta({ secret: true });
export const CodeBody = z.strictObject({ code: GivenCode });

/** GET /factors */
export const OwnFactors = AccountFactors.extend({
  /** Passkeys work at the address of this server. */
  passkeysPossible: z.boolean(),
  /** Codes can be sent by mail. */
  mail: z.boolean(),
  /** The last factor cannot be removed. */
  needed: z.boolean(),
}).meta({ id: 'OwnFactors' });

/** A new authenticator app, to be scanned or typed. */
export const TotpEnrolment = z
  .strictObject({ secret: z.string(), uri: z.string(), svg: z.string() })
  .meta({ id: 'TotpEnrolment' });

/** To be shown this once; empty where earlier codes still count. */
export const RecoveryCodes = z.strictObject({ recoveryCodes: z.array(z.string()) });

export const PasskeyCreate = z.strictObject({ name: PasskeyName, response: z.unknown() });
export const PasskeyRename = z.strictObject({ name: PasskeyName });

/** Options of WebAuthn, for `@simplewebauthn/browser`. */
export const PasskeyOptions = z.looseObject({ challenge: z.string() });

/** GET /applications: one that the person may sign in to. */
export const PortalTile = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    icon: Icon,
    protocol: z.enum(['oidc', 'saml']),
    description: Bilingual.nullable(),
    /** Path of this server that signs in to it; null where only the application itself begins. */
    launch: z.string().nullable(),
  })
  .meta({ id: 'PortalTile' });

/** One line of GET /logons. Why one was refused is for administrators. */
export const OwnLogon = z
  .strictObject({
    at: z.iso.datetime(),
    result: z.enum(['ok', 'refused', 'failed']),
    address: z.string().nullable(),
    agent: z.string().nullable(),
  })
  .meta({ id: 'OwnLogon' });
