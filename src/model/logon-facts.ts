/** What whoever sets up log-on must know of the server and the people; none of it is a setting. */
import { z } from 'zod';
import { Complexity, PolicyTemplate } from './password-policy.ts';

const Schema = z.record(z.string(), z.unknown());

/** JSON Schemas that draw the forms of log-on, and what the templates of the password policy ask. */
export const LogonSchemas = z
  .strictObject({
    passwordPolicy: Schema,
    session: Schema,
    limits: Schema,
    /** Of a method: an OpenID provider, a source whose directory is asked for passwords. */
    oidc: Schema,
    directory: Schema,
    templates: z.record(PolicyTemplate.exclude(['custom']), Complexity),
    /** The characters that count as special. */
    special: z.string(),
  })
  .meta({ id: 'LogonSchemas' });
export type LogonSchemas = z.infer<typeof LogonSchemas>;

/** What stands beside the settings of one method. */
export const LogonMethodFacts = z
  .strictObject({
    id: z.string(),
    /** The page of somebody else that people log on at sends them back here: to be entered there. */
    redirectUri: z.string().nullable(),
    /** How passwords travel to the directory; null where none do. */
    protection: z.enum(['encrypted', 'local', 'none']).nullable(),
    /** The source may be switched off; null where there is none. */
    sourceEnabled: z.boolean().nullable(),
    /** Why people could not log on with it, on or off. */
    problem: z.strictObject({ code: z.string(), message: z.string(), remedy: z.string() }).nullable(),
  })
  .meta({ id: 'LogonMethodFacts' });
export type LogonMethodFacts = z.infer<typeof LogonMethodFacts>;

export const LogonFacts = z
  .strictObject({
    logonUrl: z.string(),
    portalUrl: z.string(),
    /** A mail server is set (`MUSTER_SMTP_URL`). */
    mail: z.boolean(),
    /** Enabled accounts by the second factors they have. */
    people: z.array(
      z.strictObject({
        totp: z.boolean(),
        passkey: z.boolean(),
        /** A verified address. */
        email: z.boolean(),
        count: z.number().int(),
      }),
    ),
    methods: z.array(LogonMethodFacts),
  })
  .meta({ id: 'LogonFacts' });
export type LogonFacts = z.infer<typeof LogonFacts>;
