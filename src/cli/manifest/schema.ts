/** The file of `muster apply -f`: an instance as it should be. What a section leaves out stays as it is. */
import { z } from 'zod';
import { ApplicationCreate } from '../../model/application.ts';
import { RuleCreate } from '../../model/application-access.ts';
import { CloudAccountCreate, CloudAppCreate, CloudUserSsoPatch } from '../../model/cloud.ts';
import { CustomFieldCreate } from '../../model/custom-field.ts';
import { InstanceCreate } from '../../model/instance.ts';
import { LogonMethodKind } from '../../model/logon.ts';
import { OrgCreate } from '../../model/org.ts';
import { SourceCreate } from '../../model/source.ts';
import { LogonPiece, SsoPiece } from '../pieces.ts';

/** Where a secret is: never in the file itself. */
export const SecretReference = z.union([
  z.strictObject({ env: z.string().min(1).max(200) }),
  z.strictObject({ file: z.string().min(1).max(1000) }),
]);
export type SecretReference = z.infer<typeof SecretReference>;

/** Names from below the root down, joined by `/`. */
const OrgPath = z.string().min(1).max(1000);
/** Checked by the server, by the kind or template; secrets as references. */
const Settings = z.record(z.string(), z.unknown());

const ManifestApp = CloudAppCreate.extend({
  /** A server application needs it before its tokens carry scopes. */
  authorised: z.boolean().optional(),
});

const ManifestUserSso = CloudUserSsoPatch.omit({ metadataDocument: true }).extend({
  /** Of the identity provider: a file, or an application of the same Muster. */
  metadata: z
    .union([
      z.strictObject({ file: z.string().min(1).max(1000) }),
      z.strictObject({ application: z.string().min(1).max(64) }),
    ])
    .optional(),
});

/** Found again by what it belongs to: a source, or the name of an OpenID provider. */
const ManifestMethod = z
  .strictObject({
    kind: LogonMethodKind,
    /** Of kind source. */
    source: z.string().min(1).max(64).optional(),
    /** Of kind oidc: what its tab is called. */
    name: z.string().min(1).max(64).optional(),
    enabled: z.boolean().optional(),
    title: z.strictObject({ en: z.string(), zh: z.string() }).nullable().optional(),
    settings: Settings.optional(),
  })
  .refine(({ kind, source }) => (kind === 'source') === (source !== undefined), {
    error: 'for kind source, and only for it',
    path: ['source'],
  })
  .refine(({ kind, name }) => (kind === 'oidc') === (name !== undefined), {
    error: 'for kind oidc, and only for it',
    path: ['name'],
  });

const Names = z.array(z.string().min(1).max(1000)).max(10_000);
const ManifestAssignments = z.strictObject({
  accounts: Names.optional(),
  organizations: Names.optional(),
  groups: Names.optional(),
  rules: z.array(RuleCreate).max(100).optional(),
});

export const Manifest = z.strictObject({
  instance: InstanceCreate,
  logon: LogonPiece.optional(),
  logonMethods: z.array(ManifestMethod).max(100).optional(),
  customFields: z.array(CustomFieldCreate).max(200).optional(),
  organizations: z
    .array(OrgCreate.omit({ name: true, parentId: true }).extend({ path: OrgPath }))
    .max(10_000)
    .optional(),
  cloudAccounts: z
    .array(
      CloudAccountCreate.extend({
        apps: z.array(ManifestApp).max(200).optional(),
        userSso: ManifestUserSso.optional(),
      }),
    )
    .max(100)
    .optional(),
  sources: z
    .array(
      SourceCreate.omit({ targetOrgId: true }).extend({
        config: Settings,
        targetOrganization: OrgPath.optional(),
      }),
    )
    .max(100)
    .optional(),
  applications: z
    .array(
      ApplicationCreate.omit({ provisioning: true }).extend({
        /**
         * As the API has it, but with `scope: {organizations, groups}` by path and name. For a cloud account of the same
         * Muster, `cloudAccount: NAME` stands for both addresses and `clientId: {cloudApp: ACCOUNT/APP}` for the id.
         */
        provisioning: Settings.optional(),
        /** `template`: the entry of the catalogue, for an application made from the template of a target. */
        sso: SsoPiece.extend({ template: z.string().max(40).optional() }).optional(),
        assignments: ManifestAssignments.optional(),
      }),
    )
    .max(100)
    .optional(),
});
export type Manifest = z.infer<typeof Manifest>;
