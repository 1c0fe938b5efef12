/** Sign-in of applications as it is stored: made from the catalogue, changed, logged. */
import { requireAccount } from '../cloud/accounts.ts';
import type { Db, Sql } from '../db/db.ts';
import { type Actor, appendChange } from '../directory/change-log.ts';
import { checked, checkVersion, lookupText } from '../directory/input.ts';
import { MusterError } from '../errors/error.ts';
import { type ApplicationSso, type Sso, SsoPatch } from '../model/sso.ts';
import type { Entry } from './catalogue/entry.ts';
import { entryOf } from './catalogue.ts';
import { filledSettings, parametersOf, refilled, type Values } from './fill.ts';
import { checkSso } from './settings.ts';
import { type SsoRow, ssoOf } from './sso-rows.ts';

/** What making and changing sign-in needs of the world. */
export interface SsoDeps {
  /** Where people reach this server. */
  publicUrl: string;
}

/** An application by id or name, locked where `lock` says so. Throws `not_found`. */
export async function requireApplication(
  sql: Sql,
  instanceId: string,
  idOrName: string,
  lock: '' | 'FOR NO KEY UPDATE' = '',
): Promise<{ id: string; name: string }> {
  const { rows } = await sql.query<{ id: string; name: string }>(
    `SELECT id, name FROM application WHERE instance_id = $1 AND (id = $2 OR lower(name) = lower($2))
      ORDER BY id = $2 DESC LIMIT 1 ${lock}`,
    [lookupText(instanceId), lookupText(idOrName)],
  );
  if (!rows[0])
    throw new MusterError('not_found', { what: 'application', id: lookupText(idOrName).slice(0, 80) });
  return rows[0];
}

/** Throws `not_found`; an application without sign-in has one of protocol `none`. */
export async function getSso(sql: Sql, instanceId: string, idOrName: string): Promise<ApplicationSso> {
  const { id } = await requireApplication(sql, instanceId, idOrName);
  const row = await ssoRow(sql, id);
  return row ? shown(row) : { applicationId: id, template: null, version: 0, updatedAt: null, ...NONE };
}

/** Of all applications that have one. */
export async function listSso(sql: Sql, instanceId: string): Promise<ApplicationSso[]> {
  const { rows } = await sql.query<SsoRow>(
    `SELECT s.* FROM application_sso s JOIN application a ON a.id = s.application_id WHERE a.instance_id = $1 ORDER BY a.id`,
    [lookupText(instanceId)],
  );
  return rows.map(shown);
}

/**
 * Changes sign-in, or gives an application its first. Throws `sso_template_missing`, `template_unknown`, `invalid_input`,
 * `application_parameter_missing`, `expression_…`, `sso_…`, `not_found`, `version_conflict`.
 */
export async function updateSso(
  db: Db,
  deps: SsoDeps,
  actor: Actor,
  instanceId: string,
  idOrName: string,
  input: unknown,
  expectedVersion?: number,
): Promise<ApplicationSso> {
  const patch = checked(SsoPatch, input);
  return db.tx(async (sql) => {
    const application = await requireApplication(sql, instanceId, idOrName, 'FOR NO KEY UPDATE');
    const row = await ssoRow(sql, application.id);
    checkVersion(
      'sign-in of the application',
      { id: application.id, version: row?.version ?? 0 },
      expectedVersion,
    );
    const template = patch.template ?? row?.template;
    if (template === undefined) throw new MusterError('sso_template_missing', { name: application.name });
    const entry = entryOf(template);
    const start =
      row && row.template === template
        ? await moved(sql, deps, instanceId, entry, ssoOf(row), patch.parameters)
        : await begun(sql, deps, instanceId, entry, patch.parameters ?? {}, row && ssoOf(row));
    const { template: _template, parameters: _parameters, ...rest } = patch;
    const sso: Sso = { ...start, ...withoutUndefined(rest) };
    checkSso(application.name, sso);
    return store(sql, actor, instanceId, application.id, entry, row, sso);
  });
}

/** The sign-in of a new application, not switched on where the entry leaves something to fill in. In the caller's transaction. */
export async function insertSso(
  sql: Sql,
  deps: SsoDeps,
  actor: Actor,
  instanceId: string,
  application: { id: string; name: string },
  entry: Entry,
  parameters: Values,
): Promise<ApplicationSso> {
  const sso = await begun(sql, deps, instanceId, entry, parameters, undefined);
  checkSso(application.name, sso);
  return store(sql, actor, instanceId, application.id, entry, undefined, sso);
}

/** The settings a template begins with; of another template before it, what is not the template's own stays. */
async function begun(
  sql: Sql,
  deps: SsoDeps,
  instanceId: string,
  entry: Entry,
  given: Values,
  before: Sso | undefined,
): Promise<Sso> {
  const known = await knownValues(sql, deps, instanceId, given);
  const parameters = parametersOf(entry, given, known);
  return {
    enabled: false,
    protocol: entry.settings.protocol,
    ...filledSettings(entry, { ...known, ...parameters }),
    applicationUsername: entry.applicationUsername,
    authorisation: before?.authorisation ?? entry.authorisation,
    portal: before?.portal ?? 'shown',
    parameters,
  };
}

/** Present settings under changed parameters. */
async function moved(
  sql: Sql,
  deps: SsoDeps,
  instanceId: string,
  entry: Entry,
  present: Sso,
  given: Values | undefined,
): Promise<Sso> {
  if (!given) return present;
  const known = await knownValues(sql, deps, instanceId, given);
  const parameters = parametersOf(entry, given, known);
  const before = filledSettings(entry, { ...known, ...present.parameters });
  const after = filledSettings(entry, { ...known, ...parameters });
  return {
    ...present,
    oidc: present.oidc && refilled(present.oidc, before.oidc, after.oidc),
    saml: present.saml && refilled(present.saml, before.saml, after.saml),
    parameters,
  };
}

/** Values that nobody gives: this server's address, and the domain of a cloud account of this instance. Throws `not_found`. */
export async function knownValues(
  sql: Sql,
  { publicUrl }: SsoDeps,
  instanceId: string,
  { cloudAccount }: Values,
): Promise<Values> {
  if (!cloudAccount) return { publicUrl };
  const { defaultDomain } = await requireAccount(sql, { instanceId, accountId: lookupText(cloudAccount) });
  return { publicUrl, cloudDomain: defaultDomain };
}

async function store(
  sql: Sql,
  actor: Actor,
  instanceId: string,
  applicationId: string,
  entry: Entry,
  before: SsoRow | undefined,
  { enabled, ...settings }: Sso,
): Promise<ApplicationSso> {
  if (before && before.template !== entry.id) await fitAccounts(sql, applicationId, entry);
  const { rows } = await sql.query<SsoRow>(
    `INSERT INTO application_sso AS s (application_id, template, settings, enabled) VALUES ($1, $2, $3, $4)
     ON CONFLICT (application_id) DO UPDATE SET template = excluded.template, settings = excluded.settings,
        enabled = excluded.enabled, version = s.version + 1, updated_at = now() RETURNING *`,
    [applicationId, entry.id, settings, enabled],
  );
  const after = shown(rows[0]!);
  await appendChange(sql, actor, {
    instanceId,
    entity: 'application_sso',
    entityId: applicationId,
    op: before ? 'update' : 'create',
    before: before ? shown(before) : null,
    after,
  });
  return after;
}

/** Names given by hand under another template become names under this one. Throws `application_accounts_in_the_way`. */
async function fitAccounts(sql: Sql, applicationId: string, { accounts }: Entry): Promise<void> {
  try {
    const { rows } = await sql.query(
      `SELECT FROM application_account WHERE application_id = $1 GROUP BY account_id HAVING count(*) > 1 LIMIT 1`,
      [applicationId],
    );
    if (rows.length > 0 && !accounts.several) throw new MusterError('application_accounts_in_the_way', {});
    await sql.query(`UPDATE application_account SET shared = $2 WHERE application_id = $1`, [
      applicationId,
      accounts.shared,
    ]);
  } catch (error) {
    if ((error as { constraint?: string }).constraint === 'application_account_key')
      throw new MusterError('application_accounts_in_the_way', {}, error);
    throw error;
  }
}

async function ssoRow(sql: Sql, applicationId: string): Promise<SsoRow | undefined> {
  const { rows } = await sql.query<SsoRow>(`SELECT * FROM application_sso WHERE application_id = $1`, [
    applicationId,
  ]);
  return rows[0];
}

const NONE: Sso = {
  enabled: false,
  protocol: 'none',
  oidc: null,
  saml: null,
  applicationUsername: { by: 'username' },
  authorisation: 'assigned',
  portal: 'shown',
  parameters: {},
};

function shown(row: SsoRow): ApplicationSso {
  return {
    applicationId: row.application_id,
    template: row.template,
    version: row.version,
    updatedAt: row.updated_at.toISOString(),
    ...ssoOf(row),
  };
}

function withoutUndefined<T extends object>(input: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
