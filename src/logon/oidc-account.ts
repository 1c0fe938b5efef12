/** Whom the claims of an OpenID provider mean: an account bound earlier, one that matches, or a new one. */
import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Db, Sql } from '../db/db.ts';
import { createAccount, updateAccount } from '../directory/accounts.ts';
import type { Fields } from '../directory/fold.ts';
import { lookupText } from '../directory/input.ts';
import { loadContributions } from '../directory/links.ts';
import { orgRow } from '../directory/org-rows.ts';
import { MusterError } from '../errors/error.ts';
import { compileExpression } from '../expressions/compile.ts';
import type { OidcLogonSettings, OidcMatch } from '../model/logon-source.ts';
import { compileMapper } from '../sync/mapper.ts';
import { customFields } from '../sync/source-settings.ts';
import type { Claims } from './inbound-oidc.ts';

/**
 * Throws what is wrong with the expressions, the mappings or the organization of settings that have passed their schema;
 * secrets may be sealed.
 */
export async function assertOidcLogon(db: Db, instanceId: string, settings: object): Promise<void> {
  const { match: rules, mappings, organizationId } = settings as OidcLogonSettings;
  for (const { expression } of rules) compileExpression(expression, 'idpUser');
  compileMapper({ user: mappings, org: [], group: [] }, await customFields(db, instanceId));
  if (organizationId !== null)
    await orgRow(db, instanceId, organizationId, { field: 'settings.organizationId' });
}

interface Method {
  id: string;
  instanceId: string;
  settings: OidcLogonSettings;
}

export type Recognised =
  | { accountId: string }
  | { refused: string; code: 'logon_stranger' | 'oidc_email_unverified' };

/** The account behind verified claims. Binds at the first log-on, creates and updates where the settings say so. */
export async function accountOfClaims(db: Db, method: Method, claims: Claims): Promise<Recognised> {
  const trusted = trustedClaims(method.settings, claims);
  const bound = await bindingOf(db, method, claims.sub);
  if (bound) {
    if (bound.created && method.settings.update) await update(db, method, bound, trusted);
    return { accountId: bound.accountId };
  }
  const matched = await match(db, method, trusted);
  if (matched !== undefined) {
    if (await bind(db, method, claims.sub, matched, false, {})) return { accountId: matched };
    // Bound meanwhile by the same person's other browser, or long since to another subject.
    const now = await bindingOf(db, method, claims.sub);
    return now ? { accountId: now.accountId } : { refused: 'bound_to_another', code: 'logon_stranger' };
  }
  if (method.settings.create) return create(db, method, claims, trusted);
  return refusal(claims, trusted, 'no_account');
}

/**
 * An address that nobody has verified is no address: it neither matches nor fills anything, under whatever field a
 * mapping would put it.
 */
function trustedClaims({ trustEmail }: OidcLogonSettings, claims: Claims): Claims {
  if (trustEmail || claims.email_verified === true) return claims;
  const { email: _unverified, ...rest } = claims;
  return rest as Claims;
}

const refusal = (claims: Claims, trusted: Claims, refused: string): Recognised =>
  claims.email !== undefined && trusted.email === undefined
    ? { refused: 'email_unverified', code: 'oidc_email_unverified' }
    : { refused, code: 'logon_stranger' };

interface Binding {
  accountId: string;
  created: boolean;
  given: Fields;
}

async function bindingOf(sql: Sql, { id, settings }: Method, subject: string): Promise<Binding | undefined> {
  const { rows } = await sql.query<Binding>(
    `SELECT account_id AS "accountId", created, given FROM logon_binding
      WHERE method_id = $1 AND issuer = $2 AND subject = $3`,
    [id, settings.issuer, lookupText(subject)],
  );
  return rows[0];
}

/** False where the subject or the account is bound already. */
async function bind(
  sql: Sql,
  { id, settings }: Method,
  subject: string,
  accountId: string,
  created: boolean,
  given: Fields,
): Promise<boolean> {
  const { rowCount } = await sql.query(
    `INSERT INTO logon_binding (method_id, issuer, subject, account_id, created, given) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT DO NOTHING`,
    [id, settings.issuer, lookupText(subject), accountId, created, JSON.stringify(given)],
  );
  return rowCount === 1;
}

/** The one account that the first fitting rule finds. */
async function match(db: Db, { instanceId, settings }: Method, claims: Claims): Promise<string | undefined> {
  for (const rule of settings.match) {
    const value = ruleValue(rule, claims);
    if (value === undefined) continue;
    // Only the verified address itself: a text made of other claims was verified by nobody.
    if (rule.field === 'email' && !isSame(value, claims.email)) continue;
    const { rows } = await db.query<{ id: string }>(
      `SELECT id FROM account WHERE instance_id = $1 AND ${COLUMN[rule.field]} LIMIT 2`,
      [instanceId, value],
    );
    if (rows.length === 1) return rows[0]!.id;
  }
  return undefined;
}

const COLUMN: Record<OidcMatch['field'], string> = {
  username: 'lower(username) = lower($2)',
  email: 'lower(email) = lower($2)',
  externalId: 'external_id = $2',
};

const isSame = (value: string, claim: unknown) =>
  typeof claim === 'string' && claim.toLowerCase() === value.toLowerCase();

function ruleValue({ expression }: OidcMatch, idpUser: Claims): string | undefined {
  try {
    const value = compileExpression(expression, 'idpUser').evaluate({ idpUser });
    return typeof value === 'string' && value.trim() !== '' && !value.includes('\0') ? value : undefined;
  } catch (error) {
    // A claim this person does not have: the next rule may fit.
    if (error instanceof MusterError) return undefined;
    throw error;
  }
}

async function create(db: Db, method: Method, claims: Claims, trusted: Claims): Promise<Recognised> {
  const { id, instanceId, settings } = method;
  const given = await fieldsOf(db, method, trusted);
  if (!given) return refusal(claims, trusted, 'claims_unfit');
  const actor = { name: `logon:${id}` };
  const emailVerified =
    given.email != null && claims.email_verified === true && isSame(String(given.email), claims.email);
  const input = {
    ...nested(given),
    emailVerified,
    ...(settings.organizationId !== null && { primaryOrgId: settings.organizationId }),
  };
  try {
    const account = await createAccount(db, actor, instanceId, input, {
      sourceType: 'idp_auto_build',
      sourceId: id,
      async bind(sql, accountId) {
        if (!(await bind(sql, method, claims.sub, accountId, true, given))) throw new BoundMeanwhile();
      },
    });
    return { accountId: account.id };
  } catch (error) {
    const bound = await bindingOf(db, method, claims.sub);
    if (bound) return { accountId: bound.accountId };
    // Somebody else has the name: never theirs, whatever the provider calls this person.
    if (error instanceof MusterError && error.code === 'duplicate_value')
      return { refused: `taken_${error.params.field}`, code: 'logon_stranger' };
    if (error instanceof MusterError && (error.code === 'invalid_input' || error.code === 'not_found'))
      return { refused: `create_${error.code}`, code: 'logon_stranger' };
    throw error;
  }
}

/** Undoes the account that the other of two first log-ons has made already. */
class BoundMeanwhile extends Error {}

/** Changes what the provider says otherwise than last time, unless it was changed by hand since, or a source keeps it. */
async function update(db: Db, method: Method, bound: Binding, claims: Claims): Promise<void> {
  const given = await fieldsOf(db, method, claims);
  if (!given || isDeepStrictEqual(given, bound.given)) return;
  if ((await loadContributions(db, bound.accountId)).length > 0) return;
  const { rows } = await db.query<{ current: Fields }>(
    `SELECT to_json(a) AS current FROM (SELECT username, display_name AS "displayName", email, phone_region AS "phoneRegion",
         phone_number AS "phoneNumber", external_id AS "externalId", enabled, expires_at AS "expiresAt", description,
         preferred_language AS "preferredLanguage" FROM account WHERE id = $1) a`,
    [bound.accountId],
  );
  const current = rows[0]?.current;
  if (!current) return;
  const changed = Object.entries(given).filter(
    ([field, value]) =>
      // The name is what others know the account by; it stays.
      field !== 'username' &&
      Object.hasOwn(current, field) &&
      (value ?? null) !== (current[field] ?? null) &&
      (bound.given[field] ?? null) === (current[field] ?? null),
  );
  try {
    if (changed.length > 0)
      await updateAccount(db, { name: `logon:${method.id}` }, method.instanceId, bound.accountId, {
        ...Object.fromEntries(changed),
        ...(changed.some(([field]) => field === 'email') && {
          emailVerified: claims.email_verified === true && isSame(String(given.email), claims.email),
        }),
      });
  } catch (error) {
    // A new address that somebody else has keeps nobody out.
    if (error instanceof MusterError && ['duplicate_value', 'invalid_input'].includes(error.code)) return;
    throw error;
  }
  await db.query(
    `UPDATE logon_binding SET given = $4 WHERE method_id = $1 AND issuer = $2 AND subject = $3`,
    [method.id, method.settings.issuer, lookupText(claims.sub), JSON.stringify(given)],
  );
}

/** The mapped fields of the account, checked; undefined where the claims do not give them. */
async function fieldsOf(
  db: Db,
  { instanceId, settings }: Method,
  claims: Claims,
): Promise<Fields | undefined> {
  const mapper = compileMapper(
    { user: settings.mappings, org: [], group: [] },
    await customFields(db, instanceId),
  );
  const { values } = mapper.map('user', externalIdOf(claims.sub), claims);
  return values && (values as Fields);
}

/** Subjects may be longer than an external id. */
const externalIdOf = (sub: string) =>
  sub.length <= 128 ? sub : createHash('sha256').update(sub).digest('hex');

/** Custom fields as an account's input has them. */
function nested(fields: Fields): Record<string, unknown> {
  const custom = Object.entries(fields)
    .filter(([name, value]) => name.startsWith('custom.') && value !== null)
    .map(([name, value]) => [name.slice('custom.'.length), value] as const);
  const own = Object.entries(fields).filter(([name]) => !name.startsWith('custom.'));
  return { ...Object.fromEntries(own), ...(custom.length > 0 && { custom: Object.fromEntries(custom) }) };
}
