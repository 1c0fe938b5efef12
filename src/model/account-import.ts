import { z } from 'zod';
import { AccountFields } from './account.ts';

const title = (en: string, zh: string) => ({ title: en, zh });

/** What one row of an import may say of an account. */
export const AccountImportRow = AccountFields.pick({
  username: true,
  displayName: true,
  email: true,
  phoneRegion: true,
  phoneNumber: true,
  externalId: true,
  enabled: true,
  expiresAt: true,
  description: true,
  preferredLanguage: true,
  custom: true,
})
  .partial()
  .required({ username: true })
  .extend({
    /** Path of the primary organization below the root, e.g. `Sales/East`; it may begin with the root's name. */
    org: z.string().max(4000).meta(title('Organization', '组织')).optional(),
  })
  .meta({ id: 'AccountImportRow' });
export type AccountImportRow = z.infer<typeof AccountImportRow>;

/**
 * Rows as a CSV file gives them, checked one by one so that a bad one does not stop the others: an empty text says
 * nothing of its field, null clears it; truth and numbers may be texts; a custom field may stand as `custom.<id>`; the
 * apostrophe with which an export guards a cell is taken away.
 */
export const AccountImport = z
  .strictObject({
    /** `check` writes nothing and tells what `apply` would do. */
    mode: z.enum(['check', 'apply']).meta(title('Mode', '模式')),
    rows: z
      .array(z.record(z.string(), z.unknown()))
      .min(1)
      .max(500)
      .meta({ ...title('Rows', '行'), description: 'Each with the fields of AccountImportRow' }),
    /** Accounts of the same username, in any case. */
    existing: z.enum(['skip', 'update']).meta(title('Accounts that exist already', '已存在的账户')),
  })
  .meta({ id: 'AccountImport' });
export type AccountImport = z.infer<typeof AccountImport>;

export const ImportOutcome = z.enum(['create', 'update', 'same', 'skip', 'refused']);
export type ImportOutcome = z.infer<typeof ImportOutcome>;

const Fields = z.record(z.string(), z.unknown()).nullable();

export const AccountImportResult = z
  .strictObject({
    counts: z.record(ImportOutcome, z.number().int()),
    rows: z.array(
      z.strictObject({
        /** Its place among the rows, from 1. */
        row: z.number().int(),
        username: z.string().nullable(),
        /** Null where there is no account (yet). */
        accountId: z.string().nullable(),
        outcome: ImportOutcome,
        /** `update`: only what changes; custom fields as `custom.<id>`. */
        before: Fields,
        /** `create`: what the account gets. */
        after: Fields,
        /** `refused`: why, and the field at fault where there is one. */
        code: z.string().nullable(),
        message: z.string().nullable(),
        remedy: z.string().nullable(),
        field: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'AccountImportResult' });
export type AccountImportResult = z.infer<typeof AccountImportResult>;
