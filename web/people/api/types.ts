/** What the person API takes and gives; the server's schemas are the one definition. */
import type { z } from 'zod';
import type * as person from '../../../src/model/person-api.ts';
import type * as portal from '../../../src/model/portal.ts';

export type LogonPage = z.infer<typeof person.LogonPage>;
export type LogonTab = z.infer<typeof person.LogonTab>;
export type Look = z.infer<typeof person.Look>;
export type Step = z.infer<typeof person.Step>;
export type StepOf<K extends Step['kind']> = Extract<Step, { kind: K }>;
export type OwnPassword = z.infer<typeof person.OwnPassword>;
export type PersonSession = z.infer<typeof person.PersonSession>;
export type { PasswordRules } from '../../../src/model/password-policy.ts';

export type { Me, MePatch } from '../../../src/model/portal.ts';
export type OwnFactors = z.infer<typeof portal.OwnFactors>;
export type Passkey = OwnFactors['passkeys'][number];
export type OwnLogon = z.infer<typeof portal.OwnLogon>;
export type PortalTile = z.infer<typeof portal.PortalTile>;
/** A new authenticator app, to be scanned or typed. */
export type TotpSecret = z.infer<typeof portal.TotpEnrolment>;
/** Shown once; empty where earlier ones still count. */
export type RecoveryCodes = z.infer<typeof portal.RecoveryCodes>;
