/** Accounts by the hundred, as a table of the console works with them. */
import { z } from 'zod';
import { changeAccounts } from '../directory/account-bulk.ts';
import { exportAccounts } from '../directory/account-export.ts';
import { countAccounts } from '../directory/account-list.ts';
import { type ImportedRow, importAccounts } from '../directory/import-accounts.ts';
import type { Language, MusterError } from '../errors/error.ts';
import { AccountBulk, AccountBulkResult } from '../model/account-bulk.ts';
import { AccountImport, AccountImportResult, ImportOutcome } from '../model/account-import.ts';
import { AccountQuery, accountFilter } from './account-query.ts';
import { type Call, fileRoute, type Route, route } from './route.ts';

type ImportResult = z.infer<typeof AccountImportResult>;

/** What nobody foresaw is told as `internal`; its cause is for the log. */
function logInternal({ log }: Call, error: MusterError): void {
  if (error.code === 'internal') log.error({ err: error.cause }, 'one of many accounts failed');
}

function textOf(error: MusterError, language: Language) {
  const { code, message, remedy, field = null } = error.text(language);
  return { code, message, remedy, field };
}

function shownRow(call: Call, imported: ImportedRow): ImportResult['rows'][number] {
  const { row, username, accountId, outcome } = imported;
  const text = { code: null, message: null, remedy: null, field: null };
  const shown = { row, username, accountId, outcome, before: null, after: null, ...text };
  switch (imported.outcome) {
    case 'create':
      return { ...shown, after: imported.after };
    case 'update':
      return { ...shown, before: imported.before, after: imported.after };
    case 'refused':
      logInternal(call, imported.error);
      return { ...shown, ...textOf(imported.error, call.language) };
    default:
      return shown;
  }
}

function countsOf(rows: readonly ImportedRow[]): ImportResult['counts'] {
  const count = (wanted: ImportOutcome) => rows.filter(({ outcome }) => outcome === wanted).length;
  return Object.fromEntries(
    ImportOutcome.options.map((outcome) => [outcome, count(outcome)]),
  ) as ImportResult['counts'];
}

export const accountTableRoutes: readonly Route[] = [
  route({
    id: 'countAccounts',
    method: 'GET',
    path: '/instances/{instance}/account-count',
    can: 'read',
    summary: 'How many accounts fit every filter given',
    query: AccountQuery,
    reply: z.strictObject({ count: z.number().int() }).meta({ id: 'AccountCount' }),
    run: async ({ db }, { params, query }) => ({
      count: await countAccounts(db, params.instance, accountFilter(query)),
    }),
  }),
  route({
    id: 'changeAccounts',
    method: 'POST',
    path: '/instances/{instance}/account-bulk',
    can: 'operate',
    summary: 'One action on up to 1,000 accounts; one that fails does not stop the others',
    body: AccountBulk,
    reply: AccountBulkResult,
    async run(call, { params, body }) {
      const { done, failed } = await changeAccounts(call.db, call.actor, params.instance, body);
      return {
        done,
        failed: failed.map(({ accountId, label, error }) => {
          logInternal(call, error);
          const { code, message, remedy } = error.text(call.language);
          return { accountId, label, code, message, remedy };
        }),
      };
    },
  }),
  fileRoute({
    id: 'exportAccounts',
    method: 'GET',
    path: '/instances/{instance}/account-export',
    can: 'read',
    summary: 'The accounts that fit every filter given, as a CSV file',
    query: AccountQuery.extend({
      columns: z
        .string()
        .min(1)
        .max(4000)
        .transform((text) => text.split(',').map((id) => id.trim()))
        .optional()
        .meta({
          description:
            'Ids of fields with commas between; `org` is the path of the organization, `custom.<id>` a custom field',
        }),
      labels: z
        .enum(['en', 'zh'])
        .optional()
        .meta({ description: 'Titles in the first line; ids of fields when left out' }),
    }),
    media: 'text/csv',
    run: ({ db }, { params, query }) => ({
      name: `accounts-${params.instance}.csv`,
      pieces: exportAccounts(db, params.instance, accountFilter(query), {
        columns: query.columns,
        labels: query.labels,
      }),
    }),
  }),
  route({
    id: 'importAccounts',
    method: 'POST',
    path: '/instances/{instance}/account-import',
    can: 'operate',
    summary: 'Create and update up to 500 accounts from the rows of a table, or see what that would do',
    body: AccountImport,
    reply: AccountImportResult,
    async run(call, { params, body }) {
      const rows = await importAccounts(call.db, call.actor, params.instance, body);
      return { counts: countsOf(rows), rows: rows.map((row) => shownRow(call, row)) };
    },
  }),
];
