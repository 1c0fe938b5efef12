/** What an administrator sees beside the settings of log-on: addresses, what a method lacks, who has a second factor. */
import type { z } from 'zod';
import type { Db, Sql } from '../db/db.ts';
import { type Language, MusterError } from '../errors/error.ts';
import { LogonLimits, SessionLimits } from '../model/logon.ts';
import type { LogonFacts, LogonMethodFacts, LogonSchemas } from '../model/logon-facts.ts';
import { DirectoryLogonSettings, OidcLogonSettings } from '../model/logon-source.ts';
import { PasswordPolicy, SPECIAL, TEMPLATES } from '../model/password-policy.ts';
import { settingsSchema, withoutReferences } from '../model/settings-schema.ts';
import { type LoadedSource, loadSource } from '../sync/source-settings.ts';
import type { MethodSettingsDeps } from './method-settings.ts';
import { listMethods } from './methods.ts';
import { relyingParty } from './passkey.ts';
import { assertSourceLogon, sourceLogonSettings } from './source-method.ts';

export interface FactsDeps extends MethodSettingsDeps {
  db: Db;
  publicUrl: string;
  /** Mails can be sent. */
  mail: boolean;
  language: Language;
}

const drawn = (settings: z.ZodType) => withoutReferences(settingsSchema(settings).schema);

export function logonSchemas(): LogonSchemas {
  return {
    passwordPolicy: drawn(PasswordPolicy),
    session: drawn(SessionLimits),
    limits: drawn(LogonLimits),
    oidc: drawn(OidcLogonSettings),
    directory: drawn(DirectoryLogonSettings),
    templates: TEMPLATES,
    special: SPECIAL,
  };
}

export async function logonFacts(deps: FactsDeps, instanceId: string): Promise<LogonFacts> {
  const { db, publicUrl, mail } = deps;
  const methods = await listMethods(deps, instanceId, []);
  const facts: LogonMethodFacts[] = [];
  for (const method of methods) {
    const redirectUri = `${publicUrl}/${instanceId}/login/back/${method.id}`;
    const none = { id: method.id, redirectUri: null, protection: null, sourceEnabled: null, problem: null };
    if (method.kind === 'oidc') facts.push({ ...none, redirectUri });
    else if (method.kind === 'passkey') facts.push({ ...none, problem: passkeyProblem(deps) });
    else if (method.sourceId === null) facts.push(none);
    else
      facts.push({
        ...none,
        ...(await sourceFacts(deps, instanceId, method.sourceId, method.settings, redirectUri)),
      });
  }
  return {
    logonUrl: `${publicUrl}/${instanceId}/login`,
    portalUrl: `${publicUrl}/${instanceId}/portal`,
    mail,
    people: await peopleByFactors(db, instanceId),
    methods: facts,
  };
}

async function sourceFacts(
  deps: FactsDeps,
  instanceId: string,
  sourceId: string,
  settings: object,
  redirectUri: string,
): Promise<Omit<LogonMethodFacts, 'id'>> {
  const { db, kinds, sealer, language } = deps;
  const facts = { sourceEnabled: null, redirectUri: null, protection: null, problem: null };
  try {
    const source = await loadSource(db, { kinds, open: sealer.open }, instanceId, sourceId);
    const { logon } = source.kindOf;
    const known = {
      ...facts,
      sourceEnabled: source.enabled,
      redirectUri: logon?.by === 'redirect' ? redirectUri : null,
      protection: logon?.by === 'password' ? logon.protection(source.config) : null,
    };
    return { ...known, problem: await problemOf(deps, instanceId, source, settings) };
  } catch (error) {
    // Settings of the source that an older version took: they are to be mended there.
    return { ...facts, problem: shownError(error, language) };
  }
}

async function problemOf(deps: FactsDeps, instanceId: string, source: LoadedSource, settings: object) {
  try {
    const parsed = sourceLogonSettings(source.kindOf).parse(settings);
    await assertSourceLogon(deps, instanceId, source.id, parsed);
    return null;
  } catch (error) {
    return shownError(error, deps.language);
  }
}

function passkeyProblem({ publicUrl, language }: FactsDeps): LogonMethodFacts['problem'] {
  return relyingParty(publicUrl) ? null : shownError(new MusterError('passkey_impossible'), language);
}

function shownError(error: unknown, language: Language): LogonMethodFacts['problem'] {
  if (!(error instanceof MusterError)) throw error;
  const { code, message, remedy } = error.text(language);
  return { code, message, remedy };
}

async function peopleByFactors(sql: Sql, instanceId: string): Promise<LogonFacts['people']> {
  const { rows } = await sql.query<LogonFacts['people'][number]>(
    `SELECT EXISTS (SELECT FROM totp_factor t WHERE t.account_id = a.id AND t.secret IS NOT NULL) AS totp,
        EXISTS (SELECT FROM passkey p WHERE p.account_id = a.id) AS passkey,
        a.email IS NOT NULL AND a.email_verified AS email, count(*) AS count
       FROM account a WHERE a.instance_id = $1 AND a.enabled GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
    [instanceId],
  );
  return rows;
}
