/** Who may sign in to an application, and as whom. Everything here is read at the moment somebody signs in. */
import type { Sql } from '../db/db.ts';
import { lookupText } from '../directory/input.ts';
import type { Models } from '../expressions/scope.ts';
import type { Sso } from '../model/sso.ts';
import { accountRule } from './catalogue.ts';
import { accessOf } from './grants.ts';
import { readPerson } from './person.ts';
import { type SsoRow, ssoOf } from './sso-rows.ts';
import { isHeldByAnother, usernamesFor } from './usernames.ts';

/** An application as far as signing in goes. */
export interface SsoApplication {
  id: string;
  instanceId: string;
  name: string;
  /** The entry of the catalogue it was made from. */
  template: string;
  sso: Sso;
}

export type RefusedAtApplication =
  | 'sso_disabled'
  | 'not_assigned'
  | 'no_application_username'
  /** The name it would have is another account's at the application's target. */
  | 'application_username_taken'
  | 'account_unusable';

export type PersonAtApplication =
  | {
      ok: true;
      accountId: string;
      /** The application username. */
      username: string;
      /** All of them, where the template allows several. */
      usernames: string[];
      /** For expressions: `user` as mappings of pushes see it, and `appUser`. */
      models: Models;
    }
  | { ok: false; reason: RefusedAtApplication };

/** The application with its sign-in, enabled or not; undefined where there is no such application or it has none. */
export async function findSso(
  sql: Sql,
  instanceId: string,
  applicationId: string,
): Promise<SsoApplication | undefined> {
  const { rows } = await sql.query<SsoRow & { id: string; instance_id: string; name: string }>({
    name: 'application-sso',
    text: `SELECT a.id, a.instance_id, a.name, s.* FROM application a JOIN application_sso s ON s.application_id = a.id
            WHERE a.instance_id = $1 AND a.id = $2`,
    values: [lookupText(instanceId), lookupText(applicationId)],
  });
  const [row] = rows;
  return (
    row && {
      id: row.id,
      instanceId: row.instance_id,
      name: row.name,
      template: row.template,
      sso: ssoOf(row),
    }
  );
}

/** Whether the account may sign in to the application now, and as whom; never throws for what the account or settings hold. */
export async function personAt(
  sql: Sql,
  application: SsoApplication,
  accountId: string,
): Promise<PersonAtApplication> {
  const { id, instanceId, sso } = application;
  if (!sso.enabled || sso.protocol === 'none') return refused('sso_disabled');
  const person = await readPerson(sql, instanceId, accountId, [id]);
  if (!person?.isUsable) return refused('account_unusable');
  const [own] = person.applications;
  if (!own?.enabled) return refused('sso_disabled');
  if (!accessOf(sso, own, person.user)) return refused('not_assigned');
  const usernames = usernamesFor(application.template, sso, person, own.usernames);
  const [username] = usernames;
  if (username === undefined) return refused('no_application_username');
  const { shared } = accountRule(application.template);
  if (!shared && (await isHeldByAnother(sql, id, accountId, username)))
    return refused('application_username_taken');
  const models = { user: person.user, appUser: { username, usernames } };
  return { ok: true, accountId, username, usernames, models };
}

const refused = (reason: RefusedAtApplication) => ({ ok: false, reason }) as const;

export { listUsable, type Tile } from './usable.ts';
